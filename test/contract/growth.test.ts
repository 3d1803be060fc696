/** What the SQLite stores do for a message, an archive or a status is the same after a month and after years. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import * as path from "node:path"
import { DatabaseSync, StatementSync } from "node:sqlite"
import { MIGRATIONS } from "../../src/adapters/stores-sqlite/migrations.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import { MessageId, type HistoryRecord } from "../../src/domain/community/HistoryRecord.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic, pubsub } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { temporaryFolder } from "../support/temporary.ts"

const topic = ContentTopic("/a/1/x/p")
const grid: Window.Grid = { anchor: Time.nanos(2_000n * Window.WEEK), length: Window.WEEK }

const hex = (value: number) => value.toString(16).padStart(64, "0")

/** What is said in the middle of a week. */
const said = (week: number): HistoryRecord => ({
  id: MessageId(`0x${hex(week)}`),
  topic,
  timestamp: Time.add(Window.at(grid, week).from, Time.days(3)),
  hash: WakuMessage.MessageHash(hex(week)),
  type: 1,
  author: "0x01",
  envelope: Uint8Array.of(week)
})

const raw = (week: number) =>
  WakuMessage.receive(
    pubsub(16, 32),
    WakuMessage.make({ version: 0, contentTopic: topic, timestamp: said(week).timestamp, payload: Uint8Array.of(week) })
  )

const entryOf = (week: number): ArchiveIndex.Entry => ({
  window: Window.at(grid, week),
  topics: [topic],
  cid: Cid.fromManifestDigest(new Uint8Array(32).fill(week))
})

interface Work {
  /** Statements in their order, with the rows that each gave or changed. */
  readonly statements: Array<readonly [sql: string, rows: number]>
}

/** Of what a statement gave: rows, one row or none, or how many rows changed. */
const rowsOf = (result: unknown): number =>
  Array.isArray(result)
    ? result.length
    : typeof result === "object" && result !== null && "changes" in result
      ? Number(result.changes)
      : result === undefined
        ? 0
        : 1

/** What the database was asked meanwhile. */
const watched = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<Work, E, R> =>
  Effect.suspend(() => {
    const statements: Work["statements"] = []
    const originals = (["all", "get", "run"] as const).map((name) => {
      const original = Object.getOwnPropertyDescriptor(StatementSync.prototype, name)!
      Object.defineProperty(StatementSync.prototype, name, {
        ...original,
        value(this: StatementSync, ...values: ReadonlyArray<unknown>): unknown {
          const result: unknown = Reflect.apply(original.value as () => unknown, this, values)
          statements.push([this.sourceSQL, rowsOf(result)])
          return result
        }
      })
      return [name, original] as const
    })
    return Effect.ensuring(
      Effect.as(work, { statements }),
      Effect.sync(() => Object.defineProperties(StatementSync.prototype, Object.fromEntries(originals)))
    )
  })

const archived = Effect.fnUntraced(function* (week: number) {
  const history = yield* HistoryStore
  const key = ArchiveIndex.keyOf(entryOf(week))
  yield* history.stage(key, [said(week)], [])
  return yield* history.apply(key, entryOf(week))
})

/** A home after so many weeks: each was heard, sealed, settled, restored; the member knows the index of all. */
const lived = Effect.fnUntraced(function* (weeks: number) {
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  for (let week = 0; week < weeks; week++) {
    yield* history.append([said(week)], "live")
    yield* messages.append([raw(week)])
    yield* messages.settle(Window.at(grid, week))
    yield* archived(week)
  }
  const index = ArchiveIndex.make(Array.from({ length: weeks }, (_, week) => entryOf(week)))
  yield* messages.prune(Window.at(grid, weeks - 1).from)
  yield* history.save({ ...MemberState.initial, index })
  yield* (yield* Ledger).commit({ ...Publication.initial(grid.anchor), grid: Option.some(grid), next: weeks, index })
})

/** The next week, from what is heard to the archive that replaces it. */
const nextWeek = Effect.fnUntraced(function* (week: number) {
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  const window = Window.at(grid, week)
  yield* history.unconfirmed
  yield* history.append([said(week)], "live")
  yield* messages.append([raw(week)])
  yield* messages.oldest
  yield* messages.pendingWindows(grid)
  yield* messages.pending(window)
  yield* messages.topics(window)
  yield* Stream.runDrain(messages.scan(window, "pending"))
  yield* messages.settle(window)
  yield* messages.prune(window.from)
  yield* archived(week)
})

