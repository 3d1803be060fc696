/** The clock of Effect in the units of the domain. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"

/** The present instant, to the millisecond: finer digits of a wall clock are not to be trusted. */
export const now: Effect.Effect<Nanos> = Effect.map(Clock.currentTimeMillis, (millis) =>
  Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n)
)

/** Sleeps until the instant, rounded up to the millisecond; not at all if it has passed. */
export const sleepUntil = (instant: Nanos): Effect.Effect<void> =>
  Effect.flatMap(now, (present) =>
    instant <= present
      ? Effect.void
      : Effect.sleep(Duration.millis(Number((instant - present + 999_999n) / 1_000_000n)))
  )
