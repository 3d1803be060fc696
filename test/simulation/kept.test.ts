/** What a member keeps of what it hears, and for how long. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as Kept from "../../src/app/Kept.ts"
import * as Limits from "../../src/app/Limits.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Status from "../../src/app/Status.ts"
import * as Window from "../../src/domain/history/Window.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { noise, week } from "../limits/nodes.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import { at, begin, local, sync } from "./steps.ts"
import * as World from "./world.ts"
import { empty, hear, keptBy, run, sealed, universe } from "./keeping.ts"

/** A message that nobody can read. */
const garbage = (timestamp: Time.Nanos, size: number): Received =>
  WakuMessage.receive(World.channelPubsub, {
    ...noise(week(0), 1, size)[0]!,
    timestamp
  })

/** The week, of those since 1970, that is `back` weeks before that of `present`. */
const weekAround = (present: Time.Nanos, back: number): Window.Window => {
  const from = Time.nanos((present / Window.WEEK - BigInt(back)) * Window.WEEK)
  return { from, to: Time.add(from, Window.WEEK) }
}

/** Whole windows of a week before the present, one that is open, and no message older than any store remembers. */
const PRESENT = at(40)

describe("what a member keeps", () => {
  it("keeps no more than it may, of a window no more than its share, and a flood of one window takes nothing of another", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(fc.integer({ min: 10, max: 39 }), fc.nat(300)), { maxLength: 12 }), {
          maxLength: 8
        }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 12_000 }),
        (floods, keptMessages, keptBytes) =>
          run(
            Effect.gen(function* () {
              const network = World.world()
              const home = World.home()
              let n = 0
              const batches = floods.map((flood) =>
                flood.map(([day, size]) => garbage(Time.add(at(day), Time.nanos(BigInt(++n))), size))
              )
              const limits = { ...Limits.defaults, keptMessages, keptBytes }
              yield* Effect.gen(function* () {
                yield* TestClock.setTime(Number(PRESENT / 1_000_000n))
                const node = yield* MemberNode
                const messages = yield* MessageStore
                for (const batch of batches) {
                  yield* node.observe(batch, "live")
                  const { bytes, pending } = yield* messages.counts
                  assert.isAtMost(pending, keptMessages)
                  assert.isAtMost(bytes, keptBytes)
                }
                // Six windows of a week can hold messages of the last 31 days.
                for (const window of [0, 1, 2, 3, 4, 5].map((back) => weekAround(PRESENT, back))) {
                  const held = yield* messages.pending(window)
                  assert.isAtMost(held.messages, keptMessages / 6)
                  assert.isAtMost(held.bytes, keptBytes / 6)
                  if (batches.flat().some(({ message }) => Window.contains(window, message.timestamp))) continue
                  const honest = garbage(Time.max(window.from, Time.subtract(PRESENT, Time.days(30))), 10)
                  if (!Window.contains(window, honest.message.timestamp) || honest.message.timestamp > PRESENT) continue
                  yield* node.observe([honest], "live")
                  const isKept = Option.isSome(yield* messages.locate(honest.hash))
                  const size = Wire.encodeMessage(honest.message).length
                  assert.strictEqual(isKept, keptMessages >= 6 && keptBytes >= 6 * size)
                }
              }).pipe(Effect.provide(World.member(network, home, { limits }), local))
            })
          )
      ),
      { numRuns: heavyRuns }
    ))

  it("all windows that young messages can lie in have their shares, whatever their length and their grid", () =>
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.bigInt({ min: Window.SHORTEST, max: Time.days(40) }),
        fc.bigInt({ min: 0n, max: Time.days(40) }),
        fc.bigInt({ min: 0n, max: Time.days(400) }),
        fc.bigInt({ min: Time.days(100), max: Time.days(400) }),
        (limit, length, age, anchor, present) => {
          const grid = { anchor: Time.nanos(anchor), length: Time.nanos(length) }
          const first = Window.indexOf(grid, Time.subtract(Time.nanos(present), Time.nanos(age)))
          const windows = Window.indexOf(grid, Time.nanos(present)) - first + 1
          assert.isAtMost(Kept.share(limit, Time.nanos(length), Time.nanos(age)) * windows, limit)
        }
      ),
      { numRuns: runs }
    ))

  it.effect("goes when it is older than anything that is still archived, with or without an index", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* hear(network, home, [universe])
      assert.strictEqual((yield* keptBy(network, home)).pending, universe.length)
      yield* TestClock.setTime(Number(at(40) / 1_000_000n))
      yield* sync(network, home)
      const left = universe.filter(({ message }) => message.timestamp >= at(9)).length
      assert.strictEqual((yield* keptBy(network, home)).pending, left)
      yield* TestClock.adjust("31 days")
      yield* sync(network, home)
      assert.deepStrictEqual(yield* keptBy(network, home), empty)
    })
  )

  it.effect("A-32: is nothing that comes after its archive", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      const [late, ...early] = universe.toReversed()
      yield* hear(network, home, [early])
      yield* sealed(network, [early])
      yield* sync(network, home)
      yield* Effect.flatMap(MemberNode, (node) => node.observe([late!, ...early], "live")).pipe(
        Effect.provide(World.member(network, home), local)
      )
      assert.deepStrictEqual(yield* keptBy(network, home), empty)
    })
  )

  it.effect("CHA-73: status says what is kept, and what was saved over all restarts", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      const status = Status.member.pipe(Effect.provide(World.base(network, home), local))
      yield* hear(network, home, [universe])
      const before = yield* status
      const bytes = universe.reduce((sum, { message }) => sum + Wire.encodeMessage(message).length, 0)
      assert.deepStrictEqual(Option.getOrThrow(before.kept), { messages: universe.length, bytes })
      assert.strictEqual(before.saved, 0)
      const control = yield* sealed(network, [universe])
      yield* sync(network, home)
      yield* sync(network, home)
      const after = yield* status
      assert.deepStrictEqual(Option.getOrThrow(after.kept), { messages: 0, bytes: 0 })
      assert.strictEqual(
        after.saved,
        control.sealed.reduce((sum, one) => sum + one.bytes, 0)
      )
    })
  )
})
