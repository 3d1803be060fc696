/** The messages of a window, page by page: by key, so that no read stays open between pages. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import { type ContentTopic, PubsubTopic } from "../../domain/waku/Topic.ts"
import { MessageHash, type Received } from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { Encoded } from "../../ports/MessageStore.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import type { Database } from "./Database.ts"
import * as Databases from "./Database.ts"

/** Bytes of bodies that are on their way at once. */
const PIECE = 4 * 1024 * 1024

export type Which = "all" | "pending"

interface Position {
  readonly timestamp: bigint
  readonly hash: Uint8Array
}

export const fromRow = (row: Row): Received => {
  const message = Wire.decodeMessage(Columns.bytes(row, "body"))
  if (Result.isFailure(message)) return Columns.damaged(`a stored message does not decode: ${message.failure.why}`)
  return {
    pubsubTopic: PubsubTopic(Columns.text(row, "pubsub")),
    hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
    message: message.success
  }
}

const END = Uint8Array.of(0xf8, 0x01, 0x01)

/** An ephemeral message ends in its field 31; others may end alike. */
const isEphemeral = (body: Uint8Array): boolean => {
  if (!Bytes.equals(body.subarray(-END.length), END)) return false
  const message = Wire.decodeMessage(body)
  return Result.isSuccess(message) && message.success.ephemeral
}

/** The bodies as they lie, each as a field. */
const encode = (rows: ReadonlyArray<Row>, field: number): Encoded => {
  const bodies = rows.map((row) => Columns.bytes(row, "body")).filter((body) => !isEphemeral(body))
  const tag = Bytes.uvarint(field * 8 + 2)
  return {
    messages: bodies.length,
    bytes: Bytes.concat(bodies.flatMap((body) => [tag, Bytes.uvarint(body.length), body]))
  }
}

export const make = ({ all, snapshot }: Database) => {
  const page = (window: Window, which: Which, topics: ReadonlyArray<ContentTopic> | undefined, after?: Position) =>
    all(
      Databases.pageful(
        "timestamp, hash, pubsub, body",
        `SELECT timestamp, hash, pubsub, body, octet_length(body) AS size FROM community_history.message
         WHERE community = $1 AND (timestamp, hash) > ($2, $3) AND timestamp < $4
           AND state ${which === "pending" ? "= 0" : "< 2"}
           ${topics === undefined ? "" : "AND topic = ANY ($5::bytea[])"}`,
        "timestamp, hash",
        PIECE
      ),
      after?.timestamp ?? window.from,
      after?.hash ?? Bytes.empty,
      window.to,
      ...(topics === undefined ? [] : [Columns.texts(topics)])
    )

  /** What is made of each page; the next one begins behind its last row. */
  const pages = <A>(
    window: Window,
    which: Which,
    topics: ReadonlyArray<ContentTopic> | undefined,
    made: (rows: ReadonlyArray<Row>) => A
  ) =>
    Stream.paginate(undefined as Position | undefined, (after) =>
      snapshot(
        "MessageStore",
        "scan",
        Effect.map(page(window, which, topics, after), (rows) => {
          const last = Option.map(Option.fromUndefinedOr(rows.at(-1)), (row) => ({
            timestamp: Columns.integer(row, "timestamp"),
            hash: Columns.bytes(row, "hash")
          }))
          return [Option.isNone(last) ? [] : [made(rows)], last] as const
        })
      )
    )

  return {
    scan: (window: Window, which: Which) => pages(window, which, undefined, (rows) => rows.map(fromRow)),
    encoded: (window: Window, which: Which, topics: ReadonlyArray<ContentTopic>, field: number) =>
      Stream.filter(
        pages(window, which, topics, (rows) => encode(rows, field)),
        ({ messages }) => messages > 0
      )
  }
}
