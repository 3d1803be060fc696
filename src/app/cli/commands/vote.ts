/** `vote`: members propose, vote, and show what was decided. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as fs from "node:fs/promises"
import * as Bytes from "../../../domain/Bytes.ts"
import * as Handover from "../../../domain/authority/Handover.ts"
import * as Address from "../../../domain/community/Address.ts"
import * as Certificate from "../../../domain/consensus/Certificate.ts"
import * as Consensus from "../../../domain/consensus/Consensus.ts"
import type { Electorate } from "../../../domain/consensus/Electorate.ts"
import * as Proposal from "../../../domain/consensus/Proposal.ts"
import type { Session } from "../../../domain/consensus/Session.ts"
import * as Time from "../../../domain/Time.ts"
import { MAX_NAME } from "../../../domain/wire/Voting.ts"
import { Digest } from "../../../ports/Digest.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import * as Certificates from "../../consensus/Certificates.ts"
import * as Votes from "../../consensus/Votes.ts"
import { now } from "../../Now.ts"
import * as Spans from "../../Spans.ts"
import * as Advice from "../Advice.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Output from "../Output.ts"
import { home, json, refuse } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"
import * as VotePicture from "../VotePicture.ts"
import * as Voters from "../Voters.ts"

export const voters = Flag.String("voters").pipe(
  Flag.withMetavar("FILE|LIST|members"),
  Flag.withDescription("Who may vote: addresses, a file of them, or the members of the group; the home remembers them"),
  Flag.optional
)

export const id = Argument.String("ID").pipe(
  Argument.withDescription("The id of the vote, as `vote list` prints it"),
  Argument.filterMap(
    (text) => Option.fromUndefinedOr(Proposal.parseId(text)),
    (text) => `"${text}" is no id of a vote; it has eight hexadecimal digits`
  )
)

const UNITS: Readonly<Record<string, string>> = { s: "seconds", m: "minutes", h: "hours", d: "days" }

/** "1h", "30 minutes": from a second to as long as a vote may be open. */
const span = (text: string): Option.Option<Time.Nanos> => {
  const [, count, unit] = /^(\d{1,6})\s*([smhd])$/u.exec(text) ?? []
  const written = unit === undefined ? text : `${count} ${UNITS[unit]}`
  return Duration.fromInput(written as Duration.Input).pipe(
    Option.map(Spans.fromDuration),
    Option.filter((span) => span >= Time.seconds(1) && span <= Consensus.standard.longest)
  )
}

export const expires = Flag.String("expires").pipe(
  Flag.withMetavar("SPAN"),
  Flag.withDescription("How long the vote is open: 30m, 1h, 7d"),
  Flag.withDefault("1h"),
  Flag.filterMap(span, (text) => `"${text}" is no span from a second to 30 days; write for example 1h`)
)

interface Flags {
  readonly home: string
  readonly voters: Option.Option<string>
}

/** Names the votes of these voters among those of the home. */
export const scopeOf = ({ digest }: Electorate): string => `votes/${Bytes.toHex(digest).slice(0, 16)}`

/** The votes of the home under its key, after everything that was missed. */
const within = <A, E, R>(
  { home, voters }: Flags,
  work: (votes: Effect.Success<ReturnType<typeof Votes.make>>) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const network = yield* Shared.network
    const opened = yield* Home.open(home)
    const run = Effect.gen(function* () {
      const electorate = yield* Voters.electorate(opened, voters)
      if (Option.isSome(voters)) yield* Voters.remember(opened, electorate)
      const votes = yield* Votes.make({ scope: scopeOf(electorate), key: yield* MemberKey, electorate })
      yield* votes.settle
      const answer = yield* work(votes)
      yield* votes.flush
      return answer
    })
    return yield* Effect.provide(run, Composition.participant(opened, network))
  })

const printed = (session: Session, self: Address.Address, asJson: boolean) =>
  Effect.gen(function* () {
    yield* asJson
      ? Output.json(VotePicture.json(session))
      : Output.print(VotePicture.show(session, self, yield* Output.terminal))
  })

/** As much of the text as a name may have; all of it is in the payload. */
const nameOf = (text: string): string => {
  const short = Units.truncate(text, 80)
  return Bytes.utf8(short).length <= MAX_NAME ? short : "vote"
}

const propose = Command.make(
  "propose",
  {
    home,
    voters,
    expires,
    yes: Flag.Boolean("yes").pipe(Flag.withDescription("Vote YES on it, as is usual"), Flag.withDefault(false)),
    no: Flag.Boolean("no").pipe(Flag.withDescription("Vote NO on it"), Flag.withDefault(false)),
    silent: Flag.Literals("silent", ["yes", "no"]).pipe(
      Flag.withDescription("As what those count who do not vote"),
      Flag.withDefault("yes" as const)
    ),
    tie: Flag.Literals("tie", ["reject", "retry"]).pipe(
      Flag.withDescription("What a tie means: NO, or another vote"),
      Flag.withDefault("reject" as const)
    ),
    json,
    text: Argument.String("TEXT").pipe(Argument.withDescription("What is to be decided"))
  },
  Effect.fn(function* (flags) {
    if (flags.yes && flags.no) return yield* refuse("--yes --no", "nobody votes both ways; leave one out")
    if (flags.text.trim() === "") return yield* refuse("TEXT", "there is nothing to decide")
    const { proposal, self, session } = yield* within(flags, (votes) =>
      Effect.gen(function* () {
        const motion = {
          name: nameOf(flags.text),
          subject: Bytes.utf8(flags.text),
          tie: flags.tie,
          expires: Time.toUnixSeconds(Time.add(yield* now, flags.expires)),
          live: flags.silent === "yes"
        }
        const proposal = yield* votes.propose(motion, !flags.no)
        return { proposal, session: yield* votes.find(proposal.id), self: votes.self }
      })
    )
    if (flags.json) return yield* printed(session, self, true)
    yield* Output.print(Proposal.toText(proposal.id))
  })
).pipe(Command.withDescription("Put something to the vote; prints its id"))

