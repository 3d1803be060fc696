/** Nothing is downloaded that is here already: a member makes archives of the raw messages that it kept. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as CodexMemory from "../../src/adapters/codex-memory/Codex.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Limits from "../../src/app/Limits.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import type { Values } from "../../src/app/Settings.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { noise, week } from "../limits/nodes.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { at, begin, keepingNothing, linesOf, local, START, sync } from "./steps.ts"
import * as World from "./world.ts"

/** Messages of two weeks, from a first one on: signed ones, and some that nobody can read. */
const universe: ReadonlyArray<Received> = await World.messages(
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
const [opening, ...others] = universe

/** The same Codex, which counts the bytes that it gives of each dataset. */
const metered = (network: World.World) => {
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
const sealed = (
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

const hear = (
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
const keptBy = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    const messages = yield* MessageStore
    const { bytes, pending, pruned, settled } = yield* messages.counts
    return { bytes, pending, pruned, settled, oldest: Option.getOrUndefined(yield* messages.oldest) }
  }).pipe(Effect.provide(World.base(network, home), local))

const filesOf = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    const folder = yield* ArchiveFolder
    return yield* Effect.forEach(yield* folder.list, (file) =>
      Effect.map(Stream.runCollect(folder.read(file)), (chunks) => [file.key, Bytes.toHex(Bytes.concat(chunks))])
    )
  }).pipe(Effect.provide(World.base(network, home), local))

/** A message that nobody can read. */
const garbage = (timestamp: Time.Nanos, size: number): Received =>
  WakuMessage.receive(World.channelPubsub, {
    ...noise(week(0), 1, size)[0]!,
    timestamp
  })

/** The beginning of the week, of those since 1970, that is `back` weeks before that of `present`. */
const weekAround = (present: Time.Nanos, back: number): Time.Nanos =>
  Time.nanos((present / Window.WEEK - BigInt(back)) * Window.WEEK)

const run = <A, E>(work: Effect.Effect<A, E>) =>
  Effect.runPromise(Effect.provide(Effect.andThen(begin, work), TestClock.layer()))

const policy = fc.constantFrom("auto", "gzip", "none")

/** The messages in any order, some of them again, in batches. */
const arrival = (messages: ReadonlyArray<Received>): fc.Arbitrary<ReadonlyArray<ReadonlyArray<Received>>> =>
  fc
    .tuple(
      fc.shuffledSubarray([...messages], { minLength: messages.length }),
      fc.array(fc.constantFrom(...messages), { maxLength: 4 }),
      fc.array(fc.nat(messages.length), { maxLength: 4 })
    )
    .map(([once, again, cuts]) => {
      const all = [...once, ...again]
      const ends = [...cuts.toSorted((left, right) => left - right), all.length]
      return ends.map((end, n) => all.slice(ends[n - 1] ?? 0, end)).filter((batch) => batch.length > 0)
    })

const empty = { bytes: 0, pending: 0, pruned: 0, settled: 0, oldest: undefined }

