/**
 * Staging for the stores of this thread: in a thread of its own, so that an archive of any size never holds up the event
 * loop; or in this one, where a host has no threads to give.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { Worker } from "node:worker_threads"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import type { HistoryStore, Replaced } from "../../ports/HistoryStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database } from "./Database.ts"
import * as Rows from "./Rows.ts"
import * as Staging from "./Staging.ts"

export type Request =
  | { readonly _tag: "stage"; readonly key: ArchiveKey; readonly rows: Rows.Rows }
  | { readonly _tag: "discard"; readonly key: ArchiveKey }
  | { readonly _tag: "apply"; readonly key: ArchiveKey; readonly entry: Entry }
  | { readonly _tag: "close" }

export type Answer =
  | { readonly replaced: Replaced | undefined }
  | { readonly reason: StoreFailure["reason"]; readonly detail: string }

export type Stager = Pick<HistoryStore["Service"], "stage" | "discard" | "apply">

const NOTHING: Replaced = { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }

/** Compiled and as source the thread stands beside this module, under the ending that this module has. */
const source = new URL(`./StagingThread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

const dead = (operation: string): StoreFailure =>
  new StoreFailure({
    store: "HistoryStore",
    operation,
    reason: "Failed",
    detail: "the thread that writes archives ended; the archive is read again"
  })

/** One thread; it is started when it is needed, and again when it was needed and died. */
const thread = (file: string) => {
  let worker: Worker | undefined
  let life = 0
  let pending: ((answer: Answer | undefined) => void) | undefined
  const lose = (lost: Worker) => {
    if (worker !== lost) return
    worker = undefined
    const answer = pending
    pending = undefined
    answer?.(undefined)
  }
  const start = (): Worker => {
    const started = new Worker(source, { workerData: file })
    started.on("message", (answer: Answer) => {
      started.unref()
      const done = pending
      pending = undefined
      done?.(answer)
    })
    started.on("error", () => lose(started))
    started.on("exit", () => lose(started))
    return started
  }
  /** Makes sure that there is one. Answers which it is: another one knows nothing of what was laid aside. */
  const wake = (): number => {
    if (worker === undefined) {
      worker = start()
      life++
    }
    return life
  }
  const ask = (request: Request): Promise<Answer | undefined> => {
    wake()
    const asked = worker!
    // While it works it keeps the process alive; idle it does not.
    asked.ref()
    return new Promise((done) => {
      pending = done
      asked.postMessage(request, request._tag === "stage" ? [request.rows.bytes.buffer] : [])
    })
  }
  const close = async () => {
    if (worker === undefined) return
    await ask({ _tag: "close" })
    await worker?.terminate()
  }
  return { ask, close, wake }
}

export const threaded = Effect.fnUntraced(function* ({ elsewhere, file }: Database) {
  const { ask, wake } = yield* Effect.acquireRelease(
    Effect.sync(() => thread(file)),
    (held) => Effect.promise(held.close)
  )
  const turn = (yield* Semaphore.make(1)).withPermits(1)
  /** The life of the thread in which the first records of a key were laid aside. */
  const begun = new Map<ArchiveKey, number>()
  const request = (request: Exclude<Request, { readonly _tag: "close" }>) =>
    turn(
      Effect.gen(function* () {
        const life = yield* Effect.try({ try: wake, catch: () => dead(request._tag) })
        if (request._tag === "discard") begun.delete(request.key)
        else if ((begun.get(request.key) ?? life) !== life) return yield* dead(request._tag)
        if (request._tag === "stage") begun.set(request.key, life)
        const answer = yield* Effect.tryPromise({ try: () => ask(request), catch: () => dead(request._tag) })
        if (answer === undefined) return yield* dead(request._tag)
        if ("replaced" in answer) return answer.replaced ?? NOTHING
        const { detail, reason } = answer
        return yield* new StoreFailure({ store: "HistoryStore", operation: request._tag, reason, detail })
      })
    ).pipe(Effect.uninterruptible)
  const stager: Stager = {
    stage: (key, records, unreadable) =>
      Effect.suspend(() => Effect.asVoid(request({ _tag: "stage", key, rows: Rows.pack(records, unreadable) }))),
    discard: (key) => Effect.asVoid(request({ _tag: "discard", key })),
    apply: (key, entry) =>
      Effect.tap(elsewhere(request({ _tag: "apply", key, entry })), () => Effect.sync(() => begun.delete(key)))
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
