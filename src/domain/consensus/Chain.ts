/**
 * The hash chains of a list of votes. Each list is a chain of its own; peers that voted at the same time make several, so what
 * is held is a set, and what is sent are lists that hold. HGC-04, HGC-07, HGC-08, HGC-13; H-1, H-11; protocols A4 (HX-8).
 */
import * as Bytes from "../Bytes.ts"
import type { Reason } from "./Rejection.ts"
import type { Verified } from "./Vote.ts"

/**
 * Why a list does not hold; `undefined` where it does, and then so does every beginning of it. The first vote stands on
 * nothing, every other one on the vote before it, a repeated one on its owner's former vote; times never decrease.
 * `root`: the parent of a member's first vote.
 */
export const broken = (votes: ReadonlyArray<Verified>, root: (vote: Verified) => Uint8Array): Reason | undefined => {
  const former = new Map<string, Uint8Array>()
  let before: Verified | undefined
  for (const vote of votes) {
    const { at, hash, parent, received } = vote.wire
    if (!Bytes.equals(received, before?.wire.hash ?? Bytes.empty)) return "ReceivedHashMismatch"
    if (before !== undefined && at < before.wire.at) return "ReceivedHashMismatch"
    if (!Bytes.equals(parent, former.get(vote.owner) ?? root(vote))) return "ParentHashMismatch"
    former.set(vote.owner, hash)
    before = vote
  }
  return undefined
}

interface Link {
  readonly vote: Verified
  readonly before: Link | undefined
  readonly length: number
}

/**
 * The longest list of these votes that holds and begins with `first`; of equally long ones always the same, in whatever order
 * the votes come. `votes`: the first one of each member.
 */
export const longest = (votes: Iterable<Verified>, first: Verified): ReadonlyArray<Verified> => {
  const onto = Map.groupBy(votes, ({ wire }) => Bytes.toHex(wire.received))
  let best: Link = { vote: first, before: undefined, length: 1 }
  const waiting = [best]
  for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
    const { length, vote } = link
    if (length > best.length || (length === best.length && Bytes.compare(vote.wire.hash, best.vote.wire.hash) < 0)) {
      best = link
    }
    for (const next of onto.get(Bytes.toHex(vote.wire.hash)) ?? []) {
      if (next.wire.at >= vote.wire.at) waiting.push({ vote: next, before: link, length: length + 1 })
    }
  }
  const list: Array<Verified> = []
  for (let link: Link | undefined = best; link !== undefined; link = link.before) list.push(link.vote)
  return list.toReversed()
}
