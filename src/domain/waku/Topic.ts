/**
 * Content topics, pubsub topics and the network they live on. Source: 23/WAKU2-TOPICS, 56/STATUS-COMMUNITIES; CHA-50, CHA-89.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Brand from "effect/Brand"
import * as Bytes from "../Bytes.ts"

/** `/{application}/{version}/{name}/{encoding}`. */
export type ContentTopic = Brand.Branded<string, "ContentTopic">

export const ContentTopic = Brand.nominal<ContentTopic>()

/** `/waku/2/rs/{cluster}/{shard}`. */
export type PubsubTopic = Brand.Branded<string, "PubsubTopic">

export const PubsubTopic = Brand.nominal<PubsubTopic>()

/** A longer topic is nobody's: the bound keeps hostile strings out of keys and indexes. */
export const MAX_CONTENT_TOPIC = 256

// Printable ASCII: text order is then byte order everywhere, and no control character reaches a terminal or a key.
const FOUR_PARTS = /^(?:\/[!-.0-~]+){4}$/

export const isContentTopic = (text: string): text is ContentTopic =>
  text.length <= MAX_CONTENT_TOPIC && FOUR_PARTS.test(text)

const REMEMBERED = 1024
const spelled = new Map<string, Uint8Array>()

/** UTF-8 bytes of a topic, of whichever kind. Most messages that follow one another have the same topics. */
export const toBytes = (topic: string): Uint8Array => {
  const known = spelled.get(topic)
  if (known !== undefined) return known
  if (spelled.size >= REMEMBERED) spelled.clear()
  const bytes = Bytes.utf8(topic)
  spelled.set(topic, bytes)
  return bytes
}

export const pubsub = (cluster: number, shard: number): PubsubTopic => PubsubTopic(`/waku/2/rs/${cluster}/${shard}`)

/** The first four raw bytes of `keccak256(utf8(chatId))`, in lower-case hexadecimal. */
export const ofChat = (chatId: string): ContentTopic =>
  ContentTopic(`/waku/1/0x${Bytes.toHex(keccak_256(Bytes.utf8(chatId)).slice(0, 4))}/rfc26`)

/** Where a community's messages travel: content (channels, announcements) and control (description, requests). */
export interface Network {
  readonly name: string
  readonly content: PubsubTopic
  readonly control: PubsubTopic
}

/** Cluster 16, shards 256 and 128 (CHA-89). */
export const specNetwork: Network = { name: "spec", content: pubsub(16, 256), control: pubsub(16, 128) }

/** What status-go uses: cluster 16, shards 32 and 64. */
export const statusNetwork: Network = { name: "status", content: pubsub(16, 32), control: pubsub(16, 64) }

/** What the production fleet of Status uses since 2026: cluster 16, one shard for everything. */
export const statusProdNetwork: Network = { name: "status-prod", content: pubsub(16, 0), control: pubsub(16, 0) }

/** The networks that a host can name. */
export const networks = { spec: specNetwork, status: statusNetwork, "status-prod": statusProdNetwork } as const

export type NetworkName = keyof typeof networks

/** Cluster and shard of a pubsub topic as `pubsub` makes it. */
export const shardOf = (topic: PubsubTopic): { readonly cluster: number; readonly shard: number } => {
  const [cluster, shard] = topic.split("/").slice(-2).map(Number)
  return { cluster: cluster ?? 0, shard: shard ?? 0 }
}
