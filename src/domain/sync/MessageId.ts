/**
 * Ids of messages: the SHA-256 of who says what, where and when. Two equal contents are two messages. SDS-01, SDS-02.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Bytes from "../Bytes.ts"

const uint64 = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value)
  return bytes
}

const prefixed = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => [uint64(BigInt(bytes.length)), bytes]

/**
 * 64 hexadecimal digits over sender, channel, clock and content, each behind its length. `clock`: the Lamport clock in
 * milliseconds, or the instant in nanoseconds for a message without clock.
 */
export const derive = (senderId: string, channelId: string, clock: bigint, content: Uint8Array): string =>
  Bytes.toHex(
    Bytes.hashed(sha256, [
      ...prefixed(Bytes.utf8(senderId)),
      ...prefixed(Bytes.utf8(channelId)),
      uint64(clock),
      ...prefixed(content)
    ])
  )
