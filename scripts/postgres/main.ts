/**
 * `npm run test:postgres`: the tests that need a PostgreSQL server, on one of their own; arguments behind `--` go to vitest.
 * `node scripts/postgres/main.ts run -- command …` runs any command beside such a server, which it finds in
 * `COMMUNITY_HISTORY_POSTGRES`; `--durable` before the `--` waits for the disk.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import * as os from "node:os"
import * as path from "node:path"
import * as Server from "./Server.ts"

const root = path.resolve(import.meta.dirname, "../..")
const vitest = path.join(root, "node_modules/.bin/vitest")

const usage = () => {
  process.stderr.write("test [-- vitest arguments], or run [--durable] -- command [arguments]\n")
  process.exit(2)
}

const [mode, ...rest] = process.argv.slice(2)
const at = rest.indexOf("--")
const [own, theirs] = at < 0 ? [[], rest] : [rest.slice(0, at), rest.slice(at + 1)]
const durable = own.includes("--durable")

const command =
  mode === "test" ? [vitest, "run", "--config", path.join(root, "vitest.postgres.config.ts"), ...theirs] : theirs
const [program, ...args] = command
if ((mode !== "test" && mode !== "run") || program === undefined) usage()

let child: ChildProcess | undefined
// A terminal tells the command by itself; whoever tells this process alone means the command too.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  process.on(signal, () =>
    child === undefined ? process.exit(128 + os.constants.signals[signal]) : child.kill(signal)
  )
}

const server = await Server.start({ durable }).catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  process.exit(1)
})
process.stderr.write(`PostgreSQL ${server.version} at ${server.url.replace(/:[^:@]*@/u, ":…@")}\n`)
child = spawn(program!, args, {
  cwd: mode === "test" ? root : process.cwd(),
  stdio: "inherit",
  env: { ...process.env, COMMUNITY_HISTORY_POSTGRES: server.url }
})
child.on("error", ({ message }) => process.stderr.write(`${program}: ${message}\n`))
const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null]
await server.stop()
process.exit(signal === null ? (code ?? 1) : 128 + os.constants.signals[signal])
