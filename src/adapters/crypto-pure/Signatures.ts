/** secp256k1 in pure TypeScript, on any platform. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Envelope from "../../domain/community/Envelope.ts"
import { PublicKey } from "../../domain/community/PublicKey.ts"
import { InvalidSecretKey, Signatures } from "../../ports/Signatures.ts"

/** How many operations (about 1 ms each) pass before the host's event loop gets its turn. */
const BURST = 16

const pause = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 0)))

const inBursts = <A, B>(items: ReadonlyArray<A>, work: (item: A) => B) =>
  Effect.gen(function* () {
    const results: Array<B> = []
    for (let at = 0; at < items.length; at += BURST) {
      if (at > 0) yield* pause
      for (const item of items.slice(at, at + BURST)) results.push(work(item))
    }
    return results
  })

const checked = (secretKey: Uint8Array) =>
  secp256k1.utils.isValidSecretKey(secretKey) ? Effect.succeed(secretKey) : Effect.fail(new InvalidSecretKey())

export const layer: Layer.Layer<Signatures> = Layer.succeed(Signatures, {
  kind: "pure",
  recover: (items) => inBursts(items, ({ digest, signature }) => Envelope.recover(digest, signature)),
  sign: (secretKey, digests) =>
    Effect.flatMap(checked(secretKey), (key) => inBursts(digests, (digest) => Envelope.sign(digest, key))),
  publicKey: (secretKey) => Effect.map(checked(secretKey), (key) => PublicKey(secp256k1.getPublicKey(key, false)))
})
