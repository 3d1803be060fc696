/**
 * What belongs into an archive, and in which order. Source: 61; CHA-23…33, A-06, A-31…33.
 */
import * as Bytes from "../Bytes.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { Received, WakuMessage } from "../waku/WakuMessage.ts"
import * as Message from "../waku/WakuMessage.ts"
import * as Wire from "../wire/Wire.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

/** Written into every archive and index entry; 0 and 1 are read. */
export const VERSION = 1

/** Whether a message belongs into the archive of a window: a listed topic, in `[from, to)`, not ephemeral (CHA-23, CHA-24, CHA-28). */
export const admits = (window: Window, topics: ReadonlyArray<ContentTopic>, message: WakuMessage): boolean =>
  !message.ephemeral && Windows.contains(window, message.timestamp) && topics.includes(message.contentTopic)

/** Ascending and without repetition, as metadata lists topics. */
export const topics = (list: Iterable<ContentTopic>): ReadonlyArray<ContentTopic> => [...new Set(list)].sort()

/**
 * The messages in canonical order, each hash once. Of two messages with one hash, which differ in what the hash leaves
 * out, the one with the smaller encoding stands, so that the result depends on the set alone.
 */
export const canonical = (messages: Iterable<Received>): ReadonlyArray<Received> => {
  const byHash = new Map<string, Received>()
  for (const received of messages) {
    const other = byHash.get(received.hash)
    if (
      other === undefined ||
      Bytes.compare(Wire.encodeMessage(received.message), Wire.encodeMessage(other.message)) < 0
    ) {
      byHash.set(received.hash, received)
    }
  }
  return [...byHash.values()].sort(Message.order)
}
