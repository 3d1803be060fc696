/**
 * The board in Postgres on which every runner writes how its communities are, for people to read. Nothing decides by it:
 * who runs a community is decided by the locks of the engine, and what is archived by the ledger.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as SqlClient from "effect/sql/SqlClient"
import * as DatabaseFailure from "./DatabaseFailure.ts"
import * as Engine from "./Engine.ts"
import type { Listed } from "./Listed.ts"
import type { Roster } from "./Roster.ts"

/** Rows of one statement. */
const BATCH = 500
const EVERY = Duration.seconds(2)

/** What others wrote, as the server takes it: it refuses a whole statement for one NUL or half a surrogate pair. */
const inert = (text: string): string => text.toWellFormed().replaceAll("\0", "")

/** The table, and every community of the list in it. */
export const prepare = Effect.fn("Board.prepare")(function* (communities: ReadonlyArray<Listed>) {
  const sql = yield* SqlClient.SqlClient
  const table = sql`
    CREATE TABLE IF NOT EXISTS community_history_host.board (
      community text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      runner text,
      since timestamptz,
      state text NOT NULL DEFAULT 'waiting',
      archives integer NOT NULL DEFAULT 0,
      error text NOT NULL DEFAULT '',
      told timestamptz NOT NULL DEFAULT now()
    )`
  yield* Engine.migrating(Effect.andThen(sql`CREATE SCHEMA IF NOT EXISTS ${sql(Engine.SCHEMA)}`, table))
  for (let at = 0; at < communities.length; at += BATCH) {
    const rows = communities.slice(at, at + BATCH).map(({ id, name }) => ({ id, name: inert(name) }))
    yield* sql`
      INSERT INTO community_history_host.board AS board (community, name)
      SELECT id, name FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given(id text, name text)
      ORDER BY id
      ON CONFLICT (community) DO UPDATE SET name = excluded.name WHERE board.name <> excluded.name`
  }
}, DatabaseFailure.mapped)

const parts = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, n) => list.slice(n * BATCH, (n + 1) * BATCH))

/** Whoever arrived last stands on the board: a runner that lost a community to another takes only its own name away. */
const tell = Effect.fn("Board.tell")(function* (runner: string, roster: Roster) {
  const sql = yield* SqlClient.SqlClient
  const changes = roster.changes()
  const told = Effect.gen(function* () {
    for (const part of parts(changes.rows)) {
      // How long ago, not when: the clocks of machines differ, and the later one would keep its communities on the board.
      const now = Date.now()
      const rows = part.map(({ error, since, ...row }) => ({ ...row, error: inert(error), ago: (now - since) / 1000 }))
      yield* sql`
        UPDATE community_history_host.board AS board
        SET runner = ${runner}, since = now() - make_interval(secs => given.ago), state = given.state,
          archives = greatest(board.archives, given.archives), error = given.error, told = now()
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS given(id text, ago float8, state text, archives integer, error text)
        WHERE board.community = given.id
          AND (board.runner = ${runner} OR board.since IS NULL OR board.since <= now() - make_interval(secs => given.ago))`
    }
    for (const left of parts(changes.left)) {
      yield* sql`
        UPDATE community_history_host.board SET runner = NULL, told = now()
        WHERE runner = ${runner} AND community IN (SELECT jsonb_array_elements_text(${JSON.stringify(left)}::jsonb))`
    }
  })
  yield* Effect.onError(told, () => Effect.sync(() => roster.untold(changes)))
})

/** Tells for as long as the scope is open, and once more at its end. What cannot be told now is told later. */
export const telling = Effect.fn("Board.telling")(function* (runner: string, roster: Roster) {
  const now = Effect.ignore(tell(runner, roster))
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeout(now, "2 seconds")))
  yield* Effect.forkScoped(Effect.repeat(now, Schedule.spaced(EVERY)))
})

/** `alive`: the engine heard of it within the lease. `held`: communities that it says it runs. */
export interface RunnerLine {
  readonly runner: string
  readonly alive: boolean
  readonly held: number
  readonly waiting: number
  readonly failing: number
  readonly archives: number
}

export interface CommunityLine {
  readonly community: string
  readonly name: string
  readonly runner: string | null
  readonly alive: boolean
  readonly state: "waiting" | "ok" | "failing"
  readonly archives: number
  readonly error: string
  /** ISO 8601. */
  readonly since: string | null
  readonly told: string
}

/** Runners that the engine knows, with the seconds since it heard of each. */
const RUNNERS = `${Engine.PREFIX}_runners`

/** Whether any runner was ever started on this database. */
export const isThere = Effect.fn("Board.isThere")(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ there: boolean }>`
    SELECT to_regclass('community_history_host.board') IS NOT NULL AND to_regclass(${RUNNERS}) IS NOT NULL AS there`
  return row?.there === true
}, DatabaseFailure.mapped)

const alive = (sql: SqlClient.SqlClient, lease: Duration.Duration) =>
  sql<{ address: string }>`
    SELECT address FROM ${sql(RUNNERS)}
    WHERE healthy AND last_heartbeat > now() - make_interval(secs => ${Duration.toSeconds(lease)})`.pipe(
    Effect.map((rows) => new Set(rows.map(({ address }) => address)))
  )

/** The sums by runner; communities that nobody runs are those of no runner, or of one that is gone. */
export const runners = Effect.fn("Board.runners")(function* (lease: Duration.Duration) {
  const sql = yield* SqlClient.SqlClient
  const living = yield* alive(sql, lease)
  const rows = yield* sql<{
    runner: string | null
    held: number
    waiting: number
    failing: number
    archives: number
  }>`
    SELECT runner, count(*)::int AS held, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
      count(*) FILTER (WHERE state = 'failing')::int AS failing, coalesce(sum(archives), 0)::int AS archives
    FROM community_history_host.board GROUP BY runner`
  const lines = rows.map(({ runner, ...sums }): RunnerLine => ({
    ...sums,
    runner: runner ?? "",
    alive: runner !== null && living.has(runner)
  }))
  const idle = [...living].filter((address) => !lines.some(({ runner }) => runner === address))
  return [
    ...lines,
    ...idle.map((runner): RunnerLine => ({ runner, alive: true, held: 0, waiting: 0, failing: 0, archives: 0 }))
  ].sort((left, right) => (left.runner < right.runner ? -1 : 1))
}, DatabaseFailure.mapped)

export const communities = Effect.fn("Board.communities")(function* (lease: Duration.Duration) {
  const sql = yield* SqlClient.SqlClient
  const living = yield* alive(sql, lease)
  const rows = yield* sql<Omit<CommunityLine, "alive">>`
    SELECT community, name, runner, state, archives, error,
      to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
      to_char(told AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS told
    FROM community_history_host.board ORDER BY community`
  return rows.map((row): CommunityLine => ({ ...row, alive: row.runner !== null && living.has(row.runner) }))
}, DatabaseFailure.mapped)
