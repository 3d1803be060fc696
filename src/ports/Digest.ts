/**
 * Hash functions and decryption for bulk data. Every implementation gives the same answers. Implementations: `crypto-pure`, `crypto-node`.
 */
import * as Context from "effect/Context"
import type { Decrypt } from "../domain/waku/Payload.ts"

export class Digest extends Context.Service<
  Digest,
  {
    /** SHA-256 of the bytes, 32 bytes, synchronous. Handed to the domain where a hash is its parameter. */
    readonly sha256: (bytes: Uint8Array) => Uint8Array
    /** Keccak-256 of the bytes with the original padding, 32 bytes, synchronous. */
    readonly keccak256: (bytes: Uint8Array) => Uint8Array
    /** PBKDF2-HMAC-SHA256 of a UTF-8 password without salt, `length` bytes (CHA-93). */
    readonly pbkdf2: (password: string, iterations: number, length: number) => Uint8Array
    /** AES-256-GCM, synchronous; nothing where the tag does not match or a length is wrong (CHA-96). */
    readonly decrypt: Decrypt
  }
>()("community-history/ports/Digest") {}
