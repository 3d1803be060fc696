/** How use cases retry: only what may pass, with capped exponential back-off. A-52. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Limits from "./Limits.ts"
import { Progress } from "./Progress.ts"
import { Pulse } from "./Pulse.ts"
import { Settings } from "./Settings.ts"

const policy = (times: number) =>
  Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("10 seconds")]).pipe(
    Schedule.upTo({ times, duration: "30 seconds" })
  )

/**
 * Runs again, at most as often as the settings say and not after half a minute, as long as the failure says that it is
 * `retryable`.
 */
export const transient = <A, E extends { readonly _tag: string }, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.serviceOption(Settings), (settings) => {
    const { retries } = Option.match(settings, { onNone: () => Limits.defaults, onSome: ({ limits }) => limits })
    return Effect.retry(self, {
      schedule: policy(retries),
      while: (error) => "retryable" in error && error.retryable === true
    })
  })

/** Runs again for ever, as long as the failure says that it may pass; tells a person once what is waited for. */
export const patiently = <A, E extends { readonly message: string; readonly retryable: boolean }, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let told = ""
    const tell = ({ message, retryable }: E) =>
      !retryable || message === told
        ? Effect.void
        : Effect.gen(function* () {
            told = message
            yield* (yield* Pulse).failed(message)
            yield* (yield* Progress).note(`${message}; trying again`)
          })
    return Effect.retry(Effect.tapError(self, tell), {
      schedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")]),
      while: ({ retryable }) => retryable
    })
  })

/** Minutes. */
const LONGEST_PAUSE = 16

/** How long a daemon waits after steps that failed: a minute, twice as long after each further failure, 16 minutes at most. */
export const pauses = Effect.map(Ref.make(0), (failures) => ({
  /** One more failure: the pause in minutes. */
  next: Effect.map(
    Ref.updateAndGet(failures, (n) => n + 1),
    (n) => Math.min(2 ** (n - 1), LONGEST_PAUSE)
  ),
  /** A step succeeded. */
  reset: Ref.set(failures, 0)
}))

/** The end of a sentence that says when it goes on. */
export const again = (minutes: number): string => `trying again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}`
