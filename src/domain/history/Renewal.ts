/**
 * Codex forgets a dataset some time after it was last stored, and does not say when. What must stay is stored again, and
 * not everything on one day. CHA-45.
 */
import * as Option from "effect/Option"
import type { Cid } from "../codex/Cid.ts"
import * as Cids from "../codex/Cid.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"

const PARTS = 256n

/**
 * How old a dataset may become: at least half of `renewal`, never more than it, by its CID, so that archives that were
 * stored together drift apart.
 */
export const age = (cid: Cid, renewal: Nanos): Nanos => {
  const part = BigInt(Cids.toBytes(cid).at(-1)!) + 1n
  return Time.nanos(renewal / 2n + ((renewal - renewal / 2n) * part) / PARTS)
}

/** Whether it is time to store it again; what this node never stored, always. */
export const isDue = (cid: Cid, storedAt: Option.Option<Nanos>, renewal: Nanos, now: Nanos): boolean =>
  Option.match(storedAt, {
    onNone: () => true,
    onSome: (at) => at > now || Time.add(at, age(cid, renewal)) <= now
  })
