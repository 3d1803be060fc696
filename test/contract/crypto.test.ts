/** Keys, signatures and digests: pure, native, in memory, on disk. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as fs from "node:fs/promises"
import { createRequire } from "node:module"
import * as path from "node:path"
import * as NativeDigest from "../../src/adapters/crypto-node/Digest.ts"
import * as NativeSignatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as PureDigest from "../../src/adapters/crypto-pure/Digest.ts"
import * as PureSignatures from "../../src/adapters/crypto-pure/Signatures.ts"
import * as KeyFile from "../../src/adapters/key-file/ControlKey.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import { Signatures } from "../../src/ports/Signatures.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { controlKeyContract } from "../../src/testing/contract/ControlKey.ts"
import { digestContract } from "../../src/testing/contract/Digest.ts"
import { signaturesContract } from "../../src/testing/contract/Signatures.ts"

const bindingLoads = (): boolean => {
  try {
    createRequire(import.meta.url)("secp256k1/bindings.js")
    return true
  } catch {
    return false
  }
}

signaturesContract("crypto-pure", PureSignatures.layer)
signaturesContract("crypto-node", NativeSignatures.layer)
signaturesContract("crypto-node in one thread", NativeSignatures.singleThreaded)

controlKeyContract("key-memory", (secret) => Layer.provide(KeyMemory.layer(secret), PureSignatures.layer))
controlKeyContract("key-file", (secret) =>
  Effect.gen(function* () {
    const file = path.join(yield* temporaryFolder, "key")
    yield* KeyFile.create(file, secret).pipe(Effect.provide(PureSignatures.layer))
    return Layer.provide(KeyFile.layer(file), PureSignatures.layer)
  }).pipe(Layer.unwrap)
)

digestContract("crypto-pure", PureDigest.layer)
digestContract("crypto-node", NativeDigest.layer)

describe("crypto-node", () => {
  const secret = new Uint8Array(32).fill(9)
  const signed = Effect.gen(function* () {
    const { sign } = yield* Signatures
    const digests = Array.from({ length: 600 }, (_, n) => new Uint8Array(32).fill(n))
    const signatures = yield* sign(secret, digests)
    return digests.map((digest, n) => ({ digest, signature: signatures[n]! }))
  })

  const answered = (worker: string) =>
    Effect.gen(function* () {
      const { recover } = yield* Signatures
      const items = yield* signed
      const alone = items.map(({ digest, signature }) => Envelope.recover(digest, signature))
      assert.deepStrictEqual(yield* recover(items), alone)
      assert.deepStrictEqual(yield* recover(items), alone, "again")
    }).pipe(
      Effect.provide(NativeSignatures.layerWith(new URL(`data:text/javascript,${encodeURIComponent(worker)}`)), {
        local: true
      })
    )

  const listening = 'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => '

  it.live("A-13: threads that cannot start cost speed and no answer", () => answered("throw new Error('no thread')"))

  it.live("A-13: a thread that dies of a batch costs speed and no answer", () =>
    answered(`${listening}process.exit(1))`)
  )

  it.effect("is native where the binding of libsecp256k1 loads, and says so", () =>
    Effect.gen(function* () {
      const kinds = yield* Effect.forEach([PureSignatures.layer, NativeSignatures.layer], (layer) =>
        Effect.map(Signatures, ({ kind }) => kind).pipe(Effect.provide(layer, { local: true }))
      )
      assert.deepStrictEqual(kinds, ["pure", bindingLoads() ? "native" : "pure"])
    })
  )
})

describe("key-file", () => {
  const open = (file: string) =>
    Layer.build(Layer.provide(KeyFile.layer(file), PureSignatures.layer)).pipe(Effect.scoped)
  const create = (file: string, secret?: Uint8Array) =>
    KeyFile.create(file, secret).pipe(Effect.provide(PureSignatures.layer))

  it.live("is readable by its owner alone, refuses a file that others may read, and never overwrites", () =>
    Effect.gen(function* () {
      const file = path.join(yield* temporaryFolder, "key")
      assert.strictEqual((yield* Effect.flip(open(file))).reason, "Missing")
      yield* create(file)
      assert.strictEqual((yield* Effect.promise(() => fs.stat(file))).mode & 0o777, 0o600)
      const written = yield* Effect.promise(() => fs.readFile(file, "utf8"))
      assert.strictEqual((yield* Effect.flip(create(file))).reason, "Exists")
      assert.strictEqual(yield* Effect.promise(() => fs.readFile(file, "utf8")), written)
      for (const mode of [0o640, 0o604, 0o644, 0o660]) {
        yield* Effect.promise(() => fs.chmod(file, mode))
        const refused = yield* Effect.flip(open(file))
        assert.strictEqual(refused.reason, "Exposed")
        assert.include(refused.message, `chmod 600 ${file}`)
      }
      yield* Effect.promise(() => fs.chmod(file, 0o600))
      yield* open(file)
    })
  )

  it.live("refuses what is no private key", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      for (const [n, content] of [
        "",
        "xyz",
        "00".repeat(32),
        "ff".repeat(32),
        "11".repeat(31),
        "1".repeat(5000)
      ].entries()) {
        const file = path.join(folder, `key${n}`)
        yield* Effect.promise(() => fs.writeFile(file, content, { mode: 0o600 }))
        assert.strictEqual((yield* Effect.flip(open(file))).reason, "Invalid")
      }
      assert.strictEqual((yield* Effect.flip(create(path.join(folder, "zero"), new Uint8Array(32)))).reason, "Invalid")
    })
  )

  it.live("refuses a folder and a key behind a broken link, and writes no half of a key", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      assert.strictEqual((yield* Effect.flip(open(folder))).reason, "Invalid")
      const link = path.join(folder, "link")
      yield* Effect.promise(() => fs.symlink(path.join(folder, "nowhere"), link))
      assert.strictEqual((yield* Effect.flip(open(link))).reason, "Missing")
      assert.strictEqual((yield* Effect.flip(create(link))).reason, "Exists")
      assert.strictEqual((yield* Effect.flip(create(path.join(folder, "no", "key")))).reason, "Missing")
      assert.deepStrictEqual(yield* Effect.promise(() => fs.readdir(folder)), ["link"])
    })
  )

  it.live("makes another key each time, as one line of text", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const files = ["a", "b"].map((name) => path.join(folder, name))
      yield* Effect.forEach(files, (file) => create(file))
      const [first, second] = yield* Effect.forEach(files, (file) => Effect.promise(() => fs.readFile(file, "utf8")))
      assert.match(first!, /^[0-9a-f]{64}\n$/)
      assert.notStrictEqual(first, second)
    })
  )
})
