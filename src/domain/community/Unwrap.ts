/**
 * From a WakuMessage to the application message inside it: version switch, decryption, public wrapper, sync wrapper, envelope.
 * A-25, CHA-67, CHA-78, CHA-98.
 */
import * as Result from "effect/Result"
import type { HistoryRecord } from "./HistoryRecord.ts"
import * as Payload from "../waku/Payload.ts"
import type { Received, WakuMessage } from "../waku/WakuMessage.ts"
import * as SyncMessage from "../wire/SyncMessage.ts"
import * as Wire from "../wire/Wire.ts"
import * as Envelope from "./Envelope.ts"
import type { PublicKey } from "./PublicKey.ts"
import * as Keys from "./PublicKey.ts"

/** The envelope as it came, and what it holds. The signature is not checked yet. */
export interface Opened extends Envelope.Content {
  readonly envelope: Uint8Array
}

export interface UnwrapError {
  readonly _tag: "UnwrapError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<UnwrapError>({ _tag: "UnwrapError", why })

const ENCRYPTED = 1

/** What a message of Scalable Data Sync carries; `undefined` where the bytes are none, or carry nothing (CHA-98). */
const synced = (bytes: Uint8Array): Uint8Array | undefined => {
  const message = SyncMessage.decode(bytes)
  return Result.isFailure(message) || message.success._tag === "Sync" ? undefined : message.success.content
}

/** The application message in decrypted bytes, or in parts that were joined. */
export const read = (plain: Uint8Array, keccak256?: Envelope.Keccak256): Result.Result<Opened, UnwrapError> => {
  const bytes = Wire.decodePublicMessage(plain) ?? plain
  const content = Envelope.read(bytes, keccak256)
  if (Result.isSuccess(content)) return Result.succeed({ ...content.success, envelope: bytes })
  const envelope = synced(bytes)
  if (envelope === undefined) return refuse(content.failure.why)
  const inner = Envelope.read(envelope, keccak256)
  return Result.isSuccess(inner) ? Result.succeed({ ...inner.success, envelope }) : refuse(inner.failure.why)
}

/** What the message carries, decrypted. `key` is the symmetric key of the room the message came from. */
export const decrypted = (
  message: WakuMessage,
  key: Uint8Array,
  decrypt?: Payload.Decrypt
): Result.Result<Uint8Array, UnwrapError> => {
  const opened = Payload.open(message.payload, key, decrypt)
  // The hash of a message leaves its version out: a copy under another one can take the place of the true one, and must not
  // make it unreadable. What the key opens was encrypted.
  if (message.version !== ENCRYPTED)
    return Result.succeed(Result.isSuccess(opened) ? opened.success.payload : message.payload)
  return Result.isSuccess(opened) ? Result.succeed(opened.success.payload) : refuse(opened.failure.why)
}

/** A message that carries a whole application message. */
export const open = (
  message: WakuMessage,
  key: Uint8Array,
  decrypt?: Payload.Decrypt
): Result.Result<Opened, UnwrapError> => {
  const plain = decrypted(message, key, decrypt)
  return Result.flatMap(plain, (bytes) => read(bytes))
}

/** A message for one recipient, with the secret its key has in common with the sender's ephemeral one (CHA-96). */
export const openDirect = (message: WakuMessage, shared: Uint8Array): Result.Result<Opened, UnwrapError> => {
  const opened = Payload.openShared(message.payload, shared)
  return Result.isSuccess(opened) ? read(opened.success.payload) : refuse(opened.failure.why)
}

/** The record that a member keeps of a message whose author is proved. */
export const toRecord = (
  received: Received,
  opened: Opened,
  author: PublicKey,
  keccak256?: Envelope.Keccak256
): HistoryRecord => ({
  id: Envelope.messageId(author, opened.envelope, keccak256),
  topic: received.message.contentTopic,
  timestamp: received.message.timestamp,
  hash: received.hash,
  type: opened.type,
  author: Keys.toText(author),
  envelope: opened.envelope
})
