/** Hashes in pure TypeScript, on any platform. */
import { pbkdf2 } from "@noble/hashes/pbkdf2.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Layer from "effect/Layer"
import * as Bytes from "../../domain/Bytes.ts"
import * as Payload from "../../domain/waku/Payload.ts"
import { Digest } from "../../ports/Digest.ts"

export const layer: Layer.Layer<Digest> = Layer.succeed(Digest, {
  sha256: (bytes) => sha256(bytes),
  keccak256: (bytes) => keccak_256(bytes),
  pbkdf2: (password, iterations, length) =>
    pbkdf2(sha256, Bytes.utf8(password), Bytes.empty, { c: iterations, dkLen: length }),
  decrypt: Payload.decrypt
})
