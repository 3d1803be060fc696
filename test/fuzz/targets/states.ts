/** What nodes remember between two runs, as JSON. */
import { assert } from "@effect/vitest"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Joining from "../../../src/domain/community/Joining.ts"
import * as Collection from "../../../src/domain/history/Collection.ts"
import * as Evidence from "../../../src/domain/history/Evidence.ts"
import * as Hydration from "../../../src/domain/history/Hydration.ts"
import * as ArchiveIndex from "../../../src/domain/history/ArchiveIndex.ts"
import * as MemberState from "../../../src/domain/history/MemberState.ts"
import * as Publication from "../../../src/domain/history/Publication.ts"
import * as Selection from "../../../src/domain/history/Selection.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { jsons } from "../generators/json.ts"
import { type Target, textRoundTrip } from "../Target.ts"

const { Archives, Communities, Histories } = Generators
const { policy } = Histories
const NOW = Time.days(20_000)

const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<Option.Option<A>> =>
  fc.option(arbitrary, { nil: undefined }).map(Option.fromUndefinedOr)
const count = fc.nat(1_000)
const { clock } = Communities

const sealing: fc.Arbitrary<Publication.Sealing> = fc.oneof(
  fc.record({ _tag: fc.constant("Exporting"), window: count }),
  fc.record({
    _tag: fc.constant("Exported"),
    window: count,
    topics: Archives.topics,
    messages: count,
    bytes: count
  }),
  fc
    .record({ _tag: fc.constant("Stored"), window: count, entry: Archives.entry, messages: count, bytes: count })
    .map((stored) => ({ key: ArchiveIndex.keyOf(stored.entry), ...stored }))
)

const announcing: fc.Arbitrary<Publication.Announcing> = fc.oneof(
  fc.record({ _tag: fc.constant("Writing"), clock }),
  fc.record({ _tag: fc.constant("Stored"), clock, cid: Histories.cid, entries: count })
)

const progress: fc.Arbitrary<Publication.Progress> = fc.record({
  grid: maybe(Histories.grid),
  next: count,
  createdAt: Histories.instant,
  syncedTo: Histories.instant,
  gaps: fc.array(Histories.nearWindow, { maxLength: 2 }),
  sealing: maybe(sealing),
  announcing: maybe(announcing),
  published: maybe(fc.record({ cid: Histories.cid, clock, at: Histories.instant, entries: count })),
  unsettled: fc.array(count, { maxLength: 3 }),
  retired: fc.array(fc.record({ cid: Histories.cid, after: Histories.instant }), { maxLength: 2 }),
  clock
})

const evidence: fc.Arbitrary<Evidence.Evidence> = fc.oneof(
  fc.record({
    _tag: fc.constant("TwoIndexes"),
    clock,
    cids: fc.tuple(Histories.cid, Histories.cid)
  }),
  fc.record({
    _tag: fc.constant("Withdrawn"),
    clock,
    index: Histories.cid,
    window: Histories.nearWindow,
    key: Archives.entry.map(ArchiveIndex.keyOf),
    cid: Histories.cid,
    instead: fc.constant([])
  }),
  fc.record({ _tag: fc.constant("OtherHolder"), clock, index: Histories.cid, archives: count })
)

const member: fc.Arbitrary<MemberState.MemberState> = fc.record({
  collection: fc.record({
    floor: clock,
    processed: maybe(Histories.announcement),
    best: maybe(Histories.announcement),
    deadline: maybe(Histories.instant),
    latest: maybe(Histories.instant),
    querying: fc.boolean(),
    attempts: count
  }),
  index: fc.array(Archives.entry, { maxLength: 2 }).map(ArchiveIndex.make),
  hydration: fc
    .array(fc.tuple(Archives.entry, fc.record({ attempts: count, notBefore: Histories.instant, why: fc.string() })), {
      maxLength: 2
    })
    .map((pairs) => HashMap.fromIterable(pairs.map(([entry, failure]) => [ArchiveIndex.keyOf(entry), failure]))),
  description: maybe(
    fc.record({
      clock,
      name: fc.string(),
      channels: fc.array(fc.record({ id: fc.string(), name: fc.string() }), { maxLength: 2 }),
      archiveClock: clock
    })
  ),
  syncedTo: Histories.instant,
  joining: fc.record({
    attempts: count,
    notBefore: Histories.instant,
    answer: maybe(fc.constantFrom("accepted", "rejected")),
    clock
  }),
  saved: count,
  evidence: fc.array(evidence, { maxLength: 2 })
})

/** A node that reads it goes on from there, and can write what comes of it. */
const publishes = (read: Publication.Progress): void => {
  const state: Publication.State = { ...read, index: ArchiveIndex.empty, facts: HashMap.empty() }
  assert.isTrue(Time.isNanos(Publication.nextWake(policy, state)))
  assert.isTrue(Time.isNanos(read.createdAt) && Time.isNanos(read.syncedTo))
  assert.strictEqual(Time.millis(read.clock), read.clock, "a clock that the wire cannot say")
  const events: ReadonlyArray<Publication.Event> = [
    { _tag: "Synced", from: NOW, to: Time.add(NOW, Time.days(1)) },
    { _tag: "Surveyed", oldest: Option.some(NOW), pending: [0] },
    { _tag: "Exported", topics: [], messages: 1, bytes: 1 },
    { _tag: "Announced" }
  ]
  for (const event of events) {
    const [after] = Publication.step(policy, state, event, NOW)
    const { facts: _facts, index: _index, ...rest } = after
    assert.isTrue(Result.isSuccess(Publication.fromJson(Publication.toJson(rest))), "a state that is not read again")
  }
}

const follows = ({ collection, hydration, index, joining, syncedTo }: MemberState.MemberState): void => {
  assert.isTrue(Time.isNanos(syncedTo) && Time.isNanos(joining.notBefore))
  assert.strictEqual(Time.millis(collection.floor), collection.floor, "a clock that the wire cannot say")
  Collection.step(Time.seconds(20), collection, { _tag: "Failed" }, NOW)
  Hydration.nextWake(index, new Set(), Selection.all, hydration)
  assert.isTrue(Time.isNanos(Joining.asked(joining, NOW).notBefore))
  for (const [, { window }] of index) assert.isTrue(window.from < window.to, "a window that ends before it begins")
}

export const targets: ReadonlyArray<Target> = [
  {
    name: "publication-state",
    law: "a ledger's progress is refused, or written and read again as the same, and a control node goes on from it",
    kind: "text",
    inputs: jsons(progress.map(Publication.toJson)),
    check: textRoundTrip(Publication.fromJson, Publication.toJson, "InvalidState", publishes)
  },
  {
    name: "member-state",
    law: "a member's state is refused, or written and read again as the same, and a member goes on from it",
    kind: "text",
    inputs: jsons(member.map(MemberState.toJson)),
    check: textRoundTrip(MemberState.fromJson, MemberState.toJson, "InvalidState", follows)
  },
  {
    name: "index-entry",
    law: "an entry of the index as stores keep it is refused, or written and read again as the same",
    kind: "text",
    inputs: jsons(Archives.entry.map(ArchiveIndex.entryToJson)),
    check: textRoundTrip(ArchiveIndex.entryFromJson, ArchiveIndex.entryToJson, "InvalidState", ({ window }) =>
      assert.isTrue(window.from < window.to, "a window that ends before it begins")
    )
  }
]
