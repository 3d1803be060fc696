/** The contract of the `MessageStore` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import * as fc from "fast-check"
import * as StoresMemory from "../../adapters/stores-memory/Stores.ts"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { MessageStore, type Taken } from "../../ports/MessageStore.ts"
import { ORIGIN, received, window, withTwins } from "../generators/messages.ts"
import { heavyRuns } from "../runs.ts"

type Store = MessageStore["Service"]

const collect = (store: Store, span: Window, which: "all" | "pending") =>
  Effect.map(Stream.runCollect(store.scan(span, which)), (pages) => pages.flat())

const everything: Window = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }
const hashes = (list: ReadonlyArray<WakuMessage.Received>) => list.map(({ hash }) => hash)

/** Everything that a reader can see of a store. */
export const visible = Effect.fn("visible")(function* (store: Store) {
  const grid = { anchor: ORIGIN, length: Time.nanos(7n) }
  return {
    all: yield* collect(store, everything, "all"),
    pending: yield* collect(store, everything, "pending"),
    topics: yield* store.topics(everything),
    windows: yield* store.pendingWindows(grid),
    oldest: yield* store.oldest,
    late: (yield* Stream.runCollect(store.late)).flat(),
    located: yield* Effect.forEach(HASHES, (hash) => store.locate(hash)),
    counts: yield* store.counts
  }
})

/** Hashes of the generated universe; most of them are met in a run. */
const HASHES = [...new Set(fc.sample(received, { numRuns: 200, seed: 1 }).map(({ hash }) => hash))]

const endless = Number.MAX_SAFE_INTEGER
const sizeOf = ({ message }: WakuMessage.Received) => Wire.encodeMessage(message).length

/** Room for none, some, or all of a few messages. */
const room: fc.Arbitrary<Taken> = fc.record({
  messages: fc.oneof(fc.nat(5), fc.constant(endless)),
  bytes: fc.oneof(fc.nat(600), fc.constant(endless))
})

export type Call = (store: Store) => Effect.Effect<unknown, unknown>

/** One call with its arguments; what it answers can be compared. */
export const call: fc.Arbitrary<Call> = fc.oneof(
  fc.array(received, { maxLength: 6 }).map(
    (list): Call =>
      (store) =>
        store.append(list)
  ),
  fc.tuple(fc.array(received, { maxLength: 6 }), room).map(
    ([list, left]): Call =>
      (store) =>
        store.append(list, left)
  ),
  window.map(
    (span): Call =>
      (store) =>
        store.pending(span)
  ),
  fc.tuple(fc.array(received, { maxLength: 4 }), room).map(
    ([list, quota]): Call =>
      (store) =>
        store.appendLate(list, quota)
  ),
  window.map(
    (span): Call =>
      (store) =>
        store.settle(span)
  ),
  window.map(
    (span): Call =>
      (store) =>
        store.forget(span)
  ),
  fc.bigInt({ min: -20n, max: 25n }).map(
    (offset): Call =>
      (store) =>
        store.prune(Time.nanos(ORIGIN + offset))
  ),
  window.map(
    (span): Call =>
      (store) =>
        collect(store, span, "all")
  ),
  window.map(
    (span): Call =>
      (store) =>
        collect(store, span, "pending")
  ),
  window.map(
    (span): Call =>
      (store) =>
        store.topics(span)
  )
)

/** Where the list stands, each hash once. */
const states = (store: Store, list: ReadonlyArray<WakuMessage.Received>) =>
  Effect.forEach(list, ({ hash }) =>
    Effect.map(
      store.locate(hash),
      Option.map(({ state }) => state)
    )
  )

