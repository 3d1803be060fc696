/**
 * A connection to the SQLite file of a home, in whatever thread. The only module that touches the driver.
 *
 * WAL, so that readers and a `send` work beside the node; `synchronous = FULL`, so that what was acknowledged survives
 * a loss of power.
 */
import type { SQLInputValue, StatementSync } from "node:sqlite"
import * as fs from "node:fs"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { Damaged, type Row } from "./Columns.ts"
import { MIGRATIONS } from "./migrations.ts"

/** Statements of one connection. */
export interface Session {
  readonly all: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => ReadonlyArray<Row>
  readonly get: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => Row | undefined
  /** The first rows, as many as hold together what a page may. `size`: the bytes of the body of a row. */
  readonly page: (size: (row: Row) => number, sql: string, ...values: ReadonlyArray<SQLInputValue>) => Array<Row>
  /** Answers how many rows changed. */
  readonly run: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => number
}

/** Milliseconds. */
export const BUSY_TIMEOUT = 10_000
const BUSY_PAUSE = 20

const REASONS: Readonly<Record<number, StoreFailure["reason"]>> = {
  5: "Busy",
  6: "Busy",
  8: "Refused",
  10: "Full",
  11: "Corrupt",
  13: "Full",
  14: "Refused",
  23: "Refused",
  26: "Corrupt"
}

const ADVICE: Readonly<Partial<Record<StoreFailure["reason"], string>>> = {
  Busy: "another process holds it; try again",
  Full: "the disk does not take what is written to it, it is full or failing; make room and try again",
  Corrupt: "the file is damaged; restore it from a backup",
  Refused: "it cannot be opened; check that its folder exists and who owns it"
}

/** Why there is no answer: the failure of a store without its names, since a thread that loads little says it too. */
export interface Reason {
  readonly reason: StoreFailure["reason"]
  readonly detail: string
}

class Refusal extends Error implements Reason {
  readonly reason: Reason["reason"]
  readonly detail: string
  constructor(reason: Reason["reason"], detail: string) {
    super(detail)
    this.reason = reason
    this.detail = detail
  }
}

/** What the driver, or the work, threw. */
export const reasonOf = (file: string, cause: unknown): Reason => {
  if (cause instanceof Refusal) return cause
  if (cause instanceof Damaged) return { reason: "Corrupt", detail: `${file}: ${cause.message}` }
  const code = typeof cause === "object" && cause !== null && "errcode" in cause ? Number(cause.errcode) & 0xff : -1
  const reason = REASONS[code] ?? "Failed"
  const advice = ADVICE[reason] ?? (cause instanceof Error ? cause.message : String(cause))
  return { reason, detail: `${file}: ${advice}` }
}

const versionOf = (db: DatabaseSync): number => Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0)

const refuse = (reason: Reason["reason"], detail: string): never => {
  throw new Refusal(reason, detail)
}

/** A database with tables, without ours: nothing of it may change, not even the mode of its journal. */
const isForeign = (db: DatabaseSync): boolean =>
  db
    .prepare(
      `SELECT count(*) > 0 AND count(*) FILTER (WHERE name = 'ledger_entry') = 0 AS is_foreign FROM sqlite_master`
    )
    .get()?.["is_foreign"] === 1

const sync = (name: string): void => {
  const handle = fs.openSync(name, "r")
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/**
 * A whole and consistent copy, on disk before anything changes; answers its name. One that is there already is kept. The
 * caller holds the write lock, so nobody writes to what is copied, and nobody else makes the copy; another connection has
 * to copy, since `VACUUM` refuses to run in a transaction.
 */
const backUp = (file: string, version: number): string => {
  const target = `${file}.v${version}.backup`
  if (fs.existsSync(target)) return target
  const draft = `${target}.new`
  fs.rmSync(draft, { force: true })
  const reader = new DatabaseSync(file, { readOnly: true })
  try {
    reader.prepare("VACUUM INTO ?").run(draft)
  } finally {
    reader.close()
  }
  sync(draft)
  fs.renameSync(draft, target)
  if (process.platform !== "win32") sync(path.dirname(target))
  return target
}

/** Answers the backup that was made before an older format was changed. */
const migrate = (db: DatabaseSync, file: string): string | undefined => {
  // Who finds the current format takes no lock, so that readers never wait for a writer.
  if (versionOf(db) === MIGRATIONS.length) return undefined
  db.exec("BEGIN IMMEDIATE")
  try {
    const version = versionOf(db)
    if (version > MIGRATIONS.length) {
      refuse(
        "Version",
        `${file} was written by a newer release (format ${version}, this one knows ${MIGRATIONS.length}); update this program`
      )
    }
    const backup = version > 0 && version < MIGRATIONS.length ? backUp(file, version) : undefined
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration)
    if (version < MIGRATIONS.length) db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
    db.exec("COMMIT")
    return backup
  } catch (cause) {
    if (db.isTransaction) db.exec("ROLLBACK")
    throw cause
  }
}

