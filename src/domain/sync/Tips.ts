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

const named = ({ hint, message }: Entry): SyncMessage.HistoryEntry => ({
  messageId: message.messageId,
  retrievalHint: hint,
  senderId: message.senderId
})

/** Messages that no other one names, of the newest ones, ascending. */
const tips = (entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const mentioned = new Set(entries.flatMap(({ message }) => message.causalHistory.map(({ messageId }) => messageId)))
  return entries.filter(({ message }) => !mentioned.has(message.messageId))
}

/** At most `count`, ascending: the two newest, the oldest that nobody named, and the newest for the rest. */
export const history = (state: State, count: number): ReadonlyArray<SyncMessage.HistoryEntry> => {
  const entries = recent(state, Math.max(REACH, count))
  const chosen = new Set<Entry>(entries.slice(-Math.min(2, count)))
  for (const tip of tips(entries)) if (chosen.size < count) chosen.add(tip)
  for (const entry of entries.toReversed()) if (chosen.size < count) chosen.add(entry)
  return entries.filter((entry) => chosen.has(entry)).map(named)
}

/** Whether a causal history names everything that nobody has named yet. */
export const areNamed = (state: State, history: ReadonlyArray<SyncMessage.HistoryEntry>): boolean => {
  const mentioned = new Set(history.map(({ messageId }) => messageId))
  return tips(recent(state, REACH)).every(({ message }) => mentioned.has(message.messageId))
}
