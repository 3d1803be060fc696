/** A community key that lives in memory alone. */
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Bytes from "../../domain/Bytes.ts"
import * as Ecies from "../../domain/waku/Ecies.ts"
import { ControlKey, type Key } from "../../ports/ControlKey.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import { type InvalidSecretKey, Signatures } from "../../ports/Signatures.ts"

const make = Effect.fnUntraced(function* (secretKey: Uint8Array) {
  const signatures = yield* Signatures
  const publicKey = yield* signatures.publicKey(secretKey)
  return {
    publicKey,
    sign: (digests) => Effect.orDie(signatures.sign(secretKey, digests)),
    derive: (purpose) => Effect.sync(() => hmac(sha256, secretKey, Bytes.utf8(purpose))),
    agree: (other) => Effect.sync(() => Ecies.agree(secretKey, other))
  } satisfies Key
})

/** `secretKey` has 32 bytes. */
export const layer = (secretKey: Uint8Array): Layer.Layer<ControlKey, InvalidSecretKey, Signatures> =>
  Layer.effect(ControlKey, make(secretKey))

/** A member's key of 32 bytes. */
export const memberLayer = (secretKey: Uint8Array): Layer.Layer<MemberKey, InvalidSecretKey, Signatures> =>
  Layer.effect(MemberKey, make(secretKey))
