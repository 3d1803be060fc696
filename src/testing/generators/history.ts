/** Generators of the history room: small worlds in which edges meet often. */
import * as fc from "fast-check"
import { Option } from "effect"
import * as Cid from "../../domain/codex/Cid.ts"
import type { Announcement } from "../../domain/history/Announcement.ts"
import type { Entry } from "../../domain/history/ArchiveIndex.ts"
import type { HistoryRecord } from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import type { Policy } from "../../domain/history/Publication.ts"
import type { Grid, Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"

/** What a community of weekly windows declares, with a grace long enough to be seen. */
export const policy: Policy = {
  length: Windows.WEEK,
  settle: Time.minutes(1),
  reannounce: Time.days(7),
  grace: Time.hours(1),
  retention: Time.days(30)
}

/** Any instant, with both ends of time among them. */
export const instant = fc
  .oneof(fc.bigInt({ min: 0n, max: Time.MAX_NANOS }), fc.bigInt({ min: 0n, max: 100n }), fc.constant(Time.MAX_NANOS))
  .map(Time.nanos)

/** Instants so close together that they coincide, touch and overlap. */
export const near = fc.bigInt({ min: 0n, max: 40n }).map(Time.nanos)

export const nearWindow: fc.Arbitrary<Window> = fc
  .tuple(fc.bigInt({ min: 0n, max: 38n }), fc.bigInt({ min: 1n, max: 12n }))
  .map(([from, length]) => ({ from: Time.nanos(from), to: Time.nanos(from + length) }))

export const grid: fc.Arbitrary<Grid> = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.bigInt({ min: 10n ** 6n, max: 10n ** 16n }))
  .map(([anchor, length]) => ({ anchor: Time.nanos(anchor), length: Time.nanos(length) }))

export const topics = [ContentTopic("/a/1/x/p"), ContentTopic("/a/1/y/p")] as const

export const cid = fc.integer({ min: 0, max: 255 }).map((byte) => Cid.fromManifestDigest(new Uint8Array(32).fill(byte)))

const topicSet = fc.constantFrom<ReadonlyArray<ContentTopic>>([topics[0]], [topics[1]], [topics[0], topics[1]])

export const entry: fc.Arbitrary<Entry> = fc.record({ window: nearWindow, topics: topicSet, cid })

/** Announcements whose clocks, timestamps and CIDs are often equal. */
export const announcement: fc.Arbitrary<Announcement> = fc.record({
  clock: fc.bigInt({ min: 0n, max: 4n }).map(Time.millis),
  timestamp: fc.bigInt({ min: 0n, max: 3n }).map(Time.nanos),
  cid: fc.integer({ min: 0, max: 2 }).map((byte) => Cid.fromManifestDigest(new Uint8Array(32).fill(byte)))
})

const hex = (value: number) => value.toString(16).padStart(64, "0")

/** Records of a small universe: equal ids at several instants, several ids at one. */
export const record: fc.Arbitrary<HistoryRecord> = fc
  .record({ n: fc.nat(6), topic: fc.constantFrom(...topics), timestamp: near, hash: fc.nat(30) })
  .map(({ hash, n, timestamp, topic }) => ({
    id: MessageId(`0x${hex(n)}`),
    topic,
    timestamp,
    hash: MessageHash(hex(hash)),
    type: 1,
    author: "0x02",
    envelope: Uint8Array.of(n)
  }))

export const local = record.map((one) => ({ ...one, origin: "live" as const, source: Option.none<Window>() }))
