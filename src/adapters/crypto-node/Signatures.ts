/**
 * secp256k1 by libsecp256k1, where its binding is there; else by the pure implementation, and `kind` says so.
 *
 * The binding is loaded directly: the package's own entry point would fall back silently to a slow implementation
 * with known weaknesses.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { createRequire } from "node:module"
import * as Bytes from "../../domain/Bytes.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import { PublicKey } from "../../domain/community/PublicKey.ts"
import { InvalidSecretKey, Signatures } from "../../ports/Signatures.ts"

/** The functions of the binding; they throw where an argument is out of range. */
interface Binding {
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recovery: number,
    digest: Uint8Array,
    compressed: boolean
  ) => Uint8Array
  readonly ecdsaSign: (
    digest: Uint8Array,
    secretKey: Uint8Array
  ) => { readonly signature: Uint8Array; readonly recid: number }
}

interface Curve {
  readonly kind: "native" | "pure"
  /** Operations (60 µs native, 1 ms pure) before the host's event loop gets its turn. */
  readonly burst: number
  readonly recover: (digest: Uint8Array, signature: Uint8Array) => Option.Option<PublicKey>
  readonly sign: (digest: Uint8Array, secretKey: Uint8Array) => Uint8Array
}

const pure: Curve = { kind: "pure", burst: 16, recover: Envelope.recover, sign: Envelope.sign }

const isBinding = (value: unknown): value is Binding =>
  typeof value === "object" && value !== null && "ecdsaRecover" in value && "ecdsaSign" in value

const load = (): Binding | undefined => {
  try {
    const loaded: unknown = createRequire(import.meta.url)("secp256k1/bindings.js")
    return isBinding(loaded) ? loaded : undefined
  } catch {
    return undefined
  }
}

const GREATEST = secp256k1.Point.Fn.toBytes(secp256k1.Point.Fn.ORDER - 1n)

/**
 * Whether both implementations sign the digest alike: libsecp256k1 seeds the nonce with the digest as it is, RFC 6979
 * with its remainder by the order, so they part above the order.
 */
const isPlain = (digest: Uint8Array): boolean => digest.length === 32 && Bytes.compare(digest, GREATEST) <= 0

const native = (binding: Binding): Curve => ({
  kind: "native",
  burst: 128,
  recover: (digest, signature) => {
    if (digest.length !== 32 || signature.length !== Envelope.SIGNATURE || !Envelope.hasLowS(signature))
      return Option.none()
    const recovery = Envelope.recoveryId(signature[64]!)
    if (recovery === undefined) return Option.none()
    try {
      return Option.some(PublicKey(binding.ecdsaRecover(signature.subarray(0, 64), recovery, digest, false)))
    } catch {
      return Option.none()
    }
  },
  sign: (digest, secretKey) => {
    if (!isPlain(digest)) return Envelope.sign(digest, secretKey)
    const { recid, signature } = binding.ecdsaSign(digest, secretKey)
    return Bytes.concat([signature, Uint8Array.of(recid)])
  }
})

const pause = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const inBursts = <A, B>(burst: number, items: ReadonlyArray<A>, work: (item: A) => B) =>
  Effect.gen(function* () {
    const results: Array<B> = []
    for (let at = 0; at < items.length; at += burst) {
      if (at > 0) yield* pause
      for (const item of items.slice(at, at + burst)) results.push(work(item))
    }
    return results
  })

const checked = (secretKey: Uint8Array) =>
  secp256k1.utils.isValidSecretKey(secretKey) ? Effect.succeed(secretKey) : Effect.fail(new InvalidSecretKey())

export const layer: Layer.Layer<Signatures> = Layer.sync(Signatures, () => {
  const binding = load()
  const curve = binding === undefined ? pure : native(binding)
  return {
    kind: curve.kind,
    recover: (items) => inBursts(curve.burst, items, ({ digest, signature }) => curve.recover(digest, signature)),
    sign: (secretKey, digests) =>
      Effect.flatMap(checked(secretKey), (key) => inBursts(curve.burst, digests, (digest) => curve.sign(digest, key))),
    publicKey: (secretKey) => Effect.map(checked(secretKey), (key) => PublicKey(secp256k1.getPublicKey(key, false)))
  }
})
