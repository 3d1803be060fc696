/**
 * What a member thinks of the others: local, bounded, and moved only by what is authenticated: a commit that MLS verified, or a
 * vote that ended. MLS-22, MLS-23, MLS-26; protocols B1.
 */
import type { Address } from "../community/Address.ts"

/** A score of each member; who is not in it does not belong to the group. */
export type Scores = ReadonlyMap<Address, number>

export const START = 100
/** At or below this a member's removal is put to the vote. */
export const REMOVAL = 0
const MAX = 1_000
const MIN = -1_000

const POINTS = {
  BrokenCommit: -50,
  BrokenProposal: -30,
  Censorship: -40,
  Misbehaving: -10,
  SuccessfulCommit: 10,
  HonestAttempt: 5,
  EmergencyUpheld: 20,
  EmergencyRefused: -50
} as const

export type Reason = keyof typeof POINTS

/** Saturates at ±1000. A stranger has no score. */
export const move = (scores: Scores, member: Address, reason: Reason): Scores => {
  const score = scores.get(member)
  if (score === undefined) return scores
  const moved = Math.min(MAX, Math.max(MIN, score + POINTS[reason]))
  return moved === score ? scores : new Map(scores).set(member, moved)
}

/** Those who are members now: who joins starts anew, who left is forgotten. */
export const among = (scores: Scores, members: ReadonlyArray<Address>): Scores =>
  new Map(members.map((member) => [member, scores.get(member) ?? START]))

/** Whose removal is due, ascending by address. */
export const below = (scores: Scores): ReadonlyArray<Address> =>
  [...scores]
    .filter(([, score]) => score <= REMOVAL)
    .map(([member]) => member)
    .sort()
