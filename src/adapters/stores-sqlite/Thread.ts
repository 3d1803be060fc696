/** A thread beside the event loop's, with a connection of its own, that answers one request after another. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { Worker } from "node:worker_threads"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { type Answer, CLOSE } from "./serve.ts"

export interface Thread<Request, A> {
  /**
   * Makes sure that there is one. Answers which it is, by number: one that died is followed by another, which knows nothing
   * of what the first was told.
   */
  readonly wake: Effect.Effect<number, StoreFailure>
  /** `life`: only the thread of this number may answer. */
  readonly ask: (
    operation: string,
    request: Request,
    transfer?: ReadonlyArray<ArrayBuffer>,
    life?: number
  ) => Effect.Effect<A, StoreFailure>
  /** Nobody else asks while the work is done. */
  readonly alone: <B, E, R>(work: Effect.Effect<B, E, R>) => Effect.Effect<B, E, R>
}

/** Compiled and as source a thread stands beside this module, under the ending that this module has. */
const sourceOf = (name: string): URL =>
  new URL(`./${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

/** What a thread may take: it holds a batch or two. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 }

const start = (name: string, file: string) => {
  let worker: Worker | undefined
  let life = 0
  let pending: ((answer: unknown) => void) | undefined
  const answered = (answer: unknown) => {
    const done = pending
    pending = undefined
    done?.(answer)
  }
  const lose = (lost: Worker) => {
    if (worker !== lost) return
    worker = undefined
    answered(undefined)
  }
  const wake = (): Worker => {
    if (worker !== undefined) return worker
    const started = new Worker(sourceOf(name), { workerData: file, resourceLimits: MEMORY })
    started.on("message", (answer: unknown) => {
      // While it works it keeps the process alive; idle it does not.
      started.unref()
      answered(answer)
    })
    started.on("error", () => lose(started))
    started.on("exit", () => lose(started))
    started.unref()
    worker = started
    life++
    return started
  }
  const ask = (request: unknown, transfer: ReadonlyArray<ArrayBuffer>): Promise<unknown> => {
    const asked = wake()
    asked.ref()
    return new Promise((done) => {
      pending = done
      asked.postMessage(request, transfer)
    })
  }
  const close = async () => {
    await ask(CLOSE, [])
    await worker?.terminate()
  }
  return { ask, close, isStarted: () => worker !== undefined, wake: () => (wake(), life) }
}

export const make = <Request, A>(
  store: StoreFailure["store"],
  name: string,
  file: string
): Effect.Effect<Thread<Request, A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const turn = yield* Semaphore.make(1)
    // An answer that is still to come is not taken for the last one.
    const { ask, wake } = yield* Effect.acquireRelease(
      Effect.sync(() => start(name, file)),
      ({ close, isStarted }) =>
        turn.withPermits(1)(Effect.suspend(() => (isStarted() ? Effect.promise(close) : Effect.void)))
    )
    const dead = (operation: string) =>
      new StoreFailure({ store, operation, reason: "Failed", detail: `${file}: its thread ended; try again` })
    return {
      wake: Effect.try({ try: wake, catch: () => dead("start") }),
      ask: (operation, request, transfer = [], life) =>
        Effect.gen(function* () {
          const answer = (yield* Effect.tryPromise({
            try: () => (life === undefined || wake() === life ? ask(request, transfer) : Promise.resolve(undefined)),
            catch: () => dead(operation)
          })) as Answer<A> | undefined
          if (answer === undefined) return yield* dead(operation)
          if ("value" in answer) return answer.value
          const { detail, reason } = answer
          return yield* new StoreFailure({ store, operation, reason, detail })
        }).pipe(Effect.uninterruptible),
      alone: turn.withPermits(1)
    }
  })
