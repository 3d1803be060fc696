/** Logs of channels on Codex: announced, found, and believed only where they are what was said of them. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Result, Stream } from "effect"
import * as fc from "fast-check"
import * as Snapshots from "../../src/app/snapshot/Snapshots.ts"
import * as Notice from "../../src/domain/community/SnapshotAnnouncement.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Snapshot from "../../src/domain/sync/Snapshot.ts"
import * as Time from "../../src/domain/Time.ts"
import type * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { cid } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"
import { begin, local, START } from "./steps.ts"
import * as World from "./world.ts"

const message = (n: number): SyncMessage.Content => ({
  _tag: "Content",
  senderId: "ada",
  messageId: `m${n}`,
  channelId: "lobby",
  lamport: Time.millis(START / 1_000_000n + BigInt(n)),
  causalHistory: [],
  bloomFilter: Bytes.empty,
  repairRequest: [],
  content: Bytes.utf8(`said ${n}`)
})

const snapshot = (count: number): Snapshot.Snapshot => {
  const messages = Array.from({ length: count }, (_, n) => message(n))
  return { channel: "lobby", frontier: messages.at(-1)?.lamport ?? Time.millis(0n), messages }
}

const publish = (log: Snapshot.Snapshot) => Effect.flatMap(ControlKey, (key) => Snapshots.publish(key, log))

const notice: fc.Arbitrary<Notice.SnapshotAnnouncement> = fc.record({
  channel: fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.isWellFormed()),
  frontier: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(Time.millis),
  entries: fc.nat(2 ** 31),
  cid
})

describe("the announcement of a snapshot", () => {
  it("A-13: is read as it was written, in any order of its fields, and any other bytes are refused", () => {
    fc.assert(
      fc.property(notice, fc.uint8Array({ maxLength: 80 }), (one, bytes) => {
        assert.deepStrictEqual(Result.getOrThrow(Notice.decode(Notice.encode(one))), one)
        assert.isTrue(Result.isFailure(Notice.decode(bytes)))
      }),
      { numRuns: runs }
    )
  })

  it("of several one is the greatest, whatever their order", () => {
    fc.assert(
      fc.property(fc.array(notice, { minLength: 1, maxLength: 5 }), (list) => {
        const greatest = (some: ReadonlyArray<Notice.SnapshotAnnouncement>) =>
          some.reduce((best, next) => (Notice.order(best, next) < 0 ? next : best))
        assert.deepStrictEqual(greatest(list), greatest(list.toReversed()))
        assert.isTrue(list.every((one) => Notice.order(one, greatest(list)) <= 0))
      }),
      { numRuns: runs }
    )
  })
})

describe("snapshots", () => {
  const world = () => {
    const network = World.world()
    const ground = World.base(network, World.home())
    const as = (key: typeof World.communityKey) => Layer.merge(ground, key)
    return { control: as(World.communityKey), stranger: as(World.memberKey) }
  }

  it.effect(
    "SDS-04: the newest one that the control node announced is found and fetched as it was; an empty log is none",
    () =>
      Effect.gen(function* () {
        yield* begin
        const { control, stranger } = world()
        yield* Effect.gen(function* () {
          assert.isTrue(Option.isNone(yield* Snapshots.newest("lobby")))
          assert.isTrue(Option.isNone(yield* publish(snapshot(0))))
          yield* publish(snapshot(2))
          yield* publish(snapshot(5))
          yield* publish(snapshot(3))
          yield* publish({ ...snapshot(9), channel: "elsewhere", messages: [] })
        }).pipe(Effect.provide(control, local))
        // Nobody else's word counts, however new the log that he tells of.
        yield* publish(snapshot(50)).pipe(Effect.provide(stranger, local))
        yield* Effect.gen(function* () {
          const { notice, snapshot: found } = Option.getOrThrow(yield* Snapshots.newest("lobby"))
          assert.strictEqual(notice.entries, 5)
          assert.deepStrictEqual(found, snapshot(5))
          // Where nobody has the newest any more, the one before it does.
          yield* (yield* Codex).remove(notice.cid)
          assert.strictEqual(Option.getOrThrow(yield* Snapshots.newest("lobby")).notice.entries, 3)
        }).pipe(Effect.provide(stranger, local))
      })
  )

  it.effect("CHA-53: what is not what was said of it is refused in one line", () =>
    Effect.gen(function* () {
      yield* begin
      yield* Effect.gen(function* () {
        const codex = yield* Codex
        const put = (bytes: Uint8Array) => Effect.map(codex.put(Stream.succeed(bytes)), ({ cid }) => cid)
        const { frontier } = snapshot(5)
        const refusal = (one: Omit<Notice.SnapshotAnnouncement, "frontier">) =>
          Effect.map(Effect.flip(Snapshots.fetch({ ...one, frontier })), (failure) => failure.message)
        const good = yield* put(Snapshot.encode(snapshot(5)))
        assert.match(yield* refusal({ channel: "elsewhere", entries: 5, cid: good }), /another channel/)
        assert.match(yield* refusal({ channel: "lobby", entries: 6, cid: good }), /not what was said/)
        const bad = yield* put(Bytes.utf8("no snapshot"))
        assert.match(yield* refusal({ channel: "lobby", entries: 5, cid: bad }), /was refused: /)
      }).pipe(Effect.provide(world().control, local))
    })
  )
})
