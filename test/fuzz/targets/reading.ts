/** What a reader makes of messages: unwrapped, joined from parts, shown as their authors left them. */
import { assert } from "@effect/vitest"
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Application from "../../../src/domain/community/Application.ts"
import * as Envelope from "../../../src/domain/community/Envelope.ts"
import type { HistoryRecord } from "../../../src/domain/community/HistoryRecord.ts"
import * as Segments from "../../../src/domain/community/Segments.ts"
import * as Timeline from "../../../src/domain/community/Timeline.ts"
import * as Unwrap from "../../../src/domain/community/Unwrap.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as Topic from "../../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../../src/domain/waku/WakuMessage.ts"
import * as Fields from "../../../src/domain/wire/Fields.ts"
import * as Wire from "../../../src/domain/wire/Wire.ts"
import { clock, community, spoken } from "../../../src/testing/generators/community.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import { assertTyped, roundTrip, type Target } from "../Target.ts"
import { channel, signed } from "./community.ts"

const name = fc.string({ maxLength: 12 })

/** In the wrapper of public chats: one field around the envelope. */
const wrapped = signed.map((bytes) => Bytes.concat([Uint8Array.of(0x52), Bytes.uvarint(bytes.length), bytes]))

const message = WakuMessage.receive(
  Topic.specNetwork.content,
  WakuMessage.make({ payload: Bytes.empty, contentTopic: Topic.ofChat("x"), timestamp: Time.days(20_000) })
)

const checkUnwrap = (input: Uint8Array): boolean => {
  const opened = Unwrap.open({ ...message.message, payload: input }, Bytes.empty)
  if (Result.isFailure(opened)) {
    assertTyped(opened.failure, "UnwrapError")
    return false
  }
  assert.isAtMost(opened.success.envelope.length, input.length)
  const author = Envelope.recover(opened.success.digest, opened.success.signature)
  if (Option.isNone(author)) return true
  const record = Unwrap.toRecord(message, opened.success, author.value)
  assert.match(record.id, /^0x[0-9a-f]{64}$/)
  assert.match(record.author, /^0x[0-9a-f]{66}$/)
  checkTimeline([record])
  return true
}

/** A line shows nothing that is not in the records, and nobody edits or deletes what is another's. */
const checkTimeline = (records: ReadonlyArray<HistoryRecord>): boolean => {
  const revisions = Timeline.revisions(records)
  let shown = false
  for (const record of records) {
    const line = Timeline.line(community, revisions, record)
    if (Option.isNone(line)) continue
    shown = true
    assert.strictEqual(line.value.id, record.id)
    const kept = records.filter(({ author }) => author === record.author || author === community)
    assert.deepStrictEqual(Timeline.line(community, Timeline.revisions(kept), record), line)
  }
  return shown
}

/** Of each record the type, the author, and the length of the payload. */
const RECORD = 4
const recordsOf = (input: Uint8Array): ReadonlyArray<HistoryRecord> => {
  const records: Array<HistoryRecord> = []
  for (let at = 0; at + RECORD <= input.length && records.length < 10;) {
    const [type = 0, author = 0, low = 0, high = 0] = input.subarray(at)
    const payload = input.slice(at + RECORD, at + RECORD + low + high * 256)
    at += RECORD + payload.length
    const envelope = Envelope.assemble(type, payload, new Uint8Array(Envelope.SIGNATURE))
    records.push({
      // Few ids, so that edits and deletions find what they are about.
      id: targetId(type),
      topic: message.message.contentTopic,
      timestamp: message.message.timestamp,
      hash: message.hash,
      type,
      author: author % 3 === 0 ? community : `author ${author % 3}`,
      envelope
    })
  }
  return records
}
const targetId = (type: number) => `0x${Bytes.toHex(keccak_256(Uint8Array.of(type)))}` as HistoryRecord["id"]

