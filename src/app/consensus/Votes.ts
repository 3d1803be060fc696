/**
 * Votes of a community over Waku: proposals and votes of members on a hidden channel, each signed by the key of its member.
 * HGC-03…10.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Address from "../../domain/community/Address.ts"
import * as Consensus from "../../domain/consensus/Consensus.ts"
import type { Electorate } from "../../domain/consensus/Electorate.ts"
import * as Electorates from "../../domain/consensus/Electorate.ts"
import * as Messages from "../../domain/consensus/Messages.ts"
import type { Idea, Proposal, ProposalId } from "../../domain/consensus/Proposal.ts"
import * as Proposals from "../../domain/consensus/Proposal.ts"
import * as Registry from "../../domain/consensus/Registry.ts"
import type { Reason, Rejection } from "../../domain/consensus/Rejection.ts"
import type { Profile, Verified } from "../../domain/consensus/Vote.ts"
import * as Vote from "../../domain/consensus/Vote.ts"
import * as Time from "../../domain/Time.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures } from "../../ports/Signatures.ts"
import { now } from "../Now.ts"
import * as Rooms from "../protocol/Rooms.ts"
import * as Runner from "../protocol/Runner.ts"
import * as Ballots from "./Ballots.ts"

const WORDS: Readonly<Partial<Record<string, string>>> = {
  InvalidWindow: "it is open for too short or too long a time",
  NotAMember: "the key of this home is not among the voters",
  ProposalAlreadyExist: "the same was proposed in this second already",
  SessionNotActive: "it is decided",
  SessionNotFound: "no vote of this id is known here; it may be over, or for other voters",
  TooLarge: "its text is too long",
  TooManySessions: "too many votes are open",
  UserAlreadyVoted: "this home has voted",
  VoteExpired: "its time is over"
}

/** Our own proposal or vote is not taken. `reason`: that of a rejection. */
export class VoteRefused extends Schema.TaggedError<VoteRefused>()("VoteRefused", {
  reason: Schema.String
}) {
  override get message(): string {
    return `the vote is refused: ${WORDS[this.reason] ?? this.reason}`
  }
}

export interface Options {
  /** Names these votes among those of the home; one electorate after another may use it. */
  readonly scope: string
  /** The key that proposes and votes here. */
  readonly key: Key
  /** Who may vote; it never comes from the network. */
  readonly electorate: Electorate
  readonly policy?: Consensus.Policy
  /** What is signed, the same for all members. */
  readonly profile?: Profile
}

/** What a member says of its own proposal. */
export type Motion = Pick<Idea, "name" | "subject" | "tie" | "expires" | "live">

const refusal = (reason: Reason): VoteRefused => new VoteRefused({ reason })

/** The reason why a step refused its input. */
const refusedIn = (events: ReadonlyArray<Consensus.Event>): Reason | undefined =>
  events.find((event) => event._tag === "Refused")?.reason

