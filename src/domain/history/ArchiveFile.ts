/**
 * Archive files as streams: a header, then one field for each message. Writing and reading hold one message at a time.
 * Source: 61; CHA-30…35, A-03, A-05, A-24, A-33, A-45.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Topic from "../waku/Topic.ts"
import type { WakuMessage } from "../waku/WakuMessage.ts"
import * as Wire from "../wire/Wire.ts"
import * as Archive from "./Archive.ts"
import type { Window } from "./Window.ts"

const METADATA = 2
/** The field that holds a message. */
export const MESSAGE = 3
const BYTES = 2

const field = (number: number, bytes: Uint8Array): ReadonlyArray<Uint8Array> => [
  Bytes.uvarint(number * 8 + BYTES),
  Bytes.uvarint(bytes.length),
  bytes
]

/** The first bytes of an archive: version and metadata. `topics` ascending and unique. */
export const header = (window: Window, topics: ReadonlyArray<Topic.ContentTopic>): Uint8Array =>
  Bytes.concat([
    Uint8Array.of(8, Archive.VERSION),
    ...field(
      METADATA,
      Wire.encodeArchiveMetadata({ version: Archive.VERSION, from: window.from, to: window.to, contentTopic: topics })
    )
  ])

/** The bytes of some messages, to follow the header or other messages. */
export const body = (messages: ReadonlyArray<WakuMessage>): Uint8Array => Wire.encodeMessages(messages, MESSAGE)

export interface Metadata {
  readonly window: Window
  readonly topics: ReadonlyArray<Topic.ContentTopic>
}

/** What a file holds, in its own order. `Damaged` is a message of `size` bytes that does not decode: it costs itself alone. */
export type Item =
  | { readonly _tag: "Metadata"; readonly metadata: Metadata }
  | { readonly _tag: "Message"; readonly message: WakuMessage }
  | { readonly _tag: "Damaged"; readonly why: string; readonly size: number }

/** Why a file cannot be read on. `UnsupportedVersion`: a later version of the format. */
export interface ArchiveError {
  readonly _tag: "ArchiveError" | "UnsupportedVersion"
  readonly why: string
}

export interface Limits {
  readonly maxMessageBytes: number
  readonly maxMessages: number
  readonly maxTopics: number
  /** No topic is longer than {@link Topic.MAX_CONTENT_TOPIC} in any case. */
  readonly maxTopicLength?: number
  readonly maxHeaderBytes: number
}

const SECONDS_END = 1_000_000_000_000n

/** Bounds below 10^12 are seconds, as older implementations write them. */
export const boundOf = (value: bigint): Nanos =>
  value < SECONDS_END ? Time.nanos(value * 1_000_000_000n) : Time.nanos(value)

const unsupported = (version: number): string =>
  `it is of version ${version}; this program reads up to ${Archive.VERSION}`

/** Metadata as it stands on the wire, checked; a text says what is wrong. */
export const metadataOf = (
  value: Wire.ArchiveMetadata,
  { maxTopicLength = Topic.MAX_CONTENT_TOPIC, maxTopics }: Pick<Limits, "maxTopics" | "maxTopicLength">
): Metadata | string => {
  if (value.version > Archive.VERSION) return unsupported(value.version)
  if (value.contentTopic.length > maxTopics) return `it lists more than ${maxTopics} content topics`
  const topics = value.contentTopic
  if (!topics.every(Topic.isContentTopic)) return "it lists a content topic that is not valid"
  if (topics.some((topic) => topic.length > maxTopicLength)) {
    return `it lists a content topic of more than ${maxTopicLength} characters`
  }
  const window = { from: boundOf(value.from), to: boundOf(value.to) }
  return window.from < window.to ? { window, topics: Archive.topics(topics) } : "its range is empty"
}

const refuse = (why: string, _tag: ArchiveError["_tag"] = "ArchiveError") => Result.fail<ArchiveError>({ _tag, why })
const NO_MESSAGE = refuse("it is not a protobuf message")

/** A varint at `at`: its value and where it ends; `undefined` where more bytes are needed, "invalid" past ten of them. */
const varint = (
  bytes: Uint8Array,
  at: number
): { readonly value: number; readonly end: number } | undefined | "invalid" => {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    // Past 2^53 the value is rounded: too large for every use it has here.
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  return "invalid"
}

export interface Decoder {
  readonly push: (chunk: Uint8Array) => Result.Result<ReadonlyArray<Item>, ArchiveError>
  readonly finish: () => Result.Result<ReadonlyArray<Item>, ArchiveError>
}

const NOWHERE = -1
const MAX_TAG = 0xff_ff_ff_ff
const MAX_GROUPS = 32
const VARINT = 0
const GROUP = 3
const GROUP_END = 4
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 }

/**
 * Reads a file cut anywhere. Memory stays at one field and one chunk; unknown fields, padding included, pass through
 * unread. Everything else than a message that does not decode ends the reading.
 */
