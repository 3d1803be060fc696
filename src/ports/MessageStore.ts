/**
 * Raw WakuMessages. A control node keeps them until they are old, archived and distributed (CHA-15, CHA-16); there a message
 * is `pending` until the window that holds it is settled, which means that an archive with it is announced. A member keeps
 * those that no archive holds yet, all of them pending, and then forgets them.
 * Implementations: `stores-memory`, `stores-sqlite` (embedded default), `stores-postgres`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Stream from "effect/Stream"
import type { Grid, Window } from "../domain/history/Window.ts"
import type { Nanos } from "../domain/Time.ts"
import type { ContentTopic } from "../domain/waku/Topic.ts"
import type { MessageHash, Received } from "../domain/waku/WakuMessage.ts"
import type { StoreFailure } from "./StoreFailure.ts"

/** How many of a batch were new, and how many were there before (by hash). */
export interface Appended {
  readonly added: number
  readonly known: number
}

/** Encoded messages: how many, and their bytes. */
export interface Taken {
  readonly messages: number
  readonly bytes: number
}

/** `taken`: what the new ones take. `surplus`: new ones that there was no room for; nothing of them is kept. */
export interface Kept extends Appended {
  readonly taken: Taken
  readonly surplus: ReadonlyArray<Received>
}

/** Whole messages, at least one, and how many. */
export interface Encoded {
  readonly messages: number
  readonly bytes: Uint8Array
}

/** `bytes`: size of the encoded messages still held. `lateDropped` counts what the quota of the late area pushed out. */
export interface MessageCounts {
  readonly pending: number
  readonly settled: number
  readonly pruned: number
  readonly late: number
  readonly lateDropped: number
  readonly bytes: number
}

/** Where a message stands: `late` came after its window was sealed, `pruned` is archived and its body dropped. */
export interface Located {
  readonly state: "pending" | "settled" | "pruned" | "late"
  readonly timestamp: Nanos
  readonly topic: ContentTopic
}

export class MessageStore extends Context.Service<
  MessageStore,
  {
    /**
     * Keeps the messages, durably, in one step. Idempotent by hash; a message whose body was pruned is still known. Takes
     * new ones in canonical order as long as they fit into `room`.
     */
    readonly append: (messages: ReadonlyArray<Received>, room?: Taken) => Effect.Effect<Kept, StoreFailure>
    /** What the pending messages of a window take. */
    readonly pending: (window: Window) => Effect.Effect<Taken, StoreFailure>
    /**
     * Keeps live messages that came after their window was sealed in an area of its own that no archive is made of.
     * Holds at most what `quota` says, oldest arrivals leave first; every message that leaves is counted.
     * Idempotent by hash, and a message that `append` knows is not late.
     */
    readonly appendLate: (messages: ReadonlyArray<Received>, quota: Taken) => Effect.Effect<Appended, StoreFailure>
    /** The messages of a window whose body is still held, in canonical order (timestamp, hash), in batches of at most 1,000. */
    readonly scan: (window: Window, which: "all" | "pending") => Stream.Stream<ReadonlyArray<Received>, StoreFailure>
    /**
     * The messages that `scan` gives, of the listed topics alone, without ephemeral ones (CHA-28), in the same order, as an archive holds them: each encoded
     * (14/WAKU2-MESSAGE) as field `field` (1 to 15) of a protobuf message, one behind another, in pieces of some MiB at most.
     */
    readonly encoded: (
      window: Window,
      which: "all" | "pending",
      topics: ReadonlyArray<ContentTopic>,
      field: number
    ) => Stream.Stream<Encoded, StoreFailure>
    /** The content topics of the pending messages of a window, ascending. */
    readonly topics: (window: Window) => Effect.Effect<ReadonlyArray<ContentTopic>, StoreFailure>
    /** The windows of the grid that hold pending messages, by ascending index. */
    readonly pendingWindows: (grid: Grid) => Effect.Effect<ReadonlyArray<number>, StoreFailure>
    /** The timestamp of the oldest message ever appended and not forgotten, pruned ones included. */
    readonly oldest: Effect.Effect<Option.Option<Nanos>, StoreFailure>
    /** Marks the pending messages of a window as archived and distributed. Answers how many it marked. */
    readonly settle: (window: Window) => Effect.Effect<number, StoreFailure>
    /** Drops the bodies of settled messages older than `before` and keeps their hashes. Answers how many it dropped. */
    readonly prune: (before: Nanos) => Effect.Effect<number, StoreFailure>
    /**
     * Drops the messages of a window, whatever their state, and that they were ever here. Answers how many. One that breaks
     * off may be called again.
     */
    readonly forget: (window: Window) => Effect.Effect<number, StoreFailure>
    /** Where a message stands; none where its hash is not known. */
    readonly locate: (hash: MessageHash) => Effect.Effect<Option.Option<Located>, StoreFailure>
    /** The late area, in order of arrival, in batches of at most 1,000. */
    readonly late: Stream.Stream<ReadonlyArray<Received>, StoreFailure>
    readonly counts: Effect.Effect<MessageCounts, StoreFailure>
  }
>()("community-history/ports/MessageStore") {}
