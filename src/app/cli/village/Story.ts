/**
 * Eight weeks of five people: they talk, one leaves, one joins late, the control node disappears and another one takes over. Time
 * is virtual, everything else is real: homes and databases, signatures, MLS, archives, the network folder.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as path from "node:path"
import * as Charter from "../../../domain/authority/Charter.ts"
import type { Address } from "../../../domain/community/Address.ts"
import * as Certificate from "../../../domain/consensus/Certificate.ts"
import * as Electorate from "../../../domain/consensus/Electorate.ts"
import * as Policy from "../../../domain/membership/Policy.ts"
import * as Window from "../../../domain/history/Window.ts"
import * as Time from "../../../domain/Time.ts"
import { Digest } from "../../../ports/Digest.ts"
import { now } from "../../Now.ts"
import { create } from "../commands/init.ts"
import * as Home from "../Home.ts"
import type { JumpClock } from "../JumpClock.ts"
import * as Units from "../Units.ts"
import * as Villagers from "./Villager.ts"

/** Something that should have happened did not: the product is broken. */
export class StoryFailed extends Schema.TaggedError<StoryFailed>()("StoryFailed", { why: Schema.String }) {
  override get message(): string {
    return `the story broke off: ${this.why}`
  }
}

/** Members look in now and then, not every second. */
const policy: Policy.Policy = {
  ...Policy.standard,
  inactivity: Time.hours(2),
  recovery: Time.hours(1),
  freeze: Time.hours(4),
  delta: Time.hours(1),
  expiry: Time.days(2)
}

type Person = Villagers.Villager | Villagers.Control

const WEEK = 7 * 24

const LINES = ["the week begins", "who is coming on Friday?", "see you there"]

const rosterOf = ({ members }: Person) => Effect.map(members.runner.state, ({ roster }) => roster?.members ?? [])

export interface Ending {
  readonly people: ReadonlyArray<{ readonly name: string; readonly held: Villagers.Held; readonly members: number }>
  readonly archives: number
  readonly epoch: bigint
  /** Whether Dan is out of the group, as he himself sees it. */
  readonly left: boolean
}

