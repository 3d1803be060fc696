/** A node that commands of a model act upon: it lives on between them, until a command restarts it on the same home. */
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"

/** Runs Effects one after the other under one clock that only the test moves. */
export const clocked = async (startMillis: number) => {
  const scope = await Effect.runPromise(Scope.make())
  const clock = await Effect.runPromise(Layer.buildWithScope(TestClock.layer(), scope))
  const run = <A, E>(work: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(Effect.provideContext(work, clock))
  await run(TestClock.setTime(startMillis))
  return {
    run,
    advance: (millis: number) => run(TestClock.adjust(millis)),
    end: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

export type Clocked = Awaited<ReturnType<typeof clocked>>

/** A process: the services of a layer, until it is restarted. */
export const process = async <S, E>(clock: Clocked, layer: Layer.Layer<S, E>) => {
  let scope = await Effect.runPromise(Scope.make())
  const build = () => clock.run(Layer.buildWithScope(Layer.fresh(layer), scope))
  let services: Context.Context<S> = await build()
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void))
  return {
    use: <A, F>(work: Effect.Effect<A, F, S>): Promise<A> => clock.run(Effect.provideContext(work, services)),
    restart: async () => {
      await stop()
      scope = await Effect.runPromise(Scope.make())
      services = await build()
    },
    stop
  }
}

export type Process<S> = {
  readonly use: <A, F>(work: Effect.Effect<A, F, S>) => Promise<A>
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}
