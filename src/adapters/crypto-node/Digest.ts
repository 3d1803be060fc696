/** Hashes of the platform; in WebAssembly Keccak-256, which it has not, and SHA-256 of what is short. */
import { createKeccak, createSHA256 } from "hash-wasm"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createDecipheriv, createSecretKey, hash, type KeyObject, pbkdf2, pbkdf2Sync } from "node:crypto"
import { promisify } from "node:util"
import * as Bytes from "../../domain/Bytes.ts"
import type { Decrypt } from "../../domain/waku/Payload.ts"
import { Digest } from "../../ports/Digest.ts"

const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)

const TAG = 16

/** Making a key object costs more than opening a message with it; a room has one key. */
const keys = new WeakMap<Uint8Array, { readonly bytes: Uint8Array; readonly object: KeyObject }>()

const keyOf = (key: Uint8Array): KeyObject => {
  const known = keys.get(key)
  if (known !== undefined && Bytes.equals(known.bytes, key)) return known.object
  const object = createSecretKey(key)
  keys.set(key, { bytes: key.slice(), object })
  return object
}

const decrypt: Decrypt = (key, nonce, sealed) => {
  if (key.length !== 32 || sealed.length < TAG) return undefined
  const body = sealed.length - TAG
  try {
    const cipher = createDecipheriv("aes-256-gcm", keyOf(key), nonce)
    cipher.setAuthTag(sealed.subarray(body))
    const opened = cipher.update(sealed.subarray(0, body))
    // Throws where the tag does not match: nothing of what was opened before may be used.
    cipher.final()
    return plain(opened)
  } catch {
    return undefined
  }
}

const [keccak, sha] = await Promise.all([createKeccak(256), createSHA256()])

/** Bytes up to which calling the platform costs more than it saves. */
const SHORT = 256

export const layer: Layer.Layer<Digest> = Layer.succeed(Digest, {
  sha256: (bytes) =>
    bytes.length <= SHORT ? sha.init().update(bytes).digest("binary") : plain(hash("sha256", bytes, "buffer")),
  keccak256: (bytes) => keccak.init().update(bytes).digest("binary"),
  pbkdf2: (password, iterations, length) =>
    plain(pbkdf2Sync(Bytes.utf8(password), Bytes.empty, iterations, length, "sha256")),
  decrypt
})

const derive = promisify(pbkdf2)

/** The same digests with these passwords derived before, beside the event loop: each takes a hundredth of a second. */
export const derived = (passwords: ReadonlyArray<string>, iterations: number, length: number): Layer.Layer<Digest> =>
  Layer.effect(
    Digest,
    Effect.gen(function* () {
      const digest = yield* Digest
      const keys = yield* Effect.forEach(passwords, (password) =>
        Effect.promise(() => derive(Bytes.utf8(password), Bytes.empty, iterations, length, "sha256"))
      )
      return {
        ...digest,
        pbkdf2: (password, times, size) => {
          const key = keys[passwords.indexOf(password)]
          return key !== undefined && times === iterations && size === length
            ? plain(key)
            : digest.pbkdf2(password, times, size)
        }
      }
    })
  ).pipe(Layer.provide(layer))
