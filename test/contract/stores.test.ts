/** The stores of a home, in memory and in SQLite. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import * as fc from "fast-check"
import { once } from "node:events"
import { spawn } from "node:child_process"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Worker } from "node:worker_threads"
import * as Memory from "../../src/adapters/stores-memory/Stores.ts"
import { MIGRATIONS } from "../../src/adapters/stores-sqlite/migrations.ts"
import * as Database from "../../src/adapters/stores-sqlite/Database.ts"
import * as Stager from "../../src/adapters/stores-sqlite/Stager.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { MessageId } from "../../src/domain/community/HistoryRecord.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { MessageHash } from "../../src/domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { cid, record } from "../../src/testing/generators/history.ts"
import { ORIGIN, received } from "../../src/testing/generators/messages.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { temporaryFolder } from "../support/temporary.ts"
import {
  call as historyCall,
  historyStoreContract,
  visible as historySeen
} from "../../src/testing/contract/HistoryStore.ts"
import { ledgerContract } from "../../src/testing/contract/Ledger.ts"
import {
  call as messageCall,
  messageStoreContract,
  visible as messagesSeen
} from "../../src/testing/contract/MessageStore.ts"
import { protocolStoreContract } from "../../src/testing/contract/ProtocolStore.ts"

const sqlite = Sqlite.layer({ file: ":memory:" })

messageStoreContract("stores-memory", Memory.layer)
messageStoreContract("stores-sqlite", sqlite)
historyStoreContract("stores-memory", Memory.layer)
historyStoreContract("stores-sqlite", sqlite)
ledgerContract("stores-memory", Memory.layer, { shared: Effect.sync(() => Memory.make().layer) })
ledgerContract("stores-sqlite", sqlite, {
  shared: Effect.map(temporaryFolder, (folder) => Sqlite.layer({ file: path.join(folder, "history.db") }))
})

protocolStoreContract("stores-memory", Memory.layer, { shared: Effect.sync(() => Memory.make().layer) })
protocolStoreContract("stores-sqlite", sqlite, {
  shared: Effect.map(temporaryFolder, (folder) => Sqlite.layer({ file: path.join(folder, "history.db") }))
})

describe("stores-sqlite on disk", () => {
  const inFolder = <A>(use: (file: string) => Effect.Effect<A, unknown>) =>
    Effect.flatMap(temporaryFolder, (folder) => Effect.orDie(use(path.join(folder, "history.db"))))

  const everything = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }

  /** An archive of the span, and a record of its topic. */
  const oneArchive = (from: bigint, to: bigint) => {
    const mine = fc.sample(record, 1)[0]!
    const window = { from: Time.nanos(from), to: Time.nanos(to) }
    const entry = { window, topics: [mine.topic], cid: fc.sample(cid, 1)[0]! }
    return { mine, entry, key: ArchiveIndex.keyOf(entry) }
  }

  it.live(
    "CHA-15: what was acknowledged is there after the end of the process, and a second process sees it at once",
    () =>
      inFolder(
        Effect.fnUntraced(function* (file) {
          const layer = Sqlite.layer({ file })
          const messages = fc.sample(received, 20)
          const records = fc.sample(record, 20)
          const held = Effect.gen(function* () {
            const store = yield* MessageStore
            const history = yield* HistoryStore
            return [
              (yield* Stream.runCollect(store.scan(everything, "all"))).flat(),
              (yield* Stream.runCollect(history.records({}))).flat(),
              Option.isSome(yield* (yield* Ledger).load)
            ]
          }).pipe(Effect.provide(layer, { local: true }))
          const seen = yield* Effect.gen(function* () {
            yield* (yield* MessageStore).append(messages)
            yield* (yield* HistoryStore).append(records, "live")
            yield* (yield* Ledger).commit(Publication.initial(ORIGIN))
            return yield* held
          }).pipe(Effect.provide(layer, { local: true }))
          assert.isTrue(seen[2])
          assert.deepStrictEqual(yield* held, seen)
        })
      )
  )

  it.live("a database of a newer release is refused in one line that says what to do, and stays as it is", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const layer = Sqlite.layer({ file })
        yield* Effect.provide(Effect.void, layer, { local: true })
        const db = new DatabaseSync(file)
        db.exec("PRAGMA user_version = 99")
        db.close()
        const failure = yield* Effect.flip(Layer.build(layer).pipe(Effect.scoped))
        assert.strictEqual(failure.reason, "Version")
        assert.match(failure.message, /newer release.*update this program/)
      })
    )
  )

  it.live("two processes on one file do together what one memory does, over any number of restarts", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(messageCall, historyCall, fc.constantFrom("one", "other", "restarted")), { maxLength: 8 }),
          (calls) =>
            inFolder((file) =>
              Effect.scoped(
                Effect.gen(function* () {
                  const layer = Sqlite.layer({ file })
                  const open = Layer.build(Layer.fresh(layer))
                  const [one, other] = [yield* open, yield* open]
                  assert.notStrictEqual(Context.get(one, Ledger), Context.get(other, Ledger))
                  const model = yield* Layer.build(Memory.make().layer)
                  for (const [onMessages, onHistory, who] of calls) {
                    const process = who === "one" ? one : who === "other" ? other : yield* open
                    assert.deepStrictEqual(
                      yield* onMessages(Context.get(process, MessageStore)),
                      yield* onMessages(Context.get(model, MessageStore))
                    )
                    assert.deepStrictEqual(
                      yield* onHistory(Context.get(process, HistoryStore)),
                      yield* onHistory(Context.get(model, HistoryStore))
                    )
                  }
                  for (const process of [one, other]) {
                    assert.deepStrictEqual(
                      yield* messagesSeen(Context.get(process, MessageStore)),
                      yield* messagesSeen(Context.get(model, MessageStore))
                    )
                    assert.deepStrictEqual(
                      yield* historySeen(Context.get(process, HistoryStore)),
                      yield* historySeen(Context.get(model, HistoryStore))
                    )
                  }
                })
              )
            ).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      )
    )
  )

  it.live(
    "A-36: a process that ends between stage and apply leaves nothing visible and nothing behind, and the next one begins anew",
    () =>
      inFolder(
        Effect.fnUntraced(function* (file) {
          const layer = Sqlite.layer({ file })
          const session = <A>(work: (history: HistoryStore["Service"]) => Effect.Effect<A, unknown>) =>
            Effect.flatMap(HistoryStore, work).pipe(Effect.provide(layer, { local: true }))
          const { entry, key, mine } = oneArchive(0n, 100n)
          const archived = { ...mine, timestamp: Time.nanos(99n) }
          yield* session((history) => history.append([mine], "live"))
          const before = yield* session(historySeen)
          yield* session((history) => history.stage(key, [archived], []))
          assert.deepStrictEqual(yield* session(historySeen), before)
          assert.deepStrictEqual(yield* Effect.promise(() => fs.readdir(path.dirname(file))), [path.basename(file)])
          const restored = session((history) =>
            Effect.andThen(history.stage(key, [archived], []), history.apply(key, entry))
          )
          assert.deepStrictEqual(yield* restored, {
            inserted: 1,
            deleted: 1,
            kept: 0,
            unreadable: 0
          })
          const after = yield* session(historySeen)
          assert.deepStrictEqual(
            after.records.map(({ id, timestamp }) => [id, timestamp]),
            [[archived.id, archived.timestamp]]
          )
        })
      )
  )

  it.live("CHA-67: an archive larger than all that is there is applied as any other, and found by id afterwards", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const { entry, key, mine } = oneArchive(1n, 30_000n)
        const list = Array.from({ length: 25_000 }, (_, n) => {
          const number = n.toString(16).padStart(64, "0")
          return {
            ...mine,
            timestamp: Time.nanos(BigInt(n + 1)),
            id: MessageId(`0x${number.slice(-8)}${number.slice(8)}`),
            hash: MessageHash(number)
          }
        })
        const found = Effect.gen(function* () {
          const history = yield* HistoryStore
          yield* history.append([{ ...list[7]!, hash: MessageHash("f".repeat(64)) }, list[8]!], "live")
          for (let at = 0; at < list.length; at += 5_000) yield* history.stage(key, list.slice(at, at + 5_000), [])
          const replaced = yield* history.apply(key, entry)
          const seen = yield* Effect.forEach([0, 7, 8, 24_999], (n) => history.find(list[n]!.id))
          return { counts: yield* history.counts, replaced, seen: seen.map((one) => one.length) }
        })
        for (const threads of [true, false]) {
          const layer = Sqlite.layer({ file: `${file}${threads}`, threads })
          const { counts, replaced, seen } = yield* found.pipe(Effect.provide(layer, { local: true }))
          assert.strictEqual(replaced.inserted + replaced.kept, list.length)
          assert.strictEqual(counts.records, list.length)
          assert.deepStrictEqual(seen, [1, 1, 1, 1])
          const db = new DatabaseSync(`${file}${threads}`)
          const [plan] = db.prepare("EXPLAIN QUERY PLAN SELECT * FROM record WHERE id = ?").all(Uint8Array.of(1))
          assert.include(String(plan!["detail"]), "record_id")
          db.close()
        }
      })
    )
  )

  it.live("gives the disk back what the log took for a large archive, while the home is open", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const { entry, key, mine } = oneArchive(1n, 100n)
        const envelope = new Uint8Array(1024 * 1024)
        const list = Array.from({ length: 48 }, (_, n) => ({
          ...mine,
          timestamp: Time.nanos(BigInt(n + 1)),
          hash: MessageHash(n.toString(16).padStart(64, "0")),
          envelope
        }))
        yield* Effect.gen(function* () {
          const history = yield* HistoryStore
          for (const one of list) yield* history.stage(key, [one], [])
          assert.strictEqual((yield* history.apply(key, entry)).inserted, list.length)
          // The next writer waits until the log is in the database.
          yield* history.append([{ ...mine, timestamp: Time.nanos(200n) }], "live")
          assert.isBelow((yield* Effect.promise(() => fs.stat(`${file}-wal`))).size, envelope.length)
        }).pipe(Effect.provide(Sqlite.layer({ file }), { local: true }))
      })
    )
  )

  it.live("A-36: what was laid aside is never applied in part, also where the thread that holds it dies", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const { entry, key, mine } = oneArchive(0n, 100n)
        const [first, second, third] = [1n, 2n, 3n].map((at) => ({ ...mine, timestamp: Time.nanos(at) }))
        yield* Effect.gen(function* () {
          const database = yield* Database.open(file, () => Effect.void)
          const { apply, discard, stage } = yield* Stager.threaded(database, "../../../test/support/DyingThread")
          yield* discard(key)
          yield* stage(key, [first!, second!], [])
          const died = yield* Effect.flip(
            Effect.gen(function* () {
              // The answer to the first batch may be there before the thread is gone; what follows is not.
              for (;;) yield* stage(key, [third!], [])
            })
          )
          assert.strictEqual(died.reason, "Failed")
          yield* Effect.flip(stage(key, [third!], []))
          yield* Effect.flip(apply(key, entry))
          assert.deepStrictEqual(database.all("SELECT timestamp FROM record"), [])
          yield* discard(key)
          yield* stage(key, [third!], [])
          assert.strictEqual((yield* apply(key, entry)).inserted, 1)
        }).pipe(Effect.scoped)
      })
    )
  )

  it.live("A-35: a database of the first format is brought to this one, with what its archives hold unread", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const { entry, key, mine } = oneArchive(0n, 100n)
        const db = new DatabaseSync(file)
        db.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`)
        db.prepare("INSERT INTO applied (key, entry, messages, unreadable) VALUES (?, ?, 1, 1)").run(
          key,
          ArchiveIndex.entryToJson(entry)
        )
        db.prepare("INSERT INTO unreadable (hash, topic, timestamp, why) VALUES (?, ?, ?, 'because')").run(
          Bytes.fromHex(mine.hash)!,
          mine.topic,
          mine.timestamp
        )
        db.close()
        const other = { ...mine, hash: MessageHash("f".repeat(64)) }
        const accepted = yield* Effect.flatMap(HistoryStore, (history) =>
          Effect.all([history.append([other], "store"), history.append([mine], "store")])
        ).pipe(Effect.provide(Sqlite.layer({ file }), { local: true }))
        assert.deepStrictEqual(
          accepted.map(({ added, covered }) => [added.length, covered]),
          [
            [0, 1],
            [1, 0]
          ]
        )
      })
    )
  )

  it.live("a row that nobody can have written is damage, and the failure names the file", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const layer = Sqlite.layer({ file })
        const use = <A>(work: Effect.Effect<A, unknown, MessageStore | Ledger | HistoryStore>) =>
          Effect.provide(work, layer, { local: true })
        yield* use(
          Effect.gen(function* () {
            yield* (yield* MessageStore).append(fc.sample(received, 1))
            yield* (yield* Ledger).commit(Publication.initial(ORIGIN))
            yield* (yield* HistoryStore).save(MemberState.initial)
          })
        )
        const db = new DatabaseSync(file)
        db.exec("UPDATE message SET body = x'ff'; UPDATE ledger SET progress = '{'; UPDATE member SET state = '{'")
        db.close()
        for (const work of [
          Effect.flatMap(MessageStore, (store) => Stream.runDrain(store.scan(everything, "all"))),
          Effect.flatMap(Ledger, (ledger) => ledger.load),
          Effect.flatMap(HistoryStore, (history) => history.load)
        ]) {
          const failure = yield* Effect.flip(
            use(Effect.asVoid<unknown, unknown, MessageStore | Ledger | HistoryStore>(work))
          )
          assert.instanceOf(failure, StoreFailure)
          assert.strictEqual(failure.reason, "Corrupt")
          assert.include(failure.message, file)
        }
      })
    )
  )

  it.live("a long scan lets the rest of the program run between its pages", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const [model] = fc.sample(received, 1)
        const list = Array.from({ length: 5_000 }, (_, n) =>
          WakuMessage.receive(model!.pubsubTopic, { ...model!.message, payload: Uint8Array.of(n & 255, n >> 8) })
        )
        const turns = yield* Effect.gen(function* () {
          const store = yield* MessageStore
          yield* store.append(list)
          let turns = 0
          let running = true
          const turn = () => {
            turns++
            if (running) setImmediate(turn)
          }
          setImmediate(turn)
          yield* Stream.runDrain(store.scan(everything, "all"))
          running = false
          return turns
        }).pipe(Effect.provide(Sqlite.layer({ file }), { local: true }))
        assert.isAtLeast(turns, 4)
      })
    )
  )

  it.live(
    "copies a database of an older release before it changes it, once, and says where; a new one is not copied",
    () =>
      inFolder(
        Effect.fnUntraced(function* (file) {
          const told: Array<string> = []
          const migrated = (backup: string) => Effect.sync(() => void told.push(backup))
          const open = Effect.scoped(Layer.build(Sqlite.layer({ file, migrated })))
          yield* open
          assert.deepStrictEqual(told, [], "a new file")
          yield* Effect.promise(() => fs.rm(file))
          const old = new DatabaseSync(file)
          old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`)
          old.exec("INSERT INTO counter VALUES ('late', 42)")
          old.close()
          yield* open
          yield* open
          assert.deepStrictEqual(told, [`${file}.v1.backup`])
          const backup = new DatabaseSync(told[0]!, { readOnly: true })
          assert.deepStrictEqual({ ...backup.prepare("PRAGMA user_version").get() }, { user_version: 1 })
          assert.deepStrictEqual({ ...backup.prepare("SELECT * FROM counter").get() }, { name: "late", value: 42 })
          backup.close()
          const names = yield* Effect.promise(() => fs.readdir(path.dirname(file)))
          assert.deepStrictEqual(
            names.filter((name) => name.includes("backup")),
            ["history.db.v1.backup"]
          )
        })
      )
  )

  it.live("copies an older database under the lock: several processes that open it at once make one whole copy", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const old = new DatabaseSync(file)
        old.exec(`PRAGMA journal_mode = WAL; ${MIGRATIONS[0]}; PRAGMA user_version = 1`)
        old.exec("INSERT INTO counter VALUES ('late', 42)")
        // What a killed process left behind is no copy.
        yield* Effect.promise(() => fs.writeFile(`${file}.v1.backup.new`, "half of a copy"))
        const opening = `
          import { Effect, Layer } from "effect"
          import * as Sqlite from ${JSON.stringify(new URL("../../src/adapters/stores-sqlite/Stores.ts", import.meta.url).href)}
          await Effect.runPromise(Effect.scoped(Layer.build(Sqlite.layer({ file: process.argv[1] }))))`
        const codes = yield* Effect.promise(() =>
          Promise.all(
            Array.from({ length: 4 }, async () => {
              const child = spawn(process.execPath, ["--input-type=module", "--eval", opening, file], {
                stdio: ["ignore", "ignore", "inherit"]
              })
              const [code] = (await once(child, "close")) as [number | null]
              return code
            })
          )
        )
        old.close()
        assert.deepStrictEqual(codes, [0, 0, 0, 0])
        const backup = new DatabaseSync(`${file}.v1.backup`, { readOnly: true })
        assert.deepStrictEqual({ ...backup.prepare("PRAGMA user_version").get() }, { user_version: 1 })
        assert.deepStrictEqual({ ...backup.prepare("SELECT * FROM counter").get() }, { name: "late", value: 42 })
        backup.close()
        assert.notInclude(yield* Effect.promise(() => fs.readdir(path.dirname(file))), "history.db.v1.backup.new")
      })
    )
  )

  it.live("leaves a database of another program alone", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const theirs = new DatabaseSync(file)
        theirs.exec("CREATE TABLE other (n INTEGER)")
        for (const version of [0, 1, MIGRATIONS.length, 99]) {
          theirs.exec(`PRAGMA user_version = ${version}`)
          const before = yield* Effect.promise(() => fs.readFile(file))
          const refused = yield* Effect.flip(Effect.scoped(Layer.build(Sqlite.layer({ file }))))
          assert.strictEqual(refused.reason, "Refused")
          assert.match(refused.message, /another program/u)
          assert.isTrue(before.equals(yield* Effect.promise(() => fs.readFile(file))), "not one byte of it changes")
          assert.deepStrictEqual(yield* Effect.promise(() => fs.readdir(path.dirname(file))), [path.basename(file)])
        }
        theirs.close()
        const after = new DatabaseSync(file, { readOnly: true })
        assert.deepStrictEqual(
          after
            .prepare("SELECT name FROM sqlite_master")
            .all()
            .map(({ name }) => name),
          ["other"]
        )
        after.close()
      })
    )
  )

  it.live("waits for another process that writes while the file is not yet a WAL database", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        const turn = new Int32Array(new SharedArrayBuffer(4))
        const reader = new Worker(
          `const { DatabaseSync } = require("node:sqlite")
           const { workerData: { file, turn } } = require("node:worker_threads")
           const db = new DatabaseSync(file, { timeout: 10_000 })
           db.exec("CREATE TABLE other (n INTEGER)")
           db.exec("DROP TABLE other")
           db.exec("BEGIN IMMEDIATE")
           db.exec("CREATE TABLE other (n INTEGER)")
           Atomics.store(turn, 0, 1)
           Atomics.notify(turn, 0)
           Atomics.wait(turn, 0, 1)
           const read = db.prepare("SELECT count(*) FROM other")
           for (let n = 0; n < 100_000; n++) read.get()
           db.exec("DROP TABLE other")
           db.exec("COMMIT")
           db.close()`,
          { eval: true, workerData: { file, turn } }
        )
        const ended = once(reader, "exit")
        yield* Effect.promise(async () => Atomics.waitAsync(turn, 0, 0).value)
        Atomics.store(turn, 0, 2)
        Atomics.notify(turn, 0)
        yield* Effect.scoped(Layer.build(Sqlite.layer({ file })))
        yield* Effect.promise(() => ended)
      })
    )
  )

  it.live("a file that is no database is refused", () =>
    inFolder(
      Effect.fnUntraced(function* (file) {
        yield* Effect.promise(() =>
          fs.writeFile(file, "this is no database, and long enough to be looked at".repeat(40))
        )
        const failure = yield* Effect.flip(Layer.build(Sqlite.layer({ file })).pipe(Effect.scoped))
        assert.strictEqual(failure.reason, "Corrupt")
      })
    )
  )
})
