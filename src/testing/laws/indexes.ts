/** Laws 3, 4 and 5: the union of indexes, the announcement that is followed, what is selected. */
import { assert } from "@effect/vitest"
import * as fc from "fast-check"
import { announcement } from "../generators/history.ts"
import { indexed } from "./archives.ts"
import { law } from "./register.ts"

const NOTHING = new Uint8Array(0)

const shuffled = <A>(list: ReadonlyArray<A>): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.shuffledSubarray([...list], { minLength: list.length })

export const indexes = [
  law("index", "mergeIndexes")(
    "CHA-41 A-29: the union is associative, commutative, idempotent, and of everything",
    fc.tuple(indexed, indexed, indexed),
    async ({ index, mergeIndexes }, lists) => {
      const [a, b, c] = [await index(lists[0]), await index(lists[1]), await index(lists[2])]
      const ab = await mergeIndexes(a, b)
      assert.deepStrictEqual(await mergeIndexes(b, a), ab)
      assert.deepStrictEqual(await mergeIndexes(ab, c), await mergeIndexes(a, await mergeIndexes(b, c)))
      assert.deepStrictEqual(await mergeIndexes(ab, a), ab)
      assert.deepStrictEqual(await mergeIndexes(a, NOTHING), a)
      assert.deepStrictEqual(await index([...lists[0], ...lists[1]]), ab)
    }
  ),
  law("index", "select")(
    "CHA-36 CHA-37 A-22: the order in which archives are given changes nothing; each has a key of its own",
    indexed.chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
    async ({ index, select }, [list, other]) => {
      const bytes = await index(list)
      assert.deepStrictEqual(await index(other), bytes)
      const keys = await select("all", bytes)
      assert.strictEqual(new Set(keys).size, list.length)
      for (const key of keys) assert.match(key, /^0x[0-9a-f]{64}$/u)
    }
  ),
  law("index", "select")(
    "CHA-64 A-21: all, newest first; the latest is the first of them; a range takes what overlaps it",
    fc.tuple(indexed, indexed),
    async ({ index, select }, [list, spans]) => {
      const bytes = await index(list)
      const keys = await select("all", bytes)
      assert.deepStrictEqual(await select("latest", bytes), keys.slice(0, 1))
      const windows = new Map(
        await Promise.all(
          list.map(async (entry) => [(await select("all", await index([entry])))[0]!, entry.window] as const)
        )
      )
      for (const [place, key] of keys.entries()) {
        const [newer, older] = [windows.get(keys[place - 1] ?? key)!, windows.get(key)!]
        assert.isTrue(newer.to > older.to || (newer.to === older.to && newer.from >= older.from))
      }
      for (const { window } of spans) {
        const expected = keys.filter((key) => windows.get(key)!.from < window.to && window.from < windows.get(key)!.to)
        assert.deepStrictEqual(await select(window, bytes), expected)
      }
    }
  ),
  law("newest")(
    "A-19: the greatest by clock, then timestamp, then CID is followed, whatever the order of arrival",
    fc.array(announcement, { minLength: 1, maxLength: 8 }).chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
    async ({ newest }, [list, other]) => {
      const winner = list[await newest(list)]!
      assert.deepStrictEqual(other[await newest(other)], winner)
      for (const { cid, clock, timestamp } of list) {
        assert.isTrue(winner.clock >= clock)
        if (winner.clock > clock) continue
        assert.isTrue(winner.timestamp >= timestamp)
        if (winner.timestamp === timestamp) assert.isTrue(winner.cid >= cid)
      }
    }
  )
]
