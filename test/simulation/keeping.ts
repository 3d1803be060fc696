/** A control node and members that hear the same messages, or not quite. */
import { Context, Effect, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import type { Values } from "../../src/app/Settings.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { noise, week } from "../limits/nodes.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { at, begin, local, START } from "./steps.ts"
import * as World from "./world.ts"

/** Messages of two weeks, from a first one on: signed ones, and some that nobody can read. */
export const universe: ReadonlyArray<Received> = await World.messages(
  [0, 1, 2, 3, 4, 5, 6, 8, 9, 11].map((day) => World.chat(at(day, 1), `day ${day} ${"said again ".repeat(day)}`))
).pipe(
  Effect.map((composed) => [
    ...composed.map(({ received }) => received),
    ...noise(week(0), 3, 40).map((message) => WakuMessage.receive(World.channelPubsub, message))
  ]),
  Effect.provide(Layer.merge(World.base(World.world(), World.home()), World.communityKey)),
  Effect.runPromise
)

/** The first message opens the first window. */
export const [opening, ...others] = universe

/** The same Codex, which counts the bytes that it gives of each dataset. */
export const metered = (network: World.World) => {
  const given = new Map<Cid, number>()
  const layer = Layer.effect(
    Codex,
    Effect.map(Layer.build(network.codex.layer), (context) => {
      const codex = Context.get(context, Codex)
      return Codex.of({
        ...codex,
        get: (cid) =>
          Stream.tap(codex.get(cid), ({ length }) => Effect.sync(() => given.set(cid, (given.get(cid) ?? 0) + length)))
      })
    })
  )
  return { given, network: { ...network, codex: { layer } } }
}

/** A control node that hears the batches, and seals and announces after two weeks. Stores remember the announcement alone. */
export const sealed = (
  network: World.World,
  batches: ReadonlyArray<ReadonlyArray<Received>>,
  settings: Partial<Values> = {}
) =>
  Effect.gen(function* () {
    const home = World.home()
    const report = yield* Effect.gen(function* () {
      const node = yield* ControlNode
      yield* TestClock.setTime(Number(at(13) / 1_000_000n))
      for (const batch of batches) yield* node.ingest(batch, "live")
      yield* TestClock.setTime(Number(at(15) / 1_000_000n))
      return yield* node.archive
    }).pipe(Effect.provide(World.control(network, home, { createdAt: START, settings }), local))
    return { home, sealed: report.sealed }
  })

export const hear = (
  network: World.World,
  home: World.Home,
  batches: ReadonlyArray<ReadonlyArray<Received>>,
  settings: Partial<Values> = {}
) =>
  Effect.gen(function* () {
    const node = yield* MemberNode
    yield* TestClock.setTime(Number(at(13) / 1_000_000n))
    for (const [n, batch] of batches.entries()) yield* node.observe(batch, n % 2 === 0 ? "live" : "store")
  }).pipe(Effect.provide(World.member(network, home, settings), local))

/** Everything that a message store holds, in any state. */
export const keptBy = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    const messages = yield* MessageStore
    const { bytes, pending, pruned, settled } = yield* messages.counts
    return { bytes, pending, pruned, settled, oldest: Option.getOrUndefined(yield* messages.oldest) }
  }).pipe(Effect.provide(World.base(network, home), local))

export const filesOf = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    const folder = yield* ArchiveFolder
    return yield* Effect.forEach(yield* folder.list, (file) =>
      Effect.map(Stream.runCollect(folder.read(file)), (chunks) => [file.key, Bytes.toHex(Bytes.concat(chunks))])
    )
  }).pipe(Effect.provide(World.base(network, home), local))

export const run = <A, E>(work: Effect.Effect<A, E>) =>
  Effect.runPromise(Effect.provide(Effect.andThen(begin, work), TestClock.layer()))

export const empty = { bytes: 0, pending: 0, pruned: 0, settled: 0, oldest: undefined }
