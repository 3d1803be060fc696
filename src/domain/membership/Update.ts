/**
 * What a vote is about, the payload of a proposal: one of four, tagged on the wire. M-4, MLS-07, MLS-18; protocols B1.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import * as Addresses from "../community/Address.ts"
import * as Decode from "../wire/Decode.ts"
import * as Encode from "../wire/Encode.ts"
import * as Fields from "../wire/Fields.ts"

/** Adds a member with this key package. `signature`: the member's own of what `KeyPackages.binding` says, 65 bytes (MLS-16). */
export interface Invite {
  readonly _tag: "Invite"
  readonly epoch: bigint
  readonly member: Address
  readonly keyPackage: Uint8Array
  readonly signature: Uint8Array
}

export interface Remove {
  readonly _tag: "Remove"
  readonly epoch: bigint
  readonly member: Address
}

/** Kinds of misbehaviour, by their number on the wire (MLS-22). */
export const VIOLATIONS = [
  "BrokenCommit",
  "BrokenProposal",
  "Censorship",
  "LowScore",
  "Deadlock",
  "Misbehaving"
] as const

export type Violation = (typeof VIOLATIONS)[number]

/** An emergency. A deadlock accuses nobody: `target` is then absent (MLS-24, MLS-26). */
export interface Emergency {
  readonly _tag: "Emergency"
  readonly epoch: bigint
  readonly violation: Violation
  readonly target: Option.Option<Address>
}

/** A steward list for the epoch. */
export interface Election {
  readonly _tag: "Election"
  readonly epoch: bigint
  readonly retry: number
  readonly stewards: ReadonlyArray<Address>
}

/** Every one is of one epoch: its vote ends with it (MLS-08, M-1). */
export type Update = Invite | Remove | Emergency | Election

/** Bytes of a key package, and of a whole payload; members of a list. */
export const MAX_KEY_PACKAGE = 8 * 1024
const MAX_PAYLOAD = 16 * 1024
const MAX_STEWARDS = 64
const SIGNATURE = 65

export interface InvalidUpdate {
  readonly _tag: "InvalidUpdate"
  readonly why: string
}

const epochField = 5

const body = (update: Update): Uint8Array => {
  switch (update._tag) {
    case "Invite":
      return Encode.message(
        Encode.bytes(1, update.keyPackage),
        Encode.bytes(2, Addresses.toBytes(update.member)),
        Encode.bytes(3, update.signature)
      )
    case "Remove":
      return Encode.message(Encode.bytes(1, Addresses.toBytes(update.member)))
    case "Emergency":
      return Encode.message(
        Encode.integer(1, VIOLATIONS.indexOf(update.violation) + 1),
        Encode.bytes(2, Option.match(update.target, { onNone: () => Bytes.empty, onSome: Addresses.toBytes }))
      )
    case "Election":
      return Encode.message(
        Encode.bytes(1, Bytes.concat(update.stewards.map(Addresses.toBytes))),
        Encode.integer(2, update.retry)
      )
  }
}

const numbers = { Invite: 1, Remove: 2, Emergency: 3, Election: 4 } as const

/** The one encoding of an update: equal updates are equal payloads. */
export const encode = (update: Update): Uint8Array =>
  Encode.message(Encode.embedded(numbers[update._tag], body(update)), Encode.integer(epochField, update.epoch))

const member = (bytes: Uint8Array): Address => {
  const found = Addresses.fromBytes(bytes)
  if (found === undefined) throw new Decode.Unfit("a member is not 20 bytes")
  return found
}

const stewards = (bytes: Uint8Array): ReadonlyArray<Address> => {
  const count = bytes.length / Addresses.LENGTH
  if (!Number.isInteger(count) || count === 0 || count > MAX_STEWARDS)
    throw new Decode.Unfit("it is no list of stewards")
  return Array.from({ length: count }, (_, at) =>
    member(bytes.subarray(at * Addresses.LENGTH, (at + 1) * Addresses.LENGTH))
  )
}

const readers: { readonly [Tag in Update["_tag"]]: (fields: ReadonlyArray<Fields.Field>, epoch: bigint) => Update } = {
  Invite: (fields, epoch) => {
    const keyPackage = Decode.bytes(fields, 1)
    const signature = Decode.bytes(fields, 3)
    if (keyPackage.length === 0 || keyPackage.length > MAX_KEY_PACKAGE) throw new Decode.Unfit("it has no key package")
    if (signature.length !== SIGNATURE) throw new Decode.Unfit("its signature has a wrong length")
    return { _tag: "Invite", epoch, member: member(Decode.view(fields, 2)), keyPackage, signature }
  },
  Remove: (fields, epoch) => ({ _tag: "Remove", epoch, member: member(Decode.view(fields, 1)) }),
  Emergency: (fields, epoch) => {
    const violation = VIOLATIONS[Decode.uint32(fields, 1) - 1]
    if (violation === undefined) throw new Decode.Unfit("its violation is unknown")
    const accused = Decode.view(fields, 2)
    if ((violation === "Deadlock") !== (accused.length === 0)) throw new Decode.Unfit("its target does not fit")
    const target = accused.length === 0 ? Option.none() : Option.some(member(accused))
    return { _tag: "Emergency", epoch, violation, target }
  },
  Election: (fields, epoch) => ({
    _tag: "Election",
    epoch,
    retry: Decode.uint32(fields, 2),
    stewards: stewards(Decode.view(fields, 1))
  })
}

const read = (bytes: Uint8Array): Update => {
  if (bytes.length > MAX_PAYLOAD) throw new Decode.Unfit("it does not decode")
  const fields = Decode.scanned(bytes)
  const tags = (["Invite", "Remove", "Emergency", "Election"] as const).filter(
    (tag) => Decode.embedded(fields, numbers[tag]) !== undefined
  )
  const [tag] = tags
  if (tag === undefined || tags.length > 1) throw new Decode.Unfit("it is not one kind of update")
  const update = readers[tag](Decode.embedded(fields, numbers[tag])!, Decode.uint64(fields, epochField))
  // Two payloads of one update would be two votes on it.
  if (!Bytes.equals(encode(update), bytes)) throw new Decode.Unfit("it is not in its canonical form")
  return update
}

/** Reads a payload of anybody; never throws. */
export const decode = (bytes: Uint8Array): Result.Result<Update, InvalidUpdate> =>
  Decode.attempt(
    () => read(bytes),
    (why) => ({ _tag: "InvalidUpdate", why })
  )

/** The hash of a key package as candidates name it. */
export const hashOf = (keyPackage: Uint8Array): string => Bytes.toHex(sha256(keyPackage))

/** What an update is about, whatever its epoch, as text: votes on one thing share it. */
export const subject = (update: Update): string => {
  switch (update._tag) {
    case "Invite":
      return `add/${update.member}`
    case "Remove":
      return `remove/${update.member}`
    case "Emergency":
      return `emergency/${update.violation}/${Option.getOrElse(update.target, () => "")}`
    case "Election":
      return `election/${update.retry}`
  }
}
