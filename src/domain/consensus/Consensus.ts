/**
 * The votes of a community: many sessions at a time, each until its deadline, none dropped before. HGC-02, HGC-10…19; H-6, H-9;
 * protocols A4 (HX-5…11), A5.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type * as Step from "../Step.ts"
import * as Time from "../Time.ts"
import * as Deadlines from "./Deadlines.ts"
import type { Electorate } from "./Electorate.ts"
import type { Output, Stepped, Event, Request } from "./Outputs.ts"
import { ending, refused, sending, tell, told } from "./Outputs.ts"
import type { Bound, Supported } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Reason } from "./Rejection.ts"
import * as Registry from "./Registry.ts"
import type { Policy } from "./Policy.ts"
import * as Rounds from "./Rounds.ts"
import * as Rows from "./Rows.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"
import type { Hashes, Verified } from "./Vote.ts"

export type { Policy } from "./Policy.ts"
export { standard } from "./Policy.ts"

export type State = Registry.Registry

export const initial: State = Registry.empty

export type Input =
  /** Who may vote on proposals that are opened or heard from now on; sessions keep who they began with. */
  | { readonly _tag: "Enrol"; readonly electorate: Electorate }
  /** Our own proposal with our own vote (HGC-04). */
  | { readonly _tag: "Open"; readonly supported: Supported }
  /** `at`: when the network carried it. */
  | { readonly _tag: "Heard"; readonly supported: Supported; readonly at: Time.Nanos }
  | { readonly _tag: "HeardVote"; readonly vote: Verified; readonly at: Time.Nanos }
  /** The answer to a question: everything that the network kept until then is heard. */
  | { readonly _tag: "CaughtUp"; readonly until: Time.Nanos }
  /** Our own vote. */
  | { readonly _tag: "Cast"; readonly vote: Verified }

interface Taken {
  readonly session: Session
  readonly outputs: ReadonlyArray<Output>
  /** Votes of members that had not voted. */
  readonly counted: number
}

/** Takes all votes of a list, or none of them and says why. */
const taken = (before: Session, votes: ReadonlyArray<Bound>, moment: Sessions.Moment): Result.Result<Taken, Reason> => {
  const { id } = before.proposal
  let session = before
  let counted = 0
  const outputs: Array<Output> = []
  for (const vote of votes) {
    const applied = Sessions.apply(session, vote, moment)
    if (applied._tag === "Rejected") return Result.fail(applied.reason)
    if (applied._tag === "Known") continue
    session = applied.session
    outputs.push(Rows.saveVote(id, vote, applied._tag === "Counted" ? "first" : "other"))
    if (applied._tag === "Counted") counted++
    else outputs.push(tell({ _tag: "Equivocation", id, evidence: applied.equivocation }))
  }
  return Result.succeed({ session, outputs, counted })
}

const hearing = (
  policy: Policy,
  state: State,
  before: Session,
  votes: readonly [Bound, ...ReadonlyArray<Bound>],
  moment: Sessions.Moment
): Stepped => {
  const result = taken(before, votes, moment)
  if (Result.isFailure(result)) return refused(state, before.proposal.id, votes[0].owner, result.failure)
  const { counted, outputs, session } = result.success
  if (outputs.length === 0) return [state, []]
  const after = Sessions.decide(session, policy.rule, moment.now)
  const many = Sessions.voted(after)
  const relays = counted > 0 && Sessions.isActive(before) && Rounds.relays(policy.network, many, after.tally.voters)
  return [
    Registry.put(state, after),
    [...outputs, ...ending(before, after), ...(relays ? sending(policy.network, after, votes, `relay-${many}`) : [])]
  ]
}

/** What concerns a session that must be there, by a vote that must be one on its proposal. */
const onVote = (
  sha256: Hashes["sha256"],
  state: State,
  vote: Verified,
  work: (session: Session, vote: Bound) => Stepped
): Stepped => {
  const id = Proposals.idOf(vote.wire)
  const found = Registry.session(state, id)
  if (Option.isNone(found)) return refused(state, id, vote.owner, "SessionNotFound")
  const { proposal, votes } = found.value
  const former = () => Option.getOrUndefined(HashMap.get(votes, vote.owner))?.vote.wire.hash
  const bound = Proposals.bind(proposal, vote, sha256, former)
  return Result.isFailure(bound)
    ? refused(state, id, vote.owner, bound.failure.reason)
    : work(found.value, bound.success)
}