/** `tell` is called with each thing that happened. */
export const live = Effect.fn("Story.live")(function* (
  folder: string,
  clock: JumpClock,
  tell: (text: string) => Effect.Effect<void>
) {
  const network = path.join(folder, "network")
  const { sha256 } = yield* Digest
  const founded = yield* create(path.join(folder, "ada"), "Five friends", Window.WEEK, undefined, "spec")
  const { community } = founded
  const ada = yield* Villagers.control("Ada", founded, network)
  const join = (name: string) => Villagers.member(name, path.join(folder, name.toLowerCase()), community, network)
  let present: ReadonlyArray<Person> = [ada]
  let archives = 0

  /** Everybody who is there looks in every half hour, until it is so. */
  const until = Effect.fnUntraced(function* <E, R>(what: string, isSo: Effect.Effect<boolean, E, R>) {
    for (let look = 0; look < 200; look++) {
      for (const one of present) yield* one.attend
      if (yield* isSo) return
      yield* clock.advance("30 minutes")
    }
    return yield* new StoryFailed({ why: what })
  })

  const agreeOn = (size: number) =>
    Effect.map(Effect.forEach(present, rosterOf), (rosters) => rosters.every((members) => members.length === size))

  const chat = Effect.fnUntraced(function* (hours: number, from = 0) {
    for (const [n, text] of LINES.entries()) {
      for (const [index, person] of present.entries()) {
        yield* person.channel.say(`${text} (${person.name}, ${from + n})`)
        if (index % 2 === 0) yield* person.attend
      }
      yield* clock.advance(`${Math.floor(hours / LINES.length)} hours`)
      for (const person of present) yield* person.attend
    }
  })

  const charter = Effect.fnUntraced(function* (holder: Person, members: ReadonlyArray<Address>) {
    const electorate = Electorate.of(members, sha256, Charter.context(community))
    if (electorate !== undefined) yield* holder.successions.issue(holder.key, electorate)
  })

  yield* tell(`Ada founds the community ${community} and holds the role of its control node`)
  yield* ada.members.runner.offer({ _tag: "Create", policy })
  yield* until(
    "Ada founds the group",
    Effect.map(rosterOf(ada), (members) => members.length === 1)
  )

  const [ben, cleo, dan] = [yield* join("Ben"), yield* join("Cleo"), yield* join("Dan")]
  present = [ada, ben, cleo, dan]
  for (const one of [ben, cleo, dan]) yield* one.members.runner.offer({ _tag: "Join" })
  yield* until(
    "Ada hears of their keys",
    Effect.map(ada.members.runner.state, ({ keyPackages }) => keyPackages.size === 3)
  )
  for (const one of [ben, cleo, dan]) {
    yield* ada.members.runner.offer({ _tag: "Wish", wish: "Add", member: one.members.self })
  }
  yield* until("three join", agreeOn(4))
  yield* charter(ada, yield* rosterOf(ada))
  yield* tell("Ben, Cleo and Dan announce their keys; votes, a commit, a welcome: four members of one MLS group")

  for (const week of [0, 1, 2]) {
    yield* chat(WEEK, week * LINES.length)
    archives += (yield* ada.archive).sealed.length
  }
  yield* tell(`three weeks of talk over sync; ${archives} archives on Codex`)

  yield* dan.members.runner.offer({ _tag: "Wish", wish: "Remove", member: dan.members.self })
  yield* until(
    "Dan leaves",
    Effect.map(rosterOf(ada), (members) => !members.includes(dan.members.self))
  )
  present = [ada, ben, cleo]
  yield* tell("Dan leaves; what he said stays in the history, what is said now he cannot read")

  for (const week of [3, 4]) {
    yield* chat(WEEK, week * LINES.length)
    archives += (yield* ada.archive).sealed.length
  }
  const notice = yield* ada.publish
  yield* tell(
    `five weeks on, the first messages are gone from the network; ${archives} archives, a snapshot of ${Units.count(Option.match(notice, { onNone: () => 0, onSome: ({ entries }) => entries }))} messages`
  )

  const eve = yield* join("Eve")
  present = [ada, ben, cleo, eve]
  yield* eve.members.runner.offer({ _tag: "Join" })
  yield* until(
    "Ben hears of Eve's key",
    Effect.map(ben.members.runner.state, ({ keyPackages }) => keyPackages.has(eve.members.self))
  )
  yield* ben.members.runner.offer({ _tag: "Wish", wish: "Add", member: eve.members.self })
  yield* until("Eve joins", agreeOn(4))
  yield* eve.restore
  yield* eve.resume
  yield* eve.attend
  yield* charter(ada, yield* rosterOf(ada))
  yield* tell("Eve joins late: Ben proposes, the members vote, MLS welcomes; archives and snapshot bring her the past")

  yield* until(
    "everybody knows who may vote on the role",
    Effect.map(
      Effect.forEach([ben, cleo, eve], (one) => one.successions.charter),
      (known) =>
        known.every((one) => Option.exists(one, ({ charter }) => Electorate.has(charter.electorate, eve.members.self)))
    )
  )
  present = [ben, cleo, eve]
  yield* tell("Ada's machine burns down, and the community key with it")

  const [benVotes, cleoVotes, eveVotes] = [yield* ben.votes, yield* cleo.votes, yield* eve.votes]
  const { subject } = yield* ben.successions.subject(ben.key.publicKey)
  const draft = yield* benVotes.draft({
    name: "Ben holds the role of the control node",
    subject,
    tie: "reject",
    expires: Time.toUnixSeconds(Time.add(yield* now, Time.days(1))),
    live: false
  })
  yield* ben.successions.approve(draft)
  yield* benVotes.open(draft, true)
  yield* benVotes.settle
  for (const [one, votes] of [
    [cleo, cleoVotes],
    [eve, eveVotes]
  ] as const) {
    yield* votes.settle
    const { proposal } = yield* votes.find(draft.id)
    if (yield* one.successions.approve(proposal)) yield* votes.cast(draft.id, true)
    yield* votes.settle
  }
  yield* benVotes.settle
  const certificate = Certificate.of(yield* benVotes.find(draft.id))
  if (certificate === undefined) return yield* new StoryFailed({ why: "no certificate" })
  yield* ben.successions.apply(ben.key, certificate)
  yield* tell(
    `Ben, Cleo and Eve, ${certificate.votes.length} of ${certificate.proposal.voters}, give the role to Ben's key; the certificate proves it to everybody`
  )

  yield* ben.restore
  const promoted = yield* Home.promote(ben.home, {
    name: founded.name,
    createdAt: yield* now,
    window: Window.WEEK
  })
  const heir = yield* Villagers.control("Ben", promoted, network)
  present = [heir, cleo, eve]
  for (const week of [5, 6]) {
    yield* chat(WEEK, week * LINES.length)
    archives += (yield* heir.archive).sealed.length
  }
  yield* clock.advance("1 hour")
  archives += (yield* heir.archive).sealed.length
  yield* until("the last words reach everybody", agreeOn(4))
  yield* cleo.restore
  yield* eve.restore
  yield* until(
    "the logs are equal",
    Effect.map(
      Effect.forEach(present, (one) => one.held),
      (all) => all.every(({ log }) => log === all[0]!.log)
    )
  )
  yield* tell(`two more weeks under Ben: ${archives} archives in all, and everybody follows`)

  const [first] = present
  const state = yield* first!.members.runner.state
  const people = yield* Effect.forEach(
    present,
    Effect.fnUntraced(function* (one) {
      return { name: one.name, held: yield* one.held, members: (yield* rosterOf(one)).length }
    })
  )
  return {
    people,
    archives,
    epoch: state.roster?.epoch ?? 0n,
    left: (yield* dan.members.runner.state).roster === undefined
  } satisfies Ending
})
