/** `handover`: who holds the role of the control node, and how its members give it to another key. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Bytes from "../../../domain/Bytes.ts"
import * as Succession from "../../../domain/authority/Succession.ts"
import * as PublicKey from "../../../domain/community/PublicKey.ts"
import * as Certificate from "../../../domain/consensus/Certificate.ts"
import * as Proposal from "../../../domain/consensus/Proposal.ts"
import * as ArchiveIndex from "../../../domain/history/ArchiveIndex.ts"
import * as Window from "../../../domain/history/Window.ts"
import * as Time from "../../../domain/Time.ts"
import { HistoryStore } from "../../../ports/HistoryStore.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import { Successions } from "../../authority/Successions.ts"
import * as Votes from "../../consensus/Votes.ts"
import { now } from "../../Now.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as HomeLock from "../HomeLock.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json, refuse } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as VotePicture from "../VotePicture.ts"
import * as Voters from "../Voters.ts"
import { expires, id, scopeOf, voters } from "./vote.ts"

/** What the network says about the role of this home's community, taken in first. */
const within = <A, E, R>(folder: string, work: (home: Home.Home) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const network = yield* Shared.network
    const opened = yield* Home.open(folder)
    return yield* Effect.gen(function* () {
      yield* (yield* Successions).catchUp
      return yield* work(opened)
    }).pipe(Effect.provide(Composition.participant(opened, network)))
  })

/** The votes of those whom the charter names. */
const voting = Effect.gen(function* () {
  const chartered = yield* (yield* Successions).charter
  if (Option.isNone(chartered)) {
    return yield* refuse(
      "handover",
      "the holder of the role never said who may vote on it; he does with `handover charter`"
    )
  }
  const { electorate } = chartered.value.charter
  const votes = yield* Votes.make({ scope: scopeOf(electorate), key: yield* MemberKey, electorate })
  yield* votes.settle
  return votes
})

const status = Command.make(
  "status",
  { home, json },
  Effect.fn(function* (flags) {
    yield* within(flags.home, () =>
      Effect.gen(function* () {
        const successions = yield* Successions
        const { publicKey } = yield* MemberKey
        const succession = yield* successions.succession
        const charter = yield* successions.charter
        const isHeld = Bytes.equals(succession.holder, publicKey)
        const told = Option.map(charter, (known) => known.charter)
        if (flags.json) {
          return yield* Output.json({
            holder: PublicKey.toText(succession.holder),
            held: isHeld,
            epoch: Number(Succession.epochOf(succession)),
            before: succession.links.map(({ at, handover }) => ({
              successor: PublicKey.toText(handover.successor),
              at: Time.toIso(Time.fromMillis(at))
            })),
            voters: Option.getOrNull(Option.map(told, ({ electorate }) => electorate.members))
          })
        }
        const epoch = succession.links.length
        yield* Output.print(
          [
            `holder   ${PublicKey.toText(succession.holder)}${isHeld ? " (this home)" : ""}`,
            `changes  ${epoch === 0 ? "none: it is the community key" : `${epoch}, the last proposed at ${Instant.local(Time.fromMillis(succession.links.at(-1)!.at))}`}`,
            Option.match(told, {
              onNone: () => "voters   the holder has not said who may vote on the role",
              onSome: ({ clock, electorate }) =>
                `voters   ${electorate.members.length}, as the holder said at ${Instant.local(Time.fromMillis(clock))}`
            })
          ].join("\n")
        )
      })
    )
  })
).pipe(Command.withDescription("Who holds the role of the control node, and who may vote on it"))

const charter = Command.make(
  "charter",
  { home, voters },
  Effect.fn(function* (flags) {
    const count = yield* within(flags.home, (opened) =>
      Effect.gen(function* () {
        const electorate = yield* Voters.electorate(opened, flags.voters)
        yield* (yield* Successions).issue(yield* MemberKey, electorate)
        if (Option.isSome(flags.voters)) yield* Voters.remember(opened, electorate)
        return electorate.members.length
      })
    )
    yield* Output.print(`${count} members may vote on the role of the control node`)
  })
).pipe(Command.withDescription("As its holder: say who may vote on the role"))

