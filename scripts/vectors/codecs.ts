/** Messages as JSON, under the field names of `proto/`: bytes are hexadecimal, 64-bit numbers decimal text. */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import {
  Application,
  ArchiveFile,
  ArchiveIndex,
  Bytes,
  type Cid,
  Description,
  Time,
  Topic,
  WakuMessage,
  Wire
} from "../../src/index.ts"
import { COMMUNITY } from "./fixed.ts"
import { bytes, hex, no } from "./vector.ts"

export interface Message {
  readonly payload: string
  readonly content_topic: string
  readonly version: number
  readonly timestamp: string
  readonly meta: string
  readonly rate_limit_proof: string
  readonly ephemeral: boolean
}

export interface Metadata {
  readonly version: number
  readonly from: string
  readonly to: string
  readonly contentTopic: ReadonlyArray<string>
}

export const readMessage = (fields: Message): WakuMessage.WakuMessage => ({
  payload: bytes(fields.payload),
  contentTopic: Topic.ContentTopic(fields.content_topic),
  version: fields.version,
  timestamp: Time.nanos(BigInt(fields.timestamp)),
  meta: bytes(fields.meta),
  rateLimitProof: bytes(fields.rate_limit_proof),
  ephemeral: fields.ephemeral
})

export const showMessage = (message: WakuMessage.WakuMessage): Message => ({
  payload: hex(message.payload),
  content_topic: message.contentTopic,
  version: message.version,
  timestamp: `${message.timestamp}`,
  meta: hex(message.meta),
  rate_limit_proof: hex(message.rateLimitProof),
  ephemeral: message.ephemeral
})

const windowOf = ({ from, to }: Metadata) => ({ from: Time.nanos(BigInt(from)), to: Time.nanos(BigInt(to)) })
const topicsOf = ({ contentTopic }: Metadata) => contentTopic.map((topic) => Topic.ContentTopic(topic))
const showMetadata = ({ topics, window }: ArchiveFile.Metadata): Metadata => ({
  version: 1,
  from: `${window.from}`,
  to: `${window.to}`,
  contentTopic: topics
})

export const decoderLimits: ArchiveFile.Limits = {
  maxMessageBytes: 4_194_304,
  maxMessages: 10_000_000,
  maxTopics: 1_000,
  maxHeaderBytes: 365_536
}
export const indexLimits: ArchiveIndex.Limits = { maxBytes: 16_777_216, maxEntries: 100_000, maxTopics: 1_000 }

interface Codec {
  readonly encode: (fields: never) => Uint8Array
  readonly decode: (bytes: Uint8Array) => Result.Result<unknown, string>
}

/** What a result gives, as JSON; a failure in its own words. */
const shown = <A>(result: Result.Result<A, { readonly why: string }>, show: (value: A) => unknown) =>
  Result.mapBoth(result, { onFailure: ({ why }) => why, onSuccess: show })

interface Archive {
  readonly metadata: Metadata
  readonly messages: ReadonlyArray<Message>
}

interface Entry {
  readonly metadata: Metadata
  readonly cid: string
}

const entryOf = ({ cid, metadata }: Entry): ArchiveIndex.Entry => ({
  window: windowOf(metadata),
  topics: topicsOf(metadata),
  cid: cid as Cid.Cid
})

const showEntry = ({ cid, ...metadata }: ArchiveIndex.Entry) => ({ version: 1, metadata: showMetadata(metadata), cid })

/** Reads a file whole, in pieces of the sizes given, the last size again and again. */
export const readArchive = (content: Uint8Array, cut: ReadonlyArray<number> = [content.length + 1]) => {
  const decoder = ArchiveFile.decoder(decoderLimits)
  const items: Array<ArchiveFile.Item> = []
  for (let at = 0, n = 0; at < content.length; n++) {
    const size = cut[Math.min(n, cut.length - 1)]!
    const read = decoder.push(content.subarray(at, at + size))
    if (Result.isFailure(read)) return no(read.failure.why)
    items.push(...read.success)
    at += size
  }
  const end = decoder.finish()
  if (Result.isFailure(end)) return no(end.failure.why)
  const described = items.find((item) => item._tag === "Metadata")
  if (described === undefined) return no("it carries no metadata")
  return Result.succeed({
    metadata: showMetadata(described.metadata),
    messages: items.flatMap((item) => (item._tag === "Message" ? [showMessage(item.message)] : [])),
    damaged: items.filter((item) => item._tag === "Damaged").length
  })
}

