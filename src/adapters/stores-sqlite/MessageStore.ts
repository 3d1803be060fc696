/** Raw messages in SQLite. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic, PubsubTopic } from "../../domain/waku/Topic.ts"
import { MessageHash, type Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { type Kept, type Located, MessageStore, type Taken } from "../../ports/MessageStore.ts"
import * as Counters from "./Counters.ts"
import type { Row } from "./Columns.ts"
import type { Database } from "./Database.ts"
import type { Encoder } from "./Encoder.ts"
import * as Columns from "./Columns.ts"

const PAGE = 1_000
/** Messages that are settled, pruned or forgotten in one transaction. */
const SWEEP = 10_000
const PENDING = 0
const SETTLED = 1
const PRUNED = 2

const STATES = ["pending", "settled", "pruned"] as const

const hashOf = (received: Received): Uint8Array => Bytes.fromHex(received.hash)!

const sizeOf = (row: Row): number => Columns.bytes(row, "body").length

const fromRow = (row: Row): Received => {
  const body = Columns.bytes(row, "body")
  const message = Wire.messageIn(body, 0, body.length)
  if (Result.isFailure(message)) return Columns.damaged(`a stored message does not decode: ${message.failure.why}`)
  return {
    pubsubTopic: PubsubTopic(Columns.text(row, "pubsub")),
    hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
    message: message.success
  }
}

