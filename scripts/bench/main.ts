/**
 * `npm run bench`: everything this project promises of its speed and size, measured in one run of the compiled program, both
 * sides of each comparison in it; writes docs/performance.md. `--messages N` of the large window (1,000,000), `--rounds N`
 * (3), `--only TEXT` measures what has the text in its title and writes nothing, `--json` prints the figures and writes nothing.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import * as Bundle from "./bundle.ts"
import * as Codec from "./codec.ts"
import * as Growth from "./growth.ts"
import * as Merge from "./merge.ts"
import { within, isReached, say, type Measure } from "./measure.ts"
import { render, type Row } from "./report.ts"
import * as Online from "./online.ts"
import * as Start from "./start.ts"
import * as Sync from "./sync.ts"
import * as Steward from "./steward.ts"
import * as Throughput from "./throughput.ts"
import * as Votes from "./votes.ts"

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false }
  }
})
const [messages, rounds] = [Number(values.messages), Number(values.rounds)]

const measured = async (measures: ReadonlyArray<Measure>): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const measure of measures) {
    if (!measure.title.includes(values.only)) continue
    say(`── ${measure.title}`)
    const outcome = await measure.run(rounds)
    const row = { title: measure.title, goal: measure.goal, reached: isReached(measure, outcome.value), ...outcome }
    say(`   ${row.value.toFixed(2)} ${row.unit} (goal ${row.goal}: ${row.reached ? "reached" : "missed"})`)
    rows.push(row)
  }
  return rows
}

const rows = await within("window", (folder) =>
  measured([
    ...Throughput.measures(folder, { small: messages / 100, large: messages }),
    ...Codec.measures,
    Growth.measure,
    Start.measure,
    Merge.measure,
    Online.measure,
    Votes.measure,
    Sync.measure,
    Steward.measure,
    Bundle.measure
  ])
)

if (values.json) process.stdout.write(`${JSON.stringify({ messages, rounds, rows })}\n`)
else {
  const text = render({ messages, rounds, rows }, new Date().toISOString().slice(0, 10))
  if (values.only === "") fs.writeFileSync(path.join(import.meta.dirname, "../../docs/performance.md"), text)
  process.stdout.write(text)
}
