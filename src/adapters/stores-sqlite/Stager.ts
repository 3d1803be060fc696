/**
 * Staging for the stores of this thread: in a thread of its own, so that an archive of any size never holds up the event
 * loop; or in this one, where a host has no threads to give.
 */
import * as Effect from "effect/Effect"
import type { ArchiveKey } from "../../domain/history/ArchiveIndex.ts"
import type { HistoryStore, Replaced } from "../../ports/HistoryStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database } from "./Database.ts"
import * as Rows from "./Rows.ts"
import * as Staging from "./Staging.ts"
import * as Thread from "./Thread.ts"

export type Stager = Pick<HistoryStore["Service"], "stage" | "discard" | "apply">

/** `module`: what the thread runs, beside this module. */
export const threaded = Effect.fnUntraced(function* ({ elsewhere, file }: Database, module = "StagingThread") {
  const { alone, ask, wake } = yield* Thread.make<Staging.Request, Replaced>("HistoryStore", module, file)
  /** In which life of the thread the first records of a key were laid aside. */
  const begun = new Map<ArchiveKey, number>()
  const request = (request: Staging.Request, transfer?: ReadonlyArray<ArrayBuffer>) =>
    alone(
      Effect.gen(function* () {
        const { _tag: operation, key } = request
        const life = yield* wake
        if (operation === "discard") begun.delete(key)
        else if (operation !== "checkpoint" && (begun.get(key) ?? life) !== life) {
          return yield* new StoreFailure({
            store: "HistoryStore",
            operation,
            reason: "Failed",
            detail: "what was laid aside is gone with its thread; the archive is read again"
          })
        }
        if (operation === "stage") begun.set(key, life)
        return yield* ask(operation, request, transfer, life)
      })
    )
  const stager: Stager = {
    stage: (key, records, unreadable) =>
      Effect.suspend(() => {
        const rows = Rows.pack(records, unreadable)
        return Effect.asVoid(request({ _tag: "stage", key, rows }, [rows.bytes.buffer]))
      }),
    discard: (key) => Effect.asVoid(request({ _tag: "discard", key })),
    apply: (key, entry) =>
      Effect.tap(elsewhere(request({ _tag: "apply", key, entry }), request({ _tag: "checkpoint", key })), () =>
        Effect.sync(() => begun.delete(key))
      )
  }
  return stager
})

export const inline = Effect.fnUntraced(function* ({ attempt, db, elsewhere, file }: Database) {
  let staging: Staging.Staging | undefined
  yield* Effect.addFinalizer(() => Effect.sync(() => staging?.close()))
  const use = <A>(operation: string, work: (staging: Staging.Staging) => A) =>
    attempt("HistoryStore", operation, () => work((staging ??= Staging.on(db, file))))
  const stager: Stager = {
    stage: (key, records, unreadable) => use("stage", ({ stage }) => stage(key, Rows.pack(records, unreadable))),
    discard: (key) => use("discard", ({ discard }) => discard(key)),
    apply: (key, entry) => elsewhere(use("apply", ({ apply }) => apply(key, entry)))
  }
  return stager
})
