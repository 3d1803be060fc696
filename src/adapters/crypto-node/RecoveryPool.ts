/**
 * Threads that recover signers, as many as the machine has cores, started by the first batch that is worth it. A thread
 * that dies, or cannot be started, costs speed and nothing else.
 */
import * as Effect from "effect/Effect"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import * as Recovery from "./Recovery.ts"

/** Questions that one thread answers before it looks up: 8 ms native, 125 ms pure. */
const CUT = 125

/** A batch below this is answered sooner than another thread has heard of it. */
export const WORTHWHILE = CUT

/** What a thread may take: it holds a batch and nothing else. */
const MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

interface Job {
  readonly questions: Uint8Array<ArrayBuffer>
  readonly done: (answers: Uint8Array | undefined) => void
}

interface Thread {
  readonly worker: Worker
  job: Job | undefined
}

/** Compiled and as source the worker stands beside this module, under the ending that this module has. */
const source = new URL(`./RecoveryWorker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

export interface RecoveryPool {
  /** The answers to flat questions, in order; nothing for those whose thread died. */
  readonly ask: (questions: Uint8Array) => Promise<ReadonlyArray<Uint8Array | undefined>>
  /** How many bytes of questions each of these answers is for. */
  readonly cut: number
}

const make = (size: number, worker: URL) => {
  const waiting: Array<Job> = []
  const threads = new Set<Thread>()
  let started = false

  const give = (thread: Thread) => {
    const job = waiting.shift()
    thread.job = job
    if (job === undefined) {
      // An idle thread does not keep its process alive; one that works does.
      thread.worker.unref()
      return
    }
    thread.worker.ref()
    thread.worker.postMessage(job.questions, [job.questions.buffer])
  }
  const lose = (thread: Thread) => {
    if (!threads.delete(thread)) return
    thread.job?.done(undefined)
    if (threads.size === 0) for (const job of waiting.splice(0)) job.done(undefined)
  }
  const start = () => {
    started = true
    for (let i = 0; i < size; i++) {
      try {
        const thread: Thread = { worker: new Worker(worker, { resourceLimits: MEMORY }), job: undefined }
        threads.add(thread)
        thread.worker.on("message", (answers: Uint8Array) => {
          thread.job?.done(answers)
          give(thread)
        })
        thread.worker.on("error", () => lose(thread))
        thread.worker.on("exit", () => lose(thread))
        thread.worker.unref()
      } catch {
        return
      }
    }
  }
  const ask: RecoveryPool["ask"] = (questions) => {
    if (!started) start()
    const step = CUT * Recovery.QUESTION
    return Promise.all(
      Array.from(
        { length: Math.ceil(questions.length / step) },
        (_, n) =>
          new Promise<Uint8Array | undefined>((done) => {
            if (threads.size === 0) {
              done(undefined)
              return
            }
            waiting.push({ questions: questions.slice(n * step, (n + 1) * step), done })
            const idle = [...threads].find(({ job }) => job === undefined)
            if (idle !== undefined) give(idle)
          })
      )
    )
  }
  return {
    pool: { ask, cut: CUT * Recovery.QUESTION } satisfies RecoveryPool,
    close: Effect.suspend(() =>
      threads.size === 0
        ? Effect.void
        : Effect.promise(() => Promise.all([...threads].map(({ worker }) => worker.terminate())))
    )
  }
}

/** One core is all the caller has: nothing would be won. `worker`: the module that the threads run. */
export const scoped = (worker: URL = source) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => make(availableParallelism() > 1 ? availableParallelism() : 0, worker)),
      ({ close }) => close
    ),
    ({ pool }) => pool
  )
