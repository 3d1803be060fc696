/** `members`: who belongs to the group, who comes and goes, and what only members read. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Bytes from "../../../domain/Bytes.ts"
import * as Addresses from "../../../domain/community/Address.ts"
import type { Address } from "../../../domain/community/Address.ts"
import * as Policy from "../../../domain/membership/Policy.ts"
import type { Event, Refusal } from "../../../domain/membership/Signals.ts"
import type { Said, State } from "../../../domain/membership/State.ts"
import * as Updates from "../../../domain/membership/Update.ts"
import * as Time from "../../../domain/Time.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import * as Members from "../../membership/Members.ts"
import * as Composition from "../Composition.ts"
import * as Daemon from "../Daemon.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as MembersPicture from "../MembersPicture.ts"
import * as Output from "../Output.ts"
import { home, json, refuse } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

type Group = Effect.Success<ReturnType<typeof Members.make>>

const address = Argument.String("ADDRESS").pipe(
  Argument.withDescription("The address of a member, as `members list` prints it"),
  Argument.filterMap(
    (text) => Option.fromUndefinedOr(Addresses.parse(text)),
    (text) => `"${text}" is no address; it has 40 hexadecimal digits`
  )
)

const wait = Flag.Int("wait").pipe(
  Flag.withMetavar("SECONDS"),
  Flag.withDescription("How long to stay for it to happen"),
  Flag.withDefault(120)
)

const WORDS: Partial<Record<Refusal, string>> = {
  NotAMember: "not a member",
  AlreadyAMember: "a member already",
  Blocked: "an epoch is just ending; try again in a moment",
  NoKeyPackage: "who is to be added has not asked to join: `members join` does",
  TooLarge: "the text is too long",
  Busy: "too much waits to be sent"
}

/** Seconds, longer than any round takes. */
const ENDING = 60

const isEnding = ({ course: { phase } }: State): boolean => phase._tag === "Freezing" || phase._tag === "Selecting"

/** The group of the home, with everything that was missed. */
const within = <A, E, R>(folder: string, work: (group: Group) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const network = yield* Shared.network
    const opened = yield* Home.open(folder)
    const run = Effect.gen(function* () {
      const group = yield* Members.make({ key: yield* MemberKey })
      yield* group.settle
      // A commit that came while this home was away is decided on first.
      if (isEnding(yield* group.runner.state)) yield* group.until((state) => !isEnding(state), ENDING)
      return yield* work(group)
    }).pipe(Effect.scoped)
    return yield* Effect.provide(run, Composition.grouped(opened, network))
  })

const refused = (subject: string, events: ReadonlyArray<Event>) => {
  const found = events.find((event) => event._tag === "Refused")
  return found === undefined ? Effect.void : refuse(subject, WORDS[found.reason] ?? found.reason)
}

const isMember =
  (member: Address) =>
  ({ roster }: State): boolean =>
    roster?.members.includes(member) === true

const create = Command.make(
  "create",
  {
    home,
    pace: Flag.Literals("pace", ["standard", "brisk"]).pipe(
      Flag.withDescription("How long things wait: a minute, as the specification has it, or a second"),
      Flag.withDefault("standard" as const)
    ),
    stewards: Flag.Int("stewards").pipe(
      Flag.withDescription("How many stewards there are at the most"),
      Flag.withDefault(Policy.standard.stewardsMax),
      Flag.filter(
        (count) => count >= 1 && count <= 64,
        () => "there are between 1 and 64 stewards"
      )
    ),
    voters: Flag.Literals("voters", ["members", "stewards"]).pipe(
      Flag.withDescription("Who votes on who joins and who is removed"),
      Flag.withDefault("members" as const)
    )
  },
  Effect.fn(function* (flags) {
    yield* within(flags.home, (group) =>
      Effect.gen(function* () {
        const pace = flags.pace === "brisk" ? Policy.brisk : Policy.standard
        const policy = { ...pace, stewardsMax: flags.stewards, commitVoters: flags.voters }
        yield* refused(flags.home, yield* group.runner.offer({ _tag: "Create", policy }))
        yield* group.settle
        yield* Output.print(group.self)
      })
    )
  })
).pipe(Command.withDescription("Found the group, with this home as its only member; prints its address"))

const join = Command.make(
  "join",
  { home },
  Effect.fn(function* (flags) {
    yield* within(flags.home, (group) =>
      Effect.gen(function* () {
        yield* refused(flags.home, yield* group.runner.offer({ _tag: "Join" }))
        yield* group.settle
        yield* Output.print(group.self)
      })
    )
  })
).pipe(Command.withDescription("Ask to join the group; prints the address to be added"))

const wished = (name: "add" | "remove", description: string) =>
  Command.make(
    name,
    { home, wait, address },
    Effect.fn(function* (flags) {
      const done = yield* within(flags.home, (group) =>
        Effect.gen(function* () {
          const wish = name === "add" ? "Add" : "Remove"
          const events = yield* group.runner.offer({ _tag: "Wish", wish, member: flags.address })
          yield* refused(flags.address, events)
          const isIn = isMember(flags.address)
          const isDecided = (state: State): boolean =>
            isIn(state) === (name === "add") || state.roster === undefined || !state.wishes.has(flags.address)
          yield* group.until(isDecided, flags.wait)
          const state = yield* group.runner.state
          return isIn(state) === (name === "add") ? "done" : state.wishes.has(flags.address) ? "open" : "refused"
        })
      )
      if (done === "refused") return yield* refuse(flags.address, "the members voted against it")
      yield* Output.print(
        done === "open"
          ? "put to the vote; it happens once the members have decided and a steward is there"
          : `${flags.address} is ${name === "add" ? "a member now" : "no member any more"}`
      )
    })
  ).pipe(Command.withDescription(description))