export const make = (database: Database, encoded: Encoder): MessageStore["Service"] => {
  const { all, get, run } = database
  const counters = Counters.make(database)
  const attempt = <A>(operation: string, work: () => A) => database.attempt("MessageStore", operation, work)
  const transaction = <A>(operation: string, work: () => A) => database.transaction("MessageStore", operation, work)

  const isKnown = (hash: Uint8Array): boolean =>
    get("SELECT 1 AS found FROM message WHERE hash = ?", hash) !== undefined

  const append = (messages: ReadonlyArray<Received>, room: Taken | undefined): Kept => {
    const taken = { messages: 0, bytes: 0 }
    const surplus: Array<Received> = []
    for (const received of [...messages].sort(WakuMessage.order)) {
      const { message, pubsubTopic } = received
      const body = Wire.encodeMessage(message)
      const fits = room === undefined || (taken.messages < room.messages && taken.bytes + body.length <= room.bytes)
      if (!fits) {
        if (!isKnown(hashOf(received))) surplus.push(received)
        continue
      }
      const added = run(
        "INSERT OR IGNORE INTO message (timestamp, hash, topic, pubsub, state, body) VALUES (?, ?, ?, ?, ?, ?)",
        message.timestamp,
        hashOf(received),
        message.contentTopic,
        pubsubTopic,
        PENDING,
        body
      )
      taken.messages += added
      taken.bytes += added * body.length
    }
    counters.add("pending", taken.messages)
    counters.add("bytes", taken.bytes)
    return { added: taken.messages, known: messages.length - taken.messages - surplus.length, taken, surplus }
  }

  const pending = ({ from, to }: Window): Taken => {
    const row = get(
      "SELECT count(*) AS n, total(length(body)) AS bytes FROM message WHERE state = 0 AND timestamp >= ? AND timestamp < ?",
      from,
      to
    )
    return { messages: Columns.number(row, "n"), bytes: Columns.number(row, "bytes") }
  }

  /** How many of the oldest arrivals have to leave. */
  const lateExcess = (quota: Taken): number => {
    const row = get("SELECT count(*) AS n, total(length(body)) AS bytes FROM late")
    let messages = Columns.number(row, "n")
    let bytes = Columns.number(row, "bytes")
    if (messages <= quota.messages && bytes <= quota.bytes) return 0
    const sizes = all("SELECT length(body) AS bytes FROM late ORDER BY arrival")
    const enough = sizes.findIndex((size) => {
      if (messages <= quota.messages && bytes <= quota.bytes) return true
      messages--
      bytes -= Columns.number(size, "bytes")
      return false
    })
    return enough < 0 ? sizes.length : enough
  }

  const appendLate = (messages: ReadonlyArray<Received>, quota: Taken) => {
    let added = 0
    for (const received of messages) {
      if (isKnown(hashOf(received))) continue
      added += run(
        "INSERT OR IGNORE INTO late (hash, pubsub, body) VALUES (?, ?, ?)",
        hashOf(received),
        received.pubsubTopic,
        Wire.encodeMessage(received.message)
      )
    }
    const excess = lateExcess(quota)
    if (excess > 0) {
      const dropped = run(
        "DELETE FROM late WHERE arrival IN (SELECT arrival FROM late ORDER BY arrival LIMIT ?)",
        excess
      )
      counters.add("late", dropped)
    }
    return { added, known: messages.length - added }
  }

  /** Answers how many it forgot: as many as one transaction should, where there are more. */
  const forget = ({ from, to }: Window): number => {
    const gone = all(
      `DELETE FROM message WHERE (timestamp, hash) IN
         (SELECT timestamp, hash FROM message WHERE timestamp >= ? AND timestamp < ? LIMIT ?)
       RETURNING state, length(body) AS size`,
      from,
      to,
      SWEEP
    )
    for (const [state, name] of STATES.entries()) {
      counters.add(name, -gone.filter((row) => Columns.number(row, "state") === state).length)
    }
    counters.add("bytes", -gone.reduce((sum, row) => sum + Columns.number(row, "size"), 0))
    return gone.length
  }

  /** By key, so that no read stays open between pages and writers are never in the way. */
  const page = (window: Window, which: "all" | "pending", after: Received | undefined) => {
    const rest = `FROM message
       WHERE (timestamp, hash) > (?, ?) AND timestamp < ? AND state ${which === "pending" ? "= 0" : "< 2"}
       ORDER BY timestamp, hash LIMIT ?`
    const from = after === undefined ? window.from : after.message.timestamp
    const behind = after === undefined ? Bytes.empty : hashOf(after)
    return database.page(sizeOf, `SELECT hash, pubsub, body ${rest}`, from, behind, window.to, PAGE).map(fromRow)
  }

  const latePage = (after: bigint) => {
    const rest = "FROM late WHERE arrival > ? ORDER BY arrival LIMIT ?"
    return database.page(sizeOf, `SELECT arrival, hash, pubsub, body ${rest}`, after, PAGE)
  }

  const settle = ({ from, to }: Window): number => {
    const settled = run(
      `UPDATE message SET state = ? WHERE (timestamp, hash) IN (SELECT timestamp, hash FROM message
         WHERE state = 0 AND timestamp >= ? AND timestamp < ? ORDER BY timestamp, hash LIMIT ?)`,
      SETTLED,
      from,
      to,
      SWEEP
    )
    counters.add("pending", -settled)
    counters.add("settled", settled)
    return settled
  }

  const prune = (before: Nanos): number => {
    const rows = "FROM message WHERE state = 1 AND timestamp < ? ORDER BY timestamp, hash LIMIT ?"
    const bodies = get(`SELECT total(length(body)) AS bytes FROM (SELECT body ${rows})`, before, SWEEP)
    const pruned = run(
      `UPDATE message SET state = ?, body = NULL WHERE (timestamp, hash) IN (SELECT timestamp, hash ${rows})`,
      PRUNED,
      before,
      SWEEP
    )
    counters.add("settled", -pruned)
    counters.add("pruned", pruned)
    counters.add("bytes", -Columns.number(bodies, "bytes"))
    return pruned
  }

  const locate = (hash: MessageHash): Option.Option<Located> => {
    const bytes = Bytes.fromHex(hash)!
    const row = get("SELECT timestamp, topic, state FROM message WHERE hash = ?", bytes)
    if (row !== undefined) {
      return Option.some({
        state: STATES[Number(Columns.integer(row, "state"))] ?? Columns.damaged("a message has no known state"),
        timestamp: Time.nanos(Columns.integer(row, "timestamp")),
        topic: ContentTopic(Columns.text(row, "topic"))
      })
    }
    const late = get("SELECT hash, pubsub, body FROM late WHERE hash = ?", bytes)
    return Option.map(Option.fromUndefinedOr(late), (found) => {
      const { message } = fromRow(found)
      return { state: "late", timestamp: message.timestamp, topic: message.contentTopic }
    })
  }

  /** Transactions of {@link SWEEP} rows each, until one finds fewer: in between the event loop has its turn. */
  const sweep = Effect.fnUntraced(function* (operation: string, work: () => number) {
    let total = 0
    for (;;) {
      const changed = yield* transaction(operation, work)
      total += changed
      if (changed < SWEEP) return total
      yield* Effect.yieldNow
    }
  })

  return {
    append: (messages, room) => transaction("append", () => append(messages, room)),
    pending: (window) => attempt("survey", () => pending(window)),
    appendLate: (messages, quota) => transaction("append", () => appendLate(messages, quota)),
    scan: (window, which) =>
      Stream.paginate(undefined as Received | undefined, (after) =>
        Effect.map(
          Effect.andThen(
            Effect.yieldNow,
            attempt("scan", () => page(window, which, after))
          ),
          (found) => [found.length === 0 ? [] : [found], Option.fromUndefinedOr(found.at(-1))] as const
        )
      ),
    encoded,
    topics: (window) =>
      attempt("scan", () =>
        all(
          "SELECT DISTINCT topic FROM message WHERE state = 0 AND timestamp >= ? AND timestamp < ? ORDER BY topic",
          window.from,
          window.to
        ).map((row) => ContentTopic(Columns.text(row, "topic")))
      ),
    pendingWindows: (grid) =>
      attempt("survey", () => {
        const indices: Array<number> = []
        // From window to window over the index of pending rows: as many steps as there are windows, no body is read.
        let from = 0n
        for (;;) {
          const row = get("SELECT min(timestamp) AS at FROM message WHERE state = 0 AND timestamp >= ?", from)
          if (row === undefined || row["at"] === null) return indices
          const at = Columns.integer(row, "at")
          const index = Windows.indexOf(grid, Time.nanos(at))
          const { to } = Windows.at(grid, index)
          // The last window of time is cut at its end, which it holds all the same.
          if (index !== indices.at(-1)) indices.push(index)
          if (to <= at) return indices
          from = to
        }
      }),
    oldest: attempt("survey", () => {
      const row = get("SELECT min(timestamp) AS at FROM message")
      return row === undefined || row["at"] === null
        ? Option.none<Nanos>()
        : Option.some(Time.nanos(Columns.integer(row, "at")))
    }),
    settle: (window) => sweep("settle", () => settle(window)),
    prune: (before) => sweep("prune", () => prune(before)),
    forget: (window) => sweep("forget", () => forget(window)),
    locate: (hash) => attempt("locate", () => locate(hash)),
    late: Stream.paginate(0n, (after) =>
      Effect.map(
        attempt("scan", () => latePage(after)),
        (rows) =>
          [
            rows.length === 0 ? [] : [rows.map(fromRow)],
            Option.map(Option.fromUndefinedOr(rows.at(-1)), (last) => Columns.integer(last, "arrival"))
          ] as const
      )
    ),
    counts: attempt("count", () => ({
      pending: counters.read("pending"),
      settled: counters.read("settled"),
      pruned: counters.read("pruned"),
      late: Columns.number(get("SELECT count(*) AS n FROM late"), "n"),
      lateDropped: counters.read("late"),
      bytes: counters.read("bytes")
    }))
  }
}
