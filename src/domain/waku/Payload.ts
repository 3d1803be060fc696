/**
 * Encrypted payloads, version 1. Before encryption: flags (bits 0–1 size of the length field, bit 2 signed), length
 * (little-endian), content, padding to a multiple of 256, optional 65-byte signature; then AES-256-GCM, written as
 * ciphertext ‖ tag (16) ‖ nonce (12), or, for one recipient, as `Ecies` writes it. Source: 26/WAKU2-PAYLOAD; CHA-96.
 */
import { gcm } from "@noble/ciphers/aes.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Ecies from "./Ecies.ts"

export interface PayloadError {
  readonly _tag: "PayloadError"
  readonly why: string
}

/**
 * AES-256-GCM: key (32 bytes), nonce (12), ciphertext ‖ tag (16); nothing where the tag does not match. A host may have a
 * faster one than ours.
 */
export type Decrypt = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined

export const decrypt: Decrypt = (key, nonce, sealed) => {
  try {
    return gcm(key, nonce).decrypt(sealed)
  } catch {
    return undefined
  }
}

const NONCE = 12
const TAG = 16
const SIGNATURE = 65
const BLOCK = 256
const SIGNED = 0b100
const SIZE_MASK = 0b011
const MAX_LENGTH = 0xff_ff_ff

const refuse = (why: string) => Result.fail<PayloadError>({ _tag: "PayloadError", why })

/** As many bytes as asked for, from 32: SHA-256 of the seed and a counter. */
const expand = (entropy: Uint8Array, length: number): Uint8Array => {
  const blocks: Array<Uint8Array> = []
  for (let counter = 0; counter * 32 < length; counter++) {
    blocks.push(sha256(Bytes.concat([entropy, Uint8Array.of(counter & 0xff, counter >>> 8)])))
  }
  return Bytes.concat(blocks).slice(0, length)
}

const sizeOf = (length: number): number => (length < 0x1_00 ? 1 : length < 0x1_00_00 ? 2 : 3)

/** Flags, length, content, padding; unsigned. */
const frame = (payload: Uint8Array, padding: (length: number) => Uint8Array): Uint8Array => {
  const size = sizeOf(payload.length)
  const head = new Uint8Array(1 + size)
  head[0] = size
  for (let i = 0; i < size; i++) head[1 + i] = (payload.length >>> (8 * i)) & 0xff
  const unpadded = head.length + payload.length
  return Bytes.concat([head, payload, padding((BLOCK - (unpadded % BLOCK)) % BLOCK)])
}

/**
 * Encrypts up to 16 MiB under a 32-byte key, unsigned. Nonce and padding come from the 32 bytes of `entropy`, which
 * must be fresh for every content; the same arguments give the same bytes.
 */
export const seal = (payload: Uint8Array, key: Uint8Array, entropy: Uint8Array): Uint8Array => {
  const random = expand(entropy, NONCE + BLOCK)
  const plain = frame(payload, (length) => random.subarray(NONCE, NONCE + length))
  const nonce = random.subarray(0, NONCE)
  return Bytes.concat([gcm(key, nonce).encrypt(plain), nonce])
}

/** The same for the holder of a public key (65 bytes) alone. */
export const sealFor = (payload: Uint8Array, publicKey: Uint8Array, entropy: Uint8Array): Uint8Array =>
  Ecies.seal(
    frame(payload, (length) => expand(entropy, length)),
    publicKey,
    entropy
  )

export interface Opened {
  readonly payload: Uint8Array
  /** 65 bytes, where there is one. */
  readonly signature: Uint8Array | undefined
}

const unframe = (plain: Uint8Array): Result.Result<Opened, PayloadError> => {
  const flags = plain[0] ?? 0
  const size = flags & SIZE_MASK
  const signed = (flags & SIGNED) !== 0
  let length = 0
  for (let i = 0; i < size; i++) length += (plain[1 + i] ?? 0) * 2 ** (8 * i)
  const from = 1 + size
  const end = plain.length - (signed ? SIGNATURE : 0)
  if (length > MAX_LENGTH || from + length > end) return refuse("its length field is wrong")
  return Result.succeed({
    payload: plain.slice(from, from + length),
    signature: signed ? plain.slice(end) : undefined
  })
}

/** Opens what `sealFor` sealed, with the secret that the recipient's key and the sender's ephemeral one have in common. */
export const openShared = (sealed: Uint8Array, shared: Uint8Array): Result.Result<Opened, PayloadError> => {
  const plain = Ecies.open(sealed, shared)
  return plain === undefined ? refuse("it is not for this key") : unframe(plain)
}

/** The content, and the 65-byte signature where there is one. */
export const open = (
  sealed: Uint8Array,
  key: Uint8Array,
  decipher: Decrypt = decrypt
): Result.Result<Opened, PayloadError> => {
  if (key.length !== 32) return refuse("the key has not 32 bytes")
  if (sealed.length < NONCE + TAG + 1) return refuse("it is too short to be encrypted")
  const body = sealed.length - NONCE
  const plain = decipher(key, sealed.subarray(body), sealed.subarray(0, body))
  if (plain === undefined) return refuse("it cannot be decrypted with the key of this channel")
  return unframe(plain)
}
