/** Records as rows: the columns that every table of them has. */
import * as Bytes from "../../domain/Bytes.ts"
import type { HistoryRecord, Origin } from "../../domain/community/HistoryRecord.ts"
import * as HistoryRecords from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"

export type Visible = HistoryRecord & { readonly origin: Origin }

export const COLUMNS = "timestamp, id, topic, hash, type, author, envelope"

/** The rows of parameters from `$n` on, in the order of the columns. */
export const unnest = (n: number): string =>
  `unnest(${["bigint", "bytea", "bytea", "bytea", "bigint", "bytea", "bytea"].map((type, at) => `$${n + at}::${type}[]`).join(", ")})`

export const values = (records: ReadonlyArray<HistoryRecord>): ReadonlyArray<unknown> => [
  Columns.integers(records.map(({ timestamp }) => timestamp)),
  Columns.blobs(records.map(({ id }) => Bytes.fromHex(id)!)),
  Columns.texts(records.map(({ topic }) => topic)),
  Columns.blobs(records.map(({ hash }) => Bytes.fromHex(hash)!)),
  Columns.integers(records.map(({ type }) => BigInt(type))),
  Columns.texts(records.map(({ author }) => author)),
  Columns.blobs(records.map(({ envelope }) => envelope))
]

export const fromRow = (row: Row): Visible => ({
  timestamp: Time.nanos(Columns.integer(row, "timestamp")),
  id: MessageId(`0x${Bytes.toHex(Columns.bytes(row, "id"))}`),
  topic: ContentTopic(Columns.text(row, "topic")),
  hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
  type: Columns.number(row, "type"),
  author: Columns.text(row, "author"),
  envelope: Columns.bytes(row, "envelope"),
  origin: Columns.plain(row, "origin") as Origin
})

/** The order of the tables: a batch that is written in it touches each page of them once. */
export const byKey = (left: HistoryRecord, right: HistoryRecord): number =>
  HistoryRecords.order(left, right) || (left.topic < right.topic ? -1 : left.topic > right.topic ? 1 : 0)
