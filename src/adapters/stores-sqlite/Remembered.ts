/**
 * What a member remembers: the entries of its index as rows, of which a save writes what is new alone, the rest as one
 * document. A member saves at every announcement and archive, so a document of the whole would be written over and over.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ArchiveIndex } from "../../domain/history/ArchiveIndex.ts"
import * as Index from "../../domain/history/ArchiveIndex.ts"
import * as MemberState from "../../domain/history/MemberState.ts"
import type { Database } from "./Database.ts"
import * as Columns from "./Columns.ts"

export const make = ({ all, get, run }: Database) => {
  const read = (): ArchiveIndex =>
    HashMap.fromIterable(
      all("SELECT key, entry FROM member_entry").map((row): Index.Keyed => {
        const key = Columns.text(row, "key")
        const entry = Index.entryFromJson(Columns.text(row, "entry"))
        return Result.isSuccess(entry)
          ? [Index.ArchiveKey(key), entry.success]
          : Columns.damaged(`entry ${key} of the member's index is damaged: ${entry.failure.why}`)
      })
    )

  /** What is known to be on disk. */
  let held: ArchiveIndex | undefined

  const load = (): Option.Option<MemberState.MemberState> => {
    const row = get("SELECT state FROM member WHERE id = 1")
    if (row === undefined) return Option.none()
    const rest = MemberState.restFromJson(Columns.text(row, "state"))
    if (Result.isFailure(rest)) return Columns.damaged(`the member's state is damaged: ${rest.failure.why}`)
    held = read()
    return Option.some({ ...rest.success, index: held })
  }

  const save = ({ index, ...rest }: MemberState.MemberState): void => {
    const before = held ?? read()
    // Should the transaction fail, what is on disk is read anew.
    held = undefined
    if (index !== before) {
      for (const [key] of before) {
        if (!HashMap.has(index, key)) run("DELETE FROM member_entry WHERE key = ?", key)
      }
      for (const [key, entry] of Index.news(index, before)) {
        run("INSERT OR REPLACE INTO member_entry (key, entry) VALUES (?, ?)", key, Index.entryToJson(entry))
      }
    }
    run("INSERT OR REPLACE INTO member (id, state) VALUES (1, ?)", MemberState.restToJson(rest))
  }

  return {
    load,
    save,
    /** To be called when the transaction of a save has ended well. */
    saved: ({ index }: MemberState.MemberState): void => {
      held = index
    }
  }
}