export const make = Effect.fn("Votes.make")(function* ({
  electorate,
  key,
  policy = Consensus.standard,
  profile = "anchor",
  scope
}: Options) {
  const hashes = yield* Digest
  const { recover } = yield* Signatures
  const read = yield* Ballots.reader(profile)
  /** A signal that what was missed is wanted. */
  const wanted = yield* Queue.sliding<void>(1)
  const runner = yield* Runner.make(
    {
      scope,
      machine: Consensus.machine(policy, hashes.sha256),
      lanes: { gossip: yield* Rooms.room("governance") },
      read: (deliveries) => Effect.flatMap(now, (present) => read(deliveries.map(Ballots.said(present, policy.skew)))),
      answer: () => Effect.as(Queue.offer(wanted, undefined), [])
    },
    key
  )
  /** Asks for what was missed. Only what was kept before the question began is surely heard. */
  const caughtUp = Effect.gen(function* () {
    const until = yield* now
    yield* runner.catchUp
    yield* runner.offer({ _tag: "CaughtUp", until })
  })
  /** Where it fails, the votes want it again in a while. */
  const asking = Effect.forever(Effect.andThen(Queue.take(wanted), Effect.ignore(caughtUp)))
  yield* runner.offer({ _tag: "Enrol", electorate })

  const self = Address.of(key.publicKey, hashes.keccak256)

  const proved = <A>(result: Result.Result<A, Rejection>) =>
    Effect.mapError(Effect.fromResult(result), ({ reason }) => refusal(reason))

  /** Our vote behind a list, signed; checked as the vote of anybody else is. */
  const sign = Effect.fnUntraced(function* (proposal: Proposal, list: ReadonlyArray<Verified>, yes: boolean) {
    // A list's times never decrease, and the clock of whoever voted before may be ahead of ours.
    const present = Time.toUnixSeconds(yield* now)
    const last = list.at(-1)?.wire.at ?? proposal.at
    const ballot = Proposals.ballot(
      proposal,
      list,
      { owner: self, at: present > last ? present : last, yes },
      hashes.sha256
    )
    const draft = Vote.draft(ballot, hashes.sha256)
    const [signature] = yield* key.sign([Vote.signingDigest(draft, profile, hashes.keccak256)])
    const checked = yield* proved(Vote.check(Vote.signed(draft, signature!), profile, hashes))
    const [signer] = yield* recover([{ digest: checked.digest, signature: checked.wire.signature }])
    return yield* proved(Vote.verify(checked, signer!, hashes.keccak256))
  })

  const offered = Effect.fnUntraced(function* (input: Consensus.Input) {
    const events = yield* runner.offer(input)
    const reason = refusedIn(events)
    return reason === undefined ? events : yield* refusal(reason)
  })

  /** Our own proposal, which nobody has heard yet. */
  const draft = Effect.fnUntraced(function* (motion: Motion) {
    const at = Time.toUnixSeconds(yield* now)
    const proposal = Proposals.draft({ ...motion, owner: self, at }, electorate, hashes.sha256)
    return Proposals.isTooLarge(proposal) ? yield* refusal("TooLarge") : proposal
  })

  /** Opens a vote on it, with our own vote (HGC-04). */
  const open = Effect.fn("Votes.open")(function* (proposal: Proposal, yes: boolean) {
    if (!Electorates.has(electorate, self)) return yield* refusal("NotAMember")
    const vote = yield* sign(proposal, [], yes)
    const supported = yield* proved(Proposals.verify(proposal, [vote], hashes.sha256))
    yield* offered({ _tag: "Open", supported })
    return proposal
  })

  const propose = (motion: Motion, yes: boolean) => Effect.flatMap(draft(motion), (proposal) => open(proposal, yes))

  const find = Effect.fnUntraced(function* (id: ProposalId) {
    const session = Registry.session(yield* runner.state, id)
    return Option.isSome(session) ? session.value : yield* refusal("SessionNotFound")
  })

  /** Gives our vote on a proposal that was heard (HGC-09). */
  const cast = Effect.fn("Votes.cast")(function* (id: ProposalId, yes: boolean) {
    const session = yield* find(id)
    const vote = yield* sign(session.proposal, Messages.list(session), yes)
    yield* offered({ _tag: "Cast", vote })
    return yield* find(id)
  })

  return {
    self,
    draft,
    open,
    /** Drafts and opens. */
    propose,
    cast,
    find,
    /** Every session that is remembered, ascending by deadline. */
    sessions: Effect.map(runner.state, Registry.ordered),
    events: runner.events,
    /** Asks the network for what was missed, does what is due, and sends what waits. */
    settle: Effect.andThen(caughtUp, runner.settle),
    /** Sends what waits. */
    flush: runner.settle,
    /** For ever. What was missed comes before what is due: else a vote would be decided without votes given in time. */
    run: Effect.andThen(Effect.ignore(caughtUp), Effect.raceFirst(runner.run, asking))
  }
})
