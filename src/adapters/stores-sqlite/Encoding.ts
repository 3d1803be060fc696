/**
 * The raw messages of a window as they travel and are archived, without taking them apart: what sealing reads. Synchronous,
 * so that it can run in other threads than the event loop's, page by page: one says where a page ends, any encodes it.
 *
 * Pages of messages of ordinary size are put together by SQLite itself: a blob passes through its text functions byte for
 * byte, and one value of some MiB costs a tenth of what thousands of small ones do.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import * as Fields from "../../domain/wire/Fields.ts"
import * as Columns from "./Columns.ts"
import * as Connection from "./Connection.ts"

/** What is read. */
export interface Query {
  readonly window: Window
  readonly which: "all" | "pending"
  readonly topics: ReadonlyArray<ContentTopic>
  readonly field: number
}

export interface Position {
  readonly timestamp: bigint
  readonly hash: Uint8Array
}

/** Up to `last`, behind the page before. */
export interface Page {
  readonly after: Position
  readonly last: Position
  /** Whether all its messages are small enough for SQLite to put them together. */
  readonly isOrdinary: boolean
}

export interface Piece {
  readonly messages: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type Request =
  | { readonly _tag: "page"; readonly query: Query; readonly after: Position }
  | { readonly _tag: "encode"; readonly query: Query; readonly page: Page }

/** A page; none where the window ends. Or its content. */
export type Answer = { readonly page: Page | undefined } | Piece

/** Messages of a page at most, and bytes of them unless the first alone has more. */
const PAGE = 1_000
const PAGE_BYTES = 4 * 1024 * 1024

/** Bodies below this have a length of two bytes or fewer, which a table knows. */
const ORDINARY = 0x40_00

const EPHEMERAL_FIELD = 31
const EPHEMERAL = "x'f80101'"

/** An ephemeral message ends in its field 31; others may end alike. */
const isEphemeral = (body: Uint8Array): boolean =>
  Fields.last(Fields.scan(body) ?? [], EPHEMERAL_FIELD, 0)?.value === 1n

const from = (which: Query["which"]): string =>
  `FROM message WHERE (timestamp, hash) > (?1, ?2) AND timestamp < ?3 AND state ${which === "pending" ? "= 0" : "< 2"}
     AND topic IN (SELECT value FROM json_each(?4))`

const ORDER = "ORDER BY timestamp, hash"
const UPTO = "AND (timestamp, hash) <= (?5, ?6)"

/** Before the first message of a window. */
export const start = ({ window }: Query): Position => ({ timestamp: window.from, hash: Bytes.empty })

export const on = (db: DatabaseSync) => {
  const { get, run } = Connection.session(db)
  db.exec("CREATE TEMP TABLE length_prefix (length INTEGER PRIMARY KEY, bytes BLOB NOT NULL); BEGIN")
  for (let length = 0; length < ORDINARY; length++) {
    run("INSERT INTO length_prefix (length, bytes) VALUES (?, ?)", length, Bytes.uvarint(length))
  }
  db.exec("COMMIT")

  const positionOf = (row: Columns.Row): Position => ({
    timestamp: Columns.integer(row, "timestamp"),
    hash: Columns.bytes(row, "hash")
  })

  const pageOf = ({ topics, which, window }: Query, after: Position): Page | undefined => {
    const bound = [after.timestamp, after.hash, window.to, JSON.stringify(topics)] as const
    const sum = get(
      `SELECT count(*) AS messages, total(length) AS size, max(length) AS longest
       FROM (SELECT length(body) AS length ${from(which)} ${ORDER} LIMIT ${PAGE})`,
      ...bound
    )
    const messages = Columns.number(sum, "messages")
    if (messages === 0) return undefined
    const isOrdinary = Columns.number(sum, "longest") < ORDINARY
    if (Columns.number(sum, "size") <= PAGE_BYTES) {
      const last = get(`SELECT timestamp, hash ${from(which)} ${ORDER} LIMIT 1 OFFSET ${messages - 1}`, ...bound)
      return { after, last: positionOf(last!), isOrdinary }
    }
    let size = 0
    let last: Position | undefined
    const rows = Connection.each(
      db,
      `SELECT timestamp, hash, length(body) AS length ${from(which)} ${ORDER} LIMIT ${PAGE}`,
      bound
    )
    for (const row of rows) {
      size += Columns.number(row, "length")
      if (size > PAGE_BYTES && last !== undefined) break
      last = positionOf(row)
    }
    return { after, last: last!, isOrdinary: false }
  }

  const encode = ({ field, topics, which }: Query, { after, isOrdinary, last }: Page): Piece => {
    const tag = Uint8Array.of(field * 8 + 2)
    // A bound of the first column alone is what ends a search of the key; that of both would be tried on all that follows.
    const to = last.timestamp + 1n
    const bound = [after.timestamp, after.hash, to, JSON.stringify(topics), last.timestamp, last.hash] as const
    const whole = isOrdinary
      ? // The rows come in the order of the key: sorting them again would cost more than all the rest.
        get(
          `SELECT CAST(group_concat(x'${Bytes.toHex(tag)}' || p.bytes || m.body, '') AS BLOB) AS bytes,
             count(*) AS messages, total(substr(m.body, -3) = ${EPHEMERAL} OR p.bytes IS NULL) AS suspects
           FROM (SELECT body ${from(which)} ${UPTO} ${ORDER}) AS m LEFT JOIN length_prefix AS p
             ON p.length = length(m.body)`,
          ...bound
        )
      : undefined
    if (whole !== undefined && Columns.number(whole, "suspects") === 0 && Columns.number(whole, "messages") > 0) {
      return {
        messages: Columns.number(whole, "messages"),
        bytes: Columns.bytes(whole, "bytes") as Uint8Array<ArrayBuffer>
      }
    }
    const parts: Array<Uint8Array> = []
    for (const row of Connection.each(db, `SELECT body ${from(which)} ${UPTO} ${ORDER}`, bound)) {
      const body = Columns.bytes(row, "body")
      if (!isEphemeral(body)) parts.push(tag, Bytes.uvarint(body.length), body)
    }
    return { messages: parts.length / 3, bytes: Bytes.concat(parts) as Uint8Array<ArrayBuffer> }
  }

  return (request: Request): Answer =>
    request._tag === "page" ? { page: pageOf(request.query, request.after) } : encode(request.query, request.page)
}
