/** The contract of the `ProtocolStore` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import * as fc from "fast-check"
import type { Row } from "../../domain/Step.ts"
import { pubsub } from "../../domain/waku/Topic.ts"
import { type Outgoing, ProtocolStore, type Waiting } from "../../ports/ProtocolStore.ts"
import { received } from "../generators/messages.ts"
import { heavyRuns } from "../runs.ts"
import * as Place from "./Place.ts"

const key = fc.constantFrom("a", "a/1", "b", "z", " ~", "A")
const row: fc.Arbitrary<Row> = fc.record({ key, value: fc.uint8Array({ maxLength: 40 }) })
const outgoing: fc.Arbitrary<Outgoing> = fc.record({
  mark: fc.constantFrom("", "first", "second"),
  pubsubTopic: fc.constantFrom(pubsub(16, 256), pubsub(16, 128)),
  message: received.map(({ message }) => message)
})

/** A commit: which of the messages that wait it marks as sent is told by their places. */
const commit = fc.record({
  scope: fc.constantFrom("one", "one#stores", "two"),
  save: fc.array(row, { maxLength: 4 }),
  erase: fc.array(key, { maxLength: 3 }),
  send: fc.array(outgoing, { maxLength: 3 }),
  sent: fc.array(fc.nat(3), { maxLength: 2 }),
  isStale: fc.boolean()
})

const LIMIT = 1_000

/** What waits, without the numbers, which only order it. */
const bare = (waiting: ReadonlyArray<Waiting>) => waiting.map(({ number: _number, ...outgoing }) => outgoing)

interface Model {
  readonly rows: Map<string, Uint8Array>
  outbox: ReadonlyArray<Outgoing>
  revision: number
}

/** Each build of `layer` is a new, empty store. */
export const protocolStoreContract = <E>(
  name: string,
  layer: Layer.Layer<ProtocolStore, E>,
  capabilities: Place.Sharing<ProtocolStore, E> = {}
): void => {
  const fresh = Place.of(layer, capabilities)

  const live = (commits: ReadonlyArray<typeof commit extends fc.Arbitrary<infer C> ? C : never>) =>
    Effect.gen(function* () {
      const layer = yield* fresh
      const models = new Map<string, Model>()
      const use = <A>(work: (store: ProtocolStore["Service"]) => Effect.Effect<A, unknown>) =>
        Effect.flatMap(ProtocolStore, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
      for (const { erase, isStale, save, scope, send, sent } of commits) {
        const model = models.get(scope) ?? { rows: new Map(), outbox: [], revision: 0 }
        models.set(scope, model)
        const before = yield* use((store) => store.waiting(scope, LIMIT))
        const places = new Set(sent.filter((place) => place < before.length))
        const changes = { save, erase, send, sent: [...places].map((place) => before[place]!.number) }
        const revision = model.revision + (isStale ? 1 : 0)
        const answer = yield* use((store) => Effect.result(store.commit(scope, revision, changes)))
        if (isStale) {
          assert.isTrue(Result.isFailure(answer) && answer.failure.reason === "TakenOver")
        } else {
          for (const { key, value } of save) model.rows.set(key, value)
          for (const key of erase) model.rows.delete(key)
          model.outbox = [...model.outbox.filter((_, place) => !places.has(place)), ...send]
          assert.deepStrictEqual(answer, Result.succeed(++model.revision))
        }
        for (const [name, { outbox, revision, rows }] of models) {
          const loaded = yield* use((store) => store.load(name))
          assert.strictEqual(loaded.revision, revision)
          assert.deepStrictEqual(
            loaded.rows.map(({ key, value }) => [key, [...value]]),
            [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, value]) => [key, [...value]])
          )
          const waiting = yield* use((store) => store.waiting(name, LIMIT))
          assert.deepStrictEqual(bare(waiting), [...outbox])
          assert.deepStrictEqual(
            waiting.map(({ number }) => number),
            [...new Set(waiting.map(({ number }) => number))].sort((left, right) => left - right)
          )
          assert.deepStrictEqual(yield* use((store) => store.waiting(name, 1)), waiting.slice(0, 1))
        }
      }
    }).pipe(Effect.scoped)

  describe(`${name} satisfies ProtocolStore`, () => {
    it("SDS-04 A-43: rows and outbox are those of the last commit, of each scope apart, over any number of restarts", () =>
      fc.assert(
        fc.asyncProperty(fc.array(commit, { maxLength: 8 }), (commits) => Effect.runPromise(live(commits))),
        { numRuns: heavyRuns }
      ))

    it("of two commits on one revision one is refused, and changes nothing", () =>
      Effect.gen(function* () {
        const store = yield* ProtocolStore
        const changes = { save: [{ key: "k", value: Uint8Array.of(1) }], erase: [], send: [], sent: [] }
        yield* store.commit("one", 0, changes)
        const late = { ...changes, save: [{ key: "k", value: Uint8Array.of(2) }] }
        assert.strictEqual((yield* Effect.flip(store.commit("one", 0, late))).reason, "TakenOver")
        assert.deepStrictEqual([...(yield* store.load("one")).rows[0]!.value], [1])
      }).pipe(Effect.provide(layer, { local: true }), Effect.runPromise))
  })
}
