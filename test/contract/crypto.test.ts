/** Keys, signatures and digests: pure, native, in memory, on disk. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as fc from "fast-check"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as NativeDigest from "../../src/adapters/crypto-node/Digest.ts"
import * as NativeSignatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as PureDigest from "../../src/adapters/crypto-pure/Digest.ts"
import * as PureSignatures from "../../src/adapters/crypto-pure/Signatures.ts"
import * as KeyFile from "../../src/adapters/key-file/ControlKey.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import { Digest } from "../../src/ports/Digest.ts"
import { runs } from "../support/runs.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { controlKeyContract } from "./ControlKey.ts"
import { signaturesContract } from "./Signatures.ts"

signaturesContract("crypto-pure", PureSignatures.layer)
signaturesContract("crypto-node", NativeSignatures.layer)

controlKeyContract("key-memory", (secret) =>
  Effect.succeed(Layer.provide(KeyMemory.layer(secret), PureSignatures.layer))
)
controlKeyContract("key-file", (secret) =>
  Effect.gen(function* () {
    const file = path.join(yield* temporaryFolder, "key")
    yield* KeyFile.create(file, secret).pipe(Effect.provide(PureSignatures.layer))
    return Layer.provide(KeyFile.layer(file), PureSignatures.layer)
  })
)

for (const [name, layer] of [
  ["crypto-pure", PureDigest.layer],
  ["crypto-node", NativeDigest.layer]
] as const) {
  describe(`${name} satisfies Digest`, () => {
    it.effect("SHA-256 and PBKDF2 are the ones of the standards", () =>
      Effect.gen(function* () {
        const { pbkdf2, sha256 } = yield* Digest
        assert.strictEqual(
          Bytes.toHex(sha256(Bytes.utf8("abc"))),
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        const key = pbkdf2("test-chat", 65_356, 32)
        assert.strictEqual(
          Bytes.toHex(key),
          "dee7b737053e45bef823c98fe6eda80495b5c2346b5d2f43638e46c0a4f1496d",
          "CHA-93"
        )
        const other = yield* Effect.provide(Digest, PureDigest.layer)
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
            assert.deepStrictEqual(sha256(bytes), other.sha256(bytes))
          ),
          { numRuns: runs }
        )
      }).pipe(Effect.provide(layer))
    )
  })
}

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
})
