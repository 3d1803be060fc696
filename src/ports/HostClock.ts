/**
 * What a network takes is real time: deadlines and pauses sleep on the host's clock, whatever clock a test or a simulation
 * puts in its place; only the date is the one they say.
 */
import * as Clock from "effect/Clock"

export const sleeping = (dated: Clock.Clock): Clock.Clock => {
  const host = Clock.Clock.defaultValue()
  return {
    currentTimeMillisUnsafe: () => dated.currentTimeMillisUnsafe(),
    currentTimeMillis: dated.currentTimeMillis,
    currentTimeNanosUnsafe: () => dated.currentTimeNanosUnsafe(),
    currentTimeNanos: dated.currentTimeNanos,
    monotonicTimeNanosUnsafe: () => host.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: host.monotonicTimeNanos,
    sleep: (duration) => host.sleep(duration)
  }
}
