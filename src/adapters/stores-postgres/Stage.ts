/** Archives that are being read: laid aside batch by batch, then made the history in one transaction, set-wise. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Bytes from "../../domain/Bytes.ts"
import type { HistoryRecord, Unreadable } from "../../domain/community/HistoryRecord.ts"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import type { Replaced } from "../../ports/HistoryStore.ts"
import type * as Archives from "./Archives.ts"
import * as Columns from "./Columns.ts"
import { counting } from "./Counters.ts"
import type { Database } from "./Database.ts"
import { byKey, COLUMNS, fromRow, unnest, values } from "./records.ts"

/**
 * Parameters of every statement here: community, key, session; then topics and bounds of a piece; then the window of the
 * archive. Looked up row by row: the server knows nothing yet about what was laid aside a moment ago, and a join that it
 * plans for one row would go through all of them for each.
 */
const OWN = "s.community = $1 AND s.key = $2 AND s.session = $3"
const STAGED = `(SELECT true FROM community_history.staged_record AS s
  WHERE ${OWN} AND s.timestamp = r.timestamp AND s.id = r.id AND s.topic = r.topic LIMIT 1) IS NOT NULL`
const UNREAD = `(SELECT true FROM community_history.staged_unreadable AS s WHERE ${OWN} AND s.hash = r.hash LIMIT 1) IS NOT NULL`
const within = (table: string) =>
  `${table}.timestamp >= $5 AND ${table}.timestamp < $6 AND ${Columns.unindexed(`${table}.topic`)} = ANY ($4::bytea[])`
const PIECE = `r.community = $1 AND ${within("r")}`

/** A record is shown or hidden, never both. */
const SHOWN = (table: string) => `(SELECT true FROM community_history.record AS r
  WHERE r.community = $1 AND r.timestamp = ${table}.timestamp AND r.id = ${table}.id AND r.topic = ${table}.topic
    AND r.hash = ${table}.hash LIMIT 1) IS NOT NULL`

const HOLDS = "(community, timestamp, id, topic, hash, type, author, envelope, origin)"
const SHOWS = "(community, timestamp, id, topic, hash, type, author, envelope, origin, source_from, source_to)"

/** Whether the pieces are the whole window of every topic: then no greater archive governs any of it. */
const covers = (pieces: ReadonlyArray<Canonical.Piece>, { topics, window }: Entry): boolean =>
  pieces.length === topics.length && pieces.every((piece) => Windows.equals(piece.window, window))

