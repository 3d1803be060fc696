/**
 * Into the log, in causal order. A message waits for those it names, unless they are lost or removed; what it names and is
 * not older than itself it cannot depend on. SDS-13…16, D-6; protocols C3.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Bytes from "../Bytes.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Filter from "./Filter.ts"
import * as Sorted from "./Sorted.ts"
import { type Entry, entryOrder, type Known, type State, type Waiting } from "./State.ts"
import * as Turn from "./Turn.ts"

/** Whether a message must wait for what it names, of which this is known. */
export const isUnmet = (known: Known | undefined, { lamport }: SyncMessage.Content): boolean => {
  switch (known?._tag) {
    case "Waiting":
    case "Pending":
      return known.entry.message.lamport < lamport
    case "Missing":
    case undefined:
      return true
    case "Delivered":
    case "Lost":
    case "Removed":
      return false
  }
}

/** The message with the number of its arrival, its id in the filter; without what its sender knew when it was sent. */
const arrived = (turn: Turn.Turn, message: SyncMessage.Content, hint: Uint8Array): Entry => {
  const arrival = Turn.arrive(turn)
  const { filter } = turn.state
  turn.state.filter = filter && Filter.add(turn.config.policy, filter, message.messageId, arrival)
  return { message: { ...message, bloomFilter: Bytes.empty, repairRequest: [] }, hint, arrival }
}

/** What there is no room for leaves the log, oldest first. */
const makeRoom = (turn: Turn.Turn): void => {
  const { logBytes, logLength } = turn.config.policy
  while (turn.state.log.size > logLength || (turn.state.logBytes > logBytes && turn.state.log.size > 1)) {
    const { lamport, messageId } = Sorted.first(turn.state.log)!.message
    turn.state.horizon = { lamport, messageId }
    turn.state.filter = undefined
    Turn.settle(turn, messageId, "Removed")
  }
}

const enter = (turn: Turn.Turn, entry: Entry): void => {
  const { lamport, messageId } = entry.message
  if (lamport > turn.state.clock) turn.state.clock = lamport
  Turn.put(turn, messageId, { _tag: "Delivered", entry })
}

/** Frees from the id those of its dependants that `isFreed`. Those that wait for nothing else join the ones that are ready. */
const free = (
  turn: Turn.Turn,
  id: string,
  ready: Sorted.Sorted<Entry>,
  isFreed: (entry: Entry) => boolean
): Sorted.Sorted<Entry> => {
  const dependants = Option.getOrElse(HashMap.get(turn.state.dependants, id), () => [])
  if (dependants.length === 0) return ready
  const bound: Array<string> = []
  let next = ready
  for (const dependant of dependants) {
    const known = Turn.known(turn, dependant)
    if (known?._tag !== "Waiting") continue
    if (!isFreed(known.entry)) {
      bound.push(dependant)
      continue
    }
    if (known.unmet.length === 1) next = Sorted.insert(next, known.entry)
    else Turn.put(turn, dependant, { ...known, unmet: known.unmet.filter((other) => other !== id) })
  }
  const { state } = turn
  state.dependants =
    bound.length === 0 ? HashMap.remove(state.dependants, id) : HashMap.set(state.dependants, id, bound)
  return next
}

const all = (): boolean => true

/** Delivers these, and what waits for nothing but them, in the order of the log. */
const cascade = (turn: Turn.Turn, entries: Sorted.Sorted<Entry>): void => {
  let ready = entries
  for (let next = Sorted.first(ready); next !== undefined; next = Sorted.first(ready)) {
    ready = Sorted.remove(ready, next)
    enter(turn, next)
    Turn.tell(turn, { _tag: "Delivered", message: next.message, hint: next.hint })
    ready = free(turn, next.message.messageId, ready, all)
  }
  makeRoom(turn)
}

/** The id is here, lost or removed: what waited for it follows. */
export const met = (turn: Turn.Turn, id: string): void => cascade(turn, free(turn, id, Sorted.empty(entryOrder), all))

/** Puts the message into the log and into the filter, whatever it names; what waited for it follows. */
export const admit = (turn: Turn.Turn, message: SyncMessage.Content, hint: Uint8Array): Entry => {
  const entry = arrived(turn, message, hint)
  enter(turn, entry)
  met(turn, message.messageId)
  return entry
}

/** As {@link admit}, of what is new to the host. */
export const deliver = (turn: Turn.Turn, message: SyncMessage.Content, hint: Uint8Array): void => {
  const entry = arrived(turn, message, hint)
  enter(turn, entry)
  Turn.tell(turn, { _tag: "Delivered", message: entry.message, hint })
  met(turn, message.messageId)
}

/**
 * Keeps the message until the ids are met. What waits for it and is not younger waits in vain, since nothing depends on what
 * came after it: circles would wait for ever.
 */
export const wait = (
  turn: Turn.Turn,
  message: SyncMessage.Content,
  hint: Uint8Array,
  unmet: ReadonlyArray<string>
): void => {
  const entry = arrived(turn, message, hint)
  Turn.put(turn, message.messageId, { _tag: "Waiting", entry, unmet })
  turn.state.dependants = depend(turn.state.dependants, message.messageId, unmet)
  const { lamport } = message
  cascade(
    turn,
    free(turn, message.messageId, Sorted.empty(entryOrder), (dependant) => dependant.message.lamport <= lamport)
  )
}

/** A message that waits does so no longer, but is not delivered either. */
export const unwait = (turn: Turn.Turn, { entry, unmet }: Waiting): void => {
  for (const on of unmet) {
    const others = Option.getOrElse(HashMap.get(turn.state.dependants, on), (): ReadonlyArray<string> => [])
    const rest = others.filter((other) => other !== entry.message.messageId)
    const { dependants } = turn.state
    turn.state.dependants = rest.length === 0 ? HashMap.remove(dependants, on) : HashMap.set(dependants, on, rest)
  }
}

/** The index of who waits for what, with one that waits for these. */
export const depend = (
  dependants: State["dependants"],
  id: string,
  unmet: ReadonlyArray<string>
): State["dependants"] =>
  unmet.reduce((index, on) => {
    const others = Option.getOrElse(HashMap.get(index, on), (): ReadonlyArray<string> => [])
    return HashMap.set(index, on, [...others, id])
  }, dependants)