const common = { clock, chatId: channel.map(({ id }) => id), messageId: fc.constantFrom(1, 29).map(targetId) }
const revising = fc.oneof(
  fc.record({ ...common, text: name }).map((value) => [29, Application.encodeEdit(value)] as const),
  fc.record(common).map((value) => [31, Application.encodeDelete(value)] as const),
  spoken.map(({ payload, type }) => [type, payload] as const)
)
const written = fc
  .array(fc.tuple(fc.nat(2), revising), { minLength: 1, maxLength: 4 })
  .map((list) =>
    Bytes.concat(
      list.map(([author, [type, payload]]) =>
        Bytes.concat([Uint8Array.of(type, author, payload.length & 0xff, payload.length >>> 8), payload])
      )
    )
  )

const large = fc
  .tuple(fc.uint8Array({ minLength: 2, maxLength: 90 }), fc.integer({ min: 1, max: 40 }))
  .map(([content, size]) => Segments.cut(content, Math.min(size, content.length - 1)))
const parts = fc
  .tuple(fc.array(large, { minLength: 1, maxLength: 2 }), fc.infiniteStream(fc.nat(99)))
  .map(([wholes, order]) =>
    wholes
      .flat()
      .map((part) => ({ part, at: order.next().value! }))
      .sort((left, right) => left.at - right.at)
      .map(({ part }) => part)
  )
const delimited = (list: ReadonlyArray<Uint8Array>) =>
  Bytes.concat(list.flatMap((part) => [Uint8Array.of(part.length & 0xff, part.length >>> 8), part]))

/** What is joined has the hash that its parts name; what is neither joined nor a copy is given back, as often as it came. */
const checkSegments = (input: Uint8Array): boolean => {
  const joiner = Segments.joiner<number>({ maxBytes: 8 * 1024 })
  let carriers = 0
  let joined = 0
  for (let at = 0; at + 2 <= input.length;) {
    const bytes = input.subarray(at + 2, at + 2 + input[at]! + input[at + 1]! * 256)
    at += 2 + bytes.length
    const segment = Segments.read(bytes)
    if (segment === undefined) continue
    assert.isTrue(segment.isParity || (segment.count >= 2 && segment.count <= 256 && segment.index < segment.count))
    const whole = joiner.take(segment, carriers++)
    if (whole === undefined) continue
    joined++
    assert.strictEqual(Bytes.toHex(keccak_256(whole.content)), segment.hash)
    assert.isTrue(whole.first >= 0 && whole.first < carriers)
  }
  const rest = joiner.rest()
  assert.strictEqual(new Set(rest).size, rest.length, "a carrier is given up twice")
  return joined > 0
}

export const targets: ReadonlyArray<Target> = [
  {
    name: "unwrap",
    law: "what a message carries is refused, or becomes a record that a reader can look at",
    kind: "bytes",
    inputs: messages(fc.oneof(signed, wrapped)),
    check: checkUnwrap
  },
  {
    name: "segment",
    law: "a part is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(large.map(([part]) => part!)),
    check: (input) => {
      const taken = roundTrip(Wire.decodeSegment, Wire.encodeSegment, "WireError")
      const value = Wire.decodeSegment(input)
      if (Result.isSuccess(value)) {
        const written = Fields.last(Fields.scan(input) ?? [], 3, 0)?.value ?? 0n
        assert.strictEqual(BigInt(value.success.count), BigInt.asUintN(32, written))
      }
      // Spare parts are recognised and never written.
      return Result.isSuccess(value) && value.success.isParity ? Segments.read(input) !== undefined : taken(input)
    }
  },
  {
    name: "segments",
    law: "parts in any order, forged ones among them, are joined to what their hash names, or given back",
    kind: "bytes",
    inputs: damaged(parts.map(delimited)),
    check: checkSegments
  },
  {
    name: "timeline",
    law: "a reader sees messages as their own authors left them, whatever others say",
    kind: "bytes",
    inputs: damaged(written),
    check: (input) => checkTimeline(recordsOf(input))
  }
]
