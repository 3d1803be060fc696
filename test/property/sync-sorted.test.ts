/** Sequences in blocks, beside plain sorted arrays. */
import { assert, describe, it } from "@effect/vitest"
import { Order } from "effect"
import * as fc from "fast-check"
import * as Sorted from "../../src/domain/sync/Sorted.ts"
import { runs } from "../../src/testing/runs.ts"

const items = fc.array(fc.nat(2_000), { maxLength: 700 })
const of = (list: ReadonlyArray<number>) =>
  list.reduce((sorted, item) => Sorted.insert(sorted, item), Sorted.empty(Order.Number))
const plain = (list: ReadonlyArray<number>) => [...new Set(list)].sort((left, right) => left - right)

describe("a sorted sequence", () => {
  it("SDS-16: holds each item once, ascending, whatever the order they came and went in", () => {
    fc.assert(
      fc.property(items, items, fc.nat(400), (put, gone, count) => {
        const full = of(put)
        assert.deepStrictEqual(Sorted.toArray(full), plain(put))
        const rest = gone.reduce((sorted, item) => Sorted.remove(sorted, item), full)
        const left = plain(put.filter((item) => !gone.includes(item)))
        assert.deepStrictEqual(Sorted.toArray(rest), left)
        assert.strictEqual(rest.size, left.length)
        assert.strictEqual(Sorted.first(rest), left[0])
        assert.deepStrictEqual(Sorted.newest(rest, count), count === 0 ? [] : left.slice(-count))
        assert.deepStrictEqual(Sorted.toArray(full), plain(put))
        assert.isTrue(full.blocks.every(({ length }) => length > 0 && length <= 128))
      }),
      { numRuns: Math.floor(runs / 4) }
    )
  })

  it("SDS-16: an item that is equal in order takes the place of the other", () => {
    const order = Order.mapInput(Order.Number, ([key]: readonly [key: number, value: string]) => key)
    const one = Sorted.insert(Sorted.empty(order), [1, "a"])
    assert.deepStrictEqual(Sorted.toArray(Sorted.insert(one, [1, "b"])), [[1, "b"]])
  })
})
