/**
 * The wire, as domain values: as `proto/` declares it. Encodings are canonical: fields ascending,
 * defaults omitted, one value, one encoding, lone surrogates as U+FFFD. Decoders never throw and copy the bytes they keep;
 * unknown fields are ignored, except in the payloads of envelopes, which must have the shape of their type.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import { isContentTopic } from "../waku/Topic.ts"
import { MAX_META, type WakuMessage } from "../waku/WakuMessage.ts"
import * as Decode from "./Decode.ts"
import * as Encode from "./Encode.ts"
import * as Fields from "./Fields.ts"
import * as Messages from "./Messages.ts"
import { decoded, failure, shaped, type WireError } from "./Reading.ts"
import * as Shapes from "./Shapes.ts"

export type { WireError } from "./Reading.ts"

/** 14/WAKU2-MESSAGE; defaults of optional fields are omitted as well (CHA-75). */
export const encodeMessage: (message: WakuMessage) => Uint8Array = Messages.encode

/** The messages, each as a field of that number, below 16. */
export const encodeMessages = (messages: ReadonlyArray<WakuMessage>, number: number): Uint8Array =>
  Messages.encodeAll(messages, number * 8 + 2)

const MAX_UINT32 = 0xff_ff_ff_ffn

const decodeAny = (bytes: Uint8Array): Result.Result<WakuMessage, WireError> =>
  decoded("WakuMessage", bytes, (fields): WakuMessage | string => {
    const version = Decode.uint64(fields, 3)
    if (version > MAX_UINT32) return "its version is out of range"
    const timestamp = Decode.zigzag(fields, 10)
    if (!Time.isNanos(timestamp)) return "its timestamp is negative"
    const contentTopic = Decode.text(fields, 2)
    if (!isContentTopic(contentTopic)) return "its content topic is not valid"
    const meta = Decode.bytes(fields, 11)
    if (meta.length > MAX_META) return `its meta is longer than ${MAX_META} bytes`
    return {
      payload: Decode.bytes(fields, 1),
      contentTopic,
      version: Number(version),
      timestamp,
      meta,
      rateLimitProof: Decode.bytes(fields, 21),
      ephemeral: Decode.bool(fields, 31)
    }
  })

/** The message in `[from, to)` of the bytes, its own bytes views into them: who keeps it keeps all of them. */
export const messageIn = (bytes: Uint8Array, from: number, to: number): Result.Result<WakuMessage, WireError> => {
  const message = Messages.read(bytes, from, to)
  return message === undefined ? decodeAny(bytes.subarray(from, to)) : Result.succeed(message)
}

export const decodeMessage = (bytes: Uint8Array): Result.Result<WakuMessage, WireError> => {
  const message = Messages.read(bytes, 0, bytes.length)
  if (message === undefined) return decodeAny(bytes)
  const { meta, payload, rateLimitProof } = message
  return Result.succeed({
    ...message,
    payload: Uint8Array.from(payload),
    meta: Uint8Array.from(meta),
    rateLimitProof: Uint8Array.from(rateLimitProof)
  })
}

/** `from` and `to` as they stand on the wire; `contentTopic` in the order of the wire. */
export interface ArchiveMetadata {
  readonly version: number
  readonly from: bigint
  readonly to: bigint
  readonly contentTopic: ReadonlyArray<string>
}

export const encodeArchiveMetadata = (value: ArchiveMetadata): Uint8Array =>
  Encode.message(
    Encode.integer(1, value.version),
    Encode.integer(2, value.from),
    Encode.integer(3, value.to),
    Encode.texts(4, value.contentTopic)
  )

/** Four raw bytes in place of a topic are one of older implementations. */
const topicText = (bytes: Uint8Array): string =>
  bytes.length === 4 && bytes[0] !== SLASH ? `/waku/1/0x${Bytes.toHex(bytes)}/rfc26` : (Bytes.toUtf8(bytes) ?? "\uFFFD")

const SLASH = 0x2f

