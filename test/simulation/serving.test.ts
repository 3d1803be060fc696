/** Archives that one member made are there for others. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as CodexMemory from "../../src/adapters/codex-memory/Codex.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { begin, linesOf, local, sync } from "./steps.ts"
import * as World from "./world.ts"
import { hear, sealed, universe } from "./keeping.ts"

describe("a member that serves", () => {
  it.effect(
    "A-40: an archive that nobody has any more is made all the same, proved by its CID, and served to others",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const [home, plain, late] = [World.home(), World.home(), World.home()]
        yield* hear(network, home, [universe])
        yield* hear(network, plain, [universe])
        const control = yield* sealed(network, [universe])
        const lose = Effect.gen(function* () {
          const codex = yield* Codex
          for (const { cid } of control.sealed) yield* codex.remove(cid)
        }).pipe(Effect.provide(network.codex.layer, local))
        yield* lose
        const kept = yield* sync(network, plain)
        assert.isTrue(kept.hydrated.length === 2 && kept.hydrated.every(({ source }) => source === "rebuilt"))
        assert.strictEqual(
          (yield* sync(network, late)).waiting.length,
          2,
          "a member serves nobody unless it is told to"
        )
        yield* sync(network, home, Selection.all, { serving: true })
        yield* TestClock.adjust("1 hour")
        const report = yield* sync(network, late)
        assert.isTrue(report.hydrated.length === 2 && report.hydrated.every(({ source }) => source === "downloaded"))
        assert.deepStrictEqual(yield* linesOf(network, late), yield* linesOf(network, control.home))
      })
  )

  it.effect("serves from a Codex node of its own what the control node's has lost", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [home, late] = [World.home(), World.home()]
      yield* hear(network, home, [universe])
      const control = yield* sealed(network, [universe])
      const own = CodexMemory.make()
      /** Two Codex nodes of one network: the first one stores, both answer. */
      const both = Layer.effect(
        Codex,
        Effect.gen(function* () {
          const [mine, theirs] = yield* Effect.forEach([own.layer, network.codex.layer], (layer) =>
            Effect.map(Layer.build(layer), (context) => Context.get(context, Codex))
          )
          return Codex.of({
            ...mine!,
            manifest: (cid) => mine!.manifest(cid).pipe(Effect.catch(() => theirs!.manifest(cid))),
            get: (cid) =>
              Stream.unwrap(Effect.map(mine!.has(cid), (held) => (held ? mine!.get(cid) : theirs!.get(cid))))
          })
        })
      )
      const report = yield* sync({ ...network, codex: { layer: both } }, home, Selection.all, { serving: true })
      assert.isTrue(report.hydrated.every(({ source }) => source === "rebuilt"))
      const cids = control.sealed.map(({ cid }) => cid).sort()
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* (yield* Codex).list, cids)
      }).pipe(Effect.provide(own.layer, local))
      yield* Effect.gen(function* () {
        const codex = yield* Codex
        for (const cid of cids) yield* codex.remove(cid)
      }).pipe(Effect.provide(network.codex.layer, local))
      const second = yield* sync({ ...network, codex: { layer: both } }, late)
      assert.isTrue(second.hydrated.length === 2 && second.hydrated.every(({ source }) => source === "downloaded"))
    })
  )
})
