/** A message too large for the network, from who writes it to who reads it years later. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Community } from "../../src/app/Community.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Send from "../../src/app/Send.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Publishing from "../../src/domain/waku/Publishing.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, begin, linesOf, local, START, sync, textsOf } from "./steps.ts"
import * as World from "./world.ts"

const long = Array.from({ length: 70_000 }, (_, n) => `word ${n}`).join(" ")

/** A difference of a million characters is nothing to print. */
const short = (texts: ReadonlyArray<string>) =>
  texts.map((text) => (text === long ? "the long one" : text.slice(0, 80)))
const same = (left: ReadonlyArray<string>, right: ReadonlyArray<string>) => left.join("\n") === right.join("\n")
const expected = ["before", "the long one", "after"]

describe("a long message", () => {
  it.effect("CHA-79 A-25: travels in parts that the network carries, is heard live, archived and restored as one", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      const listener = World.home()
      const listening = yield* Effect.forkChild(
        Effect.flatMap(MemberNode, (node) => node.run({ _tag: "All" })).pipe(
          Effect.provide(World.member(network, listener), local)
        )
      )
      yield* TestClock.adjust("1 minute")
      const parts = yield* Effect.gen(function* () {
        yield* Send.send("World", "general", "before")
        yield* TestClock.adjust("1 second")
        yield* Send.send("World", "general", long)
        yield* TestClock.adjust("1 second")
        yield* Send.send("World", "general", "after")
        const { channel } = yield* Community
        const pages = yield* Stream.runCollect(
          (yield* Waku).query({
            pubsubTopic: channel.pubsubTopic,
            contentTopics: [channel.topic],
            window: { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
          })
        )
        return pages.flat()
      }).pipe(Effect.provide(World.control(network, home, { createdAt: START }), local))
      assert.isAbove(parts.length, 6)
      assert.isTrue(parts.every(({ message }) => message.payload.length <= Publishing.MAX_PAYLOAD))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(short(yield* textsOf(network, listener)), expected)
      yield* Fiber.interrupt(listening)

      yield* TestClock.adjust("9 days")
      const { sealed } = yield* archive(network, home)
      assert.strictEqual(sealed[0]!.messages, parts.length, "an archive keeps every part as it came")
      yield* TestClock.adjust("25 days")
      const late = World.home()
      yield* archive(network, home)
      const report = yield* sync(network, late)
      assert.strictEqual(report.hydrated[0]!.replaced.unreadable, 0)
      assert.deepStrictEqual(short(yield* textsOf(network, late)), expected)
      assert.isTrue(same(yield* linesOf(network, late), yield* linesOf(network, home)))
      // The member that heard it live takes the archive as the same history.
      yield* sync(network, listener)
      assert.isTrue(same(yield* linesOf(network, listener), yield* linesOf(network, home)))
    })
  )
})