export const decodeArchiveMetadata = (bytes: Uint8Array): Result.Result<ArchiveMetadata, WireError> => {
  const fields = Fields.scan(bytes)
  if (fields === undefined) return Result.fail(failure("WakuMessageArchiveMetadata", "it does not decode"))
  return Result.succeed({
    version: Number(Fields.last(fields, 1, 0)?.value ?? 0n),
    from: Fields.last(fields, 2, 0)?.value ?? 0n,
    to: Fields.last(fields, 3, 0)?.value ?? 0n,
    contentTopic: fields.filter(({ number, type }) => number === 4 && type === 2).map((field) => topicText(field.bytes))
  })
}

/** One value of the index map. */
export const encodeIndexEntry = (entry: {
  readonly version: number
  readonly metadata: ArchiveMetadata
  readonly cid: string
}): Uint8Array =>
  Encode.message(
    Encode.integer(1, entry.version),
    Encode.embedded(2, encodeArchiveMetadata(entry.metadata)),
    Encode.text(3, entry.cid)
  )

export interface Envelope {
  readonly signature: Uint8Array
  readonly payload: Uint8Array
  readonly type: number
}

/** ApplicationMetadataMessage. */
export const encodeEnvelope = ({ payload, signature, type }: Envelope): Uint8Array =>
  Encode.message(Encode.bytes(1, signature), Encode.bytes(2, payload), Encode.integer(3, type))

/** Text in place of the type: it is a message of sync, whose own fields 1 and 2 are text too. */
export const decodeEnvelope = (bytes: Uint8Array): Result.Result<Envelope, WireError> =>
  decoded("ApplicationMetadataMessage", bytes, (fields): Envelope | string =>
    Fields.last(fields, 3, 2) === undefined
      ? { signature: Decode.view(fields, 1), payload: Decode.view(fields, 2), type: Decode.int32(fields, 3) }
      : "its field 3 belongs to another type of message"
  )

/** The payload of the announcement. */
export const encodeAnnouncement = (value: { readonly clock: bigint; readonly cid: string }): Uint8Array =>
  Encode.message(Encode.integer(1, value.clock), Encode.text(2, value.cid))

export const decodeAnnouncement = (
  bytes: Uint8Array
): Result.Result<{ readonly clock: bigint; readonly cid: string }, WireError> =>
  shaped("CommunityMessageArchive", Shapes.announcement, bytes, (fields) => ({
    clock: Decode.uint64(fields, 1),
    cid: Decode.text(fields, 2)
  }))

/** `public_message` of a ProtocolMessage, `undefined` where the bytes carry none. */
export const decodePublicMessage = (bytes: Uint8Array): Uint8Array | undefined => {
  const value = decoded("ProtocolMessage", bytes, (fields) => Decode.bytes(fields, 102))
  return Result.isSuccess(value) && value.success.length > 0 ? value.success : undefined
}

export interface DiscordAuthor {
  readonly id: string
  readonly name: string
  readonly discriminator: string
  readonly nickname: string
  readonly avatarUrl: string
}

export interface DiscordReference {
  readonly messageId: string
  readonly channelId: string
  readonly guildId: string
}

export interface DiscordAttachment {
  readonly id: string
  readonly messageId: string
  readonly url: string
  readonly fileName: string
  readonly fileSizeBytes: bigint
}

/** `timestamp` and `timestampEdited` in seconds, as decimal text. */
export interface Discord {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly timestampEdited: string
  readonly content: string
  readonly author: DiscordAuthor
  readonly reference: DiscordReference
  readonly attachments: ReadonlyArray<DiscordAttachment>
}

/** Clocks and `timestamp` in milliseconds. */
export interface Chat {
  readonly clock: bigint
  readonly timestamp: bigint
  readonly text: string
  readonly responseTo: string
  readonly chatId: string
  readonly messageType: number
  readonly contentType: number
  readonly displayName: string
  readonly discord: Discord | undefined
}

const isEmpty = (value: object): boolean => Object.values(value).every((field) => field === "")

