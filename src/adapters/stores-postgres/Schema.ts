/** The schema `community_history` of a database: made where it is missing, brought to the current format, never guessed. */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import { MIGRATIONS } from "./migrations.ts"

/** First half of the keys of our advisory locks, which other programs in the database are not likely to use. */
export const LOCK = 0x63_68_70_00

/** An index holds no longer key, and a person has to read it. */
const NAME = /^[^\p{C}]{1,200}$/u

const refuse = (reason: StoreFailure["reason"], detail: string) =>
  new StoreFailure({ store: "Ledger", operation: "open", reason, detail })

const versionOf = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const [state] = yield* sql.unsafe<Row>(
    `SELECT to_regnamespace('community_history') IS NOT NULL AS known,
       to_regclass('community_history.format') IS NOT NULL AS ours,
       EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('community_history')) AS used`
  )
  if (state?.["ours"] !== true) {
    if (state?.["used"] === true) {
      return yield* refuse("Refused", "the schema community_history is another program's; choose another database")
    }
    return { isKnown: state?.["known"] === true, version: 0 }
  }
  const [format] = yield* sql.unsafe<Row>("SELECT version FROM community_history.format")
  return { isKnown: true, version: Columns.number(format, "version") }
})

const migrate = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError | StoreFailure> =>
  Effect.gen(function* () {
    yield* sql.unsafe("SELECT pg_advisory_xact_lock($1, 0)", [LOCK])
    // Another process may have been faster.
    const { isKnown, version } = yield* versionOf(sql)
    if (version >= MIGRATIONS.length) return
    if (!isKnown) yield* sql.unsafe("CREATE SCHEMA community_history")
    if (version === 0) {
      yield* sql.unsafe("CREATE TABLE community_history.format (version INTEGER NOT NULL)")
      yield* sql.unsafe("INSERT INTO community_history.format (version) VALUES (0)")
    }
    for (const statement of MIGRATIONS.slice(version).flat()) yield* sql.unsafe(statement)
    yield* sql.unsafe("UPDATE community_history.format SET version = $1", [MIGRATIONS.length])
  }).pipe(
    sql.withTransaction,
    Effect.provideService(SqlClient.BeginTransaction, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
  )

const KNOWN =
  "SELECT community, nextval('community_history.session') AS session FROM community_history.community WHERE name = $1"

/** The number of the community, and of this opening. */
export const open = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, name: string) {
  if (!NAME.test(name)) {
    return yield* refuse("Refused", "a community is named by 1 to 200 printable characters")
  }
  const { version } = yield* versionOf(sql)
  if (version > MIGRATIONS.length) {
    return yield* refuse(
      "Version",
      `the database was written by a newer release (format ${version}, this one knows ${MIGRATIONS.length}); update this program`
    )
  }
  if (version < MIGRATIONS.length) yield* migrate(sql)
  let [row] = yield* sql.unsafe<Row>(KNOWN, [name])
  if (row === undefined) {
    yield* sql.unsafe("INSERT INTO community_history.community (name) VALUES ($1) ON CONFLICT DO NOTHING", [name])
    row = (yield* sql.unsafe<Row>(KNOWN, [name]))[0]
  }
  if (row === undefined) return Columns.damaged("a community that was added is not there")
  const { community, session } = {
    community: Columns.number(row, "community"),
    session: Columns.integer(row, "session")
  }
  // What a process that is gone laid aside of archives that others applied since.
  for (const table of ["staged_record", "staged_unreadable"]) {
    yield* sql.unsafe(
      `DELETE FROM community_history.${table} WHERE community = $1
         AND key IN (SELECT key FROM community_history.applied WHERE community = $1)`,
      [community]
    )
  }
  return { community, session }
})
