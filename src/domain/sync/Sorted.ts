/**
 * Immutable sequences in ascending order without repetitions, in blocks: to insert or to remove copies one block and the
 * list of blocks, whatever the length, and mostly happens at the end.
 */
import type * as Order from "effect/Order"

export interface Sorted<A> {
  readonly order: Order.Order<A>
  readonly size: number
  /** None is empty. */
  readonly blocks: ReadonlyArray<ReadonlyArray<A>>
}

const WIDTH = 128

export const empty = <A>(order: Order.Order<A>): Sorted<A> => ({ order, size: 0, blocks: [] })

/** The first place of `length` where `isBefore` no longer holds. */
const search = (length: number, isBefore: (place: number) => boolean): number => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the item is, or would be put. */
const locate = <A>({ blocks, order }: Sorted<A>, item: A): readonly [block: number, place: number, found: boolean] => {
  const tail = blocks.at(-1)
  const block =
    tail !== undefined && order(tail[0]!, item) <= 0
      ? blocks.length - 1
      : search(blocks.length, (place) => order(blocks[place]!.at(-1)!, item) < 0)
  const within = blocks[block]
  if (within === undefined) return [block, 0, false]
  const place =
    order(within.at(-1)!, item) < 0 ? within.length : search(within.length, (n) => order(within[n]!, item) < 0)
  return [block, place, place < within.length && order(within[place]!, item) === 0]
}

/** In place of the item that is equal to it in order, if there is one. */
export const insert = <A>(sorted: Sorted<A>, item: A): Sorted<A> => {
  const { blocks, order, size } = sorted
  const [block, place, found] = locate(sorted, item)
  const within = blocks[block]
  if (within === undefined) return { order, size: 1, blocks: [[item]] }
  if (found) return { order, size, blocks: blocks.with(block, within.with(place, item)) }
  const isLast = block === blocks.length - 1 && place === within.length
  if (isLast && within.length >= WIDTH) return { order, size: size + 1, blocks: [...blocks, [item]] }
  const wider = within.toSpliced(place, 0, item)
  const pieces = wider.length > WIDTH ? [wider.slice(0, WIDTH / 2), wider.slice(WIDTH / 2)] : [wider]
  return { order, size: size + 1, blocks: blocks.toSpliced(block, 1, ...pieces) }
}

export const remove = <A>(sorted: Sorted<A>, item: A): Sorted<A> => {
  const { blocks, order, size } = sorted
  const [block, place, found] = locate(sorted, item)
  if (!found) return sorted
  const narrower = blocks[block]!.toSpliced(place, 1)
  return {
    order,
    size: size - 1,
    blocks: narrower.length === 0 ? blocks.toSpliced(block, 1) : blocks.with(block, narrower)
  }
}

export const first = <A>({ blocks }: Sorted<A>): A | undefined => blocks[0]?.[0]

/** The greatest `count` of them, ascending. */
export const newest = <A>({ blocks }: Sorted<A>, count: number): ReadonlyArray<A> => {
  let from = blocks.length
  let found = 0
  while (from > 0 && found < count) found += blocks[--from]!.length
  return blocks
    .slice(from)
    .flat()
    .slice(Math.max(0, found - count))
}

export const toArray = <A>({ blocks }: Sorted<A>): ReadonlyArray<A> => blocks.flat()
