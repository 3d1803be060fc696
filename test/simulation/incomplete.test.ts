/** A store that answers in part. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { Waku, WakuFailure } from "../../src/ports/Waku.ts"
import { archive, begin, local, publish, START, sync, textsOf } from "./steps.ts"
import * as World from "./world.ts"

/** Queries give their first messages and then fail, as long as `broken` says so. */
const breaking = (inner: World.World["waku"], broken: () => boolean) =>
  Layer.effect(
    Waku,
    Effect.map(Layer.build(inner.layer), (context) => {
      const waku = Context.get(context, Waku)
      const failure = new WakuFailure({
        operation: "query",
        reason: "Incomplete",
        detail: "the store stopped half-way"
      })
      return Waku.of({
        ...waku,
        query: (asked) =>
          Stream.suspend(() =>
            broken()
              ? Stream.concat(
                  Stream.map(waku.query(asked), (batch) => batch.slice(0, 2)),
                  Stream.fail(failure)
                )
              : waku.query(asked)
          )
      })
    })
  )

describe("an incomplete query", () => {
  it.effect("CHA-18 CHA-19 A-09: seals nothing, is no gap, and once the store answers whole the archive is whole", () =>
    Effect.gen(function* () {
      yield* begin
      const memory = World.world()
      const home = World.home()
      yield* archive(memory, home)
      yield* publish(memory, [1, 2, 3, 4, 5])
      yield* TestClock.adjust("9 days")
      let broken = true
      const network = { ...memory, waku: { layer: breaking(memory.waku, () => broken) } }
      const attempt = yield* Effect.forkChild(Effect.flip(archive(network, home)))
      yield* TestClock.adjust("5 minutes")
      const failure = yield* Fiber.join(attempt)
      assert.strictEqual("reason" in failure && failure.reason, "Incomplete")
      const stateOf = Effect.flatMap(ControlNode, (node) => node.state).pipe(
        Effect.provide(World.control(network, home, { createdAt: START }), local)
      )
      const before = yield* stateOf
      assert.strictEqual(ArchiveIndex.size(before.index), 0)
      assert.deepStrictEqual([before.gaps, Option.isNone(before.published)], [[], true])

      broken = false
      const { sealed } = yield* archive(network, home)
      assert.deepStrictEqual(
        sealed.map(({ messages }) => messages),
        [5]
      )
      const member = World.home()
      yield* sync(network, member)
      assert.strictEqual((yield* textsOf(network, member)).length, 5)
    })
  )
})
