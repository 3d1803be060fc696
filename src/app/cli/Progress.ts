/** Progress in a terminal: one line redrawn in place; elsewhere plain lines now and then. Never on standard output. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { Progress, type Reporter } from "../Progress.ts"
import * as Picture from "./Picture.ts"
import * as Units from "./Units.ts"

export interface Options {
  /** A line that is redrawn, lines for a log, or nothing. Notes are written in every mode but the last. */
  readonly mode: "bar" | "lines" | "silent"
  /** Width of the terminal; 0 means unknown. */
  readonly columns: number
  readonly colour?: boolean
  readonly unicode?: boolean
  /** Takes text for standard error. */
  readonly write: (text: string) => void
}

const REDRAW = 100_000_000n
const LINE_AT_LEAST = 1_000_000_000n
const LINE_AT_MOST = 5_000_000_000n
const LINE_EVERY = 0.1
const MAX_BAR = 24
const MIN_BAR = 6
const CLEAR = "\r\u001b[2K"

/** Work under way. `started` is monotonic time in nanoseconds. */
export interface Work {
  readonly label: string
  readonly total: number | undefined
  readonly unit: string
  readonly started: bigint
  readonly done: number
}

const millis = (work: Work, now: bigint): number => Number(now - work.started) / 1e6

const units = (number: number, unit: string): string =>
  `${Units.count(number)} ${number === 1 ? unit.replace(/s$/, "") : unit}`

const amount = ({ done, total, unit }: Work): string =>
  total === undefined || total === done ? units(done, unit) : `${Units.count(done)} / ${units(total, unit)}`

const fraction = ({ done, total }: Work): number | undefined =>
  total === undefined || total <= 0 ? undefined : Math.min(1, Math.max(0, done / total))

/** Whole seconds: finer digits of a guess only flicker. */
const eta = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : Units.duration(Math.ceil(seconds) * 1000)

/** How far, how fast, how long the rest takes; the last two once there is something to measure. */
const facts = (work: Work, now: bigint): Array<string> => {
  const part = fraction(work)
  const elapsed = millis(work, now)
  const rate = elapsed > 0 ? work.done / (elapsed / 1000) : 0
  return [
    ...(part === undefined ? [] : [`${Math.floor(part * 100)} %`]),
    amount(work),
    ...(rate > 0 ? [`${rate < 9.95 ? rate.toFixed(1) : Units.count(Math.round(rate))}/s`] : []),
    ...(part === undefined || part === 1 || rate === 0 ? [] : [`ETA ${eta((work.total! - work.done) / rate)}`])
  ]
}

/** "sealing ███████░░░ 71 %  194 / 273 windows  48/s  ETA 2 s", shortened to fewer than `columns` columns. */
const barLine = (work: Work, now: bigint, { colour = false, columns, unicode = true }: Options): string => {
  const room = (columns > 0 ? columns : 80) - 1
  const rest = facts(work, now)
  const part = fraction(work)
  const text = () => rest.join("  ")
  const free = () => room - Units.width(work.label) - Units.width(text()) - 2
  while (rest.length > 2 && free() < MIN_BAR) rest.pop()
  const size = part === undefined ? 0 : Math.min(MAX_BAR, free())
  if (size < MIN_BAR) return Units.truncate(`${work.label}  ${text()}`, room, unicode ? "…" : "~")
  const bar = Picture.bar(part!, size, unicode)
  return `${work.label} ${colour ? `\u001b[32m${bar}\u001b[0m` : bar} ${text()}`
}

/** The state of a piece of work as one line without its end, as wide as the mode allows. */
export const line = (work: Work, now: bigint, options: Options): string =>
  options.mode === "bar" ? barLine(work, now, options) : [work.label, ...facts(work, now)].join("  ")

const ending = (work: Work, now: bigint, exit: Exit.Exit<unknown, unknown>): string => {
  const whole = work.total !== undefined && work.done >= work.total
  return `${work.label}  ${whole || Exit.isSuccess(exit) ? "done" : "stopped"}: ${amount(work)} in ${Units.duration(millis(work, now))}`
}

interface Shown extends Work {
  done: number
  /** When and how far the last line told. */
  told: bigint
  toldPart: number
}

/**
 * A reporter for a person. Time is monotonic, so that a virtual clock does not count; it draws only when work starts,
 * advances or ends, so that nothing runs or waits beside the work. Of several tasks the youngest shows. The end of
 * the scope, by interruption too, takes the drawn line away. Work of nothing says nothing.
 */
export const make = (options: Options): Reporter => {
  const { mode, write } = options
  const tasks: Array<Shown> = []
  let drawn = false

  const clear = () => {
    if (drawn) write(CLEAR)
    drawn = false
  }
  const draw = (now: bigint) => {
    const task = tasks.at(-1)
    if (task === undefined) return clear()
    write(CLEAR + line(task, now, options))
    drawn = true
    task.told = now
  }
  const tell = (task: Shown, now: bigint) => {
    write(`${line(task, now, options)}\n`)
    task.told = now
    task.toldPart = fraction(task) ?? 0
  }
  const begin = (label: string, total: number | undefined, unit: string, now: bigint): Shown => {
    const task = {
      label: Units.printable(label),
      total,
      unit: Units.printable(unit),
      started: now,
      done: 0,
      told: now,
      toldPart: 0
    }
    if (total === 0) return task
    tasks.push(task)
    if (mode === "bar") draw(now)
    else write(`${task.label} ${total === undefined ? task.unit : units(total, task.unit)}\n`)
    return task
  }
  const advance = (task: Shown, by: number, now: bigint) => {
    task.done += by
    if (!tasks.includes(task)) return
    const since = now - task.told
    if (mode === "bar") {
      if (task === tasks.at(-1) && since >= REDRAW) draw(now)
      return
    }
    const far = (fraction(task) ?? 0) - task.toldPart >= LINE_EVERY
    if (since >= LINE_AT_MOST || (since >= LINE_AT_LEAST && far)) tell(task, now)
  }
  const end = (task: Shown, now: bigint, exit: Exit.Exit<unknown, unknown>) => {
    const at = tasks.indexOf(task)
    if (at < 0) return
    tasks.splice(at, 1)
    if (mode === "bar") draw(now)
    else write(`${ending(task, now, exit)}\n`)
  }

  if (mode === "silent") return { start: () => Effect.succeed({ advance: () => Effect.void }), note: () => Effect.void }
  return {
    note: (text) =>
      Effect.map(Clock.monotonicTimeNanos, (now) => {
        clear()
        write(`${Units.printable(text)}\n`)
        if (mode === "bar") draw(now)
      }),
    start: (label, total, unit) =>
      Effect.acquireRelease(
        Effect.map(Clock.monotonicTimeNanos, (now) => begin(label, total, unit, now)),
        (task, exit) => Effect.map(Clock.monotonicTimeNanos, (now) => end(task, now, exit))
      ).pipe(
        Effect.map((task) => ({
          advance: (by: number) => Effect.map(Clock.monotonicTimeNanos, (now) => advance(task, by, now))
        }))
      )
  }
}

/** Reports the progress of use cases to a person. */
export const layer = (options: Options): Layer.Layer<never> => Layer.succeed(Progress, make(options))
