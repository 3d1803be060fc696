/** The proof that a member voted both ways: two votes that it signed. HGC-21, H-10. */
import type { Verified } from "./Vote.ts"

export interface Equivocation {
  readonly yes: Verified
  readonly no: Verified
}

/**
 * The proof, if the two votes are one: the same member, the same proposal, the same id, and two answers. Both are to be bound to
 * one proposal before: ids alone are 64 bits, and somebody could write two proposals that share them.
 */
export const between = (one: Verified, other: Verified): Equivocation | undefined => {
  const isProof =
    one.owner === other.owner &&
    one.wire.proposal === other.wire.proposal &&
    one.wire.id === other.wire.id &&
    one.wire.yes !== other.wire.yes
  if (!isProof) return undefined
  return one.wire.yes ? { yes: one, no: other } : { yes: other, no: one }
}
