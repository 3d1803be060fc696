/**
 * Another steward list: made by everybody alike where it has room for all, else put to the vote; at last a vote on who may
 * commit at all. MLS-13, MLS-19, MLS-20, MLS-24; protocols B2.
 */
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import * as Proposing from "./Proposing.ts"
import type { Phase } from "./State.ts"
import * as StewardLists from "./StewardList.ts"
import * as Timers from "./Timers.ts"
import * as Turn from "./Turn.ts"
import type { Emergency, Update } from "./Update.ts"
import * as Updates from "./Update.ts"

type Reelection = Extract<Phase, { readonly _tag: "Reelection" }>

/** Back to work; what is approved waits anew. */
export const work = (turn: Turn.Inside): void => {
  // A winner is on its way into MLS already; it ends the epoch or is found wanting.
  if (turn.state.course.phase._tag === "Selecting") return
  Turn.enter(turn, { _tag: "Working" })
  Turn.course(turn, { since: turn.state.approved.size > 0 ? Option.some(turn.now) : Option.none() })
}

/** Puts a list into force; from now on its stewards may commit. */
export const install = (turn: Turn.Inside, list: StewardLists.StewardList): void => {
  const { roster } = turn.state
  const lists = list.retry === 0 ? ([list] as const) : ([...roster.lists, list] as const)
  Turn.patch(turn, { roster: { ...roster, lists } })
  work(turn)
}

const isSmall = (turn: Turn.Inside): boolean => Turn.electable(turn).length <= turn.state.roster.policy.stewardsMax

/** The list of an attempt is due: made here where everybody makes the same, else put to the vote. */
export const reelect = (turn: Turn.Inside, retry: number): void => {
  const { epoch, policy } = turn.state.roster
  if (retry <= policy.reelections && isSmall(turn)) {
    const list = StewardLists.make(policy, epoch, retry, Turn.electable(turn), turn.identity.group)
    if (Option.isSome(list)) return install(turn, list.value)
  }
  Turn.enter(turn, { _tag: "Reelection", entered: turn.now, retry })
  for (const [id, { payload }] of turn.state.open) {
    const update = Proposing.read(payload)
    const approve = answer(turn, update)
    if (approve !== undefined) turn.out.push({ _tag: "Ask", request: { _tag: "Vote", id, approve } })
  }
}

/** The list that the attempt can only have. */
const expected = (turn: Turn.Inside, retry: number): StewardLists.StewardList | undefined => {
  const { epoch, policy } = turn.state.roster
  return Option.getOrUndefined(StewardLists.make(policy, epoch, retry, Turn.electable(turn), turn.identity.group))
}

/** Whether the update is the list of an attempt as the whole membership gives it. */
export const isExpected = (turn: Turn.Inside, update: Extract<Update, { readonly _tag: "Election" }>): boolean =>
  StewardLists.isExpected(turn.state.roster.policy, update, Turn.electable(turn), turn.identity.group)

/** Our vote on what needs no user, as soon as it has an answer. */
export const answer = (turn: Turn.Inside, update: Update): boolean | undefined => {
  const { course, roster } = turn.state
  const phase = course.phase._tag === "Reelection" ? course.phase : undefined
  if (update._tag === "Election") {
    if (!isExpected(turn, update)) return false
    return phase?.retry === update.retry ? true : undefined
  }
  if (update._tag === "Emergency" && update.violation === "Deadlock") {
    return phase !== undefined && phase.retry > roster.policy.reelections ? true : undefined
  }
  return undefined
}

/** What is put to the vote in a re-election. */
const remedy = (turn: Turn.Inside, { retry }: Reelection): Update | undefined => {
  const { epoch, policy } = turn.state.roster
  if (retry > policy.reelections) {
    return { _tag: "Emergency", epoch, violation: "Deadlock", target: Option.none() } satisfies Emergency
  }
  const list = expected(turn, retry)
  return list === undefined ? undefined : { _tag: "Election", epoch, retry, stewards: list.stewards }
}

/** When we put the remedy to the vote; none while somebody did, or it may not be. */
export const remedyAt = (turn: Turn.Inside, phase: Reelection): Option.Option<readonly [Nanos, Update]> => {
  const update = remedy(turn, phase)
  if (update === undefined || Proposing.isUnderWay(turn, Updates.subject(update))) return Option.none()
  if (turn.state.course.refused.includes(Updates.subject(update)) || Proposing.obstacle(turn, update) !== undefined) {
    return Option.none()
  }
  const { group, self } = turn.identity
  const order = StewardLists.order(turn.state.roster.epoch, phase.retry, Turn.electable(turn), group)
  const place = order.indexOf(self)
  const at = Timers.proposesAt(turn.state.roster.policy, phase.entered, place === -1 ? order.length : place)
  return Option.some([at, update])
}
