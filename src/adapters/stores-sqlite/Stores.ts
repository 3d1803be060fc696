/** The stores of a home in one SQLite file. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Database from "./Database.ts"
import * as Encoder from "./Encoder.ts"
import * as History from "./HistoryStore.ts"
import * as Ledgers from "./Ledger.ts"
import * as Messages from "./MessageStore.ts"
import * as Protocols from "./ProtocolStore.ts"
import * as Stager from "./Stager.ts"
import * as Staging from "./Staging.ts"

/**
 * `file` is made where it is missing, its folder is not. Several processes may open it at once. A file of an older release
 * is copied before it is changed, and `migrated` is told the name of the copy.
 */
export const layer = (options: {
  readonly file: string
  readonly migrated?: (backup: string) => Effect.Effect<void>
  /** False where a host has no threads: an archive that is sealed or applied then holds up the event loop. */
  readonly threads?: boolean
}): Layer.Layer<MessageStore | Ledger | HistoryStore | ProtocolStore, StoreFailure> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const database = yield* Database.open(options.file, options.migrated ?? (() => Effect.void))
      yield* database.attempt("HistoryStore", "open", () => Staging.tidy(options.file))
      const here = options.threads === false || options.file === ":memory:"
      const encoder = here ? Encoder.inline(database) : yield* Encoder.threaded(database)
      const stager = yield* here ? Stager.inline(database) : Stager.threaded(database)
      return Context.make(MessageStore, Messages.make(database, encoder)).pipe(
        Context.add(Ledger, Ledgers.make(database)),
        Context.add(HistoryStore, History.make(database, stager)),
        Context.add(ProtocolStore, Protocols.make(database))
      )
    })
  )
