/** The operations of `announcements.json`: announce, hear, compare, follow. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Settings } from "../../src/app/Settings.ts"
import * as Announcements from "../../src/app/Announcements.ts"
import {
  Announcement,
  Application,
  Cid,
  Collection,
  Community,
  Envelope,
  Payload,
  PublicKey,
  PureDigest,
  PureSignatures,
  Time,
  Topic,
  Topics,
  WakuMessage,
  Wire
} from "../../src/index.ts"
import { type Message, readMessage, showMessage } from "./codecs.ts"
import { COMMUNITY } from "./fixed.ts"
import { keyOf } from "./topics.ts"
import { bytes, hex, no, ok, operation } from "./vector.ts"
import { nanos } from "./windows.ts"

export const PUBSUB = Topic.specNetwork.content

export interface Announced {
  readonly clock: string
  readonly timestamp: string
  readonly cid: string
}

const announcementOf = ({ cid, clock, timestamp }: Announced): Announcement.Announcement => ({
  clock: Time.millis(BigInt(clock)),
  timestamp: nanos(timestamp),
  cid: Result.getOrThrow(Cid.parse(cid))
})
const show = ({ cid, clock, timestamp }: Announcement.Announcement): Announced => ({
  clock: `${clock}`,
  timestamp: `${timestamp}`,
  cid
})

interface Spoken {
  readonly secret_key: string
  readonly clock: string
  readonly cid: string
  readonly entropy: string
}

/** `entropy` gives nonce and padding: SHA-256 of it and a counter of two bytes, as many bytes as it takes. */
export const announce = operation("announce", ({ cid, clock, entropy, secret_key }: Spoken) => {
  const { archives } = Topics.of(COMMUNITY)
  const payload = Wire.encodeAnnouncement({ clock: BigInt(clock), cid })
  const signature = Envelope.sign(Envelope.digest(payload), bytes(secret_key))
  const envelope = Envelope.assemble(Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX, payload, signature)
  const message = WakuMessage.make({
    version: 1,
    contentTopic: archives.topic,
    timestamp: Time.fromMillis(Time.millis(BigInt(clock))),
    payload: Payload.seal(envelope, keyOf(archives.chatId), bytes(entropy))
  })
  return ok({
    payload: hex(payload),
    envelope: hex(envelope),
    message: showMessage(message),
    bytes: hex(Wire.encodeMessage(message)),
    hash: WakuMessage.hash(PUBSUB, message)
  })
})

const room = (chat: Topics.Chat) => ({ topic: chat.topic, pubsubTopic: PUBSUB, key: keyOf(chat.chatId) })
const members = (id: PublicKey.CommunityId): Community["Service"] => {
  const { archives, channel, description } = Topics.of(id)
  return { id, archives: room(archives), channel: room(channel), description: room(description) }
}

/** A clock that stands still. */
const standing = (millis: number): Clock.Clock => ({
  currentTimeMillisUnsafe: () => millis,
  currentTimeMillis: Effect.succeed(millis),
  currentTimeNanosUnsafe: () => BigInt(millis) * 1_000_000n,
  currentTimeNanos: Effect.succeed(BigInt(millis) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(millis) * 1_000_000n,
  monotonicTimeNanos: Effect.succeed(BigInt(millis) * 1_000_000n),
  sleep: () => Effect.void
})

export interface Heard {
  readonly community: string
  readonly now: string
  readonly pubsub_topic: string
  readonly message: Message
}

export const hear = operation("hear", ({ community, message, now, pubsub_topic }: Heard) => {
  const id = PublicKey.parseCommunityId(community)!
  const received = WakuMessage.receive(Topic.PubsubTopic(pubsub_topic), readMessage(message))
  const read = Effect.provideService(
    Announcements.read([received]),
    Clock.Clock,
    standing(Number(BigInt(now) / 1_000_000n))
  )
  const provided = read.pipe(
    Effect.provideService(Community, members(id)),
    Effect.provide(Layer.mergeAll(PureSignatures.layer, PureDigest.layer, Settings.layer()))
  )
  const [announcement] = Effect.runSync(provided)
  return announcement === undefined ? no("it is ignored") : ok(show(announcement))
})

export const newest = operation("newest", ({ announcements }: { readonly announcements: ReadonlyArray<Announced> }) =>
  Option.match(Announcements.newest(announcements.map(announcementOf)), {
    onNone: () => no("there is no announcement"),
    onSome: (best) => ok(show(best))
  })
)

export interface Step {
  readonly at: string
  readonly event: "Heard" | "QueryStarted" | "QueryEnded" | "ClockStated" | "Tick" | "Processed" | "Failed"
  readonly announcement?: Announced
  readonly clock?: string
}

const eventOf = ({ announcement, clock, event }: Step): Collection.Event => {
  switch (event) {
    case "Heard":
    case "Processed":
      return { _tag: event, announcement: announcementOf(announcement!) }
    case "ClockStated":
      return { _tag: event, clock: Time.millis(BigInt(clock!)) }
    default:
      return { _tag: event }
  }
}

export const follow = operation(
  "follow",
  ({ steps, wait }: { readonly wait: string; readonly steps: ReadonlyArray<Step> }) => {
    let state = Collection.initial
    const after = steps.map((step) => {
      const [next, commands] = Collection.step(nanos(wait), state, eventOf(step), nanos(step.at))
      state = next
      const [command] = commands
      if (command === undefined) return { command: "nothing" }
      return command._tag === "Wait"
        ? { command: "wait", until: `${command.until}` }
        : { command: "fetch", cid: command.announcement.cid }
    })
    return ok({ after })
  }
)
