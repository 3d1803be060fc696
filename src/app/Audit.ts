/**
 * Keeps the archives for ever although Codex does not: what is missing there, or would soon be, is stored again from the
 * archive folder, under the same CID; a file that the folder lost is fetched back. CHA-42…45.
 */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Cid } from "../domain/codex/Cid.ts"
import * as Dataset from "../domain/codex/Dataset.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import type { State } from "../domain/history/Publication.ts"
import * as Renewal from "../domain/history/Renewal.ts"
import { ArchiveFolder, type ArchiveFileName, type FolderFailure } from "../ports/ArchiveFolder.ts"
import { Codex, type CodexFailure } from "../ports/Codex.ts"
import { Digest } from "../ports/Digest.ts"
import { Ledger } from "../ports/Ledger.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { now } from "./Now.ts"
import { Progress } from "./Progress.ts"
import { transient } from "./Retry.ts"
import * as Quota from "./Quota.ts"
import { Settings } from "./Settings.ts"

/** What happened to one dataset. `Kept`: nothing had to be done. */
export type Outcome =
  | { readonly _tag: "Kept" }
  /** Stored again: it was missing or damaged on Codex, or its time had come. */
  | { readonly _tag: "Stored"; readonly wasMissing: boolean }
  /** The folder has its file again, from Codex. */
  | { readonly _tag: "Fetched" }
  /** The folder lacks its file, and may not take it back; Codex has it. */
  | { readonly _tag: "Refused"; readonly why: string }
  | { readonly _tag: "Lost"; readonly why: string }

export interface Finding {
  readonly where: string
  readonly cid: Cid
  readonly outcome: Outcome
}

export interface Report {
  readonly checked: number
  /** Everything that was not merely kept. */
  readonly findings: ReadonlyArray<Finding>
}

export interface Options {
  /** Reads every dataset on Codex and every file whole: a node that has a manifest may have lost the content. */
  readonly deep: boolean
}

const CONCURRENCY = 3

/** Whether the bytes are those of the CID, under any generation of nodes. */
const isOf = Effect.fnUntraced(function* <E, R>(cid: Cid, bytes: Stream.Stream<Uint8Array, E, R>) {
  const { sha256 } = yield* Digest
  const hasher = Dataset.hasher(sha256)
  yield* Stream.runForEach(bytes, (chunk) => Effect.sync(() => hasher.push(chunk)))
  const tree = hasher.finish()
  return Result.isSuccess(tree) && Dataset.isStoredAs(cid, tree.success)
})

const audit = Effect.fn("Audit.archive")(function* (
  key: ArchiveIndex.ArchiveKey,
  entry: ArchiveIndex.Entry,
  bytes: Option.Option<number>,
  storedAt: Option.Option<Parameters<typeof Renewal.isDue>[3]>,
  { deep }: Options,
  quota: Quota.Quota
) {
  const { cid, window } = entry
  const codex = yield* Codex
  const folder = yield* ArchiveFolder
  const ledger = yield* Ledger
  const { renewal } = yield* Settings
  const file: ArchiveFileName = { window, key }

  const size = yield* folder.size(file)
  const plausible = Option.isSome(size) && Option.getOrElse(bytes, () => size.value) === size.value
  const intact = deep && plausible ? yield* isOf(cid, folder.read(file)) : plausible
  const held = deep
    ? yield* Effect.match(transient(Stream.runDrain(codex.get(cid))), {
        onFailure: ({ reason }) => reason !== "NotFound" && reason !== "Corrupt",
        onSuccess: () => true
      })
    : yield* transient(codex.has(cid))

  const store = Effect.gen(function* () {
    const stored = yield* transient(codex.put(folder.read(file)))
    if (stored.cid === cid) {
      yield* ledger.markStored(cid, yield* now)
      return undefined
    }
    // What was stored in its place is nobody's.
    yield* Effect.ignore(codex.remove(stored.cid))
    return (yield* isOf(cid, folder.read(file)))
      ? `the Codex nodes know its bytes as ${stored.cid} now; they are of another generation`
      : "its file is damaged"
  })
  const fetch = ArchiveFiles.download(key, entry, `audit-${window.from}-${window.to}`, quota)
  const fetched = Effect.matchEffect(fetch, {
    onFailure: (failure): Effect.Effect<Outcome, FolderFailure | CodexFailure> =>
      failure._tag === "QuotaExceeded" || failure._tag === "ArchiveRejected"
        ? Effect.succeed({ _tag: "Refused", why: failure.message })
        : failure._tag === "FolderFailure"
          ? Effect.fail(failure)
          : failure.reason === "NotFound" || failure.reason === "Corrupt"
            ? Effect.succeed({ _tag: "Lost", why: `neither the folder nor Codex has it whole (${failure.detail})` })
            : Effect.fail(failure),
    onSuccess: () => Effect.succeed<Outcome>({ _tag: "Fetched" })
  })

  if (!intact) return yield* fetched
  const due = Renewal.isDue(cid, storedAt, renewal, yield* now)
  if (held && !due) return { _tag: "Kept" } satisfies Outcome
  const trouble = yield* store
  if (trouble === undefined) return { _tag: "Stored", wasMissing: !held } satisfies Outcome
  return trouble.startsWith("its file") ? yield* fetched : ({ _tag: "Lost", why: trouble } satisfies Outcome)
})

