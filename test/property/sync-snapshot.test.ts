/** Logs as bytes: who joins late starts from them. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Snapshot from "../../src/domain/sync/Snapshot.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Encode from "../../src/domain/wire/Encode.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import { Bus, CHANNEL, content, heard, operation, Participant, START } from "../support/SyncBus.ts"

const policy: Policy.Policy = { ...Policy.standard, ids: "any" }
const operations = fc.array(operation, { maxLength: 50, size: "max" })
const bytesOf = ({ state }: Participant) => Snapshot.encode(Snapshot.of(CHANNEL, state))
const restored = (bytes: Uint8Array) => ({
  _tag: "Restored" as const,
  snapshot: Result.getOrThrow(Snapshot.decode(bytes))
})

describe("a snapshot", () => {
  it("SDS-04 SDS-15: gives a newcomer the log, byte for byte, and the messages after it their dependencies", () => {
    fc.assert(
      fc.property(operations, (operations) => {
        const bus = new Bus(4, { ...Policy.standard, lostAfter: Time.days(1) })
        bus.run(operations)
        const [writer] = bus.participants
        const newcomer = new Participant("late", Policy.standard)
        newcomer.take(restored(bytesOf(writer!)), bus.now)
        assert.deepStrictEqual(newcomer.ids(), writer!.ids())
        assert.deepStrictEqual(bytesOf(newcomer), bytesOf(writer!))
        assert.deepStrictEqual(newcomer.restored().clock, newcomer.state.clock)
        writer!.outbox.splice(0)
        writer!.take({ _tag: "Say", content: new Uint8Array([1]) }, bus.now)
        const { payload } = writer!.outbox[0]!
        const isAllSent = Status.of(writer!.state).pending === 1
        newcomer.take(heard(Result.getOrThrow(SyncMessage.decode(payload))), bus.now)
        if (isAllSent) assert.strictEqual(newcomer.told("Delivered").length, 1)
      }),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("SDS-15: equal logs have equal bytes, whoever wrote them", () => {
    fc.assert(
      fc.property(operations, (operations) => {
        const bus = new Bus(4, { ...Policy.standard, lostAfter: Time.days(1), participants: 4 })
        bus.run(operations)
        bus.heal(60, Time.seconds(61))
        const [first, ...others] = bus.participants.map(bytesOf)
        for (const other of others) assert.deepStrictEqual(other, first)
      }),
      { numRuns: heavyRuns }
    )
  })

  it("SDS-14 SDS-15: merging commutes, repeats without effect, takes nothing away, and frees what waited", () => {
    const place = fc.nat(12)
    const message = fc.record({ at: place, names: fc.array(place, { maxLength: 2 }) }).map(({ at, names }) =>
      content(
        `m${at}`,
        at,
        names.filter((name) => name < at).map((name) => `m${name}`)
      )
    )
    const messages = fc.uniqueArray(message, { maxLength: 8, selector: ({ messageId }) => messageId })
    fc.assert(
      fc.property(messages, messages, messages, (one, two, before) => {
        const written = [one, two].map((messages) => {
          const writer = new Participant("writer", policy, false)
          for (const message of messages.toSorted((left, right) => Number(left.lamport - right.lamport))) {
            writer.take(heard({ ...message, causalHistory: [] }), START)
          }
          return bytesOf(writer)
        })
        const merge = (...snapshots: ReadonlyArray<Uint8Array>) => {
          const reader = new Participant("reader", policy, false)
          for (const message of before) reader.take(heard(message), START)
          const known = reader.ids()
          for (const snapshot of snapshots) reader.take(restored(snapshot), START)
          const after = new Set(reader.ids())
          assert.isTrue(known.every((id) => after.has(id)))
          return { ids: reader.ids(), status: Status.of(reader.state) }
        }
        const [first, second] = [written[0]!, written[1]!]
        const both = merge(first, second)
        assert.deepStrictEqual(merge(second, first), both)
        assert.deepStrictEqual(merge(first, second, first, second), both)
        for (const { messageId } of [...one, ...two]) assert.include(both.ids, messageId)
      }),
      { numRuns: Math.floor(runs / 4) }
    )
  })

  it("SDS-25: what was removed stays away, and what is too far in the future stays out", () => {
    const writer = new Participant("writer", policy)
    for (const id of ["a", "b"]) writer.take(heard(content(id, 1)), START)
    writer.take(heard(content("c", 200_000)), Time.add(START, Time.seconds(200)))
    const reader = new Participant("reader", policy)
    reader.take({ _tag: "Replaced", ids: ["b"] }, START)
    reader.take(restored(bytesOf(writer)), START)
    assert.deepStrictEqual(reader.ids(), ["a"])
    assert.deepStrictEqual(reader.told("Restored"), [{ _tag: "Restored", added: 1 }])
  })

  it("SDS-04: bytes that nobody wrote are refused, and nothing throws", () => {
    const writer = new Participant("writer", policy)
    for (const id of ["a", "b"]) writer.take(heard(content(id, 1)), START)
    const bytes = bytesOf(writer)
    const why = (...fields: ReadonlyArray<Encode.Field>) => {
      const read = Snapshot.decode(Encode.message(...fields))
      return Result.isFailure(read) ? read.failure.why : "read"
    }
    const [channel, frontier] = [Encode.text(1, CHANNEL), Encode.integer(2, content("a", 1).lamport)]
    const message = (one: SyncMessage.SyncMessage) => Encode.embedded(3, SyncMessage.encode(one))
    const [a, b] = [message(content("a", 1)), message(content("b", 1))]
    assert.strictEqual(why(channel, frontier, a, b), "read")
    assert.deepStrictEqual(Snapshot.encode(Result.getOrThrow(Snapshot.decode(bytes))), bytes)
    assert.match(why(channel, frontier, b, a), /not in order/)
    assert.match(why(channel, frontier, a, a), /not in order/)
    assert.match(why(channel, a), /frontier/)
    assert.match(why(Encode.text(1, "x"), frontier, a), /another channel/)
    assert.match(why(channel, frontier, Encode.embedded(3, new Uint8Array(1))), /does not decode/)
    const { content: _, ...rest } = content("a", 1)
    assert.match(why(channel, frontier, message({ ...rest, _tag: "Sync" })), /no content/)
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.nat(), (at, byte, length) => {
        const changed = bytes.with(at % bytes.length, byte).slice(0, length % (bytes.length + 1))
        assert.property(Snapshot.decode(changed), "_tag")
      }),
      { numRuns: runs }
    )
  })
})
