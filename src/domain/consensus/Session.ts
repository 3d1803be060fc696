/**
 * One vote being held: the votes of a proposal, and what they decided, once. HGC-10…12, HGC-17, HGC-21; H-6, H-8, H-10; protocols A5,
 * A4 (HX-6, HX-7).
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Address } from "../community/Address.ts"
import * as Time from "../Time.ts"
import type * as Decision from "./Decision.ts"
import * as Decisions from "./Decision.ts"
import * as Electorate from "./Electorate.ts"
import type { Equivocation } from "./Equivocation.ts"
import * as Equivocations from "./Equivocation.ts"
import type { Bound, Proposal } from "./Proposal.ts"
import type { Reason } from "./Rejection.ts"
import type { Verified } from "./Vote.ts"

/** A member's first vote, and the first one that says otherwise. */
export interface Held {
  readonly vote: Verified
  readonly other: Option.Option<Verified>
}

/** `at`: when this node decided. What is not `Active` never changes again. */
export type State =
  | { readonly _tag: "Active" }
  | (Exclude<Decision.Outcome, { _tag: "Failed" }> & { readonly at: Time.Nanos })
  | (Exclude<Decision.Outcome, { _tag: "Reached" }> & { readonly at: Time.Nanos })

/** At most two votes of each member of the electorate, which stays the one that the vote began with. */
export interface Session {
  readonly proposal: Proposal
  readonly electorate: Electorate.Electorate
  readonly votes: HashMap.HashMap<Address, Held>
  readonly tally: Decision.Tally
  /** Whose votes this node cast itself. */
  readonly own: ReadonlyArray<Address>
  readonly state: State
  /** What is held was sent again before the deadline (HGC-16). */
  readonly repeated: boolean
  /** How often the network was asked since the deadline for what was missed, and when last. */
  readonly asked: { readonly times: number; readonly at: Time.Nanos }
}

export const open = (proposal: Proposal, electorate: Electorate.Electorate): Session => ({
  proposal,
  electorate,
  votes: HashMap.empty(),
  tally: { voters: electorate.members.length, yes: 0, no: 0, both: 0 },
  own: [],
  state: { _tag: "Active" },
  repeated: false,
  asked: { times: 0, at: Time.nanos(0n) }
})

/** The first instant that is too late for everything but the decision. */
export const deadline = ({ proposal }: Session): Time.Nanos => Time.fromUnixSeconds(proposal.expires)

export const isActive = ({ state }: Session): boolean => state._tag === "Active"

/** Members whose votes are here. */
export const voted = ({ tally }: Session): number => tally.yes + tally.no + tally.both

export type Applied =
  | { readonly _tag: "Rejected"; readonly reason: Reason }
  /** Nothing new. */
  | { readonly _tag: "Known" }
  | { readonly _tag: "Counted"; readonly session: Session }
  | { readonly _tag: "Exposed"; readonly session: Session; readonly equivocation: Equivocation }

const counted = (session: Session, held: Held, tally: Decision.Tally): Session => ({
  ...session,
  votes: HashMap.set(session.votes, held.vote.owner, held),
  tally
})

/**
 * When something comes: `heard`, when the network carried it, as far as it says so, and never after `now`. What a peer
 * that was offline hears of an open vote is in time, if it was in time for the others. `skew`: how far a clock may be ahead.
 */
export interface Moment {
  readonly heard: Time.Nanos
  readonly now: Time.Nanos
  readonly skew: Time.Nanos
}

/**
 * Takes a vote, until the deadline. The first vote of a member stands; a repeated one changes nothing; one that says
 * otherwise exposes an equivocator. After the decision votes are still kept, as evidence and for certificates.
 */
export const apply = (session: Session, vote: Bound, { heard, now, skew }: Moment): Applied => {
  if ((isActive(session) ? heard : now) >= deadline(session)) return { _tag: "Rejected", reason: "VoteExpired" }
  if (!Electorate.has(session.electorate, vote.owner)) return { _tag: "Rejected", reason: "NotAMember" }
  if (vote.wire.at > Time.toUnixSeconds(Time.add(now, skew))) {
    return { _tag: "Rejected", reason: "TimestampInTheFuture" }
  }
  const { tally } = session
  const held = Option.getOrUndefined(HashMap.get(session.votes, vote.owner))
  if (held === undefined) {
    const first: Held = { vote, other: Option.none() }
    const more = vote.wire.yes ? { ...tally, yes: tally.yes + 1 } : { ...tally, no: tally.no + 1 }
    return { _tag: "Counted", session: counted(session, first, more) }
  }
  const equivocation = Option.isNone(held.other) ? Equivocations.between(held.vote, vote) : undefined
  if (equivocation === undefined) return { _tag: "Known" }
  const rest = vote.wire.yes ? { ...tally, no: tally.no - 1 } : { ...tally, yes: tally.yes - 1 }
  return {
    _tag: "Exposed",
    session: counted(session, { ...held, other: Option.some(vote) }, { ...rest, both: tally.both + 1 }),
    equivocation
  }
}

const ended = (session: Session, outcome: Decision.Outcome | undefined, at: Time.Nanos): Session =>
  outcome === undefined ? session : { ...session, state: { ...outcome, at } }

const counting = ({ proposal }: Session): Decision.Counting => ({ live: proposal.live, tie: proposal.terms.tie })

/** Decides before the deadline, where the votes do. */
export const decide = (session: Session, rule: Decision.Rule, now: Time.Nanos): Session =>
  isActive(session) ? ended(session, Decisions.beforeDeadline(rule, session.tally, counting(session)), now) : session

/** Decides at the deadline. */
export const conclude = (session: Session, rule: Decision.Rule, now: Time.Nanos): Session =>
  isActive(session) && now >= deadline(session)
    ? ended(session, Decisions.atDeadline(rule, session.tally, counting(session)), now)
    : session

/** Every vote that counts for something: no equivocator's. */
export const clean = ({ votes }: Session): ReadonlyArray<Verified> =>
  [...HashMap.values(votes)].filter(({ other }) => Option.isNone(other)).map(({ vote }) => vote)

/** What is known against members of the electorate. */
export const equivocations = ({ votes }: Session): ReadonlyArray<Equivocation> =>
  [...HashMap.values(votes)].flatMap(({ other, vote }) => {
    const proof = Option.isSome(other) ? Equivocations.between(vote, other.value) : undefined
    return proof === undefined ? [] : [proof]
  })