export const decoder = (limits: Limits): Decoder => {
  /** The beginning of a field, in pieces, and how many bytes it takes to be whole, as far as that is known. */
  let held: Array<Uint8Array> = []
  let size = 0
  let needed = 0
  /** Bytes of an unread field that are still to come. */
  let skipping = 0
  /** The numbers of the unknown groups that are open, outermost first; nothing inside of them is read. */
  const groups: Array<number> = []
  let messages = 0
  let described = false
  /** Set by `wholeMessage`. */
  let contentEnd = 0

  const takeMetadata = (content: Uint8Array): Result.Result<Item, ArchiveError> => {
    const wire = Wire.decodeArchiveMetadata(content)
    if (Result.isFailure(wire)) return refuse(`its metadata does not decode: ${wire.failure.why}`)
    const { version } = wire.success
    if (version > Archive.VERSION) return refuse(unsupported(version), "UnsupportedVersion")
    const metadata = metadataOf(wire.success, limits)
    if (typeof metadata === "string") return refuse(metadata)
    if (described) return refuse("it carries metadata twice")
    described = true
    return Result.succeed({ _tag: "Metadata", metadata })
  }

  const takeMessage = (bytes: Uint8Array, from: number, to: number): Result.Result<Item, ArchiveError> => {
    if (++messages > limits.maxMessages) return refuse(`it holds more than ${limits.maxMessages} messages`)
    const message = Wire.messageIn(bytes, from, to)
    return Result.succeed(
      Result.isSuccess(message)
        ? { _tag: "Message", message: message.success }
        : { _tag: "Damaged", why: message.failure.why, size: to - from }
    )
  }

  /** Where the message that begins at `at` has its content, while it is whole and within the limits. */
  const wholeMessage = (bytes: Uint8Array, at: number): number => {
    if (bytes[at] !== MESSAGE * 8 + BYTES || groups.length > 0) return NOWHERE
    let length = 0
    for (let i = 1; i <= 4; i++) {
      const byte = bytes[at + i]
      if (byte === undefined) return NOWHERE
      length += (byte & 0x7f) << (7 * (i - 1))
      if (byte < 0x80) {
        contentEnd = at + i + 1 + length
        return length <= limits.maxMessageBytes && contentEnd <= bytes.length ? at + i + 1 : NOWHERE
      }
    }
    return NOWHERE
  }

  const push = (chunk: Uint8Array): Result.Result<ReadonlyArray<Item>, ArchiveError> => {
    const items: Array<Item> = []
    size += chunk.length
    if (size < needed) {
      held.push(chunk.slice())
      return Result.succeed(items)
    }
    // One copy for all messages of the chunk, which are views into it: the chunk itself is the caller's.
    const bytes = Bytes.concat([...held, chunk])
    held = []
    size = 0
    needed = 0
    let at = 0
    for (;;) {
      const skipped = Math.min(skipping, bytes.length - at)
      skipping -= skipped
      at += skipped
      if (at >= bytes.length) return Result.succeed(items)
      const content = wholeMessage(bytes, at)
      if (content !== NOWHERE) {
        const item = takeMessage(bytes, content, contentEnd)
        if (Result.isFailure(item)) return Result.fail(item.failure)
        items.push(item.success)
        at = contentEnd
        continue
      }
      const tag = varint(bytes, at)
      if (tag === undefined) break
      if (tag === "invalid" || tag.value > MAX_TAG || tag.value < 8) return NO_MESSAGE
      const number = Math.floor(tag.value / 8)
      const type = tag.value % 8
      const fixed = FIXED[type]
      if (fixed !== undefined) {
        at = tag.end
        skipping = fixed
        continue
      }
      if (type === GROUP || type === GROUP_END) {
        if (type === GROUP ? groups.push(number) > MAX_GROUPS : groups.pop() !== number) return NO_MESSAGE
        at = tag.end
        continue
      }
      if (type !== VARINT && type !== BYTES) return NO_MESSAGE
      const value = varint(bytes, tag.end)
      if (value === undefined) break
      if (value === "invalid") return NO_MESSAGE
      if (type === VARINT) {
        if (number === 1 && groups.length === 0 && value.value > Archive.VERSION) {
          return refuse(unsupported(value.value), "UnsupportedVersion")
        }
        at = value.end
        continue
      }
      if (groups.length > 0 || (number !== METADATA && number !== MESSAGE)) {
        at = value.end
        skipping = value.value
        continue
      }
      const limit = number === METADATA ? limits.maxHeaderBytes : limits.maxMessageBytes
      if (value.value > limit) return refuse(`it holds a field of ${value.value} bytes, more than the ${limit} allowed`)
      const end = value.end + value.value
      if (end > bytes.length) {
        needed = end - at
        break
      }
      const item =
        number === METADATA ? takeMetadata(bytes.subarray(value.end, end)) : takeMessage(bytes, value.end, end)
      if (Result.isFailure(item)) return Result.fail(item.failure)
      items.push(item.success)
      at = end
    }
    // The rest is the beginning of a field; a copy, so that the others can go.
    held = [bytes.slice(at)]
    size = bytes.length - at
    return Result.succeed(items)
  }

  return {
    push,
    finish: () =>
      size > 0 || skipping > 0 || groups.length > 0 ? refuse("it ends in the middle of a field") : Result.succeed([])
  }
}
