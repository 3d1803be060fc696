/**
 * The unit of Waku, and its deterministic hash. Source: 14/WAKU2-MESSAGE; CHA-75…77, A-27, A-28.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Brand from "effect/Brand"
import * as Order from "effect/Order"
import * as Bytes from "../Bytes.ts"
import type { Nanos } from "../Time.ts"
import type { ContentTopic, PubsubTopic } from "./Topic.ts"
import * as Topic from "./Topic.ts"

/** At most this many bytes of `meta` are valid (CHA-75). */
export const MAX_META = 64

/**
 * A message with its defaults filled in: an absent `version` is 0, an absent `timestamp` 0, an absent `ephemeral`
 * false, absent bytes are empty (CHA-75). On the wire defaults are absent again, so one value has one encoding.
 */
export interface WakuMessage {
  readonly payload: Uint8Array
  readonly contentTopic: ContentTopic
  readonly version: number
  readonly timestamp: Nanos
  readonly meta: Uint8Array
  readonly rateLimitProof: Uint8Array
  readonly ephemeral: boolean
}

export const make = (
  fields: Pick<WakuMessage, "payload" | "contentTopic" | "timestamp"> & Partial<WakuMessage>
): WakuMessage => ({
  version: 0,
  meta: Bytes.empty,
  rateLimitProof: Bytes.empty,
  ephemeral: false,
  ...fields
})

/** What the fixed fields of a message and the beginnings of the others take at most. */
const FRAME = 64

/** Bytes that the message has at most when it is encoded. */
export const size = ({ contentTopic, meta, payload, rateLimitProof }: WakuMessage): number =>
  payload.length + contentTopic.length + meta.length + rateLimitProof.length + FRAME

/** Lower-case hexadecimal of the 32-byte deterministic hash, without prefix. */
export type MessageHash = Brand.Branded<string, "MessageHash">

export const MessageHash = Brand.nominal<MessageHash>()

/** A message as a node met it: the pubsub topic is not in the message, yet its hash needs it. */
export interface Received {
  readonly pubsubTopic: PubsubTopic
  readonly hash: MessageHash
  readonly message: WakuMessage
}

const bigEndian = new DataView(new ArrayBuffer(8))
const instant = new Uint8Array(bigEndian.buffer)

/**
 * `sha256(pubsub topic ‖ payload ‖ content topic ‖ meta ‖ timestamp)`, the timestamp as eight bytes, most significant
 * first; an empty `meta` and a zero timestamp are left out.
 */
export const hash = (
  pubsubTopic: PubsubTopic,
  message: WakuMessage,
  digest: (bytes: Uint8Array) => Uint8Array = sha256
): MessageHash => {
  const { contentTopic, meta, payload, timestamp } = message
  const [pubsub, content] = [Topic.toBytes(pubsubTopic), Topic.toBytes(contentTopic)]
  bigEndian.setBigInt64(0, timestamp)
  return MessageHash(
    Bytes.toHex(Bytes.hashed(digest, [pubsub, payload, content, meta, timestamp === 0n ? Bytes.empty : instant]))
  )
}

export const receive = (
  pubsubTopic: PubsubTopic,
  message: WakuMessage,
  digest?: (bytes: Uint8Array) => Uint8Array
): Received => ({ pubsubTopic, message, hash: hash(pubsubTopic, message, digest) })

/** The canonical order of a store and of an archive: by timestamp, then by hash (CHA-83). */
export const order: Order.Order<Received> = Order.make((left, right) =>
  left.message.timestamp !== right.message.timestamp
    ? left.message.timestamp < right.message.timestamp
      ? -1
      : 1
    : left.hash === right.hash
      ? 0
      : left.hash < right.hash
        ? -1
        : 1
)
