/**
 * The messages of a shared folder as numbered rows of one SQLite file. The only module of this adapter that touches the
 * driver; it throws, its caller says what that means.
 */
import { hash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import type { SQLInputValue, SQLOutputValue } from "node:sqlite"
import { DatabaseSync } from "node:sqlite"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import type { Nanos } from "../../domain/Time.ts"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import type { Received, WakuMessage as Message } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { Filter, Query } from "../../ports/Waku.ts"

export const PAGE = 500
const BUSY_TIMEOUT = 10_000
const BUSY_PAUSE = 20
/** As long as every message waits for who listens, whatever its own time: ephemeral ones, and those past the retention. */
const LINGER_SECONDS = 60
/** How many rows one publication may clear away, so that none is held up by a long absence. */
const SWEEP = 1_000
const SWEEP_MILLIS = 1_000

const FORMAT = `
  PRAGMA busy_timeout = ${BUSY_TIMEOUT};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    pubsub TEXT NOT NULL,
    topic TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    ephemeral INTEGER NOT NULL,
    arrived INTEGER NOT NULL, -- nanoseconds of the host's clock
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_time ON message (pubsub, timestamp, hash);
  CREATE INDEX IF NOT EXISTS message_topic ON message (pubsub, topic, timestamp, hash) WHERE ephemeral = 0;
  CREATE INDEX IF NOT EXISTS message_age ON message (timestamp);
  CREATE INDEX IF NOT EXISTS message_ephemeral ON message (arrived) WHERE ephemeral = 1;
`

const NOW = "unixepoch() * 1000000000"
const LINGERED = `arrived < (unixepoch() - ${LINGER_SECONDS}) * 1000000000`
const TOPICS = "topic IN (SELECT value FROM json_each(?))"

/**
 * What a store is asked for (13/WAKU2-STORE): the messages of a filter, or those of some hashes; a span of time, either end
 * open; behind (or, backward, before) the message that a cursor names.
 */
export interface Search {
  readonly filter: Filter | undefined
  readonly hashes: ReadonlyArray<Uint8Array> | undefined
  readonly from: Nanos | undefined
  readonly to: Nanos | undefined
  readonly cursor: Uint8Array | undefined
  readonly forward: boolean
  readonly limit: number
}

/** A row that cannot be what was published. */
export class Damaged extends Error {}

export interface Database {
  /** Durably; answers the message as the network knows it, and whether it is new. Sweeps out what is past the horizon. */
  readonly insert: (
    pubsubTopic: PubsubTopic,
    message: Message,
    horizon: Nanos
  ) => { readonly own: Received; readonly isNew: boolean }
  /** The number of the newest message there ever was. */
  readonly newest: () => bigint
  /**
   * The matching messages, or all, with a number above `after` and up to `until`, with the number of the last; a page at
   * most.
   */
  readonly following: (
    filter: Filter | undefined,
    after: bigint,
    until: bigint
  ) => { readonly batch: ReadonlyArray<Received>; readonly seen: bigint }
  /** The stored messages that match, from the horizon on, behind `after`; a page at most. */
  readonly page: (query: Query, horizon: Nanos, after: Received | undefined) => ReadonlyArray<Received>
  /** The stored messages that were asked for, ascending; `undefined` where the cursor names none. */
  readonly search: (search: Search, horizon: Nanos) => ReadonlyArray<Received> | undefined
  readonly close: () => void
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"))

const received = (row: Record<string, SQLOutputValue>): Received => {
  const { body, hash, pubsub } = row
  const message = body instanceof Uint8Array ? Wire.decodeMessage(body) : undefined
  if (message === undefined || Result.isFailure(message)) throw new Damaged()
  const own = WakuMessage.receive(pubsub as PubsubTopic, message.success, sha256)
  if (!(hash instanceof Uint8Array) || Bytes.toHex(hash) !== own.hash) throw new Damaged()
  return own
}

const isBusy = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "errcode" in cause && [5, 6].includes(Number(cause.errcode) & 0xff)

const connect = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file)
  try {
    db.exec(FORMAT)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

/** A file becomes a WAL database once; while another process writes to it before that, SQLite refuses without waiting. */
const connectPatiently = (file: string): DatabaseSync => {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += BUSY_PAUSE) {
    try {
      return connect(file)
    } catch (cause) {
      if (waited >= BUSY_TIMEOUT || !isBusy(cause)) throw cause
      Atomics.wait(pause, 0, 0, BUSY_PAUSE)
    }
  }
}

export const open = (folder: string): Database => {
  fs.mkdirSync(folder, { recursive: true })
  const db = connectPatiently(path.join(folder, "waku.db"))
  const statement = (sql: string) => {
    const prepared = db.prepare(sql)
    prepared.setReadBigInts(true)
    return prepared
  }
  const add = statement(
    `INSERT OR IGNORE INTO message (hash, pubsub, topic, timestamp, ephemeral, arrived, body) VALUES (?, ?, ?, ?, ?, ${NOW}, ?)`
  )
  const sweepOld = statement(
    `DELETE FROM message WHERE number IN (
       SELECT number FROM message WHERE timestamp < ? AND ${LINGERED} ORDER BY timestamp LIMIT ${SWEEP})`
  )
  const sweepEphemeral = statement(
    `DELETE FROM message WHERE number IN (
       SELECT number FROM message WHERE ephemeral = 1 AND ${LINGERED} LIMIT ${SWEEP})`
  )
  const last = statement("SELECT coalesce(max(seq), 0) AS number FROM sqlite_sequence WHERE name = 'message'")
  // By number: the planner would else read and sort the whole topic at every look.
  const next = statement(
    `SELECT number, hash, pubsub, body FROM message NOT INDEXED
     WHERE number > ? AND number <= ? AND pubsub = ? AND ${TOPICS} ORDER BY number LIMIT ${PAGE}`
  )
  const any = statement(
    `SELECT number, hash, pubsub, body FROM message WHERE number > ? AND number <= ? ORDER BY number LIMIT ${PAGE}`
  )
  const timeOf = statement("SELECT timestamp FROM message WHERE hash = ?")
  // One topic has an index of its own; of several, the planner would sort all that is left at every page.
  const stored = statement(
    `SELECT hash, pubsub, body FROM message INDEXED BY message_time
     WHERE pubsub = ? AND (timestamp, hash) > (?, ?) AND timestamp < ? AND ephemeral = 0 AND ${TOPICS}
     ORDER BY timestamp, hash LIMIT ${PAGE}`
  )
  const storedOn = statement(
    `SELECT hash, pubsub, body FROM message INDEXED BY message_topic
     WHERE pubsub = ? AND (timestamp, hash) > (?, ?) AND timestamp < ? AND ephemeral = 0 AND topic = ?
     ORDER BY timestamp, hash LIMIT ${PAGE}`
  )
  let sweepAt = 0
  const atomically = <A>(work: () => A): A => {
    db.exec("BEGIN IMMEDIATE")
    try {
      const result = work()
      db.exec("COMMIT")
      return result
    } catch (cause) {
      if (db.isTransaction) db.exec("ROLLBACK")
      throw cause
    }
  }

  return {
    insert: (pubsubTopic, message, horizon) => {
      const own = WakuMessage.receive(pubsubTopic, message, sha256)
      const row: ReadonlyArray<SQLInputValue> = [
        Bytes.fromHex(own.hash)!,
        pubsubTopic,
        message.contentTopic,
        message.timestamp,
        message.ephemeral ? 1 : 0,
        Wire.encodeMessage(message)
      ]
      return atomically(() => {
        const { changes } = add.run(...row)
        if (performance.now() >= sweepAt) {
          sweepOld.run(horizon)
          sweepEphemeral.run()
          sweepAt = performance.now() + SWEEP_MILLIS
        }
        return { own, isNew: Number(changes) > 0 }
      })
    },
    newest: () => last.get()?.["number"] as bigint,
    following: (filter, after, until) => {
      const rows =
        filter === undefined
          ? any.all(after, until)
          : next.all(after, until, filter.pubsubTopic, JSON.stringify(filter.contentTopics))
      const seen = rows.length < PAGE ? until : (rows.at(-1)?.["number"] as bigint)
      return { batch: rows.map(received), seen }
    },
    page: (query, horizon, after) => {
      const from = query.window.from > horizon ? query.window.from : horizon
      const [topic, ...others] = query.contentTopics
      const isAlone = topic !== undefined && others.length === 0
      return (isAlone ? storedOn : stored)
        .all(
          query.pubsubTopic,
          after === undefined ? from : after.message.timestamp,
          after === undefined ? Bytes.empty : Bytes.fromHex(after.hash)!,
          query.window.to,
          isAlone ? topic : JSON.stringify(query.contentTopics)
        )
        .map(received)
    },
    search: ({ cursor, filter, forward, from, hashes, limit, to }, horizon) => {
      const bounds: Array<string> = ["ephemeral = 0", "timestamp >= ?"]
      const values: Array<SQLInputValue> = [from !== undefined && from > horizon ? from : horizon]
      const where = (condition: string, ...given: ReadonlyArray<SQLInputValue>) => {
        bounds.push(condition)
        values.push(...given)
      }
      if (to !== undefined) where("timestamp < ?", to)
      if (filter !== undefined)
        where(`pubsub = ? AND ${TOPICS}`, filter.pubsubTopic, JSON.stringify(filter.contentTopics))
      if (hashes !== undefined)
        where("hash IN (SELECT unhex(value) FROM json_each(?))", JSON.stringify(hashes.map(Bytes.toHex)))
      if (cursor !== undefined) {
        const at = timeOf.get(cursor)?.["timestamp"]
        if (typeof at !== "bigint") return undefined
        where(`(timestamp, hash) ${forward ? ">" : "<"} (?, ?)`, at, cursor)
      }
      const direction = forward ? "ASC" : "DESC"
      const rows = statement(
        `SELECT hash, pubsub, body FROM message WHERE ${bounds.join(" AND ")}
         ORDER BY timestamp ${direction}, hash ${direction} LIMIT ?`
      ).all(...values, limit)
      const found = rows.map(received)
      return forward ? found : found.toReversed()
    },
    close: () => db.close()
  }
}
