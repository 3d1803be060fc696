/**
 * The datasets of the server: bytes once, as many names as there were uploads, each until it expires. Every dataset fills
 * whole blocks of the quota.
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as BlockTree from "../../../domain/codex/BlockTree.ts"
import type { Cid } from "../../../domain/codex/Cid.ts"
import * as Dataset from "../../../domain/codex/Dataset.ts"
import * as Manifest from "../../../domain/codex/Manifest.ts"
import { Codex } from "../../../ports/Codex.ts"
import type { Catalogue, Entry } from "./Catalogue.ts"

/** No room for a block. */
export class QuotaExceeded extends Data.TaggedError("QuotaExceeded")<{}> {}

export interface Limits {
  readonly quota: number
  /** Milliseconds from the last upload. */
  readonly ttl: number
}

/** Bytes of a manifest block, about. */
const MANIFEST_BYTES = 200

const room = (size: number): number => Math.ceil(size / BlockTree.BLOCK_SIZE) * BlockTree.BLOCK_SIZE + MANIFEST_BYTES

export const make = Effect.fn("Datasets.make")(function* (catalogue: Catalogue, { quota, ttl }: Limits) {
  const codex = yield* Codex

  const used = () =>
    [...new Map(catalogue.all().map((entry) => [entry.bytes, entry])).values()].reduce(
      (sum, { size }) => sum + room(size),
      0
    )

  const remove = Effect.fn("Datasets.remove")(function* (cid: Cid) {
    const entry = catalogue.find(cid)
    if (entry === undefined) return yield* codex.remove(cid)
    yield* catalogue.forget(cid)
    if (!catalogue.all().some(({ bytes }) => bytes === entry.bytes)) yield* codex.remove(entry.bytes)
  })

  /** The manifest of what is held, and where its bytes are. What another process put into the store does not expire. */
  const find = Effect.fn("Datasets.find")(function* (cid: Cid) {
    const entry = catalogue.find(cid)
    if (entry !== undefined && entry.expires <= (yield* Clock.currentTimeMillis)) {
      yield* remove(cid)
      return Option.none()
    }
    return yield* codex.manifest(entry?.bytes ?? cid).pipe(
      Effect.map((manifest) =>
        Option.some({
          bytes: entry?.bytes ?? cid,
          manifest: entry === undefined ? manifest : { ...manifest, filename: entry.filename, mimetype: entry.mimetype }
        })
      ),
      Effect.catchIf(
        ({ reason }) => reason === "NotFound",
        () => Effect.succeedNone
      )
    )
  })

  const sweep = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (const { cid, expires } of catalogue.all()) if (expires <= now) yield* remove(cid)
  })

  const put = Effect.fn("Datasets.put")(function* <E>(
    bytes: Stream.Stream<Uint8Array, E>,
    names: Pick<Entry, "filename" | "mimetype">
  ) {
    yield* sweep
    let size = 0
    const stored = yield* codex.put(
      Stream.mapEffect(bytes, (chunk) => {
        size += chunk.length
        return used() + room(size) > quota ? Effect.fail(new QuotaExceeded()) : Effect.succeed(chunk)
      })
    )
    const manifest = yield* codex.manifest(stored.cid)
    const named = Dataset.manifest(manifest, names)
    const cid = Manifest.cid(named)
    const expires = (yield* Clock.currentTimeMillis) + ttl
    const before = catalogue.find(cid)?.expires ?? 0
    yield* catalogue.keep({ cid, bytes: stored.cid, size: stored.size, ...names, expires: Math.max(before, expires) })
    return cid
  })

  return {
    find,
    remove,
    put,
    read: codex.get,
    list: Effect.gen(function* () {
      yield* sweep
      const named = catalogue.all().map(({ cid }) => cid)
      const hidden = new Set(catalogue.all().map(({ bytes }) => bytes))
      const others = (yield* codex.list).filter((cid) => !hidden.has(cid))
      return [...new Set([...named, ...others])]
    }),
    space: Effect.map(sweep, () => ({
      totalBlocks: catalogue.all().reduce((sum, { size }) => sum + Math.ceil(size / BlockTree.BLOCK_SIZE) + 1, 0),
      quotaMaxBytes: quota,
      quotaUsedBytes: used(),
      quotaReservedBytes: 0
    }))
  }
})
