/** What a channel tells its host, and what it asks for. */
import type { Nanos } from "../Time.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"

/** Why something was not taken in. The state is as before, but for what a message tells beside its content. */
export type Refusal =
  | "OtherChannel"
  /** Said by this participant, who knows it. */
  | "Own"
  | "Duplicate"
  /** Its clock is further ahead than the policy tolerates (D-8). */
  | "TooFarInFuture"
  /** It belongs before everything that the log still holds. */
  | "TooOld"
  | "TooLarge"
  | "Empty"
  /** Its id is not that of its content. */
  | "ForeignId"
  /** The archive of the community does not have it. */
  | "Removed"
  /** Too many messages wait already; it may come again. */
  | "Full"
  /** The channel has reached the clock that its content bears. */
  | "Outrun"
  /** Too many own messages are not acknowledged. */
  | "Unacknowledged"
  /** An answer to nothing that was asked. */
  | "NotAsked"

export type Event =
  /** In the log now, and everything that it depends on is, or is settled. */
  | { readonly _tag: "Delivered"; readonly message: SyncMessage.Content; readonly hint: Uint8Array }
  | { readonly _tag: "Ephemeral"; readonly message: SyncMessage.Ephemeral }
  | { readonly _tag: "Missing"; readonly entry: SyncMessage.HistoryEntry }
  /** Nobody could be found who has it. What depends on it is delivered without. */
  | { readonly _tag: "Lost"; readonly entry: SyncMessage.HistoryEntry; readonly since: Nanos }
  /** `holders`: how many participants have it, by their filters. */
  | { readonly _tag: "PossiblyAcknowledged"; readonly id: string; readonly holders: number }
  | { readonly _tag: "Acknowledged"; readonly id: string }
  /** It was sent as often as the policy says, and is not sent again. It stays in the log. */
  | { readonly _tag: "GivenUp"; readonly id: string }
  /** A snapshot was merged. */
  | { readonly _tag: "Restored"; readonly added: number }
  | { readonly _tag: "Refused"; readonly id: string; readonly reason: Refusal }

/** Is this message in an archive, or in a store? Answered by `Found`, `Unfound` or `Replaced`. */
export interface LookUp {
  readonly _tag: "LookUp"
  readonly id: string
  /** Its Waku message hash, empty where nobody named it. */
  readonly hint: Uint8Array
  /** Empty where nobody named it. */
  readonly senderId: string
}
