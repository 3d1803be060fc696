/**
 * A community key in a file of its own: 64 hexadecimal digits, readable by its owner alone.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHmac, randomBytes } from "node:crypto"
import * as fs from "node:fs/promises"
import { dirname } from "node:path"
import * as Bytes from "../../domain/Bytes.ts"
import * as Ecies from "../../domain/waku/Ecies.ts"
import { ControlKey, type Key, KeyFailure } from "../../ports/ControlKey.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import { Signatures } from "../../ports/Signatures.ts"

const OTHERS = 0o077
const MAX_SIZE = 1024

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""

const failed =
  (path: string) =>
  (cause: unknown): KeyFailure => {
    const code = codeOf(cause)
    if (code === "ENOENT")
      return new KeyFailure({
        reason: "Missing",
        path,
        detail: "there is no key here; run `init`, or restore the file from a backup"
      })
    if (code === "EEXIST")
      return new KeyFailure({ reason: "Exists", path, detail: "there is a key already, which is never overwritten" })
    return new KeyFailure({ reason: "Failed", path, detail: cause instanceof Error ? cause.message : String(cause) })
  }

/** Makes the new name durable; Windows cannot open a folder and needs no such thing. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return
  const handle = await fs.open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const invalid = (path: string) =>
  new KeyFailure({
    reason: "Invalid",
    path,
    detail: "this file holds no private key of secp256k1: 64 hexadecimal digits are expected"
  })

/** Mode, and content where it is short enough to be a key, of one and the same file. */
const load = (path: string) =>
  Effect.tryPromise({
    try: async () => {
      const file = await fs.open(path, "r")
      try {
        const stat = await file.stat()
        const text = stat.isFile() && stat.size <= MAX_SIZE ? await file.readFile("utf8") : ""
        return { mode: stat.mode, text, isFile: stat.isFile() }
      } finally {
        await file.close()
      }
    },
    catch: failed(path)
  })

const read = Effect.fn("KeyFile.read")(function* (path: string) {
  const { isFile, mode, text } = yield* load(path)
  // Windows has no such bits; access there is a matter of the folder.
  if (isFile && process.platform !== "win32" && (mode & OTHERS) !== 0) {
    return yield* new KeyFailure({
      reason: "Exposed",
      path,
      detail: `others may read it (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`
    })
  }
  const secret = Bytes.fromHex(text.trim())
  return secret?.length === 32 ? secret : yield* invalid(path)
})

const make = Effect.fnUntraced(function* (path: string) {
  const signatures = yield* Signatures
  const secret = yield* read(path)
  const publicKey = yield* Effect.mapError(signatures.publicKey(secret), () => invalid(path))
  return {
    publicKey,
    sign: (digests) => Effect.orDie(signatures.sign(secret, digests)),
    derive: (purpose) =>
      Effect.sync(() => new Uint8Array(createHmac("sha256", secret).update(Bytes.utf8(purpose)).digest())),
    agree: (other) => Effect.sync(() => Ecies.agree(secret, other))
  } satisfies Key
})

/** The key in the file. Fails where it is missing, readable by others, or no key. */
export const layer = (path: string): Layer.Layer<ControlKey, KeyFailure, Signatures> =>
  Layer.effect(ControlKey, make(path))

/** A member's key in a file; made at the first use. */
export const memberLayer = (path: string): Layer.Layer<MemberKey, KeyFailure, Signatures> =>
  Layer.effect(
    MemberKey,
    Effect.catchIf(
      make(path),
      (failure) => failure.reason === "Missing",
      () => Effect.andThen(create(path), make(path))
    )
  )

/**
 * Writes a new key file (mode 0600, synced) with the given 32 bytes, or with fresh random ones. Never overwrites:
 * `Exists`. Bytes that are no private key are refused: `Invalid`.
 */
export const create = Effect.fn("KeyFile.create")(function* (path: string, secretKey?: Uint8Array) {
  // A random value is out of range once in 2^128; the check below would say so.
  const secret = secretKey ?? new Uint8Array(randomBytes(32))
  yield* Effect.mapError((yield* Signatures).publicKey(secret), () => invalid(path))
  yield* Effect.tryPromise({
    try: async () => {
      const file = await fs.open(path, "wx", 0o600)
      try {
        await file.writeFile(`${Bytes.toHex(secret)}\n`)
        await file.sync()
      } catch (cause) {
        // Half a key would stand in the way of the next attempt.
        await fs.rm(path, { force: true })
        throw cause
      } finally {
        await file.close()
      }
      await syncFolder(dirname(path))
    },
    catch: failed(path)
  })
})
