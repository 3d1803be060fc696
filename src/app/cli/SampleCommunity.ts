/** A made-up community for the demo: the same for the same options, in the layout of an exporter of chats. */
import type { DiscordExport } from "../../domain/community/DiscordExport.ts"

export interface Options {
  /** 32 bits; the same seed gives the same community. */
  readonly seed: number
  readonly name?: string
  readonly years: number
  /** Every message is older. */
  readonly end: Date
}

type Sent = DiscordExport["messages"][number]

/** One channel with every field that an exporter writes. */
export interface Export extends DiscordExport {
  readonly guild: { readonly id: string; readonly name: string }
  readonly channel: DiscordExport["channel"] & {
    readonly type: string
    readonly category: string
    readonly topic: string | null
  }
  readonly dateRange: { readonly after: null; readonly before: null }
  readonly messageCount: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const GUILD = "1000000000000000061"
/** Ids count milliseconds from here, shifted by 22 bits. */
const ID_EPOCH = Date.UTC(2015, 0, 1)

const CHANNELS = [
  { name: "general", share: 40, topic: "Everything about Tidepool" },
  { name: "support", share: 22, topic: "Ask here, somebody knows" },
  { name: "development", share: 27, topic: "The app, the maps, the sync" },
  { name: "off-topic", share: 11, topic: null }
] as const
type Channel = (typeof CHANNELS)[number]["name"]

/** Share of the talk, hours before or after UTC, and from which part of the time on somebody is here. */
const PEOPLE = [
  { name: "marit", nickname: "Marit", share: 16, zone: 1, joins: 0 },
  { name: "tomasz.w", nickname: "Tomasz 🦀", share: 13, zone: 1, joins: 0 },
  { name: "adaeze", nickname: "Adaeze", share: 11, zone: 1, joins: 0 },
  { name: "kenji_o", nickname: "ケンジ", share: 9, zone: 9, joins: 0.02 },
  { name: "rosalba", nickname: null, share: 8, zone: -5, joins: 0.05 },
  { name: "xiaoyu", nickname: "小雨", share: 8, zone: 8, joins: 0.1 },
  { name: "fenwick", nickname: null, share: 7, zone: 0, joins: 0.15 },
  { name: "ilse.p", nickname: "Ilse", share: 6, zone: 1, joins: 0.2 },
  { name: "devraj", nickname: "Dev Raj", share: 6, zone: 5, joins: 0.3 },
  { name: "oluf", nickname: "Óluf", share: 5, zone: 0, joins: 0.35 },
  { name: "camille", nickname: "Camille 🌊", share: 5, zone: -4, joins: 0.45 },
  { name: "yara.n", nickname: null, share: 4, zone: 3, joins: 0.5 },
  { name: "benoit", nickname: "Benoît", share: 3, zone: 1, joins: 0.6 },
  { name: "sora", nickname: "소라", share: 3, zone: 9, joins: 0.7 },
  { name: "newt", nickname: "Newt 🦎", share: 2, zone: -8, joins: 0.8 }
] as const
type Person = (typeof PEOPLE)[number]

const list = (text: string): ReadonlyArray<string> => text.split("|")

/** What the slots of the sentences below may hold; a text may have slots of its own. */
const WORDS: Readonly<Record<string, ReadonlyArray<string>>> = {
  animal: list(
    "a hermit crab|two starfish|an anemone|a shy octopus 🐙|a limpet the size of a coin|a sea slug|a small eel"
  ),
  place: list("the north shore|Brimsand bay|the old pier|the lighthouse rocks|the estuary|the harbour wall"),
  part: list("the map view|offline sync|the photo picker|the species list|the tide clock|the CSV export|dark mode"),
  code: list("the tile cache|the notebook merge|the sync test|the tide table parser|the image worker|the undo stack"),
  device: list("an old tablet|my phone|the laptop|a borrowed camera|version 1.4|the beta"),
  fine: list("works nicely|is a lot faster now|is ready for review|behaves on the train too|looks right at last"),
  broken: list("loses the scroll position|stays empty|needs two attempts|shows last week|forgets the zoom"),
  when: list("tonight|on Saturday|after lunch|next week|at low tide, 6:40|in an hour"),
  link: list("https://tidepool.example/notes/{n}|https://tidepool.example/guide#maps|https://code.example/changes/{n}"),
  thing: list("soup 🍲|a book about mosses|a train ride along the coast|sourdough|rain since Monday ☔|a tiny garden"),
  creature: list("海胆|两只海星|小螃蟹|海葵"),
  n: list("17|48|103|212|359|640|1024")
}

const OPENERS: Readonly<Record<Channel, ReadonlyArray<string>>> = {
  general: [
    ...list(
      "Found {animal} at {place} this morning!|Who walks with us to {place} {when}?|New notes from {place}: {link}"
    ),
    ...list("Thank you all, {part} {fine}|Good morning from {place} 🌅|Counted {n} shells at {place} 🐚"),
    ...list("今天在海边看到了{creature}，太开心了 😊|明日、潮だまりを見に行きませんか？"),
    "The next call is {when}. Topics so far:\n- {part}\n- what we saw at {place}\n- open questions"
  ],
  support: [
    ...list("On {device}, {part} {broken}. Is that known?|How do I move my notes to {device}?"),
    ...list("Since build {n}, {part} {broken}|Can two people share one notebook? I read {link}"),
    ...list(
      "Where does {part} keep its files?|写真が同期されません。どうすればいいですか？|地图打不开，有人知道怎么办吗？"
    ),
    "Since the update, {part} {broken}. What can I try?\n\nSteps:\n1. open {part}\n2. wait a minute"
  ],
  development: [
    ...list("Change {n}: {code} {fine}, see {link}|I would like to split {code} in two, any objections?"),
    ...list("Build {n} is out, please try {part}|Measured {code}: {n} ms before, 12 ms after 🚀|Review wanted: {link}"),
    "For the record:\n```\nnpm run check -- --only sync\n```\nfinds the problem with {code}"
  ],
  "off-topic": list(
    "{thing}. That is all.|Today: {thing}|Anybody else for {thing}?|비가 와요 ☔|Weekend plan: {thing}, then {place}"
  )
}

const ANSWERS: Readonly<Record<Channel, ReadonlyArray<string>>> = {
  general: list(
    "Lovely 💙|Count me in|+1|I saw {animal} there as well|Where exactly?|太好了！|すごい！|See you {when}|👏👏|Welcome!"
  ),
  support: list(
    "Thanks, that helped!|Try {part} again after a restart|Same here on {device}|See {link}|+1|ありがとう！|Solved 🎉"
  ),
  development: list(
    "Looks good to me|+1|One question about {code}, otherwise fine|Merged ✅|Same on {device}|No objections|没问题"
  ),
  "off-topic": list("😄|Same|+1|{thing} for me|Enjoy!|いいね|That sounds good")
}

/** Numbers in [0, 1) from a state of 32 bits (mulberry32). */
const randomness = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** To the millisecond, with the zone as exporters write it. */
const instant = (millis: number): string => new Date(millis).toISOString().replace(".000", "").replace("Z", "+00:00")

/** The two weeks around New Year, in which nobody writes; on any grid of seven days one window is without a message. */
const isQuiet = (at: number): boolean => {
  const day = new Date(at)
  return day.getUTCMonth() === 11 ? day.getUTCDate() >= 20 : day.getUTCMonth() === 0 && day.getUTCDate() <= 3
}

/** Conversations that begin on a day: more over the years, fewer at weekends and in August. */
const liveliness = (at: number, progress: number): number => {
  const day = new Date(at)
  return (2.6 + 4.6 * progress) * (day.getUTCDay() % 6 === 0 ? 0.5 : 1.1) * (day.getUTCMonth() === 7 ? 0.4 : 1)
}

/**
 * One export for each channel, ascending in time: talk by day and rest by night, quiet holidays, replies, attachments
 * without text, edits, several scripts, and a few equal texts at equal instants. Two years have some 8,000 messages.
 */
export const generate = ({ end, name = "Tidepool", seed, years }: Options): ReadonlyArray<Export> => {
  const random = randomness(seed)
  const below = (bound: number): number => Math.floor(random() * bound)
  const pick = <A>(list: ReadonlyArray<A>): A => list[below(list.length)]!
  const weighted = <A extends { readonly share: number }>(list: ReadonlyArray<A>): A => {
    let rest = random() * list.reduce((sum, { share }) => sum + share, 0)
    return list.find(({ share }) => (rest -= share) < 0) ?? list[0]!
  }
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => fill(pick(WORDS[slot]!)))

