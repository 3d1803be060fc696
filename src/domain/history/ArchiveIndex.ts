/**
 * The index of all archives a community ever made. Source: 61; CHA-36…41, A-02, A-03, A-05, A-21…24, A-41, A-44.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Brand from "effect/Brand"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Cid } from "../codex/Cid.ts"
import * as Cids from "../codex/Cid.ts"
import type { Nanos } from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import * as Fields from "../wire/Fields.ts"
import * as Wire from "../wire/Wire.ts"
import * as Archive from "./Archive.ts"
import * as ArchiveFile from "./ArchiveFile.ts"
import * as Stored from "./Stored.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

/** `"0x"` and 64 lower-case hexadecimal digits: Keccak-256 of the canonical bytes of the entry. */
export type ArchiveKey = Brand.Branded<string, "ArchiveKey">

export const ArchiveKey = Brand.nominal<ArchiveKey>()

/** One archive: what it covers and where it is. `topics` is ascending and without repetition. */
export interface Entry {
  readonly window: Window
  readonly topics: ReadonlyArray<ContentTopic>
  readonly cid: Cid
}

export type ArchiveIndex = HashMap.HashMap<ArchiveKey, Entry>

/** An entry under its key. */
export type Keyed = readonly [ArchiveKey, Entry]

export const empty: ArchiveIndex = HashMap.empty()

const encodeEntry = ({ cid, topics, window }: Entry): Uint8Array =>
  Wire.encodeIndexEntry({
    version: Archive.VERSION,
    metadata: { version: Archive.VERSION, from: window.from, to: window.to, contentTopic: topics },
    cid
  })

/** The key of an entry; it covers the CID, so the same window with other content has another key. */
export const keyOf = (entry: Entry): ArchiveKey => ArchiveKey(`0x${Bytes.toHex(keccak_256(encodeEntry(entry)))}`)

const equals = (left: Entry, right: Entry): boolean =>
  left === right ||
  (left.cid === right.cid &&
    Windows.equals(left.window, right.window) &&
    left.topics.length === right.topics.length &&
    left.topics.every((topic, index) => topic === right.topics[index]))

/**
 * Which of two entries under one key stands: the one whose key it is, else the greater encoding. They differ only where
 * somebody lied about a key, and a lie never displaces the entry it names.
 */
const choose = (key: ArchiveKey, left: Entry, right: Entry): Entry => {
  if (equals(left, right)) return left
  const difference = Bytes.compare(encodeEntry(left), encodeEntry(right))
  if (difference === 0 || keyOf(left) === key) return left
  return keyOf(right) === key || difference < 0 ? right : left
}

/** The same index, not a copy, where the entry adds nothing. */
const put = (index: ArchiveIndex, key: ArchiveKey, entry: Entry): ArchiveIndex => {
  const held = Option.getOrUndefined(HashMap.get(index, key))
  const chosen = held === undefined ? entry : choose(key, held, entry)
  return chosen === held ? index : HashMap.set(index, key, chosen)
}

export const add = (index: ArchiveIndex, entry: Entry): ArchiveIndex => put(index, keyOf(entry), entry)

export const make = (entries: Iterable<Entry>): ArchiveIndex => {
  let index = empty
  for (const entry of entries) index = add(index, entry)
  return index
}

/** The union: associative, commutative, idempotent; no entry is ever dropped (CHA-41, A-29). */
export const merge = (left: ArchiveIndex, right: ArchiveIndex): ArchiveIndex => {
  if (left === right) return left
  let merged = left
  for (const [key, entry] of right) merged = put(merged, key, entry)
  return merged
}

/**
 * Those that an archive can be behind; `latest` is the latest end that is believed. The same index, not a copy, where that
 * is all of them.
 */
export const plausible = (index: ArchiveIndex, latest: Nanos): ArchiveIndex => {
  const isPlausible = ({ window }: Entry) => Windows.implausible(window, latest) === undefined
  return HashMap.every(index, isPlausible) ? index : HashMap.filter(index, isPlausible)
}

/** What a map by archive holds that `before` does not hold alike: what a store has still to write. */
export const news = <A>(
  map: HashMap.HashMap<ArchiveKey, A>,
  before: HashMap.HashMap<ArchiveKey, A>
): ReadonlyArray<readonly [ArchiveKey, A]> =>
  map === before
    ? []
    : [...map].filter(([key, value]) => !Option.exists(HashMap.get(before, key), (held) => held === value))

export const size = (index: ArchiveIndex): number => HashMap.size(index)

/** By (`to`, `from`, key), ascending. */
export const order: Order.Order<Keyed> = Order.make(([leftKey, left], [rightKey, right]) => {
  const windows = Windows.order(left.window, right.window)
  return windows !== 0 ? windows : leftKey === rightKey ? 0 : leftKey < rightKey ? -1 : 1
})

/** Whoever asks for one and the same index again gets what was sorted before: a member asks at every archive. */
const sorted = new WeakMap<ArchiveIndex, ReadonlyArray<Keyed>>()

export const ascending = (index: ArchiveIndex): ReadonlyArray<Keyed> => {
  const known = sorted.get(index) ?? [...index].sort(order)
  sorted.set(index, known)
  return known
}

