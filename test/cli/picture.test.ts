/** The picture of a coverage: exact renderings, and what holds for every set of windows. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { stripVTControlCharacters as strip } from "node:util"
import * as Picture from "../../src/app/cli/Picture.ts"
import * as Units from "../../src/app/cli/Units.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { runs } from "../../src/testing/runs.ts"

const WIDE = { columns: 100, colour: false, unicode: true }

const week = (anchor: string, index: number, messages: number, state: Picture.Week["state"]): Picture.Week => ({
  window: Window.at({ anchor: Time.fromIso(anchor)!, length: Window.WEEK }, index),
  messages,
  state
})

const span = (from: string, to: string, messages: number, state: Picture.Week["state"]): Picture.Week => ({
  window: { from: Time.fromIso(from)!, to: Time.fromIso(to)! },
  messages,
  state
})

const ANCHOR = "2023-12-06T10:00:00Z"
const weeks = [
  week(ANCHOR, 0, 1, "archived"),
  week(ANCHOR, 1, 20, "archived"),
  week(ANCHOR, 2, 0, "empty"),
  week(ANCHOR, 3, 300, "archived"),
  week(ANCHOR, 4, 4_000, "archived"),
  week(ANCHOR, 5, 0, "gap"),
  week(ANCHOR, 7, 20, "late"),
  week(ANCHOR, 8, 3, "open")
]

const hour = (at: number, messages: number, state: Picture.Week["state"]): Picture.Week => ({
  window: Window.at({ anchor: Time.fromIso("2024-05-01T22:30:00Z")!, length: Time.hours(1) }, at),
  messages,
  state
})

const SCALE = "        Jan Feb Mar Apr  May Jun Jul  Aug Sep  Oct Nov Dec"

describe("picture of weeks", () => {
  it("has a line a year, a cell a week, and says what the cells mean", () => {
    assert.strictEqual(
      Picture.coverage(weeks, WIDE),
      [
        SCALE,
        "  2023                                                  ░▒·▓",
        "  2024  █✗ !◌",
        "",
        "  ░ 1  ▒ 20  ▓ 300  █ 4,000  messages a week",
        "  · nothing said: 1 week  ! late messages: 1 week  ◌ open: 1 week  ✗ missing: 1 week",
        "  5 weeks archived  4,341 messages  2023-12-06 to 2024-02-07"
      ].join("\n")
    )
  })

  it("does without Unicode", () => {
    const picture = Picture.coverage(weeks, { ...WIDE, unicode: false })
    assert.match(picture, /^[\n\u0020-\u007e]*$/)
    assert.include(picture, "\n  2024  #x !o\n")
    assert.include(picture, "\n  - 1  = 20  * 300  # 4,000  messages a week\n")
  })

  it("colours runs of cells, gaps red", () => {
    const lines = Picture.coverage(weeks, { ...WIDE, colour: true }).split("\n")
    assert.strictEqual(
      lines[2],
      "  2024  \u001b[32m█\u001b[0m\u001b[1;31m✗\u001b[0m \u001b[33m!\u001b[0m\u001b[36m◌\u001b[0m"
    )
    assert.strictEqual(strip(lines.join("\n")), Picture.coverage(weeks, WIDE))
  })

  it("leaves years without any window out, and marks where", () => {
    const picture = Picture.coverage([week(ANCHOR, 0, 1, "archived"), week(ANCHOR, 1_000, 5, "archived")], WIDE)
    assert.deepStrictEqual(
      picture
        .split("\n")
        .slice(1, 4)
        .map((line) => line.trim().slice(0, 4).trim()),
      ["2023", "⋮", "2043"]
    )
  })

  it("shows a long gap in every week that it touches, over what lies there", () => {
    const gap = span("2024-01-05T00:00:00Z", "2024-01-19T00:00:00Z", 0, "gap")
    const picture = Picture.coverage([...weeks.slice(0, 5), gap], WIDE)
    assert.include(picture, "\n  2024  ✗✗✗\n")
    assert.include(picture, "✗ missing: 3 weeks")
  })

  it("shows of gaps of centuries, as an index from outside may name them, the ends only", () => {
    const centuries = Array.from({ length: 1_000 }, (_, index) => ({
      ...weeks[5]!,
      window: { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS - BigInt(index)) }
    }))
    const picture = Picture.coverage([...weeks, ...centuries], WIDE).split("\n")
    assert.deepStrictEqual(
      picture.slice(1, 7).map((line) => line.trim().slice(0, 4)),
      ["1970", "⋮", "2023", "2024", "⋮", "2262"]
    )
  })

  it("gives equal weeks the same shade, the fullest the darkest, and one unread the lightest", () => {
    const equal = Array.from({ length: 5 }, (_, index) => week("2024-01-01", index, 7, "archived"))
    assert.include(Picture.coverage(equal, WIDE), "\n  2024  █████\n\n  █ 7  messages a week\n")
    const unread = [...equal, week("2024-01-01", 5, 0, "archived")]
    assert.include(Picture.coverage(unread, WIDE), "\n  2024  █████░\n\n  ░ 0  █ 7  messages a week\n")
  })

  it("in a narrow terminal has lines of as many weeks as fit, named by their first day", () => {
    const picture = Picture.coverage(weeks, { ...WIDE, columns: 40 })
    assert.strictEqual(
      picture,
      [
        "  2023-10-26       ░▒·▓█✗ !◌",
        "",
        "  ░ 1  ▒ 20  ▓ 300  █ 4,000",
        "  messages a week",
        "  · nothing said: 1 week",
        "  ! late messages: 1 week",
        "  ◌ open: 1 week  ✗ missing: 1 week",
        "  5 weeks archived  4,341 messages",
        "  2023-12-06 to 2024-02-07"
      ].join("\n")
    )
  })

  it("of nothing is one sentence", () => {
    assert.strictEqual(Picture.coverage([], WIDE), "nothing is archived yet")
  })
})

describe("picture of other windows", () => {
  it("has lines of round spans of time", () => {
    assert.strictEqual(
      Picture.coverage([hour(0, 2, "archived"), hour(1, 0, "empty"), hour(2, 8, "archived"), hour(60, 0, "gap")], WIDE),
      [
        "  2024-05-01                        ▒·",
        "  2024-05-02  █",
        "  ⋮",
        "  2024-05-04            ✗",
        "",
        "  ▒ 2  █ 8  messages a window",
        "  · nothing said: 1 window  ✗ missing: 1 window",
        "  2 windows archived  10 messages  2024-05-01 to 2024-05-04"
      ].join("\n")
    )
    const seconds = Array.from({ length: 40 }, (_, at) => ({
      window: Window.at({ anchor: Time.fromIso("2024-05-01T22:30:00Z")!, length: Time.seconds(2) }, at),
      messages: 1,
      state: "archived" as const
    }))
    assert.deepStrictEqual(Picture.coverage(seconds, WIDE).split("\n").slice(0, 2), [
      `  2024-05-01 22:30  ${"█".repeat(30)}`,
      `  2024-05-01 22:31  ${"█".repeat(10)}`
    ])
  })
})

const states = ["archived", "empty", "gap", "open", "late"] as const

/** Mostly one grid with holes; lengths from a nanosecond to centuries; pieces and other grids among them. */
const someWeeks: fc.Arbitrary<ReadonlyArray<Picture.Week>> = fc
  .record({
    length: fc.constantFrom(1n, 1_000_000_000n, 3_600_000_000_000n, Window.WEEK, Window.WEEK, Time.days(30)),
    anchor: fc.bigInt({ min: 0n, max: 1_800_000_000_000_000_000n }),
    cells: fc.array(
      fc.record({
        index: fc.oneof(fc.nat(300), fc.nat(3_000)),
        messages: fc.oneof(fc.constant(0), fc.nat(500), fc.nat()),
        state: fc.constantFrom(...states)
      }),
      { maxLength: 40 }
    ),
    odd: fc.array(
      fc.record({
        from: fc.bigInt({ min: 0n, max: Time.MAX_NANOS - 1n }),
        length: fc.oneof(fc.constant(1n), fc.bigInt({ min: 1n, max: Time.days(40) }), fc.constant(Time.MAX_NANOS)),
        state: fc.constantFrom(...states)
      }),
      { maxLength: 2 }
    )
  })
  .map(({ anchor, cells, length, odd }) =>
    [
      cells.map(({ index, messages, state }) => ({
        window: Window.at({ anchor: Time.nanos(anchor), length: Time.nanos(length) }, index),
        messages,
        state
      })),
      odd.map(({ from, length, state }) => ({
        window: { from: Time.nanos(from), to: Time.nanos(from + length) },
        messages: 1,
        state
      }))
    ].flat()
  )

