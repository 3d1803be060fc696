/** Packing: the same bytes on every platform, and only where it is worth it. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import * as zlib from "node:zlib"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import * as Unpacking from "../../src/domain/history/Unpacking.ts"
import * as generate from "../../src/testing/generators/archive.ts"
import { cut, cuts, pattern } from "../../src/testing/generators/codex.ts"
import { runs } from "../../src/testing/runs.ts"

const MIB = 1024 * 1024

const pack = (policy: Compression.Policy, pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const packer = Compression.packer(policy)
  const out = pieces.flatMap((piece) => packer.push(piece))
  return Bytes.concat([...out, ...packer.finish()])
}
const packAll = (policy: Compression.Policy, bytes: Uint8Array) => pack(policy, [bytes])

const noise = (length: number, seed = 1): Uint8Array => {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 0xff
  })
}
const text = (length: number): Uint8Array =>
  Bytes.utf8("a message of some community, and another one; ".repeat(length)).subarray(0, length)
/** Words in no order: every level of deflate finds other matches in them. */
const chatter = (length: number): Uint8Array => {
  const words = ["the", "archive", "of", "a", "community", "message", "waku", "codex", "week", "and", "index", "to"]
  const picks = noise(length, 5)
  return Bytes.utf8(Array.from(picks, (pick) => words[pick % 12]).join(" ")).subarray(0, length)
}
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")
const equal = (left: Uint8Array, right: Uint8Array) => assert.isTrue(Bytes.equals(left, right))

const content = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(fc.integer({ min: 1, max: 4_000 }), fc.nat(3))
    .map(([length, kind]) =>
      kind === 0 ? text(length) : kind === 1 ? noise(length) : kind === 2 ? new Uint8Array(length) : pattern(length, 7)
    ),
  fc.tuple(fc.nat(600), fc.nat(600)).map(([left, right]) => Bytes.concat([noise(left + 1), text(right)]))
)
const policy = fc.constantFrom("auto" as const, "gzip" as const, "none" as const)

describe("packing", () => {
  it("CHA-11 A-01: what is packed comes out again, by anybody's gzip", () => {
    fc.assert(
      fc.property(content, policy, cuts(900), (bytes, chosen, sizes) => {
        const packed = pack(chosen, cut(bytes, sizes))
        const back =
          chosen !== "none" && Compression.sniff(packed) === "gzip" && !Bytes.equals(packed, bytes)
            ? zlib.gunzipSync(packed)
            : packed
        equal(new Uint8Array(back), bytes)
      }),
      { numRuns: runs }
    )
  })

  it("A-01: the cut of the input never changes a byte, also across blocks and the first MiB", () => {
    fc.assert(
      fc.property(content, policy, cuts(900), (bytes, chosen, sizes) => {
        equal(pack(chosen, cut(bytes, sizes)), packAll(chosen, bytes))
      }),
      { numRuns: runs }
    )
    const large = [text(200_000), Bytes.concat([text(MIB), noise(100_000)]), Bytes.concat([noise(MIB), text(100_000)])]
    for (const bytes of large) {
      for (const chosen of ["auto", "gzip"] as const) {
        const whole = packAll(chosen, bytes)
        for (const sizes of [[65_536], [65_535, 1], [65_537], [1_000_003], [MIB], [MIB - 1, 1], [3, 70_001]]) {
          equal(pack(chosen, cut(bytes, sizes)), whole)
        }
      }
    }
  })

  it("none leaves every byte as it is, and gzip packs whatever comes", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        equal(packAll("none", bytes), bytes)
        assert.strictEqual(Compression.sniff(packAll("gzip", bytes)), "gzip")
      }),
      { numRuns: runs }
    )
  })

  it("A-01: the header says neither name nor time, and one system for all", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        assert.strictEqual(Bytes.toHex(packAll("gzip", bytes).subarray(0, 10)), "1f8b0800000000000003")
      }),
      { numRuns: runs }
    )
  })
})

describe("auto", () => {
  it("A-01: packs where at least a tenth is saved, exactly, and else leaves the bytes", () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const zipped = packAll("gzip", bytes)
        const worthwhile = zipped.length * 10 <= bytes.length * 9
        equal(packAll("auto", bytes), worthwhile ? zipped : bytes)
      }),
      { numRuns: runs }
    )
    assert.strictEqual(packAll("auto", new Uint8Array(0)).length, 0)
  })

  it("A-01: a saving of a tenth is the bound itself", () => {
    const kinds = Array.from({ length: 700 }, (_, n) => Bytes.concat([noise(600), text(n)])).map((bytes) => {
      const zipped = packAll("gzip", bytes)
      return { above: zipped.length * 10 > bytes.length * 9, left: Bytes.equals(packAll("auto", bytes), bytes) }
    })
    assert.isTrue(kinds.some(({ above }) => above) && kinds.some(({ above }) => !above))
    for (const { above, left } of kinds) assert.strictEqual(left, above)
  })

  it("A-01: the first MiB decides for all that follows", () => {
    const dull = Bytes.concat([noise(MIB), new Uint8Array(MIB)])
    equal(packAll("auto", dull), dull)
    const worth = Bytes.concat([text(MIB), noise(MIB)])
    equal(packAll("auto", worth), packAll("gzip", worth))
    const late = Bytes.concat([noise(MIB - 200_000), new Uint8Array(200_000)])
    equal(packAll("auto", late), packAll("gzip", late))
  })
})

