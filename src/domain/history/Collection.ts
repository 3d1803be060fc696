/**
 * How a member chooses the announcement to follow: verified ones are collected until none has come for 20 seconds.
 * CHA-59…61, A-17…19, A-46, A-52.
 */
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { Announcement } from "./Announcement.ts"
import * as Announcements from "./Announcement.ts"

export interface State {
  /** The greatest clock processed or stated by a community description. */
  readonly floor: Millis
  readonly processed: Option.Option<Announcement>
  readonly best: Option.Option<Announcement>
  /** When the waiting ends; none while nothing is collected or a store query runs. */
  readonly deadline: Option.Option<Nanos>
  /** When the waiting ends at the latest, whatever else is announced. */
  readonly latest: Option.Option<Nanos>
  readonly querying: boolean
  /** Failed fetches of `best`, and when the next one may start. */
  readonly attempts: number
}

export const initial: State = {
  floor: Time.millis(0n),
  processed: Option.none(),
  best: Option.none(),
  deadline: Option.none(),
  latest: Option.none(),
  querying: false,
  attempts: 0
}

export type Event =
  /** An announcement whose signature holds. */
  | { readonly _tag: "Heard"; readonly announcement: Announcement }
  | { readonly _tag: "QueryStarted" }
  | { readonly _tag: "QueryEnded" }
  /** A description states the clock of the newest index. */
  | { readonly _tag: "ClockStated"; readonly clock: Millis }
  | { readonly _tag: "Tick" }
  | { readonly _tag: "Processed"; readonly announcement: Announcement }
  /** The index of `best` could not be fetched. */
  | { readonly _tag: "Failed" }

export type Command =
  | { readonly _tag: "Wait"; readonly until: Nanos }
  | { readonly _tag: "Fetch"; readonly announcement: Announcement }

const isProcessed = (state: State, { cid, clock }: Announcement): boolean =>
  Option.exists(state.processed, (done) => done.clock === clock && done.cid === cid)

/** Whether an announcement counts: not behind the clock, and not the one followed already. */
export const accepts = (state: State, announcement: Announcement): boolean =>
  announcement.clock >= state.floor &&
  !isProcessed(state, announcement) &&
  !Option.exists(state.processed, (done) => Order.isLessThan(Announcements.order)(announcement, done))

/**
 * Since when nothing newer was announced, where that is longer than `patience`. A control node repeats itself: it
 * has stopped, or somebody withholds its word. None where nothing was ever announced.
 */
export const silentSince = ({ floor, processed }: State, now: Nanos, patience: Nanos): Option.Option<Nanos> => {
  const newest = Option.match(processed, {
    onNone: () => floor,
    onSome: ({ clock }) => (clock > floor ? clock : floor)
  })
  const at = Time.fromMillis(newest)
  return newest > 0n && Time.add(at, patience) < now ? Option.some(at) : Option.none()
}

const FIRST_RETRY = Time.seconds(30)
const LONGEST_RETRY = Time.hours(1)

/** What follows from a state: wait for the deadline, or fetch; nothing while nothing is collected or a query runs. */
export const commands = (state: State, now: Nanos): ReadonlyArray<Command> =>
  Option.match(Option.all([state.best, state.deadline]), {
    onNone: () => [],
    onSome: ([announcement, until]): ReadonlyArray<Command> =>
      now >= until ? [{ _tag: "Fetch", announcement }] : [{ _tag: "Wait", until }]
  })

/** Waits at the most. Announcements that never stop, new or sent again, delay the history by no more than this. */
const MAX_WAITS = 30n

/** A wait that begins anew, but ends with the last of those that a first one may become. */
const waiting = (wait: Nanos, state: State, now: Nanos): Pick<State, "deadline" | "latest"> => {
  const latest = Option.getOrElse(state.latest, () => Time.add(now, Time.nanos(wait * MAX_WAITS)))
  return { deadline: Option.some(Time.min(latest, Time.add(now, wait))), latest: Option.some(latest) }
}

const heard = (wait: Nanos, state: State, announcement: Announcement, now: Nanos): State => {
  if (!accepts(state, announcement)) return state
  const newer = !Option.exists(state.best, (best) => Announcements.order(best, announcement) >= 0)
  // Anybody can send an old announcement again: it must not make a node ask more often that asks in vain.
  if (!newer && state.attempts > 0) return state
  return {
    ...state,
    ...(state.querying ? {} : waiting(wait, state, now)),
    best: newer ? Option.some(announcement) : state.best,
    attempts: newer ? 0 : state.attempts
  }
}

const apply = (wait: Nanos, state: State, event: Event, now: Nanos): State => {
  switch (event._tag) {
    case "Heard":
      return heard(wait, state, event.announcement, now)
    case "QueryStarted":
      return { ...state, querying: true, deadline: Option.none(), latest: Option.none() }
    case "QueryEnded":
      return state.querying
        ? { ...state, querying: false, ...(Option.isSome(state.best) ? waiting(wait, state, now) : {}) }
        : state
    case "ClockStated": {
      if (event.clock <= state.floor) return state
      const stale = Option.exists(state.best, ({ clock }) => clock < event.clock)
      return {
        ...state,
        floor: event.clock,
        best: stale ? Option.none() : state.best,
        deadline: stale ? Option.none() : state.deadline,
        latest: stale ? Option.none() : state.latest
      }
    }
    case "Tick":
      return state
    case "Processed": {
      const superseded = Option.exists(state.best, (best) => Announcements.order(best, event.announcement) > 0)
      return {
        ...state,
        processed: Option.some(event.announcement),
        floor: event.announcement.clock > state.floor ? event.announcement.clock : state.floor,
        best: superseded ? state.best : Option.none(),
        deadline: superseded ? state.deadline : Option.none(),
        latest: superseded ? state.latest : Option.none(),
        attempts: 0
      }
    }
    case "Failed": {
      if (Option.isNone(state.best)) return state
      const pause = Time.min(LONGEST_RETRY, Time.nanos(FIRST_RETRY * 2n ** BigInt(Math.min(state.attempts, 20))))
      return {
        ...state,
        attempts: state.attempts + 1,
        deadline: state.querying ? Option.none() : Option.some(Time.add(now, pause)),
        latest: Option.none()
      }
    }
  }
}

/**
 * Every accepted announcement starts the wait anew, within bounds; while a store query runs the wait has not begun.
 * The greatest announcement is fetched, whatever the order of arrival.
 */
export const step = (wait: Nanos, state: State, event: Event, now: Nanos): readonly [State, ReadonlyArray<Command>] => {
  const after = apply(wait, state, event, now)
  return [after, commands(after, now)]
}