  const ids = new Map(
    PEOPLE.map((person, index) => [
      person,
      `${400_000_000_000_000_000n + BigInt(below(2 ** 32)) * 100n + BigInt(index)}`
    ])
  )
  const last = end.getTime()
  const days = Math.max(0, Math.floor(years * 365))
  const first = last - days * DAY
  const channels = CHANNELS.map(({ name, share, topic }, index) => ({
    name,
    share,
    topic,
    id: `${1_000_000_000_000_000_062n + BigInt(index)}`,
    sent: [] as Array<{ readonly at: number; readonly message: Sent }>
  }))
  let serial = 0n

  /** Nothing is said before the beginning, from the end on, or in the holidays. */
  const say = (
    channel: (typeof channels)[number],
    person: Person,
    at: number,
    text: string,
    to?: Sent
  ): Sent | undefined => {
    if (at < first || at >= last || isQuiet(at)) return undefined
    const id = ((BigInt(Math.max(0, at - ID_EPOCH)) << 22n) + serial++).toString()
    const file = text === "" ? `shore-${below(9000) + 1000}.jpg` : undefined
    const edited = at + (1 + below(30)) * 60_000
    const message = {
      id,
      type: to === undefined ? "Default" : "Reply",
      timestamp: instant(at),
      timestampEdited: random() < 0.03 && edited < last ? instant(edited) : null,
      isPinned: false,
      content: text,
      author: {
        id: ids.get(person)!,
        name: person.name,
        discriminator: "0000",
        nickname: person.nickname,
        isBot: false,
        avatarUrl: ""
      },
      attachments:
        file === undefined
          ? []
          : [
              {
                id: `${id}1`,
                url: `https://files.tidepool.example/${id}/${file}`,
                fileName: file,
                fileSizeBytes: 40_000 + below(3_000_000)
              }
            ],
      embeds: [],
      reactions: [],
      mentions: [],
      ...(to === undefined ? {} : { reference: { messageId: to.id, channelId: channel.id, guildId: GUILD } })
    }
    channel.sent.push({ at, message })
    return message
  }

