/**
 * The chat ids of a community, their content topics and keys. Source: 56/STATUS-COMMUNITIES; CHA-50, CHA-90…93, A-15, A-16.
 */
import * as Bytes from "../Bytes.ts"
import * as Topic from "../waku/Topic.ts"
import type { CommunityId } from "./PublicKey.ts"
import * as PublicKey from "./PublicKey.ts"

export interface Chat {
  readonly chatId: string
  readonly topic: Topic.ContentTopic
}

export interface Topics {
  /** Where all channels talk: the universal chat id (CHA-90). */
  readonly channel: Chat
  /** The special channel of index announcements. */
  readonly archives: Chat
  /** Where the description is published (CHA-92). */
  readonly description: Chat
  readonly advert: Chat
  readonly shardInfo: Chat
}

/** Iterations of the key derivation; not 65,536 (CHA-93). */
export const ITERATIONS = 65_356

const chat = (chatId: string): Chat => ({ chatId, topic: Topic.ofChat(chatId) })

/** `suffix` names the special channel: `-archives`, or `-magnetlinks` for networks that kept the old name. */
export const of = (id: CommunityId, suffix: "-archives" | "-magnetlinks" = "-archives"): Topics => ({
  channel: chat(`${id}-memberUpdate`),
  archives: chat(`${id}${suffix}`),
  description: chat(Bytes.toHex(PublicKey.ofCommunity(id))),
  advert: chat(id),
  shardInfo: chat(`${id}-shard-info`)
})

/** A hidden channel of the community beside those of the specification: the id is that of the community and the purpose. */
export const special = (id: CommunityId, purpose: string): Chat => chat(`${id}-${purpose}`)

/** The 32-byte symmetric key of a chat: PBKDF2-HMAC-SHA256 of its id, no salt (CHA-93). */
export const symmetricKey = (
  chatId: string,
  pbkdf2: (password: string, iterations: number, length: number) => Uint8Array
): Uint8Array => pbkdf2(chatId, ITERATIONS, 32)
