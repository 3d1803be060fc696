/** One target in a thread of its own: it may hang or run out of memory without harm to the others. */
import * as fs from "node:fs"
import * as path from "node:path"
import { pathToFileURL } from "node:url"
import { parentPort, workerData } from "node:worker_threads"
import type { Room } from "../../test/fuzz/targets/index.ts"
import * as Coverage from "./Coverage.ts"
import type { Progress } from "./guide.ts"

export interface Job {
  readonly room: Room
  readonly name: string
  readonly seed: number
  readonly millis: number
  /** Where the failures of the target are kept. */
  readonly folder: string
  /** The input that runs: first a count of beginnings and ends, and the length of the input, -1 while none runs, then its bytes. */
  readonly running: SharedArrayBuffer
}

export type Said =
  | { readonly _tag: "Progress"; readonly progress: Progress }
  | { readonly _tag: "Found"; readonly why: string; readonly input: Uint8Array }
  | { readonly _tag: "Done"; readonly progress: Progress; readonly functions: ReadonlyArray<Coverage.Code> }

/** Bytes of {@link Job.running} before the input. */
export const HEAD = 8

const TOLD_EVERY = 500

const fuzz = async ({ folder, millis, name, room, running, seed }: Job, tell: (said: Said) => void) => {
  const root = path.resolve(import.meta.dirname, "../..")
  const coverage = Coverage.open(pathToFileURL(path.join(root, "src/")).href)
  // Loaded only now, so that their blocks are counted.
  const { load } = await import("../../test/fuzz/targets/index.ts")
  const { search } = await import("./guide.ts")
  const target = (await load(room)).find((one) => one.name === name)
  if (target === undefined) throw new Error(`there is no target ${name}`)

  const head = new Int32Array(running, 0, 2)
  const bytes = new Uint8Array(running, HEAD)
  const began = performance.now()
  let told = began
  const progress = await search({
    target,
    seed,
    coverage,
    corpus: fs.existsSync(folder) ? fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file))) : [],
    watch: (input) => {
      if (input !== undefined) bytes.set(input.subarray(0, bytes.length))
      Atomics.store(head, 1, input === undefined ? -1 : input.length)
      Atomics.add(head, 0, 1)
    },
    found: (found) => tell({ _tag: "Found", ...found }),
    isOver: (progress) => {
      const now = performance.now()
      if (now - told > TOLD_EVERY) {
        told = now
        tell({ _tag: "Progress", progress: { ...progress } })
      }
      return now - began > millis
    }
  })
  tell({ _tag: "Done", progress, functions: coverage.functions() })
}

if (parentPort !== null) {
  const port = parentPort
  await fuzz(workerData as Job, (said) => port.postMessage(said))
  // What a target left open must not keep the thread.
  process.exit(0)
}