export interface Connection {
  readonly db: DatabaseSync
  /** The name of the copy that was made before an older format was changed. */
  readonly backup: string | undefined
}

/** KiB of pages that a connection keeps. */
export const CACHE = 16_384

/** Pages. A week of a busy community is written in one go: they go back to the file once in 32 MiB, not once in 4. */
export const LOG = 8192

const WRITING = `PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${LOG}; PRAGMA cache_size = -${CACHE}`

/** Keys of MLS are replaced by others with every message: what a row held before is overwritten. */
const SETTINGS = `${WRITING}; PRAGMA secure_delete = FAST`

/** The file holds secrets of a group beside the history: nobody else reads it. */
const PRIVATE = 0o600

const create = (file: string): void => {
  // What stands in the way of the file SQLite says better.
  if (file === ":memory:" || fs.existsSync(file) || !fs.existsSync(path.dirname(file))) return
  fs.closeSync(fs.openSync(file, "a", PRIVATE))
}

const connect = (file: string): Connection => {
  create(file)
  const db = new DatabaseSync(file)
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    if (isForeign(db)) refuse("Refused", `${file} is a database of another program; choose another folder`)
    db.exec("PRAGMA journal_mode = WAL")
    db.exec(SETTINGS)
    return { db, backup: migrate(db, file) }
  } catch (cause) {
    db.close()
    throw cause
  }
}

/**
 * Makes the file where it is missing and brings it to the current format. A file becomes a WAL database once; while
 * another process writes to it before that, SQLite refuses without waiting.
 */
export const open = (file: string): Connection => {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += BUSY_PAUSE) {
    try {
      return connect(file)
    } catch (cause) {
      if (waited >= BUSY_TIMEOUT || reasonOf(file, cause).reason !== "Busy") throw cause
      Atomics.wait(pause, 0, 0, BUSY_PAUSE)
    }
  }
}

/** One more connection to a file that is open already: it has the current format. */
export const again = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}; ${SETTINGS}`)
  return db
}

/** Bytes of bodies that a page holds at most, unless the first alone is larger. */
const PAGE_BYTES = 4 * 1024 * 1024

export const session = (db: DatabaseSync): Session => {
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const prepared = db.prepare(sql)
    prepared.setReadBigInts(true)
    statements.set(sql, prepared)
    return prepared
  }
  return {
    all: (sql, ...values) => statement(sql).all(...values) as unknown as ReadonlyArray<Row>,
    get: (sql, ...values) => statement(sql).get(...values) as Row | undefined,
    page: (size, sql, ...values) => {
      const rows: Array<Row> = []
      let bytes = 0
      for (const found of statement(sql).iterate(...values)) {
        const row = found as unknown as Row
        bytes += size(row)
        if (bytes > PAGE_BYTES && rows.length > 0) break
        rows.push(row)
      }
      return rows
    },
    run: (sql, ...values) => Number(statement(sql).run(...values).changes)
  }
}

/** Rows one by one, for who does not want all of them. */
export function* each(db: DatabaseSync, sql: string, values: ReadonlyArray<SQLInputValue>): Generator<Row> {
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  for (const row of statement.iterate(...values)) yield row as unknown as Row
}

/** Runs work in one transaction: all of it happens, or nothing. */
export const transaction =
  (db: DatabaseSync) =>
  <A>(work: () => A): A => {
    db.exec("BEGIN IMMEDIATE")
    try {
      const result = work()
      db.exec("COMMIT")
      return result
    } catch (cause) {
      if (db.isTransaction) db.exec("ROLLBACK")
      throw cause
    }
  }
