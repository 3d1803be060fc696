/** What the history does not show: records that archives replaced, messages that were not taken in. */
import * as Option from "effect/Option"
import * as Bytes from "../../domain/Bytes.ts"
import type { HistoryRecord, Origin, Unreadable } from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Refused, Shown, Trace } from "../../ports/HistoryStore.ts"
import type { Row } from "./Columns.ts"
import type { Session } from "./Connection.ts"
import * as Columns from "./Columns.ts"
import { COLUMNS, fromRow, values, type Visible } from "./records.ts"

const source = (row: Row): Shown["source"] =>
  row["source_from"] === null
    ? Option.none()
    : Option.some({
        from: Time.nanos(Columns.integer(row, "source_from")),
        to: Time.nanos(Columns.integer(row, "source_to"))
      })

/** A row of `unreadable`. */
export const unreadableOf = (row: Row): Unreadable => ({
  hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
  topic: ContentTopic(Columns.text(row, "topic")),
  timestamp: Time.nanos(Columns.integer(row, "timestamp")),
  why: Columns.text(row, "why")
})

const refusedOf = (row: Row): Refused => ({
  ...unreadableOf(row),
  id: row["id"] === null ? Option.none() : Option.some(MessageId(`0x${Bytes.toHex(Columns.bytes(row, "id"))}`))
})

/** A record is shown or hidden, never both. */
export const IS_SHOWN = `EXISTS (SELECT 1 FROM record r
  WHERE r.timestamp = hidden.timestamp AND r.id = hidden.id AND r.topic = hidden.topic AND r.hash = hidden.hash)`

export const make = ({ all, get, run }: Session) => {
  const add = (record: HistoryRecord, origin: Origin) =>
    run(`INSERT OR IGNORE INTO hidden (${COLUMNS}, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...values(record), origin)

  const has = ({ hash, id, timestamp, topic }: HistoryRecord): boolean =>
    get(
      "SELECT 1 AS found FROM hidden WHERE timestamp = ? AND id = ? AND topic = ? AND hash = ?",
      timestamp,
      Bytes.fromHex(id)!,
      topic,
      Bytes.fromHex(hash)!
    ) !== undefined

  const unconfirmed = (): number =>
    Columns.number(get("SELECT total(length(envelope)) AS bytes FROM hidden WHERE origin <> 'archive'"), "bytes")

  const forget = (bytes: number): number => {
    const before = unconfirmed()
    run(
      `DELETE FROM hidden WHERE (timestamp, id, topic, hash) IN (SELECT timestamp, id, topic, hash FROM (
         SELECT timestamp, id, topic, hash, length(envelope) AS size,
           sum(length(envelope)) OVER (ORDER BY timestamp, id, topic, hash) AS so_far
         FROM hidden WHERE origin <> 'archive') WHERE so_far - size < ?)`,
      bytes
    )
    return before - unconfirmed()
  }

  /** Of the archive's own range, what was staged and is not shown under its hash. */
  const aside = (key: ArchiveKey, { topics, window }: Entry): ReadonlyArray<Visible> => {
    const bound = [key, JSON.stringify(topics), window.from, window.to] as const
    const left = `FROM staged_record s WHERE key = ?1 AND timestamp >= ?3 AND timestamp < ?4
      AND topic IN (SELECT value FROM json_each(?2)) AND NOT EXISTS (SELECT 1 FROM record r
        WHERE r.timestamp = s.timestamp AND r.id = s.id AND r.topic = s.topic AND r.hash = s.hash)`
    run(`INSERT OR IGNORE INTO hidden (${COLUMNS}, origin) SELECT ${COLUMNS}, 'archive' ${left}`, ...bound)
    return all(
      `SELECT ${COLUMNS}, 'archive' AS origin ${left} AND hash IN (SELECT hash FROM unreadable_in) ORDER BY hash`,
      ...bound
    ).map(fromRow)
  }

  const dropShown = ({ timestamp }: HistoryRecord) =>
    run(`DELETE FROM hidden WHERE timestamp = ? AND ${IS_SHOWN}`, timestamp)

  const trace = (wanted: string): Trace => {
    const column = wanted.startsWith("0x") ? "id" : "hash"
    const bytes = Bytes.fromHex(wanted.replace(/^0x/u, ""))
    if (bytes === undefined) return { shown: [], hidden: [], unreadable: [], refused: [] }
    const shown = all(
      `SELECT ${COLUMNS}, origin, source_from, source_to FROM record WHERE ${column} = ? ORDER BY timestamp, id, topic`,
      bytes
    )
    const hidden = all(
      `SELECT ${COLUMNS}, origin FROM hidden WHERE ${column} = ? ORDER BY timestamp, id, topic, hash`,
      bytes
    )
    const unreadable =
      column === "hash" ? all("SELECT hash, topic, timestamp, why FROM unreadable WHERE hash = ?", bytes) : []
    const refused = all(
      `SELECT hash, id, topic, timestamp, why FROM refused WHERE ${column} = ? ORDER BY arrival`,
      bytes
    )
    return {
      shown: shown.map((row) => ({ ...fromRow(row), source: source(row) })),
      hidden: hidden.map(fromRow),
      unreadable: unreadable.map(unreadableOf),
      refused: refused.map(refusedOf)
    }
  }

  const refuse = (messages: ReadonlyArray<Refused>, quota: number) => {
    for (const { hash, id, timestamp, topic, why } of messages) {
      run(
        "INSERT OR IGNORE INTO refused (hash, id, topic, timestamp, why) VALUES (?, ?, ?, ?, ?)",
        Bytes.fromHex(hash)!,
        Option.isSome(id) ? Bytes.fromHex(id.value)! : null,
        topic,
        timestamp,
        why
      )
    }
    const held = Columns.number(get("SELECT count(*) AS n FROM refused"), "n")
    if (held > quota) {
      run("DELETE FROM refused WHERE arrival IN (SELECT arrival FROM refused ORDER BY arrival LIMIT ?)", held - quota)
    }
  }

  /** Whether archives with this window hold the message unread. */
  const isUnreadable = (hash: MessageHash, { from, to }: Window): boolean =>
    get(
      "SELECT 1 AS found FROM unreadable_in WHERE source_from = ? AND source_to = ? AND hash = ?",
      from,
      to,
      Bytes.fromHex(hash)!
    ) !== undefined

  return { add, aside, dropShown, forget, has, isUnreadable, refuse, trace, unconfirmed }
}
