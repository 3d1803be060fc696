/**
 * One writing process a home. The lock is one of the operating system, held through SQLite, so it vanishes with the
 * process however that ends.
 */
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Advice from "./Advice.ts"
import { HomeFailure } from "./Home.ts"

const BUSY = 5

const codeOf = (cause: unknown): number =>
  typeof cause === "object" && cause !== null && "errcode" in cause ? Number(cause.errcode) & 0xff : -1

/** Held while the scope is open; a second process is refused at once. Readers and `send` take no lock. */
export const acquire = (folder: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        const handle = new DatabaseSync(path.join(folder, "lock"))
        try {
          handle.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE")
          return handle
        } catch (cause) {
          handle.close()
          throw cause
        }
      },
      catch: (cause) =>
        new HomeFailure({
          home: folder,
          detail:
            codeOf(cause) === BUSY
              ? "another process works on this home; stop it first (reading commands and `send` may run beside it)"
              : `the home cannot be locked: ${Advice.of(cause)}`
        })
    }),
    (handle) => Effect.sync(() => handle.close())
  )
