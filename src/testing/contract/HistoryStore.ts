/** The contract of the `HistoryStore` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import * as fc from "fast-check"
import * as StoresMemory from "../../adapters/stores-memory/Stores.ts"
import * as Cid from "../../domain/codex/Cid.ts"
import * as HistoryRecords from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Unreadable } from "../../domain/community/HistoryRecord.ts"
import * as MemberState from "../../domain/history/MemberState.ts"
import * as Window from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { entry, nearWindow, record, topics } from "../generators/history.ts"
import { heavyRuns } from "../runs.ts"

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

export const visible = Effect.fn("visible")(function* (store: Store) {
  return {
    records: yield* all(store),
    applied: yield* store.applied,
    counts: yield* store.counts,
    unreadable: yield* store.unreadable(100),
    traces: yield* Effect.forEach([...NAMES.values()], (name) => store.trace(name))
  }
})

/** The ids and raw hashes of the generated universe. */
const NAMES = new Set(fc.sample(record, { numRuns: 400, seed: 1 }).flatMap(({ hash, id }) => [id, hash]))

export type Call = (store: Store) => Effect.Effect<unknown, unknown>

/** One call with its arguments; what it answers can be compared. */
export const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(fc.array(record, { maxLength: 5 }), fc.constantFrom("live" as const, "store" as const)).map(
    ([list, origin]): Call =>
      (store) =>
        store.append(list, origin)
  ),
  fc.tuple(fc.array(record, { maxLength: 5 }), fc.nat(400)).map(
    ([list, room]): Call =>
      (store) =>
        Effect.andThen(store.append(list, "live", room), store.unconfirmed)
  ),
  fc.nat(200).map(
    (bytes): Call =>
      (store) =>
        store.forget(bytes)
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
  fc.uniqueArray(fc.constantFrom(1, 2, 3), { maxLength: 3 }).map(
    (types): Call =>
      (store) =>
        Stream.runCollect(store.records({ types }))
  ),
  record.map(
    ({ id }): Call =>
      (store) =>
        store.find(id)
  ),
  fc.tuple(fc.array(record, { maxLength: 4 }), fc.boolean(), fc.nat(3)).map(
    ([list, named, quota]): Call =>
      (store) =>
        store.refuse(
          list.map(({ hash, id, timestamp, topic }) => ({
            hash,
            id: named ? Option.some(id) : Option.none(),
            topic,
            timestamp,
            why: "because"
          })),
          quota
        )
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

    it("takes no more than there is room for, says what it turned away, and what no archive confirmed", () =>
      fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(record, { selector: Canonical.identity, maxLength: 8 }),
          fc.nat(600),
          contents(false),
          (list, room, archive) =>
            withStore(
              Effect.fnUntraced(function* (store) {
                const sizes = (some: ReadonlyArray<HistoryRecord>) =>
                  some.reduce((sum, { envelope }) => sum + envelope.length, 0)
                const accepted = yield* store.append(list, "live", room)
                assert.strictEqual(accepted.bytes, sizes(accepted.added))
                assert.isAtMost(accepted.bytes, room)
                for (const one of accepted.surplus) assert.isAbove(accepted.bytes + one.envelope.length, room)
                assert.strictEqual(accepted.added.length + accepted.surplus.length, list.length)
                assert.deepStrictEqual(yield* store.unconfirmed, { shown: accepted.bytes, hidden: 0 })
                const replaced = { ...archive, records: [] }
                yield* restore(store, replaced)
                const after = yield* store.unconfirmed
                assert.strictEqual(after.shown + after.hidden, accepted.bytes)
                assert.isAtLeast(yield* store.forget(after.hidden), after.hidden)
                assert.deepStrictEqual(yield* store.unconfirmed, { ...after, hidden: 0 })
                assert.strictEqual((yield* store.append(list, "live")).surplus.length, 0)
              })
            )
        ),
        { numRuns: heavyRuns }
      ))

    it("forgets what archives replaced oldest first, and nothing that is shown or that an archive brought", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(record, 1)
          const window = { from: Time.nanos(10n), to: Time.nanos(20n) }
          const entry = { window, topics: [topics[0]], cid: Cid.fromManifestDigest(new Uint8Array(32).fill(1)) }
          const at = (instant: bigint) => ({
            ...model!,
            topic: topics[0],
            timestamp: Time.nanos(instant),
            id: MessageId(`0x${instant.toString().padStart(64, "0")}`),
            hash: MessageHash(instant.toString().padStart(64, "0")),
            envelope: new Uint8Array(10)
          })
          yield* store.append([at(5n), at(11n), at(12n), at(13n)], "live")
          yield* restore(store, { key: ArchiveIndex.keyOf(entry), entry, records: [at(14n)], unreadable: [] })
          assert.deepStrictEqual(yield* store.unconfirmed, { shown: 10, hidden: 30 })
          assert.strictEqual(yield* store.forget(11), 20)
          const held = yield* Effect.forEach([5n, 11n, 12n, 13n, 14n], (instant) =>
            Effect.map(store.trace(at(instant).id), ({ hidden, shown }) => [shown.length, hidden.length])
          )
          assert.deepStrictEqual(held, [
            [1, 0],
            [0, 0],
            [0, 0],
            [0, 1],
            [1, 0]
          ])
        })
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
              const governed = list.filter(
                ({ timestamp, topic }) =>
                  Window.contains(archive.entry.window, timestamp) && archive.entry.topics.includes(topic)
              )
              const free = new Map(
                list.filter((one) => !governed.includes(one)).map((one) => [Canonical.identity(one), one])
              )
              assert.deepStrictEqual(new Set(accepted.added.map(Canonical.identity)), new Set(free.keys()))
              assert.strictEqual(accepted.added.length, free.size)
              assert.strictEqual(accepted.covered, governed.filter((one) => !held.has(Canonical.identity(one))).length)
              assert.strictEqual(accepted.known, list.length - accepted.added.length - accepted.covered)
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    describe("A-35: a message that an archive holds and nobody could read", () => {
      const [model] = fc.sample(record, 1)
      const window = { from: Time.nanos(10n), to: Time.nanos(20n) }
      const lost = { ...model!, topic: topics[0], timestamp: Time.nanos(12n) }
      const archive = (span: Window.Window, n: number, unreadable: ReadonlyArray<HistoryRecord>): Contents => {
        const entry = { window: span, topics: [topics[0]], cid: Cid.fromManifestDigest(new Uint8Array(32).fill(n)) }
        return {
          key: ArchiveIndex.keyOf(entry),
          entry,
          records: [],
          unreadable: unreadable.map(({ hash, timestamp, topic }) => ({ hash, timestamp, topic, why: "because" }))
        }
      }
      const holding = archive(window, 1, [lost])

      it("keeps the record that is here, and lets it in when it comes later", () =>
        withStore(
          Effect.fnUntraced(function* (store) {
            yield* restore(store, holding)
            const other = { ...lost, hash: MessageHash("f".repeat(64)) }
            assert.strictEqual((yield* store.append([other], "store")).covered, 1)
            assert.deepStrictEqual((yield* store.append([lost], "store")).added, [lost])
            assert.deepStrictEqual(yield* store.append([lost], "store"), {
              added: [],
              known: 1,
              covered: 0,
              bytes: 0,
              surplus: []
            })
            assert.deepStrictEqual(
              (yield* all(store)).map(({ origin }) => origin),
              ["store"]
            )
          })
        ))

      it("law 6: a record that came in that way stays when another archive of the same window is applied", () =>
        withStore(
          Effect.fnUntraced(function* (store) {
            yield* restore(store, holding)
            yield* store.append([lost], "live")
            assert.strictEqual((yield* restore(store, archive(window, 2, []))).deleted, 0)
            assert.strictEqual((yield* all(store)).length, 1)
          })
        ))

      it("CHA-70: is no excuse where a greater archive governs that does not hold it, whichever came first", () =>
        withStore(
          Effect.fnUntraced(function* (store) {
            const governing = archive({ from: Time.nanos(11n), to: Time.nanos(25n) }, 3, [])
            yield* restore(store, holding)
            yield* restore(store, governing)
            assert.strictEqual((yield* store.append([lost], "store")).covered, 1)
            assert.deepStrictEqual(yield* all(store), [])
          })
        ))
    })

    it("CHA-70 A-35: what an archive replaces is hidden, not forgotten, and comes back when a sibling holds it unread", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(record, 1)
          const mine = { ...model!, topic: topics[0], timestamp: Time.nanos(12n) }
          const window = { from: Time.nanos(10n), to: Time.nanos(20n) }
          const sibling = (n: number) => {
            const entry = { window, topics: [topics[0]], cid: Cid.fromManifestDigest(new Uint8Array(32).fill(n)) }
            return { key: ArchiveIndex.keyOf(entry), entry, records: [], unreadable: [] }
          }
          yield* store.append([mine], "live")
          assert.strictEqual((yield* restore(store, sibling(1))).deleted, 1)
          assert.deepStrictEqual(yield* all(store), [])
          assert.deepStrictEqual(yield* store.find(mine.id), [])
          for (const name of [mine.id, mine.hash]) {
            const trace = yield* store.trace(name)
            assert.deepStrictEqual(trace, {
              shown: [],
              hidden: [{ ...mine, origin: "live" }],
              unreadable: [],
              refused: []
            })
          }
          const { hash, timestamp, topic } = mine
          yield* restore(store, { ...sibling(2), unreadable: [{ hash, timestamp, topic, why: "because" }] })
          const { hidden, shown, unreadable } = yield* store.trace(mine.hash)
          assert.deepStrictEqual(
            shown.map(({ id, source }) => [id, source]),
            [[mine.id, Option.some(window)]]
          )
          assert.deepStrictEqual([hidden.length, unreadable.length], [0, 1])
        })
      ))

    it("remembers the last of the messages that were not taken in, by hash and by id", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const list = Array.from({ length: 5 }, (_, n) => ({
            hash: MessageHash(`${n}`.repeat(64)),
            id: n === 4 ? Option.none() : Option.some(MessageId(`0x${`${n}`.repeat(64)}`)),
            topic: topics[0],
            timestamp: Time.nanos(BigInt(n)),
            why: `reason ${n}`
          }))
          yield* store.refuse(list.slice(0, 3), 3)
          yield* store.refuse(list, 3)
          const found = yield* Effect.forEach(list, ({ hash }) => store.trace(hash))
          assert.deepStrictEqual(
            found.map(({ refused }) => refused),
            [[], [], [list[2]!], [list[3]!], [list[4]!]]
          )
          assert.deepStrictEqual((yield* store.trace(MessageId(`0x${"3".repeat(64)}`))).refused, [list[3]!])
        })
      ))

    it("more than a page comes whole, ascending by timestamp, id and topic, of one type or of several", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(record, 1)
          const list = Array.from({ length: 2_400 }, (_, n) => ({
            ...model!,
            id: MessageId(`0x${(n % 600).toString(16).padStart(64, "0")}`),
            timestamp: Time.nanos(BigInt(40 + ((n % 1_200) % 20))),
            topic: topics[Math.floor(n / 1_200) as 0 | 1],
            type: 1 + (n % 3)
          }))
          const unique = [...new Map(list.map((one) => [Canonical.identity(one), one])).values()]
          yield* store.append(unique, "live")
          for (const types of [undefined, [2], [1, 3], []]) {
            const pages = yield* Stream.runCollect(store.records(types === undefined ? {} : { types }))
            const expected = unique
              .filter(({ type }) => types?.includes(type) ?? true)
              .sort((left, right) => HistoryRecords.order(left, right) || (left.topic < right.topic ? -1 : 1))
            assert.isTrue(pages.every((page) => page.length > 0 && page.length <= 1_000))
            assert.deepStrictEqual(pages.flat().map(Canonical.identity), expected.map(Canonical.identity))
          }
        })
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
          yield* store.save({ ...MemberState.initial, syncedTo: Time.nanos(Time.MAX_NANOS) })
          assert.deepStrictEqual(Option.getOrThrow(yield* store.load), {
            ...MemberState.initial,
            syncedTo: Time.nanos(Time.MAX_NANOS)
          })
        })
      ))
  })
}