const vote = Command.make(
  "vote",
  {
    home,
    id: Argument.String("ID").pipe(Argument.withDescription("The id of the vote, as `members list` prints it")),
    answer: Argument.Literals("yes|no", ["yes", "no"]).pipe(Argument.withDescription("The vote"))
  },
  Effect.fn(function* (flags) {
    yield* within(flags.home, (group) =>
      Effect.gen(function* () {
        const isThere = yield* group.vote(flags.id, flags.answer === "yes")
        if (!isThere) return yield* refuse(flags.id, "there is no such vote, or this home has voted")
        yield* group.settle
      })
    )
  })
).pipe(Command.withDescription("Vote on who joins or leaves"))

const list = Command.make(
  "list",
  { home, json },
  Effect.fn(function* (flags) {
    const { self, state } = yield* within(flags.home, (group) =>
      Effect.map(group.runner.state, (state) => ({ state, self: group.self }))
    )
    if (flags.json) return yield* Output.json(MembersPicture.json(state))
    yield* Output.print(
      state.roster === undefined
        ? "this home belongs to no group; `members create` founds one, `members join` asks to join"
        : MembersPicture.show(state, self, yield* Output.terminal)
    )
  })
).pipe(Command.withDescription("Who belongs to the group, and what is being voted on"))

const say = Command.make(
  "say",
  { home, text: Argument.String("TEXT").pipe(Argument.withDescription("What to say")) },
  Effect.fn(function* (flags) {
    if (flags.text.trim() === "") return yield* refuse("TEXT", "there is nothing to say")
    yield* within(flags.home, (group) =>
      Effect.gen(function* () {
        const payload = Bytes.utf8(flags.text)
        yield* refused("TEXT", yield* group.runner.offer({ _tag: "Say", payload }))
        yield* group.settle
      })
    )
  })
).pipe(Command.withDescription("Say something that only members can read"))

const line = (asJson: boolean, { at, payload, sender }: Said): string => {
  const text = Bytes.toUtf8(payload) ?? ""
  return asJson
    ? Units.inert(JSON.stringify({ author: sender, timestamp: Time.toIso(at), text }))
    : `${Instant.local(at)}  ${sender.slice(0, 10)}: ${Units.printable(text)}`
}

const read = Command.make(
  "read",
  { home, json },
  Effect.fn(function* (flags) {
    const { said } = yield* within(flags.home, (group) => group.runner.state)
    if (said.size > 0) yield* Console.log([...said.values()].map((one) => line(flags.json, one)).join("\n"))
  })
).pipe(Command.withDescription("Print what members said lately"))

const told = (event: Event): string | undefined => {
  switch (event._tag) {
    case "Said":
      return `${event.sender.slice(0, 10)}: ${Bytes.toUtf8(event.payload) ?? ""}`
    case "CommitApplied":
      return [
        `epoch ${event.epoch}`,
        ...event.added.map((member) => `+ ${member}`),
        ...event.removed.map((member) => `- ${member}`)
      ].join("  ")
    case "Joined":
      return `joined in epoch ${event.epoch}`
    case "Removed":
      return "no member any more"
    case "VoteRequested":
      return `vote ${event.id}: ${Updates.subject(event.update)}?`
    default:
      return undefined
  }
}

const run = Command.make(
  "run",
  {
    home,
    admit: Flag.Boolean("admit").pipe(
      Flag.withDescription("As the steward, put everybody who asks to join to the vote, and vote yes"),
      Flag.withDefault(false)
    )
  },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.open(flags.home)
    const staying = Effect.gen(function* () {
      const group = yield* Members.make({ key: yield* MemberKey, admits: flags.admit })
      const lines = Stream.filterMap(group.runner.events, (event) => {
        const text = told(event)
        return text === undefined ? Result.failVoid : Result.succeed(text)
      })
      const printing = Stream.runForEach(lines, (text) => Console.log(Units.printable(text)))
      return yield* Daemon.run(
        `member ${group.self} of ${opened.community}`,
        Effect.raceFirst(Effect.andThen(printing, Effect.never), group.run)
      )
    }).pipe(Effect.scoped)
    return yield* Effect.provide(staying, Composition.grouped(opened, network))
  })
).pipe(Command.withDescription("Stay with the others until stopped (Ctrl-C): commits when it is this home's turn"))

export const members = Command.make("members").pipe(
  Command.withDescription("Decide together who is a member, and talk where only members read"),
  Command.withSubcommands([
    create,
    join,
    wished("add", "Have the members decide on adding somebody who asked to join"),
    wished("remove", "Have the members decide on removing somebody; one's own address leaves"),
    vote,
    list,
    say,
    read,
    run
  ])
)
