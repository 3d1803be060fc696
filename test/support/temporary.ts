/** Folders that vanish with their scope. */
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"

export const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => fs.mkdtemp(path.join(os.tmpdir(), "community-history-"))),
  (folder) => Effect.promise(() => fs.rm(folder, { recursive: true, force: true }))
)