const encodeDiscord = ({ attachments, author, reference, ...discord }: Discord): Uint8Array =>
  Encode.message(
    Encode.text(1, discord.id),
    Encode.text(2, discord.type),
    Encode.text(3, discord.timestamp),
    Encode.text(4, discord.timestampEdited),
    Encode.text(5, discord.content),
    Encode.embedded(
      6,
      Encode.message(
        Encode.text(1, author.id),
        Encode.text(2, author.name),
        Encode.text(3, author.discriminator),
        Encode.text(4, author.nickname),
        Encode.text(5, author.avatarUrl)
      )
    ),
    Encode.embedded(
      7,
      isEmpty(reference)
        ? undefined
        : Encode.message(
            Encode.text(1, reference.messageId),
            Encode.text(2, reference.channelId),
            Encode.text(3, reference.guildId)
          )
    ),
    ...attachments.map((attachment) =>
      Encode.embedded(
        8,
        Encode.message(
          Encode.text(1, attachment.id),
          Encode.text(2, attachment.messageId),
          Encode.text(3, attachment.url),
          Encode.text(4, attachment.fileName),
          Encode.integer(5, attachment.fileSizeBytes)
        )
      )
    )
  )

export const encodeChat = ({ discord, ...chat }: Chat): Uint8Array =>
  Encode.message(
    Encode.integer(1, chat.clock),
    Encode.integer(2, chat.timestamp),
    Encode.text(3, chat.text),
    Encode.text(4, chat.responseTo),
    Encode.text(6, chat.chatId),
    Encode.integer(7, chat.messageType),
    Encode.integer(8, chat.contentType),
    Encode.text(14, chat.displayName),
    Encode.embedded(99, discord === undefined ? undefined : encodeDiscord(discord))
  )

type Scanned = ReadonlyArray<Fields.Field>

const discordOf = (fields: Scanned): Discord => {
  const author = Decode.embedded(fields, 6) ?? []
  const reference = Decode.embedded(fields, 7) ?? []
  return {
    id: Decode.text(fields, 1),
    type: Decode.text(fields, 2),
    timestamp: Decode.text(fields, 3),
    timestampEdited: Decode.text(fields, 4),
    content: Decode.text(fields, 5),
    author: {
      id: Decode.text(author, 1),
      name: Decode.text(author, 2),
      discriminator: Decode.text(author, 3),
      nickname: Decode.text(author, 4),
      avatarUrl: Decode.text(author, 5)
    },
    reference: {
      messageId: Decode.text(reference, 1),
      channelId: Decode.text(reference, 2),
      guildId: Decode.text(reference, 3)
    },
    attachments: Decode.each(fields, 8).map((attachment) => ({
      id: Decode.text(attachment, 1),
      messageId: Decode.text(attachment, 2),
      url: Decode.text(attachment, 3),
      fileName: Decode.text(attachment, 4),
      fileSizeBytes: Decode.uint64(attachment, 5)
    }))
  }
}

export const decodeChat = (bytes: Uint8Array): Result.Result<Chat, WireError> =>
  shaped("ChatMessage", Shapes.chat, bytes, (fields): Chat => {
    const discord = Decode.embedded(fields, 99)
    return {
      clock: Decode.uint64(fields, 1),
      timestamp: Decode.uint64(fields, 2),
      text: Decode.text(fields, 3),
      responseTo: Decode.text(fields, 4),
      chatId: Decode.text(fields, 6),
      messageType: Decode.int32(fields, 7),
      contentType: Decode.int32(fields, 8),
      displayName: Decode.text(fields, 14),
      discord: discord === undefined ? undefined : discordOf(discord)
    }
  })

export interface Edit {
  readonly clock: bigint
  readonly text: string
  readonly chatId: string
  readonly messageId: string
  readonly messageType: number
}

export const encodeEdit = (value: Edit): Uint8Array =>
  Encode.message(
    Encode.integer(1, value.clock),
    Encode.text(2, value.text),
    Encode.text(3, value.chatId),
    Encode.text(4, value.messageId),
    Encode.integer(6, value.messageType)
  )

