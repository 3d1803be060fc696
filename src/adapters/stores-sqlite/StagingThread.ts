/** The thread that lays archives aside and makes them history. */
import type { Replaced } from "../../ports/HistoryStore.ts"
import { serve } from "./serve.ts"
import * as Staging from "./Staging.ts"

const NOTHING: Replaced = { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }

serve<Staging.Request, Replaced>((db, file) => {
  const { apply, close, discard, stage } = Staging.on(db, file)
  return {
    perform: (request) => {
      switch (request._tag) {
        case "stage":
          stage(request.key, request.rows)
          return NOTHING
        case "discard":
          discard(request.key)
          return NOTHING
        case "apply":
          return apply(request.key, request.entry)
      }
    },
    close
  }
})
