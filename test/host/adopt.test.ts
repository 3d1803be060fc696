/** From a home of its own to the stores of a host. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Adopt from "../../src/app/host/Adopt.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { archive, at, begin, linesOf, local, publish, START, sync, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"

const adopt = (from: World.Home, into: World.Home) =>
  Adopt.from(Effect.map(Layer.build(from.stores.layer), (context) => context)).pipe(
    Effect.scoped,
    Effect.provide(Layer.merge(into.stores.layer, Settings.layer()), local)
  )

const archives = (network: World.World, home: World.Home) =>
  Effect.flatMap(ControlNode, (node) => node.state).pipe(
    Effect.map(({ index }) => ArchiveIndex.ascending(index).map(([key]) => key)),
    Effect.provide(World.control(network, home, { createdAt: START }), local)
  )

const counts = (home: World.Home) =>
  Effect.flatMap(MessageStore, (messages) => messages.counts).pipe(Effect.provide(home.stores.layer, local))

describe("a home that a host takes over", () => {
  it.effect(
    "CHA-41 law 7: goes on with its archives, its open window and its history; taking over again changes nothing",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const home = World.home()
        yield* publish(network, [1, 2, 8, 9])
        yield* TestClock.adjust("16 days")
        yield* archive(network, home)
        yield* publish(network, [15])
        yield* archive(network, home)
        const before = yield* archives(network, home)

        const host = { stores: StoresMemory.make(), files: home.files }
        assert.isTrue(yield* adopt(home, host))
        assert.deepStrictEqual(yield* archives(network, host), before)
        assert.deepStrictEqual(yield* counts(host), yield* counts(home))
        assert.deepStrictEqual(yield* linesOf(network, host), yield* linesOf(network, home))
        assert.isFalse(yield* adopt(home, host))

        yield* TestClock.adjust("10 days")
        const next = yield* archive(network, host)
        assert.deepStrictEqual(
          next.sealed.map(({ messages }) => messages),
          [1]
        )
        const member = World.home()
        yield* sync(network, member)
        assert.strictEqual((yield* textsOf(network, member)).length, 5)
      })
  )

  it.effect("what was begun and broke off is begun again, and nothing is there twice", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* publish(network, [1, 2, 8, 9])
      yield* TestClock.adjust("10 days")
      yield* archive(network, home)
      const stores = StoresMemory.make()
      const broken = Effect.gen(function* () {
        const context = yield* Layer.build(stores.layer)
        const ledger = { ...Context.get(context, Ledger), commit: () => Effect.die("power cut") }
        return yield* Adopt.from(Layer.build(home.stores.layer)).pipe(
          Effect.provideContext(Context.add(context, Ledger, ledger)),
          Effect.provide(Settings.layer())
        )
      })
      assert.strictEqual((yield* Effect.exit(Effect.scoped(broken)))._tag, "Failure")
      const host = { stores, files: home.files }
      assert.isTrue(yield* adopt(home, host))
      assert.deepStrictEqual(yield* counts(host), yield* counts(home))
    })
  )

  it.effect("what was kept and never published is brought as well", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [home, host] = [World.home(), World.home()]
      const [message] = yield* World.messages([World.chat(at(1), "kept")]).pipe(
        Effect.provide(Layer.merge(World.base(network, home), World.communityKey), local)
      )
      yield* Effect.flatMap(MessageStore, (store) => store.append(message!.parts)).pipe(
        Effect.provide(home.stores.layer, local)
      )
      assert.isTrue(yield* adopt(home, host))
      assert.deepStrictEqual(yield* counts(host), yield* counts(home))
    })
  )

  it.effect("a home in which nothing happened yet has nothing to bring", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* adopt(World.home(), World.home()))
    })
  )
})
