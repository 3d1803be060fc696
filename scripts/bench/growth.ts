/**
 * What sealing a week costs in the second week of a community and after ten years: the whole step of the control node, for
 * 2,000 messages, on the SQLite stores and the folders. Both sides take turns in one process.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as fs from "node:fs"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as WakuMemory from "../../src/adapters/waku-memory/Waku.ts"
import * as JumpClock from "../../src/app/cli/JumpClock.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import * as Decade from "./decade.ts"
import { alone, argumentsOfChild, child, median, rounds, say, within, type Measure } from "./measure.ts"
import * as World from "./world.ts"

const MESSAGES = 2_000
/** Weeks that each process seals on either side, after one that nobody counts. */
const TURNS = 15
/** Weeks whose messages still have their bodies. */
const KEPT = 5
const BODY = 600

/** The home of a control node that has sealed so many weeks. */
const fill = (folder: string, name: string, weeks: number, present: Time.Nanos) =>
  Effect.gen(function* () {
    const ledger = yield* Ledger
    const grid = Decade.gridDue(weeks, present)
    const entries = Decade.entries(grid, weeks, 1, 1)
    const index = ArchiveIndex.make(entries)
    const weekAgo = Time.subtract(present, Window.WEEK)
    yield* ledger.commit({
      ...Publication.initial(grid.anchor),
      grid: Option.some(grid),
      next: weeks,
      syncedTo: weekAgo,
      index,
      facts: HashMap.map(index, () => ({ messages: MESSAGES, bytes: 400_000 })),
      published: Option.some({
        cid: entries[0]!.cid,
        clock: Time.toMillis(weekAgo),
        at: weekAgo,
        entries: weeks
      }),
      clock: Time.toMillis(weekAgo)
    })
    const db = new DatabaseSync(path.join(folder, `${name}.db`))
    db.exec("BEGIN")
    const stored = db.prepare("INSERT INTO stored (cid, at) VALUES (?, ?)")
    for (const [key, { cid, window }] of index) {
      stored.run(cid, window.to)
      fs.writeFileSync(path.join(folder, `${name}/archives/${window.from}-${window.to}-${key}.archive`), key)
      for (const ending of ["data", "manifest"])
        fs.writeFileSync(path.join(folder, `${name}-codex/${cid}.${ending}`), key)
    }
    // Synthetic messages of equal spacing, each with the record that was read from it.
    const all = weeks * MESSAGES
    const step = Window.WEEK / BigInt(MESSAGES)
    const numbers = "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?1)"
    const topic = entries[0]!.topics[0]!
    db.prepare(
      `INSERT INTO message (timestamp, hash, topic, pubsub, state, body) ${numbers}
       SELECT ?2 + n * ?3, randomblob(32), '${topic}', '/waku/2/rs/16/256', iif(n < ?4, 2, 1), iif(n < ?4, NULL, zeroblob(${BODY})) FROM n`
    ).run(all, grid.anchor, step, Math.max(0, weeks - KEPT) * MESSAGES)
    db.prepare(
      `INSERT INTO record (timestamp, id, topic, hash, type, author, envelope, origin) ${numbers}
       SELECT ?2 + n * ?3, randomblob(32), '${topic}', randomblob(32), 1, '', zeroblob(100), 'live' FROM n`
    ).run(all, grid.anchor, step)
    const count = db.prepare("INSERT OR REPLACE INTO counter (name, value) VALUES (?, ?)")
    const kept = Math.min(weeks, KEPT) * MESSAGES
    for (const [what, value] of Object.entries({
      pruned: all - kept,
      settled: kept,
      bytes: kept * BODY,
      records: all
    })) {
      count.run(what, value)
    }
    db.exec("COMMIT")
    db.close()
  }).pipe(Effect.provide(World.home(folder, name, `${name}-codex`)))

const node = (folder: string, name: string, weeks: number, present: Time.Nanos) =>
  ControlNode.layer({
    name: "bench",
    createdAt: Decade.gridDue(weeks, present).anchor,
    length: Window.WEEK
  }).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        World.home(folder, name, `${name}-codex`),
        WakuMemory.layer,
        Layer.provide(World.key, World.crypto)
      )
    )
  )

