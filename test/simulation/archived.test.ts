/** What the archives know of a message that sync misses. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Archived from "../../src/app/Archived.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import { MessageHash } from "../../src/domain/waku/WakuMessage.ts"
import { archive, at, begin, local, START, sync } from "./steps.ts"
import * as World from "./world.ts"

const find = (network: World.World, home: World.Home, hash: MessageHash) =>
  Archived.find(hash).pipe(Effect.provide(World.base(network, home), local))

describe("the fate of a message", () => {
  it.effect(
    "SDS-18 CHA-27 CHA-70: it is held as it was sent, long or short; or replaced; or in an archive to come; or unknown",
    () =>
      Effect.gen(function* () {
        yield* begin
        const [network, control, member, late] = [World.world(), World.home(), World.home(), World.home()]
        const keyed = Layer.merge(World.base(network, World.home()), World.communityKey)
        // The second is cut into parts; the third reaches one member, and no control node.
        const drafts = [at(1), at(2), at(3)].map((instant, n) =>
          World.chat(instant, n === 1 ? "long ".repeat(60_000) : `message ${n}`)
        )
        const [short, long, lost] = yield* World.messages(drafts).pipe(Effect.provide(keyed, local))
        assert.isAbove(long!.parts.length, 1)
        yield* TestClock.adjust("4 days")
        yield* Effect.flatMap(ControlNode, (node) => node.ingest([...short!.parts, ...long!.parts], "live")).pipe(
          Effect.provide(World.control(network, control, { createdAt: START }), local)
        )
        yield* Effect.flatMap(MemberNode, (node) => node.observe(lost!.parts, "live")).pipe(
          Effect.provide(World.member(network, member), local)
        )
        assert.strictEqual((yield* find(network, member, lost!.received.hash))._tag, "Held")
        yield* TestClock.adjust("4 days")
        yield* archive(network, control)
        yield* sync(network, member)
        for (const { envelope, received } of [short!, long!]) {
          for (const home of [control, member]) {
            const fate = yield* find(network, home, received.hash)
            assert.strictEqual(fate._tag, "Held")
            if (fate._tag === "Held") assert.deepStrictEqual(fate.content, envelope)
          }
        }
        assert.strictEqual((yield* find(network, member, lost!.received.hash))._tag, "Replaced")
        assert.strictEqual((yield* find(network, member, MessageHash("f".repeat(64))))._tag, "Unknown")
        // One that wants the latest archive alone knows that there are others.
        yield* TestClock.adjust("40 days")
        yield* archive(network, control)
        yield* sync(network, late, Selection.range({ from: at(30), to: at(37) }))
        assert.strictEqual((yield* find(network, late, short!.received.hash))._tag, "NotYet")
      })
  )
})
