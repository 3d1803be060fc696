/**
 * Puts something around every operation of a service, whatever it is called: an effect, a stream, or a function that
 * answers one of them.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Answers what is to happen in place of the operation of this name. */
export type Around = <A, E, R>(name: string, run: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

const around = (name: string, operation: unknown, guard: Around): unknown => {
  if (Stream.isStream(operation)) return Stream.unwrap(guard(name, Effect.succeed(operation)))
  return Effect.isEffect(operation) ? guard(name, operation) : operation
}

export const service = <S extends object>(inner: S, guard: Around): S =>
  Object.fromEntries(
    Object.entries(inner).map(([name, member]: readonly [string, unknown]) => [
      name,
      typeof member === "function"
        ? (...args: ReadonlyArray<unknown>) => around(name, Reflect.apply(member, inner, args), guard)
        : around(name, member, guard)
    ])
  ) as S
