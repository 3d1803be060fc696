/**
 * secp256k1 by libsecp256k1, where its binding is there; else by the pure implementation, and `kind` says so. Large
 * batches are recovered on all cores.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Bytes from "../../domain/Bytes.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import { PublicKey } from "../../domain/community/PublicKey.ts"
import { InvalidSecretKey, Signatures, type Signed } from "../../ports/Signatures.ts"
import * as Recovery from "./Recovery.ts"
import * as RecoveryPool from "./RecoveryPool.ts"

interface Curve {
  readonly kind: "native" | "pure"
  /** Operations (60 µs native, 1 ms pure) before the host's event loop gets its turn. */
  readonly burst: number
  readonly recover: (digest: Uint8Array, signature: Uint8Array) => Option.Option<PublicKey>
  readonly sign: (digest: Uint8Array, secretKey: Uint8Array) => Uint8Array
}

const pure: Curve = { kind: "pure", burst: 16, recover: Envelope.recover, sign: Envelope.sign }

const GREATEST = secp256k1.Point.Fn.toBytes(secp256k1.Point.Fn.ORDER - 1n)

/**
 * Whether both implementations sign the digest alike: libsecp256k1 seeds the nonce with the digest as it is, RFC 6979
 * with its remainder by the order, so they part above the order.
 */
const isPlain = (digest: Uint8Array): boolean => digest.length === 32 && Bytes.compare(digest, GREATEST) <= 0

/** The recovery id of what has the form of a signature; nothing where no curve needs to be asked. */
const formOf = (digest: Uint8Array, signature: Uint8Array): 0 | 1 | undefined =>
  digest.length === 32 && signature.length === Envelope.SIGNATURE && Envelope.hasLowS(signature)
    ? Envelope.recoveryId(signature[64]!)
    : undefined

const native = (binding: Recovery.Binding): Curve => {
  const recover = Recovery.native(binding)
  return {
    kind: "native",
    burst: 128,
    recover: (digest, signature) => {
      const recovery = formOf(digest, signature)
      if (recovery === undefined) return Option.none()
      return Option.map(Option.fromUndefinedOr(recover(digest, signature.subarray(0, 64), recovery)), PublicKey)
    },
    sign: (digest, secretKey) => {
      if (!isPlain(digest)) return Envelope.sign(digest, secretKey)
      const { recid, signature } = binding.ecdsaSign(digest, secretKey)
      return Bytes.concat([signature, Uint8Array.of(recid)])
    }
  }
}

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

/** The signers by all threads. What a thread left unanswered, and what no thread was asked, is answered here. */
const recoverOn = (pool: RecoveryPool.RecoveryPool, { burst, recover }: Curve) =>
  Effect.fnUntraced(function* (items: ReadonlyArray<Signed>) {
    const asked: Array<number> = []
    const questions = new Uint8Array(items.length * Recovery.QUESTION)
    for (const [index, { digest, signature }] of items.entries()) {
      const recovery = formOf(digest, signature)
      if (recovery === undefined) continue
      const at = asked.push(index) * Recovery.QUESTION
      questions.set(digest, at - Recovery.QUESTION)
      questions.set(signature.subarray(0, 64), at - Recovery.QUESTION + 32)
      questions[at - 1] = recovery
    }
    const replies = yield* Effect.promise(() => pool.ask(questions.subarray(0, asked.length * Recovery.QUESTION)))
    const perReply = pool.cut / Recovery.QUESTION
    const found = items.map(() => Option.none<PublicKey>())
    const left: Array<number> = []
    for (const [place, index] of asked.entries()) {
      const reply = replies[Math.floor(place / perReply)]
      const at = (place % perReply) * Recovery.ANSWER
      if (reply === undefined) left.push(index)
      else if (reply[at] !== 0) found[index] = Option.some(PublicKey(reply.subarray(at, at + Recovery.ANSWER)))
    }
    const rest = yield* inBursts(burst, left, (index) => recover(items[index]!.digest, items[index]!.signature))
    for (const [place, index] of left.entries()) found[index] = rest[place]!
    return found
  })

const load = (): Curve => {
  const binding = Recovery.load()
  return binding === undefined ? pure : native(binding)
}

const single = (curve: Curve): Signatures["Service"] => ({
  kind: curve.kind,
  recover: (items) => inBursts(curve.burst, items, ({ digest, signature }) => curve.recover(digest, signature)),
  sign: (secretKey, digests) =>
    Effect.flatMap(checked(secretKey), (key) => inBursts(curve.burst, digests, (digest) => curve.sign(digest, key))),
  publicKey: (secretKey) => Effect.map(checked(secretKey), (key) => PublicKey(secp256k1.getPublicKey(key, false)))
})

/** In the thread of the caller alone: for a host without threads, and for who wants the same course every time. */
export const singleThreaded: Layer.Layer<Signatures> = Layer.sync(Signatures, () => single(load()))

const threaded = Effect.fnUntraced(function* (worker?: URL) {
  const curve = load()
  const here = single(curve)
  const onAllCores = recoverOn(yield* RecoveryPool.scoped(worker), curve)
  return Signatures.of({
    ...here,
    recover: (items) => (items.length < RecoveryPool.WORTHWHILE ? here.recover(items) : onAllCores(items))
  })
})

export const layer: Layer.Layer<Signatures> = Layer.effect(Signatures, threaded())

/** With threads that run another module: what becomes of a batch where they fail. */
export const layerWith = (worker: URL): Layer.Layer<Signatures> => Layer.effect(Signatures, threaded(worker))
