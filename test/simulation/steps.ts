/** What tests of whole communities do again and again. Day 0 is a Monday. */
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Limits from "../../src/app/Limits.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import type { Values } from "../../src/app/Settings.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Time from "../../src/domain/Time.ts"
import { Waku } from "../../src/ports/Waku.ts"
import * as World from "./world.ts"

export const START = Time.fromIso("2024-03-04T00:00:00Z")!
export const local = { local: true } as const

export const begin = TestClock.setTime(Number(START / 1_000_000n))
export const at = (days: number, hours = 0) => Time.nanos(START + BigInt(days * 24 + hours) * Time.hours(1))

/** Publishes without any control node looking. */
export const publish = (network: World.World, days: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const waku = yield* Waku
    const composed = yield* World.messages(days.map((day) => World.chat(at(day, 6), `day ${day}`)))
    yield* Effect.forEach(composed, ({ received }) => waku.publish(received.pubsubTopic, received.message))
  }).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), World.communityKey), local))

export const archive = (network: World.World, home: World.Home) =>
  Effect.flatMap(ControlNode, (node) => node.archive).pipe(
    Effect.provide(World.control(network, home, { createdAt: START }), local)
  )

/** Of a member that keeps no messages, and downloads every archive. */
export const keepingNothing: Partial<Values> = { limits: { ...Limits.defaults, keptBytes: 0 } }

export const sync = (
  network: World.World,
  home: World.Home,
  selection: Selection.Selection = Selection.all,
  settings: Partial<Values> = {}
) =>
  Effect.gen(function* () {
    const node = yield* MemberNode
    const running = yield* Effect.forkChild(node.sync(selection))
    yield* TestClock.adjust("20 seconds")
    return yield* Fiber.join(running)
  }).pipe(Effect.provide(World.member(network, home, settings), local))

export const linesOf = (network: World.World, home: World.Home) =>
  World.lines.pipe(Effect.provide(World.base(network, home), local))
export const textsOf = (network: World.World, home: World.Home) =>
  World.texts.pipe(Effect.provide(World.base(network, home), local))
