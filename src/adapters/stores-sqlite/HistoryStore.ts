/** The history of a community in SQLite. Archives are applied set-wise, so memory does not grow with them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { SQLInputValue } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Origin, Unreadable } from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as MemberState from "../../domain/history/MemberState.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Accepted, AppliedArchive, HistoryStore, RecordQuery, Replaced } from "../../ports/HistoryStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database, Row } from "./Database.ts"
import * as Columns from "./Database.ts"

type Visible = HistoryRecord & { readonly origin: Origin }

const PAGE = 1_000
const COLUMNS = "timestamp, id, topic, hash, type, author, envelope"

const corrupt = (operation: string, detail: string): never => {
  throw new StoreFailure({ store: "HistoryStore", operation, reason: "Corrupt", detail })
}

const values = (record: HistoryRecord): ReadonlyArray<SQLInputValue> => [
  record.timestamp,
  Bytes.fromHex(record.id)!,
  record.topic,
  Bytes.fromHex(record.hash)!,
  record.type,
  record.author,
  record.envelope
]

const fromRow = (row: Row): Visible => ({
  timestamp: Time.nanos(Columns.integer(row, "timestamp")),
  id: MessageId(`0x${Bytes.toHex(Columns.bytes(row, "id"))}`),
  topic: ContentTopic(Columns.text(row, "topic")),
  hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
  type: Number(Columns.integer(row, "type")),
  author: Columns.text(row, "author"),
  envelope: Columns.bytes(row, "envelope"),
  origin: Columns.text(row, "origin") as Origin
})

export const make = (database: Database): HistoryStore["Service"] => {
  const { all, get, run } = database
  const attempt = <A>(operation: string, work: () => A) => database.attempt("HistoryStore", operation, work)
  const transaction = <A>(operation: string, work: () => A) => database.transaction("HistoryStore", operation, work)

  const applied = (): ReadonlyArray<AppliedArchive> =>
    all("SELECT key, entry, messages, unreadable FROM applied")
      .map((row): AppliedArchive => {
        const entry = ArchiveIndex.entryFromJson(Columns.text(row, "entry"))
        return {
          key: ArchiveIndex.ArchiveKey(Columns.text(row, "key")),
          entry: Result.isSuccess(entry)
            ? entry.success
            : corrupt("read", `an applied archive is damaged: ${entry.failure.why}`),
          messages: Columns.number(row, "messages"),
          unreadable: Columns.number(row, "unreadable")
        }
      })
      .sort((left, right) => ArchiveIndex.order([left.key, left.entry], [right.key, right.entry]))

  const isPresent = (record: HistoryRecord): boolean =>
    get(
      "SELECT 1 AS found FROM record WHERE timestamp = ? AND id = ? AND topic = ?",
      record.timestamp,
      Bytes.fromHex(record.id)!,
      record.topic
    ) !== undefined

  const isUnreadable = (hash: MessageHash): boolean =>
    get("SELECT 1 AS found FROM unreadable WHERE hash = ?", Bytes.fromHex(hash)!) !== undefined

  const append = (records: ReadonlyArray<HistoryRecord>, origin: Origin): Accepted => {
    const entries = applied().map(({ entry }) => entry)
    const added: Array<HistoryRecord> = []
    let known = 0
    let covered = 0
    for (const record of records) {
      const excused = new Set(isUnreadable(record.hash) ? [record.hash] : [])
      if (isPresent(record)) known++
      else if (!Canonical.admits(entries, excused, record)) covered++
      else {
        run(`INSERT INTO record (${COLUMNS}, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...values(record), origin)
        added.push(record)
      }
    }
    return { added, known, covered }
  }

  const stage = (key: ArchiveKey, records: ReadonlyArray<HistoryRecord>, unreadable: ReadonlyArray<Unreadable>) => {
    for (const record of records) {
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
  const PIECE = "topic = ?2 AND timestamp >= ?3 AND timestamp < ?4"

  const replace = (key: ArchiveKey, entry: Entry, { topic, window }: Canonical.Piece) => {
    const piece = [key, topic, window.from, window.to] as const
    const own = [...piece, entry.window.from, entry.window.to] as const
    const kept = Columns.number(get(`SELECT count(*) AS n FROM record WHERE ${PIECE} AND ${STAGED}`, ...piece), "n")
    const deleted = run(
      `DELETE FROM record WHERE ${PIECE} AND NOT (source_from IS ?5 AND source_to IS ?6) AND NOT ${STAGED} AND NOT ${UNREAD}`,
      ...own
    )
    run(
      `UPDATE record SET origin = 'archive', source_from = ?5, source_to = ?6 WHERE ${PIECE} AND (${STAGED} OR ${UNREAD})`,
      ...own
    )
    const inserted = run(
      `INSERT OR IGNORE INTO record (${COLUMNS}, origin, source_from, source_to)
       SELECT ${COLUMNS}, 'archive', ?5, ?6 FROM staged_record WHERE key = ?1 AND ${PIECE}`,
      ...own
    )
    return { kept, deleted, inserted }
  }

  const apply = (key: ArchiveKey, entry: Entry): Replaced => {
    const total = { inserted: 0, deleted: 0, kept: 0 }
    const others = applied()
    if (others.some((other) => other.key === key)) {
      discard(key)
      return { ...total, unreadable: 0 }
    }
    for (const piece of Canonical.pieces(
      entry,
      others.map((other) => other.entry)
    )) {
      const { deleted, inserted, kept } = replace(key, entry, piece)
      total.inserted += inserted
      total.deleted += deleted
      total.kept += kept
    }
    const messages = Columns.number(get("SELECT count(*) AS n FROM staged_record WHERE key = ?", key), "n")
    const unreadable = Columns.number(get("SELECT count(*) AS n FROM staged_unreadable WHERE key = ?", key), "n")
    run(
      "INSERT OR REPLACE INTO unreadable (hash, topic, timestamp, why) SELECT hash, topic, timestamp, why FROM staged_unreadable WHERE key = ?",
      key
    )
    discard(key)
    run(
      "INSERT INTO applied (key, entry, messages, unreadable) VALUES (?, ?, ?, ?)",
      key,
      ArchiveIndex.entryToJson(entry),
      messages + unreadable,
      unreadable
    )
    return { ...total, unreadable }
  }

  const page = (query: RecordQuery, after: Visible | undefined): ReadonlyArray<Visible> => {
    const conditions = ["(timestamp, id, topic) > (?, ?, ?)"]
    const bound: Array<SQLInputValue> =
      after === undefined ? [-1n, Bytes.empty, ""] : [after.timestamp, Bytes.fromHex(after.id)!, after.topic]
    if (query.window !== undefined) {
      conditions.push("timestamp >= ? AND timestamp < ?")
      bound.push(query.window.from, query.window.to)
    }
    for (const [column, list] of [
      ["topic", query.topics],
      ["type", query.types]
    ] as const) {
      if (list === undefined) continue
      conditions.push(`${column} IN (${list.map(() => "?").join(", ")})`)
      bound.push(...list)
    }
    return all(
      `SELECT ${COLUMNS}, origin FROM record WHERE ${conditions.join(" AND ")} ORDER BY timestamp, id, topic LIMIT ${PAGE}`,
      ...bound
    ).map(fromRow)
  }

  return {
    append: (records, origin) => transaction("append", () => append(records, origin)),
    stage: (key, records, unreadable) => transaction("stage", () => stage(key, records, unreadable)),
    discard: (key) => transaction("discard", () => discard(key)),
    apply: (key, entry) => transaction("apply", () => apply(key, entry)),
    applied: attempt("read", applied),
    records: (query) =>
      Stream.paginate(undefined as Visible | undefined, (after) =>
        Effect.map(
          attempt("read", () => page(query, after)),
          (found) =>
            [
              found.length === 0 ? [] : [found],
              found.length < PAGE ? Option.none() : Option.fromUndefinedOr(found.at(-1))
            ] as const
        )
      ),
    find: (id) =>
      attempt("find", () =>
        all(`SELECT ${COLUMNS}, origin FROM record WHERE id = ? ORDER BY timestamp, topic`, Bytes.fromHex(id)!).map(
          fromRow
        )
      ),
    counts: attempt("count", () => ({
      records: Columns.number(get("SELECT count(*) AS n FROM record"), "n"),
      unreadable: Columns.number(get("SELECT count(*) AS n FROM unreadable"), "n")
    })),
    unreadable: (limit) =>
      attempt("read", () =>
        all("SELECT hash, topic, timestamp, why FROM unreadable ORDER BY timestamp, hash LIMIT ?", limit).map(
          (row): Unreadable => ({
            hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
            topic: ContentTopic(Columns.text(row, "topic")),
            timestamp: Time.nanos(Columns.integer(row, "timestamp")),
            why: Columns.text(row, "why")
          })
        )
      ),
    load: attempt("load", () => {
      const row = get("SELECT state FROM member WHERE id = 1")
      if (row === undefined) return Option.none()
      const state = MemberState.fromJson(Columns.text(row, "state"))
      return Result.isSuccess(state)
        ? Option.some(state.success)
        : corrupt("load", `the member's state is damaged: ${state.failure.why}`)
    }),
    save: (state) =>
      transaction("save", () => {
        run("INSERT OR REPLACE INTO member (id, state) VALUES (1, ?)", MemberState.toJson(state))
      })
  }
}
