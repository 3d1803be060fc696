/** The three stores of a home, in memory and in SQLite. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import * as fc from "fast-check"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Memory from "../../src/adapters/stores-memory/Stores.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { record } from "../support/generators/history.ts"
import { ORIGIN, received } from "../support/generators/messages.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { historyStoreContract } from "./HistoryStore.ts"
import { ledgerContract } from "./Ledger.ts"
import { messageStoreContract } from "./MessageStore.ts"

const sqlite = Sqlite.layer({ file: ":memory:" })

messageStoreContract("stores-memory", Memory.layer)
messageStoreContract("stores-sqlite", sqlite)
historyStoreContract("stores-memory", Memory.layer)
historyStoreContract("stores-sqlite", sqlite)
ledgerContract(
  "stores-memory",
  Effect.sync(() => Memory.make().layer)
)
ledgerContract(
  "stores-sqlite",
  Effect.map(temporaryFolder, (folder) => Sqlite.layer({ file: path.join(folder, "history.db") }))
)

describe("stores-sqlite on disk", () => {
  const inFolder = <A>(use: (file: string) => Effect.Effect<A, unknown>) =>
    Effect.flatMap(temporaryFolder, (folder) => Effect.orDie(use(path.join(folder, "history.db"))))

  const everything = { from: Time.nanos(1n), to: Time.nanos(Time.MAX_NANOS) }

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