/** The archives with exactly these bounds, ascending. */
export const siblings = (index: ArchiveIndex, window: Window): ReadonlyArray<Keyed> =>
  [...index].filter(([, entry]) => Windows.equals(entry.window, window)).sort(order)

/** Newest first. */
export const entries = (index: ArchiveIndex): ReadonlyArray<Keyed> => ascending(index).toReversed()

const field = (number: number, bytes: Uint8Array): ReadonlyArray<Uint8Array> => [
  Bytes.uvarint(number * 8 + 2),
  Bytes.uvarint(bytes.length),
  bytes
]

/** An entry as the last index file had it: a week adds one to hundreds. */
const encoded = new WeakMap<Entry, { readonly key: ArchiveKey; readonly bytes: Uint8Array }>()

const pairOf = ([key, entry]: Keyed): Uint8Array => {
  const known = encoded.get(entry)
  if (known?.key === key) return known.bytes
  const bytes = Bytes.concat(field(1, Bytes.concat([...field(1, Bytes.utf8(key)), ...field(2, encodeEntry(entry))])))
  encoded.set(entry, { key, bytes })
  return bytes
}

/** The index file: keys ascending, so that equal indexes have equal CIDs; never compressed. */
export const encode = (index: ArchiveIndex): Uint8Array =>
  Bytes.concat([...index].sort(([left], [right]) => (left < right ? -1 : 1)).map(pairOf))

export interface Limits {
  readonly maxBytes: number
  readonly maxEntries: number
  readonly maxTopics: number
  readonly maxTopicLength?: number
}

export interface IndexError {
  readonly _tag: "IndexError"
  readonly why: string
}

/** `skipped`: entries that cannot be used. `warnings`: entries used although something about them is odd. */
export interface Decoded {
  readonly index: ArchiveIndex
  readonly skipped: ReadonlyArray<{ readonly key: string; readonly why: string }>
  readonly warnings: ReadonlyArray<string>
}

const KEY = /^0x[0-9a-f]{64}$/

/** The entry in a map value, or why it is of no use. */
const entryOf = (bytes: Uint8Array, limits: Limits): Entry | string => {
  const fields = Fields.scan(bytes)
  if (fields === undefined) return "it does not decode"
  const version = Fields.last(fields, 1, 0)?.value ?? 0n
  if (version > BigInt(Archive.VERSION))
    return `it is of version ${version}; this program reads up to ${Archive.VERSION}`
  const cid = Fields.last(fields, 3, 2)
  if (cid === undefined) {
    return Fields.last(fields, 3, 0) === undefined ? "it names no CID" : "it is an entry of the BitTorrent service"
  }
  const parsed = Cids.parse(Bytes.toUtf8(cid.bytes) ?? "")
  if (Result.isFailure(parsed)) return `its CID is of no use: ${parsed.failure.why}`
  const wire = Fields.last(fields, 2, 2)
  if (wire === undefined) return "it carries no metadata"
  const metadata = Wire.decodeArchiveMetadata(wire.bytes)
  if (Result.isFailure(metadata)) return "its metadata does not decode"
  const checked = ArchiveFile.metadataOf(metadata.success, limits)
  return typeof checked === "string" ? checked : { ...checked, cid: parsed.success }
}

/**
 * Reads an index file tolerantly: unknown fields are ignored, entries of no use are skipped and named. A well-formed key
 * that does not recompute is kept with a warning. Fails only where the bytes are no index or exceed a limit.
 */
export const decode = (bytes: Uint8Array, limits: Limits): Result.Result<Decoded, IndexError> => {
  const refuse = (why: string) => Result.fail<IndexError>({ _tag: "IndexError", why })
  if (bytes.length > limits.maxBytes)
    return refuse(`it has ${bytes.length} bytes, more than the ${limits.maxBytes} allowed`)
  const map = Fields.scan(bytes)
  if (map === undefined) return refuse("it is not a protobuf message")
  const pairs = map.filter(({ number, type }) => number === 1 && type === 2)
  if (pairs.length > limits.maxEntries)
    return refuse(`it lists ${pairs.length} archives, more than the ${limits.maxEntries} allowed`)
  let index = empty
  const skipped: Array<{ readonly key: string; readonly why: string }> = []
  const warnings: Array<string> = []
  for (const pair of pairs) {
    const fields = Fields.scan(pair.bytes) ?? []
    const written = Bytes.toUtf8(Fields.last(fields, 1, 2)?.bytes ?? Bytes.empty) ?? ""
    const entry = entryOf(Fields.last(fields, 2, 2)?.bytes ?? Bytes.empty, limits)
    if (typeof entry === "string") {
      skipped.push({ key: written.slice(0, 66), why: entry })
      continue
    }
    const computed = keyOf(entry)
    const key = KEY.test(written) ? ArchiveKey(written) : computed
    if (key !== computed) warnings.push(`the key ${key} is not that of its entry, ${computed}`)
    else if (written !== key) warnings.push(`an entry had no well-formed key; it is used as ${key}`)
    index = put(index, key, entry)
  }
  return Result.succeed({ index, skipped, warnings })
}

/** The JSON form of an entry, for stores. */
export const { fromJson: entryFromJson, toJson: entryToJson } = Stored.json<Entry>(Stored.Entry)
