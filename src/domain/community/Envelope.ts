/**
 * ApplicationMetadataMessage: a payload, its type, its author's signature. CHA-51, CHA-56, CHA-87, A-12…14, A-27.
 *
 * The signature covers the payload alone. Readers therefore also require that the payload decodes as its type says.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import { MessageId } from "./HistoryRecord.ts"
import * as Wire from "../wire/Wire.ts"
import { PublicKey } from "./PublicKey.ts"

export const SIGNATURE = 65
const DIGEST = 32
const HALF_ORDER = secp256k1.Point.Fn.toBytes(secp256k1.Point.Fn.ORDER >> 1n)

export interface EnvelopeError {
  readonly _tag: "EnvelopeError"
  readonly why: string
}

/** What an envelope holds; `digest` is what its signature signs. */
export interface Content {
  readonly type: number
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  readonly digest: Uint8Array
}

/** Keccak-256 with the original padding, 32 bytes. A host may have a faster one than ours. */
export type Keccak256 = (bytes: Uint8Array) => Uint8Array

/** What is signed: Keccak-256 of the payload. */
export const digest = (payload: Uint8Array, keccak256: Keccak256 = keccak_256): Uint8Array => keccak256(payload)

/** The bytes of the envelope. */
export const assemble = (type: number, payload: Uint8Array, signature: Uint8Array): Uint8Array =>
  Wire.encodeEnvelope({ type, payload, signature })

export const read = (bytes: Uint8Array, keccak256?: Keccak256): Result.Result<Content, EnvelopeError> =>
  Result.match(Wire.decodeEnvelope(bytes), {
    onFailure: ({ why }) =>
      Result.fail<EnvelopeError>({ _tag: "EnvelopeError", why: `it is no application message: ${why}` }),
    onSuccess: ({ payload, signature, type }): Result.Result<Content, EnvelopeError> =>
      signature.length === SIGNATURE
        ? Result.succeed({ type, payload, signature, digest: digest(payload, keccak256) })
        : Result.fail<EnvelopeError>({
            _tag: "EnvelopeError",
            why: signature.length === 0 ? "it is no signed application message" : "its signature has a wrong length"
          })
  })

/** The id of an application message: Keccak-256 of the author's uncompressed key and the envelope. */
export const messageId = (author: PublicKey, envelope: Uint8Array, keccak256: Keccak256 = keccak_256): MessageId =>
  MessageId(`0x${Bytes.toHex(Bytes.hashed(keccak256, [author, envelope]))}`)

/** The recovery id behind `v`, which is 0, 1, 27 or 28; `undefined` for anything else. */
export const recoveryId = (v: number): 0 | 1 | undefined =>
  v === 0 || v === 27 ? 0 : v === 1 || v === 28 ? 1 : undefined

/** Whether `s` is in the lower half of the order; the other half would be a second signature of the same content. */
export const hasLowS = (signature: Uint8Array): boolean => Bytes.compare(signature.subarray(32, 64), HALF_ORDER) <= 0

/** The envelope as this project writes it; others may write the same content in other bytes, and under another `v`. */
export const plain = ({ payload, signature, type }: Pick<Content, "payload" | "signature" | "type">): Uint8Array =>
  assemble(type, payload, signature.with(64, recoveryId(signature[64]!) ?? signature[64]!))

/** Whose signature `r ‖ s ‖ v` of the digest is; none where it is none, or malleated. */
export const recover = (digest: Uint8Array, signature: Uint8Array): Option.Option<PublicKey> => {
  if (digest.length !== DIGEST || signature.length !== SIGNATURE || !hasLowS(signature)) return Option.none()
  const recovery = recoveryId(signature[64]!)
  if (recovery === undefined) return Option.none()
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), "compact").addRecoveryBit(recovery)
    return Option.some(PublicKey(parsed.recoverPublicKey(digest).toBytes(false)))
  } catch {
    return Option.none()
  }
}

/** The deterministic signature (RFC 6979, low `s`) of a 32-byte digest; throws where the key is no private key. */
export const sign = (digest: Uint8Array, secretKey: Uint8Array): Uint8Array => {
  const recovered = secp256k1.sign(digest, secretKey, { prehash: false, format: "recovered" })
  const signature = new Uint8Array(SIGNATURE)
  signature.set(recovered.subarray(1), 0)
  signature[64] = recovered[0]!
  return signature
}