describe("every picture", () => {
  it("is never wider than the terminal and has no other controls than colours", () =>
    fc.assert(
      fc.property(
        someWeeks,
        fc.integer({ min: 24, max: 130 }),
        fc.boolean(),
        fc.boolean(),
        (weeks, columns, colour, unicode) => {
          const picture = Picture.coverage(weeks, { columns, colour, unicode })
          for (const line of strip(picture).split("\n")) {
            assert.isAtMost(Units.width(line), columns)
            assert.strictEqual(Units.printable(line), line)
          }
          if (!colour) assert.strictEqual(strip(picture), picture)
        }
      ),
      { numRuns: Math.ceil(runs / 4) }
    ))

  it("does not depend on the order of the windows", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.nat(99)),
        (indexes, numbers) => {
          const weeks = indexes.map((index) => week(ANCHOR, index, numbers.next().value, states[index % 5]!))
          const sorted = [...weeks].sort((left, right) => (left.window.from < right.window.from ? -1 : 1))
          assert.strictEqual(Picture.coverage(weeks, WIDE), Picture.coverage(sorted, WIDE))
        }
      ),
      { numRuns: Math.ceil(runs / 4) }
    ))

  it("of weeks of one grid draws each exactly once, and its totals are right", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ index: fc.nat(600), messages: fc.nat(5_000), state: fc.constantFrom(...states) }), {
          selector: ({ index }) => index,
          minLength: 1,
          maxLength: 60
        }),
        fc.integer({ min: 24, max: 120 }),
        (cells, columns) => {
          const weeks = cells.map(({ index, messages, state }) => week(ANCHOR, index, messages, state))
          const [drawn, legend] = Picture.coverage(weeks, { ...WIDE, columns }).split("\n\n") as [string, string]
          const glyphs = drawn.match(/[░▒▓█·✗◌!]/gu) ?? []
          const of = (state: string) => weeks.filter((one) => one.state === state)
          assert.lengthOf(glyphs, weeks.length)
          assert.lengthOf(
            glyphs.filter((glyph) => glyph === "✗"),
            of("gap").length
          )
          assert.lengthOf(
            glyphs.filter((glyph) => glyph === "·"),
            of("empty").length
          )
          assert.lengthOf(
            glyphs.filter((glyph) => "░▒▓█".includes(glyph)),
            of("archived").length
          )
          const archived = [...of("archived"), ...of("late")]
          const total = archived.reduce((sum, { messages }) => sum + messages, 0)
          const words = legend.replaceAll(/\s+/g, " ")
          assert.include(words, ` ${Units.count(archived.length)} week${archived.length === 1 ? "" : "s"} archived`)
          assert.include(words, ` ${Units.count(total)} message${total === 1 ? "" : "s"} `)
        }
      ),
      { numRuns: Math.ceil(runs / 4) }
    ))
})

describe("bar", () => {
  it("is filled in proportion", () => {
    assert.deepStrictEqual(
      [-1, 0, 0.49, 0.71, 1, 7, Number.NaN].map((fraction) => Picture.bar(fraction, 10)),
      ["░░░░░░░░░░", "░░░░░░░░░░", "█████░░░░░", "███████░░░", "██████████", "██████████", "░░░░░░░░░░"]
    )
    assert.strictEqual(Picture.bar(0.5, 4, false), "##..")
    assert.strictEqual(Picture.bar(0.5, 0), "")
  })
})
