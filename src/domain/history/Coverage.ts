/** The time of a community as a status shows it: archived, empty, missing, open.. */
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import * as Index from "./ArchiveIndex.ts"
import * as Publication from "./Publication.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

export interface Coverage {
  readonly gaps: ReadonlyArray<{ readonly window: Window; readonly reason: string }>
  /** Windows that were looked at and held nothing. */
  readonly empty: ReadonlyArray<Window>
  /** The first window that is not due. */
  readonly open: Option.Option<Window>
}

/** `pending`: the windows with pending messages, ascending. */
export const of = (
  policy: Publication.Policy,
  state: Publication.State,
  pending: ReadonlyArray<number>,
  now: Nanos
): Coverage => {
  const lost = state.gaps.map((window) => ({ window, reason: "offline for longer than the network's stores remember" }))
  if (Option.isNone(state.grid)) return { gaps: lost, empty: [], open: Option.none() }
  const grid = state.grid.value
  const due = Windows.dueUntil(grid, now, policy.settle)
  const waiting = pending
    .filter((index) => index < due && !state.unsettled.includes(index))
    .map((index) => Windows.at(grid, index))
    .filter((window) => !Publication.inGap(state, window))
  const archived = new Set(Index.ascending(state.index).map(([, { window }]) => window.from))
  const busy = new Set(pending)
  const empty: Array<Window> = []
  for (let index = 0; index < state.next; index++) {
    const window = Windows.at(grid, index)
    if (!archived.has(window.from) && !busy.has(index) && !Publication.inGap(state, window)) empty.push(window)
  }
  return {
    gaps: [...lost, ...waiting.map((window) => ({ window, reason: "due and not archived yet; run archive" }))],
    empty,
    open: Option.some(Windows.at(grid, Math.max(due, state.next)))
  }
}
