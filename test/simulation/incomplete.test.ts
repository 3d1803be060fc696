/** A store that answers in part. */
import { assert, describe, it } from "@effect/vitest"
import { Context, type Duration, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { type Query, Waku, WakuFailure } from "../../src/ports/Waku.ts"
import { archive, begin, keepingNothing, local, publish, START, sync, textsOf } from "./steps.ts"
import * as World from "./world.ts"

/** Queries give their first messages and then fail, as long as `broken` says so. */
const breaking = (inner: World.World["waku"], broken: (question: Query) => boolean) =>
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
        query: (question) =>
          Stream.suspend(() =>
            broken(question)
              ? Stream.concat(
                  Stream.map(waku.query(question), (batch) => batch.slice(0, 2)),
                  Stream.fail(failure)
                )
              : waku.query(question)
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

  it.effect("a member whose store always breaks off asks again ever more seldom, whatever it heard by then", () =>
    Effect.gen(function* () {
      yield* begin
      const memory = World.world()
      yield* publish(memory, [1, 2, 3])
      yield* TestClock.adjust("9 days")
      yield* archive(memory, World.home())
      let questions = 0
      /** Announcements are heard whole; what was said since is not. */
      const isBroken = ({ contentTopics }: Query) => {
        questions++
        return contentTopics.includes(World.channelTopic)
      }
      const network = { ...memory, waku: { layer: breaking(memory.waku, isBroken) } }
      const running = yield* Effect.forkChild(
        Effect.flatMap(MemberNode, (node) => node.run(Selection.all)).pipe(
          Effect.provide(World.member(network, World.home()), local)
        )
      )
      const during = (span: Duration.Input) =>
        Effect.suspend(() => {
          const before = questions
          return Effect.map(TestClock.adjust(span), () => questions - before)
        })
      const first = yield* during("1 hour")
      const second = yield* during("1 hour")
      yield* Fiber.interrupt(running)
      assert.isAbove(second, 0)
      assert.isBelow(second, first)
      assert.isBelow(first, 200)
    })
  )
})

describe("an archive that breaks off", () => {
  it.effect(
    "CHA-65 A-36: is not applied, though what came of it is an archive in itself; the whole one is, later",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        yield* publish(network, [1, 2, 3])
        yield* TestClock.adjust("9 days")
        const { sealed } = yield* archive(network, World.home())
        const { cid, window } = sealed[0]!
        const header = ArchiveFile.header(window, [World.channelTopic])
        const lying = Layer.effect(
          Codex,
          Effect.map(Layer.build(network.codex.layer), (context) => {
            const codex = Context.get(context, Codex)
            const corrupt = new CodexFailure({ operation: "get", reason: "Corrupt", cid, detail: "not its bytes" })
            return Codex.of({
              ...codex,
              get: (asked) =>
                asked === cid ? Stream.concat(Stream.succeed(header), Stream.fail(corrupt)) : codex.get(asked)
            })
          })
        )
        const member = World.home()
        const report = yield* sync({ ...network, codex: { layer: lying } }, member, Selection.all, keepingNothing)
        assert.deepStrictEqual([report.hydrated.length, report.waiting.length], [0, 1])
        yield* TestClock.adjust("1 hour")
        yield* sync(network, member, Selection.all, keepingNothing)
        assert.strictEqual((yield* textsOf(network, member)).length, 3)
      })
  )
})
