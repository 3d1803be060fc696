/**
 * The votes of a community: many sessions at a time, each until its deadline, none dropped before. HGC-02, HGC-10…19; H-6, H-9;
 * protocols A4 (HX-5…11), A5.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import type * as Step from "../Step.ts"
import * as Time from "../Time.ts"
import type { Rule } from "./Decision.ts"
import type { Electorate } from "./Electorate.ts"
import type { Equivocation } from "./Equivocation.ts"
import * as Messages from "./Messages.ts"
import type { Bound, Proposal, ProposalId, Supported } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Reason } from "./Rejection.ts"
import * as Registry from "./Registry.ts"
import type { Network } from "./Rounds.ts"
import * as Rounds from "./Rounds.ts"
import * as Rows from "./Rows.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"
import type { Hashes, Verified } from "./Vote.ts"

export interface Policy extends Registry.Bounds {
  readonly rule: Rule
  readonly network: Network
  /** How long before the deadline what is held is sent again, so that peers decide by the same votes (HGC-16). */
  readonly drain: Time.Nanos
}

export const standard: Policy = {
  rule: "text",
  network: "gossipsub",
  skew: Time.minutes(2),
  drain: Time.seconds(30),
  longest: Time.days(30),
  sessions: 32,
  perProposer: 8,
  remembered: 64
}

export type State = Registry.Registry

export const initial: State = Registry.empty

export type Input =
  /** Who may vote on proposals that are opened or heard from now on; sessions keep who they began with. */
  | { readonly _tag: "Enrol"; readonly electorate: Electorate }
  /** Our own proposal with our own vote (HGC-04). */
  | { readonly _tag: "Open"; readonly supported: Supported }
  | { readonly _tag: "Heard"; readonly supported: Supported }
  | { readonly _tag: "HeardVote"; readonly vote: Verified }
  /** Our own vote. */
  | { readonly _tag: "Cast"; readonly vote: Verified }

/** `Decided` and `Failed` are terminal: a session tells one of them, once. `Tied`: a new proposal is due (HGC-18). */
export type Event =
  | { readonly _tag: "VoteWanted"; readonly proposal: Proposal }
  | { readonly _tag: "Decided"; readonly proposal: Proposal; readonly yes: boolean }
  | { readonly _tag: "Failed"; readonly proposal: Proposal; readonly why: "Tied" | "Insufficient" }
  | { readonly _tag: "Equivocation"; readonly id: ProposalId; readonly evidence: Equivocation }
  | { readonly _tag: "Refused"; readonly id: ProposalId; readonly owner: Address; readonly reason: Reason }

type Output = Step.Output<Event, never, "gossip">
type Stepped = Step.Stepped<State, Event, never, "gossip">

const tell = (event: Event): Output => ({ _tag: "Tell", event })

const refused = (state: State, id: ProposalId, owner: Address, reason: Reason): Stepped => [
  state,
  [tell({ _tag: "Refused", id, owner, reason })]
]

const forgetting = (policy: Policy, state: State, now: Time.Nanos): Stepped => {
  const forgotten = Registry.forgotten(policy, state, now)
  return [
    Registry.without(state, forgotten),
    forgotten.flatMap((session) => Rows.keys(session).map((key): Output => ({ _tag: "Erase", key })))
  ]
}

interface Taken {
  readonly session: Session
  readonly outputs: ReadonlyArray<Output>
  /** Votes of members that had not voted. */
  readonly counted: number
}

/** Takes all votes of a list, or none of them and says why. */
const taken = (
  policy: Policy,
  before: Session,
  votes: ReadonlyArray<Bound>,
  now: Time.Nanos
): Result.Result<Taken, Reason> => {
  const { id } = before.proposal
  let session = before
  let counted = 0
  const outputs: Array<Output> = []
  for (const vote of votes) {
    const applied = Sessions.apply(session, vote, now, policy.skew)
    if (applied._tag === "Rejected") return Result.fail(applied.reason)
    if (applied._tag === "Known") continue
    session = applied.session
    outputs.push(Rows.saveVote(id, vote, applied._tag === "Counted"))
    if (applied._tag === "Counted") counted++
    else outputs.push(tell({ _tag: "Equivocation", id, evidence: applied.equivocation }))
  }
  return Result.succeed({ session, outputs, counted })
}

/** What is told of a session that has just ended. */
const told = ({ proposal, state }: Session): ReadonlyArray<Output> => {
  switch (state._tag) {
    case "Active":
      return []
    case "Reached":
      return [tell({ _tag: "Decided", proposal, yes: state.yes })]
    case "Failed":
      return [tell({ _tag: "Failed", proposal, why: state.why })]
  }
}

/** The head's row and the terminal event, where the session has just ended. */
const ending = (before: Session, after: Session): ReadonlyArray<Output> =>
  Sessions.isActive(before) && !Sessions.isActive(after) ? [Rows.saveHead(after), ...told(after)] : []

const sending = (
  { network }: Policy,
  session: Session,
  wanted: ReadonlyArray<Verified>,
  occasion: string
): ReadonlyArray<Output> =>
  Messages.of(session, wanted, network).map((payload, n) => ({
    _tag: "Send",
    lane: "gossip",
    mark: `${occasion}/${Proposals.toText(session.proposal.id)}/${n}`,
    payload,
    ephemeral: false
  }))

