/** Every adapter of `Codex`, and what a disk can do to those that keep files. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as Folder from "../../src/adapters/codex-folder/Codex.ts"
import * as Memory from "../../src/adapters/codex-memory/Codex.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { pattern } from "../../src/testing/generators/codex.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { bytesOf, codexContract, manifestOf, put } from "../../src/testing/contract/Codex.ts"

codexContract("codex-memory", Memory.layer)
codexContract("codex-folder", Layer.unwrap(Effect.map(temporaryFolder, (folder) => Folder.layer({ folder }))))

const inFolder = <A, E>(folder: string, use: (codex: Codex["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(Codex, use).pipe(Effect.provide(Folder.layer({ folder }), { local: true }))

const bytes = pattern(200_001, 5)
const cid = Manifest.cid(manifestOf(bytes))
const drafts = (folder: string) => Effect.promise(() => fs.readdir(path.join(folder, "drafts")))

describe("codex-folder", () => {
  it.effect("keeps what it acknowledged when it is closed and opened again", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const stored = yield* inFolder(folder, (codex) => put(codex, bytes, [777]))
      assert.isTrue(Bytes.equals(yield* inFolder(folder, (codex) => bytesOf(codex, stored.cid)), bytes))
      assert.deepStrictEqual(yield* inFolder(folder, (codex) => codex.list), [stored.cid])
    })
  )

  it.effect("is shared: what one has put another has, and what one removes is gone for all", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (one) =>
        inFolder(folder, (two) =>
          Effect.gen(function* () {
            yield* Effect.all([put(one, bytes), put(two, bytes, [1_000])], { concurrency: 2 })
            assert.isTrue(Bytes.equals(yield* bytesOf(two, cid), bytes))
            yield* two.remove(cid)
            assert.isFalse(yield* one.has(cid))
          })
        )
      )
    })
  )

  it.effect("finds every damage to the bytes by the end of the stream, and putting again heals it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = path.join(folder, `${cid}.data`)
      const damages: ReadonlyArray<readonly [string, (whole: Uint8Array) => Uint8Array]> = [
        ["a flipped bit at the start", (whole) => whole.with(0, whole[0]! ^ 1)],
        ["a flipped bit at the end", (whole) => whole.with(whole.length - 1, whole.at(-1)! ^ 0x80)],
        ["cut off", (whole) => whole.subarray(0, -1)],
        ["cut off at a block", (whole) => whole.subarray(0, 65_536)],
        ["empty", () => Bytes.empty],
        ["longer", (whole) => Bytes.concat([whole, Uint8Array.of(0)])]
      ]
      for (const [name, damage] of damages) {
        yield* inFolder(folder, (codex) => put(codex, bytes))
        yield* Effect.promise(() => fs.writeFile(file, damage(bytes)))
        const failure = yield* Effect.flip(inFolder(folder, (codex) => bytesOf(codex, cid)))
        assert.strictEqual(failure.reason, "Corrupt", name)
        assert.isFalse(failure.retryable)
      }
      yield* inFolder(folder, (codex) => put(codex, bytes))
      assert.isTrue(Bytes.equals(yield* inFolder(folder, (codex) => bytesOf(codex, cid)), bytes))
    })
  )

  it.effect("finds a damaged manifest, and one that belongs to another dataset", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (codex) => put(codex, bytes))
      const file = path.join(folder, `${cid}.manifest`)
      const good = new Uint8Array(yield* Effect.promise(() => fs.readFile(file)))
      for (const content of [
        good.with(20, good[20]! ^ 1),
        good.subarray(0, -1),
        Bytes.empty,
        Manifest.encode(manifestOf(pattern(3, 1)))
      ]) {
        yield* Effect.promise(() => fs.writeFile(file, content))
        for (const use of [
          (codex: Codex["Service"]) => codex.manifest(cid),
          (codex: Codex["Service"]) => Stream.runDrain(codex.get(cid))
        ]) {
          const failure = yield* Effect.flip(
            inFolder(folder, (codex): Effect.Effect<unknown, CodexFailure> => use(codex))
          )
          assert.strictEqual(failure.reason, "Corrupt")
        }
      }
    })
  )

  it.effect("a dataset whose manifest was never written is not there", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (codex) => put(codex, bytes))
      yield* Effect.promise(() => fs.rm(path.join(folder, `${cid}.manifest`)))
      yield* inFolder(folder, (codex) =>
        Effect.gen(function* () {
          assert.isFalse(yield* codex.has(cid))
          assert.deepStrictEqual(yield* codex.list, [])
          assert.strictEqual((yield* Effect.flip(bytesOf(codex, cid))).reason, "NotFound")
        })
      )
    })
  )

  it.effect("leaves no draft behind, of success, failure or refusal", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (codex) =>
        Effect.gen(function* () {
          yield* put(codex, bytes)
          yield* Effect.flip(codex.put(Stream.concat(Stream.succeed(bytes), Stream.fail("gone"))))
          yield* Effect.flip(codex.put(Stream.empty))
          assert.deepStrictEqual(yield* drafts(folder), [])
        })
      )
    })
  )

  it.effect("clears away drafts of the day before, leaves newer ones alone, and lists neither", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (codex) => put(codex, bytes))
      yield* Effect.promise(async () => {
        for (const name of ["old", "new"]) await fs.writeFile(path.join(folder, "drafts", name), "left over")
        const before = new Date(Date.now() - 25 * 3_600_000)
        await fs.utimes(path.join(folder, "drafts", "old"), before, before)
      })
      assert.deepStrictEqual(yield* inFolder(folder, (codex) => codex.list), [cid])
      assert.deepStrictEqual(yield* drafts(folder), ["new"])
    })
  )

  it.effect("files of other names in the folder are no datasets", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (codex) => put(codex, bytes))
      yield* Effect.promise(async () => {
        for (const name of [
          "notes.txt",
          "zDx.manifest",
          ".manifest",
          "../x.manifest".slice(3),
          `${cid}.manifest.bak`
        ]) {
          await fs.writeFile(path.join(folder, name), "x")
        }
      })
      assert.deepStrictEqual(yield* inFolder(folder, (codex) => codex.list), [cid])
    })
  )

  it.effect("no text that is not a CID reaches a file", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const outside = path.join(folder, "secret.data")
      yield* Effect.promise(async () => {
        await fs.writeFile(outside, "secret")
        await fs.writeFile(path.join(folder, "secret.manifest"), "secret")
      })
      yield* inFolder(path.join(folder, "shared"), (codex) => codex.remove("../secret" as Cid))
      assert.strictEqual(yield* Effect.promise(() => fs.readFile(outside, "utf8")), "secret")
    })
  )

  it.effect("reads in chunks of at most one MiB, and no further than it is asked", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const large = pattern(3_000_000, 1)
      yield* inFolder(folder, (codex) =>
        Effect.gen(function* () {
          const stored = yield* put(codex, large, [500_000])
          const chunks = yield* Stream.runCollect(codex.get(stored.cid))
          for (const chunk of chunks.slice(0, -1))
            assert.isTrue(chunk.length >= 64 * 1024 && chunk.length <= 1024 * 1024)
          // The end, where a damage would show, is never reached.
          yield* Effect.promise(() => fs.truncate(path.join(folder, `${stored.cid}.data`), 1_500_000))
          const [first] = yield* Stream.runCollect(Stream.take(codex.get(stored.cid), 1))
          assert.isTrue(Bytes.equals(first!, large.subarray(0, first!.length)))
        })
      )
    })
  )

  it.effect("a folder that cannot be used is unavailable, which may pass, and says why", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = path.join(folder, "file")
      yield* Effect.promise(() => fs.writeFile(file, ""))
      const failure = yield* Effect.flip(inFolder(path.join(file, "inside"), (codex) => codex.list))
      assert.strictEqual(failure.reason, "Unavailable")
      assert.isTrue(failure.retryable)
      assert.isAbove(failure.detail.length, 0)
    })
  )

  it.effect("a folder that vanishes is unavailable for writing and holds nothing for reading", () =>
    Effect.gen(function* () {
      const folder = path.join(yield* temporaryFolder, "shared")
      yield* inFolder(folder, (codex) =>
        Effect.gen(function* () {
          yield* put(codex, bytes)
          yield* Effect.promise(() => fs.rm(folder, { recursive: true }))
          assert.strictEqual((yield* Effect.flip(put(codex, bytes))).reason, "Unavailable")
          assert.strictEqual((yield* Effect.flip(codex.list)).reason, "Unavailable")
          assert.strictEqual((yield* Effect.flip(bytesOf(codex, cid))).reason, "NotFound")
        })
      )
    })
  )
})

describe("CodexFailure", () => {
  it("only what may pass is retryable", () => {
    const reasons = ["NotFound", "Corrupt", "Full", "Rejected", "Unavailable", "Timeout"] as const
    const retryable = reasons.filter((reason) => new CodexFailure({ operation: "get", reason, detail: "" }).retryable)
    assert.deepStrictEqual(retryable, ["Unavailable", "Timeout"])
  })
})
