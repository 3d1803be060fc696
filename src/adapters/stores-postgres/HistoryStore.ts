/** The history of a community in PostgreSQL. Archives are applied set-wise, so memory does not grow with them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Origin } from "../../domain/community/HistoryRecord.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { Accepted, HistoryStore, RecordQuery } from "../../ports/HistoryStore.ts"
import * as Archives from "./Archives.ts"
import * as Columns from "./Columns.ts"
import { counting, totals } from "./Counters.ts"
import type { Database, Work } from "./Database.ts"
import * as Databases from "./Database.ts"
import * as Hidden from "./Hidden.ts"
import { COLUMNS, fromRow, unnest, values, type Visible } from "./records.ts"
import * as Remembered from "./Remembered.ts"
import * as Stage from "./Stage.ts"

interface Admitted {
  readonly record: HistoryRecord
  /** The window of the archives that hold the message unread, as if they had brought it. */
  readonly source: Option.Option<Window>
}

export const make = (database: Database): HistoryStore["Service"] => {
  const { all, get, run } = database
  const archives = Archives.make(database)
  const hidden = Hidden.make(database)
  const remembered = Remembered.make(database)
  const stage = Stage.make(database, archives)
  const read = <A>(operation: string, work: Work<A>) => database.read("HistoryStore", operation, work)
  const transaction = <A>(operation: string, work: Work<A>) => database.transaction("HistoryStore", operation, work)

  /** What is there of these records: the hash under which one is shown, and which variants are hidden. */
  const present = Effect.fnUntraced(function* (records: ReadonlyArray<HistoryRecord>) {
    const rows = yield* all(
      `SELECT r.hash AS shown,
         (SELECT true FROM community_history.hidden AS h WHERE h.community = $1 AND h.timestamp = k.timestamp
            AND h.id = k.id AND h.topic = k.topic AND h.hash = k.hash LIMIT 1) IS NOT NULL AS is_hidden
       FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[])
         WITH ORDINALITY AS k (timestamp, id, topic, hash, place)
       LEFT JOIN LATERAL (SELECT hash FROM community_history.record AS r WHERE r.community = $1
         AND r.timestamp = k.timestamp AND r.id = k.id AND r.topic = k.topic LIMIT 1) AS r ON true
       ORDER BY k.place`,
      ...values(records).slice(0, 4)
    )
    const shown = new Map<string, string>()
    const aside = new Set<string>()
    for (const [at, row] of rows.entries()) {
      const record = records[at]!
      if (row["shown"] !== null) shown.set(Canonical.identity(record), Bytes.toHex(Columns.bytes(row, "shown")))
      if (row["is_hidden"] === true) aside.add(Canonical.variant(record))
    }
    return { shown, aside }
  })

  const insert = Effect.fnUntraced(function* (
    rows: ReadonlyArray<Admitted>,
    aside: ReadonlyArray<HistoryRecord>,
    origin: Origin
  ) {
    if (rows.length > 0) {
      const bound = (edge: "from" | "to") =>
        Columns.integers(rows.map(({ source }) => (Option.isSome(source) ? source.value[edge] : null)))
      yield* run(
        counting(
          `INSERT INTO community_history.record (community, origin, ${COLUMNS}, source_from, source_to)
           SELECT $1, $2, * FROM ROWS FROM (${unnest(3)}, unnest($10::bigint[], $11::bigint[])) RETURNING 1`,
          { records: "count(*)" }
        ),
        origin,
        ...values(rows.map(({ record }) => record)),
        bound("from"),
        bound("to")
      )
    }
    if (aside.length > 0) {
      yield* run(
        `INSERT INTO community_history.hidden (community, origin, ${COLUMNS}) SELECT $1, $2, * FROM ${unnest(3)}`,
        origin,
        ...values(aside)
      )
    }
  })

  const append = Effect.fnUntraced(function* (records: ReadonlyArray<HistoryRecord>, origin: Origin, room: number) {
    const applied = (yield* archives.applied).map(({ entry }) => entry)
    const there = yield* present(records)
    const isUnread = yield* archives.unreadOf(records.map(({ hash }) => hash))
    const rows: Array<Admitted> = []
    const aside: Array<HistoryRecord> = []
    const surplus: Array<HistoryRecord> = []
    let [known, covered, bytes] = [0, 0, 0]
    const hide = (record: HistoryRecord) => {
      const variant = Canonical.variant(record)
      if (there.aside.has(variant)) return
      there.aside.add(variant)
      aside.push(record)
      bytes += record.envelope.length
    }
    for (const record of records) {
      const held = there.shown.get(Canonical.identity(record))
      const isThere = held === record.hash || there.aside.has(Canonical.variant(record))
      if (bytes + record.envelope.length > room && !isThere) {
        surplus.push(record)
        continue
      }
      if (held !== undefined) {
        known++
        if (held !== record.hash) hide(record)
        continue
      }
      const source = Option.filter(Canonical.governor(applied, record.topic, record.timestamp), (window) =>
        isUnread(record.hash, window)
      )
      if (!Canonical.admits(applied, new Set(Option.isSome(source) ? [record.hash] : []), record)) {
        covered++
        hide(record)
        continue
      }
      there.shown.set(Canonical.identity(record), record.hash)
      rows.push({ record, source })
      bytes += record.envelope.length
    }
    yield* insert(rows, aside, origin)
    const accepted: Accepted = { added: rows.map(({ record }) => record), known, covered, bytes, surplus }
    return accepted
  })

  const page = ({ topics, types, window }: RecordQuery, after: Visible | undefined): Work<ReadonlyArray<Visible>> => {
    const bound: Array<unknown> =
      after === undefined
        ? [window?.from ?? 0n, Bytes.empty, Bytes.empty]
        : [after.timestamp, Bytes.fromHex(after.id)!, Bytes.utf8(after.topic)]
    const conditions = ["community = $1", "(timestamp, id, topic) > ($2, $3, $4)"]
    const condition = (start: string, value: unknown, end = "") => {
      bound.push(value)
      conditions.push(`${start} $${bound.length + 1}${end}`)
    }
    if (window !== undefined) condition("timestamp <", window.to)
    if (topics !== undefined) condition(`${Columns.unindexed("topic")} = ANY (`, Columns.texts(topics), "::bytea[])")
    if (types !== undefined) {
      // One type has an index in the order asked for; several would be sorted anew for every page.
      const [only] = types
      if (types.length === 1 && only !== undefined) condition("type =", BigInt(only))
      else condition("type + 0 = ANY (", Columns.integers(types.map(BigInt)), "::bigint[])")
    }
    const rows = `SELECT ${COLUMNS}, origin, octet_length(envelope) AS size
      FROM community_history.record WHERE ${conditions.join(" AND ")}`
    return Effect.map(all(Databases.pageful(`${COLUMNS}, origin`, rows, "timestamp, id, topic"), ...bound), (found) =>
      found.map(fromRow)
    )
  }

  return {
    append: (records, origin, room = Number.POSITIVE_INFINITY) => transaction("append", append(records, origin, room)),
    unconfirmed: read(
      "count",
      Effect.map(
        get(
          `SELECT
             (SELECT sum(octet_length(envelope)) FROM community_history.record
              WHERE community = $1 AND origin <> 'archive') AS shown,
             (SELECT sum(octet_length(envelope)) FROM community_history.hidden
              WHERE community = $1 AND origin <> 'archive') AS hidden`
        ),
        (row) => ({ shown: Columns.number(row, "shown"), hidden: Columns.number(row, "hidden") })
      )
    ),
    forget: (bytes) => transaction("forget", hidden.forget(bytes)),
    stage: (key, records, unreadable) => database.apart("HistoryStore", "stage", stage.stage(key, records, unreadable)),
    discard: (key) => database.apart("HistoryStore", "discard", Effect.asVoid(stage.discard(key))),
    apply: (key, entry) => transaction("apply", stage.apply(key, entry)),
    applied: read("read", archives.applied),
    records: (query) =>
      Stream.paginate(undefined as Visible | undefined, (after) =>
        Effect.map(
          database.snapshot("HistoryStore", "read", page(query, after)),
          (found) => [found.length === 0 ? [] : [found], Option.fromUndefinedOr(found.at(-1))] as const
        )
      ),
    find: (id) =>
      read(
        "find",
        Effect.map(
          all(
            `SELECT ${COLUMNS}, origin FROM community_history.record
             WHERE community = $1 AND id = $2 ORDER BY timestamp, topic`,
            Bytes.fromHex(id)!
          ),
          (rows) => rows.map(fromRow)
        )
      ),
    trace: (wanted) => database.snapshot("HistoryStore", "trace", hidden.trace(wanted)),
    refuse: (messages, quota) => transaction("refuse", hidden.refuse(messages, quota)),
    counts: read(
      "count",
      Effect.map(get(totals("records", "unreadable")), (row) => ({
        records: Columns.number(row, "records"),
        unreadable: Columns.number(row, "unreadable")
      }))
    ),
    unreadable: (limit) =>
      read(
        "read",
        Effect.map(
          all(
            `SELECT hash, topic, timestamp, why FROM community_history.unreadable
             WHERE community = $1 ORDER BY timestamp, hash LIMIT $2`,
            Columns.bound(limit)
          ),
          (rows) => rows.map(Hidden.unreadableOf)
        )
      ),
    load: database.snapshot("HistoryStore", "load", remembered.load()),
    save: (state) =>
      Effect.map(transaction("save", remembered.save(state)), (saved) => saved()).pipe(Effect.uninterruptible)
  }
}
