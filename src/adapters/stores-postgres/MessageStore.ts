/** The raw messages of a control node in PostgreSQL. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash, type Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { Kept, Located, MessageStore, Taken } from "../../ports/MessageStore.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import { counting, totals } from "./Counters.ts"
import type { Database, Work } from "./Database.ts"
import type { Epoch } from "./Epoch.ts"
import * as Late from "./Late.ts"
import * as Scan from "./Scan.ts"

const STATES = ["pending", "settled", "pruned"] as const

const hashOf = (received: Received): Uint8Array => Bytes.fromHex(received.hash)!

const hashes = (rows: ReadonlyArray<Row>): Set<string> =>
  new Set(rows.map((row) => Bytes.toHex(Columns.bytes(row, "hash"))))

export const make = (database: Database, epoch: Epoch): MessageStore["Service"] => {
  const { all, get } = database
  const read = <A>(operation: string, work: Work<A>) => database.read("MessageStore", operation, work)
  /** What a process that was overtaken would write belongs to nobody: a message that is not taken in is not lost. */
  const transaction = <A>(operation: string, work: Work<A>) =>
    database.transaction("MessageStore", operation, Effect.andThen(epoch.check("MessageStore", operation), work))
  const late = Late.make(database, Scan.fromRow)
  const scan = Scan.make(database)

  const change = (statement: string, ...values: ReadonlyArray<unknown>): Work<number> =>
    Effect.map(get(statement, ...values), (row) => Columns.number(row, "n"))

  const knownOf = (messages: ReadonlyArray<Received>): Work<Set<string>> =>
    Effect.map(
      all(
        "SELECT hash FROM community_history.message WHERE community = $1 AND hash = ANY ($2::bytea[])",
        Columns.blobs(messages.map(hashOf))
      ),
      hashes
    )

  /** Answers the hashes that were new. */
  const insert = (rows: ReadonlyArray<readonly [Received, Uint8Array]>): Work<Set<string>> =>
    Effect.map(
      all(
        counting(
          `INSERT INTO community_history.message (community, state, timestamp, hash, topic, pubsub, body)
           SELECT $1, 0, * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[])
           ON CONFLICT DO NOTHING RETURNING hash, octet_length(body) AS size`,
          { pending: "count(*)", bytes: "coalesce(sum(size), 0)" },
          "SELECT hash FROM changed"
        ),
        Columns.integers(rows.map(([{ message }]) => message.timestamp)),
        Columns.blobs(rows.map(([received]) => hashOf(received))),
        Columns.texts(rows.map(([{ message }]) => message.contentTopic)),
        Columns.texts(rows.map(([{ pubsubTopic }]) => pubsubTopic)),
        Columns.blobs(rows.map(([, body]) => body))
      ),
      hashes
    )

  const append = Effect.fnUntraced(function* (messages: ReadonlyArray<Received>, room: Taken | undefined) {
    const encoded = [...messages]
      .sort(WakuMessage.order)
      .map((received) => [received, Wire.encodeMessage(received.message)] as const)
    const size = encoded.reduce((sum, [, body]) => sum + body.length, 0)
    const isRoomForAll = room === undefined || (messages.length <= room.messages && size <= room.bytes)
    // Where all of them fit, nobody needs to know beforehand which are new.
    const known = isRoomForAll ? new Set<string>() : yield* knownOf(messages)
    const rows: Array<readonly [Received, Uint8Array]> = []
    const surplus: Array<Received> = []
    let left = isRoomForAll ? Number.POSITIVE_INFINITY : room.bytes
    for (const [received, body] of encoded) {
      if (known.has(received.hash)) continue
      if (!isRoomForAll && (rows.length >= room.messages || body.length > left)) {
        surplus.push(received)
        continue
      }
      known.add(received.hash)
      rows.push([received, body])
      left -= body.length
    }
    const added = rows.length === 0 ? new Set<string>() : yield* insert(rows)
    const bytes = rows.reduce((sum, [{ hash }, body]) => sum + (added.has(hash) ? body.length : 0), 0)
    const kept: Kept = {
      added: added.size,
      known: messages.length - added.size - surplus.length,
      taken: { messages: added.size, bytes },
      surplus
    }
    return kept
  })

  const appendLate = Effect.fnUntraced(function* (messages: ReadonlyArray<Received>, quota: Taken) {
    const known = yield* knownOf(messages)
    const added = yield* late.add(messages.filter(({ hash }) => !known.has(hash)))
    yield* late.shrink(quota)
    return { added, known: messages.length - added }
  })

  /** From window to window over the index of pending rows: as many steps as there are windows, no body is read. */
  const pendingWindows = ({ anchor, length }: Windows.Grid) =>
    all(
      `WITH RECURSIVE step (at) AS (
         SELECT min(timestamp) FROM community_history.message WHERE community = $1 AND state = 0
         UNION ALL
         SELECT (SELECT min(timestamp) FROM community_history.message
                 WHERE community = $1 AND state = 0 AND timestamp >= next.at::bigint)
         FROM step, LATERAL (
           SELECT $2::bigint + ((step.at - $2::bigint) / $3::bigint
             + CASE WHEN (step.at - $2::bigint) % $3::bigint < 0 THEN 0 ELSE 1 END)::numeric * $3::bigint AS at
         ) AS next
         WHERE step.at IS NOT NULL AND next.at <= ${Time.MAX_NANOS}
       ) SELECT at FROM step WHERE at IS NOT NULL ORDER BY at`,
      anchor,
      length
    )

  const locate = Effect.fnUntraced(function* (hash: MessageHash) {
    const bytes = Bytes.fromHex(hash)!
    const row = yield* get(
      "SELECT timestamp, topic, state FROM community_history.message WHERE community = $1 AND hash = $2",
      bytes
    )
    if (row === undefined) return yield* late.find(bytes)
    return Option.some<Located>({
      state: STATES[Columns.number(row, "state")] ?? Columns.damaged("a message has no known state"),
      timestamp: Time.nanos(Columns.integer(row, "timestamp")),
      topic: ContentTopic(Columns.text(row, "topic"))
    })
  })

  return {
    append: (messages, room) => transaction("append", append(messages, room)),
    pending: ({ from, to }) =>
      read(
        "survey",
        Effect.map(
          get(
            `SELECT count(*) AS n, sum(octet_length(body)) AS bytes FROM community_history.message
             WHERE community = $1 AND state = 0 AND timestamp >= $2 AND timestamp < $3`,
            from,
            to
          ),
          (row) => ({ messages: Columns.number(row, "n"), bytes: Columns.number(row, "bytes") })
        )
      ),
    appendLate: (messages, quota) => transaction("append", appendLate(messages, quota)),
    scan: scan.scan,
    encoded: scan.encoded,
    topics: ({ from, to }) =>
      read(
        "scan",
        Effect.map(
          all(
            `SELECT DISTINCT topic FROM community_history.message
             WHERE community = $1 AND state = 0 AND timestamp >= $2 AND timestamp < $3 ORDER BY topic`,
            from,
            to
          ),
          (rows) => rows.map((row) => ContentTopic(Columns.text(row, "topic")))
        )
      ),
    pendingWindows: (grid) =>
      database.snapshot(
        "MessageStore",
        "survey",
        Effect.map(pendingWindows(grid), (rows) => [
          ...new Set(rows.map((row) => Windows.indexOf(grid, Time.nanos(Columns.integer(row, "at")))))
        ])
      ),
    oldest: read(
      "survey",
      Effect.map(get("SELECT min(timestamp) AS at FROM community_history.message WHERE community = $1"), (row) =>
        row === undefined || row["at"] === null ? Option.none() : Option.some(Time.nanos(Columns.integer(row, "at")))
      )
    ),
    settle: ({ from, to }) =>
      transaction(
        "settle",
        change(
          counting(
            `UPDATE community_history.message SET state = 1
             WHERE community = $1 AND state = 0 AND timestamp >= $2 AND timestamp < $3 RETURNING 1`,
            { pending: "-count(*)", settled: "count(*)" }
          ),
          from,
          to
        )
      ),
    prune: (before) =>
      transaction(
        "prune",
        change(
          counting(
            `UPDATE community_history.message AS m SET state = 2, body = NULL
             FROM (SELECT timestamp, hash, octet_length(body) AS size FROM community_history.message
                   WHERE community = $1 AND state = 1 AND timestamp < $2) AS o
             WHERE m.community = $1 AND m.timestamp = o.timestamp AND m.hash = o.hash RETURNING o.size`,
            { settled: "-count(*)", pruned: "count(*)", bytes: "-coalesce(sum(size), 0)" }
          ),
          before
        )
      ),
    forget: ({ from, to }) =>
      transaction(
        "forget",
        change(
          counting(
            `DELETE FROM community_history.message
             WHERE community = $1 AND timestamp >= $2 AND timestamp < $3 RETURNING state, octet_length(body) AS size`,
            {
              pending: "-count(*) FILTER (WHERE state = 0)",
              settled: "-count(*) FILTER (WHERE state = 1)",
              pruned: "-count(*) FILTER (WHERE state = 2)",
              bytes: "-coalesce(sum(size), 0)"
            }
          ),
          from,
          to
        )
      ),
    locate: (hash) => database.snapshot("MessageStore", "locate", locate(hash)),
    late: Stream.paginate(0n, (after) =>
      Effect.map(database.snapshot("MessageStore", "scan", late.page(after)), (rows) => {
        const last = rows.at(-1)
        return [
          last === undefined ? [] : [rows.map(({ received }) => received)],
          Option.map(Option.fromUndefinedOr(last), ({ arrival }) => arrival)
        ] as const
      })
    ),
    counts: read(
      "count",
      Effect.map(
        get(
          `SELECT t.*, l.held FROM (${totals("pending", "settled", "pruned", "bytes", "late")}) AS t
             CROSS JOIN (SELECT count(*) AS held FROM community_history.late WHERE community = $1) AS l`
        ),
        (row) => ({
          pending: Columns.number(row, "pending"),
          settled: Columns.number(row, "settled"),
          pruned: Columns.number(row, "pruned"),
          late: Columns.number(row, "held"),
          lateDropped: Columns.number(row, "late"),
          bytes: Columns.number(row, "bytes")
        })
      )
    )
  }
}
