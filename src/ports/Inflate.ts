/**
 * Decompression of archive files, bounded. Every implementation gives the same answers. Implementations: `crypto-pure`, `crypto-node`.
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { InflateLimits } from "../domain/history/Compression.ts"

/** `Damaged`: no valid gzip or zstd stream. `TooLarge`: over a limit of size, ratio or zstd window. */
export class InflateFailure extends Schema.TaggedError<InflateFailure>()("InflateFailure", {
  reason: Schema.Literals(["Damaged", "TooLarge"]),
  detail: Schema.String
}) {
  override get message(): string {
    return `the compressed data is ${this.reason === "Damaged" ? "damaged" : "too large"}: ${this.detail}`
  }
}

export class Inflate extends Context.Service<
  Inflate,
  {
    /** The plain bytes of a stream that is raw, gzip or zstd, told by its first bytes; never more than the limits allow. Bytes behind the end of the packed data are ignored. */
    readonly inflate: <E, R>(
      bytes: Stream.Stream<Uint8Array, E, R>,
      limits: InflateLimits
    ) => Stream.Stream<Uint8Array, E | InflateFailure, R>
  }
>()("community-history/ports/Inflate") {}
