/** Spans of time as a host writes them: `"7 days"`, `"20 seconds"`. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"

/** A duration as a span of nanoseconds, clamped into their range. */
export const fromDuration = (duration: Duration.Duration): Nanos => {
  const nanos = Duration.toNanos(duration)
  return nanos._tag === "Some" ? Time.nanos(nanos.value) : (Time.MAX_NANOS as Nanos)
}

/** `undefined` where the text is none. */
export const parse = (text: string): Nanos | undefined =>
  Option.getOrUndefined(Option.map(Duration.fromInput(text as Duration.Input), fromDuration))
