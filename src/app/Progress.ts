/**
 * How use cases tell a waiting person how far they are. Silent unless a host provides a reporter.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One long piece of work. `advance` counts units done since the last call. */
export interface Task {
  readonly advance: (units: number) => Effect.Effect<void>
}

export interface Reporter {
  /** Announces work of `total` units (unknown if undefined); the task ends with the scope. */
  readonly start: (label: string, total: number | undefined, unit: string) => Effect.Effect<Task, never, Scope.Scope>
  /** One plain sentence about what happens or is waited for. */
  readonly note: (text: string) => Effect.Effect<void>
}

export const Progress: Context.Reference<Reporter> = Context.Reference<Reporter>("community-history/app/Progress", {
  defaultValue: () => ({
    start: () => Effect.succeed({ advance: () => Effect.void }),
    note: () => Effect.void
  })
})
