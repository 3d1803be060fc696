/** What an index may be, at a member and at another control node, under the community key itself. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, HashMap } from "effect"
import { TestClock } from "effect/testing"
import * as Limits from "../../src/app/Limits.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { begin, local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { announced, archive, noise, onMember, planted, sync, tagOf, week } from "./nodes.ts"

const community = Effect.gen(function* () {
  yield* begin
  yield* TestClock.adjust("60 days")
  const network = World.world()
  const archives = yield* Effect.forEach([1, 2, 3, 4], (n) =>
    planted(network, week(n), { messages: noise(week(n), 1) })
  )
  return { network, entries: archives.map(({ entry }) => entry), keys: archives.map(({ key }) => key) }
})

const refused = (limits: (bytes: number) => Partial<Limits.Limits>, why: RegExp) =>
  Effect.gen(function* () {
    const { entries, network } = yield* community
    const { bytes } = yield* announced(network, entries)
    const failure = yield* Effect.flip(sync(network, World.home(), limits(bytes.length)))
    assert.strictEqual(failure._tag, "IndexRejected")
    assert.match(failure.message, why)
    // A control node goes on without it: else whoever has the key could stop all archiving with one announcement.
    const { sealed } = yield* archive(network, World.home(), limits(bytes.length))
    assert.deepStrictEqual(sealed, [])
  })

const stateOf = (network: World.World, home: World.Home) => onMember(network, home, {}, (node) => node.state)

describe("an index over a limit is refused, and nothing that is known is lost", () => {
  it.effect("bytes of an index", () =>
    refused((bytes) => ({ indexBytes: bytes - 1 }), /has \d+ bytes, more than the \d+ allowed/)
  )
  it.effect("archives of an index", () => refused(() => ({ indexEntries: 3 }), /lists 4 archives, more than the 3/))

  it.effect("archives of all indexes together: a key gone bad cannot make a member remember more and more", () =>
    Effect.gen(function* () {
      const { entries, keys, network } = yield* community
      const home = World.home()
      yield* announced(network, entries.slice(0, 2))
      yield* sync(network, home, { indexEntries: 3 })
      yield* TestClock.adjust("1 minute")
      yield* announced(network, entries.slice(2))
      const failure = yield* Effect.flip(sync(network, home, { indexEntries: 3 }))
      assert.strictEqual(failure._tag, "IndexRejected")
      assert.match(failure.message, /with the 2 archives known before it makes 4, more than the 3 allowed/)
      assert.match(failure.message, /raise COMMUNITY_HISTORY_MAX_INDEX_ENTRIES/)
      assert.sameMembers([...HashMap.keys((yield* stateOf(network, home)).index)], keys.slice(0, 2))
      yield* TestClock.adjust("1 hour")
      yield* sync(network, home)
      assert.sameMembers([...HashMap.keys((yield* stateOf(network, home)).index)], keys)
    })
  )

  it.effect("archives that are known already are restored although the new index is refused", () =>
    Effect.gen(function* () {
      const { entries, keys, network } = yield* community
      const home = World.home()
      yield* announced(network, entries.slice(0, 2))
      const first = yield* sync(network, home, { archiveBytes: 1 })
      assert.deepStrictEqual([first.hydrated.length, first.waiting.length], [0, 2])
      yield* TestClock.adjust("1 hour")
      yield* announced(network, entries)
      assert.strictEqual(yield* tagOf(sync(network, home, { indexEntries: 2 })), "IndexRejected")
      const applied = yield* Effect.flatMap(HistoryStore, ({ applied }) => applied).pipe(
        Effect.provide(World.member(network, home), local)
      )
      assert.sameMembers(
        applied.map(({ key }) => key),
        keys.slice(0, 2)
      )
    })
  )

  const skipped = (topics: ReadonlyArray<string>, limits: Partial<Limits.Limits>, why: RegExp) =>
    Effect.gen(function* () {
      const { entries, network } = yield* community
      const odd = yield* planted(network, week(5), { topics })
      yield* announced(network, [entries[0]!, odd.entry])
      const report = yield* sync(network, World.home(), limits)
      assert.strictEqual(report.hydrated.length, 1)
      assert.deepStrictEqual(
        report.skipped.map(({ key }) => key),
        [odd.key]
      )
      assert.match(report.skipped[0]!.why, why)
    })

  it.effect("content topics of an archive: its entry alone is left out", () =>
    skipped([World.channelTopic, "/a/1/x/y"], { topics: 1 }, /more than 1 content topics/)
  )
  it.effect("characters of a content topic: the entry that lists it is left out", () =>
    skipped([`/a/1/${"x".repeat(50)}/y`], { topicLength: 50 }, /a content topic of more than 50 characters/)
  )
})
