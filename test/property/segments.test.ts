/** Content in parts: cut, lost, shuffled, doubled, forged, and joined. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Segments from "../../src/domain/community/Segments.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { pattern } from "../../src/testing/generators/codex.ts"
import { runs } from "../../src/testing/runs.ts"

/** Larger than one part of `size`, at every edge of a part. */
const cutting = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 20 }), fc.integer({ min: -1, max: 1 }), fc.nat(255))
  .filter(([size, count, offset]) => size * count + offset > size)
  .map(([size, count, offset, seed]) => ({ size, content: pattern(size * count + offset, seed) }))

const parsed = (parts: ReadonlyArray<Uint8Array>) => parts.map((part) => Segments.read(part)!)

const takeAll = (joiner: Segments.Joiner<number>, parts: ReadonlyArray<Segments.Segment>) =>
  parts.flatMap((part, carrier) => joiner.take(part, carrier) ?? [])

describe("Segments", () => {
  it("CHA-79: what is small enough stays one message; every part of the rest is within the size", () =>
    fc.assert(
      fc.property(cutting, ({ content, size }) => {
        assert.deepStrictEqual(Segments.cut(content, content.length), [content])
        const parts = parsed(Segments.cut(content, size))
        assert.isTrue(parts.every(({ payload }) => payload.length <= size))
        assert.isTrue(Bytes.equals(Bytes.concat(parts.map(({ payload }) => payload)), content))
        assert.isUndefined(Segments.read(content))
      }),
      { numRuns: runs }
    ))

  it("CHA-79: joined as they were cut, once, in any order, with any part twice; the first part names the carrier", () =>
    fc.assert(
      fc.property(cutting, fc.infiniteStream(fc.nat()), ({ content, size }, random) => {
        const parts = Segments.cut(content, size)
        const doubled = [...parts, ...parts]
        const shuffled = doubled
          .map((part) => ({ part, at: random.next().value as number }))
          .toSorted((left, right) => left.at - right.at)
          .map(({ part }) => part)
        const joined = takeAll(Segments.joiner<number>(), parsed(shuffled))
        assert.isAtLeast(joined.length, 1)
        for (const one of joined) {
          assert.isTrue(Bytes.equals(one.content, content))
          assert.isTrue(Bytes.equals(shuffled[one.first]!, parts[0]!))
        }
      }),
      { numRuns: runs }
    ))

  it("CHA-79: with one part missing there is nothing, and every carrier is given back", () =>
    fc.assert(
      fc.property(cutting, fc.nat(), ({ content, size }, at) => {
        const parts = parsed(Segments.cut(content, size))
        const some = parts.filter((_, index) => index !== at % parts.length)
        const joiner = Segments.joiner<number>()
        assert.deepStrictEqual(takeAll(joiner, some), [])
        assert.deepStrictEqual(
          joiner.rest().toSorted((left, right) => left - right),
          some.map((_, index) => index)
        )
      }),
      { numRuns: runs }
    ))

  it("A-25: forged parts, and parts of other content between them, neither join to anything else nor keep the true ones from joining", () =>
    fc.assert(
      fc.property(cutting, cutting, fc.nat(), fc.nat({ max: 2 }), (one, other, at, forgeries) => {
        const parts = parsed(Segments.cut(one.content, one.size))
        const forged = Array.from({ length: forgeries }, (_, n) => {
          const part = parts[at % parts.length]!
          return { ...part, payload: part.payload.with(0, part.payload[0]! ^ (n + 1)) }
        })
        const joined = takeAll(Segments.joiner<number>(), [
          ...forged,
          ...parsed(Segments.cut(other.content, other.size)),
          ...parts
        ])
        assert.isTrue(joined.some(({ content }) => Bytes.equals(content, one.content)))
        for (const { content } of joined) {
          assert.isTrue(Bytes.equals(content, one.content) || Bytes.equals(content, other.content))
        }
      }),
      { numRuns: runs }
    ))

  it("what waits is bounded: the oldest is given up, the newest still joins", () =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), (many) => {
        const joiner = Segments.joiner<number>({ maxBytes: 3_000 })
        for (let n = 0; n < many; n++) {
          joiner.take(parsed(Segments.cut(pattern(60, n), 40))[0]!, n)
        }
        const forgetful = Segments.joiner<number>({ maxBytes: 3_000, forgetful: true })
        for (let n = 0; n < many * 10; n++) {
          forgetful.take(parsed(Segments.cut(pattern(60, n), 40))[0]!, n)
        }
        assert.isAtMost(forgetful.rest().length, 3)
        const content = pattern(90, 99)
        const joined = takeAll(joiner, parsed(Segments.cut(content, 45)))
        assert.strictEqual(joined.length, 1)
        assert.strictEqual(new Set(joiner.rest()).size, many)
      }),
      { numRuns: runs }
    ))

  it("A-25: forgeries of every part cost a bounded amount of work and memory; given up, they no longer keep the true ones from joining", () => {
    const size = 100_000
    const parts = parsed(Segments.cut(pattern(size * 12, 1), size))
    const joiner = Segments.joiner<number>({ forgetful: true })
    const forged = parts.flatMap((part) => [200, 201, 202].map((n) => ({ ...part, payload: part.payload.with(0, n) })))
    const flood = Array.from({ length: 3 }, () => forged).flat()
    assert.deepStrictEqual(takeAll(joiner, flood), [])
    assert.isAtMost(joiner.rest().length, forged.length)
    // Each true part either finds its place or ends the forged set by its trials.
    const joined = takeAll(joiner, [...parts, ...parts])
    assert.isTrue(joined.every(({ content }) => Bytes.equals(content, pattern(size * 12, 1))))
    assert.isAtMost(joiner.rest().length, forged.length)
  })

  it("CHA-79: parity parts and impossible places are no parts to join; no bytes make the reader throw", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat({ max: 300 }),
        fc.nat({ max: 300 }),
        (noise, index, count) => {
          Segments.read(noise)
          const hash = new Uint8Array(32)
          const read = Segments.read(Wire.encodeSegment({ hash, index, count, payload: Uint8Array.of(1) }))
          assert.strictEqual(read !== undefined, count >= 2 && count <= 256 && index < count)
          const parity = Bytes.concat([
            Wire.encodeSegment({ hash, index: 0, count: 0, payload: noise }),
            Uint8Array.of(0x30, 1)
          ])
          const joiner = Segments.joiner<number>()
          const part = Segments.read(parity)
          if (part === undefined) assert.strictEqual(noise.length, 0)
          else {
            assert.isUndefined(joiner.take(part, 5))
            assert.deepStrictEqual(joiner.rest(), [], "a spare part is nobody's loss")
          }
        }
      ),
      { numRuns: runs }
    ))
})
