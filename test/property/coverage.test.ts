/** The time of a community as a status shows it. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Coverage from "../../src/domain/history/Coverage.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { entry, policy } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const START = Time.days(1_000)
const grid = { anchor: START, length: Window.WEEK }

const [model] = fc.sample(entry, { numRuns: 1, seed: 3 })

/** Weeks that were archived, weeks with messages that still wait, a span that was lost, and how far sealing has come. */
const world = fc.record({
  weeks: fc.integer({ min: 0, max: 12 }),
  archived: fc.uniqueArray(fc.nat(11), { maxLength: 8 }),
  pending: fc.uniqueArray(fc.nat(14), { maxLength: 6 }),
  unsettled: fc.uniqueArray(fc.nat(11), { maxLength: 2 }),
  gap: fc.option(fc.tuple(fc.nat(10), fc.integer({ min: 1, max: 3 })), { nil: undefined }),
  hours: fc.nat(6)
})

describe("coverage", () => {
  it("A-09 A-31: each sealed week is archived, waiting, lost or empty, and only one of them is said of it", () => {
    fc.assert(
      fc.property(world, ({ archived, gap, hours, pending, unsettled, weeks }) => {
        const sealed = archived.filter((week) => week < weeks)
        const waits = [...pending].sort((left, right) => left - right)
        const state: Publication.State = {
          ...Publication.initial(START),
          grid: Option.some(grid),
          next: weeks,
          unsettled: unsettled.filter((week) => sealed.includes(week)),
          index: ArchiveIndex.make(sealed.map((week) => ({ ...model!, window: Window.at(grid, week) }))),
          gaps:
            gap === undefined ? [] : [{ from: Window.at(grid, gap[0]).from, to: Window.at(grid, gap[0] + gap[1]).from }]
        }
        const now = Time.add(Time.add(Window.at(grid, weeks).from, policy.settle), Time.hours(hours))
        const found = Coverage.of(policy, state, waits, now)
        const says = (list: ReadonlyArray<Window.Window>, week: number) =>
          list.some((window) => Window.overlaps(window, Window.at(grid, week)))
        const lost = (week: number) => gap !== undefined && week >= gap[0] && week < gap[0] + gap[1]
        const late = (week: number) =>
          waits.includes(week) && week < weeks && !state.unsettled.includes(week) && !lost(week)
        for (let week = 0; week < weeks; week++) {
          const isEmpty = !sealed.includes(week) && !waits.includes(week) && !lost(week)
          assert.strictEqual(says(found.empty, week), isEmpty, `week ${week} is empty`)
          assert.strictEqual(
            says(
              found.gaps.map(({ window }) => window),
              week
            ),
            lost(week) || late(week),
            `week ${week} is a gap`
          )
        }
        assert.deepStrictEqual(
          found.gaps.map(({ reason }) => reason.startsWith("due and not archived yet; run archive")),
          [...state.gaps.map(() => false), ...waits.filter(late).map(() => true)]
        )
        for (const { reason } of found.gaps) assert.match(reason, /offline for longer|run archive/u)
        assert.deepStrictEqual(found.open, Option.some(Window.at(grid, weeks)))
      }),
      { numRuns: runs }
    )
  })

  it("A-07: before the first message there is no week, only what was lost", () => {
    const gaps = [{ from: START, to: Time.add(START, Window.WEEK) }]
    assert.deepStrictEqual(Coverage.of(policy, { ...Publication.initial(START), gaps }, [], START), {
      gaps: [{ window: gaps[0]!, reason: "offline for longer than the network's stores remember" }],
      empty: [],
      open: Option.none()
    })
  })
})
