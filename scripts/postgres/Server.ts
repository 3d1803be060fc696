/** A PostgreSQL server of one's own, in a folder that vanishes with it. For tests, benchmarks and trials. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { createInterface } from "node:readline"
import { freePort } from "./freePort.ts"

const DEBIAN = "/usr/lib/postgresql"
const USER = "community_history"

/** Who runs the server where we are root, which it refuses. */
const UNPRIVILEGED = ["postgres", "nobody"]

const isThere = (folder: string): boolean =>
  ["initdb", "postgres"].every((name) => fs.existsSync(path.join(folder, name)))

/** The folder of the newest binaries of Debian, else of those in the path; none where there are none. */
export const binaries = (): string | undefined => {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN) : []
  return [
    ...versions.sort((left, right) => Number(right) - Number(left)).map((version) => path.join(DEBIAN, version, "bin")),
    ...(process.env["PATH"] ?? "").split(path.delimiter)
  ].find(isThere)
}

/** Nothing for whoever may run the server himself. */
const identity = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const users = fs.readFileSync("/etc/passwd", "utf8").split("\n")
  for (const name of UNPRIVILEGED) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(`PostgreSQL does not run as root, and there is no user ${UNPRIVILEGED.join(" or ")}`)
}

export interface Options {
  /** Whether the disk is waited for; without it what is measured means nothing, and tests are quick. */
  readonly durable?: boolean
  /** Settings of the server, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string | number>>
}

export interface Server {
  readonly url: string
  readonly version: string
  /** Ends it as a loss of power would: no session is told, the log is read on the next start. */
  readonly crash: () => Promise<void>
  /** Starts it again at the same place, after a crash. */
  readonly restart: () => Promise<void>
  /** Ends it and removes its folder. May be called twice. */
  readonly stop: () => Promise<void>
}

/** Resolves once `initdb` has ended well; rejects with its words. */
const made = async (child: ChildProcess): Promise<void> => {
  let words = ""
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (words += text))
  const [code] = (await once(child, "close")) as [number | null]
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${words.trim()}`)
}

/** Resolves once the server says that it is ready; rejects with its last words. */
const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const words: Array<string> = []
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`postgres ended with ${code}: ${words.slice(-5).join(" ")}`)))
    createInterface({ input: child.stderr! }).on("line", (line) => {
      words.push(line)
      if (words.length > 100) words.shift()
      if (line.includes("database system is ready to accept connections")) resolve()
    })
  })

const quick = { fsync: "off", full_page_writes: "off", autovacuum_naptime: "5s" }

/** Starts a server on a free port of this machine. */
export const start = async ({ durable = false, settings = {} }: Options = {}): Promise<Server> => {
  const folder = binaries()
  if (folder === undefined) throw new Error("there is no PostgreSQL here; install it (apt-get install postgresql)")
  const user = identity()
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "postgres-"))
  let child: ChildProcess | undefined
  let isMaking = true
  const remove = () => fs.rmSync(place, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  // Nobody waits any more when a process exits; what it leaves behind would stay for ever.
  const abandon = () => {
    const isRunning = child?.exitCode === null && child.signalCode === null
    // The helpers of `initdb` are in its group; those of a server end with it.
    if (isRunning && isMaking && child?.pid !== undefined) process.kill(-child.pid, "SIGKILL")
    else if (isRunning) child?.kill("SIGQUIT")
    remove()
  }
  process.once("exit", abandon)
  try {
    const password = randomBytes(16).toString("hex")
    const data = path.join(place, "data")
    const secret = path.join(place, "password")
    fs.writeFileSync(secret, password, { mode: 0o600 })
    if (user.uid !== undefined && user.gid !== undefined) {
      fs.chownSync(place, user.uid, user.gid)
      fs.chownSync(secret, user.uid, user.gid)
    }
    const authentication = ["--auth", "scram-sha-256", "--username", USER, "--pwfile", secret]
    const settled = ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    child = spawn(path.join(folder, "initdb"), ["--pgdata", data, ...settled, ...authentication], {
      ...user,
      cwd: place,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"]
    })
    await made(child)
    child = undefined
    isMaking = false
    const port = await freePort()
    const all = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: place,
      ...(durable ? {} : quick),
      ...settings
    }
    const args = ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])]
    const run = async (): Promise<void> => {
      child = spawn(path.join(folder, "postgres"), args, {
        ...user,
        cwd: place,
        // Of a group of its own: what a terminal interrupts ends first, and the server after it.
        detached: true,
        stdio: ["ignore", "ignore", "pipe"]
      })
      await ready(child)
    }
    await run()
    const end = async (signal: "SIGINT" | "SIGQUIT") => {
      const running = child
      child = undefined
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
      const exit = once(running, "exit")
      running.kill(signal)
      await exit
    }
    const [version] = fs.readFileSync(path.join(data, "PG_VERSION"), "utf8").split("\n")
    return {
      url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
      version: version ?? "",
      crash: () => end("SIGQUIT"),
      restart: async () => {
        if (child === undefined) await run()
      },
      stop: async () => {
        await end("SIGINT")
        remove()
        process.off("exit", abandon)
      }
    }
  } catch (cause) {
    process.off("exit", abandon)
    abandon()
    throw cause
  }
}
