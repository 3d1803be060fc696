/** The contract of the `Inflate` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Stream } from "effect"
import * as fc from "fast-check"
import * as zlib from "node:zlib"
import * as Bytes from "../../domain/Bytes.ts"
import * as Compression from "../../domain/history/Compression.ts"
import * as Unpacking from "../../domain/history/Unpacking.ts"
import { Inflate } from "../../ports/Inflate.ts"
import { cut, cuts } from "../generators/codex.ts"
import { heavyRuns } from "../runs.ts"

/** The bytes, or the reason of the failure. */
export const answer = (
  layer: Layer.Layer<Inflate>,
  bytes: Uint8Array,
  sizes: ReadonlyArray<number> | number = [],
  limits: Compression.InflateLimits = Compression.DEFAULT_LIMITS
): Promise<Uint8Array | string> =>
  Inflate.pipe(
    Effect.flatMap(({ inflate }) =>
      Stream.runCollect(inflate(Stream.fromIterable(cut(bytes, typeof sizes === "number" ? [sizes] : sizes)), limits))
    ),
    Effect.match({ onSuccess: (chunks) => Bytes.concat(chunks), onFailure: ({ reason }) => reason as string }),
    Effect.provide(layer),
    Effect.runPromise
  )

/** What an archive may hold: bytes that begin like one, some that repeat, some that do not. */
export const plain: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(12))
  .map(([bytes, times]) => Bytes.concat([Uint8Array.of(8, 1), ...Array.from({ length: times }, () => bytes)]))

export const gzip = (bytes: Uint8Array, level = 6): Uint8Array => new Uint8Array(zlib.gzipSync(bytes, { level }))
export const zstd = (bytes: Uint8Array, checksum = false): Uint8Array =>
  new Uint8Array(zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0 } }))

type Pack = (bytes: Uint8Array) => Uint8Array
const packs: ReadonlyArray<Pack> = [gzip, (bytes) => zstd(bytes), (bytes) => zstd(bytes, true)]
/** Formats in which damage cannot go unseen. */
const summed: ReadonlyArray<Pack> = [gzip, (bytes) => zstd(bytes, true)]

/** A zstd frame that is to be passed over. */
const skippable = (length: number): Uint8Array =>
  Bytes.concat([Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, length, 0, 0, 0), new Uint8Array(length).fill(7)])

const sizes = cuts(700)
const roomy = { ...Compression.DEFAULT_LIMITS, maxWindow: 2 ** 27 }

