/**
 * `npm run bench`: what sealing and hydrating a window cost, each beside its floor in the same run; writes
 * docs/performance.md. `--messages N` (100,000), `--rounds N` (3), `--json` prints the figures and writes nothing.
 */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { render, type Figures, type Side } from "./report.ts"

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false }
  }
})
const [messages, rounds] = [Number(values.messages), Number(values.rounds)]

const place = fs.mkdtempSync(path.join(os.tmpdir(), "bench-"))
process.on("exit", () => fs.rmSync(place, { recursive: true, force: true }))

const say = (text: string) => process.stderr.write(`${text}\n`)

const child = (what: string, folder: string, argument = ""): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ["--expose-gc", path.join(import.meta.dirname, "child.ts"), what, folder, argument],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }
    )
  )

const measure = (what: string, folder: string, argument = ""): Side => child(what, folder, argument) as Side

const median = (list: ReadonlyArray<number>): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!

const sideOf = (list: ReadonlyArray<Side>): Side => ({
  millis: median(list.map(({ millis }) => millis)),
  megabytes: median(list.map(({ megabytes }) => megabytes))
})

/** A home with one week of messages, and its archive on Codex. */
const prepare = (size: number) => {
  const folder = path.join(place, `${size}`)
  fs.mkdirSync(folder)
  say(`making ${size.toLocaleString("en-US")} messages`)
  const { bytes } = child("fill", folder, `${size}`) as { readonly bytes: number }
  const published = child("publish", folder) as { readonly cid: string; readonly size: number }
  return { folder, payloadBytes: bytes, ...published }
}

const home = prepare(messages)
const sides: Record<"seal" | "sealFloor" | "hydrate" | "hydrateFloor", Array<Side>> = {
  seal: [],
  sealFloor: [],
  hydrate: [],
  hydrateFloor: []
}
for (let round = 1; round <= rounds; round++) {
  for (const what of ["seal", "sealFloor", "hydrate", "hydrateFloor"] as const) {
    const measured = measure(what, home.folder, home.cid)
    sides[what].push(measured)
    say(`round ${round} of ${rounds}: ${what} ${Math.round(measured.millis)} ms, ${Math.round(measured.megabytes)} MiB`)
  }
}

const memory = [messages / 10, messages * 2].map((size) => {
  const { cid, folder } = prepare(size)
  const [seal, hydrate] = [measure("seal", folder), measure("hydrate", folder, cid)]
  fs.rmSync(folder, { recursive: true })
  return { messages: size, seal: seal.megabytes, hydrate: hydrate.megabytes }
})

const seal = { ours: sideOf(sides.seal), floor: sideOf(sides.sealFloor) }
const hydrate = { ours: sideOf(sides.hydrate), floor: sideOf(sides.hydrateFloor) }
const figures: Figures = {
  messages,
  payloadBytes: home.payloadBytes,
  archiveBytes: home.size,
  rounds,
  seal,
  hydrate,
  memory: [memory[0]!, { messages, seal: seal.ours.megabytes, hydrate: hydrate.ours.megabytes }, memory[1]!]
}
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
else {
  const text = render(figures, new Date().toISOString().slice(0, 10))
  fs.writeFileSync(path.join(import.meta.dirname, "../../docs/performance.md"), text)
  process.stdout.write(text)
}
