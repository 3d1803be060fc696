/** The history of a community in SQLite. Archives are applied set-wise, so memory does not grow with them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { SQLInputValue } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Origin, Unreadable } from "../../domain/community/HistoryRecord.ts"
import * as HistoryRecords from "../../domain/community/HistoryRecord.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Accepted, HistoryStore, RecordQuery, Replaced } from "../../ports/HistoryStore.ts"
import * as Applied from "./Applied.ts"
import * as Counters from "./Counters.ts"
import type { Database, Row } from "./Database.ts"
import * as Columns from "./Database.ts"
import * as Hidden from "./Hidden.ts"
import * as Remembered from "./Remembered.ts"
import { COLUMNS, fromRow, values, type Visible } from "./records.ts"

const PAGE = 1_000

/** The order of the tables: a batch that is written in it touches each page of them once. */
const byKey = (left: HistoryRecord, right: HistoryRecord): number =>
  HistoryRecords.order(left, right) || (left.topic < right.topic ? -1 : left.topic > right.topic ? 1 : 0)

/** Whether the pieces are the whole window of every topic: then no greater archive governs any of it. */
const covers = (pieces: ReadonlyArray<Canonical.Piece>, { topics, window }: Entry): boolean =>
  pieces.length === topics.length && pieces.every((piece) => Windows.equals(piece.window, window))

/** From the oldest to behind the newest. */
const spanOf = (records: ReadonlyArray<HistoryRecord>): Window => {
  const times = records.map(({ timestamp }) => timestamp)
  const newest = times.reduce(Time.max, Time.nanos(0n))
  return { from: times.reduce(Time.min, newest), to: Time.add(newest, Time.nanos(1n)) }
}

