/** The area of messages that came after their window was sealed: bounded, oldest arrivals leave first, each one counted. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Bytes from "../../domain/Bytes.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { Located, Taken } from "../../ports/MessageStore.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import { counting } from "./Counters.ts"
import type { Database } from "./Database.ts"
import * as Databases from "./Database.ts"

export const make = ({ all, get, run }: Database, fromRow: (row: Row) => Received) => {
  /** Answers how many were new. */
  const add = (messages: ReadonlyArray<Received>) =>
    run(
      `INSERT INTO community_history.late (community, hash, pubsub, body)
       SELECT $1, hash, pubsub, body FROM unnest($2::bytea[], $3::bytea[], $4::bytea[])
         WITH ORDINALITY AS m (hash, pubsub, body, place)
       ORDER BY place ON CONFLICT (community, hash) DO NOTHING`,
      Columns.blobs(messages.map(({ hash }) => Bytes.fromHex(hash)!)),
      Columns.texts(messages.map(({ pubsubTopic }) => pubsubTopic)),
      Columns.blobs(messages.map(({ message }) => Wire.encodeMessage(message)))
    )

  /** One leaves where it and all that came after it are more than the quota. */
  const shrink = (quota: Taken) =>
    run(
      counting(
        `DELETE FROM community_history.late WHERE community = $1 AND arrival IN (
           SELECT arrival FROM (
             SELECT arrival, row_number() OVER newest AS messages, sum(octet_length(body)) OVER newest AS bytes
             FROM community_history.late WHERE community = $1 WINDOW newest AS (ORDER BY arrival DESC)
           ) AS held WHERE messages > $2 OR bytes > $3) RETURNING 1`,
        { late: "count(*)" }
      ),
      Columns.bound(quota.messages),
      Columns.bound(quota.bytes)
    )

  const find = (hash: Uint8Array) =>
    Effect.map(
      get("SELECT hash, pubsub, body FROM community_history.late WHERE community = $1 AND hash = $2", hash),
      (row) =>
        Option.map(Option.fromUndefinedOr(row), (found): Located => {
          const { message } = fromRow(found)
          return { state: "late", timestamp: message.timestamp, topic: message.contentTopic }
        })
    )

  const page = (after: bigint) =>
    Effect.map(
      all(
        Databases.pageful(
          "arrival, hash, pubsub, body",
          `SELECT arrival, hash, pubsub, body, octet_length(body) AS size FROM community_history.late
           WHERE community = $1 AND arrival > $2`,
          "arrival"
        ),
        after
      ),
      (rows) => rows.map((row) => ({ arrival: Columns.integer(row, "arrival"), received: fromRow(row) }))
    )

  return { add, find, page, shrink }
}
