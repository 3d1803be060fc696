/**
 * The wire, as domain values: the only module that touches generated code. Encodings are canonical: fields ascending,
 * defaults omitted, one value, one encoding, lone surrogates as U+FFFD. Decoders never throw and copy the bytes they keep;
 * unknown fields are ignored, except in the payloads of envelopes, which must have the shape of their type.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import { isContentTopic } from "../waku/Topic.ts"
import { MAX_META, type WakuMessage } from "../waku/WakuMessage.ts"
import * as Fields from "./Fields.ts"
import * as Messages from "./Messages.ts"
import { history, status, waku } from "./generated.js"
import { fromSigned, fromUnsigned, unsigned } from "./Integers.ts"
import * as Shapes from "./Shapes.ts"

/** Which protobuf message could not be read, and why. */
export interface WireError {
  readonly _tag: "WireError"
  readonly message: string
  readonly why: string
}

const failure = (message: string, why: string): WireError => ({ _tag: "WireError", message, why })

/**
 * Runs a generated decoder; whatever it throws on hostile bytes becomes a value. It does not look at fields that it does
 * not know, so the bytes are scanned first.
 */
const decoded = <A, B>(
  message: string,
  decode: (bytes: Uint8Array) => A,
  bytes: Uint8Array,
  convert: (value: A, fields: ReadonlyArray<Fields.Field>) => B | string
): Result.Result<Exclude<B, string>, WireError> => {
  const fields = Fields.scan(bytes)
  if (fields === undefined) return Result.fail(failure(message, "it does not decode"))
  let value: A
  try {
    value = decode(bytes)
  } catch (cause) {
    return Result.fail(failure(message, cause instanceof Error ? cause.message : "it does not decode"))
  }
  const converted = convert(value, fields)
  return typeof converted === "string"
    ? Result.fail(failure(message, converted))
    : Result.succeed(converted as Exclude<B, string>)
}

/** As {@link decoded}, for the payloads of envelopes. */
const shaped = <A, B>(
  message: string,
  shape: Shapes.Shape,
  decode: (bytes: Uint8Array) => A,
  bytes: Uint8Array,
  convert: (value: A) => B | string
): Result.Result<Exclude<B, string>, WireError> => {
  const why = Shapes.misfit(bytes, shape)
  return why === undefined ? decoded(message, decode, bytes, convert) : Result.fail(failure(message, why))
}

/** The same value, every text in it well-formed. */
const wellFormed = <A>(value: A): A => {
  if (typeof value === "string") return value.toWellFormed() as A
  if (Array.isArray(value)) return value.map(wellFormed) as A
  return typeof value === "object" && value !== null
    ? (Object.fromEntries(Object.entries(value).map(([key, field]) => [key, wellFormed(field)])) as A)
    : value
}

const copy = (bytes: Uint8Array | null | undefined): Uint8Array =>
  bytes === null || bytes === undefined || bytes.length === 0 ? Bytes.empty : Uint8Array.from(bytes)

/** 14/WAKU2-MESSAGE; defaults of optional fields are omitted as well (CHA-75). */
export const encodeMessage: (message: WakuMessage) => Uint8Array = Messages.encode

/** The messages, each as a field of that number, below 16. */
export const encodeMessages = (messages: ReadonlyArray<WakuMessage>, number: number): Uint8Array =>
  Messages.encodeAll(messages, number * 8 + 2)

const MAX_UINT32 = 0xff_ff_ff_ffn

const decodeAny = (bytes: Uint8Array): Result.Result<WakuMessage, WireError> =>
  decoded(
    "WakuMessage",
    (input) => waku.WakuMessage.decode(input),
    bytes,
    (value, fields): WakuMessage | string => {
      const version = Fields.last(fields, 3, 0)
      if (version !== undefined && version.value > MAX_UINT32) return "its version is out of range"
      const timestamp = fromSigned(value.timestamp)
      if (!Time.isNanos(timestamp)) return "its timestamp is negative"
      if (!isContentTopic(value.contentTopic)) return "its content topic is not valid"
      if ((value.meta?.length ?? 0) > MAX_META) return `its meta is longer than ${MAX_META} bytes`
      return {
        payload: copy(value.payload),
        contentTopic: value.contentTopic,
        version: value.version ?? 0,
        timestamp,
        meta: copy(value.meta),
        rateLimitProof: copy(value.rateLimitProof),
        ephemeral: value.ephemeral ?? false
      }
    }
  )

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
    payload: copy(payload),
    meta: copy(meta),
    rateLimitProof: copy(rateLimitProof)
  })
}