/** What follows of it in memory that was read before: reading is linear in the archives, writing must not be. */
const remembered = Effect.fnUntraced(function* (
  week: number,
  state: Publication.State,
  member: MemberState.MemberState
) {
  const history = yield* HistoryStore
  const ledger = yield* Ledger
  yield* ledger.commit({ ...state, index: ArchiveIndex.add(state.index, entryOf(week)) })
  yield* history.save({ ...member, index: ArchiveIndex.add(member.index, entryOf(week)) })
  yield* history.counts
  yield* (yield* MessageStore).counts
})

const week = Effect.fnUntraced(function* (number: number) {
  const heard = yield* watched(nextWeek(number))
  const state = Option.getOrThrow(yield* (yield* Ledger).load)
  const member = Option.getOrThrow(yield* (yield* HistoryStore).load)
  const kept = yield* watched(remembered(number, state, member))
  return [...heard.statements, ...kept.statements]
})

const TABLES = /^(?:SCAN|SEARCH) (?:message|record|hidden|applied|ledger_entry|member_entry|r)\b/u
/** Indexes that hold only what is not archived yet. */
const SMALL = /USING (?:COVERING )?INDEX (?:message_pending|record_unconfirmed|hidden_unconfirmed)\b/u

describe("stores-sqlite after years", () => {
  const on = <A>(file: string, work: Effect.Effect<A, unknown, HistoryStore | Ledger | MessageStore>) =>
    Effect.orDie(Effect.provide(work, Sqlite.layer({ file }), { local: true }))

  it.live("a week takes the same statements and moves as many rows, however many weeks are behind it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const after = (weeks: number) => on(path.join(folder, `${weeks}.db`), Effect.andThen(lived(weeks), week(weeks)))
      assert.deepStrictEqual(yield* after(120), yield* after(4))
    })
  )

  it.live(
    "no statement of a week, and no count, goes through the messages, the records or the archives of the past",
    () =>
      Effect.gen(function* () {
        const file = path.join(yield* temporaryFolder, "history.db")
        const statements = yield* on(file, Effect.andThen(lived(30), week(30)))
        const db = new DatabaseSync(file)
        const scans = [...new Set(statements.map(([sql]) => sql))].flatMap((sql) =>
          db
            .prepare(`EXPLAIN QUERY PLAN ${sql}`)
            .all()
            .map(({ detail }) => String(detail))
            .filter((detail) => TABLES.test(detail) && detail.startsWith("SCAN") && !SMALL.test(detail))
            .map((detail) => `${detail}: ${sql}`)
        )
        db.close()
        assert.isAtLeast(statements.length, 20)
        assert.deepStrictEqual(scans, [])
      })
  )

  it.live("a database whose member state was one document, and that counted nothing, is brought to this format", () =>
    Effect.gen(function* () {
      const file = path.join(yield* temporaryFolder, "history.db")
      const index = ArchiveIndex.make([entryOf(1), entryOf(2)])
      const state = { ...MemberState.initial, index, syncedTo: Time.nanos(7n) }
      const db = new DatabaseSync(file)
      db.exec(`${MIGRATIONS.slice(0, 5).join(";")}; PRAGMA user_version = 5`)
      db.prepare("INSERT INTO member (id, state) VALUES (1, ?)").run(MemberState.toJson(state))
      const message = db.prepare("INSERT INTO message VALUES (?, ?, 't', 'p', ?, ?)")
      message.run(1n, Uint8Array.of(1), 0, Uint8Array.of(1, 2))
      message.run(2n, Uint8Array.of(2), 1, Uint8Array.of(1, 2, 3))
      message.run(3n, Uint8Array.of(3), 2, null)
      db.exec("INSERT INTO record VALUES (1, x'01', 't', x'01', 1, 'a', x'0102', 'live', NULL, NULL)")
      db.close()
      yield* on(
        file,
        Effect.gen(function* () {
          const history = yield* HistoryStore
          const loaded = Option.getOrThrow(yield* history.load)
          assert.deepStrictEqual(ArchiveIndex.ascending(loaded.index), ArchiveIndex.ascending(index))
          assert.strictEqual(loaded.syncedTo, state.syncedTo)
          assert.deepStrictEqual(yield* history.counts, { records: 1, unreadable: 0 })
          assert.deepStrictEqual(yield* history.unconfirmed, { shown: 2, hidden: 0 })
          const counts = yield* (yield* MessageStore).counts
          assert.deepStrictEqual([counts.pending, counts.settled, counts.pruned, counts.bytes], [1, 1, 1, 5])
        })
      )
    })
  )
})
