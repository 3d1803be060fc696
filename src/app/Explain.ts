/**
 * "Why is this message not here?" One verdict from what the stores of a home know, on a control node's and a member's.
 */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { HistoryRecord, Origin } from "../domain/community/HistoryRecord.ts"
import * as HistoryRecords from "../domain/community/HistoryRecord.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Canonical from "../domain/history/Canonical.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import * as Window from "../domain/history/Window.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import type { ContentTopic } from "../domain/waku/Topic.ts"
import { MessageHash } from "../domain/waku/WakuMessage.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { Ledger } from "../ports/Ledger.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import { Community } from "./Community.ts"
import * as Inbox from "./Inbox.ts"
import { now } from "./Now.ts"
import { Settings } from "./Settings.ts"

/** What is known of the message itself. */
export interface Subject {
  readonly id: Option.Option<HistoryRecords.MessageId>
  readonly hash: Option.Option<MessageHash>
  readonly timestamp: Nanos
  readonly topic: ContentTopic
}

export type Verdict =
  /** It is in the history; `archives` hold it, none where no archive does yet. */
  | {
      readonly _tag: "Shown"
      readonly subject: Subject
      readonly origin: Origin
      readonly archives: ReadonlyArray<ArchiveIndex.Keyed>
      readonly pending: Option.Option<Window.Window>
    }
  /** The archives of this window are the truth about its time, and do not hold it (CHA-70). */
  | { readonly _tag: "Replaced"; readonly subject: Subject; readonly window: Option.Option<Window.Window> }
  /** It is kept for the archive of a window that is not sealed yet, but gives no record: it could not be read. */
  | { readonly _tag: "Pending"; readonly subject: Subject; readonly window: Option.Option<Window.Window> }
  /** An archive holds it, and nobody here can read it. */
  | {
      readonly _tag: "Unreadable"
      readonly subject: Subject
      readonly why: string
      readonly archives: ReadonlyArray<ArchiveIndex.Keyed>
    }
  /** It came after its window was sealed. */
  | { readonly _tag: "Late"; readonly subject: Subject; readonly window: Option.Option<Window.Window> }
  /** It was not taken in. */
  | { readonly _tag: "Refused"; readonly subject: Subject; readonly why: string }
  /** Nothing here knows it; archives that were not restored yet may hold it. */
  | { readonly _tag: "NotRestored"; readonly missing: ReadonlyArray<ArchiveIndex.Keyed> }
  /** Nothing here knows it; `gaps` are the spans that the network's stores had forgotten. */
  | { readonly _tag: "NeverSeen"; readonly gaps: ReadonlyArray<Window.Window> }

/** What this home knows of archives and windows, whichever role it has. */
const surroundings = Effect.gen(function* () {
  const history = yield* HistoryStore
  const ledger = yield* (yield* Ledger).load
  if (Option.isSome(ledger)) {
    const { gaps, grid, index, next } = ledger.value
    return { index, missing: [], gaps, grid, next, applied: (yield* history.applied).map(({ entry }) => entry) }
  }
  const { futureSkew } = yield* Settings
  const { index } = Option.getOrElse(yield* history.load, () => MemberState.initial)
  const applied = yield* history.applied
  const keys = new Set(applied.map(({ key }) => key))
  return {
    index: HashMap.fromIterable([...index, ...applied.map(({ entry, key }): ArchiveIndex.Keyed => [key, entry])]),
    missing: ArchiveIndex.entries(ArchiveIndex.plausible(index, Time.add(yield* now, futureSkew))).filter(
      ([key]) => !keys.has(key)
    ),
    gaps: [],
    grid: Option.none<Window.Grid>(),
    next: 0,
    applied: applied.map(({ entry }) => entry)
  }
})

const subjectOf = ({ hash, id, timestamp, topic }: HistoryRecord): Subject => ({
  id: Option.some(id),
  hash: Option.some(hash),
  timestamp,
  topic
})

