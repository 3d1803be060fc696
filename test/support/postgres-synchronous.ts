/** A client that stops its thread until the server has answered, for programs that may not wait for the real world. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads"

export interface Shared {
  readonly url: string
  readonly turn: Int32Array<SharedArrayBuffer>
}

export interface Question {
  readonly number: number
  readonly sql: string
  readonly params: ReadonlyArray<unknown>
}

type Result = { readonly command: string; readonly rowCount: number; readonly rows: ReadonlyArray<object> }

export type Answer = Result | { readonly wrong: string }

/** Ends with `stop`. */
export const make = (url: string) => {
  const turn = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL("./postgres-worker.ts", import.meta.url), {
    workerData: { url, turn, port: port2 },
    transferList: [port2]
  })

  const ask = (question: Question): Result => {
    Atomics.store(turn, 0, 0)
    port1.postMessage(question)
    Atomics.wait(turn, 0, 0)
    const answer = receiveMessageOnPort(port1)!.message as Answer
    if (!("wrong" in answer)) return answer
    throw new Error(`${answer.wrong} in ${question.sql}`)
  }

  const free: Array<number> = []
  let made = 0
  const connection = (number: number): Connection => {
    const run = (sql: string, params: ReadonlyArray<unknown>) =>
      Effect.try({
        try: () => ask({ number, sql, params }),
        catch: (cause) => new SqlError({ reason: new UnknownError({ cause, message: String(cause) }) })
      })
    const rows = (sql: string, params: ReadonlyArray<unknown>) => Effect.map(run(sql, params), ({ rows }) => rows)
    const never = () => Effect.die(new Error("no store asks so"))
    return {
      execute: rows,
      executeUnprepared: rows,
      executeRaw: run,
      executeValues: never,
      executeValuesUnprepared: never,
      executeStream: never as never
    }
  }

  const acquirer = Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => free.pop() ?? made++),
      (number) => Effect.sync(() => void free.push(number))
    ),
    connection
  )

  const layer = Layer.effect(
    SqlClient.SqlClient,
    SqlClient.make({ acquirer, compiler: PgClient.makeCompiler(), driver: "pg", spanAttributes: [] })
  ).pipe(Layer.provide(Reactivity.layer))
  return { layer, stop: () => worker.terminate() }
}
