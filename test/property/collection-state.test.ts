/** Single steps of a member's memory: announcements followed, archives that failed, words for what is wrong. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Announcement from "../../src/domain/history/Announcement.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Collection from "../../src/domain/history/Collection.ts"
import * as Hydration from "../../src/domain/history/Hydration.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Time from "../../src/domain/Time.ts"
import { announcement, entry } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const WAIT = Time.seconds(20)
const NOW = Time.days(20_000)
const step = (state: Collection.State, event: Collection.Event) => Collection.step(WAIT, state, event, NOW)[0]

describe("a collection", () => {
  it("A-18 A-19: accepts what is neither older than what was followed nor the same, and nothing below the clock stated", () => {
    fc.assert(
      fc.property(announcement, announcement, fc.nat(5), (done, next, stated) => {
        const followed = step(step(Collection.initial, { _tag: "Heard", announcement: done }), {
          _tag: "Processed",
          announcement: done
        })
        const isSame = next.clock === done.clock && next.cid === done.cid
        assert.strictEqual(Collection.accepts(followed, next), Announcement.order(next, done) > 0 && !isSame)
        const raised = step(followed, { _tag: "ClockStated", clock: Time.millis(BigInt(stated)) })
        assert.strictEqual(raised.floor, done.clock > BigInt(stated) ? done.clock : BigInt(stated))
        assert.strictEqual(
          Collection.accepts(raised, next),
          Collection.accepts(followed, next) && next.clock >= raised.floor
        )
        if (BigInt(stated) <= done.clock) assert.strictEqual(raised, followed)
      }),
      { numRuns: runs }
    )
  })

  it("A-17 A-19: what is better than what was followed meanwhile stays to be followed; the clock never falls", () => {
    fc.assert(
      fc.property(announcement, announcement, fc.nat(5), (best, done, floor) => {
        const state = {
          ...step(Collection.initial, { _tag: "Heard", announcement: best }),
          floor: Time.millis(BigInt(floor))
        }
        const after = step(state, { _tag: "Processed", announcement: done })
        const isBetter = Announcement.order(best, done) > 0
        assert.deepStrictEqual(after.best, isBetter ? Option.some(best) : Option.none())
        assert.deepStrictEqual(after.deadline, isBetter ? state.deadline : Option.none())
        assert.strictEqual(after.floor, done.clock > BigInt(floor) ? done.clock : BigInt(floor))
        assert.deepStrictEqual([after.processed, after.attempts], [Option.some(done), 0])
      }),
      { numRuns: runs }
    )
    assert.strictEqual(step(Collection.initial, { _tag: "Failed" }), Collection.initial)
  })
})

describe("hydration", () => {
  it("A-52: each failure is counted, and the first that may be tried again wakes the member", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ArchiveIndex.keyOf, minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 }),
        (entries, failures) => {
          const index = ArchiveIndex.make(entries)
          let state = Hydration.initial
          const due = entries.map((one, place) => {
            for (let n = 0; n < failures[place]!; n++)
              state = Hydration.failed(state, ArchiveIndex.keyOf(one), "why", NOW)
            return failures[place] === 0 ? 0n : NOW + Hydration.backOff(failures[place]!)
          })
          const wake = Hydration.nextWake(index, new Set(), Selection.all, state)
          assert.deepStrictEqual(wake, Option.some(due.reduce((first, at) => (at < first ? at : first))))
          const all = new Set(entries.map(ArchiveIndex.keyOf))
          assert.deepStrictEqual(Hydration.nextWake(index, all, Selection.all, state), Option.none())
        }
      ),
      { numRuns: runs }
    )
  })
})

describe("words", () => {
  it("CHA-64: a selection that selects nothing says what to write", () => {
    const why = (text: string) => {
      const selection = Selection.parse(text)
      return Result.isFailure(selection) ? [selection.failure._tag, selection.failure.why] : "selected"
    }
    assert.deepStrictEqual(why("now"), ["InvalidSelection", '"now" is none of all, latest, FROM..TO'])
    assert.deepStrictEqual(why("x..2024-01-31"), ["InvalidSelection", '"x" is no date; write for example 2024-01-31'])
    assert.deepStrictEqual(why("2024-01-31..x"), ["InvalidSelection", '"x" is no date; write for example 2024-01-31'])
    assert.deepStrictEqual(why("2024-01-31..2024-01-31"), [
      "InvalidSelection",
      '"2024-01-31..2024-01-31" ends before it begins'
    ])
    assert.strictEqual(why(".."), "selected")
  })
})
