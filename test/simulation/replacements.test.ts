/** The log of sync and the archives: what these replaced is gone there too, and what they hold is found. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as Signatures from "../../src/adapters/crypto-node/Signatures.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Channel from "../../src/app/sync/Channel.ts"
import * as LookUps from "../../src/app/sync/LookUps.ts"
import * as Replacements from "../../src/app/sync/Replacements.ts"
import * as Speech from "../../src/app/sync/Speech.ts"
import * as State from "../../src/domain/sync/State.ts"
import * as SyncStatus from "../../src/domain/sync/Status.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { archive, begin, local, sync } from "./steps.ts"
import * as World from "./world.ts"

const taking = (network: World.World, home: World.Home, n: number) => {
  const key = Layer.orDie(Layer.provide(KeyMemory.memberLayer(new Uint8Array(32).fill(n)), Signatures.layer))
  const ground = Layer.merge(World.base(network, home), key)
  return <A, E, R>(use: (channel: Effect.Success<ReturnType<typeof Channel.make>>) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      return yield* use(yield* Channel.make({ key: yield* MemberKey, find: LookUps.archives }))
    }).pipe(Effect.provide(ground, local))
}

const texts = ({ runner }: Effect.Success<ReturnType<typeof Channel.make>>) =>
  Effect.map(runner.state, (state) => State.log(state).map(({ message }) => Speech.line(message)?.text))

describe("a log beside its archives", () => {
  it.effect(
    "CHA-27 CHA-70 CHA-98 SDS-18 SDS-22: holds nothing that they replaced, once and for all, and all that they hold",
    () =>
      Effect.gen(function* () {
        yield* begin
        const [network, control, member, late] = [World.world(), World.home(), World.home(), World.home()]
        const [ada, ben, cleo] = [
          taking(network, World.home(), 1),
          taking(network, member, 2),
          taking(network, late, 3)
        ]
        yield* TestClock.adjust("1 day")
        yield* ada((channel) => Effect.andThen(channel.say("first"), channel.runner.settle))
        // The second reaches a member alone: it was sent on a network of his own.
        const elsewhere = World.world()
        const lonely = taking(elsewhere, member, 2)
        yield* ben((channel) =>
          Effect.all([channel.runner.catchUp, channel.say("I heard it"), channel.runner.settle], { discard: true })
        )
        // Now that somebody has it, it is not sent again.
        yield* ada((channel) => channel.runner.catchUp)
        yield* lonely((channel) => Effect.andThen(channel.say("nobody else heard"), channel.runner.settle))
        yield* Effect.flatMap(MemberNode, (node) => node.catchUp).pipe(
          Effect.provide(World.member(elsewhere, member), local)
        )
        yield* ben((channel) =>
          Effect.gen(function* () {
            assert.deepStrictEqual(yield* texts(channel), ["first", "I heard it", "nobody else heard"])
            assert.strictEqual(yield* Replacements.settle(channel), 0)
          })
        )
        yield* TestClock.adjust("10 days")
        yield* archive(network, control)
        yield* sync(network, member)
        for (const gone of [1, 0]) {
          yield* ben((channel) =>
            Effect.gen(function* () {
              assert.strictEqual(yield* Replacements.settle(channel), gone)
              assert.deepStrictEqual(yield* texts(channel), ["first", "I heard it"])
            })
          )
        }
        // A month later the stores have forgotten the first messages; who joins then finds them in the archive.
        yield* TestClock.adjust("40 days")
        yield* archive(network, control)
        yield* sync(network, late)
        yield* ada((channel) => Effect.andThen(channel.say("much later"), channel.runner.settle))
        yield* cleo((channel) =>
          Effect.gen(function* () {
            yield* channel.runner.catchUp
            const { missing } = SyncStatus.of(yield* channel.runner.state)
            assert.strictEqual(missing, 2)
            yield* TestClock.adjust("1 minute")
            yield* channel.runner.settle
            assert.deepStrictEqual(yield* texts(channel), ["first", "I heard it", "much later"])
          })
        )
      })
  )
})
