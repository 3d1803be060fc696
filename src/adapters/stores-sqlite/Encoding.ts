/**
 * The raw messages of a window as they travel and are archived, without taking them apart: what sealing reads. Synchronous,
 * so that it can run in another thread than the event loop's.
 *
 * Pages of messages of ordinary size are put together by SQLite itself: a blob passes through its text functions byte for
 * byte, and one value of some MiB costs a tenth of what thousands of small ones do.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import * as Messages from "../../domain/wire/Messages.ts"
import * as Columns from "./Columns.ts"
import * as Connection from "./Connection.ts"

export interface Request {
  readonly _tag: "encode"
  readonly window: Window
  readonly which: "all" | "pending"
  readonly topics: ReadonlyArray<ContentTopic>
  readonly field: number
  /** Where the piece before ended. */
  readonly after: Position | undefined
}

export interface Position {
  readonly timestamp: bigint
  readonly hash: Uint8Array
}

export interface Piece {
  readonly messages: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** None where the window ends. */
  readonly last: Position | undefined
}

/** Messages of a page at most, and bytes of them. */
const PAGE = 2_000
const PAGE_BYTES = 4 * 1024 * 1024

/** Bodies below this have a length of two bytes or fewer, which a table knows. */
const ORDINARY = 0x40_00

const lengthOf = (length: number): Uint8Array => Bytes.uvarint(length)

const EPHEMERAL = "x'f80101'"

/** An ephemeral message ends in its field 31; others may end alike. */
const isEphemeral = (body: Uint8Array): boolean => Messages.read(body, 0, body.length)?.ephemeral === true

const page = (which: Request["which"], columns: string): string =>
  `SELECT ${columns} FROM message
   WHERE (timestamp, hash) > (?1, ?2) AND timestamp < ?3 AND state ${which === "pending" ? "= 0" : "< 2"}
     AND topic IN (SELECT value FROM json_each(?4))
   ORDER BY timestamp, hash LIMIT ${PAGE}`

export const on = (db: DatabaseSync) => {
  db.exec("CREATE TEMP TABLE length_prefix (length INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
  const { get, run } = Connection.session(db)
  db.exec("BEGIN")
  for (let length = 0; length < ORDINARY; length++) {
    run("INSERT INTO length_prefix (length, bytes) VALUES (?, ?)", length, lengthOf(length))
  }
  db.exec("COMMIT")

  /** One by one: pages that hold a large message, or one that may be ephemeral. */
  const slowly = ({ field, which }: Request, bound: ReadonlyArray<bigint | Uint8Array | string>): Piece => {
    const tag = Uint8Array.of(field * 8 + 2)
    const parts: Array<Uint8Array> = []
    let size = 0
    let messages = 0
    let last: Position | undefined
    for (const row of Connection.each(db, page(which, "timestamp, hash, body"), bound)) {
      const body = Columns.bytes(row, "body")
      if (size + body.length > PAGE_BYTES && last !== undefined) break
      last = { timestamp: Columns.integer(row, "timestamp"), hash: Columns.bytes(row, "hash") }
      if (isEphemeral(body)) continue
      parts.push(tag, lengthOf(body.length), body)
      size += body.length
      messages++
    }
    return { messages, bytes: Bytes.concat(parts) as Uint8Array<ArrayBuffer>, last }
  }

  return (request: Request): Piece => {
    const { field, topics, which, window } = request
    const after = request.after ?? { timestamp: window.from, hash: Bytes.empty }
    const bound = [after.timestamp, after.hash, window.to, JSON.stringify(topics)] as const
    const sum = get(
      `SELECT count(*) AS messages, total(length) AS size, max(length) AS longest
       FROM (${page(which, "length(body) AS length")})`,
      ...bound
    )
    const messages = Columns.number(sum, "messages")
    if (messages === 0) return { messages, bytes: new Uint8Array(0), last: undefined }
    if (Columns.number(sum, "size") > PAGE_BYTES || Columns.number(sum, "longest") >= ORDINARY) {
      return slowly(request, bound)
    }
    const tag = Bytes.toHex(Uint8Array.of(field * 8 + 2))
    // The rows come in the order of the page: sorting them again would cost more than all the rest.
    const whole = get(
      `SELECT CAST(group_concat(x'${tag}' || p.bytes || m.body, '') AS BLOB) AS bytes,
         total(substr(m.body, -3) = ${EPHEMERAL}) AS suspects
       FROM (${page(which, "body")}) AS m CROSS JOIN length_prefix AS p WHERE p.length = length(m.body)`,
      ...bound
    )
    if (whole === undefined || Columns.number(whole, "suspects") > 0) return slowly(request, bound)
    const last = get(`${page(which, "timestamp, hash")} OFFSET ${messages - 1}`, ...bound)
    return {
      messages,
      bytes: Columns.bytes(whole, "bytes") as Uint8Array<ArrayBuffer>,
      last: { timestamp: Columns.integer(last!, "timestamp"), hash: Columns.bytes(last!, "hash") }
    }
  }
}
