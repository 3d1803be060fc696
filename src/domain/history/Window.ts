/**
 * Half-open spans of time, and the grid of equal spans that archives tile. Source: 61/STATUS-COMMUNITY-HISTORY-SERVICE;
 * CHA-21…26, A-06…08.
 */
import * as Order from "effect/Order"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"

/** `[from, to)`: `from` inclusive, `to` exclusive; `from < to`. */
export interface Window {
  readonly from: Nanos
  readonly to: Nanos
}

/** Seven days. A community fixes its own length when it is created. */
export const WEEK: Nanos = Time.days(7)

export const contains = (window: Window, at: Nanos): boolean => window.from <= at && at < window.to

export const overlaps = (left: Window, right: Window): boolean => left.from < right.to && right.from < left.to

export const equals = (left: Window, right: Window): boolean => left.from === right.from && left.to === right.to

/** By `to`, then `from`: the greater one governs an instant that both cover. */
export const order: Order.Order<Window> = Order.make((left, right) =>
  left.to !== right.to ? (left.to < right.to ? -1 : 1) : left.from === right.from ? 0 : left.from < right.from ? -1 : 1
)

/** Shorter windows would have more indices than a number can count exactly. */
export const SHORTEST: Nanos = Time.nanos(1_000_000n)

/** Longer ones are no archive of anybody: their one entry would hide years. */
export const LONGEST: Nanos = Time.days(366)

/**
 * Why no archive can have this window, as a sentence about it; `undefined` where one can. An archive is made after its time
 * so one that ends behind `latest` would replace what was not said yet (CHA-70).
 */
export const implausible = ({ from, to }: Window, latest: Nanos): string | undefined =>
  to > latest
    ? "it ends in the future, but an archive is made after its time"
    : to - from > LONGEST
      ? `it covers more than ${LONGEST / Time.days(1)} days`
      : undefined

/** All windows of one control node: `[anchor + k·length, anchor + (k+1)·length)` for every integer `k`; `length ≥ SHORTEST`. */
export interface Grid {
  readonly anchor: Nanos
  readonly length: Nanos
}

/** The `k` whose window holds `at`; negative before the anchor. */
export const indexOf = (grid: Grid, at: Nanos): number => {
  const distance = at - grid.anchor
  const quotient = distance / grid.length
  return Number(distance < 0n && quotient * grid.length !== distance ? quotient - 1n : quotient)
}

export const at = (grid: Grid, index: number): Window => {
  const from = grid.anchor + BigInt(index) * grid.length
  return { from: Time.nanos(from), to: Time.nanos(from + grid.length) }
}

/**
 * The first index whose window is not due: windows are due from `settle` after their end on. Thirty
 * days make four whole windows, and the rest waits.
 */
export const dueUntil = (grid: Grid, now: Nanos, settle: Nanos): number => indexOf(grid, Time.subtract(now, settle))

/** What is left of a window after others are cut out of it; ascending, disjoint. */
export const without = (window: Window, others: ReadonlyArray<Window>): ReadonlyArray<Window> => {
  const cuts = others
    .filter((other) => overlaps(window, other))
    .sort((left, right) => (left.from < right.from ? -1 : 1))
  const pieces: Array<Window> = []
  let from = window.from
  for (const cut of cuts) {
    if (cut.from > from) pieces.push({ from, to: cut.from })
    from = Time.max(from, cut.to)
  }
  if (from < window.to) pieces.push({ from, to: window.to })
  return pieces
}
