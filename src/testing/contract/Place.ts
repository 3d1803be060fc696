/** How a contract reaches what several processes, or one process before and after its end, have in common. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/** Makes something new and answers a layer: each build of that layer opens this very thing, as another process would. */
export type Place<S, E> = Effect.Effect<Layer.Layer<S, E>, unknown, Scope.Scope>

/** What an adapter can do beyond one instance in one process. */
export interface Sharing<S, E> {
  /** Without it, every opening in a test is the same instance, and nothing is proved about reopening. */
  readonly shared?: Place<S, E>
}

/** The adapter's own place; for an adapter that has none, one new instance for all openings. */
export const of = <S, E>(layer: Layer.Layer<S, E>, { shared }: Sharing<S, E>): Place<S, E> =>
  shared ?? Effect.map(Layer.build(layer), Layer.succeedContext)
