/** Several processes on one community: each has a pool of its own, and nothing but the server in common. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Option, Ref, type Scope, Stream } from "effect"
import * as fc from "fast-check"
import * as HashMap from "effect/HashMap"
import * as Memory from "../../src/adapters/stores-memory/Stores.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import { MessageId } from "../../src/domain/community/HistoryRecord.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Canonical from "../../src/domain/history/Canonical.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { call as historyCall, visible as historySeen } from "../../src/testing/contract/HistoryStore.ts"
import { call as messageCall, visible as messagesSeen } from "../../src/testing/contract/MessageStore.ts"
import { entry, record, topics } from "../../src/testing/generators/history.ts"
import { ORIGIN, received } from "../../src/testing/generators/messages.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { isMissing, newCommunity, type Opened, opened, ownPool, title } from "../support/postgres.ts"

const everything = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }
const endless = { messages: 1_000, bytes: 1_000_000 }

const messagesLike = (count: number, start = 0): ReadonlyArray<WakuMessage.Received> => {
  const [model] = fc.sample(received, 1)
  return Array.from({ length: count }, (_, at) => {
    const n = start + at
    const payload = Uint8Array.of(n & 255, n >> 8)
    return WakuMessage.receive(model!.pubsubTopic, { ...model!.message, timestamp: ORIGIN, payload })
  })
}

const scanned = ({ messages }: Opened, which: "all" | "pending" = "all") =>
  Effect.map(Stream.runCollect(messages.scan(everything, which)), (pages) => pages.flat().map(({ hash }) => hash))

const entryOf = (n: number): ArchiveIndex.Entry => ({
  window: { from: Time.nanos(BigInt(n)), to: Time.nanos(BigInt(n + 1)) },
  topics: [topics[0]],
  cid: Cid.fromManifestDigest(new Uint8Array(32).fill(n))
})

const stateWith = (index: ArchiveIndex.ArchiveIndex): Publication.State => ({ ...Publication.initial(ORIGIN), index })

describe.skipIf(isMissing)(title("processes on one community"), () => {
  const pools = [ownPool(), ownPool()] as const

  const two = <A>(use: (one: Opened, other: Opened) => Effect.Effect<A, unknown, Scope.Scope>) =>
    Effect.suspend(() => {
      const community = newCommunity()
      return Effect.flatMap(Effect.all([opened(pools[0], { community }), opened(pools[1], { community })]), (both) =>
        use(...both)
      )
    }).pipe(Effect.scoped, Effect.orDie)

  it.live("do together what one memory does, over any number of restarts", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(messageCall, historyCall, fc.constantFrom("one", "other", "restarted")), { maxLength: 8 }),
          (calls) =>
            Effect.gen(function* () {
              const community = newCommunity()
              const open = (at: 0 | 1) => opened(pools[at], { community })
              const [one, other] = [yield* open(0), yield* open(1)]
              const model = yield* Layer.build(Memory.make().layer)
              for (const [onMessages, onHistory, who] of calls) {
                const process = who === "one" ? one : who === "other" ? other : yield* open(0)
                assert.deepStrictEqual(
                  yield* onMessages(process.messages),
                  yield* onMessages(Context.get(model, MessageStore))
                )
                assert.deepStrictEqual(
                  yield* onHistory(process.history),
                  yield* onHistory(Context.get(model, HistoryStore))
                )
              }
              for (const process of [one, other]) {
                assert.deepStrictEqual(
                  yield* messagesSeen(process.messages),
                  yield* messagesSeen(Context.get(model, MessageStore))
                )
                assert.deepStrictEqual(
                  yield* historySeen(process.history),
                  yield* historySeen(Context.get(model, HistoryStore))
                )
              }
            }).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      )
    )
  )

  it.live("CHA-15: who appends the same messages at once adds each of them once, and knows the rest", () =>
    two(
      Effect.fnUntraced(function* (one, other) {
        const list = messagesLike(300)
        const kept = yield* Effect.all(
          Array.from({ length: 12 }, (_, n) =>
            (n % 2 === 0 ? one : other).messages.append(list.slice(n * 20, n * 20 + 80))
          ),
          { concurrency: "unbounded" }
        )
        const held = yield* scanned(one)
        assert.strictEqual(new Set(held).size, held.length)
        assert.strictEqual(
          kept.reduce((sum, { added }) => sum + added, 0),
          held.length
        )
        assert.strictEqual(
          kept.reduce((sum, { added, known }) => sum + added + known, 0),
          12 * 80
        )
        assert.includeMembers(
          held,
          list.slice(0, 300).map(({ hash }) => hash)
        )
      })
    )
  )

  it.live("A-32: late messages from both sides are counted once, and what leaves is counted too", () =>
    two(
      Effect.fnUntraced(function* (one, other) {
        const list = messagesLike(60)
        const appended = yield* Effect.all(
          list.flatMap((message) => [
            one.messages.appendLate([message], { ...endless, messages: 7 }),
            other.messages.appendLate([message], { ...endless, messages: 7 })
          ]),
          { concurrency: 8 }
        )
        const { late, lateDropped } = yield* other.messages.counts
        assert.strictEqual(late, 7)
        assert.strictEqual(
          late + lateDropped,
          appended.reduce((sum, { added }) => sum + added, 0)
        )
      })
    )
  )

  it.live(
    "who loads takes over: the one before is refused, in one line, and changes nothing until it loads again",
    () =>
      two(
        Effect.fnUntraced(function* (one, other) {
          const first = stateWith(ArchiveIndex.make([entryOf(1)]))
          yield* one.ledger.load
          yield* one.ledger.commit(first)
          yield* one.messages.append(messagesLike(3))
          assert.deepStrictEqual(
            Option.map(yield* other.ledger.load, ({ index }) => HashMap.size(index)),
            Option.some(1)
          )
          const before = yield* messagesSeen(other.messages)
          for (const attempt of [
            one.ledger.commit(stateWith(ArchiveIndex.make([entryOf(1), entryOf(2)]))),
            one.messages.append(messagesLike(5, 10)),
            one.messages.appendLate(messagesLike(5, 10), endless),
            one.messages.settle(everything),
            one.messages.prune(everything.to)
          ]) {
            const failure = yield* Effect.flip(Effect.asVoid(attempt))
            assert.strictEqual(failure.reason, "TakenOver")
            assert.isFalse(failure.retryable)
            assert.match(failure.message, /^[^\n]*another process has taken it over; stop this one[^\n]*$/u)
          }
          assert.deepStrictEqual(yield* messagesSeen(other.messages), before)
          yield* other.ledger.commit(stateWith(ArchiveIndex.make([entryOf(1), entryOf(3)])))
          assert.strictEqual(HashMap.size(Option.getOrThrow(yield* one.ledger.load).index), 2)
          yield* one.ledger.commit(stateWith(ArchiveIndex.make([entryOf(1), entryOf(3), entryOf(4)])))
          assert.strictEqual((yield* Effect.flip(other.ledger.commit(first))).reason, "TakenOver")
        })
      )
  )

  it.live("who observes reads what the other committed, takes nothing over, and commits nothing", () =>
    Effect.gen(function* () {
      const community = newCommunity()
      const control = yield* opened(pools[0], { community })
      const observer = yield* opened(pools[1], { community, access: "observe" })
      yield* control.ledger.load
      yield* control.ledger.commit(stateWith(ArchiveIndex.make([entryOf(1)])))
      const seen = Option.getOrThrow(yield* observer.ledger.load)
      assert.strictEqual(HashMap.size(seen.index), 1)
      assert.strictEqual((yield* Effect.flip(observer.ledger.commit(seen))).reason, "Refused")
      yield* control.ledger.commit(stateWith(ArchiveIndex.make([entryOf(1), entryOf(2)])))
      yield* control.messages.append(messagesLike(1))
    }).pipe(Effect.scoped)
  )

  it.live("CHA-41: of any number of racing commits none is lost that was acknowledged", () =>
    two(
      Effect.fnUntraced(function* (one, other) {
        const add = (process: Opened, n: number): Effect.Effect<void, unknown> =>
          Effect.gen(function* () {
            const last = Option.getOrElse(yield* process.ledger.load, () => stateWith(ArchiveIndex.empty))
            yield* process.ledger.commit({ ...last, index: ArchiveIndex.add(last.index, entryOf(n)) })
          }).pipe(Effect.retry({ while: (failure) => failure.reason === "TakenOver" || failure.reason === "Refused" }))
        yield* Effect.forEach(
          [one, other],
          (process, at) =>
            Effect.forEach(
              Array.from({ length: 20 }, (_, n) => n * 2 + at),
              (n) => add(process, n),
              { discard: true }
            ),
          { concurrency: "unbounded", discard: true }
        )
        const { index } = Option.getOrThrow(yield* one.ledger.load)
        assert.strictEqual(HashMap.size(index), 40)
      })
    )
  )

  it.live("CHA-15: once a process has taken over, it sees every message that another was told is kept", () =>
    two(
      Effect.fnUntraced(function* (one, other) {
        yield* one.ledger.load
        const list = messagesLike(400)
        const told = yield* Ref.make<ReadonlyArray<string>>([])
        const begun = yield* Deferred.make<void>()
        const appending = yield* Effect.forkChild(
          Effect.flip(
            Effect.forEach(
              list,
              (message, at) =>
                Effect.gen(function* () {
                  yield* one.messages.append([message])
                  yield* Ref.update(told, (hashes) => [...hashes, message.hash])
                  if (at === 5) yield* Deferred.succeed(begun, undefined)
                }),
              { discard: true }
            ).pipe(Effect.andThen(Effect.fail("nobody took over" as const)))
          )
        )
        yield* Deferred.await(begun)
        yield* other.ledger.load
        const sealed = yield* scanned(other, "pending")
        yield* other.messages.settle(everything)
        const failure = yield* Fiber.join(appending)
        assert.strictEqual(failure === "nobody took over" ? failure : failure.reason, "TakenOver")
        assert.includeMembers(sealed, [...(yield* Ref.get(told))])
        assert.deepStrictEqual(yield* scanned(other, "pending"), [])
        assert.strictEqual((yield* scanned(other)).length, sealed.length)
      })
    )
  )

  it.live("what two members remember is what the last of them saved, entry by entry", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.boolean(), fc.subarray([1, 2, 3, 4, 5])), { minLength: 1, maxLength: 8 }),
          (saves) =>
            two(
              Effect.fnUntraced(function* (one, other) {
                for (const [isFirst, numbers] of saves) {
                  const index = ArchiveIndex.make(numbers.map(entryOf))
                  yield* (isFirst ? one : other).history.save({ ...MemberState.initial, index })
                  for (const { history } of isFirst ? [one] : [other, one]) {
                    assert.deepStrictEqual(
                      ArchiveIndex.ascending(Option.getOrThrow(yield* history.load).index),
                      ArchiveIndex.ascending(index)
                    )
                  }
                }
              })
            ).pipe(Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      )
    )
  )

  it.live("A-36: two that restore one archive at once, one of them from the start again, end with all of it once", () =>
    two(
      Effect.fnUntraced(function* (one, other) {
        const window = { from: Time.nanos(0n), to: Time.nanos(100n) }
        const [model] = fc.sample(record, 1)
        const held = { window, topics: [topics[0]], cid: Cid.fromManifestDigest(new Uint8Array(32).fill(1)) }
        const key = ArchiveIndex.keyOf(held)
        const list = Array.from({ length: 40 }, (_, n) => ({
          ...model!,
          id: MessageId(`0x${n.toString(16).padStart(64, "0")}`),
          topic: topics[0],
          timestamp: Time.nanos(BigInt(n))
        }))
        yield* one.history.stage(key, list.slice(0, 20), [])
        yield* other.history.discard(key)
        yield* other.history.stage(key, list.slice(0, 10), [])
        yield* one.history.stage(key, list.slice(20), [])
        assert.strictEqual((yield* one.history.apply(key, held)).inserted, 40)
        yield* other.history.stage(key, list.slice(10), [])
        assert.strictEqual((yield* other.history.apply(key, held)).inserted, 0)
        const seen = (yield* Stream.runCollect(other.history.records({}))).flat()
        assert.deepStrictEqual(seen.map(Canonical.identity), list.map(Canonical.identity))
        assert.deepStrictEqual(
          (yield* other.history.applied).map(({ messages }) => messages),
          [40]
        )
      })
    )
  )

  it.live("law 6, A-29 A-33: archives that two apply at once give the history that one gives", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(record, { maxLength: 8 }),
          fc.uniqueArray(fc.tuple(entry, fc.array(record, { maxLength: 6 })), {
            selector: ([held]) => ArchiveIndex.keyOf(held),
            maxLength: 5
          }),
          (list, archives) =>
            two(
              Effect.fnUntraced(function* (one, other) {
                const model = Context.get(yield* Layer.build(Memory.make().layer), HistoryStore)
                const restore = (history: HistoryStore["Service"], [held, records]: (typeof archives)[number]) =>
                  Effect.gen(function* () {
                    const key = ArchiveIndex.keyOf(held)
                    const own = records.filter(
                      ({ timestamp, topic }) =>
                        held.window.from <= timestamp && timestamp < held.window.to && held.topics.includes(topic)
                    )
                    yield* history.discard(key)
                    yield* history.stage(key, own, [])
                    yield* history.apply(key, held)
                  })
                for (const history of [one.history, model]) yield* history.append(list, "live")
                yield* Effect.forEach(archives, (archive) => restore(model, archive))
                yield* Effect.all(
                  [
                    Effect.forEach(archives, (archive) => restore(one.history, archive)),
                    Effect.forEach(archives.toReversed(), (archive) => restore(other.history, archive))
                  ],
                  { concurrency: "unbounded" }
                )
                const shown = (history: HistoryStore["Service"]) =>
                  Effect.map(Stream.runCollect(history.records({})), (pages) => pages.flat().map(Canonical.identity))
                assert.deepStrictEqual(yield* shown(one.history), yield* shown(model))
                assert.deepStrictEqual(yield* other.history.applied, yield* one.history.applied)
              })
            ).pipe(Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      )
    )
  )
})
