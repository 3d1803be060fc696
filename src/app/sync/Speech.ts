/**
 * What is said on a channel: an application message, signed by who says it, inside a message of sync. Participants are called
 * by the address of their key, so that nobody can speak in another one's name. SDS-01, SDS-02, CHA-87, CHA-98.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Address from "../../domain/community/Address.ts"
import * as Application from "../../domain/community/Application.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import type { Chat } from "../../domain/community/Application.ts"
import * as Time from "../../domain/Time.ts"
import type * as SyncMessage from "../../domain/wire/SyncMessage.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures } from "../../ports/Signatures.ts"

/** The name of a participant. */
export const participant = ({ publicKey }: Key): string => Address.of(publicKey)

/** A text in the chat of that id, signed; `clock` is that of its message (SDS-07). */
export const compose = Effect.fn("Speech.compose")(function* (
  key: Key,
  chatId: string,
  text: string,
  clock: Time.Millis
) {
  const { keccak256 } = yield* Digest
  const payload = Application.encodeChat({
    clock,
    timestamp: clock,
    text: text.toWellFormed(),
    responseTo: "",
    chatId,
    displayName: "",
    contentType: Application.ContentType.TEXT_PLAIN
  })
  const [signature] = yield* key.sign([Envelope.digest(payload, keccak256)])
  return Envelope.assemble(Application.Type.CHAT_MESSAGE, payload, signature!)
})

/** The clock that was signed: under another one the same words would be said again and again, by whoever likes. */
const clockOf = ({ payload, type }: Envelope.Content): Time.Millis | undefined => {
  const application = Application.decode(type, payload)
  return Result.isSuccess(application) ? application.success.clock : undefined
}

/** Those messages that their senders signed, in order. What carries no content proves nothing and is taken as it is. */
export const proved = Effect.fn("Speech.proved")(function* <A>(
  items: ReadonlyArray<A>,
  messageOf: (item: A) => SyncMessage.SyncMessage
) {
  const { keccak256 } = yield* Digest
  const signatures = yield* Signatures
  const open: Array<{ readonly item: A; readonly senderId: string; readonly content: Envelope.Content | undefined }> =
    []
  for (const item of items) {
    const message = messageOf(item)
    if (message._tag === "Sync") open.push({ item, senderId: message.senderId, content: undefined })
    else {
      const content = Envelope.read(message.content, keccak256)
      if (Result.isFailure(content)) continue
      const isDated = message._tag === "Ephemeral" || clockOf(content.success) === message.lamport
      if (isDated) open.push({ item, senderId: message.senderId, content: content.success })
    }
  }
  const signed = open.flatMap(({ content }) => (content === undefined ? [] : [content]))
  const authors = yield* signatures.recover(signed)
  let next = 0
  return open
    .filter(({ content, senderId }) => {
      if (content === undefined) return true
      const author = authors[next++]!
      return Option.isSome(author) && Address.of(author.value, keccak256) === senderId
    })
    .map(({ item }) => item)
})

/** A line of the channel. `at`: as its author's clock had it. */
export interface Line {
  readonly id: string
  /** The address of who said it. */
  readonly author: string
  readonly at: Time.Millis
  readonly text: string
}

const chatOf = (content: Uint8Array): Chat | undefined => {
  const envelope = Envelope.read(content)
  if (Result.isFailure(envelope)) return undefined
  const application = Application.decode(envelope.success.type, envelope.success.payload)
  return Result.isSuccess(application) && application.success._tag === "Chat" ? application.success : undefined
}

/** What people read of a message; `undefined` where it is nothing to read. */
export const line = ({
  content,
  messageId,
  senderId
}: SyncMessage.Content | SyncMessage.Ephemeral): Line | undefined => {
  const chat = chatOf(content)
  return chat === undefined ? undefined : { id: messageId, author: senderId, at: chat.timestamp, text: chat.text }
}