interface Target {
  readonly clock: string
  readonly chat_id: string
  readonly message_id: string
  readonly message_type: number
}

const wireTarget = (fields: Target) => ({
  clock: BigInt(fields.clock),
  chatId: fields.chat_id,
  messageId: fields.message_id,
  messageType: fields.message_type
})

interface Chat {
  readonly clock: string
  readonly timestamp: string
  readonly text: string
  readonly response_to: string
  readonly chat_id: string
  readonly message_type: number
  readonly content_type: number
  readonly display_name: string
  readonly discord_message?: Omit<Wire.Discord, "attachments"> & {
    readonly attachments: ReadonlyArray<
      Omit<Wire.DiscordAttachment, "fileSizeBytes"> & { readonly fileSizeBytes: string }
    >
  }
}

const COMMUNITY_CHAT = 5

/** What a payload says, under the names of `proto/`. */
const application = (type: number) => (payload: Uint8Array) =>
  shown(Application.decode(type, payload), (value) => {
    const common = { clock: `${value.clock}`, chat_id: value.chatId, message_type: COMMUNITY_CHAT }
    if (value._tag !== "Chat") {
      const target = { ...common, message_id: value.messageId }
      switch (value._tag) {
        case "Edit":
          return { ...target, text: value.text }
        case "Delete":
          return target
        case "Reaction":
          return { ...target, type: value.emoji, retracted: value.retracted }
        case "Pin":
          return { ...target, pinned: value.pinned }
      }
    }
    return {
      ...common,
      timestamp: `${value.timestamp}`,
      text: value.text,
      response_to: value.responseTo,
      content_type: value.contentType,
      display_name: value.displayName,
      ...Option.match(value.discord, {
        onNone: () => ({}),
        onSome: (discord) => ({
          discord_message: {
            ...discord,
            attachments: discord.attachments.map((one) => ({ ...one, fileSizeBytes: `${one.fileSizeBytes}` }))
          }
        })
      })
    }
  })

interface Described {
  readonly clock: string
  readonly access: number
  readonly display_name: string
  readonly chats: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly archive_clock: string
}

const codec = (encode: Codec["encode"], decode: Codec["decode"]): Codec => ({ encode, decode })

