/** Runs an incremental codec of the domain over a stream. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

/** What the domain's incremental codecs look like: chunks in, zero or more values out, then the rest. */
export interface Machine<In, Out, Error> {
  readonly push: (chunk: In) => Result.Result<ReadonlyArray<Out>, Error>
  readonly finish: () => Result.Result<ReadonlyArray<Out>, Error>
}

/** Arrays gathered until they hold at least `size` values, or weigh `heavy` together; the last one may hold fewer. */
export const gather =
  <A>(size: number, heavy = Number.POSITIVE_INFINITY, weigh: (value: A) => number = () => 0) =>
  <E, R>(self: Stream.Stream<ReadonlyArray<A>, E, R>): Stream.Stream<ReadonlyArray<A>, E, R> =>
    self.pipe(
      transduce(() => {
        let held: Array<A> = []
        let weight = 0
        const flush = (): ReadonlyArray<ReadonlyArray<A>> => {
          const full = held
          held = []
          weight = 0
          return full.length === 0 ? [] : [full]
        }
        return {
          push: (values: ReadonlyArray<A>) => {
            for (const value of values) {
              held.push(value)
              weight += weigh(value)
            }
            return Result.succeed(held.length < size && weight < heavy ? [] : flush())
          },
          finish: () => Result.succeed(flush())
        }
      }),
      Stream.flatMap((batches) => Stream.fromIterable(batches))
    )

/** One array of outputs for each input, a last one after the end. A fresh machine for every run of the stream. */
export const transduce =
  <In, Out, Error>(make: () => Machine<In, Out, Error>) =>
  <E, R>(self: Stream.Stream<In, E, R>): Stream.Stream<ReadonlyArray<Out>, E | Error, R> =>
    Stream.suspend(() => {
      const machine = make()
      return Stream.concat(
        Stream.mapEffect(self, (chunk) => Effect.fromResult(machine.push(chunk))),
        Stream.fromEffect(Effect.suspend(() => Effect.fromResult(machine.finish())))
      )
    })
