/** Real processes of `community-history host`, started, killed and started again. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"

const main = path.resolve(import.meta.dirname, "../../src/app/cli/main.ts")

export interface Place {
  readonly folder: string
  readonly postgres: string
  readonly lease: string
  readonly turns: number
  /** One folder for all, or one for each as on machines of their own. */
  readonly shareArchives: boolean
}

export interface Runner {
  readonly name: string
  readonly pid: number
  /** Ends at once, as if the machine had lost its power. */
  readonly kill: () => Promise<void>
  /** Hands over; answers the milliseconds until it has ended. */
  readonly stop: () => Promise<number>
  /** The last things that it said. */
  readonly said: () => string
  readonly running: () => boolean
}

const KEPT = 4_000

export const start = (place: Place, port: number): Runner => {
  const archives = path.join(place.folder, place.shareArchives ? "archives" : `archives-${port}`)
  const child: ChildProcess = spawn(
    process.execPath,
    [
      main,
      "host",
      `--communities=${path.join(place.folder, "communities.jsonl")}`,
      `--network=${path.join(place.folder, "network")}`,
      `--archives=${archives}`,
      `--listen=${port}`,
      `--lease=${place.lease}`,
      `--turns=${place.turns}`
    ],
    {
      env: {
        ...process.env,
        COMMUNITY_HISTORY_POSTGRES: place.postgres,
        COMMUNITY_HISTORY_SETTLE: "1 second",
        // Replaced indexes are kept, so that the whole chain of announcements can be read in the end.
        COMMUNITY_HISTORY_GRACE: "1 day",
        NO_COLOR: "1"
      },
      stdio: ["ignore", "ignore", "pipe"]
    }
  )
  let said = ""
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-KEPT)
    fs.appendFileSync(path.join(place.folder, `${port}.log`), text)
  })
  const ended = once(child, "close")
  const end = async (signal: NodeJS.Signals) => {
    const from = performance.now()
    child.kill(signal)
    await ended
    return performance.now() - from
  }
  return {
    name: `127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    said: () => said,
    running: () => child.exitCode === null && child.signalCode === null
  }
}