const cast = Command.make(
  "cast",
  {
    home,
    voters,
    json,
    id,
    answer: Argument.Literals("yes|no", ["yes", "no"]).pipe(Argument.withDescription("The vote"))
  },
  Effect.fn(function* (flags) {
    const { self, session } = yield* within(flags, (votes) =>
      Effect.gen(function* () {
        const { proposal } = yield* votes.find(flags.id)
        if (flags.answer === "yes" && Handover.isOne(proposal.terms.subject)) {
          return yield* refuse(
            Proposal.toText(flags.id),
            "it is about the role of the control node; say YES with `handover approve`, which lets nobody say it twice"
          )
        }
        return { session: yield* votes.cast(flags.id, flags.answer === "yes"), self: votes.self }
      })
    )
    yield* printed(session, self, flags.json)
  })
).pipe(Command.withDescription("Vote"))

const list = Command.make(
  "list",
  { home, voters, json },
  Effect.fn(function* (flags) {
    const sessions = yield* within(flags, (votes) => votes.sessions)
    if (flags.json) return yield* Output.json(sessions.map(VotePicture.json))
    yield* Output.print(
      sessions.length === 0
        ? "nothing was put to the vote of these voters"
        : VotePicture.list(sessions, yield* Output.terminal)
    )
  })
).pipe(Command.withDescription("Every vote that is open or was decided here"))

const show = Command.make(
  "show",
  {
    home,
    voters,
    json,
    certificate: Flag.String("certificate").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Write the proof of a YES, which others can check, into this file"),
      Flag.optional
    ),
    id
  },
  Effect.fn(function* (flags) {
    const { self, session } = yield* within(flags, (votes) =>
      Effect.map(votes.find(flags.id), (session) => ({ session, self: votes.self }))
    )
    if (Option.isSome(flags.certificate)) {
      const file = flags.certificate.value
      const certificate = Certificate.of(session)
      if (certificate === undefined) {
        return yield* refuse(Proposal.toText(flags.id), "there is no certificate: fewer than two thirds said YES")
      }
      yield* Effect.tryPromise({
        try: () => fs.writeFile(file, Certificate.encode(certificate)),
        catch: (cause) => new Home.HomeFailure({ home: file, detail: Advice.of(cause) })
      })
    }
    yield* printed(session, self, flags.json)
  })
).pipe(Command.withDescription("Who voted what"))

/** Larger than any certificate. */
const MAX_CERTIFICATE = 2 ** 20

const check = Command.make(
  "check",
  { home, voters, json, file: Argument.String("FILE").pipe(Argument.withDescription("A certificate")) },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const bytes = yield* Effect.tryPromise({
      try: async () => {
        if ((await fs.stat(flags.file)).size > MAX_CERTIFICATE) throw new Error("it is too large for a certificate")
        return new Uint8Array(await fs.readFile(flags.file))
      },
      catch: (cause) => new Home.HomeFailure({ home: flags.file, detail: Advice.of(cause) })
    })
    const { proposal, votes } = yield* Effect.gen(function* () {
      return yield* Certificates.prove(bytes, yield* Voters.electorate(opened, flags.voters))
    }).pipe(
      Effect.catchTag("Rejection", ({ reason }) =>
        refuse(flags.file, `this proves nothing to these voters: ${reason}`)
      ),
      Effect.provide(Composition.remembering(opened))
    )
    const text = Bytes.toUtf8(proposal.terms.subject) ?? proposal.name
    yield* flags.json
      ? Output.json({ id: Proposal.toText(proposal.id), text, yes: votes.map(({ owner }) => owner) })
      : Output.print(
          `${votes.length} of ${proposal.voters} voters said YES to ${Proposal.toText(proposal.id)}  ${Units.printable(text)}`
        )
  })
).pipe(Command.withDescription("Check a certificate, without asking anybody"))

const address = Command.make(
  "address",
  { home },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.open(flags.home)
    const own = Effect.gen(function* () {
      const { keccak256 } = yield* Digest
      return Address.of((yield* MemberKey).publicKey, keccak256)
    })
    yield* Output.print(yield* Effect.provide(own, Composition.participant(opened, network)))
  })
).pipe(Command.withDescription("Print the address under which this home votes"))

export const vote = Command.make("vote").pipe(
  Command.withDescription("Decide together: propose, vote, see who said what"),
  Command.withSubcommands([propose, cast, list, show, check, address])
)
