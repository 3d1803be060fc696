/** The archive index: one union of everything known, whoever tells it in whatever order. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { HashMap, Option, Result } from "effect"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Topic from "../../src/domain/waku/Topic.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as generate from "../../src/testing/generators/archive.ts"
import { runs } from "../../src/testing/runs.ts"

const limits: ArchiveIndex.Limits = { maxBytes: 1_000_000, maxEntries: 1_000, maxTopics: 50 }
const decode = (bytes: Uint8Array, over: Partial<ArchiveIndex.Limits> = {}) =>
  ArchiveIndex.decode(bytes, { ...limits, ...over })
const read = (bytes: Uint8Array) => Result.getOrThrow(decode(bytes))

/** Equal as indexes: the same bytes, hence the same CID. */
const same = (left: ArchiveIndex.ArchiveIndex, right: ArchiveIndex.ArchiveIndex) =>
  assert.strictEqual(Bytes.toHex(ArchiveIndex.encode(left)), Bytes.toHex(ArchiveIndex.encode(right)))

const field = (number: number, content: Uint8Array) =>
  Bytes.concat([Bytes.uvarint(number * 8 + 2), Bytes.uvarint(content.length), content])
const varint = (number: number, value: number) => Bytes.concat([Bytes.uvarint(number * 8), Bytes.uvarint(value)])
const pair = (key: string, value: Uint8Array) => field(1, Bytes.concat([field(1, Bytes.utf8(key)), field(2, value)]))

const vector: ArchiveIndex.Entry = {
  window: { from: Time.nanos(1756684800000000000n), to: Time.nanos(1757289600000000000n) },
  topics: [Topic.ContentTopic("/waku/1/0x8ddd3f34/rfc26")],
  cid: "zDvZRwzmAkhzDRPH5EW242gJBNZ2T7aoH2v1fVH66FxXL4kSbvyM" as Cid
}

/** The value that `encode` writes for an entry, without key. */
const valueOf = (entry: ArchiveIndex.Entry): Uint8Array => {
  const whole = ArchiveIndex.encode(ArchiveIndex.make([entry]))
  const key = 2 + 66
  const start = whole.length - valueLength(whole, key)
  return whole.subarray(start)
}
const valueLength = (whole: Uint8Array, key: number): number => {
  for (let head = 2; head < 6; head++) {
    const at = head + key
    if (whole[at] !== 0x12) continue
    let length = 0
    for (let i = 0; ; i++) {
      const byte = whole[at + 1 + i]!
      length += (byte & 0x7f) << (7 * i)
      if (byte < 0x80) return length
    }
  }
  throw new Error("no value found")
}

describe("keys", () => {
  it("CHA-37 A-22 A-23: the published key of an entry", () => {
    assert.strictEqual(ArchiveIndex.keyOf(vector), "0x83e676add8e9f384541f1178980d80c119065deef93414a11576b40ad9a91787")
  })

  it("A-23 CHA-74: another CID, bound or topic is another key", () => {
    fc.assert(
      fc.property(generate.entry, generate.entry, (left, right) => {
        const equal =
          left.cid === right.cid &&
          left.window.from === right.window.from &&
          left.window.to === right.window.to &&
          left.topics.join() === right.topics.join()
        assert.strictEqual(ArchiveIndex.keyOf(left) === ArchiveIndex.keyOf(right), equal)
        assert.notStrictEqual(ArchiveIndex.keyOf(left), ArchiveIndex.keyOf({ ...left, topics: [] }))
      }),
      { numRuns: runs }
    )
  })
})

