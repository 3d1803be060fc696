/** Real processes of the command line, run to their end or killed on the way. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"

const main = path.resolve(import.meta.dirname, "../../src/app/cli/main.ts")

/** Waits of minutes shortened to nothing: what is waited for here is the disk. */
const environment = {
  COMMUNITY_HISTORY_ANNOUNCEMENT_WAIT: "0 millis",
  COMMUNITY_HISTORY_SETTLE: "0 millis",
  NO_COLOR: "1"
}

export interface Ended {
  readonly code: number | null
  readonly millis: number
  readonly out: string
  readonly err: string
}

const start = async (args: ReadonlyArray<string>, killAfter?: number): Promise<Ended> => {
  const from = performance.now()
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let out = ""
  let err = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text))
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter)
  const [code] = (await once(child, "close")) as [number | null]
  clearTimeout(timer)
  return { code, millis: performance.now() - from, out, err }
}

/** Runs the command to its end, which must be a good one. */
export const finish = async (args: ReadonlyArray<string>): Promise<Ended> => {
  const ended = await start(args)
  if (ended.code !== 0) throw new Error(`${args.join(" ")} ended with ${ended.code}: ${ended.err.trim()}`)
  return ended
}

/** Kills the command after so many milliseconds; answers whether it was still running. */
export const kill = async (args: ReadonlyArray<string>, after: number): Promise<boolean> => {
  const { code, err } = await start(args, after)
  if (code !== null && code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${err.trim()}`)
  return code === null
}
