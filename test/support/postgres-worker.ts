/** Speaks to a server for a thread that waits for every answer. */
import * as PgConnection from "@effect/sql-pg/PgConnection"
import { Effect, Redacted, Scope } from "effect"
import { type MessagePort, workerData } from "node:worker_threads"
import type { Answer, Question, Shared } from "./postgres-synchronous.ts"

const { port, turn, url } = workerData as Shared & { readonly port: MessagePort }
const scope = Scope.makeUnsafe()
const connections = new Map<number, PgConnection.PgConnection>()

const connection = async (number: number): Promise<PgConnection.PgConnection> => {
  const known = connections.get(number)
  if (known !== undefined) return known
  const made = await Effect.runPromise(
    Scope.provide(PgConnection.make({ url: Redacted.make(url), maxMessageSize: 2 ** 28 }), scope)
  )
  connections.set(number, made)
  return made
}

/** A view would take the whole buffer behind it along. */
const own = (value: unknown): unknown => (value instanceof Uint8Array ? new Uint8Array(value) : value)

const answer = async ({ number, params, sql }: Question): Promise<Answer> => {
  try {
    const { command, rowCount, rows } = await Effect.runPromise((await connection(number)).query(sql, params))
    const copies = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, own(value)])))
    return { command, rowCount, rows: copies }
  } catch (cause) {
    return { wrong: String(cause) }
  }
}

const respond = async (question: Question): Promise<void> => {
  port.postMessage(await answer(question))
  Atomics.store(turn, 0, 1)
  Atomics.notify(turn, 0)
}

port.on("message", (question: Question) => void respond(question))
