/** Shows how far a large transfer is; small ones are over before anybody looks. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Progress } from "./Progress.ts"

const LARGE = 8 * 1024 * 1024
const KIB = 1024

/** `total`: bytes of the whole. */
export const shown = <E, R>(
  label: string,
  total: number,
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E, R> =>
  total < LARGE
    ? bytes
    : Stream.unwrap(
        Effect.gen(function* () {
          const task = yield* (yield* Progress).start(label, Math.ceil(total / KIB), "KiB")
          let seen = 0
          return Stream.tap(bytes, (chunk) => {
            const before = Math.ceil(seen / KIB)
            seen += chunk.length
            return task.advance(Math.ceil(seen / KIB) - before)
          })
        })
      )
