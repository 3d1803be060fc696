/**
 * The archive files of one community on disk: `archives/<from>-<to>-<key>.archive`, `index.pb`, and `drafts/` for what is
 * being written. A file has its final name only once its bytes are synced.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { statSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { setImmediate } from "node:timers/promises"
import { ArchiveKey } from "../../domain/history/ArchiveIndex.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ArchiveFolder, type ArchiveFileName, FolderFailure } from "../../ports/ArchiveFolder.ts"

const CHUNK = 256 * 1024
const NAME = /^(\d{1,19})-(\d{1,19})-(0x[0-9a-f]{64})\.archive$/
const DRAFT = /^[A-Za-z0-9-]{1,200}$/

const nameOf = ({ key, window }: ArchiveFileName): string => `${window.from}-${window.to}-${key}.archive`

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""

const failed =
  (operation: string, file: string) =>
  (cause: unknown): FolderFailure => {
    const code = codeOf(cause)
    const known = {
      ENOENT: ["NotFound", "there is no such file"],
      ENOSPC: ["Full", "the disk is full; make room and try again"],
      EDQUOT: ["Full", "the disk quota is used up; make room and try again"],
      EACCES: ["Refused", "access is denied; check who owns the folder"],
      EPERM: ["Refused", "access is denied; check who owns the folder"],
      EROFS: ["Refused", "the file system is read-only"]
    } as const
    const [reason, detail] =
      code in known
        ? known[code as keyof typeof known]
        : (["Failed", cause instanceof Error ? cause.message : String(cause)] as const)
    return new FolderFailure({ operation, reason, path: file, detail })
  }

const attempt = <A>(operation: string, file: string, work: () => Promise<A>) =>
  Effect.tryPromise({ try: work, catch: failed(operation, file) })

const absent = (cause: unknown): undefined => {
  if (codeOf(cause) === "ENOENT") return undefined
  throw cause
}

/** Files that are looked at in one go. */
const LOOKS = 64

/**
 * The files of a folder and their sizes. A folder of ten years has hundreds of them: the system answers each at once, a
 * thread of its own for each would take ten times as long. Whoever else is running gets a turn in between.
 */
const sizes = async (folder: string): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>()
  for (const [at, name] of (await fs.readdir(folder)).entries()) {
    if (at % LOOKS === LOOKS - 1) await setImmediate()
    const stat = statSync(path.join(folder, name), { throwIfNoEntry: false })
    if (stat?.isFile() === true) found.set(name, stat.size)
  }
  return found
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await fs.open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const write = <E, R>(file: string, bytes: Stream.Stream<Uint8Array, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* Effect.acquireRelease(
        attempt("write", file, () => fs.open(file, "w")),
        (open) => Effect.promise(() => open.close())
      )
      let size = 0
      yield* Stream.runForEach(bytes, (chunk) =>
        attempt("write", file, async () => {
          for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at)).bytesWritten
          size += chunk.length
        })
      )
      yield* attempt("write", file, () => handle.sync())
      return size
    })
  )

/** A file that cannot be removed does no harm where it is. */
const discard = (file: string) => Effect.promise(() => fs.rm(file, { force: true }).catch(() => {}))

const read = (file: string): Stream.Stream<Uint8Array, FolderFailure> =>
  Stream.unwrap(
    Effect.map(
      Effect.acquireRelease(
        attempt("read", file, () => fs.open(file, "r")),
        (handle) => Effect.promise(() => handle.close())
      ),
      (handle) =>
        Stream.paginate(0, (at: number) =>
          Effect.map(
            attempt("read", file, async () => {
              const buffer = new Uint8Array(CHUNK)
              const { bytesRead } = await handle.read(buffer, 0, CHUNK, at)
              return buffer.subarray(0, bytesRead)
            }),
            (chunk) =>
              [
                chunk.length === 0 ? [] : [chunk],
                chunk.length === 0 ? Option.none() : Option.some(at + chunk.length)
              ] as const
          )
        )
    )
  )

const named = (operation: string, name: string, pattern: RegExp) =>
  pattern.test(name)
    ? Effect.void
    : Effect.fail(new FolderFailure({ operation, reason: "Refused", path: name, detail: "this is no name for a file" }))

