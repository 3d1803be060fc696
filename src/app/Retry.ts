/** How use cases retry: only what may pass, with capped exponential back-off. A-52. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

const policy = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("10 seconds")]).pipe(
  Schedule.upTo({ times: 5 })
)

/** Runs again, at most five times, as long as the failure says that it is `retryable`. */
export const transient = <A, E extends { readonly _tag: string }, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.retry(self, { schedule: policy, while: (error) => "retryable" in error && error.retryable === true })
