/** Law 6: the archive is the only truth about its range; and law 8: when a raw message may go. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import type { Entry } from "../../src/domain/history/ArchiveIndex.ts"
import * as Canonical from "../../src/domain/history/Canonical.ts"
import * as Retention from "../../src/domain/history/Retention.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { entry, instant, local, near, record, topics } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const locals = fc.uniqueArray(local, { selector: Canonical.identity, maxLength: 12 })

/** An archive with records of its own range alone, all readable. */
const archive: fc.Arbitrary<Canonical.Contents> = fc
  .tuple(entry, fc.uniqueArray(record, { selector: Canonical.identity, maxLength: 8 }))
  .map(([entry, records]) => ({
    entry,
    records: records.filter(
      ({ timestamp, topic }) => Window.contains(entry.window, timestamp) && entry.topics.includes(topic)
    ),
    unreadable: []
  }))

const archives = fc.array(archive, { maxLength: 5 })

const applyAll = (start: ReadonlyArray<Canonical.Local>, list: ReadonlyArray<Canonical.Contents>) => {
  let rows = start
  const applied: Array<Entry> = []
  for (const contents of list) {
    rows = Canonical.apply(rows, contents, applied)
    applied.push(contents.entry)
  }
  return { rows, applied }
}

const ids = (rows: ReadonlyArray<Canonical.Local>) => rows.map(Canonical.identity).sort()

describe("law 6: the canonical history", () => {
  it("CHA-69 CHA-70 A-29 A-33: in every governed instant stands the union of the governing archives, elsewhere what was there", () => {
    fc.assert(
      fc.property(locals, archives, (start, list) => {
        const { applied, rows } = applyAll(start, list)
        const present = new Set(ids(rows))
        for (const topic of topics) {
          for (let at = 0n; at < 55n; at++) {
            const here = { topic, timestamp: Time.nanos(at) }
            const governor = Canonical.governor(applied, topic, here.timestamp)
            const found = rows.filter((row) => row.topic === topic && row.timestamp === here.timestamp)
            const expected = Option.isNone(governor)
              ? start.filter((row) => row.topic === topic && row.timestamp === here.timestamp)
              : list
                  .filter(({ entry }) => Window.equals(entry.window, governor.value) && entry.topics.includes(topic))
                  .flatMap(({ records }) =>
                    records.filter((one) => one.topic === topic && one.timestamp === here.timestamp)
                  )
            assert.deepStrictEqual(
              found.map(Canonical.identity).sort(),
              [...new Set(expected.map(Canonical.identity))].sort()
            )
          }
        }
        assert.strictEqual(present.size, rows.length, "no record stands twice")
      }),
      { numRuns: runs }
    )
  })

  it("A-29: any order of archives gives one result", () => {
    fc.assert(
      fc.property(locals, archives, fc.nat(), (start, list, turn) => {
        const turned =
          list.length === 0 ? [] : [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)]
        const once = applyAll(start, list).rows
        assert.deepStrictEqual(ids(applyAll(start, turned).rows), ids(once))
        assert.deepStrictEqual(ids(applyAll(start, list.toReversed()).rows), ids(once))
      }),
      { numRuns: runs }
    )
  })

  it("A-36: applying an archive twice changes nothing", () => {
    fc.assert(
      fc.property(locals, archives, archive, (start, list, last) => {
        const { applied, rows } = applyAll(start, [...list, last])
        const plan = Canonical.plan(rows, last, applied)
        assert.deepStrictEqual([plan.delete, plan.insert], [[], []])
        assert.deepStrictEqual(ids(plan.keep), ids(rows))
      }),
      { numRuns: runs }
    )
  })

  it("A-35: a message that the archive holds but nobody can read keeps the record that is here", () => {
    fc.assert(
      fc.property(locals, archive, (start, contents) => {
        const kept = start.find(
          ({ timestamp, topic }) =>
            Window.contains(contents.entry.window, timestamp) && contents.entry.topics.includes(topic)
        )
        if (kept === undefined) return
        const { hash, timestamp, topic } = kept
        const rows = Canonical.apply(start, { ...contents, unreadable: [{ hash, timestamp, topic, why: "" }] }, [])
        assert.include(ids(rows), Canonical.identity(kept))
        assert.isTrue(Canonical.admits([contents.entry], new Set([hash]), kept))
        assert.isFalse(Canonical.admits([contents.entry], new Set(), kept))
      }),
      { numRuns: runs }
    )
  })

  it("A-29: the pieces of all applied archives never overlap but between siblings, and cover what is covered", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), near, (list, at) => {
        for (const topic of topics) {
          const holding = list.filter((one) =>
            Canonical.pieces(one, list).some((piece) => piece.topic === topic && Window.contains(piece.window, at))
          )
          const governor = Canonical.governor(list, topic, at)
          assert.isTrue(holding.every(({ window }) => Option.exists(governor, (one) => Window.equals(one, window))))
          assert.strictEqual(holding.length > 0, Option.isSome(governor))
        }
      }),
      { numRuns: runs }
    )
  })
})

describe("law 8: retention", () => {
  it("CHA-16: a raw message goes only when it is old and archived and distributed", () => {
    const held = fc.record({ timestamp: instant, archived: fc.boolean(), distributed: fc.boolean() })
    fc.assert(
      fc.property(held, instant, instant, (message, now, retention) => {
        const old = message.timestamp + retention < now
        assert.strictEqual(Retention.removable(message, now, retention), old && message.archived && message.distributed)
      }),
      { numRuns: runs }
    )
  })
})
