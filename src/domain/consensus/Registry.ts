/**
 * Which sessions there are: none is dropped before it is over, no more begin than the bounds allow. H-6; protocols A4 (HX-9, HX-11).
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import type { Electorate } from "./Electorate.ts"
import type { Proposal, ProposalId } from "./Proposal.ts"
import type { Reason } from "./Rejection.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"

/**
 * The electorate of proposals to come, and every session by its proposal. `floor`: what expired until then may have been
 * forgotten, and opens nothing.
 */
export interface Registry {
  readonly electorate: Option.Option<Electorate>
  readonly sessions: HashMap.HashMap<ProposalId, Session>
  readonly floor: Time.Seconds
}

export const empty: Registry = { electorate: Option.none(), sessions: HashMap.empty(), floor: Time.unixSeconds(0n) }

export interface Bounds {
  /** How far the clock of another peer may be ahead of ours. */
  readonly skew: Time.Nanos
  /** The longest window of a proposal. */
  readonly longest: Time.Nanos
  /** Open sessions: further proposals are refused (HX-11), but of each proposer one has room whatever others do. */
  readonly sessions: number
  /** Of these, sessions of one proposer. */
  readonly perProposer: number
  /** Sessions of one proposer, open or decided, whose deadline is to come: a decided one is known until then. */
  readonly unexpired: number
  /** Results of sessions that are over; the oldest are forgotten. */
  readonly remembered: number
}

export const session = (state: Registry, id: ProposalId): Option.Option<Session> => HashMap.get(state.sessions, id)

export const put = (state: Registry, session: Session): Registry => ({
  ...state,
  sessions: HashMap.set(state.sessions, session.proposal.id, session)
})

const byExpiry = (left: Session, right: Session): number =>
  Number(left.proposal.expires - right.proposal.expires) || left.proposal.id - right.proposal.id

/** Ascending by expiry. */
export const ordered = ({ sessions }: Pick<Registry, "sessions">): ReadonlyArray<Session> =>
  [...HashMap.values(sessions)].sort(byExpiry)

const isOver = (session: Session, now: Time.Nanos): boolean =>
  !Sessions.isActive(session) && now >= Sessions.deadline(session)

/** The oldest results above the bound. */
export const forgotten = (bounds: Bounds, state: Registry, now: Time.Nanos): ReadonlyArray<Session> => {
  const over = ordered(state).filter((session) => isOver(session, now))
  return over.slice(0, Math.max(0, over.length - bounds.remembered))
}

export const without = (state: Registry, sessions: ReadonlyArray<Session>): Registry => ({
  ...state,
  sessions: sessions.reduce((left, { proposal }) => HashMap.remove(left, proposal.id), state.sessions),
  floor: sessions.reduce((floor, { proposal }) => (proposal.expires > floor ? proposal.expires : floor), state.floor)
})

/** Whether this proposer may have a further session. */
export const hasRoom = (bounds: Bounds, { sessions }: Registry, { owner }: Proposal, now: Time.Nanos): boolean => {
  const all = [...HashMap.values(sessions)].filter((session) => !isOver(session, now))
  const own = all.filter(({ proposal }) => proposal.owner === owner)
  const open = own.filter(Sessions.isActive).length
  if (own.length >= bounds.unexpired || open >= bounds.perProposer) return false
  return open === 0 || all.filter(Sessions.isActive).length < bounds.sessions
}

/** A session for a proposal that nobody has voted on, of the electorate as it is now; or why there is none. */
export const begin = (
  bounds: Bounds,
  state: Registry,
  proposal: Proposal,
  { heard, now }: Sessions.Moment
): Result.Result<Session, Reason> => {
  const { electorate, floor } = state
  if (Option.isNone(electorate)) return Result.fail("NoElectorate")
  const { digest, members } = electorate.value
  if (!Bytes.equals(digest, proposal.terms.electorate)) return Result.fail("OtherElectorate")
  if (proposal.voters !== members.length) return Result.fail("InvalidExpectedVotersCount")
  const [at, expires] = [Time.fromUnixSeconds(proposal.at), Time.fromUnixSeconds(proposal.expires)]
  if (expires <= at || expires - at > bounds.longest) return Result.fail("InvalidWindow")
  if (heard >= expires || proposal.expires <= floor) return Result.fail("ProposalExpired")
  if (at > Time.add(now, bounds.skew)) return Result.fail("TimestampInTheFuture")
  return hasRoom(bounds, state, proposal, now)
    ? Result.succeed(Sessions.open(proposal, electorate.value))
    : Result.fail("TooManySessions")
}
