/**
 * Content-addressed storage. Implementations: `codex-memory`, `codex-folder` (embedded default).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Cid } from "../domain/codex/Cid.ts"
import type { Manifest } from "../domain/codex/Manifest.ts"

/**
 * Everything that can go wrong with Codex. `NotFound`: no such dataset here. `Corrupt`: the bytes are not those of the
 * CID. `Full`: no room. `Rejected`: the store refuses the data itself (an empty stream). `Unavailable` and `Timeout`
 * may pass; only those are `retryable`.
 */
export class CodexFailure extends Schema.TaggedError<CodexFailure>()("CodexFailure", {
  operation: Schema.Literals(["put", "get", "has", "remove", "manifest", "list"]),
  reason: Schema.Literals(["NotFound", "Corrupt", "Full", "Rejected", "Unavailable", "Timeout"]),
  cid: Schema.optionalKey(Schema.String),
  detail: Schema.String
}) {
  get retryable(): boolean {
    return this.reason === "Unavailable" || this.reason === "Timeout"
  }
  override get message(): string {
    return `Codex could not ${this.operation} ${this.cid ?? "the data"}: ${this.detail}`
  }
}

/** What a store answers to a `put`. `size` is the number of bytes of the dataset, without padding. */
export interface Stored {
  readonly cid: Cid
  readonly size: number
}

export class Codex extends Context.Service<
  Codex,
  {
    /**
     * Stores the whole stream and answers once it is durable. The same bytes give the same CID and storing them again
     * is a no-op. A stream that fails leaves nothing behind. An empty stream is `Rejected`.
     */
    readonly put: <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) => Effect.Effect<Stored, E | CodexFailure, R>
    /**
     * The bytes of a dataset: complete and proved equal to the CID (tree and size), or the stream fails. Bytes that
     * were already emitted when it fails (`Corrupt`) must not be used.
     */
    readonly get: (cid: Cid) => Stream.Stream<Uint8Array, CodexFailure>
    /** Whether the dataset is held here. No proof that every block still is. */
    readonly has: (cid: Cid) => Effect.Effect<boolean, CodexFailure>
    /** Forgets the dataset here; other nodes keep theirs. Removing what is absent succeeds. */
    readonly remove: (cid: Cid) => Effect.Effect<void, CodexFailure>
    /** The manifest behind a CID, proved equal to it; `NotFound` where it is absent. */
    readonly manifest: (cid: Cid) => Effect.Effect<Manifest, CodexFailure>
    /** Every dataset held here, ascending. */
    readonly list: Effect.Effect<ReadonlyArray<Cid>, CodexFailure>
  }
>()("community-history/ports/Codex") {}
