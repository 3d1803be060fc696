/**
 * What a message names as those before it: first of all messages that nobody has named yet. So every message is named sooner
 * or later, and whoever does not have it learns of it. SDS-08.
 */
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Sorted from "./Sorted.ts"
import { type Entry, entryOrder, type State } from "./State.ts"

/** How far back messages that nobody has named are looked for. */
const REACH = 200

/** The newest of the log and the own ones on their way, ascending. */
const recent = ({ log, pending }: State, count: number): ReadonlyArray<Entry> => {
  const newest = Sorted.newest(log, count)
  return pending.size === 0 ? newest : [...newest, ...Sorted.newest(pending, count)].sort(entryOrder).slice(-count)
}

const reference = ({ hint, message }: Entry): SyncMessage.HistoryEntry => ({
  messageId: message.messageId,
  retrievalHint: hint,
  senderId: message.senderId
})

/** Messages that no other one names, of the newest ones, ascending. */
const tips = (entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const mentioned = new Set(entries.flatMap(({ message }) => message.causalHistory.map(({ messageId }) => messageId)))
  return entries.filter(({ message }) => !mentioned.has(message.messageId))
}

/** Of more than `count`, the two newest and the oldest: the others are named later. */
const limited = (entries: ReadonlyArray<Entry>, count: number): ReadonlyArray<Entry> =>
  entries.length <= count
    ? entries
    : [...entries.slice(0, Math.max(0, count - 2)), ...entries.slice(-Math.min(2, count))]

/** Ascending: what nobody has named yet, at most `most`, and the newest besides, up to `count`. */
const chosen = (state: State, count: number, most: number): ReadonlyArray<SyncMessage.HistoryEntry> => {
  const entries = recent(state, Math.max(REACH, count))
  const named = new Set<Entry>(limited(tips(entries), most))
  for (const entry of entries.toReversed()) if (named.size < count) named.add(entry)
  return entries.filter((entry) => named.has(entry)).map(reference)
}

/** What a message names: at most `count`. */
export const history = (state: State, count: number): ReadonlyArray<SyncMessage.HistoryEntry> =>
  chosen(state, count, count)

/** What a sync message names: all that nobody has named, since it may be all that is ever told of it. */
export const all = (state: State, count: number): ReadonlyArray<SyncMessage.HistoryEntry> => chosen(state, count, REACH)

/** Whether a causal history names everything that nobody has named yet. */
export const areNamed = (state: State, history: ReadonlyArray<SyncMessage.HistoryEntry>): boolean => {
  const mentioned = new Set(history.map(({ messageId }) => messageId))
  return tips(recent(state, REACH)).every(({ message }) => mentioned.has(message.messageId))
}