const casting = (policy: Policy, state: State, before: Session, vote: Bound, now: Time.Nanos): Stepped => {
  const { id } = before.proposal
  if (!Sessions.isActive(before)) return refused(state, id, vote.owner, "SessionNotActive")
  if (HashMap.has(before.votes, vote.owner)) return refused(state, id, vote.owner, "UserAlreadyVoted")
  const result = taken(before, [vote], { heard: now, now, skew: policy.skew })
  if (Result.isFailure(result)) return refused(state, id, vote.owner, result.failure)
  const own = { ...result.success.session, own: [...before.own, vote.owner] }
  const after = Sessions.decide(own, policy.rule, now)
  return [
    Registry.put(state, after),
    [
      Rows.saveHead(after),
      ...result.success.outputs,
      ...sending(policy.network, after, [vote], `cast-${vote.owner}`),
      ...told(after)
    ]
  ]
}

/** A new session. Where there is no room, those end first whose deadline was past when this was carried (HX-11). */
const opening = (
  policy: Policy,
  full: State,
  { proposal, votes }: Supported,
  moment: Sessions.Moment,
  isOwn: boolean
): Stepped => {
  const { heard, now } = moment
  const [state, before] = Registry.hasRoom(policy, full, proposal, now)
    ? [full, []]
    : Deadlines.wake(policy, full, heard, heard)
  const [{ owner }] = votes
  const result = Result.flatMap(Registry.begin(policy, state, proposal, moment), (empty) =>
    taken(isOwn ? { ...empty, own: [owner] } : empty, votes, moment)
  )
  if (Result.isFailure(result)) {
    const [same, outputs] = refused(state, proposal.id, owner, result.failure)
    return [same, [...before, ...outputs]]
  }
  const after = Sessions.decide(result.success.session, policy.rule, now)
  const isWanted = !isOwn && Sessions.isActive(after) && now < Sessions.deadline(after)
  const [kept, erased] = Deadlines.forget(policy, state, now)
  return [
    Registry.put(kept, after),
    [
      ...before,
      ...erased,
      Rows.saveHead(after),
      ...result.success.outputs,
      ...(isOwn ? sending(policy.network, after, votes, "open") : []),
      ...(isWanted ? [tell({ _tag: "VoteWanted", proposal })] : []),
      ...told(after)
    ]
  ]
}

const step = (
  policy: Policy,
  sha256: Hashes["sha256"],
  state: State,
  input: Input | Step.CommonInput,
  now: Time.Nanos
): Stepped => {
  const heard = "at" in input ? Time.min(input.at, now) : now
  const moment = { heard, now, skew: policy.skew }
  switch (input._tag) {
    case "Enrol": {
      const { electorate } = input
      if (Option.exists(state.electorate, (held) => Bytes.equals(held.digest, electorate.digest))) return [state, []]
      return [{ ...state, electorate: Option.some(electorate) }, [Rows.saveElectorate(electorate)]]
    }
    case "Open":
    case "Heard": {
      const { proposal, votes } = input.supported
      const found = Registry.session(state, proposal.id)
      if (Option.isNone(found)) return opening(policy, state, input.supported, moment, input._tag === "Open")
      return input._tag === "Open" || !Bytes.equals(found.value.proposal.digest, proposal.digest)
        ? refused(state, proposal.id, votes[0].owner, "ProposalAlreadyExist")
        : hearing(policy, state, found.value, votes, moment)
    }
    case "HeardVote":
      return onVote(sha256, state, input.vote, (session, vote) => hearing(policy, state, session, [vote], moment))
    case "Cast":
      return onVote(sha256, state, input.vote, (session, vote) => casting(policy, state, session, vote, now))
    case "Tick":
      return Deadlines.wake(policy, state, now)
    case "CaughtUp":
      return Deadlines.wake(policy, state, now, Time.min(input.until, now))
    case "Resumed":
    case "Sent":
      return [state, []]
  }
}

export type { Event, Request } from "./Outputs.ts"

export type Machine = Step.Machine<State, Input, Event, Request, "gossip">

/** `sha256`: 32 bytes. A host may have a faster one than ours. */
export const machine = (policy: Policy, sha256: Hashes["sha256"]): Machine => ({
  step: (state, input, now) => step(policy, sha256, state, input, now),
  restore: (rows) => Rows.restore(rows, sha256),
  due: ({ sessions }) =>
    Option.reduceCompact(
      [...HashMap.values(sessions)].map((session) => Deadlines.due(policy, session)),
      Option.none<Time.Nanos>(),
      (first, at) => Option.some(Option.match(first, { onNone: () => at, onSome: (other) => Time.min(other, at) }))
    )
})
