/**
 * What a member remembers: the entries of its index as rows, of which a save writes what is new alone, the rest as one
 * document. A member saves at every announcement and archive, so a document of the whole would be written over and over.
 */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ArchiveIndex } from "../../domain/history/ArchiveIndex.ts"
import * as Index from "../../domain/history/ArchiveIndex.ts"
import * as MemberState from "../../domain/history/MemberState.ts"
import * as Columns from "./Columns.ts"
import type { Database, Work } from "./Database.ts"

interface Held {
  /** How often the memory was saved, by any process. */
  readonly version: bigint
  readonly index: ArchiveIndex
}

export const make = ({ all, get, run }: Database) => {
  /** What is known to be in the database, as long as it has this version there. */
  let held: Held | undefined

  const read: Work<ArchiveIndex> = Effect.map(
    all("SELECT key, entry FROM community_history.member_entry WHERE community = $1"),
    (rows) =>
      HashMap.fromIterable(
        rows.map((row): Index.Keyed => {
          const key = Columns.plain(row, "key")
          const entry = Index.entryFromJson(Columns.plain(row, "entry"))
          return Result.isSuccess(entry)
            ? [Index.ArchiveKey(key), entry.success]
            : Columns.damaged(`entry ${key} of the member's index is damaged: ${entry.failure.why}`)
        })
      )
  )

  const load = Effect.fnUntraced(function* () {
    const row = yield* get("SELECT state, version FROM community_history.member WHERE community = $1")
    if (row === undefined) return Option.none<MemberState.MemberState>()
    const rest = MemberState.restFromJson(Columns.plain(row, "state"))
    if (Result.isFailure(rest)) return Columns.damaged(`the member's state is damaged: ${rest.failure.why}`)
    const index = yield* read
    held = { version: Columns.integer(row, "version"), index }
    return Option.some({ ...rest.success, index })
  })

  /** Answers what to call when the transaction has ended well. */
  const save = Effect.fnUntraced(function* ({ index, ...rest }: MemberState.MemberState) {
    const row = yield* get("SELECT version FROM community_history.member WHERE community = $1")
    const version = row === undefined ? 0n : Columns.integer(row, "version")
    const before = held?.version === version ? held.index : yield* read
    if (index !== before) {
      const gone = [...before].flatMap(([key]) => (HashMap.has(index, key) ? [] : [key]))
      if (gone.length > 0) {
        yield* run(
          "DELETE FROM community_history.member_entry WHERE community = $1 AND key = ANY ($2::text[])",
          Columns.plains(gone)
        )
      }
      const fresh = Index.news(index, before)
      if (fresh.length > 0) {
        yield* run(
          `INSERT INTO community_history.member_entry (community, key, entry)
           SELECT $1, * FROM unnest($2::text[], $3::text[])
           ON CONFLICT (community, key) DO UPDATE SET entry = excluded.entry`,
          Columns.plains(fresh.map(([key]) => key)),
          Columns.plains(fresh.map(([, entry]) => Index.entryToJson(entry)))
        )
      }
    }
    yield* run(
      `INSERT INTO community_history.member (community, version, state) VALUES ($1, $2, $3)
       ON CONFLICT (community) DO UPDATE SET version = excluded.version, state = excluded.state`,
      version + 1n,
      MemberState.restToJson(rest)
    )
    return () => {
      held = { version: version + 1n, index }
    }
  })

  return { load, save }
}
