/**
 * Byte strings: hexadecimal text, order, concatenation, unsigned varints.
 *
 * A `Uint8Array` handed to or returned by the domain is never written to again.
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import * as Order from "effect/Order"

export const empty: Uint8Array = new Uint8Array(0)

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** UTF-8 bytes. A lone surrogate becomes U+FFFD, as everywhere in the platform. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** The text of well-formed UTF-8, `undefined` for anything else. */
export const toUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Lower-case hexadecimal without prefix. */
export const toHex: (bytes: Uint8Array) => string = bytesToHex

/** Bytes of hexadecimal text of either case, with or without `0x`; `undefined` for anything else. */
export const fromHex = (text: string): Uint8Array | undefined => {
  const digits = text.startsWith("0x") ? text.slice(2) : text
  try {
    return hexToBytes(digits)
  } catch {
    return undefined
  }
}

/** Lexicographic by unsigned byte, a proper prefix first. */
export const compare = (left: Uint8Array, right: Uint8Array): -1 | 0 | 1 => {
  const shared = Math.min(left.length, right.length)
  for (let i = 0; i < shared; i++) {
    const difference = left[i]! - right[i]!
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return left.length === right.length ? 0 : left.length < right.length ? -1 : 1
}

export const order: Order.Order<Uint8Array> = Order.make(compare)

export const equals = (left: Uint8Array, right: Uint8Array): boolean => compare(left, right) === 0

export const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const ROOM = 16 * 1024
const scratch = new Uint8Array(ROOM)

/** The hash of the parts, one behind the other. `hash` reads what it is given at once and keeps nothing of it. */
export const hashed = (hash: (bytes: Uint8Array) => Uint8Array, parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  let at = 0
  for (const part of parts) {
    if (at + part.length > ROOM) return hash(concat(parts))
    scratch.set(part, at)
    at += part.length
  }
  return hash(scratch.subarray(0, at))
}

/** Unsigned LEB128, as protobuf and multiformats write it. */
export const uvarint = (value: number): Uint8Array => {
  const bytes: Array<number> = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}
