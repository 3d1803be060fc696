/** The contract of the `Signatures` port. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import { Signatures, type Signed } from "../../ports/Signatures.ts"
import { digest, publicKeyOf, secretKey } from "../generators/community.ts"
import { heavyRuns } from "../runs.ts"

type Service = Signatures["Service"]

/** The signature with `s` mirrored: valid for the curve, refused by the protocol. */
const malleated = (signature: Uint8Array): Uint8Array => {
  const order = secp256k1.Point.Fn.ORDER
  const s = order - BigInt(`0x${Bytes.toHex(signature.subarray(32, 64))}`)
  return Bytes.concat([signature.subarray(0, 32), secp256k1.Point.Fn.toBytes(s), Uint8Array.of(signature[64]! ^ 1)])
}

/** Signatures of every malformed kind, and some that are only nearly wrong. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.uint8Array({ minLength: 65, maxLength: 65 }),
  fc
    .constantFrom(0n, 1n, secp256k1.Point.Fn.ORDER, secp256k1.Point.Fn.ORDER - 1n, 2n ** 256n - 1n)
    .chain((r) =>
      fc
        .constantFrom(0n, 1n, secp256k1.Point.Fn.ORDER, 2n ** 255n)
        .chain((s) =>
          fc
            .nat(255)
            .map((v) =>
              Bytes.concat([
                Bytes.fromHex(r.toString(16).padStart(64, "0"))!,
                Bytes.fromHex(s.toString(16).padStart(64, "0"))!,
                Uint8Array.of(v)
              ])
            )
        )
    )
)

export const signaturesContract = (name: string, layer: Layer.Layer<Signatures>): void => {
  const use = <A>(work: (signatures: Service) => Effect.Effect<A, unknown>) =>
    Effect.flatMap(Signatures, work).pipe(Effect.provide(layer), Effect.orDie, Effect.runPromise)

  describe(`${name} satisfies Signatures`, () => {
    it("CHA-87 A-13: whoever signed is recovered, in order; signing is deterministic, `s` is low, `v` is 0 or 1", () =>
      fc.assert(
        fc.asyncProperty(secretKey, fc.array(digest, { minLength: 1, maxLength: 3 }), (secret, digests) =>
          use(
            Effect.fnUntraced(function* (signatures) {
              const signed = yield* signatures.sign(secret, digests)
              assert.deepStrictEqual(yield* signatures.sign(secret, digests), signed)
              assert.deepStrictEqual(
                signed,
                digests.map((one) => Envelope.sign(one, secret))
              )
              assert.isTrue(signed.every((one) => one.length === 65 && one[64]! <= 1 && Envelope.hasLowS(one)))
              const items = digests.map((one, n) => ({ digest: one, signature: signed[n]! }))
              const key = publicKeyOf(secret)
              assert.deepStrictEqual(yield* signatures.publicKey(secret), key)
              assert.deepStrictEqual(
                yield* signatures.recover(items),
                items.map(() => Option.some(key))
              )
              const legacy = items.map((item) => ({
                ...item,
                signature: Bytes.concat([item.signature.subarray(0, 64), Uint8Array.of(item.signature[64]! + 27)])
              }))
              assert.deepStrictEqual(
                yield* signatures.recover(legacy),
                items.map(() => Option.some(key))
              )
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-56: any flipped bit of digest or signature gives another signer or none, a mirrored `s` none", () =>
      fc.assert(
        fc.asyncProperty(secretKey, digest, fc.nat(64), fc.nat(7), fc.nat(31), (secret, one, at, bit, place) =>
          use(
            Effect.fnUntraced(function* (signatures) {
              const [signature] = yield* signatures.sign(secret, [one])
              const flipped = Uint8Array.from(signature!)
              flipped[at]! ^= 1 << bit
              const other = Uint8Array.from(one)
              other[place]! ^= 1 << bit
              const found = yield* signatures.recover([
                { digest: one, signature: flipped },
                { digest: other, signature: signature! },
                { digest: one, signature: malleated(signature!) }
              ])
              const key = Bytes.toHex(publicKeyOf(secret))
              for (const signer of found) assert.isFalse(Option.exists(signer, (one) => Bytes.toHex(one) === key))
              assert.isTrue(Option.isNone(found[2]!))
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("A-13: `v` is 0, 1, 27 or 28; under any other the signature is none", () =>
      use(
        Effect.fnUntraced(function* (signatures) {
          const secret = new Uint8Array(32).fill(5)
          const one = new Uint8Array(32).fill(6)
          const [signature] = yield* signatures.sign(secret, [one])
          const found = yield* signatures.recover(
            Array.from({ length: 256 }, (_, v) => ({ digest: one, signature: signature!.with(64, v) }))
          )
          const right = signature![64]!
          for (const [v, signer] of found.entries()) {
            if (v === right || v === right + 27) assert.deepStrictEqual(signer, Option.some(publicKeyOf(secret)))
            else if (v !== 1 - right && v !== 28 - right) assert.isTrue(Option.isNone(signer), `v = ${v}`)
          }
        })
      ))

    it("malformed input is none, never an error, and the same for every implementation", () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(digest, fc.uint8Array({ maxLength: 40 })), hostile, (one, signature) =>
          use(
            Effect.fnUntraced(function* (signatures) {
              assert.deepStrictEqual(yield* signatures.recover([{ digest: one, signature }]), [
                Envelope.recover(one, signature)
              ])
            })
          )
        ),
        { numRuns: heavyRuns * 4 }
      ))

    it("what is no private key is refused", () =>
      use(
        Effect.fnUntraced(function* (signatures) {
          for (const secret of [new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
            yield* Effect.flip(signatures.publicKey(secret))
            yield* Effect.flip(signatures.sign(secret, [new Uint8Array(32)]))
          }
        })
      ))

    it("a long batch gives the event loop of its host a turn now and then", () =>
      use(
        Effect.fnUntraced(function* (signatures) {
          const secret = new Uint8Array(32).fill(5)
          const digests = Array.from({ length: 200 }, (_, n) => new Uint8Array(32).fill(n))
          const turnsDuring = <A, E>(work: Effect.Effect<A, E>) =>
            Effect.gen(function* () {
              let turns = 0
              const turn = () => {
                turns++
                next = setImmediate(turn)
              }
              let next = setImmediate(turn)
              const result = yield* work
              clearImmediate(next)
              return { result, turns }
            })
          const signing = yield* turnsDuring(signatures.sign(secret, digests))
          const items = digests.map((digest, n) => ({ digest, signature: signing.result[n]! }))
          const recovering = yield* turnsDuring(signatures.recover(items))
          assert.isAbove(signing.turns, 0)
          assert.isAbove(recovering.turns, 0)
          assert.strictEqual(recovering.result.length, digests.length)
        })
      ))

    it("A-13: in a long batch every item gets the answer that it gets alone, whatever stands beside it", () =>
      use(
        Effect.fnUntraced(function* (signatures) {
          const secrets = [5, 6, 7].map((n) => new Uint8Array(32).fill(n))
          const broken = fc.sample(hostile, { numRuns: 60, seed: 1 })
          const items: Array<Signed> = []
          for (let n = 0; n < 400; n++) {
            const digest = new Uint8Array(32).fill(n)
            const [signature] = yield* signatures.sign(secrets[n % 3]!, [digest])
            items.push({ digest, signature: signature! })
            if (n % 7 === 0) items.push({ digest, signature: broken[(n / 7) % broken.length]! })
            if (n % 11 === 0) items.push({ digest: digest.subarray(n % 32), signature: signature! })
          }
          const alone = items.map(({ digest, signature }) => Envelope.recover(digest, signature))
          const [first, second] = yield* Effect.all(
            [signatures.recover(items), signatures.recover(items.toReversed())],
            {
              concurrency: 2
            }
          )
          assert.deepStrictEqual(first, alone)
          assert.deepStrictEqual(second, alone.toReversed())
        })
      ))

    it("an empty batch is answered", () =>
      use((signatures) => Effect.map(signatures.recover([]), (found) => assert.deepStrictEqual(found, []))))
  })
}
