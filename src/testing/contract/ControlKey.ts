/** The contract of the `ControlKey` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import { createHmac } from "node:crypto"
import * as Envelope from "../../domain/community/Envelope.ts"
import * as Ecies from "../../domain/waku/Ecies.ts"
import { ControlKey } from "../../ports/ControlKey.ts"
import { publicKeyOf } from "../generators/community.ts"

/** `layer` is the port on the given secret. */
export const controlKeyContract = <E>(
  name: string,
  layer: (secret: Uint8Array) => Layer.Layer<ControlKey, E>
): void => {
  const use = <A>(secret: Uint8Array, work: (key: ControlKey["Service"]) => Effect.Effect<A>) =>
    Effect.flatMap(ControlKey, work).pipe(
      Effect.provide(layer(secret), { local: true }),
      Effect.orDie,
      Effect.runPromise
    )

  const secret = new Uint8Array(32).fill(9)

  describe(`${name} satisfies ControlKey`, () => {
    it("CHA-06: signs as the community, and never shows the key", () =>
      use(
        secret,
        Effect.fnUntraced(function* (control) {
          assert.deepStrictEqual(control.publicKey, publicKeyOf(secret))
          const digests = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte))
          const signed = yield* control.sign(digests)
          assert.deepStrictEqual(
            signed.map((signature, n) => Envelope.recover(digests[n]!, signature)),
            digests.map(() => Option.some(control.publicKey))
          )
          assert.notInclude(JSON.stringify(control), "09".repeat(32))
        })
      ))

    it("what it derives is an HMAC-SHA256 of the purpose under the key", () =>
      use(
        new Uint8Array(32).fill(0x0b),
        Effect.fnUntraced(function* (control) {
          for (const purpose of ["", "a", "é🎉"])
            assert.deepStrictEqual(
              yield* control.derive(purpose),
              new Uint8Array(createHmac("sha256", new Uint8Array(32).fill(0x0b)).update(purpose, "utf8").digest())
            )
        })
      ))

    it("CHA-96: agrees with another key on what that key agrees on with it", () =>
      use(
        secret,
        Effect.fnUntraced(function* (control) {
          for (const byte of [1, 8, 77]) {
            const other = new Uint8Array(32).fill(byte)
            const ours = yield* control.agree(publicKeyOf(other))
            assert.strictEqual(ours.length, 32)
            assert.deepStrictEqual(ours, Ecies.agree(other, control.publicKey))
          }
        })
      ))

    it("derives the same bytes for the same purpose, others for another purpose or key", async () => {
      const derive = (key: Uint8Array, purpose: string) => use(key, (control) => control.derive(purpose))
      const first = await derive(secret, "a")
      assert.strictEqual(first.length, 32)
      assert.deepStrictEqual(await derive(secret, "a"), first)
      assert.notDeepEqual(await derive(secret, "b"), first)
      assert.notDeepEqual(await derive(new Uint8Array(32).fill(8), "a"), first)
    })
  })
}
