/**
 * Index files: fetched whole, within bounds, and read tolerantly. CHA-36…41, CHA-60, A-22, A-44.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Bytes from "../domain/Bytes.ts"
import type { Cid } from "../domain/codex/Cid.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import { Codex } from "../ports/Codex.ts"
import { Inflate } from "../ports/Inflate.ts"
import * as Limits from "./Limits.ts"
import { Settings } from "./Settings.ts"

/** The dataset is no index, or too large to be one. */
export class IndexRejected extends Schema.TaggedError<IndexRejected>()("IndexRejected", {
  cid: Schema.String,
  why: Schema.String
}) {
  override get message(): string {
    return `the index ${this.cid} was refused: ${this.why}`
  }
}

/**
 * Reads an index file. We write indexes plain; another implementation may pack them. Entries that cannot be used are
 * left out and named in `skipped`. `name` stands for the file in what is said of it.
 */
export const read = Effect.fn("IndexFiles.read")(function* (name: string, bytes: Uint8Array) {
  const { limits } = yield* Settings
  const { inflate } = yield* Inflate
  const refuse = (why: string) => new IndexRejected({ cid: name, why })
  const plain = yield* Stream.runCollect(
    inflate(Stream.succeed(bytes), { ...Limits.inflating(limits), maxBytes: limits.indexBytes })
  ).pipe(Effect.mapError((failure) => refuse(failure.message)))
  const decoded = ArchiveIndex.decode(Bytes.concat(plain), Limits.indexing(limits))
  if (Result.isFailure(decoded)) return yield* refuse(decoded.failure.why)
  return decoded.success
})

/**
 * What is known and what the index lists, together; entries are never dropped (CHA-41), so where both are more than may be
 * remembered the index is refused.
 */
export const union = (
  { indexEntries }: Pick<Limits.Limits, "indexEntries">,
  cid: Cid,
  known: ArchiveIndex.ArchiveIndex,
  fetched: ArchiveIndex.ArchiveIndex
): Result.Result<ArchiveIndex.ArchiveIndex, IndexRejected> => {
  const merged = ArchiveIndex.merge(known, fetched)
  if (ArchiveIndex.size(merged) <= Math.max(indexEntries, ArchiveIndex.size(known))) return Result.succeed(merged)
  return Result.fail(
    new IndexRejected({
      cid,
      why: `with the ${ArchiveIndex.size(known)} archives known before it makes ${ArchiveIndex.size(merged)}, more than the ${indexEntries} allowed; if they are all meant, raise ${Limits.setting("indexEntries")}`
    })
  )
}

export const merge = (cid: Cid, known: ArchiveIndex.ArchiveIndex, fetched: ArchiveIndex.ArchiveIndex) =>
  Effect.flatMap(Settings, ({ limits }) => Effect.fromResult(union(limits, cid, known, fetched)))

/** Fetches and reads the index behind a CID. */
export const fetch = Effect.fn("IndexFiles.fetch")(function* (cid: Cid) {
  const codex = yield* Codex
  const { limits } = yield* Settings
  const manifest = yield* codex.manifest(cid)
  if (manifest.datasetSize > limits.indexBytes) {
    return yield* new IndexRejected({
      cid,
      why: `it has ${manifest.datasetSize} bytes, more than the ${limits.indexBytes} allowed`
    })
  }
  const bytes = Bytes.concat(yield* Stream.runCollect(codex.get(cid)))
  return { bytes, ...(yield* read(cid, bytes)) }
})
