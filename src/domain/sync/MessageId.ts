/**
 * Ids of messages: the SHA-256 of who says what, where and when. Two equal contents are two messages. SDS-01, SDS-02.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Bytes from "../Bytes.ts"

/** 32 bytes. A host may have a faster one than ours. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** The lengths of sender and channel, four bytes each, the clock, eight bytes, and the length of the content, four. */
const head = (sender: number, channel: number, clock: bigint, content: number): Uint8Array => {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, sender)
  view.setUint32(4, channel)
  view.setBigUint64(8, clock)
  view.setUint32(16, content)
  return bytes
}

/**
 * 64 hexadecimal digits over sender, channel, clock and content, their lengths before them. `clock`: the Lamport clock in
 * milliseconds, or the instant in nanoseconds for a message without clock.
 */
export const derive = (
  senderId: string,
  channelId: string,
  clock: bigint,
  content: Uint8Array,
  digest: Sha256 = sha256
): string => {
  const [sender, channel] = [Bytes.utf8(senderId), Bytes.utf8(channelId)]
  const lengths = head(sender.length, channel.length, clock, content.length)
  return Bytes.toHex(Bytes.hashed(digest, [lengths, sender, channel, content]))
}
