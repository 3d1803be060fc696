/** The time that a scenario takes: the test clock, set to the start, and what happens in which hour. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Time from "../../domain/Time.ts"

/** A Monday. */
export const START = Time.fromIso("2024-03-04T00:00:00Z")!
/** Milliseconds. */
export const HOUR = 3_600_000
/** Hours. */
export const WEEK = 7 * 24

/** Something that happens at an hour since the start. */
export interface Act {
  readonly hour: number
  readonly perform: Effect.Effect<void, unknown>
}

export interface Course {
  readonly clock: Clock.Clock
  readonly now: () => Time.Nanos
  /** Since the start. */
  readonly hour: () => number
  /** Performs what happens until that hour, in its order, and lets time pass until then. */
  readonly play: (acts: ReadonlyArray<Act>, until: number) => Effect.Effect<void, unknown>
}

/** Sets the clock. */
export const begin: Effect.Effect<Course> = Effect.gen(function* () {
  const clock = yield* Clock.clockWith(Effect.succeed)
  yield* TestClock.setTime(Number(START / 1_000_000n))
  const hour = () => clock.currentTimeMillisUnsafe() / HOUR - Number(START / 1_000_000n) / HOUR
  const passTo = (at: number) => {
    const wait = Math.round(at * HOUR) - Math.round(hour() * HOUR)
    return wait > 0 ? TestClock.adjust(Duration.millis(wait)) : Effect.void
  }
  const play: Course["play"] = Effect.fnUntraced(function* (acts, until) {
    const ordered = acts.filter((act) => act.hour <= until).sort((left, right) => left.hour - right.hour)
    for (const act of ordered) {
      yield* passTo(act.hour)
      yield* act.perform
    }
    yield* passTo(until)
  })
  const now = () => Time.nanos(BigInt(Math.trunc(clock.currentTimeMillisUnsafe())) * 1_000_000n)
  return { clock, now, hour, play }
})
