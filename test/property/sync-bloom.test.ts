/** Filters, beside those of js-waku and its published hashes. */
import { assert, describe, it } from "@effect/vitest"
import { BloomFilter } from "@waku/sds"
import * as fc from "fast-check"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"

/** The first and the second hash of a text, modulo 100, 1,000 and 10,000, of the 72 vectors that js-waku publishes. */
const HASHES: ReadonlyArray<readonly [text: string, ReadonlyArray<readonly [first: number, second: number]>]> = [
  [
    "hello",
    [
      [51, 74],
      [351, 874],
      [3351, 874]
    ]
  ],
  [
    "",
    [
      [0, 8],
      [0, 8],
      [0, 6008]
    ]
  ],
  [
    "test123",
    [
      [27, 4],
      [227, 404],
      [6227, 4404]
    ]
  ],
  [
    "!@#$%^&*()",
    [
      [11, 72],
      [311, 172],
      [1311, 172]
    ]
  ],
  [
    "Lorem ipsum dolor sit amet",
    [
      [70, 3],
      [970, 103],
      [9970, 103]
    ]
  ],
  [
    "αβγδε",
    [
      [66, 13],
      [366, 613],
      [5366, 6613]
    ]
  ]
]

const id = fc.stringMatching(/^[0-9a-f]{64}$/u)
const ids = fc.uniqueArray(id, { maxLength: 60 })
const of = (parameters: Bloom.Parameters, list: ReadonlyArray<string>) =>
  list.reduce((filter, id) => Bloom.add(filter, id), Bloom.empty(parameters))

const bytesOf = (...filters: ReadonlyArray<Bloom.Filter>) => Bloom.union(filters[0]!.parameters, filters)

/** The standard filter of js-waku, over the given hash function. */
const theirs = (hashN: (item: string, n: number, max: number) => number) =>
  new BloomFilter({ capacity: 10_000, errorRate: 0.001 }, hashN)

describe("a filter", () => {
  it("D-4: hashes as the 72 published vectors say, text beyond ASCII too", () => {
    for (const [text, hashes] of HASHES) {
      for (const [place, [first, second]] of hashes.entries()) {
        const bits = 10 ** (place + 2)
        const parameters: Bloom.Parameters = { capacity: 1, bits, hashes: 6, bytes: 8 }
        const positions = Bloom.positions(parameters, text)
        for (const n of [0, 1, 2, 5]) assert.strictEqual(positions[n], (first + n * second) % bits, `${text} ${bits}`)
      }
    }
  })

  it("D-4: of js-waku has 150,000 bits, ten hashes and 18,752 bytes; a smaller one takes less of every message", () => {
    assert.deepStrictEqual(Bloom.jsw, { capacity: 10_000, bits: 150_000, hashes: 10, bytes: 18_752 })
    assert.strictEqual(Bloom.parameters(1_000, 0.001).bytes, 1_880)
  })

  it("D-4: has the bytes of js-waku's, and each finds in the other's what was added", () => {
    const hashN = (item: string, n: number, max: number) =>
      Bloom.positions({ ...Bloom.jsw, bits: max, hashes: n + 1 }, item)[n]!
    fc.assert(
      fc.property(ids, (list) => {
        const ours = bytesOf(of(Bloom.jsw, list))
        const oracle = theirs(hashN)
        for (const one of list) oracle.insert(one)
        assert.isTrue(Buffer.from(ours).equals(oracle.toBytes()))
        const read = BloomFilter.fromBytes(ours, oracle.options, hashN)
        for (const one of list) {
          assert.isTrue(read.lookup(one))
          assert.isTrue(Bloom.mayHold(Bloom.jsw, oracle.toBytes(), Bloom.positions(Bloom.jsw, one)))
        }
      }),
      { numRuns: heavyRuns }
    )
  })

  it("SDS-13: holds whatever was added, in any order, and the filters before it do not change", () => {
    const small = Bloom.parameters(60, 0.01)
    fc.assert(
      fc.property(ids, fc.nat(60), (list, cut) => {
        const before = of(small, list.slice(0, cut))
        const bytes = Uint8Array.from(bytesOf(before))
        const after = list.slice(cut).reduce((filter, one) => Bloom.add(filter, one), Bloom.settled(before))
        for (const one of list) {
          assert.isTrue(Bloom.mayHold(small, bytesOf(after), Bloom.positions(small, one)))
        }
        assert.deepStrictEqual(bytesOf(before), bytes)
        assert.deepStrictEqual(bytesOf(after), bytesOf(of(small, list.toReversed())))
        assert.deepStrictEqual(bytesOf(after), bytesOf(before, of(small, list.slice(cut))))
      }),
      { numRuns: runs }
    )
  })

  it("SDS-05: seldom holds what was not added", () => {
    const parameters = Bloom.parameters(500, 0.01)
    const filter = bytesOf(
      of(
        parameters,
        Array.from({ length: 500 }, (_, n) => `in ${n}`)
      )
    )
    const wrong = Array.from({ length: 5_000 }, (_, n) =>
      Bloom.mayHold(parameters, filter, Bloom.positions(parameters, `out ${n}`))
    ).filter(Boolean)
    assert.isBelow(wrong.length, 100)
  })

  it("SDS-17 D-4: of another size says nothing, and throws nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), id, (bytes, one) => {
        assert.isFalse(Bloom.mayHold(Bloom.jsw, bytes, Bloom.positions(Bloom.jsw, one)))
      }),
      { numRuns: runs }
    )
    const full = new Uint8Array(Bloom.jsw.bytes + 1).fill(255)
    assert.isFalse(Bloom.mayHold(Bloom.jsw, full, Bloom.positions(Bloom.jsw, "x")))
    assert.isTrue(Bloom.mayHold(Bloom.jsw, full.subarray(1), Bloom.positions(Bloom.jsw, "x")))
  })
})
