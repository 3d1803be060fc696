/**
 * One window: what sealing and hydrating it take, each beside its floor. Every measurement runs in a process of its own, on a
 * home that `fill` made.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { DatabaseSync } from "node:sqlite"
import * as Connection from "../../src/adapters/stores-sqlite/Connection.ts"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import * as Heap from "../../src/app/cli/heap.ts"
import { Community } from "../../src/app/Community.ts"
import * as Hydrate from "../../src/app/Hydrate.ts"
import * as Inbox from "../../src/app/Inbox.ts"
import * as Quota from "../../src/app/Quota.ts"
import * as Unwrap from "../../src/domain/community/Unwrap.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Digest } from "../../src/ports/Digest.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { Signatures } from "../../src/ports/Signatures.ts"
import { argumentsOfChild } from "./measure.ts"
import * as World from "./world.ts"

/** `megabytes`: the most that the process ever took, Node included. `pause`: the longest of its event loop, in milliseconds. */
export interface Measured {
  readonly millis: number
  readonly megabytes: number
  readonly pause: number
  /** Processor time of all threads. */
  readonly cpu: number
}

/** A clock that runs while the measured parts of the work do. */
const watch = () => {
  globalThis.gc?.()
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const cpu = process.cpuUsage()
  let millis = 0
  return {
    during: <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => {
        const begun = performance.now()
        return Effect.tap(work, () =>
          Effect.sync(() => {
            millis += performance.now() - begun
          })
        )
      }),
    stop: (): Measured => {
      delays.disable()
      const { system, user } = process.cpuUsage(cpu)
      return {
        millis,
        megabytes: process.resourceUsage().maxRSS / 1024,
        pause: delays.max / 1e6,
        cpu: (system + user) / 1000
      }
    }
  }
}

const topics = Effect.map(Community, ({ channel }) => [channel.topic])

const nothing: ReadonlySet<never> = new Set()

/** Scan → encode → compress → archive file, hashed on the way: what sealing a window costs. */
const seal = Effect.gen(function* () {
  const folder = yield* ArchiveFolder
  const { sha256 } = yield* Digest
  const hasher = Dataset.hasher(sha256)
  const clock = watch()
  yield* clock.during(
    Effect.gen(function* () {
      const pieces = ArchiveFiles.pending(World.week, yield* topics, nothing)
      const bytes = ArchiveFiles.bytesFor(World.week, yield* topics, pieces, "auto", yield* Ref.make(0))
      const hashed = Stream.tap(bytes, (chunk) => Effect.sync(() => hasher.push(chunk)))
      yield* folder.draft(ArchiveFiles.draftName(World.week), hashed)
      hasher.finish()
    })
  )
  return clock.stop()
})

const CHUNK = 1024 * 1024

/** The configured compression, the platform's SHA-256, and write and sync of the same bytes. */
const sealFloor = (folder: string, cid: Cid.Cid) =>
  Effect.gen(function* () {
    const source = fs.openSync(path.join(folder, "codex", `${cid}.data`), "r")
    const target = fs.openSync(path.join(folder, "floor.archive"), "w")
    const hash = createHash("sha256")
    const packer = Compression.packer("auto")
    const clock = watch()
    const put = (chunks: ReadonlyArray<Uint8Array>) => {
      for (const chunk of chunks) {
        hash.update(chunk)
        for (let at = 0; at < chunk.length;) at += fs.writeSync(target, chunk, at)
      }
    }
    for (;;) {
      const chunk = new Uint8Array(CHUNK)
      const read = fs.readSync(source, chunk)
      if (read === 0) break
      yield* clock.during(Effect.sync(() => put(packer.push(chunk.subarray(0, read)))))
    }
    yield* clock.during(
      Effect.sync(() => {
        put(packer.finish())
        hash.digest()
        fs.fsyncSync(target)
      })
    )
    fs.closeSync(source)
    fs.closeSync(target)
    return clock.stop()
  })

const entryOf = (cid: Cid.Cid) =>
  Effect.map(topics, (listed): ArchiveIndex.Entry => ({ window: World.week, topics: listed, cid }))

