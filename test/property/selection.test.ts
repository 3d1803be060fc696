/** Law 5: which archives a member fetches; and how a missing one waits. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Hydration from "../../src/domain/history/Hydration.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { entry, near, nearWindow } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const entries = fc.array(entry, { maxLength: 8 })
const selection = fc.oneof(fc.constant(Selection.all), fc.constant(Selection.latest), nearWindow.map(Selection.range))
const keys = (list: ReadonlyArray<ArchiveIndex.Keyed>) => list.map(([key]) => key)

describe("law 5: selection", () => {
  it("CHA-64 A-21: `all` holds everything, every other choice is part of it, `latest` is one whatever the order of the map", () => {
    fc.assert(
      fc.property(entries, nearWindow, (list, window) => {
        const index = ArchiveIndex.make(list)
        const other = ArchiveIndex.make(list.toReversed())
        const all = keys(Selection.select(Selection.all, index))
        assert.strictEqual(all.length, ArchiveIndex.size(index))
        const range = Selection.select(Selection.range(window), index)
        const latest = Selection.select(Selection.latest, index)
        assert.strictEqual(latest.length, Math.min(1, all.length))
        assert.deepStrictEqual(keys(latest), keys(Selection.select(Selection.latest, other)))
        for (const key of [...keys(range), ...keys(latest)]) assert.include(all, key)
        assert.deepStrictEqual(
          new Set(keys(range)),
          new Set(keys(Selection.select(Selection.all, index).filter(([, one]) => Window.overlaps(one.window, window))))
        )
        for (const [, one] of index) assert.isAtMost(Window.order(one.window, latest[0]![1].window), 0)
      }),
      { numRuns: runs }
    )
  })

  it("CHA-62 CHA-63 A-55: selected and downloaded converge to everything, newest first, nothing twice", () => {
    fc.assert(
      fc.property(entries, fc.array(selection, { maxLength: 4 }), (list, choices) => {
        const index = ArchiveIndex.make(list)
        const applied = new Set<ArchiveIndex.ArchiveKey>()
        for (const choice of [...choices, Selection.all]) {
          const missing = Hydration.missing(index, applied, choice)
          for (const [place, [key, one]] of missing.entries()) {
            assert.isFalse(applied.has(key))
            if (place > 0) assert.isAtLeast(Window.order(missing[place - 1]![1].window, one.window), 0)
          }
          for (const [key] of missing) applied.add(key)
          assert.deepStrictEqual(Hydration.missing(index, applied, choice), [])
        }
        assert.strictEqual(applied.size, ArchiveIndex.size(index))
      }),
      { numRuns: runs }
    )
  })

  it("A-52: an archive that failed waits by itself; all others are ready, and it comes back", () => {
    fc.assert(
      fc.property(entries, fc.nat(), near, fc.integer({ min: 1, max: 40 }), (list, which, now, attempts) => {
        const index = ArchiveIndex.make(list)
        const all = keys(ArchiveIndex.entries(index))
        if (all.length === 0) return
        const victim = all[which % all.length]!
        let state = Hydration.initial
        let at = now
        for (let n = 0; n < attempts; n++) {
          state = Hydration.failed(state, victim, "why", at)
          const ready = keys(Hydration.next(index, new Set(), Selection.all, state, at, 100))
          assert.deepStrictEqual(
            ready,
            all.filter((key) => key !== victim)
          )
          const wake = Option.getOrThrow(
            Hydration.nextWake(index, new Set(all.filter((key) => key !== victim)), Selection.all, state)
          )
          assert.isTrue(wake > at && wake - at <= Time.hours(6))
          assert.include(keys(Hydration.next(index, new Set(), Selection.all, state, wake, 100)), victim)
          at = wake
        }
        assert.deepStrictEqual(
          keys(Hydration.next(index, new Set(), Selection.all, Hydration.succeeded(state, victim), at, 100)),
          all
        )
        assert.strictEqual(
          Hydration.next(index, new Set(), Selection.all, state, at, 2).length,
          Math.min(2, all.length)
        )
      }),
      { numRuns: runs }
    )
  })

  it("reads all, latest and FROM..TO, and nothing else", () => {
    const window = (from: string, to: string) => Selection.range({ from: Time.fromIso(from)!, to: Time.fromIso(to)! })
    assert.deepStrictEqual(Selection.parse("all"), Result.succeed(Selection.all))
    assert.deepStrictEqual(Selection.parse("latest"), Result.succeed(Selection.latest))
    assert.deepStrictEqual(
      Selection.parse("2024-01-31..2024-02-01T12:00:00Z"),
      Result.succeed(window("2024-01-31", "2024-02-01T12:00:00Z"))
    )
    assert.isTrue(
      Result.isSuccess(Selection.parse("2024-01-31..")) && Result.isSuccess(Selection.parse("..2024-01-31"))
    )
    for (const text of [
      "",
      "newest",
      "2024-02-01..2024-01-31",
      "2024-01-31",
      "x..y",
      "2024-01-01..2024-01-02..2024-01-03"
    ]) {
      assert.isTrue(Result.isFailure(Selection.parse(text)), text)
    }
  })
})
