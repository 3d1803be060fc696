/**
 * The messaging network. Implementations: `waku-memory`, `waku-local` (embedded default).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Window } from "../domain/history/Window.ts"
import type { ContentTopic, PubsubTopic } from "../domain/waku/Topic.ts"
import type { Received, WakuMessage } from "../domain/waku/WakuMessage.ts"

/** `Rejected`: the message breaks a rule of the network (no timestamp, `meta` over 64 bytes, payload over the cap). `Unavailable`, `Timeout` and `Incomplete` may pass. */
export class WakuFailure extends Schema.TaggedError<WakuFailure>()("WakuFailure", {
  operation: Schema.Literals(["publish", "subscribe", "query"]),
  reason: Schema.Literals(["Rejected", "Unavailable", "Timeout", "Incomplete"]),
  detail: Schema.String
}) {
  get retryable(): boolean {
    return this.reason !== "Rejected"
  }
  override get message(): string {
    return `Waku could not ${this.operation}: ${this.detail}`
  }
}

/** Which messages: on one pubsub topic, on any of the content topics. */
export interface Filter {
  readonly pubsubTopic: PubsubTopic
  readonly contentTopics: ReadonlyArray<ContentTopic>
}

/** A filter and the span of Waku timestamps asked for: `from` inclusive, `to` exclusive (CHA-82). */
export interface Query extends Filter {
  readonly window: Window
}

export class Waku extends Context.Service<
  Waku,
  {
    /** Sends a message and answers once the network has it. Sending the same message again is harmless: its hash is the same. */
    readonly publish: (pubsubTopic: PubsubTopic, message: WakuMessage) => Effect.Effect<Received, WakuFailure>
    /**
     * Listens. When the outer effect has succeeded the subscription is active: every message published from then on,
     * in this process or another of the same network, reaches the stream once, in batches as they arrive, ephemeral
     * ones included. Ends with the scope.
     */
    readonly subscribe: (
      filter: Filter
    ) => Effect.Effect<Stream.Stream<ReadonlyArray<Received>, WakuFailure>, WakuFailure, Scope.Scope>
    /**
     * What the network's stores hold: every matching message that is not ephemeral and not older than their retention
     * (30 days), ascending by (timestamp, hash), each once, in batches. The stream is complete or fails (CHA-81…85).
     */
    readonly query: (query: Query) => Stream.Stream<ReadonlyArray<Received>, WakuFailure>
  }
>()("community-history/ports/Waku") {}
