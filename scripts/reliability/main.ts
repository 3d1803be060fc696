/**
 * `npm run reliability`: writes `docs/reliability.md` from what `npm run simulate`, `npm run power` and `npm run fuzz`
 * last left in `reports/` and `scripts/power/caught.json`. No figure in the page is written by hand.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import caught from "../power/caught.json" with { type: "json" }
import { mutants } from "../power/mutants.ts"
import { Simulator } from "../../src/testing/index.ts"

const root = path.resolve(import.meta.dirname, "../..")

interface Simulation {
  readonly seeds: number
  readonly failed: ReadonlyArray<number>
  readonly bounds: Simulator.Bounds
  readonly seconds: number
  readonly seedsPerSecond: number
  readonly virtualDays: number
  readonly portCalls: number
  readonly faults: Readonly<Record<string, number>>
}

interface Fuzz {
  readonly seed: number
  readonly minutes: number
  readonly inputs: number
  readonly blocks: number
  readonly targets: ReadonlyArray<{
    readonly name: string
    readonly law: string
    readonly inputs: number
    readonly accepted: number
    readonly blocks: number
    readonly failures: ReadonlyArray<unknown>
  }>
}

interface Witness {
  readonly seed?: number
  readonly test?: { readonly file: string; readonly title: string }
}

const read = (file: string, command: string): unknown => {
  const name = path.join(root, "reports", file)
  if (fs.existsSync(name)) return JSON.parse(fs.readFileSync(name, "utf8"))
  process.stderr.write(`reports/${file} is missing; run ${command} first\n`)
  process.exit(1)
}

const count = (value: number): string => value.toLocaleString("en-US")
const cell = (text: string): string => text.replaceAll("|", "\\|")

const corpus = (): number => {
  const folder = path.join(root, "test/fuzz/corpus")
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}

const simulation = read("simulation.json", "npm run simulate -- --seeds 500") as Simulation
const fuzz = read("fuzz.json", "npm run fuzz -- --minutes 10") as Fuzz
const witnesses: Readonly<Record<string, Witness>> = caught
const noticed = mutants.filter(({ name }) => witnesses[name]?.seed !== undefined || witnesses[name]?.test !== undefined)
const simulated = mutants.filter(({ name }) => witnesses[name]?.seed !== undefined)

const kinds = Object.entries(Simulator.KINDS).map(
  ([kind, what]) => `| ${kind} | ${what} | ${count(simulation.faults[kind] ?? 0)} |`
)

const rows = mutants.map(({ means, name }) => {
  const { seed, test } = witnesses[name] ?? {}
  return `| ${name} | ${cell(means)} | ${seed === undefined ? "–" : `seed ${seed}`} | ${test === undefined ? "–" : `\`${test.file}\``} |`
})

const targets = fuzz.targets.map(
  ({ accepted, blocks, failures, inputs, law, name }) =>
    `| ${name} | ${cell(law)} | ${count(inputs)} | ${count(accepted)} | ${count(blocks)} | ${failures.length} |`
)

const page = `<!-- Written by \`npm run reliability\`. Do not edit. -->

# Reliability

What has been tried to make this project lose a message, and what came of it. Every figure on this page was written by the
command that its section names.

## Communities under faults

\`npm run simulate -- --seeds ${simulation.seeds} --weeks ${simulation.bounds.maxWeeks} --faults ${simulation.bounds.maxFaults}\`

The real control nodes and members run in memory under one clock, with every throw of the dice from one seed. Faults happen for up to
${simulation.bounds.maxWeeks} weeks; nine days after they have stopped, nothing may be lost:

- every message that a control node took in is in exactly one of its archives, or still in its store, or counted as late;
- what the stores hold of the open window, a control node and every member have;
- every member shows the canonical history where there are archives, and all of its own elsewhere;
- every archive of the index can be fetched; replaced indexes are gone from Codex; no index ever shrank;
- nothing that the control key did not sign was ever asked for.

| | |
|---|---:|
| communities | ${count(simulation.seeds)} |
| that broke an invariant | ${simulation.failed.length} |
| days lived | ${count(simulation.virtualDays)} |
| calls of ports | ${count(simulation.portCalls)} |
| seconds of this machine | ${count(simulation.seconds)} |
| communities a second | ${simulation.seedsPerSecond} |

| fault | what it does | hits |
|---|---|---:|
${kinds.join("\n")}

A seed that fails prints the line that replays it, after fast-check has made its scenario as small as it can.

## Mistakes that somebody could make

\`npm run power\` makes ${mutants.length} mistakes in this code, one at a time, and runs communities and the test suite against each.
**${noticed.length} of ${mutants.length} were noticed**, ${simulated.length} of them by a community. The mistakes are changes of source text made while a module loads;
nothing of them is in the package. \`npm run power -- --check\` asks each witness again. A dash: it did not notice, or was not asked, since
a community had noticed.

| mistake | what it means | community that broke | test that failed |
|---|---|---|---|
${rows.join("\n")}

[mutation.md](mutation.md) tells the same of every small change that a tool can make in the domain.

## Bytes that nobody should send

\`npm run fuzz -- --minutes ${fuzz.minutes} --seed ${fuzz.seed}\`

Every decoder meets inputs that are nearly right, led by the code that they reach. ${count(fuzz.inputs)} inputs were tried and reached
${count(fuzz.blocks)} blocks of code. What ever failed is kept: ${corpus()} inputs in \`test/fuzz/corpus\`, each tried again by \`npm test\`.

| decoder | law | inputs | accepted | blocks | failures |
|---|---|---:|---:|---:|---:|
${targets.join("\n")}

## Processes that are killed

\`npm run crash -- --rounds 200\` kills the commands of the real program at random moments and demands the same archives, index and messages
as of an undisturbed run. \`npm test\` cuts a control node between every two commits of a publication.
`
fs.writeFileSync(path.join(root, "docs/reliability.md"), page)
process.stdout.write(
  `docs/reliability.md: ${simulation.seeds} communities, ${noticed.length} of ${mutants.length} mistakes noticed, ${count(fuzz.inputs)} inputs\n`
)
