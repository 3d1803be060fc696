/** Targets over threads, and a watch over each: a thread that stands still, or dies, has found something. */
import * as path from "node:path"
import { Worker } from "node:worker_threads"
import type { Room } from "../../test/fuzz/targets/index.ts"
import type { Target } from "../../test/fuzz/Target.ts"
import type { Code } from "./Coverage.ts"
import type { Found, Progress } from "./guide.ts"
import { HEAD, type Job, type Said } from "./worker.ts"

/** One input may take this long, under the load of a busy machine. */
const HANGS_AFTER = 20_000
const LOOKED_EVERY = 500
const MAX_INPUT = 1024 * 1024
const MEMORY = { maxOldGenerationSizeMb: 1024 }

export interface Placed {
  readonly room: Room
  readonly target: Target
}

export interface Outcome {
  readonly target: Target
  readonly progress: Progress
  readonly failures: ReadonlyArray<Found>
  readonly functions: ReadonlyArray<Code>
  readonly seconds: number
}

export interface Plan {
  readonly seed: number
  readonly millis: number
  readonly folderOf: (target: Target) => string
  readonly onProgress: (target: Target, progress: Progress) => void
  readonly onFound: (target: Target, found: Found) => void
}

const one = ({ room, target }: Placed, plan: Plan): Promise<Outcome> =>
  new Promise((resolve) => {
    const running = new SharedArrayBuffer(HEAD + MAX_INPUT)
    const head = new Int32Array(running, 0, 2)
    const { millis, seed } = plan
    const job: Job = { room, name: target.name, seed, millis, folder: plan.folderOf(target), running }
    const began = performance.now()
    const failures: Array<Found> = []
    let progress: Progress = { inputs: 0, accepted: 0, corpus: 0, slowestMillis: 0 }
    let functions: ReadonlyArray<Code> = []
    let isOver = false

    const worker = new Worker(path.join(import.meta.dirname, "worker.ts"), {
      workerData: job,
      resourceLimits: MEMORY,
      stdout: true
    })
    const found = (failure: Found) => {
      failures.push(failure)
      plan.onFound(target, failure)
    }
    const finish = () => {
      if (isOver) return
      isOver = true
      clearInterval(watch)
      resolve({ target, progress, failures, functions, seconds: (performance.now() - began) / 1000 })
    }
    /** With the input that was running. */
    const died = (why: string) => {
      const size = Math.max(0, Math.min(MAX_INPUT, Atomics.load(head, 1)))
      found({ why, input: Uint8Array.from(new Uint8Array(running, HEAD, size)) })
      void worker.terminate().then(finish)
    }
    let last = -1
    let since = performance.now()
    const watch = setInterval(() => {
      const count = Atomics.load(head, 0)
      const now = performance.now()
      if (count !== last || count === 0 || Atomics.load(head, 1) < 0) {
        last = count
        since = now
      } else if (now - since > HANGS_AFTER) died(`it does not end within ${HANGS_AFTER / 1000} s`)
    }, LOOKED_EVERY)

    worker.on("message", (said: Said) => {
      if (said._tag === "Found") return found({ why: said.why, input: said.input })
      progress = said.progress
      plan.onProgress(target, progress)
      if (said._tag === "Done") functions = said.functions
    })
    worker.on("error", (error) => died(`it dies: ${error instanceof Error ? error.message : String(error)}`))
    worker.on("exit", finish)
  })

/** All of them, so many at a time; in the order in which they end. */
export const run = async (
  placed: ReadonlyArray<Placed>,
  jobs: number,
  plan: Plan,
  onDone: (outcome: Outcome) => void
): Promise<ReadonlyArray<Outcome>> => {
  const waiting = [...placed]
  const outcomes: Array<Outcome> = []
  const serve = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await one(next, plan)
      outcomes.push(outcome)
      onDone(outcome)
    }
  }
  await Promise.all(Array.from({ length: jobs }, serve))
  return outcomes
}