const exists = (operation: string, file: string) =>
  attempt(operation, file, async () => (await fs.stat(file).catch(absent)) !== undefined)

/**
 * `writer`: where processes share the folder, each has drafts under a name of its own (letters, digits, `-`, `.`, `_`): what one
 * writes that has lost the community to another must not become the other's archive.
 */
export interface Options {
  readonly folder: string
  readonly writer?: string
}

const make = Effect.fnUntraced(function* (options: Options) {
  const { folder } = options
  const archives = path.join(folder, "archives")
  const drafts = path.join(folder, "drafts", options.writer ?? ".")
  const index = path.join(folder, "index.pb")
  yield* attempt("make", folder, async () => {
    await fs.mkdir(archives, { recursive: true })
    await fs.mkdir(drafts, { recursive: true })
  })
  const draftOf = (name: string) => path.join(drafts, name)
  /** What is being written: no draft can have this name. */
  const partOf = (name: string) => path.join(drafts, `${name}.part`)
  /** Only what a listing would show becomes a file name; anything else names a file that cannot exist. */
  const fileOf = (file: ArchiveFileName) => path.join(archives, NAME.test(nameOf(file)) ? nameOf(file) : "-")
  /** Renames and makes the new name durable. */
  const place = (from: string, to: string) =>
    attempt("keep", to, async () => {
      await fs.rename(from, to)
      await syncFolder(path.dirname(to))
    })

  return ArchiveFolder.of({
    draft: (name, bytes) =>
      Effect.gen(function* () {
        yield* named("write", name, DRAFT)
        yield* attempt("remove", draftOf(name), () => fs.rm(draftOf(name), { force: true }))
        const size = yield* write(partOf(name), bytes)
        yield* place(partOf(name), draftOf(name))
        return size
      }).pipe(Effect.onError(() => (DRAFT.test(name) ? discard(partOf(name)) : Effect.void))),
    readDraft: (name) => Stream.unwrap(Effect.as(named("read", name, DRAFT), read(draftOf(name)))),
    hasDraft: (name) => Effect.andThen(named("look for", name, DRAFT), exists("look for", draftOf(name))),
    dropDraft: (name) =>
      Effect.andThen(
        named("remove", name, DRAFT),
        attempt("remove", draftOf(name), () => fs.rm(draftOf(name), { force: true }))
      ),
    keep: (name, file) =>
      Effect.gen(function* () {
        yield* named("keep", name, DRAFT)
        yield* named("keep", nameOf(file), NAME)
        const final = fileOf(file)
        if (!(yield* exists("keep", draftOf(name))) && (yield* exists("keep", final))) return
        yield* place(draftOf(name), final)
      }),
    read: (file) => read(fileOf(file)),
    size: (file) =>
      attempt("look for", fileOf(file), async () =>
        Option.map(Option.fromUndefinedOr(await fs.stat(fileOf(file)).catch(absent)), ({ size }) => size)
      ),
    list: attempt("list", archives, async () => {
      const found = [...(await sizes(archives))].flatMap(([name, size]) => {
        const parts = NAME.exec(name)
        if (parts === null) return []
        const window = { from: Time.nanos(BigInt(parts[1]!)), to: Time.nanos(BigInt(parts[2]!)) }
        const file = { window, key: ArchiveKey(parts[3]!) }
        return nameOf(file) === name ? [{ ...file, size }] : []
      })
      return found.sort((left, right) => Windows.order(left.window, right.window) || (left.key < right.key ? -1 : 1))
    }),
    used: attempt("list", folder, async () => {
      let bytes = 0
      for (const place of [archives, drafts]) {
        for (const size of (await sizes(place)).values()) bytes += size
      }
      return bytes
    }),
    writeIndex: (bytes) =>
      Effect.gen(function* () {
        const part = partOf("index.pb")
        yield* write(part, Stream.succeed(bytes))
        yield* place(part, index)
      }),
    readIndex: attempt("read", index, async () =>
      Option.map(Option.fromUndefinedOr(await fs.readFile(index).catch(absent)), (buffer) => new Uint8Array(buffer))
    )
  })
})

/** `folder` is the community's own; it is made where it is missing. */
export const layer = (options: Options): Layer.Layer<ArchiveFolder, FolderFailure> =>
  Layer.effect(ArchiveFolder, make(options))