/** Ends the intake of a week: its log goes back into the database, so that no side seals what the other has to do. */
const intake = (database: string): void => {
  const db = new DatabaseSync(database)
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)")
  db.close()
}

/** Sealing takes turns; answers the milliseconds of each turn by side. */
const turns = (folder: string, present: Time.Nanos) => {
  const clock = JumpClock.make(Number(Time.toMillis(present)))
  return Effect.gen(function* () {
    const sides = yield* Effect.forEach([1, Decade.WEEKS], (weeks) =>
      Effect.map(Layer.build(node(folder, `home${weeks}`, weeks, present)), (context) => ({
        context,
        database: path.join(folder, `home${weeks}.db`),
        millis: [] as Array<number>
      }))
    )
    for (let turn = 0; turn <= TURNS; turn++) {
      const from = Time.add(Decade.gridDue(0, present).anchor, Time.nanos(Window.WEEK * BigInt(turn)))
      const messages = yield* World.messages(MESSAGES, { from, to: Time.add(from, Window.WEEK) }).pipe(
        Effect.provideContext(sides[0]!.context)
      )
      // Neither side is always the first.
      for (const { context, database, millis } of turn % 2 === 0 ? sides : sides.toReversed()) {
        yield* Context.get(context, MessageStore).append(messages)
        intake(database)
        globalThis.gc?.()
        const start = performance.now()
        const report = yield* Context.get(context, ControlNode).publish
        const spent = performance.now() - start
        if (report.sealed.length !== 1 || Option.isNone(report.announced)) throw new Error("no week was sealed")
        if (turn > 0) millis.push(spent)
      }
      yield* clock.advance(Duration.days(7))
    }
    return sides.map(({ millis }) => millis)
  }).pipe(Effect.provide(clock.layer))
}

export const measure: Measure = {
  title: "sealing week 521 against week 2",
  goal: "≤ 1.1×",
  limit: 1.1,
  run: (count) =>
    within("growth", (folder) => {
      const measured = rounds(count, (round) => {
        const place = path.join(folder, `${round}`)
        fs.mkdirSync(place)
        say(
          `round ${round + 1} of ${count}: making a home of ten years, ${(Decade.WEEKS * MESSAGES).toLocaleString("en-US")} messages`
        )
        const present = `${BigInt(Date.now()) * 1_000_000n}`
        for (const weeks of [1, Decade.WEEKS])
          child(import.meta.filename, "fill", place, `home${weeks}`, present, `${weeks}`)
        const [early, late] = child(import.meta.filename, "turns", place, "", present) as [Array<number>, Array<number>]
        fs.rmSync(place, { recursive: true })
        return { early, late }
      })
      // The two sides of one turn have the same messages and the same weather on the machine.
      const ratio = median(measured.flatMap(({ early, late }) => late.map((millis, turn) => millis / early[turn]!)))
      const [early, late] = (["early", "late"] as const).map((side) => median(measured.flatMap((round) => round[side])))
      return Promise.resolve({
        value: ratio,
        unit: "×",
        detail: [
          `${MESSAGES.toLocaleString("en-US")} messages, from the export to the settling of the announced week: week 2 in ${early!.toFixed(1)} ms, week 521 in ${late!.toFixed(1)} ms; medians of ${TURNS * count} weeks each, the factor that of the weeks pair by pair`
        ]
      })
    })
}

const args = argumentsOfChild()
if (args !== undefined) {
  const [what, folder = "", name = "", present = "0", weeks = "1"] = args
  const at = Time.nanos(BigInt(present))
  const work = what === "fill" ? fill(folder, name, Number(weeks), at) : turns(folder, at)
  const result: unknown = await Effect.runPromise(Effect.scoped(work as Effect.Effect<unknown, unknown>))
  process.stdout.write(JSON.stringify(result ?? null))
} else if (import.meta.main) await alone(measure)
