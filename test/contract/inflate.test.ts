/** Both implementations of `Inflate`, and that they answer alike. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Native from "../../src/adapters/crypto-node/Inflate.ts"
import * as Pure from "../../src/adapters/crypto-pure/Inflate.ts"
import { xxh64 } from "../../src/adapters/crypto-pure/Xxh64.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import { cut, cuts } from "../../src/testing/generators/codex.ts"
import { runs } from "../../src/testing/runs.ts"
import { answer, gzip, inflateContract, plain, zstd } from "../../src/testing/contract/Inflate.ts"

inflateContract("crypto-pure", Pure.layer)
inflateContract("crypto-node", Native.layer)

const limits = fc.oneof(
  { weight: 3, arbitrary: fc.constant(Compression.DEFAULT_LIMITS) },
  fc.record({
    maxBytes: fc.integer({ min: 1, max: 6_000 }),
    maxRatio: fc.integer({ min: 1, max: 20 }),
    maxWindow: fc.integer({ min: 9, max: 22 }).map((log) => 2 ** log)
  })
)

type Damage = (bytes: Uint8Array) => Uint8Array
const whole: fc.Arbitrary<Damage> = fc.constant((bytes) => bytes)
const cutOff: fc.Arbitrary<Damage> = fc.nat().map((at) => (bytes) => bytes.subarray(0, at % (bytes.length + 1)))
const flipped: fc.Arbitrary<Damage> = fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes) => {
  const place = at % bytes.length
  return bytes.with(place, bytes[place]! ^ (1 << bit))
})

const both = (
  pack: (bytes: Uint8Array, level: number) => Uint8Array,
  damage: fc.Arbitrary<Damage>,
  numRuns: number,
  check: (pure: Uint8Array | string, native: Uint8Array | string, undamaged: Uint8Array) => void
) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(plain, { minLength: 1, maxLength: 3 }),
      fc.nat(9),
      fc.uint8Array({ maxLength: 12 }),
      damage,
      cuts(700),
      limits,
      async (parts, level, behind, change, sizes, bounds) => {
        const bytes = change(Bytes.concat([...parts.map((part) => pack(part, level)), behind]))
        const [pure, native] = await Promise.all([
          answer(Pure.layer, bytes, sizes, bounds),
          answer(Native.layer, bytes, sizes, bounds)
        ])
        check(pure, native, Bytes.concat(parts))
      }
    ),
    { numRuns }
  )

const alike = (pure: Uint8Array | string, native: Uint8Array | string) => assert.deepStrictEqual(pure, native)

describe("crypto-pure and crypto-node answer alike, byte for byte and reason for reason", () => {
  it("gzip, whole, cut off or with a flipped bit", () =>
    both(gzip, fc.oneof(whole, cutOff, flipped), Math.ceil(runs / 2), alike))

  it("zstd, whole or cut off, with a checksum and without", () =>
    both((bytes, level) => zstd(bytes, level > 4), fc.oneof(whole, cutOff), Math.ceil(runs / 2), alike))

  // A bit that changes none of the bytes passes by the checksum; only the stricter one of the two finds it.
  it("zstd with a checksum and a flipped bit, or crypto-pure gives the true bytes of what crypto-node calls damaged", () =>
    both(
      (bytes) => zstd(bytes, true),
      flipped,
      Math.ceil(runs / 2),
      (pure, native, undamaged) => {
        if (native === "Damaged" && typeof pure !== "string") assert.deepStrictEqual(pure, undamaged)
        else alike(pure, native)
      }
    ))
})

describe("XXH64", () => {
  it("is the checksum of zstd, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts(80), (bytes, sizes) => {
        const hash = xxh64()
        for (const piece of cut(bytes, sizes)) hash.push(piece)
        const frame = zstd(bytes, true)
        assert.strictEqual(hash.low(), new DataView(frame.buffer, frame.byteOffset).getUint32(frame.length - 4, true))
      }),
      { numRuns: runs }
    )
  })
})