export const messages: Readonly<Record<string, Codec>> = {
  WakuMessage: codec(
    (fields: Message) => Wire.encodeMessage(readMessage(fields)),
    (bytes) => shown(Wire.decodeMessage(bytes), showMessage)
  ),
  WakuMessageArchiveMetadata: codec(
    (fields: Metadata) => Wire.encodeArchiveMetadata({ ...fields, from: BigInt(fields.from), to: BigInt(fields.to) }),
    (bytes) =>
      shown(Wire.decodeArchiveMetadata(bytes), (value) => ({ ...value, from: `${value.from}`, to: `${value.to}` }))
  ),
  WakuMessageArchive: codec(
    ({ messages, metadata }: Archive) =>
      Bytes.concat([
        ArchiveFile.header(windowOf(metadata), topicsOf(metadata)),
        ArchiveFile.body(messages.map(readMessage))
      ]),
    (bytes) =>
      Result.map(readArchive(bytes), ({ messages, metadata }) => ({ version: metadata.version, metadata, messages }))
  ),
  WakuMessageArchiveIndexMetadata: codec(
    (entry: Entry) =>
      Wire.encodeIndexEntry({
        version: 1,
        metadata: { ...entry.metadata, from: BigInt(entry.metadata.from), to: BigInt(entry.metadata.to) },
        cid: entry.cid
      }),
    (bytes) => {
      // An entry is read as the value of a map, so one is put around it.
      const value = Bytes.concat([Uint8Array.of(0x12), Bytes.uvarint(bytes.length), bytes])
      const index = Bytes.concat([Uint8Array.of(0x0a), Bytes.uvarint(value.length), value])
      const decoded = ArchiveIndex.decode(index, indexLimits)
      if (Result.isFailure(decoded)) return no(decoded.failure.why)
      const [entry] = ArchiveIndex.entries(decoded.success.index)
      return entry === undefined ? no(decoded.success.skipped[0]!.why) : Result.succeed(showEntry(entry[1]))
    }
  ),
  WakuMessageArchiveIndex: codec(
    ({ archives }: { readonly archives: Readonly<Record<string, Entry>> }) =>
      ArchiveIndex.encode(ArchiveIndex.make(Object.values(archives).map(entryOf))),
    (bytes) =>
      shown(ArchiveIndex.decode(bytes, indexLimits), ({ index }) => ({
        archives: Object.fromEntries(ArchiveIndex.ascending(index).map(([key, entry]) => [key, showEntry(entry)]))
      }))
  ),
  CommunityMessageArchive: codec(
    ({ cid, clock }: { readonly clock: string; readonly cid: string }) =>
      Wire.encodeAnnouncement({ clock: BigInt(clock), cid }),
    (bytes) => shown(Wire.decodeAnnouncement(bytes), ({ cid, clock }) => ({ clock: `${clock}`, cid }))
  ),
  ApplicationMetadataMessage: codec(
    (fields: { readonly signature: string; readonly payload: string; readonly type: number }) =>
      Wire.encodeEnvelope({ ...fields, signature: bytes(fields.signature), payload: bytes(fields.payload) }),
    (bytes) =>
      shown(Wire.decodeEnvelope(bytes), ({ payload, signature, type }) => ({
        signature: hex(signature),
        payload: hex(payload),
        type
      }))
  ),
  ProtocolMessage: codec(
    (fields: { readonly public_message: string }) =>
      Bytes.concat([bytes("b206"), Bytes.uvarint(fields.public_message.length / 2), bytes(fields.public_message)]),
    (bytes) => {
      const content = Wire.decodePublicMessage(bytes)
      return content === undefined
        ? no("it carries no public message")
        : Result.succeed({ public_message: hex(content) })
    }
  ),
  ChatMessage: codec(
    ({ discord_message: discord, ...fields }: Chat) =>
      Wire.encodeChat({
        clock: BigInt(fields.clock),
        timestamp: BigInt(fields.timestamp),
        text: fields.text,
        responseTo: fields.response_to,
        chatId: fields.chat_id,
        messageType: fields.message_type,
        contentType: fields.content_type,
        displayName: fields.display_name,
        discord:
          discord === undefined
            ? undefined
            : {
                ...discord,
                attachments: discord.attachments.map((one) => ({ ...one, fileSizeBytes: BigInt(one.fileSizeBytes) }))
              }
      }),
    application(Application.Type.CHAT_MESSAGE)
  ),
  EditMessage: codec(
    (fields: Target & { readonly text: string }) => Wire.encodeEdit({ ...wireTarget(fields), text: fields.text }),
    application(Application.Type.EDIT_MESSAGE)
  ),
  DeleteMessage: codec(
    (fields: Target) => Wire.encodeDelete(wireTarget(fields)),
    application(Application.Type.DELETE_MESSAGE)
  ),
  EmojiReaction: codec(
    (fields: Target & { readonly type: number; readonly retracted: boolean }) =>
      Wire.encodeReaction({ ...wireTarget(fields), type: fields.type, retracted: fields.retracted }),
    application(Application.Type.EMOJI_REACTION)
  ),
  PinMessage: codec(
    (fields: Target & { readonly pinned: boolean }) => Wire.encodePin({ ...wireTarget(fields), pinned: fields.pinned }),
    application(Application.Type.PIN_MESSAGE)
  ),
  CommunityDescription: codec(
    (fields: Described) =>
      Wire.encodeDescription({
        clock: BigInt(fields.clock),
        access: fields.access,
        displayName: fields.display_name,
        chats: fields.chats,
        archiveClock: BigInt(fields.archive_clock)
      }),
    (bytes) =>
      shown(Description.decode(bytes, COMMUNITY), (value) => ({
        clock: `${value.clock}`,
        access: 1,
        display_name: value.name,
        chats: value.channels,
        archive_clock: `${value.archiveClock}`
      }))
  )
}
