/** The inside of a thread: opens when it is first asked, answers each request once. */
import { parentPort, workerData } from "node:worker_threads"
import * as Connection from "./Connection.ts"

/** What a thread answers: a value, or why there is none. */
export type Answer<A> = { readonly value: A } | Connection.Reason

/** The request that ends a thread: what it opened is closed before the answer. */
export const CLOSE = "close"

export interface Served<Request, A> {
  readonly perform: (request: Request) => A
  /** What of the answer need not be copied. */
  readonly transfer?: (answer: A) => ReadonlyArray<ArrayBuffer>
  readonly close?: () => void
}

export const serve = <Request, A>(
  open: (db: Connection.Connection["db"], file: string) => Served<Request, A>
): void => {
  const file = workerData as string
  let opened: { readonly db: Connection.Connection["db"]; readonly served: Served<Request, A> } | undefined
  const get = () => {
    if (opened !== undefined) return opened
    const db = Connection.again(file)
    try {
      opened = { db, served: open(db, file) }
      return opened
    } catch (cause) {
      db.close()
      throw cause
    }
  }
  const reply = (answer: Answer<A | undefined>, transfer: ReadonlyArray<ArrayBuffer> = []) =>
    parentPort?.postMessage(answer, transfer)
  parentPort?.on("message", (request: Request | typeof CLOSE) => {
    if (request === CLOSE) {
      opened?.served.close?.()
      opened?.db.close()
      reply({ value: undefined })
      return
    }
    try {
      const { perform, transfer } = get().served
      const value = perform(request)
      reply({ value }, transfer?.(value))
    } catch (cause) {
      const { detail, reason } = Connection.reasonOf(file, cause)
      reply({ reason, detail })
    }
  })
}
