/**
 * What the protocols beside the archive remember: the rows of each state, and the messages that are still to be sent.
 * Implementations: `stores-memory`, `stores-sqlite` (embedded default).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Row } from "../domain/Step.ts"
import type { PubsubTopic } from "../domain/waku/Topic.ts"
import type { WakuMessage } from "../domain/waku/WakuMessage.ts"
import type { StoreFailure } from "./StoreFailure.ts"

/** A message of the outbox, as it goes to the network; what waits for long is dated anew when it is sent. */
export interface Outgoing {
  /** What the machine calls it. */
  readonly mark: string
  readonly pubsubTopic: PubsubTopic
  readonly message: WakuMessage
}

/** `number` ascends in the order of commits, and in that of `send` within one. */
export interface Waiting extends Outgoing {
  readonly number: number
}

export interface Changes {
  readonly save: ReadonlyArray<Row>
  readonly erase: ReadonlyArray<string>
  readonly send: ReadonlyArray<Outgoing>
  /** Numbers of messages that the network has now. */
  readonly sent: ReadonlyArray<number>
}

/** `revision` counts the commits. */
export interface Loaded {
  readonly rows: ReadonlyArray<Row>
  readonly revision: number
}

export class ProtocolStore extends Context.Service<
  ProtocolStore,
  {
    /** The rows of a scope, ascending by key; none, and revision 0, of one that was never heard of. */
    readonly load: (scope: string) => Effect.Effect<Loaded, StoreFailure>
    /**
     * All of the changes, atomically and durably, first `save`, then `erase`; answers the new revision. Fails with
     * `TakenOver`, and changes nothing, where the scope is not at `revision`: another process was faster, and whoever
     * wants to commit loads anew.
     */
    readonly commit: (scope: string, revision: number, changes: Changes) => Effect.Effect<number, StoreFailure>
    /** The outbox of a scope, ascending, at most `limit` messages. */
    readonly waiting: (scope: string, limit: number) => Effect.Effect<ReadonlyArray<Waiting>, StoreFailure>
  }
>()("community-history/ports/ProtocolStore") {}
