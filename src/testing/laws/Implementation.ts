/**
 * What the laws ask of an implementation, in bytes and plain values, so that a bridge to another language or process can
 * be one. Times are nanoseconds, ends of ranges are exclusive. Every function is optional; the laws of an absent one are
 * reported as skipped. What a function refuses it throws.
 */
export type Answer<A> = A | Promise<A>

export interface Range {
  readonly from: bigint
  readonly to: bigint
}

/** An announcement as a member received it; `clock` in milliseconds, `timestamp` that of the Waku message. */
export interface Announced {
  readonly clock: bigint
  readonly timestamp: bigint
  readonly cid: string
}

export type Choice = "all" | "latest" | Range

/** An application record; `hash` is that of the Waku message it came in, 64 hexadecimal digits. */
export interface Held {
  readonly id: string
  readonly topic: string
  readonly timestamp: bigint
  readonly hash: string
}

/** An archive as it was read: `unreadable` are the hashes of its messages that gave no record. */
export interface Read {
  readonly window: Range
  readonly topics: ReadonlyArray<string>
  readonly cid: string
  readonly records: ReadonlyArray<Held>
  readonly unreadable: ReadonlyArray<Held>
}

export interface Implementation {
  /** The window of the grid that holds an instant. */
  readonly windowOf?: (anchor: bigint, length: bigint, at: bigint) => Answer<Range>
  /** How many windows, counted from the anchor, are due at `now`. */
  readonly dueWindows?: (anchor: bigint, length: bigint, now: bigint, settle: bigint) => Answer<number>
  /** The deterministic hash of an encoded WakuMessage, 64 hexadecimal digits (CHA-77). */
  readonly messageHash?: (pubsubTopic: string, message: Uint8Array) => Answer<string>
  /** The uncompressed archive of what belongs into the window, out of encoded WakuMessages (CHA-23…33). */
  readonly archive?: (
    window: Range,
    topics: ReadonlyArray<string>,
    pubsubTopic: string,
    messages: ReadonlyArray<Uint8Array>
  ) => Answer<Uint8Array>
  /** The encoded WakuMessages of an uncompressed archive, in its order. */
  readonly messagesOf?: (archive: Uint8Array) => Answer<ReadonlyArray<Uint8Array>>
  /** The CID under which a dataset is stored. */
  readonly datasetCid?: (bytes: Uint8Array) => Answer<string>
  /** The index file of some archives. */
  readonly index?: (
    archives: ReadonlyArray<{ readonly window: Range; readonly topics: ReadonlyArray<string>; readonly cid: string }>
  ) => Answer<Uint8Array>
  /** The union of two index files; no bytes are an empty index (CHA-41, A-29). */
  readonly mergeIndexes?: (left: Uint8Array, right: Uint8Array) => Answer<Uint8Array>
  /** The keys that a choice selects from an index file, newest first (CHA-64, A-21). */
  readonly select?: (choice: Choice, index: Uint8Array) => Answer<ReadonlyArray<string>>
  /** Which announcement is followed, as its place in the list. */
  readonly newest?: (announcements: ReadonlyArray<Announced>) => Answer<number>
  /** The ids a member shows after applying archives, in this order, over records of its own; any order, none twice (A-29, A-33…35). */
  readonly visible?: (
    own: ReadonlyArray<Held>,
    archives: ReadonlyArray<Read>
  ) => Answer<ReadonlyArray<{ readonly id: string; readonly topic: string; readonly timestamp: bigint }>>
}