/** Bytes of this version for ever: an update of the deflate library that changes one changes every CID. */
const GOLDEN: ReadonlyArray<readonly [name: string, bytes: () => Uint8Array, digest: string]> = [
  ["nothing", () => new Uint8Array(0), "59869db34853933b239f1e2219cf7d431da006aa919635478511fabbfc8849d2"],
  ["one byte", () => Uint8Array.of(8), "cb9cd2b73c729ed6f5038212635c3ec1ccfd0bb167622b4ea6bfca1b800abaab"],
  ["text of a block and one", () => text(65_537), "e37a5b0c529df29bfa59e8749177a852f31d4b7f3fe1e8b83209660310fe9c5c"],
  ["text of 300,000", () => text(300_000), "6992eb748480c551c235a2a592f0dbb8747cfa92792bb40255afdd4c6fc59ae6"],
  ["chatter of 400,000", () => chatter(400_000), "a5e9994559eb64b9070d830fc6e8d553b9042bbd590e9b5cc60fdf7b638791c9"],
  ["noise of 100,000", () => noise(100_000), "18f699ed966609d482099d6d2e35c5cca992aae4d16a2140408800a83030488b"],
  [
    "a pattern of 200,000",
    () => pattern(200_000, 3),
    "69b5ba847031da4c4889e50b19cb5bb3401f5aabeaa795f854edc17deb839819"
  ],
  [
    "noise and text of 2 MiB",
    () => Bytes.concat([noise(MIB, 9), text(MIB)]),
    "ff4ddc2cff97ff847d1895b6ceca3b1d9e084047aecffe82e00cb66e0e666cad"
  ]
]

describe("golden bytes", () => {
  for (const [name, bytes, digest] of GOLDEN) {
    it(`A-01 A-40: gzip of ${name}`, () => {
      assert.strictEqual(sha256(packAll("gzip", bytes())), digest)
    })
  }
})

describe("telling formats", () => {
  it("A-01: no archive begins like gzip or zstd", () => {
    fc.assert(
      fc.property(generate.window, generate.topics, (window, topics) => {
        assert.strictEqual(Compression.sniff(ArchiveFile.header(window, topics)), "raw")
      }),
      { numRuns: runs }
    )
  })

  it("A-01: by the first bytes alone, and by all of them", () => {
    assert.strictEqual(Compression.sniff(Uint8Array.of(0x1f, 0x8b)), "gzip")
    assert.strictEqual(Compression.sniff(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)), "zstd")
    for (const bytes of [[], [0x1f], [0x1f, 0x8a], [0x28, 0xb5, 0x2f], [0x28, 0xb5, 0x2f, 0xfc], [0, 0x1f, 0x8b]]) {
      assert.strictEqual(Compression.sniff(Uint8Array.from(bytes)), "raw")
    }
  })
})

describe("unpacking", () => {
  it("A-01: ends a file of more members than allowed, each of which would cost an engine", () => {
    const member = new Uint8Array(zlib.gzipSync(""))
    const outcome = (members: number) => {
      const walk = Unpacking.walk(Compression.DEFAULT_LIMITS, () => 0)
      let left = members
      let step = walk.next({})
      while (!step.done) {
        const { value } = step
        step = walk.next(
          value._tag === "Deflate" ? { used: 2 } : value._tag === "Input" && left-- > 0 ? { input: member } : {}
        )
      }
      return step.value?.reason
    }
    assert.isUndefined(outcome(Unpacking.MAX_MEMBERS))
    assert.strictEqual(outcome(Unpacking.MAX_MEMBERS + 1), "TooLarge")
  })

  it("slices lose nothing, and none is larger than one step may be", () => {
    for (const size of [0, 1, Unpacking.SLICE, Unpacking.SLICE + 1, 3 * Unpacking.SLICE]) {
      const slices = Unpacking.slices(pattern(size, 1))
      equal(Bytes.concat(slices), pattern(size, 1))
      assert.isTrue(slices.every(({ length }) => length > 0 && length <= Unpacking.SLICE))
    }
  })
})

describe("limits", () => {
  const limits = { ...Compression.DEFAULT_LIMITS, maxBytes: 5 * MIB, maxRatio: 10 }
  it("A-01: of size always, of ratio once one MiB is out", () => {
    assert.isUndefined(Compression.excess(MIB, 5 * MIB, limits))
    assert.isDefined(Compression.excess(MIB, 5 * MIB + 1, limits))
    assert.isUndefined(Compression.excess(1, MIB, limits))
    assert.isDefined(Compression.excess(1, MIB + 1, limits))
    assert.isUndefined(Compression.excess(MIB, 2 * MIB, limits))
  })
})