/** `from` and `to` as they stand on the wire; `contentTopic` in the order of the wire. */
export interface ArchiveMetadata {
  readonly version: number
  readonly from: bigint
  readonly to: bigint
  readonly contentTopic: ReadonlyArray<string>
}

const metadata = (value: ArchiveMetadata) => ({
  version: value.version,
  from: unsigned(value.from),
  to: unsigned(value.to),
  contentTopic: [...value.contentTopic]
})

export const encodeArchiveMetadata = (value: ArchiveMetadata): Uint8Array =>
  history.WakuMessageArchiveMetadata.encode(metadata(value)).finish()

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
  history.WakuMessageArchiveIndexMetadata.encode({
    version: entry.version,
    metadata: metadata(entry.metadata),
    cid: entry.cid
  }).finish()

export interface Envelope {
  readonly signature: Uint8Array
  readonly payload: Uint8Array
  readonly type: number
}

/** ApplicationMetadataMessage. */
export const encodeEnvelope = (envelope: Envelope): Uint8Array =>
  status.ApplicationMetadataMessage.encode(envelope).finish()

export const decodeEnvelope = (bytes: Uint8Array): Result.Result<Envelope, WireError> =>
  decoded(
    "ApplicationMetadataMessage",
    (input) => status.ApplicationMetadataMessage.decode(input),
    bytes,
    (value): Envelope => ({
      signature: value.signature ?? Bytes.empty,
      payload: value.payload ?? Bytes.empty,
      type: value.type
    })
  )

/** The payload of the announcement. */
export const encodeAnnouncement = (value: { readonly clock: bigint; readonly cid: string }): Uint8Array =>
  history.CommunityMessageArchive.encode({ clock: unsigned(value.clock), cid: wellFormed(value.cid) }).finish()

export const decodeAnnouncement = (
  bytes: Uint8Array
): Result.Result<{ readonly clock: bigint; readonly cid: string }, WireError> =>
  shaped(
    "CommunityMessageArchive",
    Shapes.announcement,
    (input) => history.CommunityMessageArchive.decode(input),
    bytes,
    (value) => ({ clock: fromUnsigned(value.clock), cid: value.cid })
  )

