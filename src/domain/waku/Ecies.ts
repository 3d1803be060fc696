/**
 * Encryption for the holder of one key, as go-ethereum does it: an ephemeral key of secp256k1, AES-128-CTR, HMAC-SHA256.
 * Written as ephemeral public key (65) ‖ IV (16) ‖ ciphertext ‖ MAC (32). Source: 26/WAKU2-PAYLOAD; CHA-96.
 */
import { ctr } from "@noble/ciphers/aes.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Bytes from "../Bytes.ts"

const POINT = 65
const IV = 16
const MAC = 32
const KEY = 16
const UNCOMPRESSED = 4
/** Of the key derivation: one block of SHA-256 is enough. */
const COUNTER = Uint8Array.of(0, 0, 0, 1)

/** The secret that two keys have in common: 32 bytes, the x coordinate of their product. */
export const agree = (secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array =>
  secp256k1.getSharedSecret(secretKey, publicKey, false).slice(1, 33)

const keysOf = (shared: Uint8Array) => {
  const derived = sha256(Bytes.concat([COUNTER, shared]))
  return { encryption: derived.slice(0, KEY), authentication: sha256(derived.slice(KEY)) }
}

const isEqual = (left: Uint8Array, right: Uint8Array): boolean => {
  let difference = left.length ^ right.length
  for (let i = 0; i < left.length && i < right.length; i++) difference |= left[i]! ^ right[i]!
  return difference === 0
}

/** The sender's half of the secret, where the bytes begin with a point of the curve. */
export const ephemeralOf = (sealed: Uint8Array): Uint8Array | undefined => {
  if (sealed.length < POINT + IV + MAC || sealed[0] !== UNCOMPRESSED) return undefined
  const point = sealed.slice(0, POINT)
  return secp256k1.utils.isValidPublicKey(point, false) ? point : undefined
}

/** `shared` comes from `agree` with the recipient's key and `ephemeralOf`; nothing where the MAC does not match. */
export const open = (sealed: Uint8Array, shared: Uint8Array): Uint8Array | undefined => {
  if (sealed.length < POINT + IV + MAC) return undefined
  const { authentication, encryption } = keysOf(shared)
  const body = sealed.subarray(POINT, sealed.length - MAC)
  if (!isEqual(hmac(sha256, authentication, body), sealed.subarray(sealed.length - MAC))) return undefined
  return ctr(encryption, body.slice(0, IV)).decrypt(body.slice(IV))
}

/**
 * For the holder of `publicKey` (65 bytes) alone. The ephemeral key and the IV come from the 32 bytes of `entropy`, which must be
 * fresh for every content.
 */
export const seal = (plain: Uint8Array, publicKey: Uint8Array, entropy: Uint8Array): Uint8Array => {
  const wide = Bytes.concat([
    sha256(Bytes.concat([entropy, Bytes.utf8("ephemeral 1")])),
    sha256(Bytes.concat([entropy, Bytes.utf8("ephemeral 2")])).slice(0, KEY)
  ])
  const { publicKey: ephemeral, secretKey } = secp256k1.keygen(wide)
  const { authentication, encryption } = keysOf(agree(secretKey, publicKey))
  const iv = sha256(Bytes.concat([entropy, Bytes.utf8("iv")])).slice(0, IV)
  const body = Bytes.concat([iv, ctr(encryption, iv).encrypt(plain)])
  const point = secp256k1.Point.fromBytes(ephemeral).toBytes(false)
  return Bytes.concat([point, body, hmac(sha256, authentication, body)])
}
