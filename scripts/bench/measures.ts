/** What is measured, and the floors beside it. Each runs in a process of its own, on a home that `fill` made. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import { Community } from "../../src/app/Community.ts"
import * as Hydrate from "../../src/app/Hydrate.ts"
import * as Quota from "../../src/app/Quota.ts"
import * as Inbox from "../../src/app/Inbox.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Unwrap from "../../src/domain/community/Unwrap.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Digest } from "../../src/ports/Digest.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { Signatures } from "../../src/ports/Signatures.ts"
import * as World from "./world.ts"

/** `millis` of the measured part alone; `megabytes` is the peak of resident memory while it ran. */
export interface Measured {
  readonly millis: number
  readonly megabytes: number
}

/** Runs the work and looks at the memory ten times a second. */
const timed = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<Measured, E, R> =>
  Effect.gen(function* () {
    globalThis.gc?.()
    let peak = process.memoryUsage.rss()
    const look = () => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    const timer = setInterval(look, 100)
    const start = performance.now()
    yield* work
    const millis = performance.now() - start
    clearInterval(timer)
    look()
    return { millis, megabytes: peak / 2 ** 20 }
  })

const topics = Effect.map(Community, ({ channel }) => [channel.topic])

/** Scan → encode → compress → file, and its CID: what sealing a window costs. */
export const seal = Effect.gen(function* () {
  const folder = yield* ArchiveFolder
  const store = yield* MessageStore
  const { sha256 } = yield* Digest
  const name = ArchiveFiles.draftName(World.week)
  return yield* timed(
    Effect.gen(function* () {
      yield* ArchiveFiles.write(World.week, yield* topics, store.scan(World.week, "pending"), yield* Quota.make)
      const hasher = Dataset.hasher(sha256)
      yield* Stream.runForEach(folder.readDraft(name), (chunk) => Effect.sync(() => hasher.push(chunk)))
      hasher.finish()
    })
  )
})

/** The plain archive, made before the floor is measured. */
const plain = Effect.gen(function* () {
  const store = yield* MessageStore
  const pages = yield* Stream.runCollect(store.scan(World.week, "all"))
  return [
    ArchiveFile.header(World.week, yield* topics),
    ...pages.map((page) => ArchiveFile.body(page.map(({ message }) => message)))
  ]
})

/** The same compression, the platform's SHA-256, one write and sync of the same bytes. */
export const sealFloor = (folder: string) =>
  Effect.gen(function* () {
    const chunks = yield* plain
    return yield* timed(
      Effect.sync(() => {
        const packer = Compression.packer("auto")
        const packed = [...chunks.flatMap((chunk) => packer.push(chunk)), ...packer.finish()]
        const hash = createHash("sha256")
        const file = fs.openSync(path.join(folder, "floor.archive"), "w")
        for (const chunk of packed) {
          hash.update(chunk)
          fs.writeSync(file, chunk)
        }
        hash.digest()
        fs.fsyncSync(file)
        fs.closeSync(file)
      })
    )
  })

const entryOf = (cid: Cid) =>
  Effect.map(topics, (listed): ArchiveIndex.Entry => ({ window: World.week, topics: listed, cid }))

/** Puts the archive on Codex, for the hydrations to come. */
export const publish = Effect.gen(function* () {
  const store = yield* MessageStore
  const folder = yield* ArchiveFolder
  const codex = yield* Codex
  yield* ArchiveFiles.write(World.week, yield* topics, store.scan(World.week, "all"), yield* Quota.make)
  const { cid, size } = yield* codex.put(folder.readDraft(ArchiveFiles.draftName(World.week)))
  return { cid, size }
})

/** Read from Codex and verify → decode → unwrap → check → one transaction: what a member does with an archive. */
export const hydrate = (cid: Cid) =>
  Effect.gen(function* () {
    const entry = yield* entryOf(cid)
    return yield* timed(Hydrate.archive(ArchiveIndex.keyOf(entry), entry, false, yield* Quota.make))
  })

/** Bare signature checks, and plain inserts of the same rows in one transaction. */
export const hydrateFloor = (folder: string) =>
  Effect.gen(function* () {
    const { channel } = yield* Community
    const signatures = yield* Signatures
    const store = yield* MessageStore
    const received = (yield* Stream.runCollect(store.scan(World.week, "all"))).flat()
    const { read } = yield* Inbox.open(channel, received)
    const signed = received.flatMap(({ message }) => {
      const opened = Unwrap.open(message, channel.key)
      return opened._tag === "Success" ? [{ digest: opened.success.digest, signature: opened.success.signature }] : []
    })
    const rows = read.map(({ record }) => [
      record.timestamp,
      Bytes.fromHex(record.id)!,
      record.topic,
      Bytes.fromHex(record.hash)!,
      record.type,
      record.author,
      record.envelope
    ])
    const db = new DatabaseSync(path.join(folder, "floor.db"))
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    db.exec(`CREATE TABLE record (timestamp INTEGER NOT NULL, id BLOB NOT NULL, topic TEXT NOT NULL, hash BLOB NOT NULL,
      type INTEGER NOT NULL, author TEXT NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY (timestamp, id, topic)) STRICT, WITHOUT ROWID;
      CREATE INDEX record_type ON record (type, timestamp, id, topic); CREATE INDEX record_id ON record (id)`)
    const insert = db.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)")
    return yield* timed(
      Effect.gen(function* () {
        yield* signatures.recover(signed)
        db.exec("BEGIN IMMEDIATE")
        for (const row of rows) insert.run(...row)
        db.exec("COMMIT")
      })
    )
  })

/** Messages in the store of the home, and the bytes of their payloads. */
export const input = Effect.gen(function* () {
  const store = yield* MessageStore
  let bytes = 0
  let messages = 0
  yield* Stream.runForEach(store.scan(World.week, "all"), (page: ReadonlyArray<WakuMessage.Received>) =>
    Effect.sync(() => {
      messages += page.length
      for (const { message } of page) bytes += message.payload.length
    })
  )
  return { messages, bytes }
})