export const decodeEdit = (bytes: Uint8Array): Result.Result<Edit, WireError> =>
  shaped("EditMessage", Shapes.edit, bytes, (fields): Edit => ({
    clock: Decode.uint64(fields, 1),
    text: Decode.text(fields, 2),
    chatId: Decode.text(fields, 3),
    messageId: Decode.text(fields, 4),
    messageType: Decode.int32(fields, 6)
  }))

export interface Delete {
  readonly clock: bigint
  readonly chatId: string
  readonly messageId: string
  readonly messageType: number
}

export const encodeDelete = (value: Delete): Uint8Array =>
  Encode.message(
    Encode.integer(1, value.clock),
    Encode.text(2, value.chatId),
    Encode.text(3, value.messageId),
    Encode.integer(5, value.messageType)
  )

export const decodeDelete = (bytes: Uint8Array): Result.Result<Delete, WireError> =>
  shaped("DeleteMessage", Shapes.deletion, bytes, (fields): Delete => ({
    clock: Decode.uint64(fields, 1),
    chatId: Decode.text(fields, 2),
    messageId: Decode.text(fields, 3),
    messageType: Decode.int32(fields, 5)
  }))

export interface Reaction extends Delete {
  readonly type: number
  readonly retracted: boolean
}

export const encodeReaction = (value: Reaction): Uint8Array =>
  Encode.message(
    Encode.integer(1, value.clock),
    Encode.text(2, value.chatId),
    Encode.text(3, value.messageId),
    Encode.integer(4, value.messageType),
    Encode.integer(5, value.type),
    Encode.bool(6, value.retracted)
  )

export const decodeReaction = (bytes: Uint8Array): Result.Result<Reaction, WireError> =>
  shaped("EmojiReaction", Shapes.reaction, bytes, (fields): Reaction => ({
    clock: Decode.uint64(fields, 1),
    chatId: Decode.text(fields, 2),
    messageId: Decode.text(fields, 3),
    messageType: Decode.int32(fields, 4),
    type: Decode.int32(fields, 5),
    retracted: Decode.bool(fields, 6)
  }))

export interface Pin extends Delete {
  readonly pinned: boolean
}

export const encodePin = (value: Pin): Uint8Array =>
  Encode.message(
    Encode.integer(1, value.clock),
    Encode.text(2, value.messageId),
    Encode.text(3, value.chatId),
    Encode.bool(4, value.pinned),
    Encode.integer(5, value.messageType)
  )

export const decodePin = (bytes: Uint8Array): Result.Result<Pin, WireError> =>
  shaped("PinMessage", Shapes.pin, bytes, (fields): Pin => ({
    clock: Decode.uint64(fields, 1),
    messageId: Decode.text(fields, 2),
    chatId: Decode.text(fields, 3),
    pinned: Decode.bool(fields, 4),
    messageType: Decode.int32(fields, 5)
  }))

/** CommunityDescription, as far as this project reads and writes it. `chats` by chat id, names only. */
export interface Description {
  readonly clock: bigint
  readonly access: number
  readonly displayName: string
  readonly chats: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly archiveClock: bigint
}

export const encodeDescription = (description: Description): Uint8Array => {
  const permissions = Encode.embedded(3, Encode.message(Encode.integer(3, description.access)))
  const identity = (name: string) => Encode.message(Encode.integer(1, description.clock), Encode.text(4, name))
  const chat = (name: string) =>
    Encode.message(
      Encode.embedded(2, Encode.message(Encode.integer(3, description.access))),
      Encode.embedded(3, identity(name))
    )
  // Equal texts on the wire are one key.
  const names = new Map(description.chats.map(({ id, name }) => [id.toWellFormed(), name]))
  const sorted = [...names].sort(([left], [right]) => (left < right ? -1 : 1))
  return Encode.message(
    Encode.integer(1, description.clock),
    permissions,
    Encode.embedded(5, identity(description.displayName)),
    ...sorted.map(([id, name]) =>
      Encode.embedded(6, Encode.message(Encode.texts(1, [id]), Encode.embedded(2, chat(name))))
    ),
    Encode.integer(9, description.archiveClock)
  )
}

