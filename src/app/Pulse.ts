/** How a running node tells its host that a whole step succeeded, or failed. Nothing happens where no host listens. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metrics from "./Metrics.ts"
import { Turns } from "./Turns.ts"

export interface Listener {
  readonly succeeded: Effect.Effect<void>
  readonly failed: (message: string) => Effect.Effect<void>
}

export const Pulse = Context.Reference<Listener>("community-history/app/Pulse", {
  defaultValue: () => ({ succeeded: Effect.void, failed: () => Effect.void })
})

/** Takes the step when its turn comes, reports its end, and leaves it as it is. */
export const beat = <A, E extends { readonly _tag: string; readonly message: string }, R>(
  step: Effect.Effect<A, E, R>
) =>
  Effect.tapError(
    Effect.tap(
      Effect.flatMap(Turns, (turns) => turns.step(step)),
      () =>
        Effect.andThen(
          Metrics.step("done"),
          Effect.flatMap(Pulse, ({ succeeded }) => succeeded)
        )
    ),
    (error) =>
      Effect.all(
        [Metrics.step("failed"), Metrics.failure(error), Effect.flatMap(Pulse, ({ failed }) => failed(error.message))],
        {
          discard: true
        }
      )
  )
