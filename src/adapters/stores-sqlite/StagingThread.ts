/** The thread that lays archives aside and makes them history. */
import type { Replaced } from "../../ports/HistoryStore.ts"
import { serve } from "./serve.ts"
import * as Staging from "./Staging.ts"

const NOTHING: Replaced = { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }

serve<Staging.Request, Replaced>((db, file) => {
  const { apply, checkpoint, close, discard, stage } = Staging.on(db, file)
  // Whoever waits for an archive need not wait for it to be moved from the log into the database.
  db.exec("PRAGMA wal_autocheckpoint = 0")
  return {
    perform: (request) => {
      switch (request._tag) {
        case "stage":
          stage(request.key, request.rows)
          return NOTHING
        case "discard":
          discard(request.key)
          return NOTHING
        case "checkpoint":
          checkpoint()
          return NOTHING
        case "apply":
          return apply(request.key, request.entry)
      }
    },
    close
  }
})
