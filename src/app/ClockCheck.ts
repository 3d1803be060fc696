/**
 * A clock that was set back. What is recorded says how late it has been already; going on from an earlier hour would ask
 * for the wrong spans and date announcements before those that members follow.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { now } from "./Now.ts"

/** Both in nanoseconds. */
export class ClockBehind extends Schema.TaggedError<ClockBehind>()("ClockBehind", {
  shown: Schema.BigInt,
  recorded: Schema.BigInt
}) {
  get retryable(): boolean {
    return false
  }
  override get message(): string {
    return `the clock of this machine shows ${Time.toIso(Time.nanos(this.shown))}, but work was done here at ${Time.toIso(Time.nanos(this.recorded))} already; set the clock right and try again`
  }
}

/** Clocks are corrected by seconds all the time; an hour is no correction. */
const TOLERANCE = Time.hours(1)

/** The present, unless it is long before what is recorded. */
export const present = Effect.fn("ClockCheck.present")(function* (recorded: Nanos) {
  const shown = yield* now
  return Time.add(shown, TOLERANCE) < recorded ? yield* new ClockBehind({ shown, recorded }) : shown
})
