/** Messages as JSON, under the field names of `proto/`: bytes are hexadecimal, 64-bit numbers decimal text. */
import * as Result from "effect/Result"
import { ArchiveFile, ArchiveIndex, Bytes, type Cid, Time, Topic, WakuMessage, Wire } from "../../src/index.ts"
import { type Codec, codec, shown } from "./codec.ts"
import { payloads } from "./payloads.ts"
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
  const { topics, window } = described.metadata
  return Result.succeed({
    metadata: { from: `${window.from}`, to: `${window.to}`, contentTopic: topics },
    messages: items.flatMap((item) => (item._tag === "Message" ? [showMessage(item.message)] : [])),
    damaged: items.filter((item) => item._tag === "Damaged").length
  })
}

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
      Result.map(readArchive(bytes), ({ messages, metadata }) => ({
        version: 1,
        metadata: { version: 1, ...metadata },
        messages
      }))
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
  ...payloads
}
