/** What a member does as it starts after ten years and nothing is new: reads its memory, asks the network, says how it is. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as fs from "node:fs"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as CodexMemory from "../../src/adapters/codex-memory/Codex.ts"
import * as Folder from "../../src/adapters/files-folder/ArchiveFolder.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as WakuMemory from "../../src/adapters/waku-memory/Waku.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as Status from "../../src/app/Status.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Collection from "../../src/domain/history/Collection.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Time from "../../src/domain/Time.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import * as Decade from "./decade.ts"
import { alone, argumentsOfChild, child, median, rounds, say, within, type Measure } from "./measure.ts"
import * as World from "./world.ts"

const MESSAGES = 1_000_000

const stores = (folder: string) => Sqlite.layer({ file: path.join(folder, "member.db") })

/** The home of a member that has everything. */
const fill = (folder: string, archives: number, topics: number) =>
  Effect.gen(function* () {
    const history = yield* HistoryStore
    const entries = Decade.entries(
      Decade.gridDue(Decade.WEEKS, Time.nanos(BigInt(Date.now()) * 1_000_000n)),
      Decade.WEEKS,
      archives,
      topics
    )
    const index = ArchiveIndex.make(entries)
    const announcement = { clock: Time.millis(BigInt(Date.now())), timestamp: Time.nanos(0n), cid: entries[0]!.cid }
    yield* history.save({
      ...MemberState.initial,
      index,
      collection: { ...Collection.initial, processed: Option.some(announcement), floor: announcement.clock },
      syncedTo: Time.nanos(BigInt(Date.now() - 3_600_000) * 1_000_000n)
    })
    const db = new DatabaseSync(path.join(folder, "member.db"))
    db.exec("BEGIN")
    const insert = db.prepare("INSERT INTO applied (key, entry, messages, unreadable) VALUES (?, ?, ?, 0)")
    fs.mkdirSync(path.join(folder, "files/archives"), { recursive: true })
    for (const [key, entry] of index) {
      insert.run(key, ArchiveIndex.entryToJson(entry), Math.floor(MESSAGES / entries.length))
      const { from, to } = entry.window
      fs.writeFileSync(path.join(folder, `files/archives/${from}-${to}-${key}.archive`), key)
    }
    // Synthetic records of equal spacing: a start must not read any of them.
    const { from } = entries[0]!.window
    const step = (entries.at(-1)!.window.to - from) / BigInt(MESSAGES)
    db.prepare(
      `INSERT INTO record (timestamp, id, topic, hash, type, author, envelope, origin)
       WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?1)
       SELECT ?2 + n * ?3, randomblob(32), '/waku/1/0x00000000/rfc26', randomblob(32), 1, '', zeroblob(100), 'archive' FROM n`
    ).run(MESSAGES, from, step)
    db.exec(`INSERT OR REPLACE INTO counter (name, value) VALUES ('records', ${MESSAGES}); COMMIT`)
    db.close()
    return { archives: entries.length }
  }).pipe(Effect.provide(stores(folder)))

const home = (folder: string) =>
  MemberNode.layer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        stores(folder),
        Folder.layer({ folder: path.join(folder, "files") }),
        CodexMemory.layer,
        WakuMemory.layer,
        Settings.layer()
      )
    )
  )

/** One start: until the stores are open, until nothing was found missing, until the status is known. In milliseconds. */
const start = Effect.fn("start")(function* (folder: string) {
  const begun = performance.now()
  const community = yield* Layer.build(Layer.provideMerge(World.community, World.crypto))
  const keys = performance.now()
  const times = yield* Effect.gen(function* () {
    const opened = performance.now()
    const report = yield* (yield* MemberNode).sync(Selection.all)
    const synced = performance.now()
    const { archives } = yield* Status.member
    const ended = performance.now()
    if (report.hydrated.length + report.waiting.length > 0) throw new Error("something was missing")
    return {
      archives: archives.length,
      opened: opened - keys,
      synced: synced - opened,
      status: ended - synced,
      total: ended - keys
    }
  }).pipe(Effect.provide(home(folder)), Effect.provideContext(community))
  return { keys: keys - begun, ...times }
})

interface Times {
  readonly keys: number
  readonly archives: number
  readonly opened: number
  readonly synced: number
  readonly status: number
  readonly total: number
}

const count = (value: number) => value.toLocaleString("en-US")
const millis = (list: ReadonlyArray<Times>, name: keyof Times) => Math.round(median(list.map((times) => times[name])))

const line = (what: string, list: ReadonlyArray<Times>): string =>
  `${what}: ${millis(list, "total")} ms (memory loaded ${millis(list, "opened")} ms, asked and compared ${millis(list, "synced")} ms, status ${millis(list, "status")} ms); keys of the community before that ${millis(list, "keys")} ms`

export const measure: Measure = {
  title: "start of a member after ten years, nothing new",
  goal: "< 300 ms",
  limit: 300,
  run: (count_) =>
    within("start", (folder) => {
      const measured = ([archives, topics]: readonly [number, number]) => {
        const place = path.join(folder, `${archives}`)
        fs.mkdirSync(place)
        say(`making a history of ${count(Decade.WEEKS * archives)} archives, ${count(MESSAGES)} messages`)
        child(import.meta.filename, "fill", place, `${archives}`, `${topics}`)
        return rounds(count_, () => child(import.meta.filename, "start", place) as Times)
      }
      const weekly = measured([1, 50])
      const split = measured([50, 1])
      return Promise.resolve({
        value: median(weekly.map(({ total }) => total)),
        unit: "ms",
        detail: [
          line("520 archives of 50 topics, as our control node writes them", weekly),
          line("26,000 archives of one topic", split)
        ]
      })
    })
}

const args = argumentsOfChild()
if (args !== undefined) {
  const [what, folder = "", archives = "1", topics = "1"] = args
  const work = what === "fill" ? fill(folder, Number(archives), Number(topics)) : start(folder)
  process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(work as Effect.Effect<unknown, unknown>))))
} else if (import.meta.main) await alone(measure)
