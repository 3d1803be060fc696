/** Law 6: an archive is the only truth about its range. */
import { assert } from "@effect/vitest"
import * as fc from "fast-check"
import type { HistoryRecord } from "../../domain/community/HistoryRecord.ts"
import { entry, record } from "../generators/history.ts"
import type { Held, Read } from "./Implementation.ts"
import { law } from "./register.ts"

const identity = ({ id, timestamp, topic }: Pick<Held, "id" | "timestamp" | "topic">): string =>
  `${timestamp} ${topic} ${id}`

const held = ({ hash, id, timestamp, topic }: HistoryRecord): Held => ({ hash, id, timestamp, topic })

const own = fc.uniqueArray(record.map(held), { selector: identity, maxLength: 10 })

const covers = ({ topics, window }: Pick<Read, "window" | "topics">, { timestamp, topic }: Held): boolean =>
  window.from <= timestamp && timestamp < window.to && topics.includes(topic)

/** Archives of one universe; each holds records of its own range alone. */
const archive: fc.Arbitrary<Read> = fc
  .tuple(entry, fc.uniqueArray(record.map(held), { selector: identity, maxLength: 8 }))
  .map(([entry, records]) => ({
    ...entry,
    records: records.filter((one) => covers(entry, one)),
    unreadable: []
  }))

/** No two archives of one window and CID: those would be one entry of an index. */
const archives = fc.uniqueArray(archive, { selector: ({ cid }) => cid, maxLength: 5 })

export const canonical = [
  law("visible")(
    "CHA-57 CHA-69 CHA-70: after one archive its range holds its records and no others, the rest is what it was",
    fc.tuple(own, archive),
    async ({ visible }, [records, read]) => {
      const shown = (await visible(records, [read])).map(identity)
      const expected = [...read.records, ...records.filter((one) => !covers(read, one))].map(identity)
      assert.sameMembers(shown, [...new Set(expected)])
    }
  ),
  law("visible")(
    "A-29 A-33: archives give one history in any order, and again",
    fc.tuple(own, archives, fc.nat()),
    async ({ visible }, [records, list, turn]) => {
      const once = (await visible(records, list)).map(identity)
      const at = list.length === 0 ? 0 : turn % list.length
      for (const other of [[...list.slice(at), ...list.slice(0, at)], list.toReversed(), [...list, ...list]]) {
        assert.sameMembers((await visible(records, other)).map(identity), once)
      }
    }
  ),
  law("visible")(
    "A-33: archives of one window are one archive",
    fc.tuple(own, archive, archive),
    async ({ visible }, [records, first, second]) => {
      const sibling = { ...first, cid: second.cid }
      const split = [
        { ...first, records: first.records.filter((_, place) => place % 2 === 0) },
        { ...sibling, records: first.records.filter((_, place) => place % 3 !== 0 || place % 2 === 1) }
      ]
      const [whole, parts] = await Promise.all([visible(records, [first]), visible(records, split)])
      assert.sameMembers(parts.map(identity), whole.map(identity))
    }
  ),
  law("visible")(
    "A-35: a record whose message the archive holds but nobody can read stays",
    fc.tuple(own, archive),
    async ({ visible }, [records, read]) => {
      const kept = records.filter((one) => covers(read, one))
      const shown = (await visible(records, [{ ...read, unreadable: kept }])).map(identity)
      assert.includeMembers(shown, kept.map(identity))
    }
  )
]
