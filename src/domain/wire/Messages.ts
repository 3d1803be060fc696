/**
 * WakuMessages on the wire, in bulk: what an archive is made of. Writes the canonical encoding; reads the encodings that
 * everybody writes, fields ascending and known, and leaves everything else to the general decoder. 14/WAKU2-MESSAGE, CHA-75.
 */
import * as Bytes from "../Bytes.ts"
import { isNanos } from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import * as Topic from "../waku/Topic.ts"
import { MAX_META, type WakuMessage } from "../waku/WakuMessage.ts"
import * as Varint from "./Varint.ts"

const PAYLOAD = 0x0a
const TOPIC = 0x12
const VERSION = 0x18
const TIMESTAMP = 0x50
const META = 0x5a
/** Fields 21 and 31 have tags of two bytes. */
const PROOF = 0xaa
const EPHEMERAL = 0xf8
const SECOND = 0x01

const word = new DataView(new ArrayBuffer(8))

/** Zigzag of 64 bits, as `sint64` is written. */
const zigzag = (value: bigint): bigint => BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))

const putBytes = (target: Uint8Array, from: number, bytes: Uint8Array): number => {
  const at = Varint.put(target, from, bytes.length)
  target.set(bytes, at)
  return at + bytes.length
}

const field = (length: number): number => Varint.sizeOf(length) + length

/** Bytes of the canonical encoding. */
export const size = (message: WakuMessage): number => {
  const { contentTopic, ephemeral, meta, payload, rateLimitProof, timestamp, version } = message
  return (
    (payload.length === 0 ? 0 : 1 + field(payload.length)) +
    (contentTopic.length === 0 ? 0 : 1 + field(Topic.toBytes(contentTopic).length)) +
    (version === 0 ? 0 : 1 + Varint.sizeOf(version)) +
    (timestamp === 0n ? 0 : 1 + Varint.sizeOf64(zigzag(timestamp))) +
    (meta.length === 0 ? 0 : 1 + field(meta.length)) +
    (rateLimitProof.length === 0 ? 0 : 2 + field(rateLimitProof.length)) +
    (ephemeral ? 3 : 0)
  )
}

/** Writes the canonical encoding, `size` bytes of it: fields ascending, defaults omitted. Answers where it ends. */
export const write = (message: WakuMessage, target: Uint8Array, from: number): number => {
  const { contentTopic, ephemeral, meta, payload, rateLimitProof, timestamp, version } = message
  let at = from
  if (payload.length > 0) {
    target[at++] = PAYLOAD
    at = putBytes(target, at, payload)
  }
  if (contentTopic.length > 0) {
    target[at++] = TOPIC
    at = putBytes(target, at, Topic.toBytes(contentTopic))
  }
  if (version !== 0) {
    target[at++] = VERSION
    at = Varint.put(target, at, version)
  }
  if (timestamp !== 0n) {
    target[at++] = TIMESTAMP
    at = Varint.put64(target, at, zigzag(timestamp))
  }
  if (meta.length > 0) {
    target[at++] = META
    at = putBytes(target, at, meta)
  }
  if (rateLimitProof.length > 0) {
    target[at++] = PROOF
    target[at++] = SECOND
    at = putBytes(target, at, rateLimitProof)
  }
  if (ephemeral) {
    target[at++] = EPHEMERAL
    target[at++] = SECOND
    target[at++] = 1
  }
  return at
}

export const encode = (message: WakuMessage): Uint8Array => {
  const bytes = new Uint8Array(size(message))
  write(message, bytes, 0)
  return bytes
}

/** The messages, each behind the tag of its field (below 16) and its length. */
export const encodeAll = (messages: ReadonlyArray<WakuMessage>, tag: number): Uint8Array => {
  const sizes = new Uint32Array(messages.length)
  let total = 0
  for (let i = 0; i < messages.length; i++) {
    const length = size(messages[i]!)
    sizes[i] = length
    total += 1 + field(length)
  }
  const bytes = new Uint8Array(total)
  let at = 0
  for (let i = 0; i < messages.length; i++) {
    bytes[at++] = tag
    at = write(messages[i]!, bytes, Varint.put(bytes, at, sizes[i]!))
  }
  return bytes
}

/** The last topic read, as it stood on the wire. */
let known: { readonly bytes: Uint8Array; readonly topic: ContentTopic } | undefined

const topicAt = (bytes: Uint8Array, from: number, length: number): ContentTopic | undefined => {
  if (known !== undefined && known.bytes.length === length) {
    const held = known.bytes
    let same = 0
    while (same < length && held[same] === bytes[from + same]) same++
    if (same === length) return known.topic
  }
  if (length > Topic.MAX_CONTENT_TOPIC) return undefined
  const own = bytes.slice(from, from + length)
  const topic = String.fromCharCode(...own)
  if (!Topic.isContentTopic(topic)) return undefined
  known = { bytes: own, topic }
  return topic
}

const MANTISSA = 2 ** 27

/**
 * The message in `[from, to)`, its bytes views into `bytes`; nothing where the encoding is not the usual one, which says
 * nothing about whether it is valid.
 */
export const read = (bytes: Uint8Array, from: number, to: number): WakuMessage | undefined => {
  let payload = Bytes.empty
  let contentTopic: ContentTopic | undefined
  let version = 0
  let timestamp: WakuMessage["timestamp"] | undefined
  let meta = Bytes.empty
  let rateLimitProof = Bytes.empty
  let ephemeral = false
  let at = from
  let before = 0
  while (at < to) {
    const tag = bytes[at++]!
    let number = tag >>> 3
    if (tag >= 0x80) {
      if (bytes[at++] !== SECOND) return undefined
      number = (tag & 0x7f) / 8 + 16
    }
    if (number <= before) return undefined
    before = number
    if (tag === TIMESTAMP) {
      let low = 0
      let high = 0
      let shift = 0
      for (; ; shift++) {
        if (at >= to || shift > 8) return undefined
        const byte = bytes[at++]!
        if (shift < 4) low += (byte & 0x7f) * 2 ** (7 * shift)
        else high += (byte & 0x7f) * 2 ** (7 * (shift - 4))
        if (byte < 0x80) break
      }
      // Odd in zigzag is negative.
      if ((low & 1) === 1) return undefined
      word.setUint32(4, (high % 32) * MANTISSA + low / 2)
      word.setUint32(0, Math.floor(high / 32))
      const value = word.getBigInt64(0)
      if (!isNanos(value)) return undefined
      timestamp = value
      continue
    }
    let value = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 21) return undefined
      const byte = bytes[at++]!
      value += (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    if (tag === VERSION) {
      version = value
      continue
    }
    if (tag === EPHEMERAL) {
      if (value > 1) return undefined
      ephemeral = value === 1
      continue
    }
    const end = at + value
    if (end > to) return undefined
    switch (tag) {
      case PAYLOAD:
        payload = bytes.subarray(at, end)
        break
      case TOPIC:
        contentTopic = topicAt(bytes, at, value)
        if (contentTopic === undefined) return undefined
        break
      case META:
        if (value > MAX_META) return undefined
        meta = bytes.subarray(at, end)
        break
      case PROOF:
        rateLimitProof = bytes.subarray(at, end)
        break
      default:
        return undefined
    }
    at = end
  }
  if (contentTopic === undefined || timestamp === undefined) return undefined
  return { payload, contentTopic, version, timestamp, meta, rateLimitProof, ephemeral }
}
