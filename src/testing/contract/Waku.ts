/** The contract of the `Waku` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Queue, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as WakuMemory from "../../adapters/waku-memory/Waku.ts"
import * as Window from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import { specNetwork } from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { Waku } from "../../ports/Waku.ts"
import { contentTopics, ORIGIN, received, window, withTwins } from "../generators/messages.ts"
import { heavyRuns } from "../runs.ts"
import * as Place from "./Place.ts"

type Node = Waku["Service"]

const { content, control } = specNetwork
const everything = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
const filter = { pubsubTopic: content, contentTopics }
const hashes = (list: ReadonlyArray<WakuMessage.Received>) => list.map(({ hash }) => hash)
const query = (node: Node, span: Window.Window = everything) =>
  Effect.map(Stream.runCollect(node.query({ ...filter, window: span })), (pages) => pages.flat())

export interface Capabilities<E> extends Place.Sharing<Waku, E> {
  /** What is published reaches a subscription of the same process before `publish` returns, as where there is no network. */
  readonly immediate?: boolean
  /** How much slower than a memory: divides the number of random runs. */
  readonly slowness?: number
}

/** Each build of `layer` is a node of a new, empty network; each build of the `shared` one joins the same network. */
export const wakuContract = <E>(
  name: string,
  layer: Layer.Layer<Waku, E>,
  capabilities: Capabilities<E> = {}
): void => {
  const { immediate = true, slowness = 1 } = capabilities
  const numRuns = Math.ceil(heavyRuns / slowness)
  const fresh = Place.of(layer, capabilities)
  /** On a clock of the test that shows some time after all messages. */
  const onNetwork = <A>(
    use: (
      node: Node,
      join: <B>(work: (node: Node) => Effect.Effect<B, unknown, Scope.Scope>) => Effect.Effect<B, unknown>
    ) => Effect.Effect<A, unknown, Scope.Scope>
  ) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Number(ORIGIN / 1_000_000n) + 60_000)
      const layer = yield* fresh
      const join = <B>(work: (node: Node) => Effect.Effect<B, unknown, Scope.Scope>) =>
        Effect.scoped(Effect.flatMap(Waku, work)).pipe(Effect.provide(layer, { local: true }))
      return yield* Effect.flatMap(Waku, (node) => use(node, join)).pipe(Effect.provide(layer, { local: true }))
    }).pipe(Effect.scoped, Effect.orDie, Effect.provide(TestClock.layer()), Effect.runPromise)

  const sample = (count: number) =>
    fc.sample(fc.uniqueArray(received, { selector: ({ hash }) => hash, minLength: count, maxLength: count }), 1)[0]!

  describe(`${name} satisfies Waku`, () => {
    it("CHA-81…85: a query is complete, ascending by timestamp and hash, each message once, `from` inclusive, `to` exclusive", () =>
      fc.assert(
        fc.asyncProperty(withTwins(8), window, (list, span) =>
          onNetwork(
            Effect.fnUntraced(function* (node) {
              for (const { message, pubsubTopic, hash } of [...list, ...list]) {
                assert.strictEqual((yield* node.publish(pubsubTopic, message)).hash, hash)
              }
              const unique = [...new Map(list.map((one) => [one.hash, one])).values()].sort(WakuMessage.order)
              assert.deepStrictEqual(hashes(yield* query(node)), hashes(unique))
              const inside = unique.filter(({ message }) => Window.contains(span, message.timestamp))
              assert.deepStrictEqual(hashes(yield* query(node, span)), hashes(inside))
              for (const one of yield* query(node)) assert.deepInclude(list, one, "which twin a store keeps is its own")
            })
          )
        ),
        { numRuns }
      ))

    it("answers with the topics asked for alone, in pages that together are whole", () =>
      onNetwork(
        Effect.fnUntraced(function* (node) {
          const [model] = sample(1)
          const list = Array.from({ length: 1_234 }, (_, n) => ({
            ...model!.message,
            contentTopic: contentTopics[n % 2]!,
            payload: Uint8Array.of(n & 255, n >> 8)
          }))
          for (const message of list) yield* node.publish(content, message)
          const pages = yield* Stream.runCollect(
            node.query({ ...filter, contentTopics: [contentTopics[0]], window: everything })
          )
          assert.strictEqual(pages.flat().length, 617)
          assert.isTrue(pages.flat().every(({ message }) => message.contentTopic === contentTopics[0]))
          assert.isAbove(pages.length, 1)
          assert.deepStrictEqual(
            (yield* Stream.runCollect(node.query({ pubsubTopic: control, contentTopics, window: everything }))).flat(),
            []
          )
        })
      ))

    it("CHA-01: what is older than the retention is no longer there", () =>
      onNetwork(
        Effect.fnUntraced(function* (node) {
          const [old, young] = sample(2)
          yield* node.publish(content, old!.message)
          yield* TestClock.adjust("29 days")
          yield* node.publish(content, { ...young!.message, timestamp: Time.add(ORIGIN, Time.days(29)) })
          assert.strictEqual((yield* query(node)).length, 2)
          yield* TestClock.adjust("1 day")
          assert.strictEqual((yield* query(node)).length, 1)
        })
      ))

    it("CHA-09 CHA-80: a subscriber gets every message published from then on, once, ephemeral ones too; the store keeps none of those", () =>
      onNetwork(
        Effect.fnUntraced(function* (node, join) {
          const [before, first, second, third] = sample(4)
          const ephemeral = { ...third!.message, ephemeral: true }
          yield* node.publish(content, before!.message)
          const inbox = yield* Queue.unbounded<WakuMessage.Received>()
          const live = yield* node.subscribe(filter)
          yield* Effect.forkChild(Stream.runForEach(live, (batch) => Queue.offerAll(inbox, batch)))
          yield* node.publish(content, first!.message)
          yield* node.publish(content, first!.message)
          yield* node.publish(control, second!.message)
          yield* join((other) => other.publish(content, ephemeral))
          yield* join((other) => other.publish(content, second!.message))
          assert.deepStrictEqual(hashes(yield* Queue.takeN(inbox, 3)), [first!.hash, third!.hash, second!.hash])
          const stored = hashes(yield* query(node))
          assert.notInclude(stored, third!.hash, "ephemeral messages are not stored")
          assert.includeMembers(stored, [before!.hash, first!.hash, second!.hash])
        })
      ))

    it("a subscriber gets what any node publishes on its topics, each message once, in order, however old it is", () =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(received, fc.boolean(), fc.boolean()), { maxLength: 8 }), (list) =>
          onNetwork((node, join) =>
            join((other) =>
              Effect.gen(function* () {
                const inbox = yield* Queue.unbounded<WakuMessage.Received>()
                const live = yield* node.subscribe({ ...filter, contentTopics: [contentTopics[0]] })
                yield* Effect.forkChild(Stream.runForEach(live, (batch) => Queue.offerAll(inbox, batch)))
                const sent: Array<WakuMessage.Received> = []
                const end = { ...sample(1)[0]!.message, contentTopic: contentTopics[0], payload: new Uint8Array(9) }
                for (const [{ message }, isOld, elsewhere] of [...list, [{ message: end }, false, true] as const]) {
                  const timestamp = isOld ? Time.subtract(message.timestamp, Time.days(400)) : message.timestamp
                  sent.push(yield* (elsewhere ? other : node).publish(content, { ...message, timestamp }))
                }
                const expected = new Map(
                  sent.filter(({ message }) => message.contentTopic === contentTopics[0]).map((one) => [one.hash, one])
                )
                assert.deepStrictEqual(yield* Queue.takeN(inbox, expected.size), [...expected.values()])
              })
            )
          )
        ),
        { numRuns: Math.ceil(numRuns / 5) }
      ))

    it("a subscription ends with its scope, and what had arrived is not lost", () =>
      onNetwork(
        Effect.fnUntraced(function* (node) {
          const { hash, message } = sample(1)[0]!
          const scope = yield* Scope.make()
          const live = yield* Scope.provide(node.subscribe(filter), scope)
          yield* node.publish(content, message)
          const arrived = immediate ? [] : hashes((yield* Stream.runCollect(Stream.take(live, 1))).flat())
          yield* Scope.close(scope, Exit.void)
          const rest = hashes((yield* Stream.runCollect(live)).flat())
          assert.deepStrictEqual([...arrived, ...rest], [hash])
        })
      ))

    it("CHA-84: a query under way stays in order and loses nothing while others publish", () =>
      onNetwork(
        Effect.fnUntraced(function* (node) {
          const [model] = sample(1)
          const made = (n: number, at: bigint) => ({
            ...model!.message,
            timestamp: Time.nanos(ORIGIN + at),
            payload: Uint8Array.of(n & 255, n >> 8)
          })
          const list: Array<WakuMessage.Received> = []
          for (let n = 0; n < 1_200; n++) list.push(yield* node.publish(content, made(n, BigInt(n % 30))))
          const seen: Array<string> = []
          let round = 0
          yield* Stream.runForEach(
            node.query({ ...filter, window: everything }),
            Effect.fnUntraced(function* (page) {
              seen.push(...hashes(page))
              round++
              yield* node.publish(content, made(2_000 + round, -5n))
              yield* node.publish(content, made(3_000 + round, 29n))
            })
          )
          assert.strictEqual(new Set(seen).size, seen.length)
          const mine = new Set<string>(hashes(list))
          assert.deepStrictEqual(
            seen.filter((hash) => mine.has(hash)),
            hashes(list.toSorted(WakuMessage.order))
          )
        })
      ))

    it("answers queries in any order of calls, from any node, as the memory does", () => {
      type Step = (node: Node, other: Node) => Effect.Effect<unknown, unknown>
      const step: fc.Arbitrary<Step> = fc.oneof(
        fc
          .tuple(received, fc.boolean(), fc.boolean(), fc.constantFrom(0, 29, 31))
          .map(([{ message }, ephemeral, elsewhere, age]): Step => (node, other) => {
            const timestamp = Time.subtract(message.timestamp, Time.days(age))
            return (elsewhere ? other : node).publish(content, { ...message, timestamp, ephemeral })
          }),
        fc.tuple(window, fc.boolean()).map(
          ([span, elsewhere]): Step =>
            (node, other) =>
              query(elsewhere ? other : node, span)
        ),
        fc.constant<Step>((node) => query(node))
      )
      const days = fc.constantFrom(0, 0, 1, 20)
      return fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(step, days), { maxLength: 14 }), (steps) =>
          onNetwork((node, join) =>
            join((other) =>
              Effect.gen(function* () {
                const model = Context.get(yield* Layer.build(WakuMemory.make().layer), Waku)
                for (const [one, pause] of steps) {
                  assert.deepStrictEqual(yield* one(node, other), yield* one(model, model))
                  yield* TestClock.adjust(`${pause} days`)
                  assert.deepStrictEqual(yield* query(other), yield* query(model))
                }
              })
            )
          )
        ),
        { numRuns }
      )
    })

    it("CHA-75 CHA-76 CHA-79: refuses what no network carries", () =>
      onNetwork(
        Effect.fnUntraced(function* (node) {
          const { message } = sample(1)[0]!
          const refused = [
            { ...message, timestamp: Time.nanos(0n) },
            { ...message, meta: new Uint8Array(WakuMessage.MAX_META + 1) },
            { ...message, payload: new Uint8Array(Publishing.MAX_PAYLOAD + 1) }
          ]
          for (const one of refused) {
            const failure = yield* Effect.flip(node.publish(content, one))
            assert.strictEqual(failure.reason, "Rejected")
          }
          assert.deepStrictEqual(yield* query(node), [])
        })
      ))
  })
}