export const make = ({ all, get, run, session }: Database, archives: ReturnType<typeof Archives.make>) => {
  const named = (key: ArchiveKey) => [Bytes.utf8(key), session] as const
  const bounds = (key: ArchiveKey, { from, to }: Window, topics: ReadonlyArray<ContentTopic>) =>
    [...named(key), Columns.texts(topics), from, to] as const

  const stage = Effect.fnUntraced(function* (
    key: ArchiveKey,
    records: ReadonlyArray<HistoryRecord>,
    unreadable: ReadonlyArray<Unreadable>
  ) {
    const rows = [...new Map(records.map((record) => [Canonical.identity(record), record])).values()].sort(byKey)
    if (rows.length > 0) {
      yield* run(
        `INSERT INTO community_history.staged_record (community, key, session, ${COLUMNS})
         SELECT $1, $2, $3, * FROM ${unnest(4)}
         ON CONFLICT (community, key, session, timestamp, id, topic) DO UPDATE SET
           hash = excluded.hash, type = excluded.type, author = excluded.author, envelope = excluded.envelope`,
        ...named(key),
        ...values(rows)
      )
    }
    const lost = [...new Map(unreadable.map((one) => [one.hash, one])).values()]
    if (lost.length > 0) {
      yield* run(
        `INSERT INTO community_history.staged_unreadable (community, key, session, hash, topic, timestamp, why)
         SELECT $1, $2, $3, * FROM unnest($4::bytea[], $5::bytea[], $6::bigint[], $7::bytea[])
         ON CONFLICT (community, key, session, hash) DO UPDATE SET
           topic = excluded.topic, timestamp = excluded.timestamp, why = excluded.why`,
        ...named(key),
        Columns.blobs(lost.map(({ hash }) => Bytes.fromHex(hash)!)),
        Columns.texts(lost.map(({ topic }) => topic)),
        Columns.integers(lost.map(({ timestamp }) => timestamp)),
        Columns.texts(lost.map(({ why }) => why))
      )
    }
  })

  /** Answers how many records and unreadable messages this process had laid aside. */
  const discard = Effect.fnUntraced(function* (key: ArchiveKey) {
    const own = "community = $1 AND key = $2 AND session = $3"
    const records = yield* run(`DELETE FROM community_history.staged_record WHERE ${own}`, ...named(key))
    const unreadable = yield* run(`DELETE FROM community_history.staged_unreadable WHERE ${own}`, ...named(key))
    return { records, unreadable }
  })

  /** What others laid aside of an archive that is applied is of no use to anybody. */
  const discardAll = Effect.fnUntraced(function* (key: ArchiveKey) {
    for (const table of ["staged_record", "staged_unreadable"]) {
      yield* run(`DELETE FROM community_history.${table} WHERE community = $1 AND key = $2`, Bytes.utf8(key))
    }
  })

  const replace = Effect.fnUntraced(function* (
    key: ArchiveKey,
    entry: Entry,
    window: Window,
    topics: ReadonlyArray<ContentTopic>
  ) {
    const piece = bounds(key, window, topics)
    const own = [...piece, entry.window.from, entry.window.to] as const
    const kept = yield* get(
      `SELECT count(*) AS n FROM community_history.record AS r WHERE ${PIECE} AND ${STAGED}`,
      ...piece
    )
    const deleted = yield* get(
      `WITH gone AS (
         DELETE FROM community_history.record AS r WHERE ${PIECE}
           AND (r.source_from IS DISTINCT FROM $7 OR r.source_to IS DISTINCT FROM $8)
           AND NOT ${STAGED} AND NOT ${UNREAD}
         RETURNING ${COLUMNS}, origin
       ), aside AS (
         INSERT INTO community_history.hidden ${HOLDS} SELECT $1, ${COLUMNS}, origin FROM gone ON CONFLICT DO NOTHING
       ) SELECT count(*) AS n FROM gone`,
      ...own
    )
    yield* run(
      `UPDATE community_history.record AS r SET origin = 'archive', source_from = $7, source_to = $8
       WHERE ${PIECE} AND (${STAGED} OR ${UNREAD})
         AND (r.origin, r.source_from, r.source_to) IS DISTINCT FROM ('archive', $7, $8)`,
      ...own
    )
    const inserted = yield* run(
      `INSERT INTO community_history.record ${SHOWS}
       SELECT $1, ${COLUMNS}, 'archive', $7, $8 FROM community_history.staged_record AS s
       WHERE ${OWN} AND ${within("s")} ON CONFLICT DO NOTHING`,
      ...own
    )
    const shown = yield* run(
      `INSERT INTO community_history.record ${SHOWS}
       SELECT $1, ${COLUMNS}, 'archive', $7, $8 FROM community_history.hidden AS r
       WHERE ${PIECE} AND ${UNREAD} ORDER BY hash ON CONFLICT DO NOTHING`,
      ...own
    )
    yield* run(
      `DELETE FROM community_history.hidden AS h WHERE h.community = $1 AND ${within("h")} AND ${SHOWN("h")}`,
      ...piece
    )
    return { kept: Columns.number(kept, "n"), deleted: Columns.number(deleted, "n"), inserted: inserted + shown }
  })

  /** Records of the archive that are not shown become known; what a governing archive holds unread is shown (A-35). */
  const aside = Effect.fnUntraced(function* (key: ArchiveKey, entry: Entry, governing: ReadonlyArray<Entry>) {
    const bound = bounds(key, entry.window, entry.topics)
    const left = `FROM community_history.staged_record AS s WHERE ${OWN} AND ${within("s")} AND NOT ${SHOWN("s")}`
    yield* run(
      `INSERT INTO community_history.hidden ${HOLDS} SELECT $1, ${COLUMNS}, 'archive' ${left} ON CONFLICT DO NOTHING`,
      ...bound
    )
    const rows = yield* all(
      `SELECT ${COLUMNS}, 'archive' AS origin ${left} AND EXISTS (
         SELECT 1 FROM community_history.unreadable_in AS u WHERE u.community = $1 AND u.hash = s.hash OFFSET 0
       ) ORDER BY hash`,
      ...bound
    )
    const records = rows.map(fromRow)
    const isUnread = yield* archives.unreadOf(records.map(({ hash }) => hash))
    const back = records.flatMap((record) => {
      const source = Canonical.governor(governing, record.topic, record.timestamp)
      return Option.isSome(source) && isUnread(record.hash, source.value) ? [[record, source.value] as const] : []
    })
    if (back.length === 0) return 0
    const inserted = yield* run(
      `INSERT INTO community_history.record ${SHOWS}
       SELECT $1, ${COLUMNS}, 'archive', source_from, source_to
       FROM ROWS FROM (${unnest(2)}, unnest($9::bigint[], $10::bigint[])) WITH ORDINALITY
         AS m (${COLUMNS}, source_from, source_to, place)
       ORDER BY place ON CONFLICT DO NOTHING`,
      ...values(back.map(([record]) => record)),
      Columns.integers(back.map(([, { from }]) => from)),
      Columns.integers(back.map(([, { to }]) => to))
    )
    yield* run(
      `DELETE FROM community_history.hidden AS h
       WHERE h.community = $1 AND h.timestamp = ANY ($2::bigint[]) AND ${SHOWN("h")}`,
      Columns.integers(back.map(([{ timestamp }]) => timestamp))
    )
    return inserted
  })

  const apply = Effect.fnUntraced(function* (key: ArchiveKey, entry: Entry) {
    const total = { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }
    const others = yield* archives.applied
    if (others.some((other) => other.key === key)) {
      yield* discardAll(key)
      return total
    }
    const present = others.map((other) => other.entry)
    const pieces = Canonical.pieces(entry, present)
    // Most topics share their pieces: each span of time is gone through once, whatever the number of topics.
    for (const alike of Map.groupBy(pieces, ({ window }) => `${window.from} ${window.to}`).values()) {
      const topics = alike.map(({ topic }) => topic)
      const { deleted, inserted, kept } = yield* replace(key, entry, alike[0]!.window, topics)
      total.inserted += inserted
      total.deleted += deleted
      total.kept += kept
    }
    if (total.kept > 0 || !covers(pieces, entry)) total.inserted += yield* aside(key, entry, [...present, entry])
    yield* run(
      counting("SELECT $2::bigint AS more", { records: "sum(more)::bigint" }),
      BigInt(total.inserted - total.deleted)
    )
    yield* run(
      counting(
        `INSERT INTO community_history.unreadable (community, hash, topic, timestamp, why)
         SELECT $1, hash, topic, timestamp, why FROM community_history.staged_unreadable AS s WHERE ${OWN}
         ON CONFLICT (community, hash) DO UPDATE SET
           topic = excluded.topic, timestamp = excluded.timestamp, why = excluded.why
         RETURNING xmax = 0 AS is_new`,
        { unreadable: "count(*) FILTER (WHERE is_new)" }
      ),
      ...named(key)
    )
    yield* run(
      `INSERT INTO community_history.unreadable_in (community, hash, source_from, source_to)
       SELECT $1, hash, $5, $6 FROM community_history.staged_unreadable AS s WHERE ${OWN} AND ${within("s")}
       ON CONFLICT DO NOTHING`,
      ...bounds(key, entry.window, entry.topics)
    )
    const { records, unreadable } = yield* discard(key)
    yield* discardAll(key)
    yield* run(
      `INSERT INTO community_history.applied (community, key, entry, messages, unreadable) VALUES ($1, $2, $3, $4, $5)`,
      Bytes.utf8(key),
      ArchiveIndex.entryToJson(entry),
      BigInt(records + unreadable),
      BigInt(unreadable)
    )
    const replaced: Replaced = { ...total, unreadable }
    return replaced
  })

  return { apply, discard, stage }
}
