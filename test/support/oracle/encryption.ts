/** Payloads, signatures and topics once more, on Node's AES-GCM, PBKDF2 and our own second curve and Keccak. */
import { createCipheriv, createDecipheriv, pbkdf2Sync } from "node:crypto"
import { sha256 } from "./codex.ts"
import { keccak256 } from "./keccak.ts"
import { hashOf } from "./messages.ts"
import * as Curve from "./secp256k1.ts"

const bytes = (text: string) => Buffer.from(text, "hex")

type Parts = Readonly<Record<"key" | "nonce" | "length" | "payload" | "padding" | "signature", string>> & {
  readonly flags: number
}

export const encrypt = ({ flags, key, length, nonce, padding, payload, signature }: Parts) => {
  const cipher = createCipheriv("aes-256-gcm", bytes(key), bytes(nonce))
  const plain = Buffer.concat([Buffer.of(flags), ...[length, payload, padding, signature].map(bytes)])
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag(), bytes(nonce)])
  return { sealed: sealed.toString("hex") }
}

const opened = (key: Uint8Array, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(-12))
  decipher.setAuthTag(sealed.subarray(-28, -12))
  return Buffer.concat([decipher.update(sealed.subarray(0, -28)), decipher.final()])
}

export const decrypt = ({ key, sealed }: { key: string; sealed: string }) => {
  const plain = opened(bytes(key), bytes(sealed))
  const size = plain[0]! & 3
  const length = size === 0 ? 0 : plain.readUIntLE(1, size)
  return {
    payload: plain.subarray(1 + size, 1 + size + length).toString("hex"),
    signature: (plain[0]! & 4) === 0 ? null : plain.subarray(-65).toString("hex")
  }
}

export const sealedLength = (length: number) => {
  const size = length < 2 ** 8 ? 1 : length < 2 ** 16 ? 2 : 3
  const plain = Math.ceil((1 + size + length) / 256) * 256
  return { flags: size, plain, sealed: plain + 28 }
}

export const sign = (input: { payload: string; secret_key: string }) => {
  const digest = keccak256(bytes(input.payload))
  return { digest: digest.toString("hex"), signature: Curve.sign(digest, bytes(input.secret_key)).toString("hex") }
}

export const recover = (input: { digest: string; signature: string }) => {
  const key = Curve.recover(bytes(input.digest), bytes(input.signature))
  return { public_key: key.toString("hex"), author: `0x${Curve.compressed(key).toString("hex")}` }
}

interface Arrived {
  readonly key: string
  readonly pubsub_topic: string
  readonly message: {
    readonly payload: string
    readonly content_topic: string
    readonly version: number
    readonly timestamp: string
    readonly meta: string
  }
}

/** The fields of an envelope whose three fields all are there: lengths of one or two bytes. */
const fieldsOf = (envelope: Buffer): ReadonlyMap<number, Buffer | number> => {
  const found = new Map<number, Buffer | number>()
  let at = 0
  const varint = (): number => {
    const byte = envelope[at++]!
    return byte < 128 ? byte : byte - 128 + 128 * varint()
  }
  while (at < envelope.length) {
    const tag = varint()
    const value = varint()
    found.set(tag >> 3, tag % 8 === 0 ? value : envelope.subarray(at, at + value))
    if (tag % 8 === 2) at += value
  }
  return found
}

const PUBLIC_MESSAGE = 102

export const unwrap = ({ key, message, pubsub_topic }: Arrived) => {
  const plain =
    message.version === 1 ? bytes(decrypt({ key, sealed: message.payload }).payload) : bytes(message.payload)
  const wrapped = fieldsOf(plain).get(PUBLIC_MESSAGE)
  const envelope = wrapped instanceof Buffer ? wrapped : plain
  const fields = fieldsOf(envelope)
  const payload = fields.get(2) as Buffer
  const author = Curve.recover(keccak256(payload), fields.get(1) as Buffer)
  return {
    id: `0x${keccak256(author, envelope).toString("hex")}`,
    topic: message.content_topic,
    timestamp: message.timestamp,
    hash: hashOf(pubsub_topic, message),
    type: fields.get(3),
    author: `0x${Curve.compressed(author).toString("hex")}`,
    payload: payload.toString("hex"),
    envelope: envelope.toString("hex")
  }
}

export const topicOf = (chatId: string): string =>
  `/waku/1/0x${keccak256(Buffer.from(chatId)).subarray(0, 4).toString("hex")}/rfc26`

export const keyOf = (chatId: string): string => pbkdf2Sync(chatId, "", 65_356, 32, "sha256").toString("hex")

export const communityId = (text: string) => {
  const id = text.toLowerCase()
  return { id, public_key: Curve.uncompressed(bytes(id.slice(2))).toString("hex") }
}

export const chats = ({ community, suffix }: { community: string; suffix: string }) => {
  const chat = (chat_id: string) => ({ chat_id, topic: topicOf(chat_id) })
  return {
    channel: chat(`${community}-memberUpdate`),
    archives: chat(`${community}${suffix}`),
    description: chat(communityId(community).public_key),
    advert: chat(community),
    shardInfo: chat(`${community}-shard-info`)
  }
}

export const channelId = ({ community, seed }: { community: string; seed: string }) => {
  const digits = sha256(Buffer.from(`community-history/channel/1/${community}/${seed}`)).toString("hex")
  const variant = (8 + (Number.parseInt(digits[16]!, 16) & 3)).toString(16)
  const uuid = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
  return { chat_id: `${community}${uuid}` }
}