/** The late message of that id: its record was never made, so each is opened until one has it. */
const lateById = Effect.fn("Explain.lateById")(function* (id: HistoryRecords.MessageId) {
  const { channel } = yield* Community
  const { late } = yield* MessageStore
  const parts = yield* Inbox.parts
  const found = late.pipe(
    Stream.mapEffect((batch) => Inbox.open(channel, batch, parts)),
    Stream.flatMap(({ read }) => Stream.fromIterable(read.map(({ record }) => record))),
    Stream.filter((record) => record.id === id),
    Stream.runHead
  )
  return Option.map(yield* found, subjectOf)
})

/** `name`: a message id (`0x` and 64 hexadecimal digits), or the hash of a Waku message (64 digits). */
export const explain = Effect.fn("Explain.explain")(function* (name: string) {
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  const around = yield* surroundings
  const isId = name.startsWith("0x")
  const trace = yield* history.trace(isId ? HistoryRecords.MessageId(name) : MessageHash(name))
  const windowAt = (at: Nanos) => Option.map(around.grid, (grid) => Window.at(grid, Window.indexOf(grid, at)))
  const holding = ({ timestamp, topic }: Subject) =>
    ArchiveIndex.entries(around.index).filter(
      ([, entry]) => Window.contains(entry.window, timestamp) && entry.topics.includes(topic)
    )

  const [record] = trace.shown
  if (record !== undefined) {
    const subject = subjectOf(record)
    const located = Option.map(yield* messages.locate(record.hash), ({ state }) => state)
    // A member keeps raw messages until all archives of their window are here.
    const isPending = Option.isNone(record.source) && Option.exists(located, (state) => state === "pending")
    const isArchived = Option.isSome(record.source) || Option.exists(located, (state) => state !== "pending")
    return {
      _tag: "Shown",
      subject,
      origin: record.origin,
      archives: isArchived ? holding(subject) : [],
      pending: isPending ? windowAt(record.timestamp) : Option.none()
    } satisfies Verdict
  }
  const [hidden] = trace.hidden
  if (hidden !== undefined) {
    const subject = subjectOf(hidden)
    const window = Canonical.governor(around.applied, hidden.topic, hidden.timestamp)
    return { _tag: "Replaced", subject, window } satisfies Verdict
  }
  const [unread] = trace.unreadable
  if (unread !== undefined) {
    const subject = {
      id: Option.none(),
      hash: Option.some(unread.hash),
      timestamp: unread.timestamp,
      topic: unread.topic
    }
    return { _tag: "Unreadable", subject, why: unread.why, archives: holding(subject) } satisfies Verdict
  }
  const located = isId ? Option.none() : yield* messages.locate(MessageHash(name))
  if (Option.isSome(located)) {
    const { state, timestamp, topic } = located.value
    const subject = { id: Option.none(), hash: Option.some(MessageHash(name)), timestamp, topic }
    const window = windowAt(timestamp)
    if (state === "late") return { _tag: "Late", subject, window } satisfies Verdict
    if (state === "pending") return { _tag: "Pending", subject, window } satisfies Verdict
    const why = "it could not be opened when it came"
    return { _tag: "Unreadable", subject, why, archives: holding(subject) } satisfies Verdict
  }
  const late = isId ? yield* lateById(HistoryRecords.MessageId(name)) : Option.none()
  if (Option.isSome(late)) {
    return { _tag: "Late", subject: late.value, window: windowAt(late.value.timestamp) } satisfies Verdict
  }
  const [refused] = trace.refused
  if (refused !== undefined) {
    const { hash, id, timestamp, topic, why } = refused
    return { _tag: "Refused", subject: { id, hash: Option.some(hash), timestamp, topic }, why } satisfies Verdict
  }
  return around.missing.length > 0
    ? ({ _tag: "NotRestored", missing: around.missing } satisfies Verdict)
    : ({ _tag: "NeverSeen", gaps: around.gaps } satisfies Verdict)
})
