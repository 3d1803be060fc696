/**
 * What peers may make a node hold, read or do: every bound with its default. Nothing a peer sends grows without one of
 * these, or without one that is fixed by a format; `docs/limits.md` is the table of both.
 */
import * as ByteSize from "effect/ByteSize"
import * as Option from "effect/Option"
import type * as ArchiveFile from "../domain/history/ArchiveFile.ts"
import type * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import type * as Compression from "../domain/history/Compression.ts"
import type * as Segments from "../domain/community/Segments.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import * as Environment from "./Environment.ts"
import * as Spans from "./Spans.ts"

export interface Limits {
  /** Bytes of an index file, packed or not. */
  readonly indexBytes: number
  /** Archives that one index lists, and that a node remembers of all indexes together. */
  readonly indexEntries: number
  /** Content topics of one archive, and characters of each. */
  readonly topics: number
  readonly topicLength: number
  /** Bytes of an archive file as stored. */
  readonly archiveBytes: number
  /** Bytes of an archive file inflated, how many times its packed size, and the memory a zstd frame may ask for. */
  readonly inflatedBytes: number
  readonly inflateRatio: number
  readonly inflateWindow: number
  /** Messages that one archive holds. */
  readonly messages: number
  /** Bytes of one message: in an archive, and at the door. */
  readonly messageBytes: number
  /** Characters of what somebody says, and of any name: of a member, a channel, the community. */
  readonly textLength: number
  readonly nameLength: number
  /** Channels of a description. */
  readonly channels: number
  /** Bytes of edits and deletions that a reader of the history holds at once. */
  readonly revisionBytes: number
  /** How old whatever comes from the network may be. Never less than a day more than the horizon. */
  readonly age: Nanos
  /** What the network may add to one window that is not sealed yet. */
  readonly windowBytes: number
  readonly windowMessages: number
  /** Bytes of what a member heard that no archive holds. */
  readonly unconfirmedBytes: number
  /** Raw messages that a member keeps of windows that no archive holds yet; with 0 of either it keeps none. */
  readonly keptMessages: number
  readonly keptBytes: number
  /** What one Waku store may answer for one day; one that sends more is not believed. */
  readonly storeMessages: number
  readonly storeBytes: number
  /** Messages kept that came after their window was sealed, and their bytes. */
  readonly late: number
  readonly lateBytes: number
  /** Messages remembered that were not taken in (`explain`). */
  readonly refused: number
  /** Bytes of all parts of one long message; of all parts that wait for others, and how long they wait. */
  readonly wholeBytes: number
  readonly waitingBytes: number
  readonly waitingAge: Nanos
  /** Bytes of archives and drafts in a home. */
  readonly homeBytes: number
  /** Archives a member downloads at the same time. */
  readonly downloads: number
  /** How often what may pass is tried again before it fails. */
  readonly retries: number
  /** Changes that wait for a host that reads them slowly; the oldest leave. */
  readonly changes: number
}

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

export const defaults: Limits = {
  indexBytes: 16 * MIB,
  indexEntries: 100_000,
  topics: 1_000,
  topicLength: 256,
  archiveBytes: 4 * GIB,
  inflatedBytes: 16 * GIB,
  inflateRatio: 250,
  inflateWindow: 8 * MIB,
  messages: 10_000_000,
  messageBytes: 4 * MIB,
  textLength: 1_000_000,
  nameLength: 1_000,
  channels: 10_000,
  revisionBytes: 256 * MIB,
  age: Time.days(31),
  windowBytes: 2 * GIB,
  windowMessages: 5_000_000,
  unconfirmedBytes: 4 * GIB,
  keptMessages: 30_000_000,
  keptBytes: 12 * GIB,
  storeMessages: 10_000_000,
  storeBytes: 16 * GIB,
  late: 10_000,
  lateBytes: GIB,
  refused: 10_000,
  wholeBytes: 16 * MIB,
  waitingBytes: 64 * MIB,
  waitingAge: Time.days(1),
  homeBytes: 1024 * GIB,
  downloads: 3,
  retries: 5,
  changes: 1_000
}

/** How a value is written: `"16 MiB"`, `5`, `"31 days"`. Beside it the least and the greatest that make sense. */
export type Kind =
  | { readonly _tag: "Bytes" }
  | { readonly _tag: "Count"; readonly least: number; readonly most?: number }
  | { readonly _tag: "Span" }

