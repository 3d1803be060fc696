/** The database of a home, for the stores that share it. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Connection from "./Connection.ts"

type Store = StoreFailure["store"]

export interface Database extends Connection.Session {
  readonly file: string
  readonly db: Connection.Connection["db"]
  /** Runs synchronous work; what the driver throws becomes the failure of the store. */
  readonly attempt: <A>(store: Store, operation: string, work: () => A) => Effect.Effect<A, StoreFailure>
  /** The same in one transaction: all of it happens, or nothing. */
  readonly transaction: <A>(store: Store, operation: string, work: () => A) => Effect.Effect<A, StoreFailure>
  /**
   * While another thread of this process writes, and then does what follows from it, which nobody but the next writer waits
   * for. Whoever writes here meanwhile waits without holding up the event loop.
   */
  readonly elsewhere: <A, E>(work: Effect.Effect<A, E>, after?: Effect.Effect<unknown, unknown>) => Effect.Effect<A, E>
}

const failed =
  (store: Store, operation: string, file: string) =>
  (cause: unknown): StoreFailure => {
    if (cause instanceof StoreFailure) return cause
    const { detail, reason } = Connection.reasonOf(file, cause)
    return new StoreFailure({ store, operation, reason, detail })
  }

/**
 * Opens the file, makes it where it is missing, brings it to the current format; closes with the scope. `migrated` is told
 * the name of the backup that was made before an older format was changed.
 */
export const open = Effect.fn("Database.open")(function* (
  file: string,
  migrated: (backup: string) => Effect.Effect<void>
) {
  const { backup, db } = yield* Effect.acquireRelease(
    Effect.try({
      try: () => Connection.open(file),
      catch: failed("Ledger", "open", file)
    }),
    (handle) => Effect.sync(() => handle.db.close())
  )
  if (backup !== undefined) yield* migrated(backup)
  const session = Connection.session(db)
  const within = Connection.transaction(db)
  const writing = yield* Semaphore.make(1)
  const scope = yield* Effect.scope
  const attempt: Database["attempt"] = (store, operation, work) =>
    Effect.try({ try: work, catch: failed(store, operation, file) })
  const database: Database = {
    ...session,
    file,
    db,
    attempt,
    transaction: (store, operation, work) => writing.withPermits(1)(attempt(store, operation, () => within(work))),
    elsewhere: (work, after = Effect.void) =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          yield* writing.take(1)
          const done = yield* Effect.exit(work)
          const release = writing.release(1)
          const rest = Effect.ensuring(Effect.ignore(after), release)
          // Also where the scope closes at once: what is left of it, the closing of the file does on the event loop.
          yield* Exit.isSuccess(done) ? Effect.forkIn(rest, scope, { uninterruptible: true }) : release
          return yield* done
        })
      )
  }
  return database
})
