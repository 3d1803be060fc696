/** Law 1: windows tile. */
import { assert } from "@effect/vitest"
import * as fc from "fast-check"
import * as Time from "../../domain/Time.ts"
import { law } from "./register.ts"

const grid = {
  anchor: fc.bigInt({ min: 10n ** 18n, max: 2n * 10n ** 18n }),
  length: fc.oneof(fc.constant<bigint>(Time.days(7)), fc.bigInt({ min: 10n ** 6n, max: 10n ** 16n }))
}

export const windows = [
  law("windowOf")(
    "A-06 A-07: an instant is in one window, `from` inclusive, `to` exclusive; windows touch and have one length",
    fc.record({ ...grid, distance: fc.bigInt({ min: 0n, max: 10n ** 17n }) }),
    async ({ windowOf }, { anchor, distance, length }) => {
      const at = anchor + distance
      const window = await windowOf(anchor, length, at)
      assert.isTrue(window.from <= at && at < window.to)
      assert.strictEqual(window.to - window.from, length)
      assert.strictEqual((window.from - anchor) % length, 0n)
      assert.deepStrictEqual(await windowOf(anchor, length, window.from), window)
      assert.strictEqual((await windowOf(anchor, length, window.to)).from, window.to)
    }
  ),
  law("dueWindows")(
    "A-08 A-32: a window is due from its end and the settle delay on, not an instant before",
    fc.record({ ...grid, count: fc.integer({ min: 0, max: 500 }), settle: fc.bigInt({ min: 0n, max: 10n ** 12n }) }),
    async ({ dueWindows }, { anchor, count, length, settle }) => {
      const due = anchor + BigInt(count) * length + settle
      assert.strictEqual(await dueWindows(anchor, length, due, settle), count)
      if (count > 0) assert.strictEqual(await dueWindows(anchor, length, due - 1n, settle), count - 1)
    }
  ),
  law("dueWindows")("CHA-22: thirty days make four", grid.anchor, async ({ dueWindows }, anchor) => {
    assert.strictEqual(await dueWindows(anchor, Time.days(7), anchor + Time.days(30), Time.minutes(1)), 4)
  })
]
