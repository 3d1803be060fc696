/** Archives outlive a Codex that forgets, loses and damages. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { archive, begin, linesOf, local, publish, START, sync } from "./steps.ts"
import * as World from "./world.ts"

const TTL = 30 * 86_400_000

/** Forgets every dataset thirty days after it was last put, and counts what is put. */
const forgetful = (inner: World.World["codex"]) => {
  const expires = new Map<string, number>()
  let puts = 0
  const layer = Layer.effect(
    Codex,
    Effect.gen(function* () {
      const codex = Context.get(yield* Layer.build(inner.layer), Codex)
      const fresh = (cid: Parameters<typeof codex.has>[0]) =>
        Effect.map(Clock.currentTimeMillis, (now) => now < (expires.get(cid) ?? 0))
      const gone = (operation: "get" | "manifest", cid: string) =>
        new CodexFailure({ operation, reason: "NotFound", cid, detail: "it was forgotten" })
      return Codex.of({
        ...codex,
        put: (bytes) =>
          Effect.tap(codex.put(bytes), ({ cid }) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              puts++
              expires.set(cid, now + TTL)
            })
          ),
        has: fresh,
        manifest: (cid) =>
          Effect.flatMap(fresh(cid), (held) => (held ? codex.manifest(cid) : Effect.fail(gone("manifest", cid)))),
        get: (cid) =>
          Stream.unwrap(Effect.map(fresh(cid), (held) => (held ? codex.get(cid) : Stream.fail(gone("get", cid)))))
      })
    })
  )
  return { layer, puts: () => puts }
}

const inControl = <A, E, R>(network: World.World, home: World.Home, use: Effect.Effect<A, E, R>) =>
  Effect.provide(use, World.control(network, home, { createdAt: START }), local)

const fetchable = (network: World.World, home: World.Home) =>
  inControl(
    network,
    home,
    Effect.gen(function* () {
      const codex = yield* Codex
      const { index, published } = yield* (yield* ControlNode).state
      const cids = [
        ...ArchiveIndex.ascending(index).map(([, { cid }]) => cid),
        ...Option.toArray(Option.map(published, ({ cid }) => cid))
      ]
      yield* Effect.forEach(cids, (cid) => Stream.runDrain(codex.get(cid)))
      return cids.length
    })
  )

describe("an audit", () => {
  it.effect(
    "CHA-45: in a year with a Codex that forgets after thirty days every archive stays, and a late member has all",
    () =>
      Effect.gen(function* () {
        yield* begin
        const memory = World.world()
        const codex = forgetful(memory.codex)
        const network = { ...memory, codex }
        const home = World.home()
        yield* inControl(
          network,
          home,
          Effect.gen(function* () {
            const running = yield* Effect.forkChild((yield* ControlNode).run)
            yield* publish(network, [0, 1, 2, 9, 10])
            for (let day = 0; day < 365; day++) yield* TestClock.adjust("1 day")
            yield* Fiber.interrupt(running)
          })
        )
        assert.strictEqual(yield* fetchable(network, home), 3)
        // Each of the three at most every five days, beside the weekly index.
        assert.isBelow(codex.puts(), 3 * 73 + 60)
        const late = World.home()
        yield* sync(network, late)
        assert.deepStrictEqual(yield* linesOf(network, late), yield* linesOf(network, home))
      })
  )

  it.effect(
    "CHA-42 CHA-43 CHA-45: what Codex lost comes from the folder, what the folder lost from Codex, what neither has is named",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const home = World.home()
        yield* publish(network, [1, 2, 8, 9, 15, 16])
        yield* TestClock.adjust("25 days")
        const { sealed } = yield* archive(network, home)
        assert.strictEqual(sealed.length, 3)
        const audit = (deep: boolean) =>
          inControl(
            network,
            home,
            Effect.flatMap(ControlNode, (node) => node.audit({ deep }))
          )
        assert.deepStrictEqual(yield* audit(true), { checked: 4, findings: [] })

        const [first, second, third] = sealed
        const damage = Effect.gen(function* () {
          const folder = yield* ArchiveFolder
          const codex = yield* Codex
          yield* codex.remove(first!.cid)
          // A file of the right size and the wrong content: only a deep audit, or storing it, can tell.
          for (const { bytes, key, window } of [second!, third!]) {
            yield* folder.draft("wrong", Stream.succeed(new Uint8Array(bytes)))
            yield* folder.keep("wrong", { window, key })
          }
          yield* codex.remove(third!.cid)
        })
        yield* inControl(network, home, damage)
        const shallow = yield* audit(false)
        assert.deepStrictEqual(
          shallow.findings.map(({ cid, outcome }) => [cid, outcome._tag]),
          [
            [first!.cid, "Stored"],
            [third!.cid, "Lost"]
          ]
        )
        const found = yield* audit(true)
        assert.deepStrictEqual(
          found.findings.map(({ cid, outcome }) => [cid, outcome._tag]),
          [
            [second!.cid, "Fetched"],
            [third!.cid, "Lost"]
          ]
        )
        yield* TestClock.adjust("11 days")
        const renewed = yield* audit(true)
        assert.deepStrictEqual(renewed.findings.map(({ cid, outcome }) => [cid, outcome._tag]).slice(1), [
          [first!.cid, "Stored"],
          [second!.cid, "Stored"],
          [third!.cid, "Lost"]
        ])
        const held = yield* inControl(
          network,
          home,
          Effect.flatMap(Codex, ({ list }) => list)
        )
        assert.strictEqual(held.length, 3, "nothing wrong stays on Codex")
      })
  )
})