/** `public_message` of a ProtocolMessage, `undefined` where the bytes carry none. */
export const decodePublicMessage = (bytes: Uint8Array): Uint8Array | undefined => {
  const value = decoded(
    "ProtocolMessage",
    (input) => status.ProtocolMessage.decode(input),
    bytes,
    ({ publicMessage }) => copy(publicMessage)
  )
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

export const encodeChat = (value: Chat): Uint8Array => {
  const { discord, ...chat } = wellFormed(value)
  return status.ChatMessage.encode({
    ...chat,
    clock: unsigned(chat.clock),
    timestamp: unsigned(chat.timestamp),
    discordMessage:
      discord === undefined
        ? null
        : {
            ...discord,
            reference: isEmpty(discord.reference) ? null : discord.reference,
            attachments: discord.attachments.map((attachment) => ({
              ...attachment,
              fileSizeBytes: unsigned(attachment.fileSizeBytes)
            }))
          }
  }).finish()
}

const discordOf = (value: status.DiscordMessage.$Properties): Discord => ({
  id: value.id ?? "",
  type: value.type ?? "",
  timestamp: value.timestamp ?? "",
  timestampEdited: value.timestampEdited ?? "",
  content: value.content ?? "",
  author: {
    id: value.author?.id ?? "",
    name: value.author?.name ?? "",
    discriminator: value.author?.discriminator ?? "",
    nickname: value.author?.nickname ?? "",
    avatarUrl: value.author?.avatarUrl ?? ""
  },
  reference: {
    messageId: value.reference?.messageId ?? "",
    channelId: value.reference?.channelId ?? "",
    guildId: value.reference?.guildId ?? ""
  },
  attachments: (value.attachments ?? []).map((attachment) => ({
    id: attachment.id ?? "",
    messageId: attachment.messageId ?? "",
    url: attachment.url ?? "",
    fileName: attachment.fileName ?? "",
    fileSizeBytes: fromUnsigned(attachment.fileSizeBytes)
  }))
})

export const decodeChat = (bytes: Uint8Array): Result.Result<Chat, WireError> =>
  shaped(
    "ChatMessage",
    Shapes.chat,
    (input) => status.ChatMessage.decode(input),
    bytes,
    (value): Chat => ({
      clock: fromUnsigned(value.clock),
      timestamp: fromUnsigned(value.timestamp),
      text: value.text,
      responseTo: value.responseTo,
      chatId: value.chatId,
      messageType: value.messageType,
      contentType: value.contentType,
      displayName: value.displayName,
      discord: value.discordMessage ? discordOf(value.discordMessage) : undefined
    })
  )

export interface Edit {
  readonly clock: bigint
  readonly text: string
  readonly chatId: string
  readonly messageId: string
  readonly messageType: number
}

export const encodeEdit = (edit: Edit): Uint8Array =>
  status.EditMessage.encode({ ...wellFormed(edit), clock: unsigned(edit.clock) }).finish()

export const decodeEdit = (bytes: Uint8Array): Result.Result<Edit, WireError> =>
  shaped(
    "EditMessage",
    Shapes.edit,
    (input) => status.EditMessage.decode(input),
    bytes,
    (value): Edit => ({
      clock: fromUnsigned(value.clock),
      text: value.text,
      chatId: value.chatId,
      messageId: value.messageId,
      messageType: value.messageType
    })
  )

export interface Delete {
  readonly clock: bigint
  readonly chatId: string
  readonly messageId: string
  readonly messageType: number
}

export const encodeDelete = (value: Delete): Uint8Array =>
  status.DeleteMessage.encode({ ...wellFormed(value), clock: unsigned(value.clock) }).finish()

export const decodeDelete = (bytes: Uint8Array): Result.Result<Delete, WireError> =>
  shaped(
    "DeleteMessage",
    Shapes.deletion,
    (input) => status.DeleteMessage.decode(input),
    bytes,
    (value): Delete => ({
      clock: fromUnsigned(value.clock),
      chatId: value.chatId,
      messageId: value.messageId,
      messageType: value.messageType
    })
  )

export interface Reaction extends Delete {
  readonly type: number
  readonly retracted: boolean
}

export const encodeReaction = (value: Reaction): Uint8Array =>
  status.EmojiReaction.encode({ ...wellFormed(value), clock: unsigned(value.clock) }).finish()

export const decodeReaction = (bytes: Uint8Array): Result.Result<Reaction, WireError> =>
  shaped(
    "EmojiReaction",
    Shapes.reaction,
    (input) => status.EmojiReaction.decode(input),
    bytes,
    (value): Reaction => ({
      clock: fromUnsigned(value.clock),
      chatId: value.chatId,
      messageId: value.messageId,
      messageType: value.messageType,
      type: value.type,
      retracted: value.retracted
    })
  )

export interface Pin extends Delete {
  readonly pinned: boolean
}

export const encodePin = (value: Pin): Uint8Array =>
  status.PinMessage.encode({ ...wellFormed(value), clock: unsigned(value.clock) }).finish()

export const decodePin = (bytes: Uint8Array): Result.Result<Pin, WireError> =>
  shaped(
    "PinMessage",
    Shapes.pin,
    (input) => status.PinMessage.decode(input),
    bytes,
    (value): Pin => ({
      clock: fromUnsigned(value.clock),
      chatId: value.chatId,
      messageId: value.messageId,
      messageType: value.messageType,
      pinned: value.pinned
    })
  )

/** CommunityDescription, as far as this project reads and writes it. `chats` by chat id, names only. */
export interface Description {
  readonly clock: bigint
  readonly access: number
  readonly displayName: string
  readonly chats: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly archiveClock: bigint
}

export const encodeDescription = (description: Description): Uint8Array => {
  const value = wellFormed(description)
  const clock = unsigned(value.clock)
  const permissions = { access: value.access }
  const sorted = [...value.chats].sort((left, right) => (left.id < right.id ? -1 : 1))
  return status.CommunityDescription.encode({
    clock,
    permissions,
    identity: { clock, displayName: value.displayName },
    chats: Object.fromEntries(
      sorted.map(({ id, name }) => [id, { permissions, identity: { clock, displayName: name } }])
    ),
    archiveClock: unsigned(value.archiveClock)
  }).finish()
}

export const decodeDescription = (bytes: Uint8Array): Result.Result<Description, WireError> =>
  shaped(
    "CommunityDescription",
    Shapes.description,
    (input) => status.CommunityDescription.decode(input),
    bytes,
    (value): Description | string =>
      value.identity
        ? {
            clock: fromUnsigned(value.clock),
            access: value.permissions?.access ?? 0,
            displayName: value.identity.displayName ?? "",
            chats: Object.entries(value.chats ?? {}).map(([id, chat]) => ({
              id,
              name: chat.identity?.displayName ?? ""
            })),
            archiveClock: fromUnsigned(value.archiveClock)
          }
        : "it names no community"
  )

export interface JoinRequest {
  readonly clock: bigint
  readonly chatId: string
  readonly communityId: Uint8Array
  readonly displayName: string
}

export const encodeJoinRequest = ({ chatId, clock, communityId, displayName }: JoinRequest): Uint8Array =>
  status.CommunityRequestToJoin.encode({
    clock: unsigned(clock),
    chatId: chatId.toWellFormed(),
    communityId,
    displayName: displayName.toWellFormed()
  }).finish()

export const decodeJoinRequest = (bytes: Uint8Array): Result.Result<JoinRequest, WireError> =>
  shaped(
    "CommunityRequestToJoin",
    Shapes.joinRequest,
    (input) => status.CommunityRequestToJoin.decode(input),
    bytes,
    ({ chatId, clock, communityId, displayName }) => ({
      clock: fromUnsigned(clock),
      chatId,
      communityId: copy(communityId),
      displayName
    })
  )

/** `description`: an encoded CommunityDescription, empty where there is none; `cid` likewise. */
export interface JoinResponse {
  readonly clock: bigint
  readonly accepted: boolean
  readonly communityId: Uint8Array
  readonly cid: string
  readonly description: Uint8Array
}

export const encodeJoinResponse = (response: JoinResponse): Uint8Array =>
  status.CommunityRequestToJoinResponse.encode({
    clock: unsigned(response.clock),
    community: response.description.length === 0 ? null : status.CommunityDescription.decode(response.description),
    accepted: response.accepted,
    communityId: response.communityId,
    cid: response.cid.toWellFormed()
  }).finish()

export const decodeJoinResponse = (bytes: Uint8Array): Result.Result<JoinResponse, WireError> =>
  shaped(
    "CommunityRequestToJoinResponse",
    Shapes.joinResponse,
    (input) => status.CommunityRequestToJoinResponse.decode(input),
    bytes,
    ({ accepted, cid, clock, communityId }) => ({
      clock: fromUnsigned(clock),
      accepted,
      communityId: copy(communityId),
      cid,
      description: Uint8Array.from(Fields.last(Fields.scan(bytes) ?? [], 2, 2)?.bytes ?? Bytes.empty)
    })
  )

/** `hash`: of the whole; `index` and `count` of the part. */
export interface Segment {
  readonly hash: Uint8Array
  readonly index: number
  readonly count: number
  readonly payload: Uint8Array
}

export const encodeSegment = ({ count, hash, index, payload }: Segment): Uint8Array =>
  status.SegmentMessage.encode({ entireMessageHash: hash, index, segmentsCount: count, payload }).finish()

export const decodeSegment = (bytes: Uint8Array): Result.Result<Segment & { readonly isParity: boolean }, WireError> =>
  shaped(
    "SegmentMessage",
    Shapes.segment,
    (input) => status.SegmentMessage.decode(input),
    bytes,
    ({ entireMessageHash, index, paritySegmentsCount, payload, segmentsCount }) => ({
      hash: copy(entireMessageHash),
      index,
      count: segmentsCount,
      payload: copy(payload),
      isParity: paritySegmentsCount > 0
    })
  )
