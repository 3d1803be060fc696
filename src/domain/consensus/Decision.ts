/**
 * What votes decide. The rule is a function of how many members cast which votes, so their order makes no difference.
 * HGC-12, HGC-14, HGC-18, HGC-20; H-7, H-8, H-10, H-12, H-13; protocols A3, A5.
 */
import { quorum } from "./Electorate.ts"
import type { TiePolicy } from "./Terms.ts"

/**
 * Of `voters` members, how many cast YES alone, NO alone, and both: these are equivocators. The rest is silent.
 * `yes + no + both ≤ voters`.
 */
export interface Tally {
  readonly voters: number
  readonly yes: number
  readonly no: number
  readonly both: number
}

/** What a proposal says of those who are silent, and of ties. */
export interface Counting {
  readonly live: boolean
  readonly tie: TiePolicy
}

/** `Tied`: a new proposal under a new id is due (HGC-18). `Insufficient`: of the rule `anchor` alone. */
export type Outcome =
  | { readonly _tag: "Reached"; readonly yes: boolean }
  | { readonly _tag: "Failed"; readonly why: "Tied" | "Insufficient" }

const YES: Outcome = { _tag: "Reached", yes: true }
const NO: Outcome = { _tag: "Reached", yes: false }
const TIED: Outcome = { _tag: "Failed", why: "Tied" }
const INSUFFICIENT: Outcome = { _tag: "Failed", why: "Insufficient" }

/** Whether `yes` YES and `no` NO, each of a member of its own, decide among `n` before the deadline, and what. */
const carried = (n: number, yes: number, no: number): Outcome | undefined => {
  if (n <= 2) return no > 0 ? NO : yes === n ? YES : undefined
  const enough = quorum(n)
  return yes >= enough ? YES : no >= enough ? NO : undefined
}

/**
 * Before the deadline: votes that were cast count, silence and equivocators do not. With fewer than a third of equivocators no
 * two peers decide differently, whatever each of them has heard.
 */
export const early = ({ no, voters, yes }: Tally): Outcome | undefined => carried(voters, yes, no)

/**
 * At the deadline, always something. A quorum that somebody may have seen before an equivocator in it was exposed stands:
 * who saw it decided by it. Else equivocators are silent, and the silent count as the proposal says.
 */
export const deadline = ({ both, no, voters, yes }: Tally, { live, tie }: Counting): Outcome => {
  const forYes = carried(voters, yes + both, 0)
  const forNo = carried(voters, 0, no + both)
  if (both > 0 && (forYes === undefined) !== (forNo === undefined)) return (forYes ?? forNo)!
  const silent = voters - yes - no
  const weight = { yes: yes + (live ? silent : 0), no: no + (live ? 0 : silent) }
  if (voters <= 2) return weight.yes === voters ? YES : NO
  if (2 * weight.yes > voters) return YES
  if (2 * weight.no > voters) return NO
  return tie === "reject" ? NO : TIED
}

/**
 * The rule of the reference implementation, for comparison: silence has weight before the deadline, so that peers can decide
 * differently wherever `n` is a multiple of 3 (protocols A3, HX-1…4). Equivocators are silent.
 */
export const anchor = (
  { no, voters: n, yes }: Tally,
  { live }: Pick<Counting, "live">,
  isDeadline: boolean
): Outcome | undefined => {
  const undecided = isDeadline ? INSUFFICIENT : undefined
  const cast = yes + no
  if (n <= 2) return cast < n ? undecided : yes === n ? YES : NO
  const enough = quorum(n)
  if (cast < enough && !isDeadline) return undecided
  const weight = { yes: yes + (live ? n - cast : 0), no: no + (live ? 0 : n - cast) }
  if (weight.yes >= enough && weight.yes > weight.no) return YES
  if (weight.no >= enough && weight.no > weight.yes) return NO
  return cast === n && weight.yes === weight.no ? (live ? YES : NO) : undecided
}

export type Rule = "text" | "anchor"

export const beforeDeadline = (rule: Rule, tally: Tally, counting: Counting): Outcome | undefined =>
  rule === "text" ? early(tally) : anchor(tally, counting, false)

export const atDeadline = (rule: Rule, tally: Tally, counting: Counting): Outcome =>
  rule === "text" ? deadline(tally, counting) : (anchor(tally, counting, true) ?? INSUFFICIENT)
