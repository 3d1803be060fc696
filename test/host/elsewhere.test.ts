/** A community that goes on, on a machine that has its stores and none of its files. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as FilesMemory from "../../src/adapters/files-memory/ArchiveFolder.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import type { State } from "../../src/domain/history/Publication.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { archive, begin, local, publish, START, sync, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"

const ledgerThat = (commit: (ledger: Ledger["Service"], state: State) => Effect.Effect<void, StoreFailure>) =>
  Layer.effect(
    Ledger,
    Effect.map(Ledger, (ledger) => ({ ...ledger, commit: (state: State) => commit(ledger, state) }))
  )

/** A process that ends before its n-th commit. */
const breaking = (n: number) => {
  let left = n
  return ledgerThat((ledger, state) =>
    Effect.suspend(() => (left-- > 0 ? ledger.commit(state) : Effect.die("power cut")))
  )
}

const stateOf = (network: World.World, home: World.Home) =>
  Effect.flatMap(ControlNode, (node) => node.state).pipe(
    Effect.provide(World.control(network, home, { createdAt: START }), local)
  )

const keysOf = (state: State) => ArchiveIndex.ascending(state.index).map(([key]) => key)

describe("another machine", () => {
  for (const codexForgets of [false, true]) {
    it.effect(
      `A-43: goes on from any step with the same archives${codexForgets ? ", even those that Codex lost meanwhile" : ""}`,
      () =>
        Effect.gen(function* () {
          yield* begin
          const reference = World.world()
          yield* publish(reference, [1, 2, 8, 9])
          yield* TestClock.adjust("16 days")
          const expected = (yield* archive(reference, World.home())).sealed.map(({ key }) => key)
          let cuts = 0
          for (let n = 0; ; n++) {
            const network = World.world()
            yield* publish(network, [1, 2, 8, 9])
            const home = World.home()
            const cut = yield* Effect.flatMap(ControlNode, (node) => node.archive).pipe(
              Effect.provide(World.control(network, home, { createdAt: START, wrap: breaking(n) }), local),
              Effect.exit
            )
            if (cut._tag === "Success") break
            cuts++
            const { published, sealing } = yield* stateOf(network, home)
            // What is announced is stored again by the audit; here it is what is not announced yet.
            if (codexForgets && Option.isNone(published) && Option.isSome(sealing) && sealing.value._tag === "Stored") {
              const { cid } = sealing.value.entry
              yield* Effect.flatMap(Codex, (codex) => codex.remove(cid)).pipe(
                Effect.provide(network.codex.layer, local)
              )
            }
            const elsewhere = { stores: home.stores, files: FilesMemory.make() }
            yield* archive(network, elsewhere)
            assert.deepStrictEqual(keysOf(yield* stateOf(network, elsewhere)), expected)
            const member = World.home()
            yield* sync(network, member)
            assert.strictEqual((yield* textsOf(network, member)).length, 4)
          }
          assert.isAbove(cuts, 8)
        })
    )
  }

  it.effect("a node whose community another process has taken over ends, and says so; it does not try again", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      yield* publish(network, [1])
      yield* TestClock.adjust("2 days")
      const taken = new StoreFailure({
        store: "Ledger",
        operation: "commit",
        reason: "TakenOver",
        detail: "another process has it"
      })
      const failure = yield* Effect.flatMap(ControlNode, (node) => node.run).pipe(
        Effect.provide(
          World.control(network, World.home(), {
            createdAt: START,
            wrap: ledgerThat(() => Effect.fail(taken))
          }),
          local
        ),
        Effect.flip
      )
      assert.deepStrictEqual(failure, taken)
    })
  )
})
