/**
 * Long-lived commands: they say when they are up, how they are, and what they do; a signal is a regular end, a second one an
 * immediate one.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Flag from "effect/cli/Flag"
import { Progress } from "../Progress.ts"
import { Pulse } from "../Pulse.ts"
import * as Logs from "./Logs.ts"
import * as Monitor from "./Monitor.ts"
import * as Traces from "./Traces.ts"

/** What every daemon can be told. */
export const flags = {
  metrics: Flag.String("metrics").pipe(
    Flag.withMetavar("[HOST:]PORT"),
    Flag.withDescription("Answer /health and /metrics there over HTTP; HOST is 127.0.0.1 unless given"),
    Flag.withFallbackConfig(Config.String("COMMUNITY_HISTORY_METRICS")),
    Flag.filterMap(
      (text) => Option.fromUndefinedOr(Monitor.parse(text)),
      (text) => `"${text}" is no address; write a port, or HOST:PORT`
    ),
    Flag.optional
  ),
  logFormat: Flag.Literals("log-format", ["pretty", "json", "logfmt"]).pipe(
    Flag.withDescription("How events are written on standard error"),
    Flag.withFallbackConfig(Config.Literals(["pretty", "json", "logfmt"], "COMMUNITY_HISTORY_LOG_FORMAT")),
    Flag.withDefault("pretty" as const)
  )
}

export interface Told {
  readonly metrics: Option.Option<Monitor.Address>
  readonly logFormat: Logs.Format
}

/** A step in hand is given this long to finish or to be rolled back. */
const PATIENCE_MILLIS = 10_000
const SIGNALS = ["SIGINT", "SIGTERM"] as const

/** Beside the runtime's own handling of the first signal: the second ends the process, as does an end that hangs. */
const impatience = Effect.acquireRelease(
  Effect.sync(() => {
    let signals = 0
    const onSignal = () => {
      if (++signals > 1) process.exit(130)
      setTimeout(() => {
        process.stderr.write("community-history: it does not come to an end; stopped as it is\n")
        process.exit(1)
      }, PATIENCE_MILLIS).unref()
    }
    for (const signal of SIGNALS) process.on(signal, onSignal)
    return onSignal
  }),
  (onSignal) => Effect.sync(() => SIGNALS.forEach((signal) => process.off(signal, onSignal)))
)

const guarded = <E, R>(what: string, daemon: Effect.Effect<never, E, R>) =>
  Effect.gen(function* () {
    const progress = yield* Progress
    yield* impatience
    yield* progress.note(`${what} is up; Ctrl-C stops it`)
    return yield* Effect.onInterrupt(daemon, () =>
      Effect.gen(function* () {
        process.exitCode = 0
        yield* progress.note("stopped")
      })
    )
  }).pipe(Effect.scoped)

/** Runs for ever. An interruption (SIGINT, SIGTERM) closes everything in order and counts as success. */
export const run = <E, R>(what: string, daemon: Effect.Effect<never, E, R>) => guarded(what, daemon)

/** A node as a daemon: `services` is built after logs and traces are there, and is what `daemon` and `status` need. */
export const node = <E, R, E2, E3>(
  told: Told,
  subject: Monitor.Subject<E3, R>,
  services: Layer.Layer<R, E2>,
  daemon: Effect.Effect<never, E, R>
) => {
  const fields = { role: subject.role, community: subject.community }
  const { listener, state } = Monitor.beats()
  const work = Effect.gen(function* () {
    if (Option.isSome(told.metrics)) {
      const url = yield* Monitor.serve(told.metrics.value, subject, state)
      yield* (yield* Progress).note(`health and metrics at ${url}/health and ${url}/metrics`)
    }
    return yield* guarded(`${subject.role === "control" ? "control node" : "member"} of ${subject.community}`, daemon)
  }).pipe(Effect.scoped)
  return work.pipe(
    Effect.provide(services),
    Effect.provideService(Pulse, listener),
    Effect.provide(Layer.merge(Logs.layer(told.logFormat, fields), Traces.layer(fields)))
  )
}
