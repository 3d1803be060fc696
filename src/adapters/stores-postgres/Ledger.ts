/** The publication state of a control node in PostgreSQL: entries as rows that are only ever added, the rest as one document. */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type { Facts, State } from "../../domain/history/Publication.ts"
import * as Publication from "../../domain/history/Publication.ts"
import * as Time from "../../domain/Time.ts"
import type { Ledger } from "../../ports/Ledger.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Columns from "./Columns.ts"
import type { Database, Work } from "./Database.ts"
import type { Epoch } from "./Epoch.ts"

type Keyed<A> = HashMap.HashMap<ArchiveIndex.ArchiveKey, A>

interface Held {
  readonly index: ArchiveIndex.ArchiveIndex
  readonly facts: Keyed<Facts>
}

/** What a map has that the other has not, or has under the key as another value. */
const loses = ({ index }: State, held: Held): boolean =>
  index !== held.index && [...held.index].some(([key]) => !HashMap.has(index, key))

/** `isObserver`: it looks without taking the community over, and commits nothing. */
export const make = (database: Database, epoch: Epoch, isObserver: boolean): Ledger["Service"] => {
  const { all, get, run } = database
  /** What is known to be in the database while the epoch is held, so that a commit writes what is new alone. */
  let held: Held | undefined

  const read: Work<Held> = Effect.map(
    all("SELECT key, entry, messages, bytes FROM community_history.ledger_entry WHERE community = $1"),
    (rows) => {
      let index = ArchiveIndex.empty
      let facts: Keyed<Facts> = HashMap.empty()
      for (const row of rows) {
        const key = ArchiveIndex.ArchiveKey(Columns.plain(row, "key"))
        const entry = ArchiveIndex.entryFromJson(Columns.plain(row, "entry"))
        if (Result.isFailure(entry)) return Columns.damaged(`entry ${key} is damaged: ${entry.failure.why}`)
        index = HashMap.set(index, key, entry.success)
        if (row["messages"] !== null) {
          facts = HashMap.set(facts, key, {
            messages: Columns.number(row, "messages"),
            bytes: Columns.number(row, "bytes")
          })
        }
      }
      return { index, facts }
    }
  )

  const state = Effect.fnUntraced(function* (): Effect.fn.Return<
    { readonly found: Held; readonly last: Option.Option<State> },
    Effect.Error<Work<void>>
  > {
    const found = yield* read
    const row = yield* get("SELECT progress FROM community_history.ledger WHERE community = $1")
    if (row === undefined || row["progress"] === null) return { found, last: Option.none() }
    const progress = Publication.fromJson(Columns.plain(row, "progress"))
    if (Result.isFailure(progress)) {
      return Columns.damaged(`the publication state is damaged: ${progress.failure.why}`)
    }
    return { found, last: Option.some({ ...progress.success, ...found }) }
  })

  const load = Effect.fnUntraced(function* () {
    const claimed = yield* epoch.claim
    return { claimed, ...(yield* state()) }
  })

  const write = Effect.fnUntraced(function* (next: State, before: Held) {
    const entries = ArchiveIndex.news(next.index, before.index)
    if (entries.length > 0) {
      yield* run(
        `INSERT INTO community_history.ledger_entry (community, key, entry)
         SELECT $1, * FROM unnest($2::text[], $3::text[])
         ON CONFLICT (community, key) DO UPDATE SET entry = excluded.entry`,
        Columns.plains(entries.map(([key]) => key)),
        Columns.plains(entries.map(([, entry]) => ArchiveIndex.entryToJson(entry)))
      )
    }
    const facts = ArchiveIndex.news(next.facts, before.facts)
    if (facts.length > 0) {
      yield* run(
        `UPDATE community_history.ledger_entry AS e SET messages = f.messages, bytes = f.bytes
         FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS f (key, messages, bytes)
         WHERE e.community = $1 AND e.key = f.key`,
        Columns.plains(facts.map(([key]) => key)),
        Columns.integers(facts.map(([, { messages }]) => BigInt(messages))),
        Columns.integers(facts.map(([, { bytes }]) => BigInt(bytes)))
      )
    }
    const { facts: _facts, index: _index, ...progress } = next
    yield* run("UPDATE community_history.ledger SET progress = $2 WHERE community = $1", Publication.toJson(progress))
  })

  const refuse = (detail: string) =>
    new StoreFailure({ store: "Ledger", operation: "commit", reason: "Refused", detail })

  const commit = Effect.fnUntraced(function* (next: State) {
    yield* epoch.check("Ledger", "commit")
    const claimed = yield* epoch.claim
    const before = held ?? (yield* read)
    if (loses(next, before)) return yield* refuse("the index would lose an entry")
    yield* write(next, before)
    return claimed
  })

  return {
    load: isObserver
      ? Effect.map(database.snapshot("Ledger", "load", state()), ({ last }) => last)
      : Effect.map(database.transaction("Ledger", "load", load()), ({ claimed, found, last }) => {
          claimed()
          held = found
          return last
        }).pipe(Effect.uninterruptible),
    commit: (next) =>
      isObserver
        ? refuse("this process only observes the community")
        : database.transaction("Ledger", "commit", commit(next)).pipe(
            Effect.map((claimed) => {
              claimed()
              held = next
            }),
            // A connection that breaks may do so after the server has committed: what is there is read anew.
            Effect.tapError(() =>
              Effect.sync(() => {
                held = undefined
              })
            ),
            Effect.uninterruptible
          ),
    stored: database.read(
      "Ledger",
      "stored",
      Effect.map(
        all("SELECT cid, at FROM community_history.stored WHERE community = $1"),
        (rows) => new Map(rows.map((row) => [Columns.plain(row, "cid") as Cid, Time.nanos(Columns.integer(row, "at"))]))
      )
    ),
    markStored: (cid, at) =>
      Effect.asVoid(
        database.transaction(
          "Ledger",
          "markStored",
          run(
            `INSERT INTO community_history.stored AS s (community, cid, at) VALUES ($1, $2, $3)
             ON CONFLICT (community, cid) DO UPDATE SET at = greatest(s.at, excluded.at)`,
            cid,
            at
          )
        )
      ),
    answered: (member) =>
      database.read(
        "Ledger",
        "answered",
        Effect.map(
          get(
            "SELECT clock::text AS clock FROM community_history.answered WHERE community = $1 AND member = $2",
            Bytes.utf8(member)
          ),
          (row) => Option.map(Option.fromUndefinedOr(row), (one) => Time.millis(BigInt(Columns.plain(one, "clock"))))
        )
      ),
    markAnswered: (member, clock, quota) =>
      Effect.asVoid(
        database.transaction(
          "Ledger",
          "markAnswered",
          Effect.andThen(
            run(
              `INSERT INTO community_history.answered AS a (community, member, clock) VALUES ($1, $2, $3::text::numeric)
               ON CONFLICT (community, member) DO UPDATE SET clock = greatest(a.clock, excluded.clock)`,
              Bytes.utf8(member),
              clock.toString()
            ),
            run(
              `DELETE FROM community_history.answered WHERE community = $1 AND member IN (
                 SELECT member FROM community_history.answered WHERE community = $1
                 ORDER BY clock DESC, member DESC OFFSET $2)`,
              Columns.bound(quota)
            )
          )
        )
      )
  }
}
