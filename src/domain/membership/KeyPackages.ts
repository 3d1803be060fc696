/**
 * Key packages of those who want to join, kept by every member for three epochs or until a commit has used them. MLS-16.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Schema from "effect/Schema"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import * as Addresses from "../community/Address.ts"
import * as Stored from "./Stored.ts"

/** `epoch`: in which it was heard. `signature`: the joiner's own of {@link binding}. */
export const Announced = Schema.Struct({
  keyPackage: Stored.Bytes,
  signature: Stored.Bytes,
  epoch: Stored.Epoch
})

export type Announced = typeof Announced.Type

export type KeyPackages = ReadonlyMap<Address, Announced>

/** Those who want to join at one time. */
export const CAPACITY = 64
const EPOCHS = 3n

/**
 * What a joiner signs, as a personal message (EIP-191): that this key package stands for its address in this group. The keys of
 * MLS and the keys of votes are of different kinds, and nothing else binds them.
 */
export const binding = (group: Uint8Array, keyPackage: Uint8Array): Uint8Array =>
  Addresses.personalDigest(
    Bytes.concat([Bytes.utf8("de-MLS key package\n"), Bytes.uvarint(group.length), group, sha256(keyPackage)])
  )

/**
 * The newest of each address. Where there is no room, whoever asks last waits: what a flood brings displaces nobody. Whom a member
 * wants displaces somebody whom nobody wants.
 */
export const add = (
  known: KeyPackages,
  member: Address,
  announced: Announced,
  isWanted: (member: Address) => boolean
): KeyPackages => {
  if (known.size < CAPACITY || known.has(member)) return new Map(known).set(member, announced)
  const unwanted = isWanted(member) ? [...known.keys()].sort().find((one) => !isWanted(one)) : undefined
  return unwanted === undefined ? known : new Map(drop(known, unwanted)).set(member, announced)
}

/** Those that are still of use in an epoch with these members. */
export const current = (known: KeyPackages, epoch: bigint, members: ReadonlySet<Address>): KeyPackages =>
  new Map([...known].filter(([member, { epoch: heard }]) => epoch <= heard + EPOCHS && !members.has(member)))

export const drop = (known: KeyPackages, member: Address): KeyPackages => {
  const rest = new Map(known)
  rest.delete(member)
  return rest
}
