/**
 * One application message as a member keeps it: the signed envelope, unwrapped from its WakuMessage. CHA-67, CHA-68, A-27, A-34.
 */
import * as Brand from "effect/Brand"
import * as Order from "effect/Order"
import type { Nanos } from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { MessageHash } from "../waku/WakuMessage.ts"

/** `"0x"` and 64 lower-case hexadecimal digits: `keccak256(author's uncompressed key ‖ envelope bytes)`. */
export type MessageId = Brand.Branded<string, "MessageId">

export const MessageId = Brand.nominal<MessageId>()

/** How a record came: pushed while we listened, from a store query, or from an archive. Only `live` deserves a notification. */
export type Origin = "live" | "store" | "archive"

/** A record is identified by (topic, timestamp, id): the same envelope sent at two times is two records. */
export interface HistoryRecord {
  readonly id: MessageId
  readonly topic: ContentTopic
  /** The Waku timestamp of the message that carried it. */
  readonly timestamp: Nanos
  /** The hash of that Waku message. */
  readonly hash: MessageHash
  /** `ApplicationMetadataMessage.Type`. */
  readonly type: number
  /** `"0x"` and the author's compressed key in lower-case hexadecimal. */
  readonly author: string
  /** The bytes of the ApplicationMetadataMessage, as they came. */
  readonly envelope: Uint8Array
}

/** A message of an archive that could not be read: it costs itself, never the archive. */
export interface Unreadable {
  readonly topic: ContentTopic
  readonly timestamp: Nanos
  readonly hash: MessageHash
  readonly why: string
}

/** Ascending by time, then by id. */
export const order: Order.Order<HistoryRecord> = Order.make((left, right) =>
  left.timestamp !== right.timestamp
    ? left.timestamp < right.timestamp
      ? -1
      : 1
    : left.id === right.id
      ? 0
      : left.id < right.id
        ? -1
        : 1
)