const bytes: Kind = { _tag: "Bytes" }
const count: Kind = { _tag: "Count", least: 0 }
const some: Kind = { _tag: "Count", least: 1 }
const span: Kind = { _tag: "Span" }

export const kinds: Readonly<Record<keyof Limits, Kind>> = {
  indexBytes: bytes,
  indexEntries: count,
  topics: some,
  topicLength: { _tag: "Count", least: 1, most: 256 },
  archiveBytes: bytes,
  inflatedBytes: bytes,
  inflateRatio: some,
  inflateWindow: bytes,
  messages: some,
  messageBytes: bytes,
  textLength: some,
  nameLength: some,
  channels: count,
  revisionBytes: bytes,
  age: span,
  windowBytes: bytes,
  windowMessages: count,
  unconfirmedBytes: bytes,
  keptMessages: count,
  keptBytes: bytes,
  storeMessages: some,
  storeBytes: bytes,
  late: count,
  lateBytes: bytes,
  refused: count,
  wholeBytes: bytes,
  waitingBytes: bytes,
  waitingAge: span,
  homeBytes: bytes,
  downloads: { _tag: "Count", least: 1, most: 64 },
  retries: { _tag: "Count", least: 0, most: 100 },
  changes: some
}

export const names = Object.keys(kinds) as ReadonlyArray<keyof Limits>

/** What a configuration file calls it: `maxIndexBytes`. */
export const key = (name: keyof Limits): string => `max${name.slice(0, 1).toUpperCase()}${name.slice(1)}`

/** The variable of a limit, without `COMMUNITY_HISTORY_`: `MAX_INDEX_BYTES`. */
export const variable = (name: keyof Limits): string =>
  key(name)
    .replaceAll(/[A-Z]/gu, (letter) => `_${letter}`)
    .toUpperCase()

/** What advice calls it. */
export const setting = (name: keyof Limits): string => Environment.variable(variable(name))

/** What is expected of a value, for a message. */
export const expected = (kind: Kind): string => {
  if (kind._tag === "Bytes") return 'a size such as "16 MiB"'
  if (kind._tag === "Span") return 'a span of time such as "31 days"'
  return kind.most === undefined
    ? `a whole number of at least ${kind.least}`
    : `a whole number from ${kind.least} to ${kind.most}`
}

const whole = /^\d{1,15}$/

const parseBytes = (text: string): number | undefined => {
  const size = ByteSize.fromInput((whole.test(text) ? `${text} B` : text) as ByteSize.Input)
  return Option.getOrUndefined(Option.flatMap(size, ByteSize.toNumber))
}

/** The value that a text stands for; `undefined` where it stands for none of the kind. */
export const parse = (kind: Kind, text: string): number | Nanos | undefined => {
  if (kind._tag === "Bytes") return parseBytes(text)
  if (kind._tag === "Span") return Spans.parse(text)
  const value = whole.test(text) ? Number(text) : Number.NaN
  return value >= kind.least && value <= (kind.most ?? Number.MAX_SAFE_INTEGER) ? value : undefined
}

/** For who reads archives. */
export const inflating = ({ inflatedBytes, inflateRatio, inflateWindow }: Limits): Compression.InflateLimits => ({
  maxBytes: inflatedBytes,
  maxRatio: inflateRatio,
  maxWindow: inflateWindow
})

const HEADER = 64 * KIB
const PER_TOPIC = 44

/** For who reads archives. */
export const decoding = ({ messageBytes, messages, topicLength, topics }: Limits): ArchiveFile.Limits => ({
  maxMessageBytes: messageBytes,
  maxMessages: messages,
  maxTopics: topics,
  maxTopicLength: topicLength,
  maxHeaderBytes: HEADER + topics * (topicLength + PER_TOPIC)
})

/** For who reads indexes. */
export const indexing = ({ indexBytes, indexEntries, topicLength, topics }: Limits): ArchiveIndex.Limits => ({
  maxBytes: indexBytes,
  maxEntries: indexEntries,
  maxTopics: topics,
  maxTopicLength: topicLength
})

/** For who joins what came in parts. */
export const joining = ({ waitingBytes, wholeBytes }: Limits): Segments.JoinerOptions => ({
  maxBytes: waitingBytes,
  maxWhole: wholeBytes
})
