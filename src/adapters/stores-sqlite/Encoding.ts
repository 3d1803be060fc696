/**
 * The raw messages of a window as they travel and are archived, without taking them apart: what sealing reads. Synchronous,
 * so that it can run in another thread than the event loop's.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import * as Messages from "../../domain/wire/Messages.ts"
import { damaged } from "./Columns.ts"

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

/** Bytes of a piece, unless its first message alone has more. */
const PIECE = 1024 * 1024
/** The tag of a field below 16, and its length, take at most this. */
const FRAME = 6

const frame = (target: Uint8Array, from: number, field: number, length: number): number => {
  let at = from
  target[at++] = field * 8 + 2
  let rest = length
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  target[at++] = rest
  return at
}

const [FIRST, SECOND, THIRD] = [0xf8, 0x01, 0x01]

/** An ephemeral message ends in its field 31; others may end alike. */
const isEphemeral = (body: Uint8Array): boolean =>
  body.at(-1) === THIRD &&
  body.at(-2) === SECOND &&
  body.at(-3) === FIRST &&
  Messages.read(body, 0, body.length)?.ephemeral === true

export const on = (db: DatabaseSync) => {
  const prepared = (which: Request["which"]) => {
    const statement = db.prepare(
      `SELECT timestamp, hash, body FROM message
       WHERE (timestamp, hash) > (?, ?) AND timestamp < ? AND state ${which === "pending" ? "= 0" : "< 2"}
         AND topic IN (SELECT value FROM json_each(?))
       ORDER BY timestamp, hash`
    )
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    return statement
  }
  const statements = { all: prepared("all"), pending: prepared("pending") }
  return ({ after, field, topics, which, window }: Request): Piece => {
    const from = after ?? { timestamp: window.from, hash: Bytes.empty }
    const rows = statements[which].iterate(from.timestamp, from.hash, window.to, JSON.stringify(topics))
    let bytes = new Uint8Array(PIECE)
    let size = 0
    let messages = 0
    let last: Position | undefined
    for (const row of rows) {
      const [timestamp, hash, body] = row as unknown as ReadonlyArray<unknown>
      if (typeof timestamp !== "bigint" || !(hash instanceof Uint8Array) || !(body instanceof Uint8Array)) {
        return damaged("a stored message has no body")
      }
      if (isEphemeral(body)) {
        last = { timestamp, hash }
        continue
      }
      const needed = size + FRAME + body.length
      if (needed > bytes.length) {
        if (messages > 0) break
        bytes = new Uint8Array(needed)
      }
      size = frame(bytes, size, field, body.length)
      bytes.set(body, size)
      size += body.length
      messages++
      last = { timestamp, hash }
    }
    return { messages, bytes: size * 2 < bytes.length ? bytes.slice(0, size) : bytes.subarray(0, size), last }
  }
}
