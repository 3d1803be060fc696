/**
 * How a service node misbehaves: what real ones were seen to do, or what a hostile one may do. For tests, and for whoever
 * wants to see how a client of theirs takes it.
 */

export type LightPushFault =
  /** Answers with this status; `keeps` the message all the same. */
  | { readonly status: number; readonly keeps: boolean }
  /** Never answers. */
  | "silent"

export type StoreFault =
  | { readonly status: number }
  | "silent"
  /** The connection breaks in place of an answer. */
  | "cut"
  /** An answer to another request. */
  | "other-request"
  /** The same page again and again, each with a cursor. */
  | "endless"
  /** Empty pages, each with a new cursor. */
  | "empty-pages"
  /** Descending, where ascending is asked for. */
  | "descending"
  /** Hashes that are not those of the messages. */
  | "wrong-hashes"
  /** Half of the page is left out and the end of the data pretended. Nobody can tell from this answer alone. */
  | "gaps"
  /** Announces a frame far over any limit. */
  | "huge"
  /** Bytes that are no answer. */
  | "garbage"

export type FilterFault =
  | { readonly status: number }
  /** Accepts subscriptions and never sends anything. */
  | "deaf"
  /** Sends everything twice. */
  | "twice"
  /** A stream of its own for each message. */
  | "stream-each"
  /** Sends bytes that are no message, and messages nobody asked for, between the others. */
  | "noise"

export interface Faults {
  readonly lightPush?: LightPushFault
  readonly store?: StoreFault
  /** Pages that the store answers well before its fault begins. */
  readonly storeAfter?: number
  readonly filter?: FilterFault
}

export const none: Faults = {}
