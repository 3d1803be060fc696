/** The thread that lays archives aside and makes them history. One request after another, each answered once. */
import { parentPort, workerData } from "node:worker_threads"
import * as Connection from "./Connection.ts"
import type { Answer, Request } from "./Stager.ts"
import * as Staging from "./Staging.ts"

const file = workerData as string

const open = () => {
  const db = Connection.again(file)
  return { db, staging: Staging.on(db, file) }
}

let opened: ReturnType<typeof open> | undefined

const perform = (request: Request): Answer => {
  try {
    const { db, staging } = (opened ??= open())
    switch (request._tag) {
      case "stage":
        return { replaced: void staging.stage(request.key, request.rows) }
      case "discard":
        return { replaced: void staging.discard(request.key) }
      case "apply":
        return { replaced: staging.apply(request.key, request.entry) }
      case "close":
        staging.close()
        return { replaced: void db.close() }
    }
  } catch (cause) {
    const { detail, reason } = Connection.failed("HistoryStore", request._tag, file, cause)
    return { reason, detail }
  }
}

parentPort?.on("message", (request: Request) => parentPort?.postMessage(perform(request)))
