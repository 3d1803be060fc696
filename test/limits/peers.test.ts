/** What a Codex or a Waku node can make us do at once, and take from it in all. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import type * as WakuSdk from "../../src/adapters/waku-sdk/Waku.ts"
import * as Time from "../../src/domain/Time.ts"
import { specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { contentTopics } from "../../src/testing/generators/messages.ts"
import { begin } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { client, filterOn, serveNew } from "../support/service.ts"
import { announced, noise, planted, sync, week } from "./nodes.ts"

describe("a member", () => {
  for (const downloads of [1, 2]) {
    it.effect(`downloads ${downloads} archives at the same time, and no more`, () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("60 days")
        const memory = World.world()
        const archives = yield* Effect.forEach([1, 2, 3, 4, 5], (n) =>
          planted(memory, week(n), { messages: noise(week(n), 1) })
        )
        yield* announced(
          memory,
          archives.map(({ entry }) => entry)
        )
        let running = 0
        let most = 0
        const slow = Layer.effect(
          Codex,
          Effect.map(Layer.build(memory.codex.layer), (context) => {
            const codex = Context.get(context, Codex)
            return Codex.of({
              ...codex,
              get: (cid) =>
                Stream.unwrap(
                  Effect.gen(function* () {
                    most = Math.max(most, ++running)
                    yield* Effect.sleep("1 second")
                    running--
                    return codex.get(cid)
                  })
                )
            })
          })
        )
        const report = yield* sync({ ...memory, codex: { layer: slow } }, World.home(), { downloads })
        assert.deepStrictEqual([report.hydrated.length, most], [5, downloads])
      })
    )
  }
})

const topic = contentTopics[0]
const filter = filterOn([topic])

const live = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test())))

const join = (address: string, options: Partial<WakuSdk.Options>) =>
  Effect.map(Layer.build(client([address], { slice: "100 days", ...options })), (context) => Context.get(context, Waku))

/** Messages of the last minutes, one second apart. */
const past = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    WakuMessage.make({
      contentTopic: topic,
      timestamp: Time.nanos(BigInt(Date.now() - 60_000 - (count - n) * 1_000) * 1_000_000n),
      payload: new Uint8Array(50).fill(n)
    })
  )

const publish = (node: Waku["Service"], list: ReadonlyArray<WakuMessage.WakuMessage>) =>
  Effect.forEach(list, (one) => node.publish(specNetwork.content, one), { concurrency: 16, discard: true })

describe("a Waku node", () => {
  live("that sends more messages or bytes than a store may answer is not believed; as many are", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew()
      const list = past(150)
      yield* Effect.flatMap(join(address, {}), (node) => publish(node, list))
      const size = list.reduce((sum, { payload }) => sum + payload.length, 0)
      const now = BigInt(Date.now()) * 1_000_000n
      const window = { from: Time.nanos(now - Time.hours(1)), to: Time.nanos(now) }
      for (const [options, isEnough] of [
        [{ storeMessages: 150, storeBytes: 10 * size }, true],
        [{ storeMessages: 149 }, false],
        [{ storeBytes: size - 1 }, false]
      ] as const) {
        const node = yield* join(address, { ...options, attempts: 0 })
        const outcome = yield* Effect.result(Stream.runCollect(node.query({ ...filter, window })))
        if (isEnough) {
          assert.strictEqual(outcome._tag === "Success" && outcome.success.flat().length, 150)
          continue
        }
        assert.strictEqual(outcome._tag === "Failure" && outcome.failure.reason, "Incomplete")
        assert.match(outcome._tag === "Failure" ? outcome.failure.message : "", /it sends more than/)
      }
    })
  )

  live("that pushes faster than the listener reads waits for it: little is held, nothing is lost", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew()
      const node = yield* join(address, { waitingBytes: 200 })
      const stream = yield* node.subscribe(filter)
      const sender = yield* join(address, {})
      const list = past(30)
      yield* Effect.forkScoped(publish(sender, list))
      const received = yield* stream.pipe(
        Stream.mapEffect((batch) => Effect.as(Effect.sleep("5 millis"), batch)),
        Stream.flatMap((batch) => Stream.fromIterable(batch)),
        Stream.take(30),
        Stream.runCollect
      )
      assert.strictEqual(new Set(received.map(({ hash }) => hash)).size, 30)
    })
  )
})
