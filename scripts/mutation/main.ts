/**
 * `npm run mutation`: changes the domain in every small way that Stryker knows, one at a time, and sees whether a test
 * notices; first on its properties, then, for what survives them, on everything that runs in memory. Writes
 * docs/mutation.md. Arguments go to Stryker: `-- --mutate src/domain/history/Window.ts`. With `--again` only the second
 * round is run, on what the last run left.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

type Status = "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored" | "CompileError" | "RuntimeError" | "Pending"

interface Position {
  readonly line: number
  readonly column: number
}

interface Mutant {
  readonly status: Status
  readonly replacement?: string
  readonly location: { readonly start: Position; readonly end: Position }
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: ReadonlyArray<Mutant> }>>
}

const root = path.resolve(import.meta.dirname, "../..")
const result = path.join(root, "reports/mutation/mutation.json")

const kept = path.join(root, "reports/mutation/first.json")

/** Few runs of each property notice most mutants at once; what is left gets more. */
const RUNS = { properties: "40", all: "250" } as const

const stryker = (args: ReadonlyArray<string>, tests: keyof typeof RUNS): Report => {
  const env = { ...process.env, FC_NUM_RUNS: process.env["FC_NUM_RUNS"] ?? RUNS[tests], MUTATION_TESTS: tests }
  const { status } = spawnSync("stryker", ["run", ...args], { cwd: root, env, stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
  return JSON.parse(fs.readFileSync(result, "utf8")) as Report
}

const name = (file: string, { location: { end, start }, replacement = "" }: Mutant): string =>
  `${file} ${start.line}:${start.column}-${end.line}:${end.column} ${replacement}`

const survives = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage"

const isAgain = process.argv.includes("--again")
const first = isAgain
  ? (JSON.parse(fs.readFileSync(kept, "utf8")) as Report)
  : stryker(process.argv.slice(2), "properties")
if (!isAgain) fs.copyFileSync(result, kept)
const left = Object.entries(first.files).flatMap(([file, { mutants }]) =>
  // A little wider than the mutant, so that it lies inside however columns are counted.
  mutants
    .filter(survives)
    .map(({ location: { end, start } }) => `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column + 1}`)
)
// Stryker takes an empty list for everything.
const second: Report = left.length === 0 ? { files: {} } : stryker(["--mutate", [...new Set(left)].join(",")], "all")
const outcome = new Map(
  Object.entries(second.files).flatMap(([file, { mutants }]) =>
    mutants.map((mutant) => [name(file, mutant), mutant.status] as const)
  )
)
const merged: Report = {
  files: Object.fromEntries(
    Object.entries(first.files).map(([file, { mutants }]) => [
      file,
      {
        mutants: mutants.map((mutant) =>
          survives(mutant) ? { ...mutant, status: outcome.get(name(file, mutant)) ?? mutant.status } : mutant
        )
      }
    ])
  )
}
fs.writeFileSync(kept, JSON.stringify(merged))
const { files } = merged

interface Row {
  readonly file: string
  readonly killed: number
  readonly survived: number
  readonly uncovered: number
  readonly ignored: number
}

const rowOf = (file: string, statuses: ReadonlyArray<Status>): Row => {
  const count = (...wanted: ReadonlyArray<Status>) => statuses.filter((status) => wanted.includes(status)).length
  return {
    file,
    killed: count("Killed", "Timeout"),
    survived: count("Survived"),
    uncovered: count("NoCoverage"),
    ignored: count("Ignored", "CompileError", "RuntimeError")
  }
}

const score = ({ killed, survived, uncovered }: Row): string => {
  const tried = killed + survived + uncovered
  return tried === 0 ? "" : `${((100 * killed) / tried).toFixed(1)} %`
}

const rows = Object.entries(files)
  .map(([file, { mutants }]) =>
    rowOf(
      file.replace("src/domain/", ""),
      mutants.map(({ status }) => status)
    )
  )
  .filter(({ killed, survived, uncovered }) => killed + survived + uncovered > 0)
  .sort((left, right) => (left.file < right.file ? -1 : 1))

const sum = (pick: (row: Row) => number): number => rows.reduce((total, row) => total + pick(row), 0)
const total: Row = {
  file: "**all**",
  killed: sum(({ killed }) => killed),
  survived: sum(({ survived }) => survived),
  uncovered: sum(({ uncovered }) => uncovered),
  ignored: sum(({ ignored }) => ignored)
}

const line = (row: Row): string =>
  `| ${row.file} | ${row.killed} | ${row.survived} | ${row.uncovered} | ${row.ignored} | ${score(row)} |`

const text = `<!-- Written by \`npm run mutation\`. Do not edit. -->

# Mutation testing

\`npm run mutation\` changes \`src/domain\` in every small way that Stryker knows, one at a time, and runs the properties, the
golden vectors, the contract of unpacking and the nodes in memory against each. ${total.killed} of ${total.killed + total.survived + total.uncovered} mutants were noticed:
**${score(total)}**.

The table lists the modules that were tried; a run may be limited to some. *Survived*: no test noticed. *Not reached*: no test runs the line in a test of its own. *Ignored*: what runs only while a
module loads (tables, schemas), which cannot be tried one at a time.

| module of \`src/domain\` | noticed | survived | not reached | ignored | score |
|---|---:|---:|---:|---:|---:|
${rows.map(line).join("\n")}
${line(total)}
`
fs.writeFileSync(path.join(root, "docs/mutation.md"), text)
process.stdout.write(`${score(total)} of the mutants were noticed; docs/mutation.md lists them by module\n`)
