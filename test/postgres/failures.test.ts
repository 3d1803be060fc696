/** What a server can do to its clients: refuse, fall over in the middle, run full, take its time. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { ConnectionError, SqlError } from "effect/sql/SqlError"
import * as fc from "fast-check"
import { afterAll, beforeAll, beforeEach } from "vitest"
import * as Postgres from "../../src/adapters/stores-postgres/Stores.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import type { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { entry } from "../../src/testing/generators/history.ts"
import { received } from "../../src/testing/generators/messages.ts"
import * as Server from "../../scripts/postgres/Server.ts"
import { isMissing, newCommunity, opened, title } from "../support/postgres.ts"

const everything = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }

const oneLine = ({ message }: StoreFailure) => assert.notInclude(message, "\n")

// This server is stopped and started again, so it is not the one that the other tests use.
describe.skipIf(isMissing || Server.binaries() === undefined)(title("a server in trouble"), () => {
  let server: Server.Server
  beforeAll(async () => {
    server = await Server.start()
  })
  beforeEach(() => server.restart())
  afterAll(() => server.stop())

  const url = (change: (url: URL) => void = () => {}) => {
    const address = new URL(server.url)
    change(address)
    return Redacted.make(address.href)
  }
  const pool = (change?: (url: URL) => void) =>
    Effect.map(Layer.build(Layer.fresh(Postgres.pool({ url: url(change), maxConnections: 3 }))), Layer.succeedContext)
  const options = (settings: string) => (address: URL) => address.searchParams.set("options", settings)

  /** Somebody who holds what writers of a community wait for, until he is told. */
  const holding = Effect.fnUntraced(function* (community: string) {
    const held = yield* Deferred.make<void>()
    const release = yield* Deferred.make<void>()
    const other = yield* pool()
    const fiber = yield* Effect.forkScoped(
      Effect.flatMap(SqlClient, (sql) =>
        sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`SELECT pg_advisory_xact_lock(${0x63_68_70_01}, community)
              FROM community_history.community WHERE name = ${community}`
            yield* Deferred.succeed(held, undefined)
            yield* Deferred.await(release)
          })
        )
      ).pipe(Effect.provide(other))
    )
    yield* Deferred.await(held)
    return { release: Effect.andThen(Deferred.succeed(release, undefined), Fiber.await(fiber)) }
  })

  it.live("CHA-15: what was acknowledged is there after a crash, however careless the session; the pool recovers", () =>
    Effect.gen(function* () {
      const client = yield* pool(options("-c synchronous_commit=off"))
      const { ledger, messages } = yield* opened(client, { community: newCommunity() })
      yield* ledger.load
      const list = fc.sample(
        fc.uniqueArray(received, { minLength: 30, maxLength: 30, selector: ({ hash }) => hash }),
        1
      )[0]!
      yield* Effect.forEach(list, (message) => messages.append([message]), { concurrency: 5 })
      yield* Effect.promise(() => server.crash())
      for (const attempt of [
        Effect.asVoid(messages.append(list)),
        Effect.asVoid(messages.counts),
        Effect.asVoid(ledger.load),
        Effect.asVoid(messages.locate(list[0]!.hash))
      ]) {
        const failure = yield* Effect.flip(attempt)
        assert.strictEqual(failure.reason, "Unreachable")
        assert.isTrue(failure.retryable)
        assert.match(failure.message, /check that it runs, and try again/u)
        oneLine(failure)
      }
      yield* Effect.promise(() => server.restart())
      assert.deepStrictEqual(
        (yield* Stream.runCollect(messages.scan(everything, "all")))
          .flat()
          .map(({ hash }) => hash)
          .sort(),
        list.map(({ hash }) => hash).sort()
      )
      assert.strictEqual((yield* messages.append(list)).known, 30)
      yield* ledger.load
    }).pipe(Effect.scoped)
  )

  it.live("a call under way when the server falls over fails with a type, and the next one succeeds", () =>
    Effect.gen(function* () {
      const community = newCommunity()
      const { messages } = yield* opened(yield* pool(), { community })
      const watcher = yield* pool()
      yield* holding(community)
      const [message] = fc.sample(received, 1)
      const call = yield* Effect.forkScoped(Effect.flip(messages.append([message!])))
      const waiting = Effect.flatMap(SqlClient, (sql) =>
        sql.unsafe<{ readonly n: bigint }>(
          "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        )
      ).pipe(Effect.provide(watcher))
      yield* Effect.repeat(waiting, { until: ([row]) => row?.n === 1n })
      yield* Effect.promise(() => server.crash())
      const failure = yield* Fiber.join(call)
      assert.strictEqual(failure._tag, "StoreFailure")
      assert.strictEqual(failure.reason, "Unreachable")
      oneLine(failure)
      yield* Effect.promise(() => server.restart())
      assert.strictEqual((yield* messages.append([message!])).added, 1)
    }).pipe(Effect.scoped)
  )

  it.live("CHA-41: a commit of which nobody heard that it happened is not forgotten by the next one", () =>
    Effect.gen(function* () {
      const client = yield* pool()
      const breaks = { next: false }
      const sql = yield* Effect.provide(SqlClient, client)
      const lost = new SqlError({ reason: new ConnectionError({ cause: new Error("lost"), message: "lost" }) })
      const breaking = Object.assign((...args: Parameters<typeof sql>) => sql(...args), sql, {
        withTransaction: <A, E, R>(work: Effect.Effect<A, E, R>) =>
          Effect.filterOrFail(
            sql.withTransaction(work),
            () => !breaks.next,
            () => lost
          )
      }) as unknown as typeof sql
      const { ledger } = yield* opened(Layer.succeed(SqlClient, breaking), { community: newCommunity() })
      const [one, two] = fc.sample(
        fc.uniqueArray(entry, { selector: ArchiveIndex.keyOf, minLength: 2, maxLength: 2 }),
        1
      )[0]!
      const state = Publication.initial(Time.nanos(5n))
      yield* ledger.load
      yield* ledger.commit(state)
      breaks.next = true
      const failure = yield* Effect.flip(ledger.commit({ ...state, index: ArchiveIndex.make([one!]) }))
      assert.strictEqual(failure.reason, "Unreachable")
      breaks.next = false
      const refused = yield* Effect.flip(ledger.commit({ ...state, index: ArchiveIndex.make([two!]) }))
      assert.strictEqual(refused.reason, "Refused")
      yield* ledger.commit({ ...state, index: ArchiveIndex.make([one!, two!]) })
    }).pipe(Effect.scoped)
  )

  it.live("a server that is not there, or that lets nobody in, is named so, and no secret is said", () =>
    Effect.gen(function* () {
      const secret = "a-secret-of-ours"
      const attempts = [
        ["Unreachable", (address: URL) => (address.port = "1")],
        ["Refused", (address: URL) => (address.password = secret)],
        ["Refused", (address: URL) => (address.pathname = "/nowhere")]
      ] as const
      for (const [reason, change] of attempts) {
        const layer = Postgres.layerUrl({ url: url(change), community: "c" })
        const failure = yield* Effect.flip(Effect.scoped(Layer.build(Layer.fresh(layer))))
        assert.strictEqual(failure.reason, reason)
        assert.notInclude(failure.message, secret)
        oneLine(failure)
      }
    })
  )

  it.live("a statement that takes longer than it may says that the database is busy, and changes nothing", () =>
    Effect.gen(function* () {
      const community = newCommunity()
      const { messages } = yield* opened(yield* pool(options("-c statement_timeout=100ms")), { community })
      const other = yield* holding(community)
      const [message] = fc.sample(received, 1)
      const failure = yield* Effect.flip(messages.append([message!]))
      assert.strictEqual(failure.reason, "Busy")
      assert.isTrue(failure.retryable)
      oneLine(failure)
      yield* other.release
      assert.strictEqual((yield* messages.append([message!])).added, 1)
    }).pipe(Effect.scoped)
  )

  it.live("a full disk is named so, nothing of the batch is kept, and it is all there once there is room", () =>
    Effect.gen(function* () {
      const client = yield* pool()
      const { messages } = yield* opened(client, { community: newCommunity() })
      const run = (statement: string) =>
        Effect.provide(
          Effect.flatMap(SqlClient, (sql) => sql.unsafe(statement)),
          client
        )
      // The code with which the server says it; what it does then is the same.
      yield* run(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`)
      yield* run(`CREATE TRIGGER full_disk AFTER INSERT ON community_history.message EXECUTE FUNCTION full_disk()`)
      const list = fc.sample(
        fc.uniqueArray(received, { minLength: 9, maxLength: 9, selector: ({ hash }) => hash }),
        1
      )[0]!
      const failure = yield* Effect.flip(messages.append(list))
      assert.strictEqual(failure.reason, "Full")
      assert.isFalse(failure.retryable)
      assert.match(failure.message, /make room and try again/u)
      oneLine(failure)
      assert.strictEqual((yield* messages.counts).pending, 0)
      yield* run("DROP TRIGGER full_disk ON community_history.message")
      assert.strictEqual((yield* messages.append(list)).added, 9)
    }).pipe(Effect.scoped)
  )

  it.live("a transaction that the server gives up for the sake of another is run again, and happens once", () =>
    Effect.gen(function* () {
      const client = yield* pool()
      const { messages } = yield* opened(client, { community: newCommunity() })
      const run = (statement: string) =>
        Effect.provide(
          Effect.flatMap(SqlClient, (sql) => sql.unsafe(statement)),
          client
        )
      yield* run("CREATE SEQUENCE conflicts")
      yield* run(`CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('conflicts') < 3 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected'; END IF;
        RETURN NULL; END $$`)
      yield* run("CREATE TRIGGER conflict AFTER INSERT ON community_history.message EXECUTE FUNCTION conflict()")
      assert.strictEqual((yield* messages.append(fc.sample(received, 1))).added, 1)
      assert.strictEqual((yield* messages.counts).pending, 1)
      yield* run("DROP TRIGGER conflict ON community_history.message")
    }).pipe(Effect.scoped)
  )

  it.live("a server that takes no more connections is busy", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(SqlClient, (sql) =>
        sql.unsafe("CREATE USER crowd PASSWORD 'crowd' CONNECTION LIMIT 0")
      ).pipe(Effect.provide(yield* pool()))
      const change = (address: URL) => {
        address.username = "crowd"
        address.password = "crowd"
      }
      const failure = yield* Effect.flip(
        Layer.build(Layer.fresh(Postgres.layerUrl({ url: url(change), community: "c" })))
      )
      assert.strictEqual(failure.reason, "Busy")
      oneLine(failure)
    }).pipe(Effect.scoped)
  )

  it.live("an address that is none is refused, without a word of it", () =>
    Effect.gen(function* () {
      for (const address of ["nonsense", "http://u:secret@h/d", "postgres://u:secret@h:99999/d"]) {
        const layer = Postgres.layerUrl({ url: Redacted.make(address), community: "c" })
        const failure = yield* Effect.flip(Effect.scoped(Layer.build(Layer.fresh(layer))))
        assert.strictEqual(failure.reason, "Refused", failure.message)
        assert.notInclude(failure.message, "secret")
        oneLine(failure)
      }
    })
  )
})