const propose = Command.make(
  "propose",
  {
    home,
    expires,
    to: Flag.String("to").pipe(
      Flag.withMetavar("KEY"),
      Flag.withDescription("The public key of the successor, 0x and 66 hexadecimal digits; this home's own by default"),
      Flag.filterMap(
        (text) => Option.fromUndefinedOr(PublicKey.parseCommunityId(text)),
        (text) => `"${text}" is no public key; it has 0x and 66 hexadecimal digits`
      ),
      Flag.optional
    )
  },
  Effect.fn(function* (flags) {
    const proposed = yield* within(flags.home, () =>
      Effect.gen(function* () {
        const successions = yield* Successions
        const votes = yield* voting
        const { publicKey } = yield* MemberKey
        const successor = Option.match(flags.to, { onNone: () => publicKey, onSome: PublicKey.ofCommunity })
        const { subject } = yield* successions.subject(successor)
        const motion = {
          name: `give the role of the control node to ${PublicKey.toText(successor)}`,
          subject,
          tie: "reject",
          expires: Time.toUnixSeconds(Time.add(yield* now, flags.expires)),
          // Nobody gives it away by saying nothing.
          live: false
        } as const
        const draft = yield* votes.draft(motion)
        if (!(yield* successions.approve(draft))) {
          return yield* refuse(PublicKey.toText(successor), "this home said YES to another successor already")
        }
        const proposal = yield* votes.open(draft, true)
        yield* votes.flush
        return proposal.id
      })
    )
    yield* Output.print(Proposal.toText(proposed))
  })
).pipe(Command.withDescription("Put to the vote that another key holds the role; prints the id of the vote"))

const approve = Command.make(
  "approve",
  { home, json, id },
  Effect.fn(function* (flags) {
    yield* within(flags.home, () =>
      Effect.gen(function* () {
        const votes = yield* voting
        const { proposal } = yield* votes.find(flags.id)
        if (!(yield* (yield* Successions).approve(proposal))) {
          return yield* refuse(
            Proposal.toText(flags.id),
            "this home said YES to another successor already, or the vote is about something else"
          )
        }
        const session = yield* votes.cast(flags.id, true)
        yield* votes.flush
        yield* flags.json
          ? Output.json(VotePicture.json(session))
          : Output.print(VotePicture.show(session, votes.self, yield* Output.terminal))
      })
    )
  })
).pipe(Command.withDescription("Say YES to a successor; to one of each epoch, and no other"))

const apply = Command.make(
  "apply",
  { home, id },
  Effect.fn(function* (flags) {
    const holder = yield* within(flags.home, () =>
      Effect.gen(function* () {
        const successions = yield* Successions
        const before = yield* successions.succession
        if (Option.isNone(yield* successions.charter) && before.links.length > 0) {
          // It changed hands, and perhaps not everybody was told.
          yield* successions.proclaim(yield* MemberKey)
          return before.holder
        }
        const votes = yield* voting
        const certificate = Certificate.of(yield* votes.find(flags.id))
        if (certificate === undefined) {
          return yield* refuse(Proposal.toText(flags.id), "there is no certificate: fewer than two thirds said YES")
        }
        yield* successions.apply(yield* MemberKey, certificate)
        return (yield* successions.succession).holder
      })
    )
    yield* Output.print(`the role of the control node belongs to ${PublicKey.toText(holder)}`)
  })
).pipe(Command.withDescription("Tell everybody what was decided, with its proof"))

/** How long the windows of the archives are that there are; a week where there is none. */
const lengthOf = (index: ArchiveIndex.ArchiveIndex): Time.Nanos => {
  const [newest] = ArchiveIndex.entries(index)
  return newest === undefined ? Window.WEEK : Time.subtract(newest[1].window.to, newest[1].window.from)
}

const take = Command.make(
  "take",
  { home },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    yield* HomeLock.acquire(opened.folder)
    const known = yield* within(flags.home, () =>
      Effect.gen(function* () {
        const { holder } = yield* (yield* Successions).succession
        if (!Bytes.equals(holder, (yield* MemberKey).publicKey)) {
          return yield* refuse(
            flags.home,
            `the role belongs to ${PublicKey.toText(holder)}, not to the key of this home`
          )
        }
        const state = yield* (yield* HistoryStore).load
        return {
          index: Option.match(state, { onNone: () => ArchiveIndex.empty, onSome: (member) => member.index }),
          description: Option.flatMap(state, (member) => member.description),
          present: yield* now
        }
      })
    )
    if (opened.role === "control") return yield* Output.print("this home is a control node's already")
    yield* Home.promote(opened, {
      name: Option.match(known.description, { onNone: () => opened.name, onSome: ({ name }) => name }),
      createdAt: known.present,
      window: Time.max(Window.SHORTEST, lengthOf(known.index))
    })
    yield* Output.print("this home is a control node's now; `archive` and `control` go on where the last one stopped")
  }, Effect.scoped)
).pipe(Command.withDescription("As the new holder: make this home that of the control node"))

export const handover = Command.make("handover").pipe(
  Command.withDescription("Give the role of the control node to another key, by a vote of the members"),
  Command.withSubcommands([status, charter, propose, approve, apply, take])
)