describe("merge is a semilattice", () => {
  it("CHA-41 A-29: associative, commutative, idempotent, with the empty index as unit", () => {
    fc.assert(
      fc.property(generate.index, generate.index, generate.index, (a, b, c) => {
        same(ArchiveIndex.merge(ArchiveIndex.merge(a, b), c), ArchiveIndex.merge(a, ArchiveIndex.merge(b, c)))
        same(ArchiveIndex.merge(a, b), ArchiveIndex.merge(b, a))
        same(ArchiveIndex.merge(a, a), a)
        same(ArchiveIndex.merge(a, ArchiveIndex.empty), a)
      }),
      { numRuns: runs }
    )
  })

  it("answers the very index that was known where the other one adds nothing, and keeps the known entries as they are", () => {
    fc.assert(
      fc.property(generate.index, generate.index, (a, b) => {
        const read = ArchiveIndex.decode(ArchiveIndex.encode(a), limits)
        const merged = ArchiveIndex.merge(a, b)
        assert.strictEqual(ArchiveIndex.merge(a, Result.getOrThrow(read).index), a)
        assert.strictEqual(ArchiveIndex.merge(merged, b), merged)
        const plausible = ArchiveIndex.plausible(a, Time.nanos(Time.MAX_NANOS))
        assert.strictEqual(ArchiveIndex.plausible(plausible, Time.nanos(Time.MAX_NANOS)), plausible)
        for (const [key, entry] of a) {
          if (ArchiveIndex.keyOf(entry) !== key) continue
          assert.strictEqual(Option.getOrThrow(HashMap.get(merged, key)), entry)
        }
      }),
      { numRuns: runs }
    )
  })

  it("CHA-41: never drops a key, and invents none", () => {
    fc.assert(
      fc.property(generate.index, generate.index, (a, b) => {
        const merged = ArchiveIndex.merge(a, b)
        const keys = new Set([...HashMap.keys(a), ...HashMap.keys(b)])
        assert.deepStrictEqual([...HashMap.keys(merged)].sort(), [...keys].sort())
        assert.strictEqual(ArchiveIndex.size(merged), keys.size)
      }),
      { numRuns: runs }
    )
  })

  it("CHA-41 A-22: a lie about a key never displaces the entry whose key it is", () => {
    fc.assert(
      fc.property(generate.index, generate.index, (a, b) => {
        const told = ArchiveIndex.merge(ArchiveIndex.merge(a, ArchiveIndex.make([generate.wronged])), b)
        assert.deepStrictEqual(HashMap.get(told, ArchiveIndex.keyOf(generate.wronged)), Option.some(generate.wronged))
        same(ArchiveIndex.add(told, generate.wronged), told)
      }),
      { numRuns: runs }
    )
  })
})

describe("order", () => {
  it("A-21: newest first by (to, from, key), and ascending is its reverse", () => {
    fc.assert(
      fc.property(generate.index, (index) => {
        const newest = ArchiveIndex.entries(index)
        const place = ([key, { window }]: ArchiveIndex.Keyed) =>
          `${window.to.toString().padStart(20, "0")} ${window.from.toString().padStart(20, "0")} ${key}`
        const places = newest.map(place)
        assert.deepStrictEqual(places, [...places].sort().toReversed())
        assert.deepStrictEqual(ArchiveIndex.ascending(index), newest.toReversed())
        assert.strictEqual(newest.length, ArchiveIndex.size(index))
      }),
      { numRuns: runs }
    )
  })
})

