/**
 * A Waku network as a folder that the processes of one machine share. Every message is a numbered row of one SQLite file;
 * who listens reads on from the number it has seen. Answers to store queries reach back as far as the retention.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { hash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import type { SQLInputValue, SQLOutputValue } from "node:sqlite"
import { DatabaseSync } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import type { Received, WakuMessage as Message } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { type Filter, type Query, Waku, WakuFailure } from "../../ports/Waku.ts"

/** `retention`: how long a message can be asked for, 30 days by default (CHA-01). */
export interface Options {
  readonly folder: string
  readonly retention?: Nanos
}

const PAGE = 500
const POLL_MILLIS = 150
const BUSY_TIMEOUT = 10_000
/** Ephemeral messages wait this long for who listens, and are never answered to a query (CHA-28, CHA-80). */
const EPHEMERAL = Time.minutes(1)

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
    arrived INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_time ON message (pubsub, timestamp, hash);
`

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"))

const failed = (operation: WakuFailure["operation"]) => (cause: unknown) =>
  cause instanceof WakuFailure
    ? cause
    : new WakuFailure({
        operation,
        reason: "Unavailable",
        detail: `the shared network folder: ${cause instanceof Error ? cause.message : String(cause)}`
      })

const received = (operation: WakuFailure["operation"], row: Record<string, SQLOutputValue>): Received => {
  const { body, pubsub } = row
  const message = body instanceof Uint8Array ? Wire.decodeMessage(body) : undefined
  if (message === undefined || Result.isFailure(message)) {
    throw new WakuFailure({
      operation,
      reason: "Incomplete",
      detail: "a message of the shared network folder is damaged"
    })
  }
  return WakuMessage.receive(pubsub as PubsubTopic, message.success, sha256)
}

const open = (folder: string): DatabaseSync => {
  fs.mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(path.join(folder, "waku.db"))
  db.exec(FORMAT)
  return db
}

const topicsIn = (filter: Filter): string => filter.contentTopics.map(() => "?").join(", ")

const make = Effect.fnUntraced(function* (options: Options) {
  const retention = options.retention ?? Time.days(30)
  const db = yield* Effect.acquireRelease(
    Effect.try({ try: () => open(options.folder), catch: failed("subscribe") }),
    (handle) => Effect.sync(() => handle.close())
  )
  /** Look-ups of the listeners in this process, for messages that this process publishes. */
  const listeners = new Set<() => void>()
  const now = Effect.map(Clock.currentTimeMillis, (millis) => Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n))

  const statement = (sql: string) => {
    const prepared = db.prepare(sql)
    prepared.setReadBigInts(true)
    return prepared
  }
  const insert = statement(
    "INSERT OR IGNORE INTO message (hash, pubsub, topic, timestamp, ephemeral, arrived, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const forget = statement("DELETE FROM message WHERE timestamp < ? OR (ephemeral = 1 AND arrived < ?)")
  const last = statement("SELECT coalesce(max(seq), 0) AS number FROM sqlite_sequence WHERE name = 'message'")

  const store = (pubsubTopic: PubsubTopic, message: Message, present: Nanos): Received => {
    const own = WakuMessage.receive(pubsubTopic, message, sha256)
    const { changes } = insert.run(
      Bytes.fromHex(own.hash)!,
      pubsubTopic,
      message.contentTopic,
      message.timestamp,
      message.ephemeral ? 1 : 0,
      present,
      Wire.encodeMessage(message)
    )
    if (Number(changes) > 0) {
      forget.run(Time.subtract(present, retention), Time.subtract(present, EPHEMERAL))
      for (const look of listeners) look()
    }
    return own
  }

  const following = (filter: Filter, after: bigint) =>
    statement(
      `SELECT number, pubsub, body FROM message
       WHERE number > ? AND pubsub = ? AND topic IN (${topicsIn(filter)}) ORDER BY number LIMIT ${PAGE}`
    ).all(after, filter.pubsubTopic, ...filter.contentTopics)

  const subscribe = (filter: Filter) =>
    Effect.gen(function* () {
      const queue = yield* Queue.unbounded<ReadonlyArray<Received>, WakuFailure>()
      let seen = yield* Effect.try({ try: () => last.get()?.["number"] as bigint, catch: failed("subscribe") })
      const look = () => {
        try {
          for (;;) {
            const rows = following(filter, seen)
            const newest = rows.at(-1)
            if (newest === undefined) return
            Queue.offerUnsafe(
              queue,
              rows.map((row) => received("subscribe", row))
            )
            seen = newest["number"] as bigint
          }
        } catch (cause) {
          Queue.failCauseUnsafe(queue, Cause.fail(failed("subscribe")(cause)))
        }
      }
      // Other processes are outside: only a timer of the host can tell when to look for their messages.
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          listeners.add(look)
          return setInterval(look, POLL_MILLIS)
        }),
        (timer) =>
          Effect.andThen(
            Effect.sync(() => {
              clearInterval(timer)
              listeners.delete(look)
            }),
            Queue.shutdown(queue)
          )
      )
      return Stream.fromQueue(queue)
    })

  const page = (query: Query, horizon: Nanos, after: Received | undefined) => {
    const from = Time.max(query.window.from, horizon)
    const bound: ReadonlyArray<SQLInputValue> = [
      query.pubsubTopic,
      from,
      query.window.to,
      after === undefined ? -1n : after.message.timestamp,
      after === undefined ? Bytes.empty : Bytes.fromHex(after.hash)!,
      ...query.contentTopics
    ]
    return statement(
      `SELECT pubsub, body FROM message
       WHERE pubsub = ? AND timestamp >= ? AND timestamp < ? AND (timestamp, hash) > (?, ?) AND ephemeral = 0
         AND topic IN (${topicsIn(query)})
       ORDER BY timestamp, hash LIMIT ${PAGE}`
    )
      .all(...bound)
      .map((row) => received("query", row))
  }

  return Waku.of({
    publish: (pubsubTopic, message) =>
      Effect.gen(function* () {
        const refused = Publishing.refusal(message)
        if (refused !== undefined) {
          return yield* new WakuFailure({ operation: "publish", reason: "Rejected", detail: refused })
        }
        const present = yield* now
        return yield* Effect.try({ try: () => store(pubsubTopic, message, present), catch: failed("publish") })
      }),
    subscribe,
    query: (query) =>
      Stream.unwrap(
        Effect.map(now, (present) =>
          Stream.paginate(undefined as Received | undefined, (after) =>
            Effect.map(
              Effect.try({ try: () => page(query, Time.subtract(present, retention), after), catch: failed("query") }),
              (found) =>
                [
                  found.length === 0 ? [] : [found],
                  found.length < PAGE ? Option.none() : Option.fromUndefinedOr(found.at(-1))
                ] as const
            )
          )
        )
      )
  })
})

/** The folder is made where it is missing. */
export const layer = (options: Options): Layer.Layer<Waku, WakuFailure> => Layer.effect(Waku, make(options))
