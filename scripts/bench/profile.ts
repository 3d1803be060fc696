/** Where the time of a measurement goes, thread by thread, as V8's profiler sees it. */
import * as fs from "node:fs"
import * as path from "node:path"
import { childWith } from "./measure.ts"

interface CpuProfile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }>
  readonly samples: ReadonlyArray<number>
  readonly timeDeltas: ReadonlyArray<number>
}

/** Functions that are named of each thread. */
const NAMED = 6
/** A thread that worked less, in milliseconds, is not worth a line. */
const LEAST = 100

const placeOf = (url: string): string => {
  if (url === "") return "V8"
  if (url.startsWith("wasm:")) return "WebAssembly"
  const parts = url.replace(/^file:\/\//u, "").split("/")
  const modules = parts.lastIndexOf("node_modules")
  return modules >= 0 ? parts.slice(modules + 1, modules + 3).join("/") : parts.slice(-2).join("/")
}

/** Milliseconds by function, without those in which the thread waited. */
const busy = ({ nodes, samples, timeDeltas }: CpuProfile): ReadonlyMap<string, number> => {
  const names = new Map(nodes.map(({ callFrame, id }) => [id, `${callFrame.functionName} (${placeOf(callFrame.url)})`]))
  const spent = new Map<string, number>()
  for (const [index, sample] of samples.entries()) {
    const name = names.get(sample)!
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[index]! / 1000)
  }
  spent.delete("(idle) (V8)")
  return spent
}

const line = (spent: ReadonlyMap<string, number>): string => {
  const total = [...spent.values()].reduce((sum, millis) => sum + millis, 0)
  const top = [...spent].sort(([, left], [, right]) => right - left).slice(0, NAMED)
  return `a thread that worked ${Math.round(total).toLocaleString("en-US")} ms: ${top.map(([name, millis]) => `${Math.round((100 * millis) / total)} % ${name}`).join(", ")}`
}

/** A line for each thread, the busiest first. */
export const profile = (folder: string, file: string, ...args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const place = path.join(folder, "profile")
  childWith(["--cpu-prof", "--cpu-prof-dir", place], file, ...args)
  const threads = fs
    .readdirSync(place)
    .map((name) => busy(JSON.parse(fs.readFileSync(path.join(place, name), "utf8")) as CpuProfile))
    .map((spent) => ({ spent, total: [...spent.values()].reduce((sum, millis) => sum + millis, 0) }))
    .filter(({ total }) => total >= LEAST)
    .sort((left, right) => right.total - left.total)
  fs.rmSync(place, { recursive: true })
  return threads.map(({ spent }) => line(spent))
}
