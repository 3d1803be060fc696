/** The publication state of a control node in SQLite: entries as rows that are only ever added, the rest as one document. */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type { Facts, State } from "../../domain/history/Publication.ts"
import * as Publication from "../../domain/history/Publication.ts"
import * as Time from "../../domain/Time.ts"
import type { Ledger } from "../../ports/Ledger.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database } from "./Database.ts"
import * as Columns from "./Columns.ts"

const refuse = (detail: string): never => {
  throw new StoreFailure({ store: "Ledger", operation: "commit", reason: "Refused", detail })
}

export const make = (database: Database): Ledger["Service"] => {
  const { all, get, run } = database
  /** What is known to be on disk, so that a commit writes what is new alone. */
  let entries: ArchiveIndex.ArchiveIndex | undefined
  let facts: HashMap.HashMap<ArchiveIndex.ArchiveKey, Facts> = HashMap.empty()

  const read = () => {
    let index = ArchiveIndex.empty
    let known: typeof facts = HashMap.empty()
    for (const row of all("SELECT key, entry, messages, bytes FROM ledger_entry")) {
      const key = ArchiveIndex.ArchiveKey(Columns.text(row, "key"))
      const entry = ArchiveIndex.entryFromJson(Columns.text(row, "entry"))
      if (Result.isFailure(entry)) return Columns.damaged(`entry ${key} is damaged: ${entry.failure.why}`)
      index = HashMap.set(index, key, entry.success)
      if (row["messages"] !== null) {
        known = HashMap.set(known, key, {
          messages: Columns.number(row, "messages"),
          bytes: Columns.number(row, "bytes")
        })
      }
    }
    entries = index
    facts = known
    return { index, facts: known }
  }

  const load = (): Option.Option<State> => {
    const row = get("SELECT progress FROM ledger WHERE id = 1")
    const held = read()
    if (row === undefined) return Option.none()
    const progress = Publication.fromJson(Columns.text(row, "progress"))
    return Result.isSuccess(progress)
      ? Option.some({ ...progress.success, ...held })
      : Columns.damaged(`the publication state is damaged: ${progress.failure.why}`)
  }

  const commit = ({ facts: nextFacts, index, ...progress }: State): void => {
    const held = entries ?? read().index
    if (index !== held) {
      for (const [key] of held) {
        if (!HashMap.has(index, key)) refuse("the index would lose an entry")
      }
      for (const [key, entry] of ArchiveIndex.news(index, held)) {
        run(
          "INSERT INTO ledger_entry (key, entry) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET entry = excluded.entry",
          key,
          ArchiveIndex.entryToJson(entry)
        )
      }
    }
    for (const [key, known] of ArchiveIndex.news(nextFacts, facts)) {
      run("UPDATE ledger_entry SET messages = ?, bytes = ? WHERE key = ?", known.messages, known.bytes, key)
    }
    run("INSERT OR REPLACE INTO ledger (id, progress) VALUES (1, ?)", Publication.toJson(progress))
  }

  return {
    load: database.attempt("Ledger", "load", load),
    commit: (state) =>
      Effect.tap(
        database.transaction("Ledger", "commit", () => commit(state)),
        () =>
          Effect.sync(() => {
            entries = state.index
            facts = state.facts
          })
      ).pipe(Effect.uninterruptible),
    stored: database.attempt(
      "Ledger",
      "stored",
      () =>
        new Map(
          all("SELECT cid, at FROM stored").map((row) => [
            Columns.text(row, "cid") as Cid,
            Time.nanos(Columns.integer(row, "at"))
          ])
        )
    ),
    markStored: (cid, at) =>
      Effect.asVoid(
        database.transaction("Ledger", "markStored", () =>
          run(
            "INSERT INTO stored (cid, at) VALUES (?, ?) ON CONFLICT (cid) DO UPDATE SET at = max(at, excluded.at)",
            cid,
            at
          )
        )
      ),
    answered: (member) =>
      database.attempt("Ledger", "answered", () => {
        const row = get("SELECT clock FROM answered WHERE member = ?", member)
        return row === undefined ? Option.none() : Option.some(Time.millis(Columns.integer(row, "clock")))
      }),
    markAnswered: (member, clock, quota) =>
      Effect.asVoid(
        database.transaction("Ledger", "markAnswered", () => {
          run(
            `INSERT INTO answered (member, clock) VALUES (?, ?)
             ON CONFLICT (member) DO UPDATE SET clock = max(clock, excluded.clock)`,
            member,
            clock
          )
          run(
            `DELETE FROM answered WHERE member IN
               (SELECT member FROM answered ORDER BY clock DESC, member DESC LIMIT -1 OFFSET ?)`,
            quota
          )
        })
      )
  }
}
