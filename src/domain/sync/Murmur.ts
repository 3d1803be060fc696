/**
 * MurmurHash3 of 32 bits with seed 0, over UTF-8 bytes, as the standard library of Nim has it. Filters of other
 * implementations are made with it. Source: the vectors of js-waku's `nim_hashn`; D-4.
 */
import * as Bytes from "../Bytes.ts"

const mix = (block: number): number => {
  const spread = Math.imul(block, 0xcc_9e_2d_51)
  return Math.imul((spread << 15) | (spread >>> 17), 0x1b_87_35_93)
}

const ofBytes = (bytes: Uint8Array): number => {
  const whole = bytes.length - (bytes.length % 4)
  let hash = 0
  for (let at = 0; at < whole; at += 4) {
    hash ^= mix(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24))
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6_54_6b_64) | 0
  }
  let rest = 0
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]!
  hash ^= mix(rest) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35)
  return hash ^ (hash >>> 16)
}

/** Signed, 32 bits. */
export const hash = (text: string): number => ofBytes(Bytes.utf8(text))
