/** The history of a community in SQLite. Archives come in by way of `Stager`. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { SQLInputValue } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Origin } from "../../domain/community/HistoryRecord.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import type { Accepted, HistoryStore, RecordQuery } from "../../ports/HistoryStore.ts"
import * as Applied from "./Applied.ts"
import * as Counters from "./Counters.ts"
import type { Row } from "./Columns.ts"
import type { Database } from "./Database.ts"
import * as Columns from "./Columns.ts"
import * as Hidden from "./Hidden.ts"
import * as Remembered from "./Remembered.ts"
import { COLUMNS, fromRow, values, type Visible } from "./records.ts"
import type { Stager } from "./Stager.ts"

const PAGE = 1_000

/** From the oldest to behind the newest. */
const spanOf = (records: ReadonlyArray<HistoryRecord>): Window => {
  const times = records.map(({ timestamp }) => timestamp)
  const newest = times.reduce(Time.max, Time.nanos(0n))
  return { from: times.reduce(Time.min, newest), to: Time.add(newest, Time.nanos(1n)) }
}

const sizeOf = (row: Row): number => Columns.bytes(row, "envelope").length

export const make = (database: Database, stager: Stager): HistoryStore["Service"] => {
  const { all, get, run } = database
  const hidden = Hidden.make(database)
  const archives = Applied.make(database)
  const counters = Counters.make(database)
  const memory = Remembered.make(database)
  const attempt = <A>(operation: string, work: () => A) => database.attempt("HistoryStore", operation, work)
  const transaction = <A>(operation: string, work: () => A) => database.transaction("HistoryStore", operation, work)

  /** The hash under which a record is shown. */
  const shown = (record: HistoryRecord): Row | undefined =>
    get(
      "SELECT hash FROM record WHERE timestamp = ? AND id = ? AND topic = ?",
      record.timestamp,
      Bytes.fromHex(record.id)!,
      record.topic
    )

  const append = (records: ReadonlyArray<HistoryRecord>, origin: Origin, room = Number.POSITIVE_INFINITY): Accepted => {
    const present = archives.meeting(spanOf(records))
    const added: Array<HistoryRecord> = []
    let known = 0
    let covered = 0
    const surplus: Array<HistoryRecord> = []
    let bytes = 0
    const aside = (record: HistoryRecord) => {
      bytes += hidden.add(record, origin) * record.envelope.length
    }
    for (const record of records) {
      const held = shown(record)
      const isSame = held !== undefined && Bytes.toHex(Columns.bytes(held, "hash")) === record.hash
      if (bytes + record.envelope.length > room && !isSame && !hidden.has(record)) {
        surplus.push(record)
        continue
      }
      if (held !== undefined) {
        known++
        if (!isSame) aside(record)
        continue
      }
      // What its archives hold unread belongs to their window, as if they had brought it.
      const source = Option.filter(Canonical.governor(present, record.topic, record.timestamp), (window) =>
        hidden.isUnreadable(record.hash, window)
      )
      const excused = new Set(Option.isSome(source) ? [record.hash] : [])
      if (!Canonical.admits(present, excused, record)) {
        covered++
        aside(record)
        continue
      }
      run(
        `INSERT INTO record (${COLUMNS}, origin, source_from, source_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...values(record),
        origin,
        Option.isSome(source) ? source.value.from : null,
        Option.isSome(source) ? source.value.to : null
      )
      added.push(record)
      bytes += record.envelope.length
    }
    counters.add("records", added.length)
    return { added, known, covered, bytes, surplus }
  }

  const page = (query: RecordQuery, after: Visible | undefined): ReadonlyArray<Visible> => {
    const conditions = ["(timestamp, id, topic) > (?, ?, ?)"]
    const bound: Array<SQLInputValue> =
      after === undefined
        ? [query.window?.from ?? 0n, Bytes.empty, ""]
        : [after.timestamp, Bytes.fromHex(after.id)!, after.topic]
    if (query.window !== undefined) {
      conditions.push("timestamp < ?")
      bound.push(query.window.to)
    }
    if (query.topics !== undefined) {
      conditions.push("topic IN (SELECT value FROM json_each(?))")
      bound.push(JSON.stringify(query.topics))
    }
    if (query.types !== undefined) {
      // One type has an index in the order asked for; several would be sorted anew for every page.
      const [only] = query.types
      const one = query.types.length === 1 && only !== undefined
      conditions.push(one ? "type = ?" : "+type IN (SELECT value FROM json_each(?))")
      bound.push(one ? only : JSON.stringify(query.types))
    }
    const rest = `FROM record WHERE ${conditions.join(" AND ")} ORDER BY timestamp, id, topic LIMIT ?`
    return database.page(sizeOf, `SELECT ${COLUMNS}, origin ${rest}`, ...bound, PAGE).map(fromRow)
  }

  return {
    append: (records, origin, room) => transaction("append", () => append(records, origin, room)),
    unconfirmed: attempt("count", () => ({
      shown: Columns.number(
        get("SELECT total(length(envelope)) AS bytes FROM record WHERE origin <> 'archive'"),
        "bytes"
      ),
      hidden: hidden.unconfirmed()
    })),
    forget: (bytes) => transaction("forget", () => hidden.forget(bytes)),
    stage: stager.stage,
    discard: stager.discard,
    apply: stager.apply,
    applied: attempt("read", archives.list),
    records: (query) =>
      Stream.paginate(undefined as Visible | undefined, (after) =>
        Effect.map(
          Effect.andThen(
            Effect.yieldNow,
            attempt("read", () => page(query, after))
          ),
          (found) => [found.length === 0 ? [] : [found], Option.fromUndefinedOr(found.at(-1))] as const
        )
      ),
    find: (id) =>
      attempt("find", () =>
        all(`SELECT ${COLUMNS}, origin FROM record WHERE id = ? ORDER BY timestamp, topic`, Bytes.fromHex(id)!).map(
          fromRow
        )
      ),
    trace: (wanted) => attempt("trace", () => hidden.trace(wanted)),
    refuse: (messages, quota) => transaction("refuse", () => hidden.refuse(messages, quota)),
    counts: attempt("count", () => ({ records: counters.read("records"), unreadable: counters.read("unreadable") })),
    unreadable: (limit) =>
      attempt("read", () =>
        all("SELECT hash, topic, timestamp, why FROM unreadable ORDER BY timestamp, hash LIMIT ?", limit).map(
          Hidden.unreadableOf
        )
      ),
    load: attempt("load", memory.load),
    save: (state) =>
      Effect.tap(
        transaction("save", () => memory.save(state)),
        () => Effect.sync(() => memory.saved(state))
      ).pipe(Effect.uninterruptible)
  }
}
