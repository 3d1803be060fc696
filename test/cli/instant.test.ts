/** Instants as people write and read them, in any time zone. */
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Instant from "../../src/app/cli/Instant.ts"
import * as Time from "../../src/domain/Time.ts"
import { runs } from "../../src/testing/runs.ts"

const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]

describe("an instant", () => {
  let before: string | undefined
  beforeEach(() => {
    before = process.env["TZ"]
  })
  afterEach(() => {
    if (before === undefined) delete process.env["TZ"]
    else process.env["TZ"] = before
  })

  it("is printed in the zone of its reader, with the offset, and the nanosecond where exactness is asked for", () => {
    const at = Time.fromIso("2024-07-01T22:30:05.000000007Z")!
    process.env["TZ"] = "Europe/Berlin"
    assert.strictEqual(Instant.local(at), "2024-07-02 00:30:05+02:00")
    assert.strictEqual(Instant.day(at), "2024-07-02")
    assert.strictEqual(Instant.exact(at), `2024-07-02 00:30:05+02:00 (${at} ns)`)
    process.env["TZ"] = "America/St_Johns"
    assert.strictEqual(Instant.local(at), "2024-07-01 20:00:05-02:30")
    assert.deepStrictEqual([Instant.brief(at, 80), Instant.brief(at, 79)], ["2024-07-01 20:00", "2024-07-01"])
  })

  it("comes back from what was printed, in every zone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.bigInt({ min: 0n, max: 9_000_000_000n }), (zone, seconds) => {
        process.env["TZ"] = zone
        const at = Time.nanos(seconds * 1_000_000_000n)
        assert.strictEqual(Instant.parse(Instant.local(at)), at)
        assert.strictEqual(Instant.parse(Time.toIso(at)), at)
      }),
      { numRuns: runs }
    )
  })

  it("is meant locally unless it names its zone; nanoseconds are exact", () => {
    process.env["TZ"] = "Asia/Kathmandu"
    const expected = Time.fromIso("2024-01-30T18:15:00Z")
    assert.strictEqual(Instant.parse("2024-01-31"), expected)
    assert.strictEqual(Instant.parse("2024-01-31T00:00"), expected)
    assert.strictEqual(Instant.parse("2024-01-31 00:00:00"), expected)
    assert.strictEqual(Instant.parse("2024-01-30T18:15:00Z"), expected)
    assert.strictEqual(Instant.parse("2024-01-31T00:00:00.000000001"), Time.nanos(expected! + 1n))
    assert.strictEqual(Instant.parse(`${expected! + 1n}`), Time.nanos(expected! + 1n))
  })

  it("that does not exist is refused", () => {
    for (const text of [
      "2024-02-30",
      "2024-13-01",
      "2024-01-31T24:00",
      "2024-01-31T10:60",
      "yesterday",
      "",
      "1969-12-31"
    ])
      assert.isUndefined(Instant.parse(text), text)
  })

  it("CHA-64: bounds a selection in the reader's zone", () => {
    process.env["TZ"] = "Europe/Berlin"
    const window = (text: string) => {
      const selection = Result.getOrThrow(Instant.parseSelection(text))
      return selection._tag === "Range" ? selection.window : undefined
    }
    assert.deepStrictEqual(window("2024-01-01..2024-07-01"), {
      from: Time.fromIso("2023-12-31T23:00:00Z")!,
      to: Time.fromIso("2024-06-30T22:00:00Z")!
    })
    assert.strictEqual(window("..2024-07-01")!.from, 0n)
    assert.deepStrictEqual(Result.getOrThrow(Instant.parseSelection("latest")), { _tag: "Latest" })
    assert.isTrue(Result.isFailure(Instant.parseSelection("2024-07-01..2024-01-01")))
    assert.isTrue(Result.isFailure(Instant.parseSelection("soon..")))
  })
})
