/**
 * The application records of one community, and which archives they came from (CHA-63, CHA-67…70).
 * Implementations: `stores-memory`, `stores-sqlite` (embedded default), `stores-postgres`.
 *
 * A record is identified by (topic, timestamp, id). What an applied archive governs is decided by
 * `domain/history/Canonical`: inside it the archive is the only truth, outside it nothing is touched.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import type { ArchiveKey, Entry } from "../domain/history/ArchiveIndex.ts"
import type { HistoryRecord, MessageId, Origin, Unreadable } from "../domain/community/HistoryRecord.ts"
import type { MemberState } from "../domain/history/MemberState.ts"
import type { Window } from "../domain/history/Window.ts"
import type { Nanos } from "../domain/Time.ts"
import type { ContentTopic } from "../domain/waku/Topic.ts"
import type { MessageHash } from "../domain/waku/WakuMessage.ts"
import type { StoreFailure } from "./StoreFailure.ts"

/** `covered` counts the records that stay hidden because an applied archive governs their instant and does not hold them. */
export interface Accepted {
  readonly added: ReadonlyArray<HistoryRecord>
  readonly known: number
  readonly covered: number
  /** Bytes of envelopes that were written. */
  readonly bytes: number
  /** New records that there was no room for; nothing of them is kept. */
  readonly surplus: ReadonlyArray<HistoryRecord>
}

/** Bytes of envelopes that no archive brought: of records that are shown, and of hidden ones. */
export interface Unconfirmed {
  readonly shown: number
  readonly hidden: number
}

/** What applying an archive changed. */
export interface Replaced {
  readonly inserted: number
  readonly deleted: number
  readonly kept: number
  readonly unreadable: number
}

export interface AppliedArchive {
  readonly key: ArchiveKey
  readonly entry: Entry
  readonly messages: number
  readonly unreadable: number
}

/** All bounds optional; `window` is half open. */
export interface RecordQuery {
  readonly window?: Window
  readonly topics?: ReadonlyArray<ContentTopic>
  readonly types?: ReadonlyArray<number>
}

/** A record that is shown, with the window of the archives that hold it; none for what no archive confirmed. */
export type Shown = HistoryRecord & { readonly origin: Origin; readonly source: Option.Option<Window> }

/** A message that was not taken in, and why. `id` where it could be read. */
export interface Refused {
  readonly hash: MessageHash
  readonly id: Option.Option<MessageId>
  readonly topic: ContentTopic
  readonly timestamp: Nanos
  readonly why: string
}

/** Everything known of a message. `hidden`: records that the canonical history replaced. */
export interface Trace {
  readonly shown: ReadonlyArray<Shown>
  readonly hidden: ReadonlyArray<HistoryRecord & { readonly origin: Origin }>
  readonly unreadable: ReadonlyArray<Unreadable>
  readonly refused: ReadonlyArray<Refused>
}

export interface HistoryCounts {
  readonly records: number
  readonly unreadable: number
}

export class HistoryStore extends Context.Service<
  HistoryStore,
  {
    /**
     * Adds records that did not come from an archive, durably, in one step. Idempotent. Takes new ones in their order as
     * long as their envelopes fit into `room` bytes.
     */
    readonly append: (
      records: ReadonlyArray<HistoryRecord>,
      origin: Exclude<Origin, "archive">,
      room?: number
    ) => Effect.Effect<Accepted, StoreFailure>
    readonly unconfirmed: Effect.Effect<Unconfirmed, StoreFailure>
    /**
     * Forgets hidden records that no archive brought, oldest first, until `bytes` of envelopes are gone. Answers how many
     * bytes are.
     */
    readonly forget: (bytes: number) => Effect.Effect<number, StoreFailure>
    /**
     * Lays aside a batch of an archive that is being read, invisible to every reader until `apply`. Idempotent. What is laid
     * aside may be gone with the process that did so.
     */
    readonly stage: (
      key: ArchiveKey,
      records: ReadonlyArray<HistoryRecord>,
      unreadable: ReadonlyArray<Unreadable>
    ) => Effect.Effect<void, StoreFailure>
    /** Forgets what was staged under the key. */
    readonly discard: (key: ArchiveKey) => Effect.Effect<void, StoreFailure>
    /**
     * Makes what was staged under the key the history of the entry's effective scope, and records the key as
     * downloaded, all in one transaction: either everything is visible or nothing changed. Records that match an
     * unreadable message of the archive by raw hash stay, or come back. What the archive replaces is hidden from
     * every reader but `trace`. Applying a key again changes nothing and empties the stage. Applying archives in any
     * order gives one result (law 6).
     */
    readonly apply: (key: ArchiveKey, entry: Entry) => Effect.Effect<Replaced, StoreFailure>
    /** Every archive ever applied, ascending by (`to`, `from`, key) (CHA-63). */
    readonly applied: Effect.Effect<ReadonlyArray<AppliedArchive>, StoreFailure>
    /** The visible records, ascending by (timestamp, id, topic), in batches of at most 1,000. */
    readonly records: (
      query: RecordQuery
    ) => Stream.Stream<ReadonlyArray<HistoryRecord & { readonly origin: Origin }>, StoreFailure>
    /** The records with this id, at most a handful. */
    readonly find: (
      id: MessageId
    ) => Effect.Effect<ReadonlyArray<HistoryRecord & { readonly origin: Origin }>, StoreFailure>
    /** All that is known of a message, by the id of its record or by the hash of the Waku message that carried it. */
    readonly trace: (name: MessageId | MessageHash) => Effect.Effect<Trace, StoreFailure>
    /** Remembers messages that were not taken in, the last `quota` of them, oldest leave first. Idempotent by hash. */
    readonly refuse: (messages: ReadonlyArray<Refused>, quota: number) => Effect.Effect<void, StoreFailure>
    readonly counts: Effect.Effect<HistoryCounts, StoreFailure>
    /** The unreadable messages of applied archives, ascending by timestamp, at most `limit`. */
    readonly unreadable: (limit: number) => Effect.Effect<ReadonlyArray<Unreadable>, StoreFailure>
    /** The member's memory outside its records; none before the first `save`. */
    readonly load: Effect.Effect<Option.Option<MemberState>, StoreFailure>
    /** Replaces the member's memory, atomically and durably. */
    readonly save: (state: MemberState) => Effect.Effect<void, StoreFailure>
  }
>()("community-history/ports/HistoryStore") {}
