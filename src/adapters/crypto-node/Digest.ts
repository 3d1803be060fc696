/** Hashes of the platform. */
import * as Layer from "effect/Layer"
import { hash, pbkdf2Sync } from "node:crypto"
import * as Bytes from "../../domain/Bytes.ts"
import { Digest } from "../../ports/Digest.ts"

const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)

export const layer: Layer.Layer<Digest> = Layer.succeed(Digest, {
  sha256: (bytes) => plain(hash("sha256", bytes, "buffer")),
  pbkdf2: (password, iterations, length) =>
    plain(pbkdf2Sync(Bytes.utf8(password), Bytes.empty, iterations, length, "sha256"))
})
