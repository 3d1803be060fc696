/** Records as rows: the columns that every table of them has. */
import type { SQLInputValue } from "node:sqlite"
import * as Bytes from "../../domain/Bytes.ts"
import type { HistoryRecord, Origin } from "../../domain/community/HistoryRecord.ts"
import { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic } from "../../domain/waku/Topic.ts"
import { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"

export type Visible = HistoryRecord & { readonly origin: Origin }

export const COLUMNS = "timestamp, id, topic, hash, type, author, envelope"

export const values = (record: HistoryRecord): ReadonlyArray<SQLInputValue> => [
  record.timestamp,
  Bytes.fromHex(record.id)!,
  record.topic,
  Bytes.fromHex(record.hash)!,
  record.type,
  record.author,
  record.envelope
]

export const fromRow = (row: Row): Visible => ({
  timestamp: Time.nanos(Columns.integer(row, "timestamp")),
  id: MessageId(`0x${Bytes.toHex(Columns.bytes(row, "id"))}`),
  topic: ContentTopic(Columns.text(row, "topic")),
  hash: MessageHash(Bytes.toHex(Columns.bytes(row, "hash"))),
  type: Number(Columns.integer(row, "type")),
  author: Columns.text(row, "author"),
  envelope: Columns.bytes(row, "envelope"),
  origin: Columns.text(row, "origin") as Origin
})
