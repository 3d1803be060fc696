/** What speaks against the holder of the control key. */
import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option, Result } from "effect"
import * as fc from "fast-check"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Evidence from "../../src/domain/history/Evidence.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { announcement, entry } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const index = fc.array(entry, { maxLength: 6 }).map(ArchiveIndex.make)
const evidence = fc.oneof(
  fc.tuple(announcement, announcement).map(([left, right]) => Evidence.ofAnnouncement([left], right)),
  fc.tuple(index, announcement, index).map(([known, said, fetched]) => Evidence.ofIndex(known, said, fetched)),
  announcement.map(({ cid, clock }): ReadonlyArray<Evidence.Evidence> => [
    { _tag: "OtherHolder", index: cid, clock, archives: 2 }
  ])
)
const keys = (list: ReadonlyArray<Evidence.Evidence>) => list.map((one) => JSON.stringify(one, bigints))
const bigints = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value)

describe("evidence", () => {
  it("A-19: is had of two announcements exactly where one clock has two indexes, and names both", () =>
    fc.assert(
      fc.property(fc.array(announcement, { maxLength: 3 }), announcement, (known, heard) => {
        assert.deepStrictEqual(
          Evidence.ofAnnouncement(known, heard),
          known
            .filter((one) => one.clock === heard.clock && one.cid !== heard.cid)
            .map((one) => ({ _tag: "TwoIndexes", clock: heard.clock, cids: [one.cid, heard.cid] }))
        )
      }),
      { numRuns: runs }
    ))

  it("CHA-41 A-33: names every archive that an index withdraws, with what it has of that window instead; a union withdraws none", () =>
    fc.assert(
      fc.property(index, announcement, index, (known, said, fetched) => {
        const found = Evidence.ofIndex(known, said, fetched)
        assert.deepStrictEqual(
          new Set(found.map((one) => (one._tag === "Withdrawn" ? one.key : ""))),
          new Set([...known].flatMap(([key]) => (HashMap.has(fetched, key) ? [] : [key])))
        )
        for (const one of found) {
          if (one._tag !== "Withdrawn") continue
          for (const { key } of one.instead)
            assert.isTrue(Window.equals(Option.getOrThrow(HashMap.get(fetched, key)).window, one.window))
          assert.include(Evidence.describe(one), one.key)
        }
        assert.deepStrictEqual(Evidence.ofIndex(known, said, ArchiveIndex.merge(known, fetched)), [])
      }),
      { numRuns: runs }
    ))

  it("is kept once and within bounds, whatever comes; what was kept first stays", () =>
    fc.assert(
      fc.property(fc.array(evidence, { maxLength: 60 }), (rounds) => {
        let held: ReadonlyArray<Evidence.Evidence> = []
        for (const found of rounds) {
          const { all, fresh } = Evidence.add(held, found)
          assert.isAtMost(all.length, 2 * Evidence.MAX + 10)
          assert.strictEqual(new Set(keys(all)).size, all.length)
          const lasting = held.filter(({ _tag }) => _tag !== "OtherHolder")
          assert.deepStrictEqual(all.filter(({ _tag }) => _tag !== "OtherHolder").slice(0, lasting.length), lasting)
          assert.strictEqual(Evidence.add(all, all).all, all)
          assert.isTrue(fresh.length > 0 || all === held)
          held = all
        }
      }),
      { numRuns: runs }
    ))

  it("is remembered as it was, and a home that an earlier release left has none", () =>
    fc.assert(
      fc.property(evidence, (found) => {
        const state = { ...MemberState.initial, evidence: Evidence.add([], found).all }
        const text = MemberState.toJson(state)
        assert.deepStrictEqual(Result.getOrThrow(MemberState.fromJson(text)).evidence, state.evidence)
        const { evidence: _, joining, ...older } = JSON.parse(text) as Record<string, Record<string, unknown>>
        const { latest: __, ...collection } = older["collection"]!
        for (const part of [{}, { joining: { ...joining, clock: undefined } }]) {
          const read = MemberState.fromJson(JSON.stringify({ ...older, collection, ...part }))
          assert.deepStrictEqual(Result.getOrThrow(read), MemberState.initial)
        }
      }),
      { numRuns: runs }
    ))
})

describe("the window of an archive", () => {
  it("A-07 CHA-70: has ended, and is no longer than a year", () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        fc.bigInt({ min: 1n, max: 8n * 10n ** 16n }),
        fc.bigInt({ min: 0n, max: 2n * 10n ** 18n }),
        (from, length, latest) => {
          const window = { from: Time.nanos(from), to: Time.nanos(from + length) }
          assert.strictEqual(
            Window.implausible(window, Time.nanos(latest)) === undefined,
            from + length <= latest && length <= 366n * 86_400_000_000_000n
          )
        }
      ),
      { numRuns: runs }
    ))
})
