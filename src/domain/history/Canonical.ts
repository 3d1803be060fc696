/**
 * The control node's archive is the only truth about its range. Source: 61; CHA-57, CHA-69, CHA-70, A-29, A-33…36, A-38.
 *
 * An instant of a topic belongs to the greatest window, by (`to`, `from`), among the applied archives that list the topic
 * and cover the instant. Archives with that very window are one archive: their messages are united. What an archive
 * holds outside the pieces that belong to its window has no effect.
 */
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { MessageHash } from "../waku/WakuMessage.ts"
import type { Entry } from "./ArchiveIndex.ts"
import type { HistoryRecord, Origin, Unreadable } from "../community/HistoryRecord.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

/** A part of the time of one topic. */
export interface Piece {
  readonly topic: ContentTopic
  readonly window: Window
}

/** A record as it is held: `source` is the window of the archives that hold it, none for what no archive confirmed. */
export interface Local extends HistoryRecord {
  readonly origin: Origin
  readonly source: Option.Option<Window>
}

/** What was read out of one archive. */
export interface Contents {
  readonly entry: Entry
  readonly records: ReadonlyArray<HistoryRecord>
  readonly unreadable: ReadonlyArray<Unreadable>
}

export interface Plan {
  readonly delete: ReadonlyArray<Local>
  readonly insert: ReadonlyArray<Local>
  /** Rows that stay; those that this archive confirms carry its window and the origin `archive`. */
  readonly keep: ReadonlyArray<Local>
}

/** The effective scope of an archive beside those applied: its window, less every greater one, topic by topic. */
export const pieces = (entry: Entry, applied: ReadonlyArray<Entry>): ReadonlyArray<Piece> =>
  entry.topics.flatMap((topic) =>
    Windows.without(
      entry.window,
      applied
        .filter((other) => other.topics.includes(topic) && Windows.order(other.window, entry.window) > 0)
        .map(({ window }) => window)
    ).map((window) => ({ topic, window }))
  )

/** The window that governs an instant of a topic; none where no applied archive covers it. */
export const governor = (applied: ReadonlyArray<Entry>, topic: ContentTopic, at: Nanos): Option.Option<Window> => {
  let greatest: Window | undefined
  for (const { topics, window } of applied) {
    if (!Windows.contains(window, at) || !topics.includes(topic)) continue
    if (greatest === undefined || Windows.order(window, greatest) > 0) greatest = window
  }
  return Option.fromUndefinedOr(greatest)
}

/**
 * Whether a record that no archive brought may enter: its instant is not governed, or it is a message that the
 * governing archives hold but could not be read when they were applied.
 */
export const admits = (
  applied: ReadonlyArray<Entry>,
  unreadable: ReadonlySet<MessageHash>,
  record: Pick<HistoryRecord, "topic" | "timestamp" | "hash">
): boolean => Option.isNone(governor(applied, record.topic, record.timestamp)) || unreadable.has(record.hash)

/** What identifies a record. */
export const identity = ({ id, timestamp, topic }: Pick<HistoryRecord, "id" | "timestamp" | "topic">): string =>
  `${timestamp} ${id} ${topic}`

const within = (
  scope: ReadonlyArray<Piece>,
  { timestamp, topic }: Pick<HistoryRecord, "topic" | "timestamp">
): boolean => scope.some((piece) => piece.topic === topic && Windows.contains(piece.window, timestamp))

/**
 * What applying an archive changes. In its scope stay the rows that it holds, readable or by raw hash, and those that an
 * archive of the same window brought; the rest goes, what is missing comes. Outside nothing is touched.
 */
export const plan = (local: ReadonlyArray<Local>, archive: Contents, applied: ReadonlyArray<Entry>): Plan => {
  const scope = pieces(archive.entry, applied)
  const { window } = archive.entry
  const held = new Map(
    archive.records.filter((record) => within(scope, record)).map((record) => [identity(record), record])
  )
  const hashes = new Set(archive.unreadable.map(({ hash }) => hash))
  const removed: Array<Local> = []
  const keep: Array<Local> = []
  const present = new Set<string>()
  for (const row of local) {
    if (!within(scope, row)) {
      keep.push(row)
      continue
    }
    const confirmed = held.has(identity(row)) || hashes.has(row.hash)
    const sibling = Option.exists(row.source, (source) => Windows.equals(source, window))
    if (!confirmed && !sibling) {
      removed.push(row)
      continue
    }
    present.add(identity(row))
    keep.push(confirmed ? { ...row, source: Option.some(window), origin: "archive" } : row)
  }
  const insert = [...held]
    .filter(([key]) => !present.has(key))
    .map(([, record]): Local => ({ ...record, source: Option.some(window), origin: "archive" }))
  return { delete: removed, insert, keep }
}

/** The rows after an archive was applied, in no particular order. */
export const apply = (
  local: ReadonlyArray<Local>,
  archive: Contents,
  applied: ReadonlyArray<Entry>
): ReadonlyArray<Local> => {
  const { insert, keep } = plan(local, archive, applied)
  return [...keep, ...insert]
}
