/**
 * `npm run fuzz -- --minutes N`: every decoder under inputs that are nearly right, guided by the code that they reach.
 * `--target NAME` (several times) fuzzes those alone, `--seed S` repeats a run, `--jobs N` takes so many threads,
 * `--replay FILE` gives one kept input to its target again. What fails is made small and kept in `test/fuzz/corpus`,
 * where the tests find it. `--json` prints the report for programs, which also stands in reports/fuzz.json.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { all } from "../../test/fuzz/targets/index.ts"
import type { Target } from "../../test/fuzz/Target.ts"
import * as Coverage from "./Coverage.ts"
import type { Found, Progress } from "./guide.ts"
import * as Minimise from "./minimise.ts"
import * as Pool from "./pool.ts"
import * as Report from "./report.ts"

const root = path.resolve(import.meta.dirname, "../..")
const corpus = path.join(root, "test/fuzz/corpus")

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    target: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    jobs: { type: "string", default: `${os.availableParallelism()}` },
    replay: { type: "string" },
    json: { type: "boolean", default: false }
  }
})

const fail = (why: string): never => {
  process.stderr.write(`fuzz: ${why}\n`)
  process.exit(2)
}
const number = (name: "minutes" | "seed" | "jobs", least: number): number => {
  const value = Number(values[name])
  return value >= least ? value : fail(`--${name} is a number of at least ${least}`)
}

const say = (text: string) => void (values.json ? process.stderr : process.stdout).write(`${text}\n`)
const isTerminal = process.stdout.isTTY && !values.json
const status = (text: string) => {
  if (isTerminal) process.stdout.write(`\r\u001B[K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`)
}

const table = await all()

if (values.replay !== undefined) {
  const file = path.resolve(values.replay)
  if (!fs.existsSync(file)) fail(`there is no file ${file}`)
  const name = path.basename(path.dirname(file))
  const { target } = table.find((one) => one.target.name === name) ?? fail(`${file} is in the folder of no target`)
  const error = await Minimise.failure(target, fs.readFileSync(file))
  if (error !== undefined) {
    say(error instanceof Error ? (error.stack ?? error.message) : Minimise.why(error))
    process.exit(1)
  }
  say(`${name} keeps its law: ${target.law}`)
  process.exit(0)
}

const chosen = values.target.length === 0 ? table : table.filter(({ target }) => values.target.includes(target.name))
for (const name of values.target) {
  if (!table.some(({ target }) => target.name === name))
    fail(`there is no target ${name}; there are ${table.map(({ target }) => target.name).join(", ")}`)
}
const minutes = number("minutes", 0)
const seed = number("seed", 0)
const jobs = Math.min(chosen.length, number("jobs", 1))
const folderOf = (target: Target) => path.join(corpus, target.name)

/** By content: the same failure found twice is one file. */
const kept = (target: Target, { input, why }: Found): Report.Failure => {
  const name = `${createHash("sha256").update(input).digest("hex").slice(0, 16)}.${target.kind === "text" ? "txt" : "bin"}`
  fs.mkdirSync(folderOf(target), { recursive: true })
  fs.writeFileSync(path.join(folderOf(target), name), input)
  return { why, file: path.relative(root, path.join(folderOf(target), name)) }
}

const failures = new Map<Target, Array<Report.Failure>>()
const current = new Map<Target, Progress>()
const began = performance.now()
let done = 0

const show = () => {
  const inputs = [...current.values()].reduce((sum, progress) => sum + progress.inputs, 0)
  const seconds = Math.round((performance.now() - began) / 1000)
  const found = [...failures.values()].flat().length
  status(
    `${done} of ${chosen.length} targets, ${inputs.toLocaleString("en-US")} inputs, ${found} failures, ${seconds} of ${Math.round(minutes * 60)} s`
  )
}

say(`seed ${seed}: ${chosen.length} targets, ${minutes} minutes, ${jobs} threads`)
say(Report.HEADING)
const outcomes = await Pool.run(
  chosen,
  jobs,
  {
    seed,
    millis: (minutes * 60_000 * jobs) / chosen.length,
    folderOf,
    onProgress: (target, progress) => {
      current.set(target, progress)
      show()
    },
    onFound: (target, found) => {
      const failure = kept(target, found)
      failures.set(target, [...(failures.get(target) ?? []), failure])
      status("")
      say(`${target.name}: ${failure.why}\n  again: npm run fuzz -- --replay ${failure.file}`)
    }
  },
  (outcome) => {
    done++
    status("")
    say(Report.line(Report.rowOf(outcome, failures.get(outcome.target) ?? [])))
  }
)

const rows = chosen.map(({ target }) =>
  Report.rowOf(
    outcomes.find((outcome) => outcome.target === target)!,
    failures.get(target) ?? []
  )
)
const report: Report.Report = {
  seed,
  minutes,
  jobs,
  node: process.version,
  date: new Date().toISOString(),
  inputs: rows.reduce((sum, { inputs }) => sum + inputs, 0),
  blocks: Coverage.blocks(Coverage.union(outcomes.flatMap(({ functions }) => functions))),
  failures: [...failures.values()].flat().length,
  targets: rows
}
fs.mkdirSync(path.join(root, "reports"), { recursive: true })
fs.writeFileSync(path.join(root, "reports/fuzz.json"), `${JSON.stringify(report, undefined, 2)}\n`)
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`)
say(Report.summary(report))
process.exit(report.failures === 0 ? 0 : 1)