export const messageStoreContract = <E>(name: string, fresh: Layer.Layer<MessageStore, E>): void => {
  const withStore = <A>(use: (store: Store) => Effect.Effect<A, unknown>) =>
    Effect.flatMap(MessageStore, use).pipe(Effect.provide(fresh, { local: true }), Effect.orDie, Effect.runPromise)

  describe(`${name} satisfies MessageStore`, () => {
    it("A-32: says of every message where it stands, and lists the late ones as they arrived", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const list = fc.sample(
            fc.uniqueArray(received, { selector: ({ hash }) => hash, minLength: 6, maxLength: 6 }),
            1
          )[0]!
          const [pending, settled] = [list.slice(0, 2), list.slice(2, 4)]
          yield* store.append(settled)
          yield* store.settle(everything)
          yield* store.append(pending)
          yield* store.appendLate(list.slice(4), { messages: 1, bytes: endless })
          assert.deepStrictEqual(yield* states(store, list), [
            ...["pending", "pending", "settled", "settled"].map(Option.some),
            Option.none(),
            Option.some("late")
          ])
          assert.deepStrictEqual((yield* Stream.runCollect(store.late)).flat(), list.slice(5))
          yield* store.prune(everything.to)
          assert.deepStrictEqual(Option.getOrThrow(yield* store.locate(settled[0]!.hash)), {
            state: "pruned",
            timestamp: settled[0]!.message.timestamp,
            topic: settled[0]!.message.contentTopic
          })
        })
      ))

    it("CHA-15 CHA-83: gives back every message once, unchanged, by timestamp and then by hash", () =>
      fc.assert(
        fc.asyncProperty(withTwins(8), window, (list, span) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              const first = yield* store.append(list)
              const again = yield* store.append(list.toReversed())
              const unique = new Map(list.map((one) => [one.hash, one]))
              assert.deepStrictEqual([first.added, again.added, again.known], [unique.size, 0, list.length])
              const expected = [...unique.values()]
                .filter(({ message }) => message.timestamp >= span.from && message.timestamp < span.to)
                .sort(WakuMessage.order)
              assert.deepStrictEqual(hashes(yield* collect(store, span, "all")), hashes(expected))
              for (const one of yield* collect(store, span, "all"))
                assert.deepStrictEqual(
                  one,
                  list.find(({ hash }) => hash === one.hash)
                )
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-16: settled messages are no longer pending; pruned ones are gone and still known", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const list = fc.sample(
            fc.uniqueArray(received, { selector: ({ hash }) => hash, minLength: 8, maxLength: 8 }),
            { numRuns: 1, seed: 5 }
          )[0]!
          yield* store.append(list)
          assert.strictEqual(yield* store.prune(everything.to), 0, "what is pending is never pruned")
          assert.strictEqual(yield* store.settle(everything), 8)
          assert.strictEqual(yield* store.settle(everything), 0)
          assert.deepStrictEqual(yield* collect(store, everything, "pending"), [])
          assert.strictEqual((yield* collect(store, everything, "all")).length, 8)
          assert.strictEqual(
            yield* store.prune(ORIGIN),
            list.filter(({ message }) => message.timestamp < ORIGIN).length
          )
          yield* store.prune(everything.to)
          assert.deepStrictEqual(yield* collect(store, everything, "all"), [])
          const { added, known } = yield* store.append(list)
          assert.deepStrictEqual([added, known], [0, 8])
          assert.isTrue(Option.isSome(yield* store.oldest))
        })
      ))

    it("takes no more than there is room for, in canonical order, says what it turned away, and what it holds", () =>
      fc.assert(
        fc.asyncProperty(fc.uniqueArray(received, { selector: ({ hash }) => hash, maxLength: 8 }), room, (list, left) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              const kept = yield* store.append(list, left)
              const held = yield* collect(store, everything, "pending")
              assert.deepStrictEqual(hashes([...held, ...kept.surplus]).sort(), hashes(list).sort())
              assert.strictEqual(kept.added, held.length)
              const bytes = held.reduce((sum, one) => sum + sizeOf(one), 0)
              assert.deepStrictEqual(kept.taken, { messages: held.length, bytes })
              assert.deepStrictEqual(yield* store.pending(everything), kept.taken)
              assert.isTrue(held.length <= left.messages && bytes <= left.bytes)
              for (const one of kept.surplus)
                assert.isTrue(held.length === left.messages || bytes + sizeOf(one) > left.bytes)
              const again = yield* store.append(list, { messages: 0, bytes: 0 })
              assert.deepStrictEqual([again.added, again.known], [0, held.length])
              assert.deepStrictEqual((yield* store.append(list)).surplus, [])
              assert.strictEqual((yield* collect(store, everything, "pending")).length, list.length)
            })
          )
        ),
        { numRuns: heavyRuns }
      ))

    it("forgets a window whole, whatever stood in it, and nothing else: what comes again is new", () =>
      fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(received, { selector: ({ hash }) => hash, maxLength: 12 }),
          fc.array(window, { maxLength: 2 }),
          window,
          (list, settled, span) =>
            withStore(
              Effect.fnUntraced(function* (store) {
                yield* store.append(list)
                for (const one of settled) yield* store.settle(one)
                yield* store.prune(ORIGIN)
                const gone = list.filter(({ message }) => Windows.contains(span, message.timestamp))
                const rest = list.filter((one) => !gone.includes(one))
                const before = yield* states(store, rest)
                assert.strictEqual(yield* store.forget(span), gone.length)
                assert.strictEqual(yield* store.forget(span), 0)
                assert.isTrue((yield* states(store, gone)).every(Option.isNone))
                assert.deepStrictEqual(yield* states(store, rest), before)
                assert.strictEqual((yield* store.append(list)).added, gone.length)
              })
            )
        ),
        { numRuns: heavyRuns }
      ))

    it("A-32: the late area is bounded in bytes too", () =>
      fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(received, { selector: ({ hash }) => hash, maxLength: 8 }),
          fc.nat(900),
          (list, bytes) =>
            withStore(
              Effect.fnUntraced(function* (store) {
                for (const one of list) yield* store.appendLate([one], { messages: endless, bytes })
                const held = (yield* Stream.runCollect(store.late)).flat()
                assert.isAtMost(
                  held.reduce((sum, one) => sum + sizeOf(one), 0),
                  bytes
                )
                assert.deepStrictEqual(held, held.length === 0 ? [] : list.slice(-held.length))
                assert.strictEqual((yield* store.counts).lateDropped, list.length - held.length)
              })
            )
        ),
        { numRuns: heavyRuns }
      ))

    it("A-32: the late area is bounded, the oldest arrivals leave, and every one that leaves is counted", () =>
      fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(received, { selector: ({ hash }) => hash, maxLength: 12 }),
          fc.nat(6),
          (list, quota) =>
            withStore(
              Effect.fnUntraced(function* (store) {
                const [known, late] = [list.slice(0, 2), list.slice(2)]
                yield* store.append(known)
                for (const one of [...known, ...late, ...late.slice(-1)])
                  yield* store.appendLate([one], { messages: quota, bytes: endless })
                const counts = yield* store.counts
                assert.strictEqual(counts.late, Math.min(quota, late.length))
                if (quota > 0) assert.strictEqual(counts.late + counts.lateDropped, late.length)
                assert.strictEqual((yield* collect(store, everything, "all")).length, known.length)
              })
            )
        ),
        { numRuns: heavyRuns }
      ))

    it("more than a page comes whole and in order", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(received, 1)
          const list = Array.from({ length: 2_345 }, (_, n) =>
            WakuMessage.receive(model!.pubsubTopic, {
              ...model!.message,
              timestamp: Time.nanos(ORIGIN + BigInt(n % 40)),
              payload: Uint8Array.of(n & 255, n >> 8)
            })
          )
          yield* store.append(list)
          const pages = yield* Stream.runCollect(store.scan(everything, "all"))
          assert.isTrue(pages.every((page) => page.length > 0 && page.length <= 1_000))
          assert.deepStrictEqual(hashes(pages.flat()), hashes(list.toSorted(WakuMessage.order)))
        })
      ))

    it("A-33 CHA-28: what is encoded is what is scanned, of the topics asked for, in its order, as fields of a message", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(received, { maxLength: 12 }),
          fc.integer({ min: 1, max: 15 }),
          fc.constantFrom("all" as const, "pending" as const),
          fc.nat(3),
          (list, field, which, settled) =>
            withStore(
              Effect.fnUntraced(function* (store) {
                yield* store.append(list)
                yield* store.settle({ from: Time.nanos(0n), to: Time.nanos(ORIGIN + BigInt(settled)) })
                const topics = [...new Set(list.map(({ message }) => message.contentTopic))].slice(0, 2)
                const pieces = yield* Stream.runCollect(store.encoded(everything, which, topics, field))
                const scanned = (yield* Stream.runCollect(store.scan(everything, which)))
                  .flat()
                  .filter(({ message }) => !message.ephemeral && topics.includes(message.contentTopic))
                assert.isTrue(pieces.every(({ messages }) => messages > 0))
                assert.strictEqual(
                  pieces.reduce((sum, { messages }) => sum + messages, 0),
                  scanned.length
                )
                assert.deepStrictEqual(
                  Bytes.toHex(Bytes.concat(pieces.map(({ bytes }) => bytes))),
                  Bytes.toHex(
                    Wire.encodeMessages(
                      scanned.map(({ message }) => message),
                      field
                    )
                  )
                )
              })
            )
        ),
        { numRuns: heavyRuns }
      ))

    it("A-33: messages of a large window are encoded piece by piece, each once", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(received, 1)
          const list = Array.from({ length: 40 }, (_, n) =>
            WakuMessage.receive(model!.pubsubTopic, {
              ...model!.message,
              timestamp: Time.nanos(ORIGIN + BigInt(n % 7)),
              payload: new Uint8Array(100_000 + n)
            })
          )
          yield* store.append(list)
          const pieces = yield* Stream.runCollect(
            store.encoded(everything, "pending", [model!.message.contentTopic], 3)
          )
          assert.strictEqual(
            Bytes.toHex(Bytes.concat(pieces.map(({ bytes }) => bytes))),
            Bytes.toHex(
              Wire.encodeMessages(
                list.toSorted(WakuMessage.order).map(({ message }) => message),
                3
              )
            )
          )
        })
      ))

    it("a scan under way stays in order and loses nothing while others append, settle and prune", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(received, 1)
          const made = (n: number, at: bigint) =>
            WakuMessage.receive(model!.pubsubTopic, {
              ...model!.message,
              timestamp: Time.nanos(ORIGIN + at),
              payload: Uint8Array.of(n & 255, n >> 8)
            })
          const list = Array.from({ length: 2_500 }, (_, n) => made(n, BigInt(n % 50)))
          yield* store.append(list)
          const seen: Array<string> = []
          let round = 0
          yield* Stream.runForEach(
            store.scan(everything, "all"),
            Effect.fnUntraced(function* (page) {
              seen.push(...hashes(page))
              round++
              yield* store.append([made(3_000 + round, -9n), made(4_000 + round, 49n)])
              yield* store.settle({ from: Time.nanos(ORIGIN - 10n), to: Time.nanos(ORIGIN - 8n) })
              yield* store.prune(ORIGIN)
            })
          )
          assert.strictEqual(new Set(seen).size, seen.length)
          assert.includeMembers(seen, hashes(list))
          const mine = new Set<string>(hashes(list))
          assert.deepStrictEqual(
            seen.filter((hash) => mine.has(hash)),
            hashes(list.toSorted(WakuMessage.order))
          )
        })
      ))

    it("A-31: names the windows with pending messages from one end of time to the other", () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          const [model] = fc.sample(received, 1)
          const grid = { anchor: ORIGIN, length: Windows.SHORTEST }
          const next = Time.add(ORIGIN, grid.length)
          const at = [1n, ORIGIN - 1n, ORIGIN, next - 1n, next, Time.MAX_NANOS - 1n, Time.MAX_NANOS]
          yield* store.append(
            at.map((timestamp) =>
              WakuMessage.receive(model!.pubsubTopic, { ...model!.message, timestamp: Time.nanos(timestamp) })
            )
          )
          const indices = [...new Set(at.map((timestamp) => Windows.indexOf(grid, Time.nanos(timestamp))))]
          assert.deepStrictEqual(yield* store.pendingWindows(grid), indices)
          yield* store.settle({ from: ORIGIN, to: next })
          assert.deepStrictEqual(
            yield* store.pendingWindows(grid),
            indices.filter((index) => index !== 0)
          )
        })
      ))

    it("does in any order of calls what the memory does", () =>
      fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 14 }), (calls) =>
          withStore(
            Effect.fnUntraced(function* (store) {
              const model = Context.get(yield* Layer.build(StoresMemory.make().layer), MessageStore)
              for (const one of calls) assert.deepStrictEqual(yield* one(store), yield* one(model))
              assert.deepStrictEqual(yield* visible(store), yield* visible(model))
            }, Effect.scoped)
          )
        ),
        { numRuns: heavyRuns * 2 }
      ))
  })
}
