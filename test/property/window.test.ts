/** Law 1: windows tile. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { grid, instant, nearWindow } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const index = fc.integer({ min: -50, max: 500 })

describe("law 1: windows", () => {
  it("A-06 A-07: are contiguous, half open, of one length, and every instant is in exactly one", () => {
    fc.assert(
      fc.property(grid, index, fc.bigInt({ min: 0n, max: 10n ** 18n }), (grid, k, at) => {
        const [window, next] = [Window.at(grid, k), Window.at(grid, k + 1)]
        assert.strictEqual(window.to, next.from)
        if (grid.anchor + BigInt(k) * grid.length >= 0n) assert.strictEqual(window.to - window.from, grid.length)
        const instant = Time.nanos(at)
        const home = Window.indexOf(grid, instant)
        assert.isTrue(Window.contains(Window.at(grid, home), instant))
        assert.isFalse(Window.contains(Window.at(grid, home + 1), instant))
        assert.isFalse(Window.contains(Window.at(grid, home - 1), instant))
      }),
      { numRuns: runs }
    )
  })

  it("A-06: the instant `to` belongs to the next window, the one before it does not", () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: 0, max: 500 }), (grid, k) => {
        const { to } = Window.at(grid, k)
        assert.strictEqual(Window.indexOf(grid, to), k + 1)
        assert.strictEqual(Window.indexOf(grid, Time.nanos(to - 1n)), k)
      }),
      { numRuns: runs }
    )
  })

  it("A-08 A-32: none is due before its end and the settle delay, each is from then on", () => {
    fc.assert(
      fc.property(
        grid,
        fc.integer({ min: 0, max: 300 }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }).map(Time.nanos),
        (grid, k, settle) => {
          const due = Time.add(Window.at(grid, k).to, settle)
          assert.isAbove(Window.dueUntil(grid, due, settle), k)
          assert.isAtMost(Window.dueUntil(grid, Time.nanos(due - 1n), settle), k)
        }
      ),
      { numRuns: runs }
    )
  })

  it("CHA-22 A-08: thirty days make four", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }).map(Time.nanos), (anchor) => {
        const now = Time.add(anchor, Time.days(30))
        assert.strictEqual(Window.dueUntil({ anchor, length: Window.WEEK }, now, Time.minutes(1)), 4)
      }),
      { numRuns: runs }
    )
  })

  it("the end of time and the beginning do not break anything", () => {
    fc.assert(
      fc.property(grid, instant, instant, (grid, now, settle) => {
        const due = Window.dueUntil(grid, now, settle)
        assert.isTrue(Number.isSafeInteger(due))
        assert.isTrue(Time.isNanos(Window.at(grid, due).to))
      }),
      { numRuns: runs }
    )
  })

  it("A-29: what is cut out is gone, what is not is left, nothing twice", () => {
    fc.assert(
      fc.property(nearWindow, fc.array(nearWindow, { maxLength: 5 }), (window, cuts) => {
        const left = Window.without(window, cuts)
        for (let at = 0n; at < 60n; at++) {
          const instant = Time.nanos(at)
          const expected = Window.contains(window, instant) && !cuts.some((cut) => Window.contains(cut, instant))
          assert.strictEqual(left.filter((piece) => Window.contains(piece, instant)).length, expected ? 1 : 0)
        }
        assert.isTrue(left.every(({ from, to }) => from < to))
      }),
      { numRuns: runs }
    )
  })
})