export const make = (database: Database): HistoryStore["Service"] => {
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

  const isUnreadable = (hash: MessageHash, { from, to }: Window): boolean =>
    get(
      "SELECT 1 AS found FROM unreadable_in WHERE source_from = ? AND source_to = ? AND hash = ?",
      from,
      to,
      Bytes.fromHex(hash)!
    ) !== undefined

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
        isUnreadable(record.hash, window)
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

  const stage = (key: ArchiveKey, records: ReadonlyArray<HistoryRecord>, unreadable: ReadonlyArray<Unreadable>) => {
    for (const record of [...records].sort(byKey)) {
      run(
        `INSERT OR REPLACE INTO staged_record (key, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        key,
        ...values(record)
      )
    }
    for (const { hash, timestamp, topic, why } of unreadable) {
      run(
        "INSERT OR REPLACE INTO staged_unreadable (key, hash, topic, timestamp, why) VALUES (?, ?, ?, ?, ?)",
        key,
        Bytes.fromHex(hash)!,
        topic,
        timestamp,
        why
      )
    }
  }

  const discard = (key: ArchiveKey) => {
    run("DELETE FROM staged_record WHERE key = ?", key)
    run("DELETE FROM staged_unreadable WHERE key = ?", key)
  }

  const STAGED = `EXISTS (SELECT 1 FROM staged_record s
    WHERE s.key = ?1 AND s.timestamp = record.timestamp AND s.id = record.id AND s.topic = record.topic)`
  const UNREAD = "hash IN (SELECT hash FROM staged_unreadable WHERE key = ?1)"
  const PIECE = "timestamp >= ?3 AND timestamp < ?4 AND topic IN (SELECT value FROM json_each(?2))"

  const replace = (key: ArchiveKey, entry: Entry, window: Window, topics: ReadonlyArray<ContentTopic>) => {
    const piece = [key, JSON.stringify(topics), window.from, window.to] as const
    const own = [...piece, entry.window.from, entry.window.to] as const
    const kept = Columns.number(get(`SELECT count(*) AS n FROM record WHERE ${PIECE} AND ${STAGED}`, ...piece), "n")
    const gone = `${PIECE} AND NOT (source_from IS ?5 AND source_to IS ?6) AND NOT ${STAGED} AND NOT ${UNREAD}`
    run(`INSERT OR IGNORE INTO hidden (${COLUMNS}, origin) SELECT ${COLUMNS}, origin FROM record WHERE ${gone}`, ...own)
    const deleted = run(`DELETE FROM record WHERE ${gone}`, ...own)
    run(
      `UPDATE record SET origin = 'archive', source_from = ?5, source_to = ?6 WHERE ${PIECE} AND (${STAGED} OR ${UNREAD})`,
      ...own
    )
    const inserted = run(
      `INSERT OR IGNORE INTO record (${COLUMNS}, origin, source_from, source_to)
       SELECT ${COLUMNS}, 'archive', ?5, ?6 FROM staged_record WHERE key = ?1 AND ${PIECE}`,
      ...own
    )
    const shown = run(
      `INSERT OR IGNORE INTO record (${COLUMNS}, origin, source_from, source_to)
       SELECT ${COLUMNS}, 'archive', ?5, ?6 FROM hidden WHERE ${PIECE} AND ${UNREAD} ORDER BY hash`,
      ...own
    )
    run(`DELETE FROM hidden WHERE ${PIECE} AND ${Hidden.IS_SHOWN}`, ...piece)
    return { kept, deleted, inserted: inserted + shown }
  }

  /** Records of the archive that are not shown become known; what a governing archive holds unread is shown. */
  const aside = (key: ArchiveKey, entry: Entry, governing: ReadonlyArray<Entry>): number => {
    let inserted = 0
    for (const record of hidden.aside(key, entry)) {
      const source = Canonical.governor(governing, record.topic, record.timestamp)
      if (Option.isNone(source) || !isUnreadable(record.hash, source.value)) continue
      const { from, to } = source.value
      inserted += run(
        `INSERT OR IGNORE INTO record (${COLUMNS}, origin, source_from, source_to) VALUES (?, ?, ?, ?, ?, ?, ?, 'archive', ?, ?)`,
        ...values(record),
        from,
        to
      )
      hidden.dropShown(record)
    }
    return inserted
  }

  const apply = (key: ArchiveKey, entry: Entry): Replaced => {
    const total = { inserted: 0, deleted: 0, kept: 0 }
    if (archives.has(key)) {
      discard(key)
      return { ...total, unreadable: 0 }
    }
    const present = archives.meeting(entry.window)
    const pieces = Canonical.pieces(entry, present)
    // Most topics share their pieces: each span of time is gone through once, whatever the number of topics.
    for (const alike of Map.groupBy(pieces, ({ window }) => `${window.from} ${window.to}`).values()) {
      const topics = alike.map(({ topic }) => topic)
      const { deleted, inserted, kept } = replace(key, entry, alike[0]!.window, topics)
      total.inserted += inserted
      total.deleted += deleted
      total.kept += kept
    }
    if (total.kept > 0 || !covers(pieces, entry)) total.inserted += aside(key, entry, [...present, entry])
    counters.add("records", total.inserted - total.deleted)
    counters.add(
      "unreadable",
      run(
        "INSERT OR IGNORE INTO unreadable (hash, topic, timestamp, why) SELECT hash, topic, timestamp, why FROM staged_unreadable WHERE key = ?",
        key
      )
    )
    run(
      "INSERT OR REPLACE INTO unreadable (hash, topic, timestamp, why) SELECT hash, topic, timestamp, why FROM staged_unreadable WHERE key = ?",
      key
    )
    run(
      "INSERT OR IGNORE INTO unreadable_in (source_from, source_to, hash) SELECT ?2, ?3, hash FROM staged_unreadable WHERE key = ?1 AND timestamp >= ?2 AND timestamp < ?3 AND topic IN (SELECT value FROM json_each(?4))",
      key,
      entry.window.from,
      entry.window.to,
      JSON.stringify(entry.topics)
    )
    const messages = run("DELETE FROM staged_record WHERE key = ?", key)
    const unreadable = run("DELETE FROM staged_unreadable WHERE key = ?", key)
    archives.add(key, entry, messages + unreadable, unreadable)
    return { ...total, unreadable }
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
    const count = Columns.pageful(all(`SELECT length(envelope) AS size ${rest}`, ...bound, PAGE))
    return all(`SELECT ${COLUMNS}, origin ${rest}`, ...bound, count).map(fromRow)
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
    stage: (key, records, unreadable) =>
      database.provisional("HistoryStore", "stage", () => stage(key, records, unreadable)),
    discard: (key) => database.provisional("HistoryStore", "discard", () => discard(key)),
    apply: (key, entry) => transaction("apply", () => apply(key, entry)),
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
