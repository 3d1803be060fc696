/** What a database is before it is ours, and what others may have in it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted, Stream } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import { MIGRATIONS } from "../../src/adapters/stores-postgres/migrations.ts"
import * as Postgres from "../../src/adapters/stores-postgres/Stores.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic, PubsubTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { record } from "../../src/testing/generators/history.ts"
import { ORIGIN, received } from "../../src/testing/generators/messages.ts"
import { address, isMissing, newCommunity, opened, ownPool, title } from "../support/postgres.ts"

const everything = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }

describe.skipIf(isMissing)(title("the database"), () => {
  const pool = ownPool()
  const run = (statement: string) =>
    Effect.flatMap(SqlClient, (sql) => sql.unsafe<Record<string, unknown>>(statement)).pipe(
      Effect.provide(pool, { local: true })
    )

  /** A database of its own beside the others. */
  const database = Effect.gen(function* () {
    const name = `d${randomUUID().replaceAll("-", "")}`
    yield* run(`CREATE DATABASE ${name}`)
    const url = new URL(Redacted.value(address))
    url.pathname = `/${name}`
    return Redacted.make(url.href)
  })

  it.live("several processes that open an empty database at once make its tables once", () =>
    Effect.gen(function* () {
      const url = yield* database
      yield* Effect.all(
        Array.from({ length: 6 }, (_, n) =>
          Layer.build(Layer.fresh(Postgres.layerUrl({ url, community: `${n % 2}`, maxConnections: 1 })))
        ),
        { concurrency: "unbounded" }
      )
      const seen = yield* Effect.flatMap(SqlClient, (sql) =>
        Effect.all([
          sql.unsafe("SELECT version FROM community_history.format"),
          sql.unsafe("SELECT name FROM community_history.community ORDER BY name")
        ])
      ).pipe(Effect.provide(Postgres.pool({ url }), { local: true }))
      assert.deepStrictEqual(seen, [[{ version: MIGRATIONS.length }], [{ name: "0" }, { name: "1" }]])
    }).pipe(Effect.scoped)
  )

  it.live("a database of a newer release is refused in one line that says what to do, and stays as it is", () =>
    Effect.gen(function* () {
      const url = yield* database
      const sql = Postgres.pool({ url })
      const layer = Postgres.layerUrl({ url, community: "c" })
      yield* Effect.provide(Effect.void, layer, { local: true })
      const change = (statement: string) =>
        Effect.provide(
          Effect.flatMap(SqlClient, (client) => client.unsafe(statement)),
          sql,
          { local: true }
        )
      yield* change("UPDATE community_history.format SET version = 99")
      const failure = yield* Effect.flip(Effect.scoped(Layer.build(Layer.fresh(layer))))
      assert.strictEqual(failure.reason, "Version")
      assert.match(failure.message, /^[^\n]*newer release[^\n]*update this program$/u)
      assert.deepStrictEqual(yield* change("SELECT version FROM community_history.format"), [{ version: 99 }])
    })
  )

  it.live("leaves a schema of another program alone, and lives beside the tables of a host", () =>
    Effect.gen(function* () {
      const [theirs, host] = [yield* database, yield* database]
      const make = (url: Redacted.Redacted, statements: ReadonlyArray<string>) =>
        Effect.flatMap(SqlClient, (sql) => Effect.forEach(statements, (statement) => sql.unsafe(statement))).pipe(
          Effect.provide(Postgres.pool({ url }), { local: true })
        )
      yield* make(theirs, ["CREATE SCHEMA community_history", "CREATE TABLE community_history.message (n INTEGER)"])
      yield* make(host, ["CREATE TABLE message (n INTEGER)", "CREATE TABLE ledger (n INTEGER)"])
      const refused = yield* Effect.flip(Effect.scoped(Layer.build(Postgres.layerUrl({ url: theirs, community: "c" }))))
      assert.strictEqual(refused.reason, "Refused")
      assert.match(refused.message, /another program/u)
      yield* Effect.scoped(Layer.build(Postgres.layerUrl({ url: host, community: "c" })))
    })
  )

  it.live("an administrator may make the empty schema, for a user who may make none", () =>
    Effect.gen(function* () {
      const url = yield* database
      const user = `u${randomUUID().replaceAll("-", "")}`
      yield* Effect.flatMap(SqlClient, (sql) =>
        Effect.forEach(
          [`CREATE USER ${user} PASSWORD 'secret'`, `CREATE SCHEMA community_history AUTHORIZATION ${user}`],
          (statement) => sql.unsafe(statement)
        )
      ).pipe(Effect.provide(Postgres.pool({ url }), { local: true }))
      const theirs = new URL(Redacted.value(url))
      theirs.username = user
      theirs.password = "secret"
      yield* Effect.scoped(Layer.build(Postgres.layerUrl({ url: Redacted.make(theirs.href), community: "c" })))
      const other = yield* database
      theirs.pathname = new URL(Redacted.value(other)).pathname
      const refused = yield* Effect.flip(
        Effect.scoped(Layer.build(Postgres.layerUrl({ url: Redacted.make(theirs.href), community: "c" })))
      )
      assert.strictEqual(refused.reason, "Refused")
      assert.match(refused.message, /check the user, its rights/u)
    })
  )

  it.live("what one community holds no other sees", () =>
    Effect.gen(function* () {
      const [one, other] = [
        yield* opened(pool, { community: newCommunity() }),
        yield* opened(pool, { community: newCommunity() })
      ]
      const [messages, records] = [fc.sample(received, 20), fc.sample(record, 20)]
      const [first] = fc.sample(record, 1)
      const entry = {
        window: { from: Time.nanos(0n), to: Time.nanos(50n) },
        topics: [first!.topic],
        cid: Cid.fromManifestDigest(new Uint8Array(32).fill(1))
      }
      const key = ArchiveIndex.keyOf(entry)
      for (const [process, share] of [
        [one, messages],
        [other, messages.slice(0, 5)]
      ] as const) {
        yield* process.messages.append(share)
        yield* process.messages.appendLate(messages, { messages: 0, bytes: 0 })
        yield* process.history.append(records.slice(0, share.length), "live")
      }
      const seen = Effect.gen(function* () {
        return {
          messages: yield* Stream.runCollect(other.messages.scan(everything, "pending")),
          counts: [yield* other.messages.counts, yield* other.history.counts],
          records: yield* Stream.runCollect(other.history.records({})),
          trace: yield* other.history.trace(records[0]!.id),
          applied: yield* other.history.applied,
          unconfirmed: yield* other.history.unconfirmed,
          ledger: [yield* other.ledger.load, yield* other.ledger.stored, yield* other.ledger.answered("0x02")],
          member: yield* other.history.load
        }
      })
      const before = yield* seen
      yield* one.ledger.commit({ ...Publication.initial(ORIGIN), index: ArchiveIndex.make([entry]) })
      yield* one.ledger.markStored(entry.cid, Time.nanos(5n))
      yield* one.ledger.markAnswered("0x02", Time.millis(5n), 1)
      yield* one.history.save(MemberState.initial)
      yield* one.history.stage(key, [first!], [{ ...first!, why: "because" }])
      yield* one.history.apply(key, entry)
      yield* one.history.refuse([{ ...records[0]!, id: Option.some(records[0]!.id), why: "no" }], 0)
      yield* one.history.forget(1_000_000)
      yield* one.messages.settle(everything)
      yield* one.messages.prune(everything.to)
      assert.deepStrictEqual(yield* seen, before)
    }).pipe(Effect.scoped)
  )

  it.live("keeps text that nobody would write, NUL and the last character among it, and the greatest clock", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\0", "a\0b", "'; --", "\\", "\u{10ffff}")),
            {
              minLength: 4,
              maxLength: 4
            }
          ),
          ([author, why, topic, member]) =>
            Effect.gen(function* () {
              const { history, ledger } = yield* opened(pool, { community: newCommunity() })
              const [model] = fc.sample(record, 1)
              const hostile = { ...model!, author: author!, topic: ContentTopic(topic!) }
              yield* history.append([hostile], "live")
              assert.deepStrictEqual((yield* history.find(hostile.id))[0], { ...hostile, origin: "live" })
              assert.strictEqual(
                (yield* Stream.runCollect(history.records({ topics: [hostile.topic] }))).flat().length,
                1
              )
              const refused = { ...hostile, id: Option.none(), why: why! }
              yield* history.refuse([refused], 1)
              assert.strictEqual((yield* history.trace(hostile.hash)).refused[0]?.why, why)
              yield* ledger.markAnswered(member!, Time.millis(2n ** 64n - 1n), 5)
              assert.deepStrictEqual(yield* ledger.answered(member!), Option.some(Time.millis(2n ** 64n - 1n)))
            }).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns: 50 }
      )
    )
  )

  it.live("CHA-15: a network name of NUL and half a pair costs no other message its place", () =>
    Effect.gen(function* () {
      const { messages } = yield* opened(pool, { community: newCommunity() })
      const [one, two] = fc.sample(fc.uniqueArray(received, { minLength: 2, selector: ({ hash }) => hash }), 1)[0]!
      const hostile = { ...one!, pubsubTopic: PubsubTopic("/waku/2/rs/\0/\ud800") }
      const { added } = yield* messages.append([hostile, two!])
      assert.strictEqual(added, 2)
    }).pipe(Effect.scoped)
  )

  it.live("CHA-28: what is encoded for an archive has no ephemeral message, and one that only ends like it", () =>
    Effect.gen(function* () {
      const { messages } = yield* opened(pool, { community: newCommunity() })
      const [{ message, pubsubTopic }] = fc.sample(received, 1) as [WakuMessage.Received]
      const made = (fields: Partial<WakuMessage.WakuMessage>) =>
        WakuMessage.receive(pubsubTopic, { ...message, ...fields })
      const alike = made({ meta: Uint8Array.of(0xf8, 0x01, 0x01), ephemeral: false })
      yield* messages.append([made({ ephemeral: true }), alike])
      const pieces = yield* Stream.runCollect(messages.encoded(everything, "all", [message.contentTopic], 1))
      assert.deepStrictEqual(pieces, [{ messages: 1, bytes: Wire.encodeMessages([alike.message], 1) }])
    }).pipe(Effect.scoped)
  )

  it.live("a name that no person could read is refused", () =>
    Effect.gen(function* () {
      for (const community of ["", "a\0", "a\nb", "\ud800", "x".repeat(201)]) {
        const failure = yield* Effect.flip(opened(pool, { community }))
        assert.include(String(failure), "1 to 200 printable characters")
      }
    }).pipe(Effect.scoped)
  )

  it.live("is not written to in the transaction of a host, which may be undone", () =>
    Effect.gen(function* () {
      const messages = yield* Layer.build(Postgres.layer({ community: newCommunity() }))
      const failure = yield* Effect.flatMap(SqlClient, (sql) =>
        sql.withTransaction(
          Effect.flatMap(MessageStore, (store) => Effect.flip(store.append(fc.sample(received, 1)))).pipe(
            Effect.provideContext(messages)
          )
        )
      )
      assert.strictEqual(failure.reason, "Refused")
      assert.match(failure.message, /call it outside of yours/u)
    }).pipe(Effect.provide(pool, { local: true }), Effect.scoped)
  )

  it.live("a row that nobody can have written is damage, and the failure names the community", () =>
    Effect.gen(function* () {
      const community = newCommunity()
      const { history, ledger, messages } = yield* opened(pool, { community })
      yield* messages.append(fc.sample(received, 1))
      yield* ledger.commit(Publication.initial(ORIGIN))
      yield* history.save(MemberState.initial)
      const own = `WHERE community = (SELECT community FROM community_history.community WHERE name = '${community}')`
      yield* run(`UPDATE community_history.message SET body = '\\xff' ${own}`)
      yield* run(`UPDATE community_history.ledger SET progress = '{' ${own}`)
      yield* run(`UPDATE community_history.member SET state = '{' ${own}`)
      for (const work of [Stream.runDrain(messages.scan(everything, "all")), ledger.load, history.load]) {
        const failure = yield* Effect.flip(
          Effect.asVoid<unknown, { readonly reason: string; message: string }, never>(work)
        )
        assert.strictEqual(failure.reason, "Corrupt")
        assert.include(failure.message, community)
      }
    }).pipe(Effect.scoped)
  )

  it("has the community first in every key", () =>
    Effect.gen(function* () {
      yield* opened(pool, { community: newCommunity() })
      const keys = yield* run(
        `SELECT t.relname AS name, (SELECT attname FROM pg_attribute WHERE attrelid = t.oid AND attnum = i.indkey[0]) AS first
         FROM pg_class AS t LEFT JOIN pg_index AS i ON i.indrelid = t.oid
         WHERE t.relnamespace = 'community_history'::regnamespace AND t.relkind = 'r'`
      )
      for (const { first, name } of keys) {
        if (name === "format" || (name === "community" && first === "name")) continue
        assert.strictEqual(first, "community", String(name))
      }
      assert.isAbove(keys.length, 20)
    }).pipe(Effect.scoped, Effect.runPromise))
})