/** Puts the archive on Codex, for the hydrations to come. */
const publish = Effect.gen(function* () {
  const folder = yield* ArchiveFolder
  const codex = yield* Codex
  const pieces = ArchiveFiles.pending(World.week, yield* topics, nothing)
  yield* ArchiveFiles.write(World.week, yield* topics, pieces, yield* Quota.make)
  return yield* codex.put(folder.readDraft(ArchiveFiles.draftName(World.week)))
})

/** Archive file → decode → decrypt → signers → lay aside → one transaction: what a member does once it has the file. */
const hydrate = (cid: Cid.Cid) =>
  Effect.gen(function* () {
    const entry = yield* entryOf(cid)
    const key = ArchiveIndex.keyOf(entry)
    const quota = yield* Quota.make
    yield* ArchiveFiles.download(key, entry, key, quota)
    const clock = watch()
    yield* clock.during(Hydrate.archive(key, entry, false, quota))
    return clock.stop()
  })

/** Messages whose signatures are checked in one go. */
const TOGETHER = 20_000

/** Bare signature checks on all cores, and plain inserts of the same rows into the same tables, in one transaction. */
const hydrateFloor = (folder: string) =>
  Effect.gen(function* () {
    const { channel } = yield* Community
    const { keccak256 } = yield* Digest
    const signatures = yield* Signatures
    const store = yield* MessageStore
    const parts = yield* Inbox.parts
    const file = path.join(folder, "floor.db")
    Connection.open(file).db.close()
    const db = new DatabaseSync(file)
    db.exec("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -16384")
    const insert = db.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, 'archive', ?, ?)")
    const clock = watch()
    db.exec("BEGIN IMMEDIATE")
    let opened: Array<Inbox.Unproved["opened"][number]> = []
    const work = Effect.gen(function* () {
      const batch = opened
      opened = []
      const authors = yield* clock.during(signatures.recover(batch.map(({ content }) => content)))
      const rows = batch.map(({ content, received }, index) => {
        const record = Unwrap.toRecord(received, content, Option.getOrThrow(authors[index]!), keccak256)
        return [
          record.timestamp,
          Bytes.fromHex(record.id)!,
          record.topic,
          Bytes.fromHex(record.hash)!,
          record.type,
          record.author,
          record.envelope,
          World.week.from,
          World.week.to
        ]
      })
      yield* clock.during(
        Effect.sync(() => {
          for (const row of rows) insert.run(...row)
        })
      )
    })
    yield* Stream.runForEach(
      store.scan(World.week, "all"),
      Effect.fnUntraced(function* (batch) {
        opened.push(...(yield* Inbox.unwrap(channel, batch, parts)).opened)
        if (opened.length >= TOGETHER) yield* work
      })
    )
    yield* work
    yield* clock.during(Effect.sync(() => db.exec("COMMIT")))
    db.close()
    return clock.stop()
  })

/** A member that has nothing yet. */
const fresh = (folder: string) => {
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith("member") || name.startsWith("floor")) fs.rmSync(path.join(folder, name), { recursive: true })
  }
}

const args = argumentsOfChild()
if (args !== undefined) {
  Heap.keepSmall()
  const [what, folder = "", argument = ""] = args
  const control = World.home(folder, "control")
  const cid = Result.getOrUndefined(Cid.parse(argument))!
  fresh(folder)
  const works: Record<string, () => Effect.Effect<unknown, unknown, unknown>> = {
    publish: () => Effect.provide(publish, control),
    fill: () =>
      World.fill(Number(argument)).pipe(
        Effect.andThen(publish),
        Effect.provide(Layer.provideMerge(World.key, control))
      ),
    seal: () => Effect.provide(seal, control),
    sealFloor: () => Effect.provide(sealFloor(folder, cid), control),
    hydrate: () => Effect.provide(hydrate(cid), World.home(folder, "member")),
    hydrateFloor: () => Effect.provide(hydrateFloor(folder), control)
  }
  const work = works[what ?? ""]!() as Effect.Effect<unknown, unknown>
  process.stdout.write(JSON.stringify(await Effect.runPromise(Effect.scoped(work))))
}
