/** A community key that lives in memory alone. */
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Bytes from "../../domain/Bytes.ts"
import { ControlKey } from "../../ports/ControlKey.ts"
import { type InvalidSecretKey, Signatures } from "../../ports/Signatures.ts"

/** `secretKey` has 32 bytes. */
export const layer = (secretKey: Uint8Array): Layer.Layer<ControlKey, InvalidSecretKey, Signatures> =>
  Layer.effect(
    ControlKey,
    Effect.gen(function* () {
      const signatures = yield* Signatures
      const publicKey = yield* signatures.publicKey(secretKey)
      return {
        publicKey,
        sign: (digests) => Effect.orDie(signatures.sign(secretKey, digests)),
        derive: (purpose) => Effect.sync(() => hmac(sha256, secretKey, Bytes.utf8(purpose)))
      }
    })
  )
