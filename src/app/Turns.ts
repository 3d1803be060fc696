/** Whose turn it is where one process runs many nodes. A node alone takes its turn at once. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Order {
  /** A whole step: catch up, seal, announce. */
  readonly step: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** A look at everything that is on Codex; it may wait for long. */
  readonly audit: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const Turns = Context.Reference<Order>("community-history/app/Turns", {
  defaultValue: () => ({ step: (work) => work, audit: (work) => work })
})
