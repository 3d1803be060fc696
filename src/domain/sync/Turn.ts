/**
 * One step under way: the state as it becomes, and what is to be done. A turn is written to while it lasts and by nobody
 * else; states before and after are values. Every change of a row of the state goes through here.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type * as Step from "../Step.ts"
import type { Nanos } from "../Time.ts"
import type { Event, LookUp } from "./Event.ts"
import * as Rows from "./Rows.ts"
import * as Sorted from "./Sorted.ts"
import type { Config, Due, Known, Outgoing, Settled, State } from "./State.ts"

export type Output = Step.Output<Event, LookUp, "channel">

export interface Turn {
  readonly config: Config
  readonly now: Nanos
  readonly before: State
  readonly state: { -readonly [Name in keyof State]: State[Name] }
  readonly out: Array<Output>
}

export const begin = (config: Config, before: State, now: Nanos): Turn => ({
  config,
  now,
  before,
  state: { ...before },
  out: []
})

export const end = ({ before, out, state }: Turn): readonly [State, ReadonlyArray<Output>] => {
  if (
    state.clock !== before.clock ||
    state.arrivals !== before.arrivals ||
    state.quiet !== before.quiet ||
    state.horizon !== before.horizon
  ) {
    out.push({ _tag: "Save", key: Rows.CHANNEL, value: Rows.channel(state) })
  }
  return [state, out]
}

export const tell = (turn: Turn, event: Event): void => void turn.out.push({ _tag: "Tell", event })

const save = (turn: Turn, kind: Rows.Kind, id: string, value: Uint8Array): void =>
  void turn.out.push({ _tag: "Save", key: Rows.key(kind, id), value })

const erase = (turn: Turn, kind: Rows.Kind, id: string): void =>
  void turn.out.push({ _tag: "Erase", key: Rows.key(kind, id) })

/** What the map says of the id. */
export const of = <A>(map: HashMap.HashMap<string, A>, id: string): A | undefined =>
  Option.getOrUndefined(HashMap.get(map, id))

export const known = (turn: Turn, id: string): Known | undefined => of(turn.state.known, id)

export const outgoing = (turn: Turn, id: string): Outgoing | undefined => of(turn.state.outgoing, id)

const tableOf = (known: Known): Rows.Kind => {
  switch (known._tag) {
    case "Delivered":
    case "Waiting":
    case "Pending":
      return "m"
    case "Missing":
      return "d"
    case "Lost":
    case "Removed":
      return "s"
  }
}

const valueOf = (known: Known): Uint8Array => {
  switch (known._tag) {
    case "Delivered":
    case "Waiting":
    case "Pending":
      return Rows.held(known)
    case "Missing":
      return Rows.missing(known)
    case "Lost":
    case "Removed":
      return Rows.settled(known)
  }
}

/** Enters what is known of an id into what is derived from it, or takes it out. */
export const index = (state: Turn["state"], id: string, known: Known, sign: 1 | -1): void => {
  const edit = sign === 1 ? Sorted.insert : Sorted.remove
  switch (known._tag) {
    case "Delivered":
      state.log = edit(state.log, known.entry)
      state.logBytes += sign * known.entry.message.content.length
      return
    case "Pending":
      state.pending = edit(state.pending, known.entry)
      return
    case "Waiting": {
      const { waiting, waitingBytes } = state.counts
      const bytes = known.entry.message.content.length
      state.counts = { ...state.counts, waiting: waiting + sign, waitingBytes: waitingBytes + sign * bytes }
      return
    }
    case "Missing":
      state.counts = { ...state.counts, missing: state.counts.missing + sign }
      state.requests = edit(state.requests, { at: known.requestAt, id })
      state.agenda = edit<Due>(state.agenda, { at: known.lookUpAt, what: "LookUp", id })
      return
    case "Lost":
    case "Removed":
      state.settled = edit(state.settled, { arrival: known.arrival, id })
      if (known._tag === "Lost") state.counts = { ...state.counts, lost: state.counts.lost + sign }
  }
}

/** What is known of the id from now on; `undefined`: nothing. */
export const put = (turn: Turn, id: string, next: Known | undefined): void => {
  const { state } = turn
  const before = of(state.known, id)
  if (before !== undefined) {
    index(state, id, before, -1)
    if (next === undefined || tableOf(next) !== tableOf(before)) erase(turn, tableOf(before), id)
  }
  if (next === undefined) {
    state.known = HashMap.remove(state.known, id)
    return
  }
  state.known = HashMap.set(state.known, id, next)
  index(state, id, next, 1)
  save(turn, tableOf(next), id, valueOf(next))
}

export const putOutgoing = (turn: Turn, id: string, next: Outgoing | undefined): void => {
  const { state } = turn
  const before = of(state.outgoing, id)
  if (before?.resendAt !== undefined) {
    state.agenda = Sorted.remove(state.agenda, { at: before.resendAt, what: "Resend", id })
  }
  if (next === undefined) {
    if (before === undefined) return
    state.outgoing = HashMap.remove(state.outgoing, id)
    erase(turn, "o", id)
    return
  }
  state.outgoing = HashMap.set(state.outgoing, id, next)
  if (next.resendAt !== undefined) {
    state.agenda = Sorted.insert(state.agenda, { at: next.resendAt, what: "Resend", id })
  }
  save(turn, "o", id, Rows.outgoing(next))
}

/** Promises a repair at that instant; `undefined`: no longer. */
export const putResponse = (turn: Turn, id: string, at: Nanos | undefined): void => {
  const { state } = turn
  const before = of(state.responses, id)
  if (before !== undefined) state.agenda = Sorted.remove(state.agenda, { at: before, what: "Respond", id })
  if (at === undefined) {
    if (before === undefined) return
    state.responses = HashMap.remove(state.responses, id)
    erase(turn, "r", id)
    return
  }
  state.responses = HashMap.set(state.responses, id, at)
  state.agenda = Sorted.insert(state.agenda, { at, what: "Respond", id })
  save(turn, "r", id, Rows.response(at))
}

/** The next number in the order of arrival. */
export const arrive = ({ state }: Turn): number => state.arrivals++

/** Settles an id. The oldest that were settled are forgotten where there are too many. */
export const settle = (turn: Turn, id: string, _tag: Settled["_tag"]): void => {
  put(turn, id, { _tag, arrival: arrive(turn) })
  while (turn.state.settled.size > turn.config.policy.settled)
    put(turn, Sorted.first(turn.state.settled)!.id, undefined)
}
