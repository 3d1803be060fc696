/** Nothing is downloaded that is here already: a member makes archives of the raw messages that it kept. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Limits from "../../src/app/Limits.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { week } from "../limits/nodes.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { at, begin, keepingNothing, linesOf, local, START, sync } from "./steps.ts"
import * as World from "./world.ts"
import { empty, filesOf, hear, keptBy, metered, opening, others, run, sealed, universe } from "./keeping.ts"

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
                report.hydrated.map(({ bytes, entry, source }) => `${entry.cid} ${source} ${bytes}`).sort(),
                control.sealed.map(({ bytes, cid }) => `${cid} rebuilt ${bytes}`).sort()
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
            },
            encoded: (window, which, topics, field) => {
              scans++
              return messages.encoded(window, which, topics, field)
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