describe("a member that kept the messages of a window", () => {
  it("CHA-68 CHA-73: the same messages make the same archive, in whatever order, batches and forms, and nothing is downloaded", () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .subarray(others)
          .map((some) => [opening!, ...some])
          .chain((some) => fc.tuple(arrival(some), arrival(some))),
        policy,
        policy,
        ([theirs, ours], compression, own) =>
          run(
            Effect.gen(function* () {
              const network = World.world()
              const home = World.home()
              const { given, network: watched } = metered(network)
              yield* hear(network, home, ours, { compression: own })
              const control = yield* sealed(network, theirs, { compression })
              const report = yield* sync(watched, home, Selection.all, { compression: own })
              assert.deepStrictEqual(
                report.hydrated.map(({ bytes, source }) => [source, bytes]).sort(),
                control.sealed.map(({ bytes }) => ["rebuilt", bytes]).sort()
              )
              for (const { cid } of control.sealed) assert.isFalse(given.has(cid))
              assert.deepStrictEqual(yield* filesOf(network, home), yield* filesOf(network, control.home))
              assert.deepStrictEqual(yield* linesOf(network, home), yield* linesOf(network, control.home))
              assert.deepStrictEqual(yield* keptBy(network, home), empty, "dropped windows leave nothing behind")
            })
          )
      ),
      { numRuns: heavyRuns }
    ))

  it("CHA-57 CHA-69: where any message is missing, or one is too many, the archive is downloaded, and the history is the same", () =>
    fc.assert(
      fc.asyncProperty(
        fc.subarray(others).map((some) => [opening!, ...some]),
        fc.subarray([...universe]),
        policy,
        (theirs, ours, compression) =>
          run(
            Effect.gen(function* () {
              const network = World.world()
              const [home, other] = [World.home(), World.home()]
              const { given, network: watched } = metered(network)
              yield* hear(network, home, [ours])
              const control = yield* sealed(network, [theirs], { compression })
              const report = yield* sync(watched, home)
              for (const { cid, window } of control.sealed) {
                const inside = (list: ReadonlyArray<Received>) =>
                  list
                    .filter(({ message }) => window.from <= message.timestamp && message.timestamp < window.to)
                    .map(({ hash }): string => hash)
                    .sort()
                    .join()
                const isSame = inside(theirs) === inside(ours)
                const { source } = report.hydrated.find(({ entry }) => entry.cid === cid)!
                assert.strictEqual(source, isSame ? "rebuilt" : "downloaded")
                assert.strictEqual(given.has(cid), !isSame)
              }
              yield* hear(network, other, [ours], keepingNothing)
              yield* TestClock.setTime(Number(at(15) / 1_000_000n))
              const downloading = yield* sync(network, other, Selection.all, keepingNothing)
              assert.isTrue(downloading.hydrated.every(({ source }) => source === "downloaded"))
              assert.deepStrictEqual(yield* linesOf(network, home), yield* linesOf(network, other))
              assert.deepStrictEqual(yield* filesOf(network, home), yield* filesOf(network, other))
              const unarchived = ours.filter(
                ({ message: { timestamp } }) => !control.sealed.some(({ window }) => Window.contains(window, timestamp))
              )
              assert.strictEqual((yield* keptBy(network, home)).pending, unarchived.length)
            })
          )
      ),
      { numRuns: heavyRuns }
    ))

  it.effect("CHA-62: a file that is here is not even made again", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* hear(network, home, [universe])
      yield* sealed(network, [universe])
      yield* sync(network, home)
      const { given, network: watched } = metered(network)
      const restarted = { ...home, stores: World.home().stores }
      const report = yield* sync(watched, restarted)
      assert.deepStrictEqual(
        report.hydrated.map(({ source }) => source),
        ["held", "held"]
      )
      assert.strictEqual(given.size, 1, "the index alone")
    })
  )

  it.effect("A-52: what makes other bytes is tried once: a retry of the download repeats none of the work", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* hear(network, home, [universe.slice(1)])
      yield* sealed(network, [universe])
      let scans = 0
      const counting = Layer.effect(
        MessageStore,
        Effect.map(MessageStore, (messages) =>
          MessageStore.of({
            ...messages,
            scan: (window, which) => {
              scans++
              return messages.scan(window, which)
            }
          })
        )
      )
      const refusing = Layer.effect(
        Codex,
        Effect.map(Codex, (codex) =>
          Codex.of({
            ...codex,
            get: (cid) =>
              Stream.unwrap(
                Effect.map(codex.manifest(cid), ({ datasetSize }) =>
                  datasetSize < 1_000
                    ? codex.get(cid)
                    : Stream.fail(new CodexFailure({ operation: "get", reason: "Corrupt", cid, detail: "a lie" }))
                )
              )
          })
        )
      )
      const ports = Layer.provideMerge(Layer.merge(counting, refusing), World.base(network, home))
      yield* Effect.gen(function* () {
        const node = yield* MemberNode
        const running = yield* Effect.forkChild(node.sync(Selection.all))
        yield* TestClock.adjust("1 minute")
        const first = yield* Fiber.join(running)
        assert.strictEqual(first.waiting.length, 1)
        const before = scans
        assert.isAbove(before, 0)
        for (let hour = 0; hour < 20; hour++) {
          yield* TestClock.adjust("6 hours")
          yield* node.hydrate(Selection.all)
        }
        assert.strictEqual(scans, before)
      }).pipe(Effect.provide(Layer.provideMerge(MemberNode.layer, ports), local))
      yield* TestClock.adjust("6 hours")
      const report = yield* sync(network, home)
      assert.deepStrictEqual(
        report.hydrated.map(({ source }) => source),
        ["downloaded"]
      )
    })
  )

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
          const [mine, theirs] = yield* Effect.all(
            [own.layer, network.codex.layer].map((layer) =>
              Effect.map(Layer.build(layer), (context) => Context.get(context, Codex))
            )
          )
          return Codex.of({
            ...mine!,
            manifest: (cid) => Effect.catch(mine!.manifest(cid), () => theirs!.manifest(cid)),
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

  it.effect("A-57: tells a second archive of the same window from the first by what that one holds", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      const first = universe.filter((_, n) => n % 3 !== 1)
      const imported = universe.filter((_, n) => n % 3 === 1 && n < 7)
      const control = World.home()
      yield* hear(network, home, [first])
      yield* Effect.gen(function* () {
        const node = yield* ControlNode
        yield* node.ingest(first, "live")
        yield* TestClock.setTime(Number(at(15) / 1_000_000n))
        yield* node.archive
      }).pipe(Effect.provide(World.control(network, control, { createdAt: START }), local))
      yield* Effect.gen(function* () {
        const node = yield* ControlNode
        const messages = yield* MessageStore
        yield* node.importing(week(0))
        yield* messages.append(imported)
        yield* node.imported(week(0))
        yield* node.archive
      }).pipe(Effect.provide(World.control(network, control, { createdAt: START }), local))
      const sources = (report: Effect.Success<ReturnType<typeof sync>>) =>
        report.hydrated
          .filter(({ entry }) => entry.window.from === report.hydrated.at(-1)!.entry.window.from)
          .map(({ source }) => source)
          .sort()
      // One after the other, so that the second knows what the first one holds.
      const settings = { limits: { ...Limits.defaults, downloads: 1 } }
      const [whole, plain] = [World.home(), World.home()]
      yield* hear(network, whole, [first, imported])
      yield* TestClock.setTime(Number(at(15) / 1_000_000n))
      for (const member of [home, whole]) {
        const report = yield* sync(network, member, Selection.all, settings)
        assert.strictEqual(report.hydrated.length, 3)
        assert.deepStrictEqual(sources(report), ["downloaded", "rebuilt"])
        assert.deepStrictEqual(yield* keptBy(network, member), empty)
      }
      yield* sync(network, plain, Selection.all, keepingNothing)
      for (const member of [home, whole]) {
        assert.deepStrictEqual(yield* linesOf(network, member), yield* linesOf(network, plain))
      }
    })
  )
})

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
                const quiet = Array.from({ length: 6 }, (_, k) => Time.add(Time.nanos(0n), weekAround(PRESENT, k)))
                  .map((from) => ({ from, to: Time.add(from, Window.WEEK) }))
                  .filter((window) => !batches.flat().some(({ message }) => Window.contains(window, message.timestamp)))
                for (const window of quiet) {
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
})
