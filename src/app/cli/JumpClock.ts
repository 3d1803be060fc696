/** A clock for the demo: nobody waits, every sleep moves the time instead. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface JumpClock {
  readonly layer: Layer.Layer<never>
  /** Moves the time forward. */
  readonly advance: (duration: Duration.Input) => Effect.Effect<void>
}

/** Starts at `start` (milliseconds since the epoch) and moves only by sleeping or `advance`. Monotonic time stays real. */
export const make = (start: number): JumpClock => {
  let millis = start
  const jump = (duration: Duration.Input) =>
    Effect.sync(() => {
      millis += Duration.toMillis(duration)
    })
  const nanos = () => BigInt(Math.trunc(millis)) * 1_000_000n
  const monotonic = () => BigInt(Math.trunc(performance.now() * 1_000_000))
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => millis,
    currentTimeMillis: Effect.sync(() => millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) => Effect.andThen(jump(duration), Effect.yieldNow)
  }
  return { layer: Layer.succeed(Clock.Clock, clock), advance: jump }
}
