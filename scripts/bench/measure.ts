/** A measurement of its own: child processes, rounds, medians. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

export interface Outcome {
  readonly value: number
  readonly unit: string
  /** Everything else that was measured, a line each. */
  readonly detail: ReadonlyArray<string>
}

export interface Measure {
  readonly title: string
  /** What `value` must not exceed, as text for people; `limit` as a number. */
  readonly goal: string
  readonly limit: number
  /** `value` is a speed: more is better. */
  readonly atLeast?: boolean
  readonly run: (rounds: number) => Promise<Outcome>
}

export const median = (list: ReadonlyArray<number>): number =>
  [...list].sort((left, right) => left - right)[Math.floor(list.length / 2)]!

export const rounds = <A>(count: number, work: (round: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, round) => work(round))

/** Runs a module in a process of its own, under flags of Node; it prints its result as JSON. */
export const childWith = (flags: ReadonlyArray<string>, file: string, ...args: ReadonlyArray<string>): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", ...flags, file, "--child", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 2 ** 28
    })
  )

export const child = (file: string, ...args: ReadonlyArray<string>): unknown => childWith([], file, ...args)

/** The arguments of `child`; none in the process that asks. */
export const argumentsOfChild = (): ReadonlyArray<string> | undefined =>
  process.argv[2] === "--child" ? process.argv.slice(3) : undefined

/** A folder for the work, removed behind it. */
export const within = async <A>(name: string, work: (folder: string) => A): Promise<Awaited<A>> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `bench-${name}-`))
  try {
    return await work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

export const say = (text: string): void => void process.stderr.write(`${text}\n`)

export const isReached = ({ atLeast = false, limit }: Pick<Measure, "atLeast" | "limit">, value: number): boolean =>
  atLeast ? value >= limit : value <= limit

/** `node FILE [ROUNDS]`: one measure by itself. */
export const alone = async (measure: Measure): Promise<void> => {
  const { detail, unit, value } = await measure.run(Number(process.argv[2] ?? "3"))
  const verdict = isReached(measure, value) ? "reached" : "missed"
  process.stdout.write(`${measure.title}: ${value.toFixed(2)} ${unit} (goal ${measure.goal}: ${verdict})\n`)
  for (const line of detail) process.stdout.write(`  ${line}\n`)
}
