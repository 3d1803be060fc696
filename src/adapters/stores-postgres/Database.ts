/**
 * One community in a PostgreSQL database that many share. The only module that runs statements.
 *
 * Writers of one community take turns, whatever process they are in: a transaction begins with a lock of the community that
 * ends with it. So a transaction sees all that others committed, and what it decided on cannot change under it.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import * as Failures from "./Failures.ts"
import * as Schema from "./Schema.ts"

/** Work on the database: statements, and failures that it found itself. */
export type Work<A> = Effect.Effect<A, SqlError | StoreFailure>

/** Who shares a lock: a history has nothing to wait for where messages are written. */
type Lock = "publication" | "history"

export interface Database {
  readonly community: number
  /** One of its own for every opening: what is laid aside under it belongs to this process alone. */
  readonly session: bigint
  /** The rows of a statement. `$1` is the community. */
  readonly all: (statement: string, ...values: ReadonlyArray<unknown>) => Work<ReadonlyArray<Row>>
  readonly get: (statement: string, ...values: ReadonlyArray<unknown>) => Work<Row | undefined>
  /** Answers how many rows changed. */
  readonly run: (statement: string, ...values: ReadonlyArray<unknown>) => Work<number>
  /** One statement that reads. */
  readonly read: <A>(store: Failures.Store, operation: string, work: Work<A>) => Effect.Effect<A, StoreFailure>
  /** Reads that see one state of the database, and large ones, which must go along an index. */
  readonly snapshot: <A>(store: Failures.Store, operation: string, work: Work<A>) => Effect.Effect<A, StoreFailure>
  /** All of it happens, durably, or nothing; alone in the community. */
  readonly transaction: <A>(store: Failures.Store, operation: string, work: Work<A>) => Effect.Effect<A, StoreFailure>
  /** The same beside others, for rows that nobody else has to do with. */
  readonly apart: <A>(store: Failures.Store, operation: string, work: Work<A>) => Effect.Effect<A, StoreFailure>
}

/** How often a transaction is run again that the server gave up for the sake of another. */
const CONFLICTS = Schedule.exponential("5 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 8 }))

/**
 * Whatever a session was set to: what is acknowledged is on the disk of the server (where replicas apply at once, on theirs), a
 * process that hangs in a transaction loses it, and who waits for a lock does so for a minute.
 */
const GUARDS = `set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true),
  set_config('idle_in_transaction_session_timeout', '60s', true),
  set_config('lock_timeout', '60s', true)`

/**
 * Every statement has an index that begins with what it looks for and ends in the order that it asks for. A server that has
 * not looked at a table yet, or long ago, believes that it is small, and would sort all of a community for each page of it.
 */
const PLANS = ["enable_seqscan", "enable_bitmapscan", "jit"]
  .map((name) => `set_config('${name}', 'off', true)`)
  .join(", ")

const lockOf = (store: Failures.Store): Lock => (store === "HistoryStore" ? "history" : "publication")

const NUMBERS: Readonly<Record<Lock, number>> = { publication: Schema.LOCK + 1, history: Schema.LOCK + 2 }

/** What was thrown or failed, as the failure of a store; an interruption stays one. */
const failing = <A, R>(
  store: Failures.Store,
  operation: string,
  place: string,
  work: Effect.Effect<A, SqlError | StoreFailure, R>
): Effect.Effect<A, StoreFailure, R> =>
  // A connection that broke off cannot roll back either, and the driver says so with a defect.
  Effect.catchCause(work, (cause) =>
    Cause.hasInterrupts(cause)
      ? Effect.interrupt
      : Effect.fail(Failures.failed(store, operation, place, Cause.squash(cause)))
  )

/** Brings the database to the current format and finds the community in it, by a name that a host gave. */
export const open = Effect.fn("Database.open")(function* (name: string) {
  const sql = yield* SqlClient.SqlClient
  const place = `community ${name}`
  const { community, session } = yield* failing("Ledger", "open", place, Schema.open(sql, name))

  const bind = (values: ReadonlyArray<unknown>) => [community, ...values]
  const all: Database["all"] = (statement, ...values) => sql.unsafe<Row>(statement, bind(values))
  const run: Database["run"] = (statement, ...values) =>
    Effect.map(sql.unsafe(statement, bind(values)).raw, (result) =>
      Columns.number(result as Readonly<Record<string, unknown>>, "rowCount")
    )
  const get: Database["get"] = (statement, ...values) => Effect.map(all(statement, ...values), (rows) => rows[0])

  // Who waits here waits without a connection, which others need to end what is waited for.
  const turns: Readonly<Record<Lock, Semaphore.Semaphore>> = {
    publication: yield* Semaphore.make(1),
    history: yield* Semaphore.make(1)
  }

  const within = <A>(store: Failures.Store, operation: string, begin: string, work: Work<A>) =>
    failing(
      store,
      operation,
      place,
      Effect.flatMap(Effect.serviceOption(sql.transactionService), (outer): Work<A> =>
        // A host's own transaction may be undone after a store said that it is durable.
        Option.isSome(outer)
          ? Effect.fail(
              new StoreFailure({
                store,
                operation,
                reason: "Refused",
                detail: `${place}: a store keeps its own transactions; call it outside of yours`
              })
            )
          : sql
              .withTransaction(work)
              .pipe(
                Effect.provideService(SqlClient.BeginTransaction, begin),
                Effect.retry({ schedule: CONFLICTS, while: Failures.isConflict })
              )
      )
    )

  const locked = (lock: Lock) =>
    sql.unsafe(`SELECT ${GUARDS}, ${PLANS}, pg_advisory_xact_lock($1, $2)`, [NUMBERS[lock], community])
  const guarded = sql.unsafe(`SELECT ${GUARDS}, ${PLANS}`)
  const planned = sql.unsafe(`SELECT ${PLANS}`)
  const WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"

  const database: Database = {
    community,
    session,
    all,
    get,
    run,
    read: (store, operation, work) => failing(store, operation, place, work),
    snapshot: (store, operation, work) =>
      within(store, operation, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Effect.andThen(planned, work)),
    transaction: (store, operation, work) => {
      const lock = lockOf(store)
      return turns[lock].withPermits(1)(within(store, operation, WRITE, Effect.andThen(locked(lock), work)))
    },
    apart: (store, operation, work) => within(store, operation, WRITE, Effect.andThen(guarded, work))
  }
  return database
})

/** Bytes of bodies that a page holds at most, unless the first alone is larger. */
const PAGE_BYTES = 16 * 1024 * 1024

const PAGE = 1_000

/** The first rows of a page, which `rows` selects in the order given, as far as their column `size` goes. */
export const pageful = (columns: string, rows: string, order: string, bytes = PAGE_BYTES): string =>
  `SELECT ${columns} FROM (
     SELECT *, sum(size) OVER (ORDER BY ${order}) AS so_far FROM (${rows} ORDER BY ${order} LIMIT ${PAGE}) AS page
   ) AS sized WHERE so_far <= ${bytes} OR so_far = size ORDER BY ${order}`
