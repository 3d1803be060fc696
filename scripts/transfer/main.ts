/**
 * Moves one large dataset to the Codex server and back, through `codex-http` and through curl, in turns, and writes what it
 * took to `docs/transfer.md`: `npm run transfer -- [--mebibytes N] [--rounds N]`.
 */
import { execFile, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs, promisify } from "node:util"

const { values } = parseArgs({
  options: { mebibytes: { type: "string", default: "1024" }, rounds: { type: "string", default: "3" } }
})
const mebibytes = Number(values.mebibytes)
const rounds = Number(values.rounds)
const exec = promisify(execFile)
const here = import.meta.dirname

/** What the sample units run the daemons with: buffers of sockets are garbage at once, and a large nursery only hoards them. */
const SMALL_NURSERY = "--max-semi-space-size=2"

interface Measured {
  readonly cid: string
  readonly millis: number
  readonly mebibytes: number
}

/** Bytes that no compression helps, made without keeping them. */
const fill = async (file: string): Promise<void> => {
  const handle = await fs.open(file, "w")
  let block = createHash("sha512").update("transfer").digest()
  for (let n = 0; n < mebibytes; n++) {
    block = createHash("sha512").update(block).digest()
    const chunk = Buffer.alloc(1024 * 1024)
    for (let at = 0; at < chunk.length; at += block.length) {
      block.copy(chunk, at)
      chunk.writeUInt32LE(at ^ n, at)
    }
    await handle.write(chunk)
  }
  await handle.close()
}

const ours = async (operation: "upload" | "download", url: string, subject: string): Promise<Measured> => {
  const { stdout } = await exec(process.execPath, [
    SMALL_NURSERY,
    path.join(here, "client.mjs"),
    operation,
    url,
    subject
  ])
  return JSON.parse(stdout) as Measured
}

const curl = async (args: ReadonlyArray<string>): Promise<number> => {
  const { stdout } = await exec("curl", ["-sS", "--fail", "-o", "/dev/null", "-w", "%{time_total}", ...args])
  return Number(stdout) * 1000
}

const median = (list: ReadonlyArray<number>): number =>
  list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)]!

await exec(process.execPath, [path.resolve(here, "../build.ts")])
const folder = await fs.mkdtemp(path.join(os.tmpdir(), "transfer-"))
const file = path.join(folder, "dataset")
await fill(file)
const server = spawn(process.execPath, [path.join(here, "server.ts"), path.join(folder, "codex")], {
  stdio: ["pipe", "pipe", "inherit"]
})
const [line] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string]
const url = line.trim()
const base = `${url}/api/storage/v1`

const figures = { up: [], curlUp: [], down: [], curlDown: [], curlHashed: [] } as Record<string, Array<number>>
let peak = 0
for (let round = 1; round <= rounds; round++) {
  const octets = ["-H", "content-type: application/octet-stream", "-H", "expect:", "-X", "POST", "-T", file]
  figures["curlUp"]!.push(await curl([...octets, `${base}/data`]))
  const up = await ours("upload", url, file)
  figures["up"]!.push(up.millis)
  figures["curlDown"]!.push(await curl([`${base}/data/${up.cid}/network/stream`]))
  const began = performance.now()
  await exec("sh", ["-c", `curl -sS --fail ${base}/data/${up.cid}/network/stream | openssl sha256`])
  figures["curlHashed"]!.push(performance.now() - began)
  const down = await ours("download", url, up.cid)
  figures["down"]!.push(down.millis)
  peak = Math.max(peak, up.mebibytes, down.mebibytes)
  process.stderr.write(`round ${round} of ${rounds}\n`)
}
server.stdin.end()
await once(server, "close")
await fs.rm(folder, { recursive: true })

const rate = (millis: number) => `${Math.round(mebibytes / (millis / 1000))} MiB/s`
const row = (what: string, side: string, floor: string) => {
  const [own, theirs] = [median(figures[side]!), median(figures[floor]!)]
  return `| ${what} | ${rate(own)} | ${rate(theirs)} | ${(theirs / own).toFixed(2)}× |`
}
const table = [
  "| | `codex-http`, proof included | `curl` | |",
  "|---|---|---|---|",
  row("upload", "up", "curlUp"),
  row("download", "down", "curlDown"),
  row("download, `curl` into `openssl sha256`", "down", "curlHashed")
].join("\n")
const page = `# Transfers

One dataset of ${mebibytes} MiB to a Codex server on this machine and back, through \`codex-http\` and through \`curl\`, in turns against the
same server; medians of ${rounds} rounds. Every byte through \`codex-http\` is hashed into the dataset's tree on the way, in either direction.
Written by \`npm run transfer -- --mebibytes ${mebibytes} --rounds ${rounds}\` on Node ${process.versions.node}, ${os.cpus().length} cores.

${table}

Peak memory of the client process, started with \`${SMALL_NURSERY}\` as in the sample units: ${Math.round(peak)} MiB.
`
await fs.writeFile(path.resolve(here, "../../docs/transfer.md"), page)
console.log(page)
