/**
 * What a participant knows of a channel. SDS-04, SDS-06, SDS-22. An id is known in one way only; whatever is not known may
 * still be accepted, once.
 */
import * as HashMap from "effect/HashMap"
import * as Order from "effect/Order"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import type { Fifth } from "./Filter.ts"
import type { Sha256 } from "./MessageId.ts"
import type { Policy } from "./Policy.ts"
import * as Sorted from "./Sorted.ts"

/** What is fixed for a participant of a channel. Both are text of at most `SyncMessage.MAX_NAME` bytes, not empty. */
export interface Config {
  readonly channel: string
  /** Nobody else is called so (SDS-01). */
  readonly participant: string
  readonly policy: Policy
  readonly sha256?: Sha256 | undefined
}

/**
 * A message that is here. `message`: without filter and repair request, which are news of another day. `hint`: its Waku
 * message hash, empty where unknown. `arrival`: how many came before.
 */
export interface Entry {
  readonly message: SyncMessage.Content
  readonly hint: Uint8Array
  readonly arrival: number
}

/** In the log. */
export interface Delivered {
  readonly _tag: "Delivered"
  readonly entry: Entry
}

/** Here, but not what it depends on; `unmet`: ids of that, each missing or waiting itself. */
export interface Waiting {
  readonly _tag: "Waiting"
  readonly entry: Entry
  readonly unmet: ReadonlyArray<string>
}

/** Our own, on its way to the transport. */
export interface Pending {
  readonly _tag: "Pending"
  readonly entry: Entry
}

/** Named by others, and not here. */
export interface Missing {
  readonly _tag: "Missing"
  readonly entry: SyncMessage.HistoryEntry
  readonly since: Nanos
  /** When its repair is asked for (SDS-26). */
  readonly requestAt: Nanos
  /** When it is looked up, also again where nobody could say anything. */
  readonly lookUpAt: Nanos
  /** An answer is awaited. */
  readonly isAsked: boolean
}

/** Nobody has it (`Lost`), or it is not to come back (`Removed`): it counts as met. */
export interface Settled {
  readonly _tag: "Lost" | "Removed"
  readonly arrival: number
}

export type Known = Delivered | Waiting | Pending | Missing | Settled

/** An own message that not everybody is known to have (SDS-06). */
export interface Outgoing {
  readonly resends: number
  /** Who may have it, by their filters; none: unacknowledged. */
  readonly holders: ReadonlyArray<string>
  /** When it is sent again; `undefined` while it is on its way to the transport. */
  readonly resendAt: Nanos | undefined
  /** Its bits in a filter. */
  readonly positions: Uint32Array
}

/** Something to do about a message. */
export interface Due {
  readonly at: Nanos
  readonly what: "LookUp" | "Resend" | "Respond"
  readonly id: string
}

/** When a request for the repair of a message may go out. */
export type Request = Pick<Due, "at" | "id">

export interface Quiet {
  /** When a sync message is sent; `undefined`: there is nothing to tell. */
  readonly syncAt: Nanos | undefined
  /** How many of them were sent since anything was said. */
  readonly syncs: number
  /** No sync message goes out before only to ask for repairs. */
  readonly repairsFrom: Nanos
}

export interface State {
  /** The greatest Lamport clock sent or delivered; 0 before. */
  readonly clock: Millis
  readonly arrivals: number
  readonly known: HashMap.HashMap<string, Known>
  /** By clock, then by id (SDS-16). */
  readonly log: Sorted.Sorted<Entry>
  readonly logBytes: number
  /** The last that left the log for want of room: what is not after it is too old. */
  readonly horizon: Position | undefined
  /** Ids of what arrived last (SDS-05); `undefined`: to be made anew. */
  readonly filter: ReadonlyArray<Fifth> | undefined
  /** By what they wait for, the messages that wait. */
  readonly dependants: HashMap.HashMap<string, ReadonlyArray<string>>
  readonly pending: Sorted.Sorted<Entry>
  readonly outgoing: HashMap.HashMap<string, Outgoing>
  readonly responses: HashMap.HashMap<string, Nanos>
  readonly requests: Sorted.Sorted<Request>
  readonly agenda: Sorted.Sorted<Due>
  readonly settled: Sorted.Sorted<{ readonly arrival: number; readonly id: string }>
  readonly quiet: Quiet
  readonly counts: {
    readonly waiting: number
    readonly waitingBytes: number
    readonly missing: number
    readonly lost: number
  }
}

/** Where a message stands in the log. */
export type Position = Pick<SyncMessage.Content, "lamport" | "messageId">

/** Ids by their code units: the same everywhere (SDS-16). */
export const positionOrder: Order.Order<Position> = Order.make((left, right) =>
  left.lamport === right.lamport
    ? left.messageId === right.messageId
      ? 0
      : left.messageId < right.messageId
        ? -1
        : 1
    : left.lamport < right.lamport
      ? -1
      : 1
)

export const entryOrder: Order.Order<Entry> = Order.mapInput(positionOrder, ({ message }) => message)

const requestOrder: Order.Order<Request> = Order.make((left, right) =>
  left.at === right.at ? Order.String(left.id, right.id) : left.at < right.at ? -1 : 1
)

const dueOrder: Order.Order<Due> = Order.combine(
  requestOrder,
  Order.mapInput(Order.String, ({ what }: Due) => what)
)

export const initial: State = {
  clock: Time.millis(0n),
  arrivals: 0,
  known: HashMap.empty(),
  log: Sorted.empty(entryOrder),
  logBytes: 0,
  horizon: undefined,
  filter: [],
  dependants: HashMap.empty(),
  pending: Sorted.empty(entryOrder),
  outgoing: HashMap.empty(),
  responses: HashMap.empty(),
  requests: Sorted.empty(requestOrder),
  agenda: Sorted.empty(dueOrder),
  settled: Sorted.empty(Order.mapInput(Order.Number, ({ arrival }) => arrival)),
  quiet: { syncAt: undefined, syncs: 0, repairsFrom: Time.nanos(0n) },
  counts: { waiting: 0, waitingBytes: 0, missing: 0, lost: 0 }
}

/** The messages of the channel, in order. */
export const log = (state: State): ReadonlyArray<Entry> => Sorted.toArray(state.log)

/** At most `count` messages at the end of the log, in order. */
export const newest = (state: State, count: number): ReadonlyArray<Entry> => Sorted.newest(state.log, count)

/** The Lamport clock of what is said next (SDS-07). */
export const next = (state: Pick<State, "clock">, now: Nanos): Millis => {
  const present = Time.toMillis(now)
  return present > state.clock ? present : Time.millis(state.clock + 1n)
}

/** The Lamport clock: that of the channel or of the wall, whichever is ahead (SDS-04). */
export const clock = (state: State, now: Nanos): Millis => {
  const present = Time.toMillis(now)
  return present > state.clock ? present : state.clock
}