describe("the file", () => {
  it("A-22: is the same bytes whatever the order in which entries came", () => {
    fc.assert(
      fc.property(
        fc
          .array(generate.entry, { maxLength: 6 })
          .chain((list) =>
            fc.tuple(
              fc.constant(list),
              fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 })
            )
          ),
        ([list, shuffled]) => same(ArchiveIndex.make(list), ArchiveIndex.make(shuffled))
      ),
      { numRuns: runs }
    )
  })

  it("A-22: lists its keys ascending, whatever they are", () => {
    fc.assert(
      fc.property(generate.index, (index) => {
        const written = Bytes.toHex(ArchiveIndex.encode(index))
        const places = [...HashMap.keys(index)]
          .sort()
          .map((key) => written.indexOf(Bytes.toHex(field(1, Bytes.utf8(key)))))
        assert.isTrue(places.every((place, n) => place > (places[n - 1] ?? -1)))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-36 A-22: comes back as it was, made-up keys included, with a warning for each of those", () => {
    fc.assert(
      fc.property(generate.index, (index) => {
        const { index: back, skipped, warnings } = read(ArchiveIndex.encode(index))
        same(back, index)
        assert.deepStrictEqual(ArchiveIndex.entries(back), ArchiveIndex.entries(index))
        assert.deepStrictEqual(skipped, [])
        const lies = [...index].filter(([key, entry]) => ArchiveIndex.keyOf(entry) !== key)
        assert.strictEqual(warnings.length, lies.length)
      }),
      { numRuns: runs }
    )
  })

  it("never throws on hostile bytes, and what it reads it can write and read again", () => {
    fc.assert(
      fc.property(
        generate.index,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (index, changes, length) => {
          const bytes = ArchiveIndex.encode(index).slice()
          for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
          const decoded = decode(bytes.subarray(0, bytes.length - (length % 3)))
          if (Result.isFailure(decoded)) return
          same(read(ArchiveIndex.encode(decoded.success.index)).index, decoded.success.index)
        }
      ),
      { numRuns: runs }
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        decode(bytes)
      }),
      { numRuns: runs }
    )
  })

  it("A-44: ignores unknown fields of every level", () => {
    const value = Bytes.concat([valueOf(vector), varint(4, 7), field(5, Uint8Array.of(1, 2))])
    const bytes = Bytes.concat([varint(9, 1), pair(ArchiveIndex.keyOf(vector), value), field(8, Bytes.utf8("x"))])
    const { index, skipped, warnings } = read(bytes)
    same(index, ArchiveIndex.make([vector]))
    assert.deepStrictEqual([skipped, warnings], [[], []])
  })

  const metadata = (from: number, to: number) =>
    Bytes.concat([varint(2, from), varint(3, to), field(4, Bytes.utf8("/a/b/c/d"))])
  const cid = field(3, Bytes.utf8(vector.cid))
  const refused = (name: string, value: Uint8Array, why: RegExp) =>
    it(name, () => {
      const good = pair(ArchiveIndex.keyOf(vector), valueOf(vector))
      const { index, skipped } = read(Bytes.concat([pair("0xodd", value), good]))
      same(index, ArchiveIndex.make([vector]))
      assert.strictEqual(skipped.length, 1)
      assert.strictEqual(skipped[0]!.key, "0xodd")
      assert.match(skipped[0]!.why, why)
    })

  refused(
    "A-44: skips an entry of the BitTorrent service",
    Bytes.concat([field(2, metadata(1, 2)), varint(3, 512)]),
    /BitTorrent/
  )
  refused(
    "A-41 A-44: skips a magnet link",
    Bytes.concat([field(2, metadata(1, 2)), field(3, Bytes.utf8("magnet:?xt=urn:btih:00"))]),
    /magnet/
  )
  refused("A-41: skips what is no CID", Bytes.concat([field(2, metadata(1, 2)), field(3, Bytes.utf8("zDx"))]), /CID/)
  refused(
    "A-03: skips an entry of a later version",
    Bytes.concat([varint(1, 2), field(2, metadata(1, 2)), cid]),
    /version 2/
  )
  refused(
    "A-03: skips metadata of a later version",
    Bytes.concat([field(2, Bytes.concat([varint(1, 2), metadata(1, 2)])), cid]),
    /version 2/
  )
  refused("A-06: skips an empty range", Bytes.concat([field(2, metadata(5, 5)), cid]), /empty/)
  refused("A-06: skips a range that ends before it begins", Bytes.concat([field(2, metadata(6, 5)), cid]), /empty/)
  refused("skips an entry without metadata", cid, /metadata/)
  refused("skips an entry that does not decode", Uint8Array.of(0xff), /decode/)

  it("A-03: reads version 0, which is absent on the wire", () => {
    const { index } = read(pair("", Bytes.concat([field(2, metadata(1_577_836_800, 1_578_355_200)), cid])))
    assert.strictEqual(ArchiveIndex.size(index), 1)
  })

  it("A-22: an entry under no well-formed key is used under its own, with a warning", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 70 }),
          fc.constantFrom("", `0x${"A".repeat(64)}`, `0x${"a".repeat(63)}`, `0x${"a".repeat(65)}`, "../x")
        ),
        generate.entry,
        (key, entry) => {
          fc.pre(!/^0x[0-9a-f]{64}$/.test(key))
          const { index, warnings } = read(pair(key, valueOf(entry)))
          same(index, ArchiveIndex.make([entry]))
          assert.strictEqual(warnings.length, 1)
        }
      ),
      { numRuns: runs }
    )
  })

  it("one key told twice resolves without regard to order", () => {
    fc.assert(
      fc.property(generate.entry, generate.entry, (left, right) => {
        const key = `0x${"7".repeat(64)}`
        const [one, two] = [pair(key, valueOf(left)), pair(key, valueOf(right))]
        same(read(Bytes.concat([one, two])).index, read(Bytes.concat([two, one])).index)
      }),
      { numRuns: runs }
    )
  })

  it("refuses a file over its limits of bytes and entries, and skips an entry over that of topics", () => {
    const bytes = ArchiveIndex.encode(
      ArchiveIndex.make([
        vector,
        { ...vector, topics: ["/a/b/c/d", "/e/f/g/h"].map((text) => Topic.ContentTopic(text)) }
      ])
    )
    assert.isTrue(Result.isSuccess(decode(bytes, { maxBytes: bytes.length, maxEntries: 2, maxTopics: 2 })))
    assert.isTrue(Result.isFailure(decode(bytes, { maxBytes: bytes.length - 1 })))
    assert.isTrue(Result.isFailure(decode(bytes, { maxEntries: 1 })))
    const { index, skipped } = Result.getOrThrow(decode(bytes, { maxTopics: 1 }))
    same(index, ArchiveIndex.make([vector]))
    assert.strictEqual(skipped.length, 1)
  })
})

