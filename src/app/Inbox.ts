/**
 * Opens batches of messages of one room: decrypt, read the envelope, find the signer. A-25, CHA-67, CHA-87.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { PublicKey } from "../domain/community/PublicKey.ts"
import * as Bytes from "../domain/Bytes.ts"
import * as Segments from "../domain/community/Segments.ts"
import * as Unwrap from "../domain/community/Unwrap.ts"
import type { HistoryRecord, Unreadable } from "../domain/community/HistoryRecord.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import * as Ecies from "../domain/waku/Ecies.ts"
import type { Key } from "../ports/ControlKey.ts"
import { Digest } from "../ports/Digest.ts"
import { Signatures } from "../ports/Signatures.ts"
import type { Room } from "./Community.ts"
import * as Limits from "./Limits.ts"
import type { Nanos } from "../domain/Time.ts"
import { now } from "./Now.ts"
import { Settings } from "./Settings.ts"

/** A message that was opened and whose signature holds. */
export interface Read {
  readonly received: Received
  readonly author: PublicKey
  readonly type: number
  readonly payload: Uint8Array
  readonly record: HistoryRecord
}

export interface Opened {
  readonly read: ReadonlyArray<Read>
  readonly unreadable: ReadonlyArray<Unreadable>
}

/** Messages that were opened, their signatures not yet checked, and those that could not be. */
export interface Unproved {
  readonly opened: ReadonlyArray<{ readonly received: Received; readonly content: Unwrap.Opened }>
  readonly unreadable: ReadonlyArray<Unreadable>
}

const reader = () => {
  const unreadable: Array<Unreadable> = []
  const opened: Array<Unproved["opened"][number]> = []
  return {
    opened,
    unreadable,
    take: (received: Received, content: Result.Result<Unwrap.Opened, Unwrap.UnwrapError>) => {
      if (Result.isSuccess(content)) opened.push({ received, content: content.success })
      else unreadable.push(lost(received, content.failure.why))
    }
  }
}

const lost = ({ hash, message }: Received, why: string): Unreadable => ({
  topic: message.contentTopic,
  timestamp: message.timestamp,
  hash,
  why
})

/** Finds the signers. Several batches may be asked about at once. */
export const prove = Effect.fn("Inbox.prove")(function* ({ opened, unreadable }: Unproved) {
  const { keccak256 } = yield* Digest
  const authors = yield* (yield* Signatures).recover(opened.map(({ content }) => content))
  const read: Array<Read> = []
  const forged: Array<Unreadable> = []
  for (const [index, { content, received }] of opened.entries()) {
    const author = authors[index]!
    if (Option.isNone(author)) {
      forged.push(lost(received, "its signature is not valid"))
      continue
    }
    read.push({
      received,
      author: author.value,
      type: content.type,
      payload: content.payload,
      record: Unwrap.toRecord(received, content, author.value, keccak256)
    })
  }
  return { read, unreadable: [...unreadable, ...forged] } satisfies Opened
})

/** What is remembered of messages that came in parts, from batch to batch. */
export type Parts = Segments.Joiner<Received>

/** For the parts of one archive, or of whatever comes to an end. */
export const parts = Effect.map(Settings, ({ limits }): Parts => Segments.joiner<Received>(Limits.joining(limits)))

/** For the parts of live messages: what is missing may never come, and nobody asks for the rest. */
export const liveParts = Effect.map(Settings, ({ limits }): Parts =>
  Segments.joiner<Received>({ ...Limits.joining(limits), maxAge: limits.waitingAge, forgetful: true })
)

const INCOMPLETE = "it is a part of a longer message, whose other parts are missing"

const unread = (received: Received): Unreadable => lost(received, INCOMPLETE)

/** What still waits for its other parts, as messages that cannot be read. */
export const incomplete = (parts: Parts): ReadonlyArray<Unreadable> => parts.rest().map(unread)

/** What no longer waits, since it was asked last. */
export const givenUp = (parts: Parts): ReadonlyArray<Unreadable> => parts.givenUp().map(unread)

/** A message decrypted; the first part of one that came in parts, with all of its content. */
export interface Plain {
  readonly received: Received
  readonly content: Result.Result<Uint8Array, Unwrap.UnwrapError>
}

const decrypting = (
  room: Room,
  batch: ReadonlyArray<Received>,
  joiner: Parts,
  decrypt: Digest["Service"]["decrypt"],
  present: Nanos
): ReadonlyArray<Plain> => {
  const plain: Array<Plain> = []
  for (const received of batch) {
    const content = Unwrap.decrypted(received.message, room.key, decrypt)
    const segment = Result.isSuccess(content) ? Segments.read(content.success) : undefined
    if (segment === undefined) {
      plain.push({ received, content })
      continue
    }
    // What waits should not hold the whole message: a part may be a small piece of it, and only its content is counted.
    const { empty } = Bytes
    const message = { ...received.message, payload: empty, meta: empty, rateLimitProof: empty }
    const joined = joiner.take(segment, { ...received, message }, present)
    if (joined !== undefined) plain.push({ received: joined.first, content: Result.succeed(joined.content) })
  }
  return plain
}

/** Decrypts a batch; parts that miss others wait in `kept`. */
export const decrypt = Effect.fn("Inbox.decrypt")(function* (room: Room, batch: ReadonlyArray<Received>, kept: Parts) {
  return decrypting(room, batch, kept, (yield* Digest).decrypt, yield* now)
})

/** Decrypts a batch and reads its envelopes. Batches that share `kept` are unwrapped one after another. */
export const unwrap = Effect.fn("Inbox.unwrap")(function* (room: Room, batch: ReadonlyArray<Received>, kept: Parts) {
  const { decrypt, keccak256 } = yield* Digest
  const { opened, take, unreadable } = reader()
  for (const { content, received } of decrypting(room, batch, kept, decrypt, yield* now)) {
    take(
      received,
      Result.flatMap(content, (bytes) => Unwrap.read(bytes, keccak256))
    )
  }
  return { opened, unreadable } satisfies Unproved
})

/**
 * Every message ends in exactly one of the two lists, in the order of the batch; but of a message in parts only the first
 * part counts, when the last has come. Parts that miss others wait in `kept`; without it they cannot be read.
 */
export const open = Effect.fn("Inbox.open")(function* (room: Room, batch: ReadonlyArray<Received>, kept?: Parts) {
  const joiner = kept ?? (yield* parts)
  const { read, unreadable } = yield* prove(yield* unwrap(room, batch, joiner))
  return {
    read,
    unreadable: kept === undefined ? [...unreadable, ...incomplete(joiner)] : unreadable
  } satisfies Opened
})

/** What is encrypted for the holder of `key` alone; everything else of the batch is not looked at (CHA-96). */
export const openDirect = Effect.fn("Inbox.openDirect")(function* (key: Key, batch: ReadonlyArray<Received>) {
  const { take, ...unproved } = reader()
  for (const received of batch) {
    const ephemeral = received.message.version === 1 ? Ecies.ephemeralOf(received.message.payload) : undefined
    if (ephemeral === undefined) continue
    const content = Unwrap.openDirect(received.message, yield* key.agree(ephemeral))
    if (Result.isSuccess(content)) take(received, content)
  }
  return (yield* prove(unproved)).read
})