export const inflateContract = (name: string, layer: Layer.Layer<Inflate>): void => {
  const inflate = (bytes: Uint8Array, pieces?: ReadonlyArray<number>, limits?: Compression.InflateLimits) =>
    answer(layer, bytes, pieces, limits)

  describe(`${name} satisfies Inflate`, () => {
    it("A-01 CHA-66: raw, gzip and zstd come out as they went in, however they are cut", () =>
      fc.assert(
        fc.asyncProperty(plain, sizes, async (bytes, pieces) => {
          assert.deepStrictEqual(await inflate(bytes, pieces), bytes)
          for (const pack of packs) assert.deepStrictEqual(await inflate(pack(bytes), pieces), bytes)
        }),
        { numRuns: heavyRuns }
      ))

    it("A-01: what this project packs comes out again", () =>
      fc.assert(
        fc.asyncProperty(plain, sizes, async (bytes, pieces) => {
          const packer = Compression.packer("gzip")
          const packed = Bytes.concat([...packer.push(bytes), ...packer.finish()])
          assert.deepStrictEqual(await inflate(packed, pieces), bytes)
        }),
        { numRuns: heavyRuns }
      ))

    it("nothing is nothing, and fewer bytes than tell a format are raw", async () => {
      for (const bytes of [[], [8], [8, 1], [0x28, 0xb5, 0x2f]]) {
        assert.deepStrictEqual(await inflate(Uint8Array.from(bytes), [1]), Uint8Array.from(bytes))
      }
      for (const pack of packs) assert.deepStrictEqual(await inflate(pack(Bytes.empty), [1]), Bytes.empty)
    })

    it("several members or frames one after another are one stream, however they are cut", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(plain, { minLength: 2, maxLength: 4 }),
          fc.constantFrom(...packs),
          sizes,
          fc.nat(9),
          async (parts, pack, pieces, gap) => {
            const packed = parts.map(pack)
            const whole = Bytes.concat(parts)
            assert.deepStrictEqual(await inflate(Bytes.concat(packed), pieces), whole)
            assert.deepStrictEqual(
              await inflate(
                Bytes.concat(packed),
                packed.map(({ length }) => length)
              ),
              whole
            )
            if (pack === gzip) return
            const spaced = packed.flatMap((part) => [part, skippable(gap)])
            assert.deepStrictEqual(await inflate(Bytes.concat(spaced), pieces), whole)
          }
        ),
        { numRuns: heavyRuns }
      ))

    it("bytes behind the end are ignored, however they are cut", () =>
      fc.assert(
        fc.asyncProperty(
          plain,
          fc.constantFrom(...packs),
          fc.uint8Array({ maxLength: 20 }),
          sizes,
          async (bytes, pack, rest, pieces) => {
            fc.pre(Compression.sniff(rest) === "raw" && rest[0] !== 0x5a)
            const packed = pack(bytes)
            const behind = Bytes.concat([packed, rest])
            assert.deepStrictEqual(await inflate(behind, pieces), bytes)
            assert.deepStrictEqual(await inflate(behind, [packed.length]), bytes)
          }
        ),
        { numRuns: heavyRuns }
      ))

    it("what is cut off anywhere is damaged", () =>
      fc.assert(
        fc.asyncProperty(plain, fc.constantFrom(...packs), fc.nat(), sizes, async (bytes, pack, at, pieces) => {
          const packed = pack(bytes)
          const length = 4 + (at % (packed.length - 4))
          assert.strictEqual(await inflate(packed.subarray(0, length), pieces), "Damaged")
          // So is a second member, once it has begun.
          assert.strictEqual(await inflate(Bytes.concat([packed, packed.subarray(0, length)]), pieces), "Damaged")
        }),
        { numRuns: heavyRuns }
      ))

    it("a flipped bit behind the magic number is damage, or shows nowhere; it never gives other bytes", () =>
      fc.assert(
        fc.asyncProperty(
          plain,
          fc.constantFrom(...summed),
          fc.nat(),
          fc.nat(7),
          sizes,
          async (bytes, pack, at, bit, pieces) => {
            const packed = pack(bytes)
            const place = 4 + (at % (packed.length - 4))
            // In place 4 a zstd frame says whether it has a checksum.
            fc.pre(pack === gzip || place > 4)
            packed[place]! ^= 1 << bit
            const found = await inflate(packed, pieces)
            if (typeof found !== "string") assert.deepStrictEqual(found, bytes)
          }
        ),
        { numRuns: heavyRuns * 4 }
      ))

    it("wrong checksums and sizes are damage", async () => {
      const bytes = Bytes.utf8("a message of some community ".repeat(40))
      for (const [packed, places] of [
        [gzip(bytes), [-1, -4, -5, -8]],
        [zstd(bytes, true), [-1, -4]]
      ] as const) {
        for (const place of places) {
          const wrong = packed.with(place, packed.at(place)! ^ 1)
          assert.strictEqual(await inflate(wrong), "Damaged")
        }
      }
    })

    it("hostile bytes fail, or come out, but never break it", () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(
            [0x1f, 0x8b, 8, 0],
            [0x1f, 0x8b, 8, 0x1e],
            [0x28, 0xb5, 0x2f, 0xfd],
            [0x28, 0xb5, 0x2f, 0xfd, 0x20],
            [0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58]
          ),
          fc.uint8Array({ maxLength: 60 }),
          sizes,
          async (magic, rest, pieces) => {
            const found = await inflate(Bytes.concat([Uint8Array.from(magic), rest]), pieces)
            assert.isTrue(typeof found !== "string" || found === "Damaged" || found === "TooLarge")
          }
        ),
        { numRuns: heavyRuns * 4 }
      ))

    it("a bomb is stopped at the limits of size and ratio, in one member or in many", async () => {
      const zeros = new Uint8Array(8 * 1024 * 1024)
      const many = (pack: Pack) => Bytes.concat(Array.from({ length: 8 }, () => pack(zeros.subarray(0, 1024 * 1024))))
      for (const pack of packs) {
        for (const packed of [pack(zeros), many(pack)]) {
          assert.strictEqual(await inflate(packed, [512], { ...roomy, maxBytes: 1_000_000 }), "TooLarge")
          assert.strictEqual(await inflate(packed, [512], { ...roomy, maxRatio: 10 }), "TooLarge")
        }
      }
      assert.strictEqual(await inflate(zeros, [], { ...roomy, maxBytes: 1_000_000 }), "TooLarge")
    })

    it("exactly as many bytes as allowed are allowed, and the ratio counts once one MiB is out", async () => {
      const zeros = new Uint8Array(1024 * 1024)
      for (const pack of [...packs, (bytes: Uint8Array) => bytes]) {
        const limits = { ...roomy, maxBytes: zeros.length, maxRatio: 1 }
        assert.strictEqual((await inflate(pack(zeros), [5_000], limits)).length, zeros.length)
        assert.strictEqual(await inflate(pack(zeros), [5_000], { ...limits, maxBytes: zeros.length - 1 }), "TooLarge")
      }
    })

    it("a frame that asks for more memory than allowed is refused, the first and any later one", async () => {
      const hungry = zstd(new Uint8Array(3 * 1024 * 1024).fill(7))
      const modest = zstd(Bytes.utf8("modest"))
      const limits = { ...Compression.DEFAULT_LIMITS, maxWindow: 64 * 1024 }
      assert.strictEqual(await inflate(modest, [64], limits).then((found) => found.length), 6)
      assert.strictEqual(await inflate(hungry, [64], limits), "TooLarge")
      assert.strictEqual(await inflate(Bytes.concat([modest, hungry]), [64], limits), "TooLarge")
    })

    it("a frame that promises more than allowed is refused by its header alone", async () => {
      const promise = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x00, 0, 0, 0, 0, 1, 0, 0, 0)
      assert.strictEqual(await inflate(promise, [], { ...roomy, maxBytes: 1_000 }), "TooLarge")
    })

    it("a block larger than its frame allows is damaged, also where the engine would not mind", async () => {
      // A window of 1 KiB, and one last block of 2 KiB: raw, then one byte repeated.
      const head = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00)
      const block = (type: number) => Uint8Array.of((2_048 * 8 + type * 2 + 1) & 0xff, (2_048 * 8) >> 8, 0)
      assert.strictEqual(await inflate(Bytes.concat([head, block(0), new Uint8Array(2_048)])), "Damaged")
      assert.strictEqual(await inflate(Bytes.concat([head, block(1), Uint8Array.of(7)])), "Damaged")
      assert.strictEqual(await inflate(Bytes.concat([head, Uint8Array.of(0x07, 0, 0)])), "Damaged")
    })

    it("what comes out counts as it comes: too large is told before a later damage", async () => {
      const noise = Uint8Array.from({ length: 40_000 }, (_, n) => (Math.imul(n + 1, 2654435761) >>> 13) & 0xff)
      for (const pack of [gzip, (bytes: Uint8Array) => zstd(bytes)]) {
        const packed = pack(Bytes.concat(Array.from({ length: 10 }, () => noise)))
        const limits = { ...roomy, maxBytes: 20_000 }
        assert.strictEqual(await inflate(packed.subarray(0, -20), [5_000], limits), "TooLarge")
      }
    })

    it("what needs a dictionary is damaged", async () => {
      const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x00, 9, 1, 0, 0)
      assert.strictEqual(await inflate(frame), "Damaged")
    })

    it("more members than allowed are too many", async () => {
      const nothing = zstd(Bytes.empty)
      const crowd = new Uint8Array(skippable(0).length * Unpacking.MAX_MEMBERS)
      for (let at = 0; at < crowd.length; at += 8) crowd.set(skippable(0), at)
      assert.strictEqual(await inflate(Bytes.concat([nothing, crowd])), "TooLarge")
      assert.strictEqual((await inflate(Bytes.concat([nothing, crowd.subarray(8)]))).length, 0)
    })

    it.effect("an error of the source passes through as it is", () =>
      Effect.gen(function* () {
        const { inflate: run } = yield* Inflate
        for (const packed of [gzip(Bytes.utf8("x".repeat(500))), zstd(Bytes.utf8("x")), Bytes.utf8("raw!")]) {
          const source = Stream.concat(Stream.succeed(packed.subarray(0, 12)), Stream.fail({ _tag: "Gone" as const }))
          const error = yield* Effect.flip(Stream.runDrain(run(source, Compression.DEFAULT_LIMITS)))
          assert.strictEqual(error._tag, "Gone")
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("the source is read to its end, behind that of the packed data too: a proof may stand there", () =>
      Effect.gen(function* () {
        const { inflate: run } = yield* Inflate
        for (const pack of packs) {
          const source = Stream.concat(
            Stream.fromIterable([pack(Bytes.utf8("done")), Bytes.utf8("junk of some kind")]),
            Stream.fail({ _tag: "Corrupt" as const })
          )
          const error = yield* Effect.flip(Stream.runDrain(run(source, Compression.DEFAULT_LIMITS)))
          assert.strictEqual(error._tag, "Corrupt")
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("takes no more of the source than its reader asks for", () =>
      Effect.gen(function* () {
        const { inflate: run } = yield* Inflate
        let taken = 0
        const noise = Uint8Array.from({ length: 400_000 }, (_, n) => (Math.imul(n + 1, 2654435761) >>> 13) & 0xff)
        for (const packed of [gzip(noise), zstd(noise), noise]) {
          taken = 0
          const source = Stream.tap(Stream.fromIterable(cut(packed, [4_096])), () => Effect.sync(() => void taken++))
          yield* Stream.runDrain(Stream.take(run(source, Compression.DEFAULT_LIMITS), 1))
          assert.isBelow(taken, 60)
        }
      }).pipe(Effect.provide(layer))
    )
  })
}
