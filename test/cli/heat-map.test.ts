/** The picture of who spoke when. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as HeatMap from "../../src/app/cli/HeatMap.ts"
import * as Units from "../../src/app/cli/Units.ts"
import { runs } from "../../src/testing/runs.ts"

const ends = { from: "2024-01-01", to: "2024-01-07" }
const plain = { columns: 60, colour: false, unicode: true }

describe("a heat map", () => {
  it("has a line a row with its sum, the busiest cell full, silence a dot", () => {
    const rows = [
      { label: "#general", cells: [0, 1, 4, 0, 0, 0, 9] },
      { label: "#off", cells: [0, 0, 0, 0, 0, 0, 0] }
    ]
    assert.strictEqual(
      HeatMap.render(rows, ends, plain),
      ["  #general  ··░░▒▒······██  14", "  #off      ··············   0", "            2024-01-01 to 2024-01-07"].join(
        "\n"
      )
    )
    assert.include(HeatMap.render(rows, ends, { ...plain, unicode: false }), "..--==......##")
  })

  it("is never wider than the terminal, loses no message, and shows no control character", () => {
    const row = fc.record({
      label: fc.string({ unit: "binary" }),
      cells: fc.array(fc.nat(99), { minLength: 1, maxLength: 400 })
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.integer({ min: 24, max: 200 }), (rows, columns) => {
        const length = Math.max(...rows.map(({ cells }) => cells.length))
        const even = rows.map(({ cells, label }) => ({
          label,
          cells: Array.from({ length }, (_, at) => cells[at] ?? 0)
        }))
        const lines = HeatMap.render(even, ends, { ...plain, columns }).split("\n")
        assert.strictEqual(lines.length, rows.length + 1)
        for (const line of lines) assert.isAtMost(Units.width(line), columns)
        for (const [at, { cells }] of even.entries())
          assert.isTrue(lines[at]!.endsWith(Units.count(cells.reduce((sum, n) => sum + n, 0))))
      }),
      { numRuns: runs }
    )
  })

  it("has colours where they are wanted", () => {
    assert.include(HeatMap.render([{ label: "a", cells: [1] }], ends, { ...plain, colour: true }), "\u001B[32m")
  })
})
