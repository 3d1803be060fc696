/** docs/performance.md, and the machine that its figures are of. */
import { execFileSync } from "node:child_process"
import * as os from "node:os"

export interface Side {
  readonly millis: number
  readonly megabytes: number
}

export interface Figures {
  readonly messages: number
  readonly payloadBytes: number
  readonly archiveBytes: number
  readonly rounds: number
  readonly seal: { readonly ours: Side; readonly floor: Side }
  readonly hydrate: { readonly ours: Side; readonly floor: Side }
  readonly memory: ReadonlyArray<{ readonly messages: number; readonly seal: number; readonly hydrate: number }>
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US")

const revision = (): string => {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8", stdio: "pipe" }).trim()
  } catch {
    return "unknown"
  }
}

const row = (name: string, messages: number, { floor, ours }: Figures["seal"]): string =>
  `| ${name} | ${count((messages / ours.millis) * 1000)} | ${count((messages / floor.millis) * 1000)} | ${(ours.millis / floor.millis).toFixed(2)}× | ${count(ours.megabytes)} MiB |`

export const render = (figures: Figures, date: string): string => `<!-- Written by \`npm run bench\`. Do not edit. -->

# Performance

Written by \`npm run bench\` on ${date}, revision ${revision()}.

| machine | |
|---|---|
| processor | ${os.cpus()[0]?.model ?? "unknown"}, ${os.cpus().length} cores |
| memory | ${count(os.totalmem() / 2 ** 30)} GiB |
| system | ${os.type()} ${os.release()}, ${os.arch()} |
| Node | ${process.versions.node} |

One window of ${count(figures.messages)} messages, each signed and encrypted, with payloads of 300 to 1,000 bytes (${count(figures.payloadBytes / 2 ** 20)} MiB
together; the archive has ${count(figures.archiveBytes / 2 ** 20)} MiB). Every measurement runs in a process of its own; medians of ${figures.rounds} rounds.

| | messages a second | the floor | times the floor | peak memory |
|---|---:|---:|---:|---:|
${row("seal a window", figures.messages, figures.seal)}
${row("hydrate it", figures.messages, figures.hydrate)}

**Seal**: scan of the SQLite store → encode → compress → archive file on disk → its CID. Its floor: the same compression of
the same bytes, the platform's SHA-256 over them, one write and sync.

**Hydrate**: read from the Codex folder and prove against the CID → own file → decode → decrypt → check every signature →
lay aside → one transaction that makes it the history. Its floor: bare signature checks by the same library, and plain
inserts of the same rows, with the same indexes, in one transaction.

Peak resident memory of the process, Node itself included, by the size of the window:

| messages | seal | hydrate |
|---:|---:|---:|
${figures.memory.map(({ hydrate, messages, seal }) => `| ${count(messages)} | ${count(seal)} MiB | ${count(hydrate)} MiB |`).join("\n")}
`
