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

/** Whether no session has room until one of those that are there is over. */
export const isFull = (bounds: Bounds, { sessions }: Registry, now: Time.Nanos): boolean =>
  running(sessions, now).length >= bounds.sessions

const running = (sessions: Registry["sessions"], now: Time.Nanos): ReadonlyArray<Session> =>
  [...HashMap.values(sessions)].filter((session) => !isOver(session, now))

/** A session for a proposal that nobody has voted on, of the electorate as it is now; or why there is none. */
export const begin = (
  bounds: Bounds,
  { electorate, floor, sessions }: Registry,
  proposal: Proposal,
  { heard, now }: Sessions.Moment
): Result.Result<Session, Reason> => {
  if (Option.isNone(electorate)) return Result.fail("NoElectorate")
  const { digest, members } = electorate.value
  if (!Bytes.equals(digest, proposal.terms.electorate)) return Result.fail("OtherElectorate")
  if (proposal.voters !== members.length) return Result.fail("InvalidExpectedVotersCount")
  const [at, expires] = [Time.fromUnixSeconds(proposal.at), Time.fromUnixSeconds(proposal.expires)]
  if (expires <= at || expires - at > bounds.longest) return Result.fail("InvalidWindow")
  if (heard >= expires || proposal.expires <= floor) return Result.fail("ProposalExpired")
  if (at > Time.add(now, bounds.skew)) return Result.fail("TimestampInTheFuture")
  const others = running(sessions, now)
  const own = others.filter((session) => session.proposal.owner === proposal.owner)
  return others.length >= bounds.sessions || own.length >= bounds.perProposer
    ? Result.fail("TooManySessions")
    : Result.succeed(Sessions.open(proposal, electorate.value))
}
