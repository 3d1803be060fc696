/** Numbers, texts and tables: exact renderings, and the laws that keep a terminal safe. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Table from "../../src/app/cli/Table.ts"
import * as Units from "../../src/app/cli/Units.ts"
import * as Time from "../../src/domain/Time.ts"
import { runs } from "../../src/testing/runs.ts"

/** Escape sequences, reversals, lone surrogates, marks, wide characters, families of emoji. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\u001b", "[2J", "\u009b", "\r\n", "\n", "\t", "\u202e", "\u2066", "\u200f", "\u2028", "\u007f"),
    fc.constantFrom("a", "Z", " ", "é", "e\u0301", "你", "한", "👩‍👩‍👧", "🇮🇸", "❤️", "\ud800", "\udc00", "\u200d", "1️⃣"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 })
  ),
  maxLength: 30
})

const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/u

describe("numbers and times", () => {
  it("are short and exact", () => {
    assert.deepStrictEqual([0, 999, 1_000, 17_447].map(Units.count), ["0", "999", "1,000", "17,447"])
    assert.deepStrictEqual([0, 1_023, 1_024, 10_188, 10_189, 1_258_291, 1_048_575, 51_539_607_552].map(Units.bytes), [
      "0 B",
      "1023 B",
      "1.0 KiB",
      "9.9 KiB",
      "10 KiB",
      "1.2 MiB",
      "1.0 MiB",
      "48 GiB"
    ])
    assert.deepStrictEqual(
      [0, 250, 999.7, 3_210, 9_960, 59_400, 59_600, 80_000, 119_700, 7_500_000, 273_600_000].map(Units.duration),
      [
        "0 ms",
        "250 ms",
        "1.0 s",
        "3.2 s",
        "10 s",
        "59 s",
        "1 min 0 s",
        "1 min 20 s",
        "2 min 0 s",
        "2 h 5 min",
        "3 d 4 h"
      ]
    )
    const at = Time.fromIso("2021-03-04T22:34:01.999999999Z")!
    assert.strictEqual(Units.date(at), "2021-03-04")
    assert.strictEqual(Units.dateTime(at), "2021-03-04T22:34:01Z")
    assert.strictEqual(Units.dateTime(2n ** 70n), "2262-04-11T23:47:16Z")
    assert.strictEqual(Units.shortCid("zDvZRwzmBEaJ338xaCHbKbGAJ4X41YyccS6eyorrYBbmPnWuLbvyM"), "zDvZRwzm…bvyM")
    assert.strictEqual(Units.shortCid("zDvZRwzmbvyM"), "zDvZRwzmbvyM")
  })

  it("a size never has a number of 1,024 or more before its unit, up to petabytes", () =>
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(19), (value, shift) => {
        const [number, unit] = Units.bytes(value * 2 ** shift).split(" ") as [string, string]
        assert.isBelow(Number(number.replace(",", "")), 1_024)
        assert.include(["B", "KiB", "MiB", "GiB", "TiB", "PiB"], unit)
      }),
      { numRuns: runs }
    ))
})

describe("printable", () => {
  it("shows what would steer the terminal", () => {
    assert.strictEqual(Units.printable("\u001b[31mred\u0007"), "\\u001b[31mred\\u0007")
    assert.strictEqual(Units.printable("one\r\ntwo\n\tthree"), "one⏎two⏎ three")
    assert.strictEqual(Units.printable("one\r\ntwo\rx", "keep"), "one\ntwo\\u000dx")
    assert.strictEqual(Units.printable("abc\u202Etxt.exe"), "abc\\u202etxt.exe")
    assert.strictEqual(Units.printable("\ud800x"), "\ufffdx")
  })

  it("lets no control character and no change of direction through, and only line breaks if asked", () =>
    fc.assert(
      fc.property(hostile, (text) => {
        assert.notMatch(Units.printable(text), CONTROL)
        assert.notMatch(Units.printable(text, "keep").replaceAll("\n", ""), CONTROL)
        assert.isTrue(Units.printable(text).isWellFormed())
      }),
      { numRuns: runs }
    ))

  it("changes nothing that is safe, so twice is once", () =>
    fc.assert(
      fc.property(hostile, (text) => {
        const once = Units.printable(text)
        assert.strictEqual(Units.printable(once), once)
        if (!CONTROL.test(text) && text.isWellFormed()) assert.strictEqual(once, text)
      }),
      { numRuns: runs }
    ))
})

describe("width", () => {
  it("counts columns: wide characters two, marks none", () => {
    const texts = [
      "",
      "abc",
      "é",
      "e\u0301",
      "你好",
      "한",
      "ｘ",
      "🎉",
      "👩‍👩‍👧",
      "🇮🇸",
      "❤️",
      "❤",
      "1️⃣",
      "░█✗·◌",
      "\u200b",
      "🦀a"
    ]
    assert.deepStrictEqual(texts.map(Units.width), [0, 3, 1, 1, 4, 2, 2, 2, 2, 2, 2, 1, 2, 5, 0, 3])
  })

  it("truncate keeps to the columns, keeps what fits, and marks what it cut", () => {
    assert.strictEqual(Units.truncate("history", 7), "history")
    assert.strictEqual(Units.truncate("history", 4), "his…")
    assert.strictEqual(Units.truncate("你好吗", 4), "你…")
    assert.strictEqual(Units.truncate("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…")
    assert.strictEqual(Units.truncate("history", 4, "~"), "his~")
    assert.strictEqual(Units.truncate("history", 0), "")
    fc.assert(
      fc.property(hostile, fc.nat(20), (text, columns) => {
        const cut = Units.truncate(text, columns)
        assert.isAtMost(Units.width(cut), columns)
        if (Units.width(text) <= columns) assert.strictEqual(cut, text)
        else if (columns > 0) assert.isTrue(cut.endsWith("…") && text.startsWith(cut.slice(0, -1)))
      }),
      { numRuns: runs }
    )
  })
})

const columns: ReadonlyArray<Table.Column> = [
  { title: "from", align: "left" },
  { title: "messages", align: "right" },
  { title: "CID", align: "left", flexible: true, min: 6 }
]
const rows = [
  ["2021-03-04", "1,234", "zDvZRwzmBEaJ338xaCHb"],
  ["小雨", "5", "\u001bx"]
]

describe("table", () => {
  it("is aligned by what a terminal shows", () => {
    assert.strictEqual(
      Table.render(columns, rows, 80),
      [
        "from        messages  CID",
        "──────────  ────────  ────────────────────",
        "2021-03-04     1,234  zDvZRwzmBEaJ338xaCHb",
        "小雨               5  \\u001bx"
      ].join("\n")
    )
  })

  it("shrinks flexible columns down to their least, then cuts lines", () => {
    assert.strictEqual(
      Table.render(columns, rows, 32, false),
      [
        "from        messages  CID",
        "----------  --------  ----------",
        "2021-03-04     1,234  zDvZRwzmB~",
        "小雨               5  \\u001bx"
      ].join("\n")
    )
    assert.strictEqual(
      Table.render(columns, rows, 26),
      [
        "from        messages  CID",
        "──────────  ────────  ────",
        "2021-03-04     1,234  zDv…",
        "小雨               5  \\u0…"
      ].join("\n")
    )
  })

  it("takes from the widest of several flexible columns", () => {
    const two: ReadonlyArray<Table.Column> = [
      { title: "a", align: "left", flexible: true },
      { title: "b", align: "right", flexible: true }
    ]
    assert.strictEqual(Table.render(two, [["1234567890", "12345"]], 12), "a          b\n─────  ─────\n1234…  12345")
  })

  it("without rows is its header", () => {
    assert.strictEqual(Table.render(columns.slice(0, 2), [], 80), "from  messages\n────  ────────")
  })

  it("is never wider than the terminal, has a line for each row, and never steers the terminal", () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(hostile, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        fc.array(
          fc.record({
            title: fc.constantFrom("", "from", "CID"),
            align: fc.constantFrom("left", "right"),
            flexible: fc.boolean()
          }),
          { minLength: 1, maxLength: 4 }
        ),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (rows, columns, available, unicode) => {
          const lines = Table.render(columns, rows, available, unicode).split("\n")
          assert.lengthOf(lines, rows.length + 2)
          for (const line of lines) {
            assert.isAtMost(Units.width(line), available)
            assert.notMatch(line, CONTROL)
          }
        }
      ),
      { numRuns: runs }
    ))
})