/** The index in force. Its bytes are a function of its entries, so it cannot be lost as long as those are known. */
const auditIndex = Effect.fn("Audit.index")(function* (cid: Cid, state: State, storedAt: Parameters<typeof audit>[3]) {
  const codex = yield* Codex
  const ledger = yield* Ledger
  const { renewal } = yield* Settings
  const held = yield* transient(codex.has(cid))
  if (held && !Renewal.isDue(cid, storedAt, renewal, yield* now)) return { _tag: "Kept" } satisfies Outcome
  const bytes = ArchiveIndex.encode(state.index)
  // A merged index that was not announced yet has other bytes; its announcement stores it.
  if (!(yield* isOf(cid, Stream.succeed(bytes)))) return { _tag: "Kept" } satisfies Outcome
  const stored = yield* transient(codex.put(Stream.succeed(bytes)))
  if (stored.cid !== cid) {
    yield* Effect.ignore(codex.remove(stored.cid))
    return { _tag: "Lost", why: `the Codex nodes know its bytes as ${stored.cid} now` } satisfies Outcome
  }
  yield* ledger.markStored(cid, yield* now)
  return { _tag: "Stored", wasMissing: !held } satisfies Outcome
})

/** One pass over everything the state names. A failure ends it; what was done stays done, and the next pass goes on. */
export const run = (
  state: State,
  options: Options
): Effect.Effect<
  Report,
  StoreFailure | CodexFailure | FolderFailure,
  ArchiveFolder | Codex | Digest | Ledger | Settings
> =>
  Effect.gen(function* () {
    const ledger = yield* Ledger
    const progress = yield* Progress
    const stored = yield* ledger.stored
    const known = (cid: Cid) => Option.fromUndefinedOr(stored.get(cid))
    const archives = ArchiveIndex.ascending(state.index)
    const quota = yield* Quota.make
    const task = yield* progress.start("auditing", archives.length, "archives")
    const index = yield* Option.match(state.published, {
      onNone: () => Effect.succeed<ReadonlyArray<Finding>>([]),
      onSome: ({ cid }) =>
        Effect.map(auditIndex(cid, state, known(cid)), (outcome) => [{ where: "the index", cid, outcome }])
    })
    const findings = yield* Effect.forEach(
      archives,
      ([key, entry]) => {
        const bytes = Option.map(HashMap.get(state.facts, key), (facts) => facts.bytes)
        return audit(key, entry, bytes, known(entry.cid), options, quota).pipe(
          Effect.map((outcome): Finding => ({ where: `archive ${key}`, cid: entry.cid, outcome })),
          Effect.tap(task.advance(1))
        )
      },
      { concurrency: CONCURRENCY }
    )
    return {
      checked: archives.length + index.length,
      findings: [...index, ...findings].filter(({ outcome }) => outcome._tag !== "Kept")
    }
  }).pipe(Effect.scoped, Effect.withSpan("Audit.run"))
