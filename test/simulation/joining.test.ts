/** A newcomer asks, is answered, and has the history although nothing was announced for months. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import { composeFor } from "../../src/app/Compose.ts"
import { now } from "../../src/app/Now.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Joining from "../../src/domain/community/Joining.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { Admission, type Decision } from "../../src/app/Joins.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { Community } from "../../src/app/Community.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { archive, begin, linesOf, local, publish, START } from "./steps.ts"
import * as World from "./world.ts"

const key = Layer.provide(KeyMemory.memberLayer(World.otherKey), World.base(World.world(), World.home()))

const joiner = (network: World.World, home: World.Home, mine: typeof key = key) =>
  Layer.provideMerge(MemberNode.layer, Layer.merge(World.base(network, home), mine))

/** Archives exist, and the last word about them is older than the stores remember. */
const quiet = Effect.gen(function* () {
  yield* begin
  const network = World.world()
  const home = World.home()
  yield* publish(network, [1, 2, 8])
  yield* TestClock.adjust("16 days")
  yield* archive(network, home)
  yield* TestClock.adjust("40 days")
  return { network, home }
})

const answering = (network: World.World, home: World.Home, decision?: Decision) =>
  Effect.flatMap(ControlNode, (node) => node.run).pipe(
    Effect.provide(
      Layer.merge(
        World.control(network, home, { createdAt: START, settings: { reannounce: Time.days(4_000) } }),
        decision === undefined ? Layer.empty : Layer.succeed(Admission, () => Effect.succeed(decision))
      ),
      local
    )
  )

const synced = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    const node = yield* MemberNode
    const run = yield* Effect.forkChild(node.sync({ _tag: "All" }))
    yield* TestClock.adjust("2 minutes")
    const report = yield* Fiber.join(run)
    return { report, state: yield* node.state }
  }).pipe(Effect.provide(joiner(network, home), local))

const onControlTopic = (network: World.World) =>
  Effect.gen(function* () {
    const { description } = yield* Community
    const pages = yield* Stream.runCollect(
      (yield* Waku).query({
        pubsubTopic: description.pubsubTopic,
        contentTopics: [description.topic],
        window: { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
      })
    )
    return pages.flat().length
  }).pipe(Effect.provide(World.base(network, World.home()), local))

describe("joining", () => {
  it.effect("CHA-94 A-46 A-54: who asks has the newest index from the answer, and with it the history", () =>
    Effect.gen(function* () {
      const { home, network } = yield* quiet
      const control = yield* Effect.forkChild(answering(network, home))
      yield* TestClock.adjust("1 minute")
      const member = World.home()
      const { report, state } = yield* synced(network, member)
      assert.deepStrictEqual(state.joining.answer, Option.some("accepted"))
      assert.strictEqual(report.hydrated.length, 2)
      assert.deepStrictEqual(yield* linesOf(network, member), yield* linesOf(network, home))
      const before = yield* onControlTopic(network)
      yield* synced(network, member)
      assert.strictEqual(yield* onControlTopic(network), before, "who was answered does not ask again")
      yield* Fiber.interrupt(control)
    })
  )

  it.effect(
    "CHA-95 A-18: the clock of the index is stated in the answer, and an older announcement is not followed any more",
    () =>
      Effect.gen(function* () {
        const { home, network } = yield* quiet
        const control = yield* Effect.forkChild(answering(network, home))
        yield* TestClock.adjust("1 minute")
        const { state } = yield* synced(network, World.home())
        const published = yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
          Effect.provide(World.control(network, home, { createdAt: START }), local)
        )
        const { cid, clock } = Option.getOrThrow(published.published)
        assert.strictEqual(Option.getOrThrow(state.collection.processed).cid, cid)
        assert.strictEqual(state.collection.floor, clock)
        yield* Fiber.interrupt(control)
      })
  )

  it.effect("a control node that was away answers when it is back, each request once", () =>
    Effect.gen(function* () {
      const { home, network } = yield* quiet
      const member = World.home()
      const first = yield* synced(network, member)
      assert.strictEqual(first.report.hydrated.length, 0)
      assert.strictEqual(first.state.joining.attempts, 1)
      yield* archive(network, home)
      const after = yield* onControlTopic(network)
      yield* archive(network, home)
      assert.strictEqual(yield* onControlTopic(network), after)
      const { report } = yield* synced(network, member)
      assert.strictEqual(report.hydrated.length, 2)
    })
  )

  it.effect("the host decides: who is rejected or not answered reads all the same, and is not told the index", () =>
    Effect.gen(function* () {
      for (const decision of ["reject", "ignore"] as const) {
        const { home, network } = yield* quiet
        const control = yield* Effect.forkChild(answering(network, home, decision))
        yield* TestClock.adjust("1 minute")
        const member = World.home()
        const { report, state } = yield* synced(network, member)
        assert.strictEqual(report.hydrated.length, 0)
        assert.deepStrictEqual(state.joining.answer, decision === "reject" ? Option.some("rejected") : Option.none())
        yield* Fiber.interrupt(control)
        yield* TestClock.adjust(Number(Window.WEEK / 1_000_000n))
        yield* archive(network, home)
        const later = yield* synced(network, member)
        assert.strictEqual(later.report.hydrated.length, 2)
      }
    })
  )

  it.effect("CHA-94: an answer for somebody else, or that the control key did not sign, tells a member nothing", () =>
    Effect.gen(function* () {
      const { home, network } = yield* quiet
      const strangerKey = Layer.provide(
        KeyMemory.memberLayer(new Uint8Array(32).fill(0x33)),
        World.base(World.world(), World.home())
      )
      const control = yield* Effect.forkChild(answering(network, home))
      yield* TestClock.adjust("1 minute")
      const asking = Effect.flatMap(MemberNode, (node) => node.sync({ _tag: "All" })).pipe(
        Effect.provide(joiner(network, World.home(), strangerKey), local)
      )
      const fiber = yield* Effect.forkChild(asking)
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)

      const { cid, clock } = Option.getOrThrow(
        (yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
          Effect.provide(World.control(network, home, { createdAt: START }), local)
        )).published
      )
      yield* Effect.gen(function* () {
        const { description, id } = yield* Community
        const mine = yield* Effect.map(MemberKey, ({ publicKey }) => publicKey).pipe(Effect.provide(key))
        const stranger = yield* MemberKey
        const forged = yield* composeFor(stranger, mine, description, {
          type: Application.Type.COMMUNITY_REQUEST_TO_JOIN_RESPONSE,
          payload: Joining.encodeResponse(id, {
            clock,
            accepted: true,
            cid: Option.some(cid),
            description: Option.none()
          }),
          timestamp: Time.fromMillis(clock)
        })
        yield* (yield* Waku).publish(forged.pubsubTopic, { ...forged.message, timestamp: yield* now })
      }).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), strangerKey), local))

      const silent = yield* Effect.gen(function* () {
        const node = yield* MemberNode
        yield* node.catchUp
        return yield* node.state
      }).pipe(Effect.provide(joiner(network, World.home()), local))
      assert.deepStrictEqual([silent.joining.answer, silent.collection.best], [Option.none(), Option.none()])
      yield* Fiber.interrupt(control)
    })
  )
})
