/** The history of a member in memory: the model that every other adapter is held against. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ArchiveKey, Entry } from "../../domain/history/ArchiveIndex.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import type { HistoryRecord, Origin, Unreadable } from "../../domain/community/HistoryRecord.ts"
import * as HistoryRecords from "../../domain/community/HistoryRecord.ts"
import type { MemberState } from "../../domain/history/MemberState.ts"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"
import {
  type Accepted,
  type AppliedArchive,
  HistoryStore,
  type RecordQuery,
  type Refused,
  type Replaced
} from "../../ports/HistoryStore.ts"

const PAGE = 1_000

const name = ({ from, to }: Window): string => `${from} ${to}`

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** By time, id and topic; of one record, by the message that brought it. */
const byKey = (left: HistoryRecord, right: HistoryRecord): number =>
  HistoryRecords.order(left, right) || compare(left.topic, right.topic) || compare(left.hash, right.hash)

interface Staged {
  readonly records: Map<string, HistoryRecord>
  readonly unreadable: Map<string, Unreadable>
}

/** A history that outlives its layer. */
export const make = () => {
  let rows = new Map<string, Canonical.Local>()
  let hidden = new Map<string, Canonical.Local>()
  const refused = new Map<MessageHash, Refused>()
  let state = Option.none<MemberState>()
  const staged = new Map<ArchiveKey, Staged>()
  const applied = new Map<ArchiveKey, AppliedArchive>()
  const unreadable = new Map<string, Unreadable>()
  /** The raw hashes that the archives of a window hold unread. */
  const unreadableIn = new Map<string, Set<MessageHash>>()

  const entries = () => [...applied.values()].map(({ entry }) => entry)
  const unread = (window: Window): ReadonlySet<MessageHash> => unreadableIn.get(name(window)) ?? new Set()

  const append = (
    records: ReadonlyArray<HistoryRecord>,
    origin: Exclude<Origin, "archive">,
    room = Number.POSITIVE_INFINITY
  ): Accepted => {
    const added: Array<HistoryRecord> = []
    const surplus: Array<HistoryRecord> = []
    let bytes = 0
    let known = 0
    let covered = 0
    for (const record of records) {
      const present = rows.get(Canonical.identity(record))
      const governor = Canonical.governor(entries(), record.topic, record.timestamp)
      const excused = Option.match(governor, { onNone: () => new Set<MessageHash>(), onSome: unread })
      const size = record.envelope.length
      const aside = () => {
        const key = Canonical.variant(record)
        if (hidden.has(key)) return
        hidden.set(key, { ...record, origin, source: Option.none() })
        bytes += size
      }
      if (bytes + size > room && present?.hash !== record.hash && !hidden.has(Canonical.variant(record))) {
        surplus.push(record)
      } else if (present !== undefined) {
        known++
        if (present.hash !== record.hash) aside()
      } else if (!Canonical.admits(entries(), excused, record)) {
        covered++
        aside()
      } else {
        // What its archives hold unread belongs to their window, as if they had brought it.
        rows.set(Canonical.identity(record), { ...record, origin, source: governor })
        added.push(record)
        bytes += size
      }
    }
    return { added, known, covered, bytes, surplus }
  }

  const unconfirmed = (held: ReadonlyMap<string, Canonical.Local>): number =>
    [...held.values()].reduce((sum, { envelope, origin }) => sum + (origin === "archive" ? 0 : envelope.length), 0)

  const forget = (bytes: number): number => {
    let freed = 0
    for (const row of [...hidden.values()].filter(({ origin }) => origin !== "archive").sort(byKey)) {
      if (freed >= bytes) break
      hidden.delete(Canonical.variant(row))
      freed += row.envelope.length
    }
    return freed
  }

  const apply = (key: ArchiveKey, entry: Entry): Replaced => {
    const stage = staged.get(key) ?? { records: new Map(), unreadable: new Map() }
    staged.delete(key)
    if (applied.has(key)) return { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }
    const contents = { entry, records: [...stage.records.values()], unreadable: [...stage.unreadable.values()] }
    const known = { shown: [...rows.values()], hidden: [...hidden.values()] }
    const plan = Canonical.plan(known, contents, entries(), unread)
    const after = Canonical.apply(known, contents, entries(), unread)
    rows = new Map(after.shown.map((row) => [Canonical.identity(row), row]))
    hidden = new Map(after.hidden.map((row) => [Canonical.variant(row), row]))
    const hashes = new Set(unread(entry.window))
    for (const [hash, one] of stage.unreadable) {
      unreadable.set(hash, one)
      if (Windows.contains(entry.window, one.timestamp) && entry.topics.includes(one.topic)) hashes.add(one.hash)
    }
    unreadableIn.set(name(entry.window), hashes)
    applied.set(key, {
      key,
      entry,
      messages: stage.records.size + stage.unreadable.size,
      unreadable: stage.unreadable.size
    })
    const held = new Set(contents.records.map(Canonical.identity))
    return {
      inserted: plan.insert.length,
      deleted: plan.hide.length,
      kept: plan.keep.filter(
        (row) =>
          Option.exists(row.source, (source) => Windows.equals(source, entry.window)) &&
          held.has(Canonical.identity(row))
      ).length,
      unreadable: stage.unreadable.size
    }
  }

  const matches = (query: RecordQuery, row: HistoryRecord): boolean =>
    (query.window === undefined || Windows.contains(query.window, row.timestamp)) &&
    (query.topics === undefined || query.topics.includes(row.topic)) &&
    (query.types === undefined || query.types.includes(row.type))

  const visible = ({ author, envelope, hash, id, origin, timestamp, topic, type }: Canonical.Local) => ({
    id,
    topic,
    timestamp,
    hash,
    type,
    author,
    envelope,
    origin
  })

  const ordered = () => [...rows.values()].sort(byKey)

  const layer: Layer.Layer<HistoryStore> = Layer.succeed(HistoryStore, {
    append: (records, origin, room) => Effect.sync(() => append(records, origin, room)),
    unconfirmed: Effect.sync(() => ({ shown: unconfirmed(rows), hidden: unconfirmed(hidden) })),
    forget: (bytes) => Effect.sync(() => forget(bytes)),
    stage: (key, records, unread) =>
      Effect.sync(() => {
        const stage = staged.get(key) ?? { records: new Map(), unreadable: new Map() }
        for (const record of records) stage.records.set(Canonical.identity(record), record)
        for (const one of unread) stage.unreadable.set(one.hash, one)
        staged.set(key, stage)
      }),
    discard: (key) => Effect.sync(() => void staged.delete(key)),
    apply: (key, entry) => Effect.sync(() => apply(key, entry)),
    applied: Effect.sync(() =>
      [...applied.values()].sort((left, right) => ArchiveIndex.order([left.key, left.entry], [right.key, right.entry]))
    ),
    records: (query) =>
      Stream.suspend(() => {
        const found = ordered()
          .filter((row) => matches(query, row))
          .map(visible)
        return Stream.fromIterable(
          Array.from({ length: Math.ceil(found.length / PAGE) }, (_, page) =>
            found.slice(page * PAGE, (page + 1) * PAGE)
          )
        )
      }),
    find: (id) =>
      Effect.sync(() =>
        ordered()
          .filter((row) => row.id === id)
          .map(visible)
      ),
    trace: (wanted) =>
      Effect.sync(() => {
        const matches = ({ hash, id }: HistoryRecord) => id === wanted || hash === wanted
        return {
          shown: ordered().filter(matches),
          hidden: [...hidden.values()].filter(matches).sort(byKey).map(visible),
          unreadable: [...unreadable.values()].filter(({ hash }) => hash === wanted),
          refused: [...refused.values()].filter(
            ({ hash, id }) => hash === wanted || Option.exists(id, (one) => one === wanted)
          )
        }
      }),
    refuse: (messages, quota) =>
      Effect.sync(() => {
        for (const one of messages) if (!refused.has(one.hash)) refused.set(one.hash, one)
        for (const hash of refused.keys()) {
          if (refused.size <= quota) break
          refused.delete(hash)
        }
      }),
    counts: Effect.sync(() => ({ records: rows.size, unreadable: unreadable.size })),
    unreadable: (limit) =>
      Effect.sync(() =>
        [...unreadable.values()]
          .sort((left, right) =>
            left.timestamp !== right.timestamp
              ? left.timestamp < right.timestamp
                ? -1
                : 1
              : left.hash < right.hash
                ? -1
                : 1
          )
          .slice(0, limit)
      ),
    load: Effect.sync(() => state),
    save: (next) =>
      Effect.sync(() => {
        state = Option.some(next)
      })
  })
  return { layer }
}
