/**
 * Members as the protocols beside the archive name them: the 20-byte address of a secp256k1 key, and what such a key signs
 * as a personal message (EIP-191). protocols A2, MLS-03.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Brand from "effect/Brand"
import * as Bytes from "../Bytes.ts"
import type { Keccak256 } from "./Envelope.ts"
import type { PublicKey } from "./PublicKey.ts"

/** 40 hexadecimal digits in lower case, without prefix. */
export type Address = Brand.Branded<string, "Address">

const address = Brand.nominal<Address>()

/** Bytes of an address. */
export const LENGTH = 20

/** Few members say most of what is said: the names of as many are remembered. */
const REMEMBERED = 4096

/** Remembers the names of what was named last. Where two have one place, the later one takes it. */
const remembering = (start: number) => {
  const named = new Map<number, { readonly bytes: Uint8Array; readonly text: Address }>()
  return (bytes: Uint8Array, name: (bytes: Uint8Array) => Address): Address => {
    const place = bytes[start]! + bytes[start + 1]! * 2 ** 8 + bytes[start + 2]! * 2 ** 16
    const known = named.get(place)
    if (known !== undefined && Bytes.equals(known.bytes, bytes)) return known.text
    if (named.size >= REMEMBERED) named.clear()
    const text = name(bytes)
    named.set(place, { bytes: bytes.slice(), text })
    return text
  }
}

const byBytes = remembering(0)
const byKey = remembering(1)

const named = (bytes: Uint8Array): Address => address(Bytes.toHex(bytes))

/** `undefined` where the bytes are not 20. */
export const fromBytes = (bytes: Uint8Array): Address | undefined =>
  bytes.length === LENGTH ? byBytes(bytes, named) : undefined

/** The last 20 bytes of the Keccak-256 of the key without its first byte. */
export const of = (key: PublicKey, keccak256: Keccak256 = keccak_256): Address =>
  byKey(key, (bytes) => byBytes(keccak256(bytes.subarray(1)).subarray(12), named))

/** Reads 40 hexadecimal digits of either case, with or without `0x`; `undefined` for anything else. */
export const parse = (text: string): Address | undefined =>
  /^(?:0x)?[0-9a-fA-F]{40}$/.test(text) ? address(text.replace(/^0x/, "").toLowerCase()) : undefined

export const toBytes = (member: Address): Uint8Array => Bytes.fromHex(member)!

const prefixes = new Map<number, Uint8Array>()
const PREFIXES = 1024

/** Few lengths are signed very often. */
const prefixOf = (length: number): Uint8Array => {
  const known = prefixes.get(length)
  if (known !== undefined) return known
  const prefix = Bytes.utf8(`\x19Ethereum Signed Message:\n${length}`)
  if (prefixes.size < PREFIXES) prefixes.set(length, prefix)
  return prefix
}

/** What is signed of a personal message: Keccak-256 of a prefix, its length in decimal digits, and the message (EIP-191). */
export const personalDigest = (message: Uint8Array, keccak256: Keccak256 = keccak_256): Uint8Array =>
  Bytes.hashed(keccak256, [prefixOf(message.length), message])
