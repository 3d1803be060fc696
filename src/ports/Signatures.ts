/**
 * secp256k1 in batches. Every implementation gives the same answers, byte for byte: signing is deterministic (RFC 6979).
 * Implementations: `crypto-pure` (anywhere), `crypto-node` (native libsecp256k1).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { PublicKey } from "../domain/community/PublicKey.ts"

/** The bytes are no private key: not 32 of them, zero, or not below the order of the curve. */
export class InvalidSecretKey extends Schema.TaggedError<InvalidSecretKey>()("InvalidSecretKey", {}) {
  override get message(): string {
    return "the key is not a private key of secp256k1"
  }
}

/** `digest` has 32 bytes; `signature` 65: `r ‖ s ‖ v`, `v` 0 or 1 (27 or 28 accepted when reading). */
export interface Signed {
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

export class Signatures extends Context.Service<
  Signatures,
  {
    /** `native` or `pure`; a host says at start-up when it fell back. */
    readonly kind: "native" | "pure"
    /** The signer of each item, none where the signature is no valid one of the digest, has a high `s`, or has the wrong length. In order. */
    readonly recover: (items: ReadonlyArray<Signed>) => Effect.Effect<ReadonlyArray<Option.Option<PublicKey>>>
    /** The 65-byte signatures of 32-byte digests, `v` 0 or 1, low `s`. In order. */
    readonly sign: (
      secretKey: Uint8Array,
      digests: ReadonlyArray<Uint8Array>
    ) => Effect.Effect<ReadonlyArray<Uint8Array>, InvalidSecretKey>
    readonly publicKey: (secretKey: Uint8Array) => Effect.Effect<PublicKey, InvalidSecretKey>
  }
>()("community-history/ports/Signatures") {}
