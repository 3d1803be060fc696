/** Many subscribers, few subscriptions. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Exit, Fiber, Layer, Queue, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../src/adapters/waku-memory/Waku.ts"
import * as Switchboard from "../../src/app/host/Switchboard.ts"
import { ContentTopic, specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { type Filter, Waku } from "../../src/ports/Waku.ts"
import { ORIGIN } from "../../src/testing/generators/messages.ts"

const topic = (n: number) => ContentTopic(`/waku/1/topic-${n}/rfc26`)
const filterOf = (...numbers: ReadonlyArray<number>): Filter => ({
  pubsubTopic: specNetwork.content,
  contentTopics: numbers.map(topic)
})
const message = (n: number, byte: number) =>
  WakuMessage.make({ contentTopic: topic(n), timestamp: ORIGIN, payload: Uint8Array.of(byte) })

/** A memory that remembers which subscriptions were made of it, and how many of them stand. */
const counted = () => {
  const asked: Array<Filter> = []
  const seen = { open: 0 }
  const layer = Layer.effect(
    Waku,
    Effect.map(Waku, (waku) => ({
      ...waku,
      subscribe: (filter: Filter) =>
        Effect.gen(function* () {
          asked.push(filter)
          yield* Effect.acquireRelease(
            Effect.sync(() => seen.open++),
            () => Effect.sync(() => seen.open--)
          )
          return yield* waku.subscribe(filter)
        })
    }))
  ).pipe(Layer.provide(Memory.layer))
  return { asked, seen, layer }
}

const built = (options: Partial<Switchboard.Options>, network: Layer.Layer<Waku>) =>
  Effect.map(Layer.build(Layer.provide(Switchboard.layer(options), network)), (context) => Context.get(context, Waku))

describe("the switchboard", () => {
  it.effect("shares a subscription among those who come in the same moment, as far as it has room", () =>
    Effect.gen(function* () {
      const { asked, layer, seen } = counted()
      const waku = yield* built({ topics: 10, gather: Duration.millis(100) }, layer)
      const scope = yield* Scope.make()
      const subscribing = yield* Effect.forEach(
        Array.from({ length: 15 }, (_, n) => n),
        (n) => Effect.forkChild(Effect.provideService(waku.subscribe(filterOf(2 * n, 2 * n + 1)), Scope.Scope, scope))
      )
      yield* TestClock.adjust("100 millis")
      yield* Fiber.joinAll(subscribing)
      assert.deepStrictEqual(
        asked.map(({ contentTopics }) => contentTopics.length),
        [10, 10, 10]
      )
      assert.strictEqual(new Set(asked.flatMap(({ contentTopics }) => contentTopics)).size, 30)
      assert.strictEqual(seen.open, 3)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(seen.open, 0, "nobody listens: nothing is subscribed to")
    })
  )

  it.effect("who is too slow fails alone, with a failure that may pass", () =>
    Effect.gen(function* () {
      const waku = yield* built({ gather: Duration.zero, waitingBytes: 400 }, Memory.layer)
      const slow = yield* waku.subscribe(filterOf(1))
      const quick = yield* waku.subscribe(filterOf(2))
      const heard = yield* Queue.unbounded<number>()
      yield* Effect.forkChild(
        Stream.runForEach(quick, (batch) =>
          Queue.offerAll(
            heard,
            batch.map(({ message }) => message.payload[0]!)
          )
        )
      )
      for (let byte = 0; byte < 20; byte++) {
        yield* waku.publish(specNetwork.content, message(1, byte))
        yield* waku.publish(specNetwork.content, message(2, byte))
        assert.strictEqual(yield* Queue.take(heard), byte)
      }
      const failure = yield* Effect.flip(Stream.runDrain(slow))
      assert.deepStrictEqual([failure.reason, failure.retryable], ["Incomplete", true])
    })
  )
})
