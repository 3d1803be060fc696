/**
 * Which sessions there are: none is dropped before it is over, no more begin than the bounds allow. H-6; protocols A4 (HX-9, HX-11).
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import * as Time from "../Time.ts"
import type * as Voting from "../wire/Voting.ts"
import type { Electorate } from "./Electorate.ts"
import type { Proposal, ProposalId } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Reason } from "./Rejection.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"
import type { Verified } from "./Vote.ts"

/** The electorate of proposals to come, and every session by its proposal. */
export interface Registry {
  readonly electorate: Option.Option<Electorate>
  readonly sessions: HashMap.HashMap<ProposalId, Session>
}

export const empty: Registry = { electorate: Option.none(), sessions: HashMap.empty() }

export interface Bounds {
  /** How far the clock of another peer may be ahead of ours. */
  readonly skew: Time.Nanos
  /** The longest window of a proposal. */
  readonly longest: Time.Nanos
  /** Sessions that are not over: further proposals are refused (HX-11). */
  readonly sessions: number
  /** Of these, sessions of one proposer. */
  readonly perProposer: number
  /** Results of sessions that are over; the oldest are forgotten. */
  readonly remembered: number
}

export const session = (state: Registry, id: ProposalId): Option.Option<Session> => HashMap.get(state.sessions, id)

export const put = (state: Registry, session: Session): Registry => ({
  ...state,
  sessions: HashMap.set(state.sessions, session.proposal.id, session)
})

/** The same vote under the same signature, verified before: nobody needs to recover its signer again. */
export const known = (state: Registry, vote: Voting.Vote, owner: Address): Verified | undefined => {
  const held = Option.flatMap(session(state, Proposals.idOf(vote)), ({ votes }) => HashMap.get(votes, owner))
  if (Option.isNone(held)) return undefined
  const { other, vote: first } = held.value
  return [first, ...Option.toArray(other)].find(
    ({ wire }) => Bytes.equals(wire.hash, vote.hash) && Bytes.equals(wire.signature, vote.signature)
  )
}

const byExpiry = (left: Session, right: Session): number =>
  Number(left.proposal.expires - right.proposal.expires) || left.proposal.id - right.proposal.id

const isOver = (session: Session, now: Time.Nanos): boolean =>
  !Sessions.isActive(session) && now >= Sessions.deadline(session)

/** The oldest results above the bound. Only what is over is forgotten: its proposal has expired and opens nothing. */
export const forgotten = (bounds: Bounds, { sessions }: Registry, now: Time.Nanos): ReadonlyArray<Session> => {
  const over = [...HashMap.values(sessions)].filter((session) => isOver(session, now)).sort(byExpiry)
  return over.slice(0, Math.max(0, over.length - bounds.remembered))
}

export const without = (state: Registry, sessions: ReadonlyArray<Session>): Registry => ({
  ...state,
  sessions: sessions.reduce((left, { proposal }) => HashMap.remove(left, proposal.id), state.sessions)
})

/** A session for a proposal that nobody has voted on, of the electorate as it is now; or why there is none. */
export const begin = (
  bounds: Bounds,
  { electorate, sessions }: Registry,
  proposal: Proposal,
  now: Time.Nanos
): Result.Result<Session, Reason> => {
  if (Option.isNone(electorate)) return Result.fail("NoElectorate")
  const { digest, members } = electorate.value
  if (!Bytes.equals(digest, proposal.terms.electorate)) return Result.fail("OtherElectorate")
  if (proposal.voters !== members.length) return Result.fail("InvalidExpectedVotersCount")
  const [at, expires] = [Time.fromUnixSeconds(proposal.at), Time.fromUnixSeconds(proposal.expires)]
  if (expires <= at || expires - at > bounds.longest) return Result.fail("InvalidWindow")
  if (now >= expires) return Result.fail("ProposalExpired")
  if (at > Time.add(now, bounds.skew)) return Result.fail("TimestampInTheFuture")
  const running = [...HashMap.values(sessions)].filter((session) => !isOver(session, now))
  const own = running.filter((session) => session.proposal.owner === proposal.owner)
  return running.length >= bounds.sessions || own.length >= bounds.perProposer
    ? Result.fail("TooManySessions")
    : Result.succeed(Sessions.open(proposal, electorate.value))
}
