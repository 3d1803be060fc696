/** How a daemon writes what it does: lines for people, or one JSON object or logfmt line an event, on standard error. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Progress, type Reporter } from "../Progress.ts"
import * as Units from "./Units.ts"

export type Format = "pretty" | "json" | "logfmt"

export interface Event {
  readonly level: "info" | "debug"
  readonly event: string
  readonly message: string
  readonly [field: string]: string | number
}

const quoted = (value: string | number): string =>
  typeof value === "number" || /^[\w.:+/-]+$/.test(value) ? String(value) : Units.inert(JSON.stringify(value))

const line = (format: Exclude<Format, "pretty">, fields: Readonly<Record<string, string | number>>): string =>
  format === "json"
    ? Units.inert(JSON.stringify(fields))
    : Object.entries(fields)
        .map(([key, value]) => `${key}=${quoted(value)}`)
        .join(" ")

/** `fields` are those of every line, such as the role and the community. */
const reporter = (
  format: Exclude<Format, "pretty">,
  fields: Readonly<Record<string, string>>,
  write: (text: string) => void
): Reporter => {
  const tell = (event: Event) =>
    Effect.map(Clock.currentTimeMillis, (millis) => {
      const { message, ...rest } = event
      const time = new Date(millis).toISOString()
      write(`${line(format, { time, ...rest, ...fields, message: Units.printable(message) })}\n`)
    })
  return {
    note: (message) => tell({ level: "info", event: "note", message }),
    start: (label, total, unit) =>
      Effect.map(
        Effect.acquireRelease(
          Effect.map(Clock.monotonicTimeNanos, (began) => ({ began, done: 0 })),
          (work, exit) =>
            work.done === 0 && (total ?? 0) === 0
              ? Effect.void
              : Effect.flatMap(Clock.monotonicTimeNanos, (ended) =>
                  tell({
                    level: "info",
                    event: "work",
                    message: `${label}: ${work.done} ${unit}`,
                    work: label,
                    unit,
                    done: work.done,
                    ...(total === undefined ? {} : { total }),
                    millis: Number((ended - work.began) / 1_000_000n),
                    outcome: exit._tag === "Success" ? "done" : "stopped"
                  })
                )
        ),
        (work) => ({
          advance: (by: number) =>
            Effect.sync(() => {
              work.done += by
            })
        })
      )
  }
}

/** Replaces the progress of the command line by log lines; `pretty` leaves it as it is. */
export const layer = (
  format: Format,
  fields: Readonly<Record<string, string>>,
  write: (text: string) => void = (text) => void process.stderr.write(text)
): Layer.Layer<never> => (format === "pretty" ? Layer.empty : Layer.succeed(Progress, reporter(format, fields, write)))
