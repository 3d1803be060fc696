/** Bytes of archives and drafts in a home: what does not fit waits, and nothing is lost. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { at, begin, linesOf, local, publish } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { announced, archive, noise, onControl, planted, reasons, sync, week } from "./nodes.ts"

const used = (network: World.World, home: World.Home) =>
  Effect.flatMap(ArchiveFolder, ({ used }) => used).pipe(Effect.provide(World.base(network, home), local))

describe("the disk quota of a home", () => {
  it.effect("a member downloads no archive beyond it, says what to do, and restores it once there is room", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("30 days")
      const network = World.world()
      const archives = yield* Effect.forEach([1, 2, 3], (n) =>
        planted(network, week(n), { messages: noise(week(n), 10, 100) })
      )
      const { entries, sizes } = {
        entries: archives.map(({ entry }) => entry),
        sizes: archives.map(({ bytes }) => bytes.length)
      }
      yield* announced(network, entries)
      const home = World.home()
      const homeBytes = sizes[0]! * 2 + 10
      const report = yield* sync(network, home, { homeBytes, downloads: 3 })
      assert.strictEqual(report.hydrated.length, 2)
      assert.isAtMost(yield* used(network, home), homeBytes)
      const [why] = [...reasons(report).values()]
      assert.match(why!, /no room for an archive/)
      assert.match(why!, /raise COMMUNITY_HISTORY_MAX_HOME_BYTES and try again, nothing is lost/)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* sync(network, home)).hydrated.length, 1)
    })
  )

  it.effect("a damaged archive is replaced although the home is full", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("30 days")
      const network = World.world()
      const one = yield* planted(network, week(1), { messages: noise(week(1), 10, 100) })
      const home = World.home()
      yield* Effect.flatMap(ArchiveFolder, (folder) =>
        Effect.andThen(
          folder.draft("damaged", Stream.succeed(new Uint8Array(one.bytes.length))),
          folder.keep("damaged", { window: week(1), key: one.key })
        )
      ).pipe(Effect.provide(World.base(network, home), local))
      yield* announced(network, [one.entry])
      const limits = { homeBytes: one.bytes.length }
      assert.strictEqual((yield* sync(network, home, limits)).hydrated.length, 0)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* sync(network, home, limits)).hydrated.length, 1)
    })
  )

  it.effect("a control node seals nothing beyond it, keeps every message, and seals once there is room", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* archive(network, home)
      yield* publish(network, [1, 2, 3])
      yield* TestClock.adjust("8 days")
      const failure = yield* Effect.flip(archive(network, home, { homeBytes: 300 }))
      assert.strictEqual(failure._tag, "QuotaExceeded")
      assert.match(failure.message, /raise COMMUNITY_HISTORY_MAX_HOME_BYTES/)
      assert.strictEqual(yield* used(network, home), 0, "a draft that does not fit is gone")
      const held = yield* onControl(network, home, {}, (node) =>
        Effect.gen(function* () {
          const { pending } = yield* (yield* MessageStore).counts
          return { pending, sealed: ArchiveIndex.size((yield* node.state).index) }
        })
      )
      assert.deepStrictEqual(held, { pending: 3, sealed: 0 })
      const { sealed } = yield* archive(network, home)
      assert.deepStrictEqual(
        sealed.map(({ messages, window }) => [messages, window.from]),
        [[3, at(0)]]
      )
      const member = World.home()
      yield* sync(network, member)
      assert.deepStrictEqual(yield* linesOf(network, member), yield* linesOf(network, home))
    })
  )

  it.effect("an audit fetches no file back beyond it, and goes on", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* archive(network, home)
      yield* publish(network, [1, 9])
      yield* TestClock.adjust("16 days")
      assert.strictEqual((yield* archive(network, home)).sealed.length, 2)
      const bare = { ...home, files: World.home().files }
      const audit = (homeBytes: number) =>
        onControl(network, bare, { homeBytes }, (node) =>
          Effect.map(node.audit({ deep: false }), ({ findings }) => findings.map(({ outcome }) => outcome._tag))
        )
      assert.deepStrictEqual((yield* audit(10)).toSorted(), ["Refused", "Refused"])
      assert.deepStrictEqual((yield* audit(1_000_000)).toSorted(), ["Fetched", "Fetched"])
    })
  )
})

describe("an archive that members would refuse is not made", () => {
  for (const limits of [{ archiveBytes: 300 }, { messages: 2 }]) {
    it.effect(`it stays pending until the limit is greater: ${Object.keys(limits).join()}`, () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const home = World.home()
        yield* archive(network, home)
        yield* publish(network, [1, 2, 3])
        yield* TestClock.adjust("8 days")
        const failure = yield* Effect.flip(archive(network, home, limits))
        assert.strictEqual(failure._tag, "ArchiveRejected")
        assert.match(failure.message, /members would not read it; raise COMMUNITY_HISTORY_MAX_/)
        assert.strictEqual((yield* archive(network, home)).sealed[0]!.messages, 3)
      })
    )
  }
})
