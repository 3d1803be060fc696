/** Why a message is here, or not: every verdict, on the stores of real nodes. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { Community } from "../../src/app/Community.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Explain from "../../src/app/Explain.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, at, begin, local, publish, START, sync } from "./steps.ts"
import * as World from "./world.ts"

const keyed = (network: World.World, home: World.Home) => Layer.merge(World.base(network, home), World.communityKey)

const explain = (network: World.World, home: World.Home, name: string) =>
  Explain.explain(name).pipe(Effect.provide(World.base(network, home), local))

/** Hands messages to a control node as the network would. */
const ingest = (network: World.World, home: World.Home, list: ReadonlyArray<WakuMessage.Received>) =>
  Effect.flatMap(ControlNode, (node) => node.ingest(list, "live")).pipe(
    Effect.provide(World.control(network, home, { createdAt: START }), local)
  )

const composed = (network: World.World, ...days: ReadonlyArray<number>) =>
  World.messages(days.map((day) => World.chat(at(day, 6), `day ${day}`))).pipe(
    Effect.map((list) =>
      list.map(({ envelope, received }) => ({ received, id: World.idOf(new Uint8Array(32).fill(0x11), envelope) }))
    ),
    Effect.provide(keyed(network, World.home()), local)
  )

describe("explain", () => {
  it.effect("on a control node: pending in the open window, archived, late, never seen", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const [first, late, open] = yield* composed(network, 0, 2, 8)
      yield* TestClock.adjust("1 day")
      yield* ingest(network, home, [first!.received])
      const waiting = yield* explain(network, home, first!.id)
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      yield* ingest(network, home, [late!.received, open!.received])

      const archived = yield* explain(network, home, first!.id)
      assert.isTrue(archived._tag === "Shown" && Option.isNone(archived.pending) && archived.archives.length === 1)
      const pending = yield* explain(network, home, open!.received.hash)
      assert.isTrue(pending._tag === "Shown")
      if (pending._tag === "Shown") {
        assert.deepStrictEqual(pending.pending, Option.some({ from: at(7), to: at(14) }))
        assert.deepStrictEqual(pending.archives, [])
      }
      assert.isTrue(waiting._tag === "Shown" && waiting.archives.length === 0)
      for (const name of [late!.id, late!.received.hash]) {
        const verdict = yield* explain(network, home, name)
        assert.isTrue(verdict._tag === "Late")
        if (verdict._tag === "Late") assert.deepStrictEqual(verdict.window, Option.some({ from: at(0), to: at(7) }))
      }
      assert.deepStrictEqual(yield* explain(network, home, "f".repeat(64)), { _tag: "NeverSeen", gaps: [] })
    })
  )

  it.effect("CHA-23 CHA-28: what was not taken in is remembered with its reason", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const [one] = yield* composed(network, 1)
      const { pubsubTopic } = one!.received
      const sent = (changes: Partial<WakuMessage.WakuMessage>) =>
        WakuMessage.receive(pubsubTopic, { ...one!.received.message, ...changes })
      const cases = [
        [sent({ timestamp: START, ephemeral: true }), "ephemeral"],
        [sent({ contentTopic: ContentTopic("/elsewhere/1/x/proto") }), "content topic"],
        [sent({ timestamp: at(300) }), "future"],
        [sent({ timestamp: Time.nanos(0n) }), "no timestamp"]
      ] as const
      yield* ingest(
        network,
        home,
        cases.map(([received]) => received)
      )
      for (const [{ hash }, reason] of cases) {
        const verdict = yield* explain(network, home, hash)
        assert.isTrue(verdict._tag === "Refused" && verdict.why.includes(reason), reason)
      }
      const byId = yield* explain(network, home, one!.id)
      assert.strictEqual(byId._tag, "Refused", "what could be opened is found by its id")
    })
  )

  it.effect("on a member: from an archive, replaced, unreadable, in an archive not restored", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, control, member] = [World.world(), World.home(), World.home()]
      const [own] = yield* composed(network, 3)
      yield* TestClock.adjust("5 days")
      yield* Effect.flatMap(MemberNode, (node) => node.observe([own!.received], "live")).pipe(
        Effect.provide(World.member(network, member), local)
      )
      const lost = yield* Effect.gen(function* () {
        const { channel } = yield* Community
        const message = WakuMessage.make({
          version: 1,
          contentTopic: channel.topic,
          timestamp: at(4),
          payload: new Uint8Array(300).fill(1)
        })
        return yield* (yield* Waku).publish(channel.pubsubTopic, message)
      }).pipe(Effect.provide(keyed(network, World.home()), local))
      yield* publish(network, [1, 8])
      yield* TestClock.adjust("15 days")
      yield* archive(network, control)
      const [old, young] = yield* composed(network, 1, 8)

      yield* sync(network, member)
      const restored = yield* explain(network, member, old!.id)
      assert.isTrue(restored._tag === "Shown" && restored.origin === "archive" && restored.archives.length === 1)
      const replaced = yield* explain(network, member, own!.id)
      assert.isTrue(replaced._tag === "Replaced")
      if (replaced._tag === "Replaced") {
        assert.deepStrictEqual(replaced.window, Option.some({ from: at(0), to: at(7) }))
      }
      const unreadable = yield* explain(network, member, lost.hash)
      assert.isTrue(unreadable._tag === "Unreadable" && unreadable.archives.length === 1 && unreadable.why !== "")

      assert.strictEqual((yield* explain(network, member, young!.id))._tag, "Shown")
    })
  )

  it.effect("CHA-64: of a message in an archive that was not selected, it names the archives that may hold it", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, control, member] = [World.world(), World.home(), World.home()]
      yield* publish(network, [1, 8])
      const [old, young] = yield* composed(network, 1, 8)
      yield* TestClock.adjust("15 days")
      yield* archive(network, control)
      yield* TestClock.adjust("40 days")
      yield* archive(network, control)
      assert.strictEqual((yield* explain(network, member, old!.id))._tag, "NeverSeen", "before it heard of any index")
      yield* sync(network, member, Selection.latest)
      assert.strictEqual((yield* explain(network, member, young!.id))._tag, "Shown")
      const verdict = yield* explain(network, member, old!.id)
      assert.isTrue(verdict._tag === "NotRestored")
      if (verdict._tag === "NotRestored") {
        assert.deepStrictEqual(
          verdict.missing.map(([, { window }]) => window),
          [{ from: at(0), to: at(7) }]
        )
      }
    })
  )
})
