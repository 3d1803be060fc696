/**
 * Who may vote. It comes from whoever hosts the protocol (a roster, a list), never from the wire. HGC-03; protocols A4, HX-9.
 */
import * as Arr from "effect/Array"
import * as Order from "effect/Order"
import * as Bytes from "../Bytes.ts"
import * as Address from "../community/Address.ts"
import * as Voting from "../wire/Voting.ts"
import type { Hashes } from "./Vote.ts"

/**
 * `members` ascending, each once. `digest`: SHA-256 of that of the context and of their addresses in this order, 32 bytes.
 */
export interface Electorate {
  readonly members: ReadonlyArray<Address.Address>
  readonly digest: Uint8Array
  readonly set: ReadonlySet<Address.Address>
  /** The digest and the addresses, one behind the other. */
  readonly bytes: Uint8Array
}

const known = (members: ReadonlyArray<Address.Address>, digest: Uint8Array, bytes: Uint8Array): Electorate => ({
  members,
  digest,
  set: new Set(members),
  bytes
})

export const has = ({ set }: Electorate, member: Address.Address): boolean => set.has(member)

/**
 * `context`: of what these are the members, so that what they decide for one community is not replayed in another.
 * `undefined` where nobody or more than {@link Voting.MAX_VOTES} members are named.
 */
export const of = (
  members: Iterable<Address.Address>,
  sha256: Hashes["sha256"],
  context: Uint8Array = Bytes.empty
): Electorate | undefined => {
  const ascending = Arr.sort(new Set(members), Order.String)
  if (ascending.length === 0 || ascending.length > Voting.MAX_VOTES) return undefined
  const addresses = ascending.map(Address.toBytes)
  const digest = sha256(Bytes.concat([sha256(context), ...addresses]))
  return known(ascending, digest, Bytes.concat([digest, ...addresses]))
}

/** Distinct votes that decide: at least two thirds of `n`, for `n` below 2^32 (H-7). */
export const quorum = (n: number): number => Math.ceil((2 * n) / 3)

/** The electorate that has these bytes; `undefined` where none has. */
export const decode = (bytes: Uint8Array): Electorate | undefined => {
  const count = (bytes.length - 32) / Address.LENGTH
  if (!Number.isInteger(count) || count < 1 || count > Voting.MAX_VOTES) return undefined
  const members = Arr.makeBy(count, (n) => Address.fromBytes(bytes.subarray(32 + n * 20, 52 + n * 20))!)
  return known(members, bytes.slice(0, 32), bytes.slice())
}