const opening = (
  policy: Policy,
  state: State,
  { proposal, votes }: Supported,
  now: Time.Nanos,
  isOwn: boolean
): Stepped => {
  const [{ owner }] = votes
  const result = Result.flatMap(Registry.begin(policy, state, proposal, now), (empty) =>
    taken(policy, isOwn ? { ...empty, own: [owner] } : empty, votes, now)
  )
  if (Result.isFailure(result)) return refused(state, proposal.id, owner, result.failure)
  const after = Sessions.decide(result.success.session, policy.rule, now)
  const [kept, erased] = forgetting(policy, state, now)
  return [
    Registry.put(kept, after),
    [
      ...erased,
      Rows.saveHead(after),
      ...result.success.outputs,
      ...(isOwn ? sending(policy, after, votes, "open") : []),
      ...(!isOwn && Sessions.isActive(after) ? [tell({ _tag: "VoteWanted", proposal })] : []),
      ...told(after)
    ]
  ]
}

const hearing = (
  policy: Policy,
  state: State,
  before: Session,
  votes: readonly [Bound, ...ReadonlyArray<Bound>],
  now: Time.Nanos
): Stepped => {
  const result = taken(policy, before, votes, now)
  if (Result.isFailure(result)) return refused(state, before.proposal.id, votes[0].owner, result.failure)
  const { counted, outputs, session } = result.success
  if (outputs.length === 0) return [state, []]
  const after = Sessions.decide(session, policy.rule, now)
  const many = Sessions.voted(after)
  const relays = counted > 0 && Sessions.isActive(before) && Rounds.relays(policy.network, many, after.tally.voters)
  return [
    Registry.put(state, after),
    [...outputs, ...ending(before, after), ...(relays ? sending(policy, after, votes, `relay-${many}`) : [])]
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
  const bound = Proposals.bind(found.value.proposal, vote, sha256)
  return Result.isFailure(bound)
    ? refused(state, id, vote.owner, bound.failure.reason)
    : work(found.value, bound.success)
}

const casting = (policy: Policy, state: State, before: Session, vote: Bound, now: Time.Nanos): Stepped => {
  const { id } = before.proposal
  if (!Sessions.isActive(before)) return refused(state, id, vote.owner, "SessionNotActive")
  if (HashMap.has(before.votes, vote.owner)) return refused(state, id, vote.owner, "UserAlreadyVoted")
  const result = taken(policy, before, [vote], now)
  if (Result.isFailure(result)) return refused(state, id, vote.owner, result.failure)
  const own = { ...result.success.session, own: [...before.own, vote.owner] }
  const after = Sessions.decide(own, policy.rule, now)
  return [
    Registry.put(state, after),
    [
      Rows.saveHead(after),
      ...result.success.outputs,
      ...sending(policy, after, [vote], `cast-${vote.owner}`),
      ...told(after)
    ]
  ]
}

/** When a session has something to do next. */
const dueOf = ({ drain }: Policy, session: Session): Option.Option<Time.Nanos> => {
  if (!Sessions.isActive(session)) return Option.none()
  const deadline = Sessions.deadline(session)
  const quarter = Time.nanos((deadline - Time.fromUnixSeconds(session.proposal.at)) / 4n)
  return Option.some(session.repeated ? deadline : Time.subtract(deadline, Time.min(drain, quarter)))
}

const waking = (policy: Policy, state: State, now: Time.Nanos): Stepped => {
  let after = state
  const outputs: Array<Output> = []
  for (const before of HashMap.values(state.sessions)) {
    if (!Option.exists(dueOf(policy, before), (at) => now >= at)) continue
    const concluded = Sessions.conclude(before, policy.rule, now)
    const next = Sessions.isActive(concluded) ? { ...before, repeated: true } : concluded
    after = Registry.put(after, next)
    outputs.push(
      Rows.saveHead(next),
      ...(Sessions.isActive(next) ? sending(policy, next, Messages.wanted(next), "again") : told(next))
    )
  }
  if (after === state) return [state, []]
  const [kept, erased] = forgetting(policy, after, now)
  return [kept, [...outputs, ...erased]]
}

const step = (
  policy: Policy,
  sha256: Hashes["sha256"],
  state: State,
  input: Input | Step.CommonInput,
  now: Time.Nanos
): Stepped => {
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
      if (Option.isNone(found)) return opening(policy, state, input.supported, now, input._tag === "Open")
      return input._tag === "Open" || !Bytes.equals(found.value.proposal.digest, proposal.digest)
        ? refused(state, proposal.id, votes[0].owner, "ProposalAlreadyExist")
        : hearing(policy, state, found.value, votes, now)
    }
    case "HeardVote":
      return onVote(sha256, state, input.vote, (session, vote) => hearing(policy, state, session, [vote], now))
    case "Cast":
      return onVote(sha256, state, input.vote, (session, vote) => casting(policy, state, session, vote, now))
    case "Tick":
      return waking(policy, state, now)
    case "Resumed":
    case "Sent":
      return [state, []]
  }
}

export type Machine = Step.Machine<State, Input, Event, never, "gossip">

/** `sha256`: 32 bytes. A host may have a faster one than ours. */
export const machine = (policy: Policy, sha256: Hashes["sha256"]): Machine => ({
  step: (state, input, now) => step(policy, sha256, state, input, now),
  restore: (rows) => Rows.restore(rows, sha256),
  due: ({ sessions }) =>
    Option.reduceCompact(
      [...HashMap.values(sessions)].map((session) => dueOf(policy, session)),
      Option.none<Time.Nanos>(),
      (first, at) => Option.some(Option.match(first, { onNone: () => at, onSome: (other) => Time.min(other, at) }))
    )
})
