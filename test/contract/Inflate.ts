/** The contract of the `Inflate` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Stream } from "effect"
import * as fc from "fast-check"
import * as zlib from "node:zlib"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import { Inflate } from "../../src/ports/Inflate.ts"
import { heavyRuns } from "../support/runs.ts"

const cut = (bytes: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))

/** The bytes, or the reason of the failure. */
export const answer = (
  layer: Layer.Layer<Inflate>,
  bytes: Uint8Array,
  chunk: number,
  limits: Compression.InflateLimits = Compression.DEFAULT_LIMITS
): Promise<Uint8Array | string> =>
  Inflate.pipe(
    Effect.flatMap(({ inflate }) => Stream.runCollect(inflate(Stream.fromIterable(cut(bytes, chunk)), limits))),
    Effect.match({ onSuccess: (chunks) => Bytes.concat(chunks), onFailure: ({ reason }) => reason as string }),
    Effect.provide(layer),
    Effect.runPromise
  )

const plain = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Bytes.concat([Uint8Array.of(8, 1), bytes, bytes]))
const chunk = fc.integer({ min: 1, max: 700 })

export const inflateContract = (name: string, layer: Layer.Layer<Inflate>): void => {
  describe(`${name} satisfies Inflate`, () => {
    it("A-01 CHA-66: raw, gzip and zstd come out as they went in, however they are cut", () =>
      fc.assert(
        fc.asyncProperty(plain, chunk, async (bytes, size) => {
          assert.deepStrictEqual(await answer(layer, bytes, size), bytes)
          assert.deepStrictEqual(await answer(layer, new Uint8Array(zlib.gzipSync(bytes)), size), bytes)
          assert.deepStrictEqual(await answer(layer, new Uint8Array(zlib.zstdCompressSync(bytes)), size), bytes)
        }),
        { numRuns: heavyRuns }
      ))

    it("what is cut off is damaged", () =>
      fc.assert(
        fc.asyncProperty(plain, chunk, fc.integer({ min: 1, max: 12 }), fc.boolean(), async (bytes, size, lost, zstd) => {
          const packed = new Uint8Array(zstd ? zlib.zstdCompressSync(bytes) : zlib.gzipSync(bytes))
          const rest = packed.subarray(0, Math.max(4, packed.length - lost))
          assert.strictEqual(await answer(layer, rest, size), "Damaged")
        }),
        { numRuns: heavyRuns }
      ))

    it("a bomb is stopped at the limits of size and ratio", async () => {
      const zeros = new Uint8Array(8 * 1024 * 1024)
      for (const packed of [zlib.gzipSync(zeros), zlib.zstdCompressSync(zeros)]) {
        const limits = { ...Compression.DEFAULT_LIMITS, maxWindow: 2 ** 27 }
        assert.strictEqual(await answer(layer, new Uint8Array(packed), 512, { ...limits, maxBytes: 1_000_000 }), "TooLarge")
        assert.strictEqual(await answer(layer, new Uint8Array(packed), 512, { ...limits, maxRatio: 10 }), "TooLarge")
      }
      assert.strictEqual(await answer(layer, zeros, 65_536, { ...Compression.DEFAULT_LIMITS, maxBytes: 1_000_000 }), "TooLarge")
    })

    it("a frame that asks for more memory than allowed is refused before it gets any", async () => {
      const packed = new Uint8Array(zlib.zstdCompressSync(new Uint8Array(3 * 1024 * 1024).fill(7)))
      assert.strictEqual(await answer(layer, packed, 64, { ...Compression.DEFAULT_LIMITS, maxWindow: 64 * 1024 }), "TooLarge")
    })
  })
}
