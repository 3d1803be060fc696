/**
 * What the server knows of each dataset beside its bytes: under which name and type it was stored, and until when. The bytes
 * are in the `Codex` behind it, once for all names.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import type { Cid } from "../../../domain/codex/Cid.ts"

/** `bytes`: the CID of the same bytes without names. `expires` in milliseconds since the epoch. */
export interface Entry {
  readonly cid: Cid
  readonly bytes: Cid
  readonly size: number
  readonly filename: string | undefined
  readonly mimetype: string | undefined
  readonly expires: number
}

const Text = Schema.fromJsonString(
  Schema.Struct({
    cid: Schema.String,
    bytes: Schema.String,
    size: Schema.Finite,
    filename: Schema.optionalKey(Schema.String),
    mimetype: Schema.optionalKey(Schema.String),
    expires: Schema.Finite
  })
)

export class CatalogueFailure extends Schema.TaggedError<CatalogueFailure>()("CatalogueFailure", {
  folder: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `the catalogue of the Codex server in ${this.folder}: ${this.detail}`
  }
}

export interface Catalogue {
  readonly find: (cid: Cid) => Entry | undefined
  readonly all: () => ReadonlyArray<Entry>
  readonly keep: (entry: Entry) => Effect.Effect<void, CatalogueFailure>
  readonly forget: (cid: Cid) => Effect.Effect<void, CatalogueFailure>
}

const ENDING = ".json"

/** One small file an entry; what cannot be read is left alone and not served. */
export const open = Effect.fn("Catalogue.open")(function* (folder: string) {
  const attempt = <A>(work: () => Promise<A>) =>
    Effect.tryPromise({
      try: work,
      catch: (cause) => new CatalogueFailure({ folder, detail: cause instanceof Error ? cause.message : String(cause) })
    })
  const entries = new Map<Cid, Entry>()
  yield* attempt(() => fs.mkdir(folder, { recursive: true }))
  for (const name of yield* attempt(() => fs.readdir(folder))) {
    if (!name.endsWith(ENDING)) continue
    const decoded = Schema.decodeOption(Text)(yield* attempt(() => fs.readFile(path.join(folder, name), "utf8")))
    if (decoded._tag === "None") continue
    const { bytes, cid, filename, mimetype, ...rest } = decoded.value
    entries.set(cid as Cid, { ...rest, cid: cid as Cid, bytes: bytes as Cid, filename, mimetype })
  }
  const file = (cid: Cid) => path.join(folder, `${cid}${ENDING}`)
  return {
    find: (cid) => entries.get(cid),
    all: () => [...entries.values()],
    keep: (entry) =>
      attempt(async () => {
        const draft = `${file(entry.cid)}.${randomUUID()}.draft`
        await fs.writeFile(draft, JSON.stringify(entry), { flush: true })
        await fs.rename(draft, file(entry.cid))
        entries.set(entry.cid, entry)
      }),
    forget: (cid) =>
      attempt(async () => {
        await fs.rm(file(cid), { force: true })
        entries.delete(cid)
      })
  } satisfies Catalogue
})