describe("bytes of the implementation in Go", () => {
  const logosKey = "0x56c8090442baa197bd0d864d6a45ebc3aad866e8f6c001dc5284148d5018325b"

  it("A-05 A-24: its index over Codex is read, seconds and four-byte topics converted, under the key it came with", () => {
    const bytes = Bytes.fromHex(
      "0a90010a42307835366338303930343432626161313937626430643836346436613435656263336161643836366538663663303031646335323834313438643530313833323562124a12121080c2aff005188094cff0052204deadbeef1a347a44765a52777a6d32326553594e644c42754e485669376a5354523261346e343879793455723971777334764856366d6164697a"
    )!
    const { index, skipped, warnings } = read(bytes)
    assert.deepStrictEqual(ArchiveIndex.entries(index), [
      [
        logosKey as ArchiveIndex.ArchiveKey,
        {
          window: { from: Time.nanos(1577836800000000000n), to: Time.nanos(1578355200000000000n) },
          topics: [Topic.ContentTopic("/waku/1/0xdeadbeef/rfc26")],
          cid: "zDvZRwzm22eSYNdLBuNHVi7jSTR2a4n48yy4Ur9qws4vHV6madiz" as Cid
        }
      ]
    ])
    assert.deepStrictEqual(skipped, [])
    assert.strictEqual(warnings.length, 1)
  })

  it("A-44: its BitTorrent index has no entry that can be used", () => {
    const offset = Bytes.fromHex(
      "0a620a42307839343732633631323437653833633161396461323735306162623636383965383939326138306665633234616266636634383333333335356338393231663834121c12121080c2aff005188094cff0052204deadbeef2080a00628b89f06"
    )!
    const { index, skipped } = read(offset)
    assert.strictEqual(ArchiveIndex.size(index), 0)
    assert.strictEqual(skipped[0]!.key, "0x9472c61247e83c1a9da2750abb6689e8992a80fec24abfcf48333355c8921f84")
  })
})
