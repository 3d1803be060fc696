/** What the history does not show: records that archives replaced, messages that were not taken in. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Bytes from "../../domain/Bytes.ts"
import type { Unreadable } from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Refused, Shown, Trace } from "../../ports/HistoryStore.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import type { Database } from "./Database.ts"
import { COLUMNS, fromRow } from "./records.ts"

const source = (row: Row): Shown["source"] =>
  row["source_from"] === null
    ? Option.none()
    : Option.some({
        from: Time.nanos(Columns.integer(row, "source_from")),
        to: Time.nanos(Columns.integer(row, "source_to"))
      })

/** A row of `unreadable`. */
export const unreadableOf = (row: Row): Unreadable => ({
  hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
  topic: ContentTopic(Columns.text(row, "topic")),
  timestamp: Time.nanos(Columns.integer(row, "timestamp")),
  why: Columns.text(row, "why")
})

const refusedOf = (row: Row): Refused => ({
  ...unreadableOf(row),
  id: row["id"] === null ? Option.none() : Option.some(MessageId(`0x${Bytes.toHex(Columns.bytes(row, "id"))}`))
})

export const make = ({ all, get, run }: Database) => {
  /** Answers the bytes that are gone. */
  const forget = (bytes: number) =>
    Effect.map(
      get(
        `WITH gone AS (
           DELETE FROM community_history.hidden WHERE community = $1 AND (timestamp, id, topic, hash) IN (
             SELECT timestamp, id, topic, hash FROM (
               SELECT timestamp, id, topic, hash, octet_length(envelope) AS size,
                 sum(octet_length(envelope)) OVER (ORDER BY timestamp, id, topic, hash) AS so_far
               FROM community_history.hidden WHERE community = $1 AND origin <> 'archive'
             ) AS held WHERE so_far - size < $2)
           RETURNING octet_length(envelope) AS size
         ) SELECT sum(size) AS bytes FROM gone`,
        Columns.bound(bytes)
      ),
      (row) => Columns.number(row, "bytes")
    )

  const trace = Effect.fnUntraced(function* (wanted: string) {
    const column = wanted.startsWith("0x") ? "id" : "hash"
    const bytes = Bytes.fromHex(wanted)
    if (bytes === undefined) return { shown: [], hidden: [], unreadable: [], refused: [] }
    const shown = yield* all(
      `SELECT ${COLUMNS}, origin, source_from, source_to FROM community_history.record
       WHERE community = $1 AND ${column} = $2 ORDER BY timestamp, id, topic`,
      bytes
    )
    const hidden = yield* all(
      `SELECT ${COLUMNS}, origin FROM community_history.hidden
       WHERE community = $1 AND ${column} = $2 ORDER BY timestamp, id, topic, hash`,
      bytes
    )
    const unreadable =
      column === "id"
        ? []
        : yield* all(
            "SELECT hash, topic, timestamp, why FROM community_history.unreadable WHERE community = $1 AND hash = $2",
            bytes
          )
    const refused = yield* all(
      `SELECT hash, id, topic, timestamp, why FROM community_history.refused
       WHERE community = $1 AND ${column} = $2 ORDER BY arrival`,
      bytes
    )
    const found: Trace = {
      shown: shown.map((row) => ({ ...fromRow(row), source: source(row) })),
      hidden: hidden.map(fromRow),
      unreadable: unreadable.map(unreadableOf),
      refused: refused.map(refusedOf)
    }
    return found
  })

  const refuse = Effect.fnUntraced(function* (messages: ReadonlyArray<Refused>, quota: number) {
    yield* run(
      `INSERT INTO community_history.refused (community, hash, id, topic, timestamp, why)
       SELECT $1, hash, id, topic, timestamp, why
       FROM unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::bigint[], $6::bytea[])
         WITH ORDINALITY AS m (hash, id, topic, timestamp, why, place)
       ORDER BY place ON CONFLICT (community, hash) DO NOTHING`,
      Columns.blobs(messages.map(({ hash }) => Bytes.fromHex(hash)!)),
      Columns.blobs(messages.map(({ id }) => (Option.isSome(id) ? Bytes.fromHex(id.value)! : null))),
      Columns.texts(messages.map(({ topic }) => topic)),
      Columns.integers(messages.map(({ timestamp }) => timestamp)),
      Columns.texts(messages.map(({ why }) => why))
    )
    yield* run(
      `DELETE FROM community_history.refused WHERE community = $1 AND arrival IN (
         SELECT arrival FROM community_history.refused WHERE community = $1 ORDER BY arrival DESC OFFSET $2)`,
      Columns.bound(quota)
    )
  })

  return { forget, refuse, trace }
}
