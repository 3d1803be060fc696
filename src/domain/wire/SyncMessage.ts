/**
 * A message of Scalable Data Sync as it stands on the wire: fields 1, 2, 3, 10, 11, 12, 13, 20. Encodings are canonical;
 * the decoder ignores unknown fields, is bounded, and never throws. Source: SDS; SDS-02, SDS-03, D-1, D-5.
 *
 * An envelope (ApplicationMetadataMessage) is never read as one: its field 3 is a number, here it is text and required.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import * as Decode from "./Decode.ts"
import * as Encode from "./Encode.ts"
import * as Fields from "./Fields.ts"
import { failure, type WireError } from "./Reading.ts"

/** A message that is named in another one. `retrievalHint`: its Waku message hash, empty where nobody knew it. */
export interface HistoryEntry {
  readonly messageId: string
  readonly retrievalHint: Uint8Array
  readonly senderId: string
}

interface Named {
  readonly senderId: string
  readonly messageId: string
  readonly channelId: string
}

interface Clocked extends Named {
  /** Milliseconds, `uint64` (D-1). */
  readonly lamport: Time.Millis
  /** In the order of the sender, oldest first. */
  readonly causalHistory: ReadonlyArray<HistoryEntry>
  /** Empty where there is none. */
  readonly bloomFilter: Uint8Array
  readonly repairRequest: ReadonlyArray<HistoryEntry>
}

/** What the log keeps. `content` is not empty. */
export interface Content extends Clocked {
  readonly _tag: "Content"
  readonly content: Uint8Array
}

/** Tells what its sender knows, and nothing else (SDS-20). */
export interface Sync extends Clocked {
  readonly _tag: "Sync"
}

/** Delivered at once and forgotten (SDS-21). `content` is not empty. */
export interface Ephemeral extends Named {
  readonly _tag: "Ephemeral"
  readonly content: Uint8Array
}

export type SyncMessage = Content | Sync | Ephemeral

/** Bytes of a message. */
export const MAX_BYTES = 1024 * 1024
/** Bytes of a message id. */
export const MAX_ID = 100
/** Bytes of the name of a participant or a channel. */
export const MAX_NAME = 256
/** Bytes of a retrieval hint. */
export const MAX_HINT = 256
/** Entries of a causal history; the widest that is written by others has 200. */
export const MAX_HISTORY = 1000
/** Entries of a repair request. */
export const MAX_REPAIRS = 100

const entries = (number: number, list: ReadonlyArray<HistoryEntry>) =>
  list.map(({ messageId, retrievalHint, senderId }) =>
    Encode.nested(number, Encode.text(1, messageId), Encode.bytes(2, retrievalHint), Encode.text(3, senderId))
  )

/** The fields of a message, for whoever puts it into another one. */
export const fields = (message: SyncMessage): ReadonlyArray<Encode.Field> => {
  const names = [
    Encode.text(1, message.senderId),
    Encode.text(2, message.messageId),
    Encode.text(3, message.channelId)
  ] as const
  if (message._tag === "Ephemeral") return [...names, Encode.bytes(20, message.content)]
  return [
    ...names,
    Encode.optional(10, message.lamport),
    ...entries(11, message.causalHistory),
    Encode.bytes(12, message.bloomFilter),
    ...entries(13, message.repairRequest),
    Encode.bytes(20, message._tag === "Content" ? message.content : Bytes.empty)
  ]
}

export const encode = (message: SyncMessage): Uint8Array => Encode.message(...fields(message))

/** The wire types of the fields; the same number with another one belongs to another type of message. */
const TYPES: ReadonlyMap<number, Fields.Field["type"]> = new Map([
  [1, 2],
  [2, 2],
  [3, 2],
  [10, 0],
  [11, 2],
  [12, 2],
  [13, 2],
  [20, 2]
])

type Scanned = ReadonlyArray<Fields.Field>

