/** A sealed archive gets its place in the folder, whatever machine made its draft. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import { ArchiveFolder } from "../../ports/ArchiveFolder.ts"
import { Codex } from "../../ports/Codex.ts"
import * as ArchiveFiles from "../ArchiveFiles.ts"
import type * as Quota from "../Quota.ts"
import { transient } from "../Retry.ts"

/**
 * Where neither the draft nor the file is here, the archive was made elsewhere: it is fetched from Codex. Where Codex has
 * lost it since, `again` makes the draft anew, which must be the same bytes.
 */
export const keep = Effect.fn("KeepFile.keep")(function* <E, R>(
  key: ArchiveKey,
  entry: Entry,
  quota: Quota.Quota,
  again: Effect.Effect<unknown, E, R>
) {
  const folder = yield* ArchiveFolder
  const codex = yield* Codex
  const name = ArchiveFiles.draftName(entry.window)
  const file = { window: entry.window, key }
  if ((yield* folder.hasDraft(name)) || Option.isSome(yield* folder.size(file))) return yield* folder.keep(name, file)
  yield* Effect.catchIf(
    ArchiveFiles.download(key, entry, name, quota),
    (failure) => failure._tag === "CodexFailure" && failure.reason === "NotFound",
    (lost) =>
      Effect.gen(function* () {
        yield* again
        const { cid } = yield* transient(codex.put(folder.readDraft(name)))
        if (cid !== entry.cid) return yield* lost
        yield* folder.keep(name, file)
      })
  )
})
