/** The contract of the `HistoryStore` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import * as fc from "fast-check"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Canonical from "../../src/domain/history/Canonical.ts"
import type { HistoryRecord, Unreadable } from "../../src/domain/community/HistoryRecord.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Window from "../../src/domain/history/Window.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { entry, nearWindow, record, topics } from "../support/generators/history.ts"
import { heavyRuns } from "../support/runs.ts"

type Store = HistoryStore["Service"]

interface Contents {
  readonly key: ArchiveIndex.ArchiveKey
  readonly entry: ArchiveIndex.Entry
  readonly records: ReadonlyArray<HistoryRecord>
  readonly unreadable: ReadonlyArray<Unreadable>
}

const contents = (unreadable: boolean): fc.Arbitrary<Contents> =>
  fc
    .tuple(entry, fc.array(record, { maxLength: 6 }), fc.array(record, { maxLength: unreadable ? 2 : 0 }))
    .map(([entry, records, lost]) => ({
      key: ArchiveIndex.keyOf(entry),
      entry,
      records: records.filter(
        ({ timestamp, topic }) => Window.contains(entry.window, timestamp) && entry.topics.includes(topic)
      ),
      unreadable: lost.map(({ hash, timestamp, topic }) => ({ hash, timestamp, topic, why: "because" }))
    }))

const restore = (store: Store, { entry, key, records, unreadable }: Contents) =>
  Effect.gen(function* () {
    yield* store.stage(key, records.slice(0, 3), [])
    yield* store.stage(key, records.slice(2), unreadable)
    return yield* store.apply(key, entry)
  })

const all = (store: Store) => Effect.map(Stream.runCollect(store.records({})), (pages) => pages.flat())

const visible = Effect.fn("visible")(function* (store: Store) {
  return {
    records: yield* all(store),
    applied: yield* store.applied,
    counts: yield* store.counts,
    unreadable: yield* store.unreadable(100)
  }
})

type Call = (store: Store) => Effect.Effect<unknown, unknown>

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(fc.array(record, { maxLength: 5 }), fc.constantFrom("live" as const, "store" as const)).map(
    ([list, origin]): Call =>
      (store) =>
        store.append(list, origin)
  ),
  contents(true).map(
    (archive): Call =>
      (store) =>
        restore(store, archive)
  ),
  contents(true).map(
    ({ key, records }): Call =>
      (store) =>
        Effect.andThen(store.stage(key, records, []), store.discard(key))
  ),
  nearWindow.map(
    (window): Call =>
      (store) =>
        Stream.runCollect(store.records({ window, topics: [topics[0]] }))
  ),
  record.map(
    ({ id }): Call =>
      (store) =>
        store.find(id)
  )
)

export const historyStoreContract = <E>(name: string, fresh: Layer.Layer<HistoryStore, E>): void => {
  const withStore = <A>(use: (store: Store) => Effect.Effect<A, unknown>) =>
    Effect.flatMap(HistoryStore, use).pipe(Effect.provide(fresh, { local: true }), Effect.orDie, Effect.runPromise)

  describe(`${name} satisfies HistoryStore`, () => {
    it("CHA-67 CHA-68: keeps records once, ascending, with their origin, and finds them by id", () =>
      fc.assert(
        fc.asyncProperty(fc.array(record, { maxLength: 10 }), nearWindow, (list, window) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              const first = yield* store.append(list, "live")
              const again = yield* store.append(list, "store")
              const unique = [...new Map(list.toReversed().map((one) => [Canonical.identity(one), one])).values()]
              assert.deepStrictEqual(
                [first.added.length, again.added.length, again.known],
                [unique.length, 0, list.length]
              )
              const found = yield* all(store)
              assert.deepStrictEqual(new Set(found.map(Canonical.identity)), new Set(unique.map(Canonical.identity)))
              assert.isTrue(
                found.every(
                  ({ origin }, n) => origin === "live" && (n === 0 || found[n - 1]!.timestamp <= found[n]!.timestamp)
                )
              )
              const part = (yield* Stream.runCollect(store.records({ window, types: [1] }))).flat()
              assert.deepStrictEqual(
                part,
                found.filter(({ timestamp }) => Window.contains(window, timestamp))
              )
              assert.deepStrictEqual((yield* Stream.runCollect(store.records({ types: [2] }))).flat(), [])
              for (const one of unique)
                assert.deepStrictEqual(
                  yield* store.find(one.id),
                  found.filter(({ id }) => id === one.id)
                )
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-63 A-36: what is staged is invisible until it is applied, whole; applying again changes nothing", () =>
      fc.assert(
        fc.asyncProperty(fc.array(record, { maxLength: 8 }), contents(false), (list, archive) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              yield* store.append(list, "live")
              const before = yield* visible(store)
              yield* store.stage(archive.key, archive.records, [])
              assert.deepStrictEqual(yield* visible(store), before)
              yield* store.apply(archive.key, archive.entry)
              const after = yield* visible(store)
              assert.deepStrictEqual(
                after.applied.map(({ key }) => key),
                [archive.key]
              )
              yield* store.stage(archive.key, list, [])
              assert.deepStrictEqual(yield* store.apply(archive.key, archive.entry), {
                inserted: 0,
                deleted: 0,
                kept: 0,
                unreadable: 0
              })
              assert.deepStrictEqual(yield* visible(store), after)
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("law 6, A-29 A-33: archives of overlapping lineages and siblings give one result in any order", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(record, { maxLength: 8 }),
          fc.uniqueArray(contents(false), { selector: ({ key }) => key, maxLength: 5 }),
          async (list, archives) => {
            const result = (order: ReadonlyArray<Contents>) =>
              withStore(
                Effect.fnUntraced(function* (store) {
                  yield* store.append(list, "live")
                  for (const archive of order) yield* restore(store, archive)
                  return (yield* all(store)).map(Canonical.identity)
                })
              )
            assert.deepStrictEqual(await result(archives.toReversed()), await result(archives))
          }
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-57 CHA-70: a live record inside an applied archive's range that it does not hold is refused", () =>
      fc.assert(
        fc.asyncProperty(contents(false), fc.array(record, { maxLength: 8 }), (archive, list) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              yield* restore(store, archive)
              const held = new Set(archive.records.map(Canonical.identity))
              const accepted = yield* store.append(list, "store")
              for (const one of accepted.added) {
                assert.isFalse(
                  Window.contains(archive.entry.window, one.timestamp) && archive.entry.topics.includes(one.topic)
                )
              }
              assert.isTrue(
                list.every(
                  (one) =>
                    held.has(Canonical.identity(one)) ||
                    accepted.added.length + accepted.covered + accepted.known === list.length
                )
              )
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("does in any order of calls what the memory does", () =>
      fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 12 }), (calls) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              const model = Context.get(yield* Layer.build(StoresMemory.make().layer), HistoryStore)
              for (const one of calls) assert.deepStrictEqual(yield* one(store), yield* one(model))
              assert.deepStrictEqual(yield* visible(store), yield* visible(model))
            }, Effect.scoped)
          )
        ),
        { numRuns: heavyRuns * 2 }
      ))

    it("keeps the member's memory", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          assert.isTrue(Option.isNone(yield* store.load))
          const index = ArchiveIndex.make(fc.sample(entry, 3))
          yield* store.save({ ...MemberState.initial, index })
          assert.deepStrictEqual(
            ArchiveIndex.ascending(Option.getOrThrow(yield* store.load).index),
            ArchiveIndex.ascending(index)
          )
        })
      ))
  })
}
