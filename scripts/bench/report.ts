/** docs/performance.md, and the machine that its figures are of. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { Outcome } from "./measure.ts"

export interface Row extends Outcome {
  readonly title: string
  readonly goal: string
  readonly reached: boolean
}

interface Figures {
  readonly messages: number
  readonly rounds: number
  readonly rows: ReadonlyArray<Row>
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US")

const revision = (): string => {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8", stdio: "pipe" }).trim()
  } catch {
    return "unknown"
  }
}

const shown = ({ unit, value }: Outcome): string => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return unit === "×" ? `${value.toFixed(2)}×` : `${value.toFixed(digits)} ${unit}`
}

const line = (row: Row): string => `| ${row.title} | ${row.goal} | ${shown(row)} | ${row.reached ? "yes" : "**no**"} |`

/** What is said by hand about the figures: where the time goes, where a goal is out of reach. */
const notes = (): string =>
  fs.readFileSync(path.join(import.meta.dirname, "../../scripts/bench/notes.md"), "utf8").trim()

export const render = (
  { messages, rounds, rows }: Figures,
  date: string
): string => `<!-- Written by \`npm run bench\`. Do not edit. -->

# Performance

Written by \`npm run bench\` on ${date}, revision ${revision()}: the compiled program, every measurement in a process of its own,
both sides of a comparison in one run, medians of ${rounds} rounds.

| machine | |
|---|---|
| processor | ${os.cpus()[0]?.model ?? "unknown"}, ${os.cpus().length} cores |
| memory | ${count(os.totalmem() / 2 ** 30)} GiB |
| system | ${os.type()} ${os.release()}, ${os.arch()} |
| Node | ${process.versions.node} |

| measure | goal | found | reached |
|---|---|---:|---|
${rows.map(line).join("\n")}

## In detail

${rows.map((row) => [`**${row.title}**: ${shown(row)}.`, "", ...row.detail.map((text) => `- ${text}`)].join("\n")).join("\n\n")}

The window has ${count(messages)} messages, each signed and encrypted, with payloads of 300 to 1,000 bytes.

${notes()}
`
