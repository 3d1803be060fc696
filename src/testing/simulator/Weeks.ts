/**
 * Windows as the specification words them, once more: what judges the code must not be the code..
 */
import type { Window } from "../../domain/history/Window.ts"

/** The first instant is inside, the last is not. */
export const covers = ({ from, to }: Window, at: bigint): boolean => at >= from && !(at >= to)

/** Of two windows the one that ends later governs; of those that end together, the one that begins later. */
export const greater = (left: Window, right: Window): boolean =>
  left.to === right.to ? left.from > right.from : left.to > right.to

export const same = (left: Window, right: Window): boolean => left.from === right.from && left.to === right.to

export const touches = (left: Window, right: Window): boolean => covers(left, right.from) || covers(right, left.from)

/** The beginning and the end of the grid's window around an instant. */
export const around = (
  { anchor, length }: { readonly anchor: bigint; readonly length: bigint },
  at: bigint
): { readonly from: bigint; readonly to: bigint } => {
  const into = (((at - anchor) % length) + length) % length
  return { from: at - into, to: at - into + length }
}
