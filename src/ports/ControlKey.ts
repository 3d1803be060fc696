/**
 * The community's private key: signs, and never shows itself. Implementations: `key-memory`, `key-file`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PublicKey } from "../domain/community/PublicKey.ts"

/** `Missing`: there is no key. `Exposed`: others may read the file. `Invalid`: the file holds no private key. */
export class KeyFailure extends Schema.TaggedError<KeyFailure>()("KeyFailure", {
  reason: Schema.Literals(["Missing", "Exposed", "Invalid", "Exists", "Failed"]),
  path: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `the community key ${this.path}: ${this.detail}`
  }
}

/** A private key that is used and never shown. */
export interface Key {
  readonly publicKey: PublicKey
  /** 65-byte signatures (`r ‖ s ‖ v`, `v` 0 or 1) of 32-byte digests, in order; deterministic. */
  readonly sign: (digests: ReadonlyArray<Uint8Array>) => Effect.Effect<ReadonlyArray<Uint8Array>>
  /**
   * 32 bytes that only this key yields, the same each time for the same `purpose`: an HMAC-SHA256 of the purpose
   * under the private key. Seeds the nonces of imported messages.
   */
  readonly derive: (purpose: string) => Effect.Effect<Uint8Array>
  /** The 32-byte secret that this key and another public key (65 bytes, a point of the curve) have in common. */
  readonly agree: (publicKey: Uint8Array) => Effect.Effect<Uint8Array>
}

export class ControlKey extends Context.Service<ControlKey, Key>()("community-history/ports/ControlKey") {}
