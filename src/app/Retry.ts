/** How use cases retry: only what may pass, with capped exponential back-off. A-52. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Progress } from "./Progress.ts"
import { Pulse } from "./Pulse.ts"

const policy = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("10 seconds")]).pipe(
  Schedule.upTo({ times: 5, duration: "30 seconds" })
)

/** Runs again, at most five times and not after half a minute, as long as the failure says that it is `retryable`. */
export const transient = <A, E extends { readonly _tag: string }, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.retry(self, { schedule: policy, while: (error) => "retryable" in error && error.retryable === true })

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
      schedule: Schedule.spaced("5 seconds"),
      while: ({ retryable }) => retryable
    })
  })
