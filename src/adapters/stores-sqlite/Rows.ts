/** Records as one piece of memory, so that a batch passes to another thread without being taken apart. */
import * as Bytes from "../../domain/Bytes.ts"
import type { HistoryRecord, Unreadable } from "../../domain/community/HistoryRecord.ts"
import * as HistoryRecords from "../../domain/community/HistoryRecord.ts"
import type { SQLInputValue } from "node:sqlite"

/**
 * `bytes`: for each record timestamp (8), type (8), places of topic and author in `texts` (4, 4), lengths of id, hash and
 * envelope (4 each), then those three.
 */
export interface Rows {
  readonly count: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly texts: ReadonlyArray<string>
  readonly unreadable: ReadonlyArray<Unreadable>
}

const HEAD = 36

/** The order of the tables: a batch that is written in it touches each page of them once. */
const byKey = (left: HistoryRecord, right: HistoryRecord): number =>
  HistoryRecords.order(left, right) || (left.topic < right.topic ? -1 : left.topic > right.topic ? 1 : 0)

export const pack = (records: ReadonlyArray<HistoryRecord>, unreadable: ReadonlyArray<Unreadable>): Rows => {
  const texts = new Map<string, number>()
  const placeOf = (text: string): number => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  }
  const rows = [...records].sort(byKey).map((record) => ({
    record,
    id: Bytes.fromHex(record.id)!,
    hash: Bytes.fromHex(record.hash)!
  }))
  let size = 0
  for (const { hash, id, record } of rows) size += HEAD + id.length + hash.length + record.envelope.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { hash, id, record } of rows) {
    view.setBigInt64(at, record.timestamp)
    view.setFloat64(at + 8, record.type)
    view.setUint32(at + 16, placeOf(record.topic))
    view.setUint32(at + 20, placeOf(record.author))
    view.setUint32(at + 24, id.length)
    view.setUint32(at + 28, hash.length)
    view.setUint32(at + 32, record.envelope.length)
    at += HEAD
    for (const part of [id, hash, record.envelope]) {
      bytes.set(part, at)
      at += part.length
    }
  }
  return { count: rows.length, bytes, texts: [...texts.keys()], unreadable }
}

/** The values of each record, in the order of `records.COLUMNS`; bytes are views. */
export function* unpack({ bytes, texts }: Rows): Generator<ReadonlyArray<SQLInputValue>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    const id = at + HEAD
    const hash = id + view.getUint32(at + 24)
    const envelope = hash + view.getUint32(at + 28)
    const end = envelope + view.getUint32(at + 32)
    yield [
      view.getBigInt64(at),
      bytes.subarray(id, hash),
      texts[view.getUint32(at + 16)]!,
      bytes.subarray(hash, envelope),
      view.getFloat64(at + 8),
      texts[view.getUint32(at + 20)]!,
      bytes.subarray(envelope, end)
    ]
    at = end
  }
}
