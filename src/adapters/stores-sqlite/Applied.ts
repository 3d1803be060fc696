/**
 * The archives that were applied. Who asks about a span of time gets those that meet it, from an index: neither a live
 * message nor an archive may cost more the longer the history is.
 */
import * as Result from "effect/Result"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type { Window } from "../../domain/history/Window.ts"
import { MAX_NANOS } from "../../domain/Time.ts"
import type { AppliedArchive } from "../../ports/HistoryStore.ts"
import type { Row } from "./Columns.ts"
import type { Session } from "./Connection.ts"
import * as Columns from "./Columns.ts"

/** The expressions of the indexes `applied_span` and `applied_length`, word for word. */
const FROM = "CAST(entry ->> '$.window.from' AS INTEGER)"
const TO = "CAST(entry ->> '$.window.to' AS INTEGER)"

export const LONGEST = `SELECT max(${TO} - ${FROM}) AS length FROM applied`
export const MEETING = `SELECT key, entry FROM applied WHERE ${TO} > ? AND ${TO} <= ? AND ${FROM} < ?`

export const make = ({ all, get, run }: Session) => {
  /** The entries already read: a row never changes. */
  const entries = new Map<ArchiveKey, Entry>()
  const entryOf = (row: Row): ArchiveIndex.Keyed => {
    const key = ArchiveIndex.ArchiveKey(Columns.text(row, "key"))
    const known = entries.get(key)
    if (known !== undefined) return [key, known]
    const entry = ArchiveIndex.entryFromJson(Columns.text(row, "entry"))
    if (Result.isFailure(entry)) return Columns.damaged(`an applied archive is damaged: ${entry.failure.why}`)
    entries.set(key, entry.success)
    return [key, entry.success]
  }

  return {
    has: (key: ArchiveKey): boolean => get("SELECT 1 AS found FROM applied WHERE key = ?", key) !== undefined,
    /** Those whose window meets the span. None is longer than the longest, so a range of ends holds them all. */
    meeting: ({ from, to }: Window): ReadonlyArray<Entry> => {
      const length = get(LONGEST)?.["length"]
      if (typeof length !== "bigint") return []
      const before = to + length
      return all(MEETING, from, before < MAX_NANOS ? before : MAX_NANOS, to).map((row) => entryOf(row)[1])
    },
    /** Ascending by (`to`, `from`, key). */
    list: (): ReadonlyArray<AppliedArchive> =>
      all("SELECT key, entry, messages, unreadable FROM applied")
        .map((row): AppliedArchive => {
          const [key, entry] = entryOf(row)
          return {
            key,
            entry,
            messages: Columns.number(row, "messages"),
            unreadable: Columns.number(row, "unreadable")
          }
        })
        .sort((left, right) => ArchiveIndex.order([left.key, left.entry], [right.key, right.entry])),
    add: (key: ArchiveKey, entry: Entry, messages: number, unreadable: number): void => {
      run(
        "INSERT INTO applied (key, entry, messages, unreadable) VALUES (?, ?, ?, ?)",
        key,
        ArchiveIndex.entryToJson(entry),
        messages,
        unreadable
      )
    }
  }
}