export const decodeDescription = (bytes: Uint8Array): Result.Result<Description, WireError> =>
  shaped("CommunityDescription", Shapes.description, bytes, (fields): Description | string => {
    const identity = Decode.embedded(fields, 5)
    if (identity === undefined) return "it names no community"
    const names = new Map(
      Decode.each(fields, 6).map((pair) => {
        const chat = Decode.embedded(Decode.embedded(pair, 2) ?? [], 3) ?? []
        return [Decode.text(pair, 1), Decode.text(chat, 4)]
      })
    )
    return {
      clock: Decode.uint64(fields, 1),
      access: Decode.int32(Decode.embedded(fields, 3) ?? [], 3),
      displayName: Decode.text(identity, 4),
      chats: [...names].map(([id, name]) => ({ id, name })),
      archiveClock: Decode.uint64(fields, 9)
    }
  })

export interface JoinRequest {
  readonly clock: bigint
  readonly chatId: string
  readonly communityId: Uint8Array
  readonly displayName: string
}

export const encodeJoinRequest = ({ chatId, clock, communityId, displayName }: JoinRequest): Uint8Array =>
  Encode.message(
    Encode.integer(1, clock),
    Encode.text(3, chatId),
    Encode.bytes(4, communityId),
    Encode.text(5, displayName)
  )

export const decodeJoinRequest = (bytes: Uint8Array): Result.Result<JoinRequest, WireError> =>
  shaped("CommunityRequestToJoin", Shapes.joinRequest, bytes, (fields) => ({
    clock: Decode.uint64(fields, 1),
    chatId: Decode.text(fields, 3),
    communityId: Decode.bytes(fields, 4),
    displayName: Decode.text(fields, 5)
  }))

/** `description`: an encoded CommunityDescription, empty where there is none; `cid` likewise. */
export interface JoinResponse {
  readonly clock: bigint
  readonly accepted: boolean
  readonly communityId: Uint8Array
  readonly cid: string
  readonly description: Uint8Array
}

export const encodeJoinResponse = (response: JoinResponse): Uint8Array =>
  Encode.message(
    Encode.integer(1, response.clock),
    Encode.bytes(2, response.description),
    Encode.bool(3, response.accepted),
    Encode.bytes(5, response.communityId),
    Encode.text(6, response.cid)
  )

export const decodeJoinResponse = (bytes: Uint8Array): Result.Result<JoinResponse, WireError> =>
  shaped("CommunityRequestToJoinResponse", Shapes.joinResponse, bytes, (fields) => ({
    clock: Decode.uint64(fields, 1),
    accepted: Decode.bool(fields, 3),
    communityId: Decode.bytes(fields, 5),
    cid: Decode.text(fields, 6),
    description: Decode.bytes(fields, 2)
  }))

/** `hash`: of the whole; `index` and `count` of the part. */
export interface Segment {
  readonly hash: Uint8Array
  readonly index: number
  readonly count: number
  readonly payload: Uint8Array
}

export const encodeSegment = ({ count, hash, index, payload }: Segment): Uint8Array =>
  Encode.message(Encode.bytes(1, hash), Encode.integer(2, index), Encode.integer(3, count), Encode.bytes(4, payload))

export const decodeSegment = (bytes: Uint8Array): Result.Result<Segment & { readonly isParity: boolean }, WireError> =>
  shaped("SegmentMessage", Shapes.segment, bytes, (fields) => ({
    hash: Decode.bytes(fields, 1),
    index: Decode.uint32(fields, 2),
    count: Decode.uint32(fields, 3),
    payload: Decode.bytes(fields, 4),
    isParity: Decode.uint32(fields, 6) > 0
  }))
