/** The contract of the `Digest` port. */
import { gcm } from "@noble/ciphers/aes.js"
import { pbkdf2 as purePbkdf2 } from "@noble/hashes/pbkdf2.js"
import { sha256 as pureSha256 } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import { Digest } from "../../ports/Digest.ts"
import { heavyRuns, runs } from "../runs.ts"

export const digestContract = (name: string, layer: Layer.Layer<Digest>): void => {
  describe(`${name} satisfies Digest`, () => {
    it.effect("SHA-256, PBKDF2 and the original Keccak-256 are the ones of the standards", () =>
      Effect.gen(function* () {
        const { keccak256, pbkdf2, sha256 } = yield* Digest
        assert.strictEqual(
          Bytes.toHex(keccak256(Bytes.empty)),
          "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
          "A-13"
        )
        for (const [text, expected] of [
          ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
          ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]
        ] as const)
          assert.strictEqual(Bytes.toHex(sha256(Bytes.utf8(text))), expected)
        assert.strictEqual(
          Bytes.toHex(pbkdf2("test-chat", 65_356, 32)),
          "dee7b737053e45bef823c98fe6eda80495b5c2346b5d2f43638e46c0a4f1496d",
          "CHA-93"
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("every implementation gives the same bytes, of views as well, and leaves its input alone", () =>
      Effect.gen(function* () {
        const { keccak256, pbkdf2, sha256 } = yield* Digest
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, from) => {
            const view = bytes.subarray(from)
            const before = bytes.slice()
            assert.deepStrictEqual(sha256(view), pureSha256(view.slice()))
            const found = keccak256(view)
            keccak256(bytes)
            assert.deepStrictEqual(found, keccak_256(view.slice()))
            assert.deepStrictEqual(bytes, before)
          }),
          { numRuns: runs }
        )
        fc.assert(
          fc.property(
            fc.string({ unit: "binary", maxLength: 80 }),
            fc.integer({ min: 1, max: 20 }),
            fc.integer({ min: 1, max: 70 }),
            (password, iterations, length) => {
              assert.deepStrictEqual(
                pbkdf2(password, iterations, length),
                purePbkdf2(pureSha256, Bytes.utf8(password), Bytes.empty, { c: iterations, dkLen: length })
              )
            }
          ),
          { numRuns: heavyRuns }
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("CHA-96: AES-256-GCM opens what was sealed, and nothing that was touched", () =>
      Effect.gen(function* () {
        const { decrypt } = yield* Digest
        const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
        fc.assert(
          fc.property(bytes(32), bytes(12), fc.uint8Array({ maxLength: 300 }), fc.nat(), (key, nonce, plain, at) => {
            const sealed = gcm(key, nonce).encrypt(plain)
            const before = sealed.slice()
            assert.deepStrictEqual(decrypt(key, nonce, sealed), plain)
            assert.deepStrictEqual(sealed, before)
            const touched = sealed.slice()
            touched[at % sealed.length]! ^= 1
            assert.isUndefined(decrypt(key, nonce, touched))
            assert.isUndefined(decrypt(key, nonce, sealed.subarray(0, at % sealed.length)))
            assert.isUndefined(decrypt(key.subarray(1), nonce, sealed))
          }),
          { numRuns: runs }
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("a digest is bytes of its own: no later call changes it, nor does it hold more than itself", () =>
      Effect.gen(function* () {
        const { pbkdf2, sha256 } = yield* Digest
        for (const make of [() => sha256(Bytes.empty), () => pbkdf2("x", 1, 32)]) {
          const first = make()
          const copy = first.slice()
          sha256(Bytes.utf8("another"))
          pbkdf2("another", 1, 32)
          assert.deepStrictEqual(first, copy)
          assert.strictEqual(first.buffer.byteLength, 32)
        }
      }).pipe(Effect.provide(layer))
    )
  })
}
