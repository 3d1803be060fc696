/**
 * The control node's archive is the only truth about its range. Source: 61; CHA-57, CHA-69, CHA-70, A-29, A-33…36, A-38.
 *
 * An instant of a topic belongs to the greatest window, by (`to`, `from`), among the applied archives that list the topic
 * and cover the instant. Archives with that very window are one archive: their messages are united. Shown are the records
 * that the governing archives hold, and those known from anywhere whose message they hold unread; where no archive governs,
 * everything known. What is shown is a function of what is known, whatever came first (law 6).
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

/**
 * All records a node ever had. A hidden one is not shown because the archives that govern its instant do not hold it. It is
 * kept: an archive of the same window that comes later may hold its message unread, and somebody may ask where it went.
 */
export interface Known {
  readonly shown: ReadonlyArray<Local>
  readonly hidden: ReadonlyArray<Local>
}

export interface Plan {
  /** Rows that go out of sight. */
  readonly hide: ReadonlyArray<Local>
  /** What comes into sight: records of the archive, and hidden ones whose message it holds unread. */
  readonly insert: ReadonlyArray<Local>
  /** Rows that stay; those that this archive confirms carry its window and the origin `archive`. */
  readonly keep: ReadonlyArray<Local>
  /** Records of the archive that are not shown: a greater archive governs their instant, or another message brought them. */
  readonly aside: ReadonlyArray<Local>
}

/** The raw hashes that the applied archives of a window hold unread, of the topics that they list. */
export type Unread = (window: Window) => ReadonlySet<MessageHash>

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

/** What identifies a record together with the message that brought it. */
export const variant = (record: Pick<HistoryRecord, "hash" | "id" | "timestamp" | "topic">): string =>
  `${identity(record)} ${record.hash}`

const within = (
  scope: ReadonlyArray<Piece>,
  { timestamp, topic }: Pick<HistoryRecord, "topic" | "timestamp">
): boolean => scope.some((piece) => piece.topic === topic && Windows.contains(piece.window, timestamp))

const brought = (record: HistoryRecord, window: Window): Local => ({
  ...record,
  source: Option.some(window),
  origin: "archive"
})

/**
 * What applying an archive changes. In its scope are shown the rows that it holds, readable or by raw hash, and those that
 * an archive of the same window brought. Outside of its scope it only makes records known.
 */
export const plan = (
  { hidden, shown }: Known,
  archive: Contents,
  applied: ReadonlyArray<Entry>,
  unread: Unread
): Plan => {
  const { entry } = archive
  const { window } = entry
  const scope = pieces(entry, applied)
  const own = archive.records.filter((record) => within(whole(entry), record))
  const held = new Map(own.filter((record) => within(scope, record)).map((record) => [identity(record), record]))
  const hashes = new Set(archive.unreadable.map(({ hash }) => hash))
  const hide: Array<Local> = []
  const keep: Array<Local> = []
  const present = new Map<string, MessageHash>()
  for (const row of shown) {
    const inside = within(scope, row)
    const confirmed = inside && (held.has(identity(row)) || hashes.has(row.hash))
    const sibling = Option.exists(row.source, (source) => Windows.equals(source, window))
    if (inside && !confirmed && !sibling) {
      hide.push(row)
      continue
    }
    present.set(identity(row), row.hash)
    keep.push(confirmed ? brought(row, window) : row)
  }
  const insert: Array<Local> = []
  const show = (row: Local) => {
    present.set(identity(row), row.hash)
    insert.push(row)
  }
  for (const [key, record] of held) {
    if (!present.has(key)) show(brought(record, window))
  }
  for (const row of [...hidden].sort(byHash)) {
    if (within(scope, row) && hashes.has(row.hash) && !present.has(identity(row))) show(brought(row, window))
  }
  const aside: Array<Local> = []
  for (const record of [...own].sort(byHash)) {
    if (present.get(identity(record)) === record.hash) continue
    const governing = Option.getOrElse(governor([...applied, entry], record.topic, record.timestamp), () => window)
    if (!present.has(identity(record)) && unread(governing).has(record.hash)) show(brought(record, governing))
    else aside.push({ ...record, source: Option.none(), origin: "archive" })
  }
  return { hide, insert, keep, aside }
}

const byHash = (left: HistoryRecord, right: HistoryRecord): number =>
  left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0

const whole = ({ topics, window }: Entry): ReadonlyArray<Piece> => topics.map((topic) => ({ topic, window }))

/** What is known after an archive was applied, in no particular order. */
export const apply = (known: Known, archive: Contents, applied: ReadonlyArray<Entry>, unread: Unread): Known => {
  const { aside, hide, insert, keep } = plan(known, archive, applied, unread)
  const shown = new Set(insert.map(variant))
  const rest = new Map([...hide, ...aside, ...known.hidden].map((row) => [variant(row), row]))
  return { shown: [...keep, ...insert], hidden: [...rest].flatMap(([key, row]) => (shown.has(key) ? [] : [row])) }
}

/** Applies archives one after the other over records of one's own. */
export const replay = (own: ReadonlyArray<Local>, archives: ReadonlyArray<Contents>): Known => {
  let known: Known = { shown: own, hidden: [] }
  const applied: Array<Contents> = []
  const unread: Unread = (window) =>
    new Set(
      applied
        .filter(({ entry }) => Windows.equals(entry.window, window))
        .flatMap(({ entry, unreadable }) => unreadable.filter((one) => within(whole(entry), one)))
        .map(({ hash }) => hash)
    )
  for (const archive of archives) {
    const entries = applied.map(({ entry }) => entry)
    known = apply(known, archive, entries, unread)
    applied.push(archive)
  }
  return known
}
