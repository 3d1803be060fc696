/** Seeds over worker processes on all cores. */
import { fork } from "node:child_process"
import * as os from "node:os"
import * as path from "node:path"
import type { Answer, Question } from "./question.ts"

const worker = path.resolve(import.meta.dirname, "worker.ts")

export interface Options {
  readonly questions: ReadonlyArray<Question>
  readonly jobs?: number | undefined
  /** Modules that a worker loads first. */
  readonly imports?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  /** Told of each answer as it comes; `false` ends everything. */
  readonly onAnswer: (answer: Answer) => boolean
}

const end = (child: ReturnType<typeof fork>) => {
  child.removeAllListeners()
  child.kill()
}

export const ask = ({ env = {}, imports = [], jobs, onAnswer, questions }: Options): Promise<void> =>
  new Promise((resolve, reject) => {
    const waiting = [...questions]
    const count = Math.min(waiting.length, jobs ?? os.availableParallelism())
    const children = Array.from({ length: count }, () =>
      fork(worker, {
        execArgv: imports.flatMap((file) => ["--import", file]),
        env: { ...process.env, ...env },
        serialization: "advanced"
      })
    )
    let open = waiting.length
    const finish = () => {
      for (const child of children) end(child)
      resolve()
    }
    if (open === 0) return finish()
    for (const child of children) {
      const next = () => {
        const question = waiting.shift()
        if (question !== undefined) child.send(question)
      }
      child.on("message", (answer: Answer) => {
        open--
        if (!onAnswer(answer) || open === 0) return finish()
        next()
      })
      child.on("error", reject)
      child.on("exit", (code) => {
        for (const other of children) end(other)
        reject(new Error(`a worker ended with ${code}`))
      })
      next()
    }
  })
