/** Every adapter of `ArchiveFolder`, and the disk under the one that has one. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Option, Stream } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as Folder from "../../src/adapters/files-folder/ArchiveFolder.ts"
import * as Memory from "../../src/adapters/files-memory/ArchiveFolder.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { pattern } from "../../src/testing/generators/codex.ts"
import { temporaryFolder } from "../support/temporary.ts"
import {
  archiveFolderContract,
  fileOf,
  keep,
  readDraft,
  readFile,
  write
} from "../../src/testing/contract/ArchiveFolder.ts"

archiveFolderContract("files-memory", Memory.layer)
archiveFolderContract("files-folder", Layer.unwrap(Effect.map(temporaryFolder, (folder) => Folder.layer({ folder }))))

const inFolder = <A, E>(folder: string, use: (files: ArchiveFolder["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(ArchiveFolder, use).pipe(Effect.provide(Folder.layer({ folder }), { local: true }))

const file = fileOf(1n, 2n)
const key = "a".repeat(64)

describe("files-folder", () => {
  it.effect("processes that share a folder have drafts of their own and files in common", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const as = <A, E>(writer: string, use: (files: ArchiveFolder["Service"]) => Effect.Effect<A, E>) =>
        Effect.flatMap(ArchiveFolder, use).pipe(Effect.provide(Folder.layer({ folder, writer }), { local: true }))
      yield* as("host-1", (files) => write(files, "one", pattern(8, 1)))
      yield* as("host-2", (files) => write(files, "one", pattern(9, 2)))
      assert.deepStrictEqual(yield* as("host-1", (files) => readDraft(files, "one")), pattern(8, 1))
      yield* as("host-2", (files) => files.dropDraft("one"))
      yield* as("host-1", (files) => files.keep("one", file))
      assert.deepStrictEqual(yield* as("host-2", (files) => readFile(files, file)), pattern(8, 1))
    })
  )

  it.effect("A-49: files have the names that the layout says", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (files) =>
        Effect.andThen(keep(files, file, pattern(7, 1)), files.writeIndex(pattern(3, 1)))
      )
      const read = (...parts: ReadonlyArray<string>) => Effect.promise(() => fs.readFile(path.join(folder, ...parts)))
      assert.deepStrictEqual(new Uint8Array(yield* read("archives", `1-2-0x${key}.archive`)), pattern(7, 1))
      assert.deepStrictEqual(new Uint8Array(yield* read("index.pb")), pattern(3, 1))
    })
  )

  it.effect("keeps drafts, files and index when it is closed and opened again", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (files) =>
        Effect.gen(function* () {
          yield* keep(files, file, pattern(7, 1))
          yield* write(files, "one", pattern(8, 2))
          yield* files.writeIndex(pattern(3, 3))
        })
      )
      yield* inFolder(folder, (files) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* readFile(files, file), pattern(7, 1))
          assert.deepStrictEqual(yield* readDraft(files, "one"), pattern(8, 2))
          assert.deepStrictEqual(yield* files.readIndex, Option.some(pattern(3, 3)))
        })
      )
    })
  )

  it.effect("A-43: a draft in the middle of being written is no draft, so that a crash leaves none", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (files) =>
        Effect.gen(function* () {
          const begun = yield* Deferred.make<void>()
          const stalled = Stream.concat(
            Stream.succeed(pattern(70_000, 1)),
            Stream.unwrap(Effect.as(Deferred.succeed(begun, undefined), Stream.never))
          )
          const fiber = yield* Effect.forkChild(files.draft("one", stalled))
          yield* Deferred.await(begun)
          // What another process would find now is what it would find after a crash.
          assert.isFalse(yield* inFolder(folder, (other) => other.hasDraft("one")))
          yield* Fiber.interrupt(fiber)
          assert.isFalse(yield* files.hasDraft("one"))
          assert.deepStrictEqual(yield* Effect.promise(() => fs.readdir(path.join(folder, "drafts"))), [])
        })
      )
    })
  )

  it.effect("files of other names are ignored, and none is listed that cannot be read", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* inFolder(folder, (files) => keep(files, file, pattern(7, 1)))
      yield* Effect.promise(async () => {
        const at = (name: string) => path.join(folder, "archives", name)
        const others = [
          "notes.txt",
          `01-2-0x${key}.archive`,
          `1-2-0x${key.toUpperCase()}.archive`,
          `1-2-0x${key}.archive.part`,
          `1-9999999999999999999-0x${key}.archive`
        ]
        for (const name of others) await fs.writeFile(at(name), "x")
        await fs.mkdir(at(`1-3-0x${key}.archive`))
      })
      yield* inFolder(folder, (files) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* files.list, [{ ...file, size: 7 }])
        })
      )
    })
  )

  it.effect("reads in chunks, and no further than it is asked", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const large = pattern(1_500_000, 1)
      yield* inFolder(folder, (files) =>
        Effect.gen(function* () {
          yield* keep(files, file, large)
          const chunks = yield* Stream.runCollect(files.read(file))
          assert.isTrue(chunks.length > 1 && chunks.every(({ length }) => length <= 1024 * 1024))
          assert.isTrue(Bytes.equals(Bytes.concat(chunks), large))
        })
      )
    })
  )

  it.effect("a folder that cannot be made says so", () =>
    Effect.gen(function* () {
      const blocked = path.join(yield* temporaryFolder, "file")
      yield* Effect.promise(() => fs.writeFile(blocked, ""))
      const failure = yield* Effect.flip(inFolder(path.join(blocked, "inside"), (files) => files.list))
      assert.strictEqual(failure.reason, "Failed")
      assert.isFalse(failure.retryable)
      assert.isAbove(failure.detail.length, 0)
    })
  )
})
