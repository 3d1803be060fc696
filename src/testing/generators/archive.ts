/** Windows, messages, archives and indexes; narrow ranges, so that clashes are common. */
import { HashMap } from "effect"
import * as fc from "fast-check"
import * as Archive from "../../domain/history/Archive.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import * as Topic from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { cid } from "./codex.ts"

export const pubsub = Topic.specNetwork.content

/** Three topics that are likely, and any other. */
export const archiveTopic: fc.Arbitrary<Topic.ContentTopic> = fc.oneof(
  fc
    .constantFrom("/waku/1/0x8ddd3f34/rfc26", "/waku/1/0x00000000/rfc26", "/a/b/c/d")
    .map((text) => Topic.ContentTopic(text)),
  fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Topic.ofChat(bytes.join("-")))
)

export const topics: fc.Arbitrary<ReadonlyArray<Topic.ContentTopic>> = fc
  .array(archiveTopic, { minLength: 1, maxLength: 4 })
  .map((list) => Archive.topics(list))

const START = 1_756_684_800_000_000_000n

/** Nanoseconds near one instant; below 10^12 a bound would be read as seconds. */
const near = fc.bigInt({ min: 0n, max: 40n }).map((offset) => Time.nanos(START + offset))
const far = fc.bigInt({ min: 1_000_000_000_000n, max: Time.MAX_NANOS }).map(Time.nanos)

export const window: fc.Arbitrary<Window> = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: near }, far), fc.oneof({ weight: 4, arbitrary: near }, far))
  .filter(([left, right]) => left !== right)
  .map(([left, right]) => ({ from: Time.min(left, right), to: Time.max(left, right) }))

const bytes = fc.uint8Array({ maxLength: 6 })

/** Any message; its time is often at an edge of the window. */
export const messageAround = (
  span: Window,
  listed: ReadonlyArray<Topic.ContentTopic>
): fc.Arbitrary<WakuMessage.WakuMessage> =>
  fc.record({
    payload: bytes,
    contentTopic: fc.oneof(fc.constantFrom(...listed), archiveTopic),
    version: fc.constantFrom(0, 1, 2, 0xff_ff_ff_ff),
    timestamp: fc.oneof(
      fc.constantFrom(span.from, span.to, Time.nanos(span.from - 1n), Time.nanos(span.to - 1n), Time.nanos(0n)),
      fc.bigInt({ min: span.from, max: span.to - 1n }).map(Time.nanos)
    ),
    meta: fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ maxLength: WakuMessage.MAX_META })),
    rateLimitProof: bytes,
    ephemeral: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true))
  })

export interface Sealed {
  readonly window: Window
  readonly topics: ReadonlyArray<Topic.ContentTopic>
  readonly messages: ReadonlyArray<WakuMessage.WakuMessage>
}

/** A window, its topics, and any messages. */
export const sealed = (maxLength = 12): fc.Arbitrary<Sealed> =>
  fc
    .tuple(window, topics)
    .chain(([span, listed]) =>
      fc
        .array(messageAround(span, listed), { maxLength })
        .map((messages) => ({ window: span, topics: listed, messages }))
    )

/** What reached a node: some messages more than once, some with another proof under the same hash. */
export const arrivals: fc.Arbitrary<Sealed & { readonly received: ReadonlyArray<WakuMessage.Received> }> =
  sealed().chain((made) =>
    fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 2 }), fc.nat(2)), { maxLength: 6 }).map((again) => ({
      ...made,
      received: [
        ...made.messages,
        ...(made.messages.length === 0
          ? []
          : again.map(([at, rateLimitProof, version]) => ({
              ...made.messages[at % made.messages.length]!,
              rateLimitProof,
              version
            })))
      ].map((message) => WakuMessage.receive(pubsub, message))
    }))
  )

export const entry: fc.Arbitrary<ArchiveIndex.Entry> = fc.record({ window, topics, cid })

/** Keys as they are computed, and keys that somebody made up or took from another entry. */
export const index: fc.Arbitrary<ArchiveIndex.ArchiveIndex> = fc
  .array(fc.tuple(entry, fc.option(fc.nat(3), { freq: 3 })), { maxLength: 6 })
  .map((pairs) => {
    const own = ArchiveIndex.make(pairs.filter(([, lie]) => lie === null).map(([value]) => value))
    return pairs.reduce((made, [value, lie]) => (lie === null ? made : HashMap.set(made, lies[lie]!, value)), own)
  })

/** An entry that other indexes lie about. */
export const wronged: ArchiveIndex.Entry = {
  window: { from: Time.nanos(START), to: Time.nanos(START + 7n) },
  topics: [Topic.ContentTopic("/a/b/c/d")],
  cid: fc.sample(cid, { numRuns: 1, seed: 1 })[0]!
}

const lies: ReadonlyArray<ArchiveIndex.ArchiveKey> = [
  ArchiveIndex.keyOf(wronged),
  ArchiveIndex.ArchiveKey(`0x${"0".repeat(64)}`),
  ArchiveIndex.ArchiveKey(`0x${"f".repeat(64)}`),
  ArchiveIndex.ArchiveKey(`0x${"a1".repeat(32)}`)
]
