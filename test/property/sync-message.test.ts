/** Messages of Scalable Data Sync on the wire, beside the implementation of js-waku. */
import { assert, describe, it } from "@effect/vitest"
import { Message } from "@waku/sds"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as Encode from "../../src/domain/wire/Encode.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import * as Time from "../../src/domain/Time.ts"
import { historyEntry, syncMessage } from "../../src/testing/generators/sync.ts"
import { runs } from "../../src/testing/runs.ts"

const bytes = fc.uint8Array({ maxLength: 80 })

const fails = (...fields: ReadonlyArray<Encode.Field>) =>
  Result.isFailure(SyncMessage.decode(Encode.message(...fields)))

const names = [Encode.text(1, "a"), Encode.text(2, "m"), Encode.text(3, "0")] as const

describe("a message of sync", () => {
  it("SDS-02 SDS-03 D-1 D-5: comes back from its bytes, at the edges of 64 bits too; unknown fields change nothing", () => {
    fc.assert(
      fc.property(syncMessage, bytes, (message, strange) => {
        const encoded = SyncMessage.encode(message)
        assert.deepStrictEqual(SyncMessage.decode(encoded), Result.succeed(message))
        const wider = Uint8Array.from([...encoded, ...Encode.message(Encode.bytes(14, strange), Encode.integer(99, 1))])
        assert.deepStrictEqual(SyncMessage.decode(wider), Result.succeed(message))
      }),
      { numRuns: runs }
    )
  })

  it("SDS-03 D-5: a clock of zero is a clock; no clock and no content is no message", () => {
    const sync = SyncMessage.decode(Encode.message(...names, Encode.optional(10, 0n)))
    assert.isTrue(Result.isSuccess(sync) && sync.success._tag === "Sync" && sync.success.lamport === 0n)
    const ephemeral = SyncMessage.decode(Encode.message(...names, Encode.text(20, "x")))
    assert.isTrue(Result.isSuccess(ephemeral) && ephemeral.success._tag === "Ephemeral")
    assert.isTrue(fails(...names))
  })

  it("SDS-02 D-11: what has no id or no channel, is too long, or names too much, is refused, and nothing throws", () => {
    const clock = Encode.optional(10, 1n)
    assert.isFalse(fails(...names, clock))
    assert.isTrue(fails(names[0], names[2], clock))
    assert.isTrue(fails(names[0], names[1], clock))
    assert.isTrue(fails(names[0], Encode.text(2, "m".repeat(SyncMessage.MAX_ID + 1)), names[2], clock))
    assert.isTrue(fails(Encode.text(1, "s".repeat(SyncMessage.MAX_NAME + 1)), names[1], names[2], clock))
    assert.isTrue(fails(names[0], names[1], Encode.text(3, "c".repeat(SyncMessage.MAX_NAME + 1)), clock))
    assert.isTrue(fails(...names, clock, Encode.bytes(20, new Uint8Array(SyncMessage.MAX_BYTES))))
    const entry = Encode.embedded(11, Encode.message(Encode.text(1, "x")))
    assert.isFalse(fails(...names, clock, ...Array.from({ length: SyncMessage.MAX_HISTORY }, () => entry)))
    assert.isTrue(fails(...names, clock, ...Array.from({ length: SyncMessage.MAX_HISTORY + 1 }, () => entry)))
    assert.isTrue(fails(...names, clock, Encode.embedded(11, new Uint8Array(0))))
    const hint = (length: number) =>
      Encode.embedded(11, Encode.message(Encode.text(1, "x"), Encode.bytes(2, new Uint8Array(length))))
    const read = SyncMessage.decode(
      Encode.message(...names, clock, hint(SyncMessage.MAX_HINT), hint(SyncMessage.MAX_HINT + 1))
    )
    assert.deepStrictEqual(
      Result.isSuccess(read) && read.success._tag === "Sync"
        ? read.success.causalHistory.map(({ retrievalHint }) => retrievalHint.length)
        : [],
      [SyncMessage.MAX_HINT, 0]
    )
    fc.assert(
      fc.property(fc.oneof(bytes, syncMessage.map(SyncMessage.encode)), fc.nat(), fc.nat(255), (some, at, byte) => {
        const changed = some.length === 0 ? some : some.with(at % some.length, byte)
        assert.property(SyncMessage.decode(changed), "_tag")
      }),
      { numRuns: runs }
    )
  })

  it("SDS-03: no envelope reads as a message of sync, and no message of sync as an envelope", () => {
    fc.assert(
      fc.property(
        syncMessage,
        bytes,
        bytes,
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        (message, one, two, type) => {
          assert.isTrue(Result.isFailure(Wire.decodeEnvelope(SyncMessage.encode(message))))
          assert.isTrue(Result.isFailure(Envelope.read(SyncMessage.encode(message))))
          const envelope = Wire.encodeEnvelope({ signature: one, payload: two, type })
          assert.isTrue(Result.isFailure(SyncMessage.decode(envelope)))
        }
      ),
      { numRuns: runs }
    )
  })
})

const lenient = (entries: ReadonlyArray<{ messageId: string; retrievalHint?: Uint8Array; senderId?: string }>) =>
  entries.map(({ messageId, retrievalHint, senderId }) => ({
    messageId,
    retrievalHint: Uint8Array.from(retrievalHint ?? []),
    senderId: senderId ?? ""
  }))

/** The varints of js-waku are wrong between 2^31 and 2^32; clocks of this century are far above. */
const isWritable = (message: SyncMessage.SyncMessage) =>
  message._tag === "Ephemeral" || message.lamport < 2n ** 31n || message.lamport >= 2n ** 32n

describe("js-waku", () => {
  it("SDS-02 SDS-03 SDS-08 SDS-24 D-5: reads what we write, and we what it writes", () => {
    fc.assert(
      fc.property(syncMessage, (message) => {
        const theirs = Message.decode(SyncMessage.encode(message))!
        assert.deepStrictEqual(
          [theirs.senderId, theirs.messageId, theirs.channelId],
          [message.senderId, message.messageId, message.channelId]
        )
        if (message._tag === "Ephemeral") {
          assert.isUndefined(theirs.lamportTimestamp)
          assert.deepStrictEqual(Uint8Array.from(theirs.content), message.content)
        } else {
          assert.strictEqual(theirs.lamportTimestamp, message.lamport)
          assert.deepStrictEqual(lenient(theirs.causalHistory), message.causalHistory)
          assert.deepStrictEqual(lenient(theirs.repairRequest ?? []), message.repairRequest)
          assert.deepStrictEqual(Uint8Array.from(theirs.bloomFilter ?? []), message.bloomFilter)
          assert.deepStrictEqual(
            Uint8Array.from(theirs.content ?? []),
            message._tag === "Content" ? message.content : new Uint8Array(0)
          )
        }
        if (isWritable(message)) assert.deepStrictEqual(SyncMessage.decode(theirs.encode()), Result.succeed(message))
      }),
      { numRuns: runs }
    )
  })

  it("SDS-08: entries of a history keep their order and what they carry", () => {
    fc.assert(
      fc.property(fc.array(historyEntry, { maxLength: 20 }), (causalHistory) => {
        const message: SyncMessage.Sync = {
          _tag: "Sync",
          senderId: "a",
          messageId: "m",
          channelId: "0",
          lamport: Time.millis(7n),
          causalHistory,
          bloomFilter: new Uint8Array(0),
          repairRequest: []
        }
        assert.deepStrictEqual(lenient(Message.decode(SyncMessage.encode(message))!.causalHistory), causalHistory)
      }),
      { numRuns: runs }
    )
  })
})
