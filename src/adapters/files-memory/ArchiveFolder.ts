/** The archive files of one community in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Windows from "../../domain/history/Window.ts"
import { ArchiveFolder, type ArchiveFileName, FolderFailure } from "../../ports/ArchiveFolder.ts"

interface Kept extends ArchiveFileName {
  readonly bytes: Uint8Array
}

const NAME = /^\d{1,19}-\d{1,19}-0x[0-9a-f]{64}\.archive$/
const DRAFT = /^[A-Za-z0-9-]{1,200}$/

const nameOf = ({ key, window }: ArchiveFileName): string => `${window.from}-${window.to}-${key}.archive`

const absent = (operation: string, path: string) =>
  Effect.fail(new FolderFailure({ operation, reason: "NotFound", path, detail: "there is no such file" }))

const named = (operation: string, name: string, pattern: RegExp) =>
  pattern.test(name)
    ? Effect.void
    : Effect.fail(new FolderFailure({ operation, reason: "Refused", path: name, detail: "this is no name for a file" }))

/** A folder that outlives its layer, as a disk outlives a process. */
export const make = () => {
  const drafts = new Map<string, Uint8Array>()
  const files = new Map<string, Kept>()
  let index: Uint8Array | undefined

  const layer: Layer.Layer<ArchiveFolder> = Layer.succeed(ArchiveFolder, {
    draft: (name, bytes) =>
      Effect.gen(function* () {
        yield* named("write", name, DRAFT)
        drafts.delete(name)
        const whole = Bytes.concat(yield* Stream.runCollect(bytes))
        drafts.set(name, whole)
        return whole.length
      }),
    readDraft: (name) =>
      Stream.unwrap(
        Effect.andThen(
          named("read", name, DRAFT),
          Effect.suspend(() => {
            const bytes = drafts.get(name)
            return bytes === undefined ? absent("read", name) : Effect.succeed(Stream.succeed(bytes))
          })
        )
      ),
    hasDraft: (name) => Effect.map(named("look for", name, DRAFT), () => drafts.has(name)),
    dropDraft: (name) => Effect.map(named("remove", name, DRAFT), () => void drafts.delete(name)),
    keep: (name, file) =>
      Effect.andThen(
        Effect.andThen(named("keep", name, DRAFT), named("keep", nameOf(file), NAME)),
        Effect.suspend(() => {
          const bytes = drafts.get(name)
          if (bytes === undefined) return files.has(nameOf(file)) ? Effect.void : absent("keep", name)
          drafts.delete(name)
          files.set(nameOf(file), { ...file, bytes })
          return Effect.void
        })
      ),
    read: (file) =>
      Stream.unwrap(
        Effect.suspend(() => {
          const kept = files.get(nameOf(file))
          return kept === undefined ? absent("read", nameOf(file)) : Effect.succeed(Stream.succeed(kept.bytes))
        })
      ),
    size: (file) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(files.get(nameOf(file))), ({ bytes }) => bytes.length)),
    list: Effect.sync(() =>
      [...files.values()]
        .map(({ bytes, key, window }) => ({ key, window, size: bytes.length }))
        .sort((left, right) => Windows.order(left.window, right.window) || (left.key < right.key ? -1 : 1))
    ),
    used: Effect.sync(() =>
      [...drafts.values(), ...[...files.values()].map(({ bytes }) => bytes)].reduce(
        (sum, { length }) => sum + length,
        0
      )
    ),
    writeIndex: (bytes) =>
      Effect.sync(() => {
        index = bytes.slice()
      }),
    readIndex: Effect.sync(() => Option.fromUndefinedOr(index))
  })
  return { layer }
}

export const layer: Layer.Layer<ArchiveFolder> = Layer.unwrap(Effect.sync(() => make().layer))
