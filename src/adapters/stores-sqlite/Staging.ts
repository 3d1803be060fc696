/**
 * Archives on their way into the history: laid aside in a file of its own beside the database, which nobody needs after a
 * crash and nothing syncs, then made the history in one transaction. Synchronous, so that it can run in another thread
 * than the event loop's.
 */
import * as Option from "effect/Option"
import * as fs from "node:fs"
import * as path from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { threadId } from "node:worker_threads"
import * as Bytes from "../../domain/Bytes.ts"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import type { Replaced } from "../../ports/HistoryStore.ts"
import * as Applied from "./Applied.ts"
import * as Columns from "./Columns.ts"
import * as Connection from "./Connection.ts"
import * as Counters from "./Counters.ts"
import * as Hidden from "./Hidden.ts"
import { COLUMNS, values } from "./records.ts"
import * as Rows from "./Rows.ts"

/** The same as a message to another thread. */
export type Request =
  | { readonly _tag: "stage"; readonly key: ArchiveKey; readonly rows: Rows.Rows }
  | { readonly _tag: "discard"; readonly key: ArchiveKey }
  | { readonly _tag: "apply"; readonly key: ArchiveKey; readonly entry: Entry }
  /** After an archive: what the log holds goes into the database. */
  | { readonly _tag: "checkpoint"; readonly key: ArchiveKey }

export interface Staging {
  readonly stage: (key: ArchiveKey, rows: Rows.Rows) => void
  readonly discard: (key: ArchiveKey) => void
  readonly apply: (key: ArchiveKey, entry: Entry) => Replaced
  readonly checkpoint: () => void
  readonly close: () => void
}

const TABLES = `
  CREATE TABLE staging.staged_record (
    key TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    id BLOB NOT NULL,
    topic TEXT NOT NULL,
    hash BLOB NOT NULL,
    type INTEGER NOT NULL,
    author TEXT NOT NULL,
    envelope BLOB NOT NULL,
    PRIMARY KEY (key, timestamp, id, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE staging.staged_unreadable (
    key TEXT NOT NULL,
    hash BLOB NOT NULL,
    topic TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (key, hash)
  ) STRICT, WITHOUT ROWID;
`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

let opened = 0

const MEMORY = ":memory:"

const beginning = (file: string): string => `${path.basename(file)}.staging-`

/** Removes what processes that are gone had laid aside beside the database. */
export const tidy = (file: string): void => {
  if (file === MEMORY) return
  const folder = path.dirname(file)
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(beginning(file))) continue
    const pid = Number(name.slice(beginning(file).length).split("-")[0])
    if (!isAlive(pid)) fs.rmSync(path.join(folder, name), { force: true })
  }
}

/** Where this thread lays aside. */
const place = (file: string): string =>
  file === MEMORY ? MEMORY : path.join(path.dirname(file), `${beginning(file)}${process.pid}-${threadId}-${opened++}`)

/** Records of an archive that make it worth while. */
const BULK = 20_000

/** Whether the pieces are the whole window of every topic: then no greater archive governs any of it. */
const covers = (pieces: ReadonlyArray<Canonical.Piece>, { topics, window }: Entry): boolean =>
  pieces.length === topics.length && pieces.every((piece) => Windows.equals(piece.window, window))

/** On a connection to the file, for as long as that is open. */
export const on = (db: DatabaseSync, file: string): Staging => {
  const beside = place(file)
  // In a container every run has the same process id: what stands under this name is of a run that is gone.
  if (beside !== MEMORY) fs.rmSync(beside, { force: true })
  db.prepare("ATTACH ? AS staging").run(beside)
  db.exec(`PRAGMA staging.journal_mode = MEMORY; PRAGMA staging.synchronous = OFF; ${TABLES}`)
  const session = Connection.session(db)
  const within = Connection.transaction(db)
  const { get, run } = session
  const hidden = Hidden.make(session)
  const archives = Applied.make(session)
  const counters = Counters.make(session)
  /** Under which keys anything may be laid aside. */
  const keys = new Set<ArchiveKey>()

  const counted = (table: string, key: ArchiveKey): number =>
    Columns.number(get(`SELECT count(*) AS n FROM ${table} WHERE key = ?`, key), "n")

  const stage = (key: ArchiveKey, rows: Rows.Rows) => {
    keys.add(key)
    for (const row of Rows.unpack(rows)) {
      run(`INSERT OR REPLACE INTO staged_record (key, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, key, ...row)
    }
    for (const { hash, timestamp, topic, why } of rows.unreadable) {
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

  /** Of one key alone the tables are emptied as a whole, which costs nothing for each row. */
  const discard = (key: ArchiveKey) => {
    if (!keys.has(key)) return
    for (const table of ["staged_record", "staged_unreadable"]) {
      if (keys.size === 1) run(`DELETE FROM ${table}`)
      else run(`DELETE FROM ${table} WHERE key = ?`, key)
    }
    keys.delete(key)
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
      if (Option.isNone(source) || !hidden.isUnreadable(record.hash, source.value)) continue
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

  const replaceAll = (key: ArchiveKey, entry: Entry): Replaced => {
    const total = { inserted: 0, deleted: 0, kept: 0 }
    if (archives.has(key)) return { ...total, unreadable: 0 }
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
    const unreadable = counted("staged_unreadable", key)
    archives.add(key, entry, counted("staged_record", key) + unreadable, unreadable)
    return { ...total, unreadable }
  }

  /**
   * Ids come in no order, so that every one of them touches another page of their index. Where more come than there are, the
   * index is made anew behind them, sorted.
   */
  const inBulk = <A>(key: ArchiveKey, work: () => A): A => {
    const coming = counted("staged_record", key)
    if (coming < BULK || coming < counters.read("records")) return work()
    run("DROP INDEX record_id")
    const result = work()
    // Sorting takes as much memory as the cache may have.
    db.exec("PRAGMA cache_size = -2048")
    try {
      run("CREATE INDEX record_id ON record (id)")
    } finally {
      db.exec(`PRAGMA cache_size = -${Connection.CACHE}`)
    }
    return result
  }

  return {
    stage: (key, rows) => {
      db.exec("BEGIN")
      try {
        stage(key, rows)
        db.exec("COMMIT")
      } catch (cause) {
        if (db.isTransaction) db.exec("ROLLBACK")
        throw cause
      }
    },
    discard,
    apply: (key, entry) => {
      const replaced = within(() => inBulk(key, () => replaceAll(key, entry)))
      discard(key)
      return replaced
    },
    checkpoint: () => {
      const pages = Columns.number(get("PRAGMA wal_checkpoint(PASSIVE)"), "log")
      if (pages <= Connection.LOG) return
      // Gives the disk the room back that the log took. It waits for nobody: the next large archive does it again.
      db.exec("PRAGMA busy_timeout = 0")
      try {
        get("PRAGMA wal_checkpoint(TRUNCATE)")
      } finally {
        db.exec(`PRAGMA busy_timeout = ${Connection.BUSY_TIMEOUT}`)
      }
    },
    close: () => {
      db.exec("DETACH staging")
      fs.rmSync(beside, { force: true })
    }
  }
}
