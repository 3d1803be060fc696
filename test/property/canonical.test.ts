/** Law 6: the archive is the only truth about its range; and law 8: when a raw message may go. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import type { Entry } from "../../src/domain/history/ArchiveIndex.ts"
import * as Canonical from "../../src/domain/history/Canonical.ts"
import * as Retention from "../../src/domain/history/Retention.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { MessageHash } from "../../src/domain/waku/WakuMessage.ts"
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

const applyAll = (start: ReadonlyArray<Canonical.Local>, list: ReadonlyArray<Canonical.Contents>) => ({
  rows: Canonical.replay(start, list).shown,
  applied: list.map(({ entry }) => entry)
})

/**
 * A small universe of records, some of them sent twice (one id, two raw hashes). A raw hash names one message, so it never
 * belongs to two instants or topics. Archives hold any of them, readable or not, and are often siblings.
 */
const world = fc
  .uniqueArray(fc.tuple(record, fc.nat(1)), {
    minLength: 1,
    maxLength: 8,
    selector: ([one, twin]) => `${Canonical.identity(one)} ${twin}`
  })
  .map((pool) =>
    pool.map(([one, twin]) => ({
      ...one,
      hash: MessageHash(`${one.id.slice(-2)}${topics.indexOf(one.topic)}${twin}${one.timestamp}`.padStart(64, "0"))
    }))
  )
  .chain((pool) => {
    const inside = ({ topics, window }: Entry) =>
      pool.filter((one) => Window.contains(window, one.timestamp) && topics.includes(one.topic))
    const windows = [
      { from: Time.nanos(5n), to: Time.nanos(30n) },
      { from: Time.nanos(10n), to: Time.nanos(30n) }
    ]
    const covering = fc.oneof(
      entry,
      fc.tuple(entry, fc.constantFrom(...windows)).map(([one, window]) => ({ ...one, window }))
    )
    const contents = covering.chain((one) =>
      fc.record({
        entry: fc.constant(one),
        records: fc.subarray(inside(one)),
        unreadable: fc.subarray(inside(one)).map((list) => list.map((lost) => ({ ...lost, why: "" })))
      })
    )
    return fc.record({
      claims: fc
        .subarray(pool)
        .map((list) => [...new Map(list.map((one) => [Canonical.identity(one), one])).values()])
        .map((list) => list.map((one) => ({ ...one, origin: "live" as const, source: Option.none<Window.Window>() }))),
      archives: fc.array(contents, { maxLength: 4 })
    })
  })

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
        const once = Canonical.replay(start, [...list, last])
        const twice = Canonical.replay(start, [...list, last, last])
        assert.deepStrictEqual(ids(twice.shown), ids(once.shown))
        assert.sameMembers(twice.hidden.map(Canonical.variant), once.hidden.map(Canonical.variant))
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
        const unreadable = [{ hash, timestamp, topic, why: "" }]
        const rows = Canonical.replay(start, [{ ...contents, unreadable }]).shown
        assert.include(ids(rows), Canonical.identity(kept))
        assert.isTrue(Canonical.admits([contents.entry], new Set([hash]), kept))
        assert.isFalse(Canonical.admits([contents.entry], new Set(), kept))
      }),
      { numRuns: runs }
    )
  })

  it("A-29 A-33 A-35: what is shown is a function of what is known, in any order, unread messages included", () => {
    fc.assert(
      fc.property(world, fc.nat(), ({ archives, claims }, turn) => {
        const known = [...claims, ...archives.flatMap(({ records }) => records)]
        const shown = new Set(
          known
            .filter((record) => {
              const governor = Canonical.governor(
                archives.map(({ entry }) => entry),
                record.topic,
                record.timestamp
              )
              if (Option.isNone(governor)) return true
              const governing = archives.filter(
                ({ entry }) => Window.equals(entry.window, governor.value) && entry.topics.includes(record.topic)
              )
              return governing.some(
                ({ records, unreadable }) =>
                  records.some((one) => Canonical.identity(one) === Canonical.identity(record)) ||
                  unreadable.some(({ hash }) => hash === record.hash)
              )
            })
            .map(Canonical.identity)
        )
        const at = archives.length === 0 ? 0 : turn % archives.length
        for (const order of [archives, archives.toReversed(), [...archives.slice(at), ...archives.slice(0, at)]]) {
          const after = Canonical.replay(claims, order)
          assert.sameMembers(ids(after.shown), [...shown])
          const everything = new Set([...after.shown, ...after.hidden].map(Canonical.variant))
          assert.isTrue(
            known.every((record) => everything.has(Canonical.variant(record))),
            "nothing is forgotten"
          )
          assert.strictEqual(everything.size, after.shown.length + after.hidden.length, "shown or hidden, never both")
        }
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