  const converse = (midnight: number, progress: number): void => {
    const present = PEOPLE.filter(({ joins }) => joins <= progress)
    const channel = weighted(channels)
    let speaker = weighted(present)
    // The day of the speaker from seven to eleven, mostly the afternoon.
    const local = 7 + ((random() + random() + random()) / 3) * 16
    let at = midnight + Math.floor((local - speaker.zone) * HOUR)
    const opener = say(channel, speaker, at, random() < 0.03 ? "" : fill(pick(OPENERS[channel.name])))
    if (opener === undefined) return
    // A second tap on the button.
    if (random() < 0.004) say(channel, speaker, at, opener.content)
    for (let answers = below(6) - 1; answers > 0; answers--) {
      const others = present.filter((person) => person !== speaker)
      const next = weighted(others)
      speaker = next
      at += (10 + below(900)) * 1000 + below(1000)
      const text = random() < 0.03 ? "" : fill(pick(ANSWERS[channel.name]))
      say(channel, speaker, at, text, random() < 0.35 ? opener : undefined)
      // Two people with one thought.
      if (random() < 0.004) say(channel, weighted(others.filter((person) => person !== next)), at, text)
    }
  }

  if (days > 0)
    say(
      channels[0]!,
      PEOPLE[0],
      first + HOUR,
      `Welcome to ${name}! Introduce yourself, and tell us what lives on your shore 🐚`
    )
  for (let day = -1; day <= days; day++) {
    const midnight = Math.floor(first / DAY) * DAY + day * DAY
    const progress = Math.min(1, Math.max(0, day / days))
    for (let left = liveliness(midnight, progress) * (0.5 + random()); left > random(); left--)
      converse(midnight, progress)
  }
  return channels.map(({ id, name: channel, sent, topic }) => {
    const messages = sent.sort((left, right) => left.at - right.at).map(({ message }) => message)
    return {
      guild: { id: GUILD, name },
      channel: { id, type: "GuildTextChat", category: "community", name: channel, topic },
      dateRange: { after: null, before: null },
      messages,
      messageCount: messages.length
    }
  })
}
