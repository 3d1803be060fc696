/** A store node, or whoever stands in its place, that answers other questions than it was asked. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, at, begin, linesOf, publish } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import * as Enemy from "./enemy.ts"

/** Answers every query with everything it has, twice and backwards, and with what nobody sent. */
const babbling = (inner: World.World["waku"]): World.World["waku"] => ({
  layer: Layer.effect(
    Waku,
    Effect.map(Layer.build(inner.layer), (context) => {
      const waku = Context.get(context, Waku)
      return Waku.of({
        ...waku,
        query: (asked) =>
          Stream.flatMap(
            Stream.fromEffect(Stream.runCollect(waku.query({ ...asked, window: { from: at(0), to: at(60) } }))),
            (pages) => {
              const all = pages.flat()
              const invented = [0n, 1n, Time.MAX_NANOS].flatMap((timestamp) =>
                [World.channelTopic, ContentTopic("/waku/1/0x00c0ffee/rfc26")].map((contentTopic) =>
                  WakuMessage.receive(
                    asked.pubsubTopic,
                    WakuMessage.make({ contentTopic, timestamp: Time.nanos(timestamp), payload: new Uint8Array(99) })
                  )
                )
              )
              return Stream.fromIterable([invented, all, all.toReversed(), [], invented])
            }
          )
      })
    })
  )
})

describe("a hostile store node", () => {
  it.effect("that answers beyond its question, twice, backwards, of no time and of the future changes no history", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const hostile = { ...network, waku: babbling(network.waku) }
      const [control, member, honest] = [World.home(), World.home(), World.home()]
      yield* publish(network, [1, 1.5, 8, 15, 21.5])
      yield* TestClock.adjust("22 days")
      const { sealed } = yield* archive(hostile, control)
      assert.deepStrictEqual(
        sealed.map(({ messages }) => messages),
        [2, 1, 1]
      )
      const { report } = yield* Enemy.sync(hostile, member)
      assert.deepStrictEqual([report.hydrated.length, report.waiting], [3, []])
      yield* Enemy.sync(network, honest)
      const lines = yield* linesOf(network, honest)
      assert.strictEqual(lines.length, 5)
      assert.deepStrictEqual(yield* linesOf(network, member), lines)
      assert.deepStrictEqual(yield* linesOf(network, control), lines)
    })
  )

  it.effect(
    "CHA-70: that leaves messages out takes from a member no more than the open week, and gives it back with the archive",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const deaf: World.World = {
          ...network,
          waku: {
            layer: Layer.effect(
              Waku,
              Effect.map(Layer.build(network.waku.layer), (context) => {
                const waku = Context.get(context, Waku)
                const omits = (asked: Parameters<typeof waku.query>[0]) =>
                  asked.contentTopics.includes(World.channelTopic)
                return Waku.of({ ...waku, query: (asked) => (omits(asked) ? Stream.empty : waku.query(asked)) })
              })
            )
          }
        }
        const [control, member] = [World.home(), World.home()]
        yield* publish(network, [1, 8])
        yield* TestClock.adjust("8 days")
        yield* archive(network, control)
        yield* Enemy.sync(deaf, member)
        assert.strictEqual((yield* linesOf(network, member)).length, 1)
        yield* TestClock.adjust("8 days")
        yield* archive(network, control)
        yield* Enemy.sync(deaf, member)
        assert.deepStrictEqual(yield* linesOf(network, member), yield* linesOf(network, control))
        assert.strictEqual((yield* linesOf(network, member)).length, 2)
      })
  )
})
