/** Health and metrics of a daemon over HTTP, on this machine unless another address is asked for. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import type { Listener } from "../Pulse.ts"
import type * as Status from "../Status.ts"
import { version } from "./version.ts"

export interface Address {
  readonly host: string
  readonly port: number
}

/** `PORT` or `HOST:PORT`; `undefined` for anything else. */
export const parse = (text: string): Address | undefined => {
  const [, host = "127.0.0.1", digits = ""] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  return digits === "" || port > 65_535 ? undefined : { host: host.replace(/^\[|\]$/g, ""), port }
}

export class MonitorFailure extends Schema.TaggedError<MonitorFailure>()("MonitorFailure", {
  where: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `health and metrics on ${this.where}: ${this.detail}`
  }
}

/** What the daemon is, and how its state is read. */
export interface Subject<E, R> {
  readonly role: "control" | "member"
  readonly community: string
  readonly status: Effect.Effect<Status.Status, E, R>
}

interface Beats {
  readonly started: number
  lastSuccess: number | undefined
  lastFailure: { readonly at: number; readonly message: string } | undefined
}

/** A node that works does a whole step at least every six hours. */
const STALE_MILLIS = 13 * 3_600_000

export const beats = () => {
  const state: Beats = { started: Date.now(), lastSuccess: undefined, lastFailure: undefined }
  const listener: Listener = {
    succeeded: Effect.sync(() => {
      state.lastSuccess = Date.now()
    }),
    failed: (message) =>
      Effect.sync(() => {
        state.lastFailure = { at: Date.now(), message }
      })
  }
  return { state, listener }
}

const gauge = (name: string, description: string) => Metric.gauge(`community_history_${name}`, { description })

const gauges = {
  archives: gauge("archives", "Archives of the index that are held here"),
  gaps: gauge("gaps", "Spans of the history that are missing, each explained by `status`"),
  records: gauge("records", "Records of the history"),
  unreadable: gauge("unreadable_messages", "Messages that nobody here can read"),
  late: gauge("late_messages", "Messages that came after their window was sealed"),
  index: gauge("index_clock_seconds", "The clock of the newest index, as seconds since 1970; 0: there is none"),
  success: gauge("last_success_timestamp_seconds", "When the last whole step succeeded; 0: none yet"),
  failure: gauge("last_failure_timestamp_seconds", "When a step failed last; 0: never"),
  started: gauge("start_time_seconds", "When this process started")
}

const seconds = (millis: number | undefined): number => (millis ?? 0) / 1000

const measure = (state: Beats, status: Status.Status) =>
  Effect.forEach(
    [
      [gauges.archives, status.archives.length],
      [gauges.gaps, status.gaps.length],
      [gauges.records, status.records],
      [gauges.unreadable, status.unreadable],
      [gauges.late, status.late],
      [gauges.index, Option.match(status.index, { onNone: () => 0, onSome: ({ clock }) => Number(clock) / 1000 })],
      [gauges.success, seconds(state.lastSuccess)],
      [gauges.failure, seconds(state.lastFailure?.at)],
      [gauges.started, seconds(state.started)]
    ] as const,
    ([metric, value]) => Metric.update(metric, value),
    { discard: true }
  )

const condition = ({ lastFailure, lastSuccess, started }: Beats): "ok" | "failing" | "starting" => {
  const last = lastSuccess ?? 0
  if (lastFailure !== undefined && lastFailure.at > last) return "failing"
  if (Date.now() - Math.max(last, started) > STALE_MILLIS) return "failing"
  return lastSuccess === undefined ? "starting" : "ok"
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

const answer = <E, R>(subject: Subject<E, R>, state: Beats, path: string): Effect.Effect<Answer, E, R> =>
  Effect.gen(function* () {
    if (path !== "/health" && path !== "/metrics")
      return { status: 404, type: "text/plain", text: "/health or /metrics\n" }
    const status = yield* subject.status
    if (path === "/metrics") {
      yield* measure(state, status)
      return { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", text: yield* PrometheusMetrics.format() }
    }
    const now = condition(state)
    const iso = (millis: number | undefined) => (millis === undefined ? null : new Date(millis).toISOString())
    const text = JSON.stringify({
      status: now,
      role: subject.role,
      community: subject.community,
      version,
      started: iso(state.started),
      lastSuccess: iso(state.lastSuccess),
      lastFailure:
        state.lastFailure === undefined ? null : { at: iso(state.lastFailure.at), message: state.lastFailure.message },
      archives: status.archives.length,
      gaps: status.gaps.length,
      index: Option.getOrNull(Option.map(status.index, ({ cid }) => cid))
    })
    return { status: now === "failing" ? 503 : 200, type: "application/json", text: `${text}\n` }
  })

/** For as long as the scope is open; answers where it listens. */
export const serve = Effect.fn("Monitor.serve")(function* <E, R>(
  { host, port }: Address,
  subject: Subject<E, R>,
  state: Beats
) {
  const run = Effect.runPromiseWith(yield* Effect.context<R>())
  const where = `${host}:${port}`
  const server = http.createServer({ requestTimeout: 10_000, maxHeaderSize: 8192 }, (request, response) => {
    request.resume()
    if (request.method !== "GET") {
      response.writeHead(405, { allow: "GET" }).end()
      return
    }
    void run(answer(subject, state, (request.url ?? "/").split("?", 1)[0]!)).then(
      ({ status, text, type }) => response.writeHead(status, { "content-type": type }).end(text),
      () => response.writeHead(503, { "content-type": "text/plain" }).end("the stores cannot be read\n")
    )
  })
  return yield* Effect.acquireRelease(
    Effect.callback<string, MonitorFailure>((resume) => {
      server.once("error", (cause: NodeJS.ErrnoException) => {
        const detail =
          cause.code === "EADDRINUSE"
            ? "the port is in use; choose another one"
            : cause.code === "EADDRNOTAVAIL"
              ? "this machine has no such address"
              : cause.message
        resume(Effect.fail(new MonitorFailure({ where, detail })))
      })
      server.listen(port, host, () => {
        const { address, family, port: actual } = server.address() as AddressInfo
        resume(Effect.succeed(`http://${family === "IPv6" ? `[${address}]` : address}:${actual}`))
      })
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
})
