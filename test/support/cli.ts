/** Runs the command line as a user would: a process of its own, from a folder of its own. */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"

const main = path.resolve(import.meta.dirname, "../../src/app/cli/main.ts")

/** Waits of minutes shortened to what a test can afford. */
const environment = {
  COMMUNITY_HISTORY_ANNOUNCEMENT_WAIT: "50 millis",
  COMMUNITY_HISTORY_SETTLE: "0 millis",
  NO_COLOR: "1",
  LC_ALL: "C.UTF-8"
}

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Daemon {
  readonly process: ChildProcess
  /** Resolves when standard error says the text; rejects if the process ends before. */
  readonly says: (text: string) => Promise<void>
  /** The exit code, once it has ended by itself or by a signal. */
  readonly ended: Promise<number | null>
  /** Sends the signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

const start = (network: string, args: ReadonlyArray<string>, extra: Record<string, string>) =>
  spawn(process.execPath, [main, ...args, "--network", network], {
    env: { ...process.env, ...environment, ...extra },
    stdio: ["ignore", "pipe", "pipe"]
  })

/** Runs a command to its end. */
export const run = async (
  network: string,
  args: ReadonlyArray<string>,
  extra: Record<string, string> = {}
): Promise<Outcome> => {
  const child = start(network, args, extra)
  let out = ""
  let err = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text))
  const [code] = (await once(child, "close")) as [number | null]
  return { code, out, err }
}

/** Runs a command that must succeed and gives what it printed. */
export const succeed = async (
  network: string,
  args: ReadonlyArray<string>,
  extra: Record<string, string> = {}
): Promise<string> => {
  const { code, err, out } = await run(network, args, extra)
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${err}${out}`)
  return out
}

/** Starts a command that runs until it is stopped. */
export const daemon = (network: string, args: ReadonlyArray<string>, extra: Record<string, string> = {}): Daemon => {
  const child = start(network, args, extra)
  const ended = once(child, "close")
  let err = ""
  const waiting = new Set<() => void>()
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text
    for (const look of waiting) look()
  })
  return {
    process: child,
    ended: ended.then(([code]) => code as number | null),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!err.includes(text)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`ended without saying "${text}": ${err}`)))
      }),
    stop: async (signal = "SIGTERM") => {
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    }
  }
}

/** Asks again until the answer satisfies; the runner's own limit ends a wait that never does. */
export const eventually = async <A>(ask: () => Promise<A>, satisfied: (answer: A) => boolean): Promise<A> => {
  for (;;) {
    const answer = await ask()
    if (satisfied(answer)) return answer
  }
}
