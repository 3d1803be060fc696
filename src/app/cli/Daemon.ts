/** Long-lived commands: they say when they are up, and a signal is a regular end. */
import * as Effect from "effect/Effect"
import { Progress } from "../Progress.ts"

/** Runs for ever. An interruption (SIGINT, SIGTERM) closes everything in order and counts as success. */
export const run = <E, R>(what: string, daemon: Effect.Effect<never, E, R>) =>
  Effect.gen(function* () {
    const progress = yield* Progress
    yield* progress.note(`${what} is up; Ctrl-C stops it`)
    return yield* Effect.onInterrupt(daemon, () =>
      Effect.gen(function* () {
        process.exitCode = 0
        yield* progress.note("stopped")
      })
    )
  })
