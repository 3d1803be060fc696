/** What is taken in, what is published, and how records and announcements stand to each other. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as HistoryRecord from "../../src/domain/community/HistoryRecord.ts"
import * as Announcement from "../../src/domain/history/Announcement.ts"
import * as Hydration from "../../src/domain/history/Hydration.ts"
import * as Intake from "../../src/domain/history/Intake.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as Publishing from "../../src/domain/waku/Publishing.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { announcement, record } from "../../src/testing/generators/history.ts"
import { contentTopics } from "../../src/testing/generators/messages.ts"
import { runs } from "../../src/testing/runs.ts"

const [channel, other] = contentTopics
const LATEST = Time.nanos(1_000n)

describe("intake", () => {
  it("CHA-23 CHA-28 CHA-76: takes in what is dated, of the channel, not ephemeral and not of the future", () => {
    const message = fc.record({
      contentTopic: fc.constantFrom(channel, other),
      ephemeral: fc.boolean(),
      timestamp: fc.constantFrom(0n, 1n, 999n, 1_000n, 1_001n).map(Time.nanos)
    })
    fc.assert(
      fc.property(message, ({ contentTopic, ephemeral, timestamp }) => {
        const made = { ...WakuMessage.make({ contentTopic, timestamp, payload: new Uint8Array(1) }), ephemeral }
        const expected =
          contentTopic === other
            ? "ForeignTopic"
            : ephemeral
              ? "Ephemeral"
              : timestamp === 0n
                ? "Undated"
                : timestamp > 1_000n
                  ? "Future"
                  : undefined
        assert.strictEqual(Intake.refusal(channel, LATEST, made), expected)
      }),
      { numRuns: runs }
    )
  })

  it("says of each refusal what it means, each in its own words", () => {
    const words = {
      ForeignTopic: /content topic/u,
      Ephemeral: /ephemeral/u,
      Undated: /no timestamp/u,
      Future: /future/u
    }
    for (const [refusal, expected] of Object.entries(words))
      assert.match(Intake.MEANING[refusal as Intake.Refusal], expected)
  })
})

describe("publishing", () => {
  const message = (changes: Partial<WakuMessage.WakuMessage>) => ({
    ...WakuMessage.make({
      contentTopic: ContentTopic("/a/1/x/p"),
      timestamp: Time.nanos(1n),
      payload: new Uint8Array(1)
    }),
    ...changes
  })

  it("CHA-75 CHA-76 CHA-79: refuses what has no timestamp, more than 64 bytes of meta, more than 150 KiB", () => {
    assert.isUndefined(Publishing.refusal(message({})))
    assert.isUndefined(Publishing.refusal(message({ meta: new Uint8Array(64) })))
    assert.isUndefined(Publishing.refusal(message({ payload: new Uint8Array(150 * 1024) })))
    assert.match(Publishing.refusal(message({ timestamp: Time.nanos(0n) }))!, /no timestamp/u)
    assert.match(Publishing.refusal(message({ meta: new Uint8Array(65) }))!, /more than 64 bytes/u)
    assert.match(
      Publishing.refusal(message({ payload: new Uint8Array(150 * 1024 + 1) }))!,
      /has 153601 bytes, more than the 153600 allowed/u
    )
  })
})

describe("order", () => {
  it("CHA-67: records ascend by time and then by id, totally", () => {
    fc.assert(
      fc.property(record, record, (left, right) => {
        const order = HistoryRecord.order(left, right)
        assert.strictEqual(order, -HistoryRecord.order(right, left) || 0)
        if (left.timestamp < right.timestamp) assert.strictEqual(order, -1)
        else if (left.timestamp === right.timestamp) {
          assert.strictEqual(order, left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
        }
      }),
      { numRuns: runs }
    )
  })

  it("A-19: two announcements under one clock with different indexes are equivocation, and nothing else is", () => {
    fc.assert(
      fc.property(announcement, announcement, (left, right) => {
        const isOne = left.clock === right.clock && left.cid !== right.cid
        assert.strictEqual(Announcement.equivocates(left, right), isOne)
        assert.isFalse(Announcement.equivocates(left, { ...left, timestamp: right.timestamp }))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-88: 120 seconds ahead are admitted, a nanosecond more is not", () => {
    const now = Time.days(20_000)
    const clock = Time.toMillis(now)
    const ahead = Time.seconds(120)
    assert.isTrue(Announcement.admissible({ clock, timestamp: Time.subtract(now, ahead) }, now))
    assert.isFalse(Announcement.admissible({ clock, timestamp: Time.subtract(now, Time.nanos(ahead + 1n)) }, now))
    assert.isTrue(Announcement.admissible({ clock, timestamp: Time.add(now, ahead) }, now))
    assert.isFalse(Announcement.admissible({ clock, timestamp: Time.add(now, Time.nanos(ahead + 1n)) }, now))
  })

  it("A-52: a failure waits thirty seconds, then twice as long each time, at most six hours", () => {
    const seconds = Array.from({ length: 12 }, (_, n) => Hydration.backOff(n + 1) / 1_000_000_000n)
    assert.deepStrictEqual(seconds, [
      30n,
      60n,
      120n,
      240n,
      480n,
      960n,
      1_920n,
      3_840n,
      7_680n,
      15_360n,
      21_600n,
      21_600n
    ])
    for (const attempts of [20, 21, 22, 1_000, 1e9]) assert.strictEqual(Hydration.backOff(attempts), Time.hours(6))
    assert.strictEqual(Hydration.backOff(0), Time.seconds(30))
  })
})

describe("time", () => {
  it("is clamped into its range at both ends", () => {
    assert.deepStrictEqual([-1n, 0n, 1n].map(Time.nanos), [0n, 0n, 1n].map(Time.nanos))
    assert.strictEqual(Time.nanos(Time.MAX_NANOS + 1n), Time.MAX_NANOS)
    assert.strictEqual(Time.millis(-1n), 0n)
    assert.strictEqual(Time.millis(2n ** 64n), 2n ** 64n - 1n)
    assert.strictEqual(Time.millis(2n ** 64n - 1n), 2n ** 64n - 1n)
    assert.deepStrictEqual([-1n, 0n, Time.MAX_NANOS, Time.MAX_NANOS + 1n].map(Time.isNanos), [false, true, true, false])
  })

  it("is read with any offset, blanks around it, and refused where a sign is missing", () => {
    const noon = Time.fromIso("2024-01-31T12:00:00Z")
    for (const text of [
      "2024-01-31T14:30:00+02:30",
      "2024-01-31T09:30-0230",
      " 2024-01-31 12:00:00z ",
      "2024-01-31t12:00"
    ])
      assert.strictEqual(Time.fromIso(text), noon, text)
    for (const text of ["2024-01-31T12:00:00 02:30", "2024-01-31T12:00:00Zulu", "x2024-01-31"])
      assert.isUndefined(Time.fromIso(text), text)
  })
})
