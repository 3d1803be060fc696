/** The staging thread, which dies after the first batch of two records. */
import { serve } from "../../src/adapters/stores-sqlite/serve.ts"
import * as Staging from "../../src/adapters/stores-sqlite/Staging.ts"
import type { Replaced } from "../../src/ports/HistoryStore.ts"

const NOTHING: Replaced = { inserted: 0, deleted: 0, kept: 0, unreadable: 0 }

serve<Staging.Request, Replaced>((db, file) => {
  const { apply, close, discard, stage } = Staging.on(db, file)
  return {
    perform: (request) => {
      if (request._tag === "apply") return apply(request.key, request.entry)
      if (request._tag === "discard") discard(request.key)
      else if (request._tag === "stage") {
        stage(request.key, request.rows)
        if (request.rows.count === 2) setImmediate(() => process.exit(1))
      }
      return NOTHING
    },
    close
  }
})
