/**
 * `npm run simulate -- --seeds N`: communities under faults, on all cores. `--from S` is the first seed, `--weeks` and
 * `--faults` bound a scenario; `--seed S --path P` replays one failure; `--json` prints the report for programs.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { Simulator } from "../../src/testing/index.ts"
import { ask } from "./pool.ts"
import type { Answer } from "./question.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    weeks: { type: "string", default: `${Simulator.DEFAULTS.maxWeeks}` },
    faults: { type: "string", default: `${Simulator.DEFAULTS.maxFaults}` },
    seed: { type: "string" },
    path: { type: "string" },
    jobs: { type: "string" },
    json: { type: "boolean", default: false }
  }
})

const number = (name: string, text: string, least: number): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  process.stderr.write(`--${name} is a whole number of at least ${least}\n`)
  process.exit(2)
}

const bounds = { maxWeeks: number("weeks", values.weeks, 1), maxFaults: number("faults", values.faults, 0) }
const seeds =
  values.seed === undefined
    ? Array.from({ length: number("seeds", values.seeds, 1) }, (_, at) => number("from", values.from, 0) + at)
    : [number("seed", values.seed, 0)]

/** Of making a failing scenario smaller. */
const TRIES = 150

const say = (text: string) => process.stderr.write(`${text}\n`)
const isTerminal = process.stderr.isTTY
const faults = new Map<Simulator.Kind, number>()
const failures: Array<Answer> = []
let calls = 0
let hours = 0
let done = 0
const started = performance.now()

const progress = () => {
  const rate = done / ((performance.now() - started) / 1_000)
  const line = `${done} of ${seeds.length} seeds, ${rate.toFixed(1)} a second, ${failures.length} failed`
  if (isTerminal) process.stderr.write(`\r\u001B[K${line}`)
  else if (done % Math.max(1, Math.round(seeds.length / 10)) === 0) say(line)
}

const replay = (seed: number, at: string): string =>
  `npm run simulate -- --seed ${seed} --path ${at} --weeks ${bounds.maxWeeks} --faults ${bounds.maxFaults}`

await ask({
  questions: seeds.map((seed) => ({ seed, path: values.path, bounds, tries: TRIES })),
  jobs: values.jobs === undefined ? undefined : number("jobs", values.jobs, 1),
  onAnswer: (answer) => {
    done++
    calls += answer.calls
    hours += answer.hours
    for (const [kind, times] of answer.faults) faults.set(kind, (faults.get(kind) ?? 0) + times)
    if (answer.failure !== undefined) {
      failures.push(answer)
      const { path: at, scenario, why } = answer.failure
      if (isTerminal) process.stderr.write("\r\u001B[K")
      say(`seed ${answer.seed} failed: ${why.split("\n", 1)[0]}`)
      say(`  ${replay(answer.seed, at)}`)
      say(`  ${scenario}`)
    }
    progress()
    return true
  }
})
if (isTerminal) say("")

const seconds = (performance.now() - started) / 1_000
const kinds = Object.keys(Simulator.KINDS) as ReadonlyArray<Simulator.Kind>
const report = {
  seeds: seeds.length,
  failed: failures.map(({ seed }) => seed),
  bounds,
  seconds: Math.round(seconds),
  seedsPerSecond: Number((seeds.length / seconds).toFixed(2)),
  virtualDays: Math.round(hours / 24),
  portCalls: calls,
  faults: Object.fromEntries(kinds.map((kind) => [kind, faults.get(kind) ?? 0]))
}
if (values.seed === undefined) {
  const folder = path.resolve(import.meta.dirname, "../../reports")
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, "simulation.json"), `${JSON.stringify(report, undefined, 2)}\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
else {
  const width = Math.max(...kinds.map((kind) => kind.length))
  for (const kind of kinds) {
    const times = (faults.get(kind) ?? 0).toLocaleString("en-US")
    process.stdout.write(`${kind.padEnd(width)} ${times.padStart(10)}  ${Simulator.KINDS[kind]}\n`)
  }
  process.stdout.write(
    `${seeds.length} communities lived ${report.virtualDays.toLocaleString("en-US")} days in ${report.seconds} s ` +
      `(${report.seedsPerSecond} a second); ${failures.length === 0 ? "every invariant held" : `${failures.length} broke an invariant`}\n`
  )
}
process.exitCode = failures.length === 0 ? 0 : 1
