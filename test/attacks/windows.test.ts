/** Attacks by archives of impossible times, and of other communities. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { archive, at, begin, linesOf, local, publish, START, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import * as Enemy from "./enemy.ts"

const END = Time.nanos(Time.MAX_NANOS)

/** Three weeks are archived, the fourth is open and was heard live; beside the real entries stands one that is not. */
const announced = (window: Window.Window, texts: ReadonlyArray<readonly [Time.Nanos, string]> = []) =>
  Effect.gen(function* () {
    yield* begin
    const [network, home, member] = [World.world(), World.home(), World.home()]
    yield* publish(network, [1, 8, 15])
    yield* TestClock.adjust("22 days")
    yield* publish(network, [21.5])
    yield* archive(network, home)
    yield* Enemy.sync(network, member)
    const lines = yield* linesOf(network, member)
    assert.strictEqual(lines.length, 4)
    const { index } = yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
      Effect.provide(World.control(network, home, { createdAt: START }), local)
    )
    const entry = yield* Effect.gen(function* () {
      const messages = yield* World.messages(texts.map(([at, text]) => World.chat(at, text)))
      return yield* Enemy.archiveOf(
        window,
        messages.map(({ received }) => received.message)
      )
    }).pipe(Effect.provide(Enemy.on(network), local))
    yield* TestClock.adjust("1 hour")
    yield* Enemy.announceIndex(network, ArchiveIndex.add(index, entry), at(22, 1))
    return { network, home, member, lines, index, entry }
  })

describe("an archive of a time that no archive can have", () => {
  for (const [name, window, why] of [
    ["that ends after all of history", { from: START, to: END }, "it ends in the future"],
    ["that is all of time", { from: Time.nanos(0n), to: END }, "it ends in the future"],
    ["of next week", { from: at(21), to: at(28) }, "it ends in the future"],
    ["of more than a year", { from: Time.subtract(at(22), Time.days(367)), to: at(22) }, "it covers more than 366 days"]
  ] as const) {
    it.effect(`A-29 CHA-70: ${name} hides nothing, keeps nothing out, and status says why`, () =>
      Effect.gen(function* () {
        const { entry, lines, member, network } = yield* announced(window)
        const { report, status } = yield* Enemy.sync(network, member)
        assert.deepStrictEqual([report.hydrated, report.waiting], [[], []])
        assert.deepStrictEqual(yield* linesOf(network, member), lines)
        const [gap, ...more] = status.gaps
        assert.deepStrictEqual([gap!.window, more], [entry.window, []])
        assert.include(gap!.reason, why)
        const [live] = yield* World.messages([World.chat(at(22, 1), "said now")]).pipe(
          Effect.provide(Enemy.on(network), local)
        )
        yield* Effect.flatMap(MemberNode, (node) => node.observe([live!.received], "live")).pipe(
          Effect.provide(World.member(network, member), local)
        )
        assert.include(yield* textsOf(network, member), "said now")
      })
    )
  }

  it.effect("CHA-64 A-21: it is not taken for the latest archive", () =>
    Effect.gen(function* () {
      const { network } = yield* announced({ from: at(21), to: END })
      const fresh = World.home()
      const { report } = yield* Enemy.sync(network, fresh, Selection.latest)
      assert.strictEqual(report.hydrated.length, 1)
      assert.isTrue(report.hydrated[0]!.entry.window.to <= at(22))
    })
  )

  it.effect("A-05: of the years before any message could exist costs itself alone, in nanoseconds and in seconds", () =>
    Effect.gen(function* () {
      for (const window of [
        { from: Time.seconds(1_000), to: Time.seconds(5_000_000) },
        { from: Time.fromIso("1999-12-01")!, to: Time.fromIso("1999-12-08")! }
      ]) {
        const { lines, member, network } = yield* announced(window)
        const { report } = yield* Enemy.sync(network, member)
        assert.deepStrictEqual([report.hydrated.length, report.waiting], [1, []])
        assert.deepStrictEqual(yield* linesOf(network, member), lines)
      }
    })
  )

  it.effect(
    "A-07: of a clock that runs a little ahead is taken up when its time has come, without being announced again",
    () =>
      Effect.gen(function* () {
        const window = { from: at(21, 2), to: at(22, 2) }
        const { entry, member, network } = yield* announced(window, [[at(22, 1), "of the hour"]])
        const early = yield* Enemy.sync(network, member)
        assert.strictEqual(early.report.hydrated.length, 0)
        yield* TestClock.adjust("1 hour")
        const late = yield* Enemy.sync(network, member)
        assert.deepStrictEqual(
          late.report.hydrated.map(({ key }) => key),
          [ArchiveIndex.keyOf(entry)]
        )
      })
  )

  it.effect("A-29 A-30: a control node neither takes it over nor lets it fix when its own weeks begin", () =>
    Effect.gen(function* () {
      const { entry, index, network } = yield* announced({ from: START, to: END })
      const heir = World.home()
      const { state } = yield* Effect.gen(function* () {
        const node = yield* ControlNode
        yield* node.archive
        return { state: yield* node.state }
      }).pipe(Effect.provide(World.control(network, heir, { createdAt: at(22) }), local))
      assert.isFalse(ArchiveIndex.entries(state.index).some(([key]) => key === ArchiveIndex.keyOf(entry)))
      assert.strictEqual(ArchiveIndex.size(state.index), ArchiveIndex.size(index))
      assert.strictEqual(Option.getOrThrow(state.grid).anchor, ArchiveIndex.entries(index)[0]![1].window.to)
    })
  )
})

describe("an archive of two communities", () => {
  it.effect("CHA-23 A-36: shows what is of this one, and counts the rest as of no use", () =>
    Effect.gen(function* () {
      const { member, network } = yield* announced({ from: Time.nanos(1n), to: Time.nanos(2n) })
      const window = { from: at(-14), to: at(-7) }
      const elsewhere = ContentTopic("/waku/1/0x00c0ffee/rfc26")
      const mixed = yield* Effect.gen(function* () {
        const composed = yield* World.messages([
          World.chat(at(-10), "ours"),
          World.chat(at(-9), "sealed under another topic"),
          World.chat(at(-8), "open to all under another topic")
        ])
        const [ours, sealed, open] = composed
        return yield* Enemy.archiveOf(
          window,
          [
            ours!.received.message,
            { ...sealed!.received.message, contentTopic: elsewhere },
            WakuMessage.make({ contentTopic: elsewhere, timestamp: at(-8), payload: open!.envelope })
          ],
          [elsewhere, World.channelTopic].sort()
        )
      }).pipe(Effect.provide(Enemy.on(network), local))
      yield* TestClock.adjust("1 hour")
      yield* Enemy.announceIndex(network, ArchiveIndex.make([mixed]), at(22, 2))
      const { report } = yield* Enemy.sync(network, member)
      assert.deepStrictEqual(report.waiting, [])
      const replaced = report.hydrated.find(({ entry }) => entry.cid === mixed.cid)!.replaced
      assert.deepStrictEqual([replaced.inserted, replaced.unreadable], [1, 2])
      const texts = yield* textsOf(network, member)
      assert.deepStrictEqual(
        texts.filter((text) => text === "ours" || text.includes("another topic")),
        ["ours"]
      )
    })
  )
})