const bounded = (fields: Scanned, number: number, max: number, name: string): string => {
  if (Decode.view(fields, number).length > max) throw new Decode.Unfit(`its ${name} is too long`)
  return Decode.text(fields, number)
}

const identified = (fields: Scanned, number: number): string => {
  const id = bounded(fields, number, MAX_ID, "message id")
  if (id === "") throw new Decode.Unfit("it has no message id")
  return id
}

const decodeEntry = (bytes: Uint8Array): HistoryEntry => {
  const entry = Decode.scanned(bytes)
  const retrievalHint = Decode.bytes(entry, 2)
  return {
    messageId: identified(entry, 1),
    // A hint is advice: one that cannot be one is none.
    retrievalHint: retrievalHint.length > MAX_HINT ? Bytes.empty : retrievalHint,
    senderId: bounded(entry, 3, MAX_NAME, "sender")
  }
}

const ID = 0x0a
const HINT = 0x12
const SENDER = 0x1a

/** An entry as everybody writes it, id, hint and sender in short; nothing where it is not that, whatever it is then. */
const usualEntry = (bytes: Uint8Array): HistoryEntry | undefined => {
  let at = 0
  const piece = (tag: number): Uint8Array => {
    if (bytes[at] !== tag) return Bytes.empty
    const from = at + 2
    at = from + bytes[at + 1]!
    return bytes.subarray(from, at)
  }
  const [id, hint, sender] = [piece(ID), piece(HINT), piece(SENDER)]
  // A length above 127 takes another byte.
  const isUsual =
    at === bytes.length && id.length > 0 && id.length <= MAX_ID && hint.length < 128 && sender.length < 128
  if (!isUsual) return undefined
  const messageId = Bytes.toUtf8(id)
  const senderId = Bytes.toUtf8(sender)
  return messageId === undefined || senderId === undefined
    ? undefined
    : { messageId, retrievalHint: hint.length === 0 ? Bytes.empty : Uint8Array.from(hint), senderId }
}

const decodeEntries = (fields: Scanned, number: number, max: number): ReadonlyArray<HistoryEntry> => {
  const found = fields.filter((field) => field.number === number && field.type === 2)
  if (found.length > max) throw new Decode.Unfit("it names too many messages")
  return found.map(({ bytes }) => usualEntry(bytes) ?? decodeEntry(bytes))
}

const read = (bytes: Uint8Array): SyncMessage => {
  if (bytes.length > MAX_BYTES) throw new Decode.Unfit("it is too large")
  const fields = Decode.scanned(bytes)
  const stranger = fields.find(({ number, type }) => (TYPES.get(number) ?? type) !== type)
  if (stranger !== undefined) throw new Decode.Unfit(`its field ${stranger.number} belongs to another type of message`)
  const names = {
    senderId: bounded(fields, 1, MAX_NAME, "sender"),
    messageId: identified(fields, 2),
    channelId: bounded(fields, 3, MAX_NAME, "channel")
  }
  if (names.channelId === "") throw new Decode.Unfit("it has no channel")
  const content = Decode.bytes(fields, 20)
  const lamport = Fields.last(fields, 10, 0)?.value
  if (lamport === undefined) {
    if (content.length === 0) throw new Decode.Unfit("it has neither clock nor content")
    return { _tag: "Ephemeral", ...names, content }
  }
  const clocked = {
    ...names,
    lamport: Time.millis(lamport),
    causalHistory: decodeEntries(fields, 11, MAX_HISTORY),
    bloomFilter: Decode.bytes(fields, 12),
    repairRequest: decodeEntries(fields, 13, MAX_REPAIRS)
  }
  return content.length === 0 ? { _tag: "Sync", ...clocked } : { _tag: "Content", ...clocked, content }
}

/** With a clock and without content: sync. Without a clock and with content: ephemeral. With both: content (D-5). */
export const decode = (bytes: Uint8Array): Result.Result<SyncMessage, WireError> =>
  Decode.attempt(
    () => read(bytes),
    (why) => failure("SyncMessage", why)
  )
