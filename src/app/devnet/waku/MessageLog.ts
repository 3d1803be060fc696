/** What a Waku service node keeps: numbered messages, found again by topic, time or hash. Its calls throw where the disk fails. */
import type { Nanos } from "../../../domain/Time.ts"
import type { PubsubTopic } from "../../../domain/waku/Topic.ts"
import type { Received, WakuMessage } from "../../../domain/waku/WakuMessage.ts"
import type { Filter } from "../../../ports/Waku.ts"

/** A filter or hashes; a span of time, either end open; behind (or, backward, before) the message that the cursor names. */
export interface Search {
  readonly filter: Filter | undefined
  readonly hashes: ReadonlyArray<Uint8Array> | undefined
  readonly from: Nanos | undefined
  readonly to: Nanos | undefined
  readonly cursor: Uint8Array | undefined
  readonly forward: boolean
  readonly limit: number
}

export interface MessageLog {
  /** Durably. The same message again changes nothing. Messages from before the horizon may be forgotten. */
  readonly insert: (
    pubsubTopic: PubsubTopic,
    message: WakuMessage,
    horizon: Nanos
  ) => { readonly own: Received; readonly isNew: boolean }
  /** The number of the newest message. */
  readonly newest: () => bigint
  /** The messages of any topic behind a number, up to another; `seen` is the number of the last one looked at. */
  readonly following: (
    filter: undefined,
    after: bigint,
    until: bigint
  ) => { readonly batch: ReadonlyArray<Received>; readonly seen: bigint }
  /** What is stored and not from before the horizon, ascending; `undefined` where the cursor names no message. */
  readonly search: (search: Search, horizon: Nanos) => ReadonlyArray<Received> | undefined
}
