/** `npm run hosting`: writes `docs/hosting.md` from what `npm run cluster` last left in `reports/`. No figure is written by hand. */
import * as fs from "node:fs"
import * as path from "node:path"
import { file, type Report } from "./report.ts"

const read = (): Report => {
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")) as Report
  process.stderr.write("reports/cluster.json is missing; run npm run cluster -- --communities 1000 first\n")
  process.exit(1)
}

const report = read()
const count = (value: number): string => value.toLocaleString("en-US")
const span = (millis: number): string => `${(millis / 1000).toFixed(1)} s`
const kills = report.kills.map(
  ({ back, held, millis }, n) =>
    `| ${n + 1} | ${count(held)} | ${back ? "started again at once" : "away"} | ${span(millis)} |`
)

const page = `<!-- Written by \`npm run hosting\`. Do not edit. -->

# Many communities on many machines

\`control\` keeps one community in one process. \`host\` keeps as many as there are, in as many processes as you like, on as many
machines as you like. They share one Postgres; nothing else.

\`\`\`
export COMMUNITY_HISTORY_POSTGRES=postgres://history:…@db.internal/history
community-history host --communities /etc/communities.jsonl --listen 10.0.0.1:34431 --archives /srv/archives
\`\`\`

Run the same on every machine, each with its own \`--listen\`, and with the same list. Each community is run by exactly one of them at
any time. Where a process dies its communities go on elsewhere, without anybody asking for it; where one comes up it takes
its share.

## The list

\`--communities\` takes a file, a folder of homes that \`init\` made, or one such home, once or several times. A file is one JSON document
(\`{"communities": [...]}\`, or the array alone) or one JSON object a line:

\`\`\`
{"name": "Chess", "createdAt": "2026-01-31T12:00:00Z", "key": "keys/chess.key"}
{"name": "Go", "createdAt": "2026-02-01T00:00:00Z", "key": "keys/go.key", "window": "7 days", "profile": "status-prod", "id": "0x02…"}
{"home": "homes/shogi"}
\`\`\`

| field | default | what it is |
|---|---|---|
| \`name\`, \`createdAt\` | | of the community; the instant in ISO 8601 |
| \`key\` | | the file with the private key, mode 600, as \`init\` writes it; paths are meant from the folder of the list |
| \`window\` | \`7 days\` | how much time one archive covers; never change it |
| \`profile\` | \`spec\` | \`spec\`, \`status\` or \`status-prod\` |
| \`id\` | read from the key | the community id; with it the key is read when the community starts, and must be its key |
| \`home\` | | in place of all others: a home that \`init\` made |

A file that is no such list is refused in one line that says where. A key that cannot be used leaves its community out, with a
word; the others run. Give every machine the same list: a community whose turn falls to a machine that does not list it is run by
nobody, and \`host status --failing\` shows it. Restart the processes one by one after a change of the list.

A home that \`import\`, \`archive\` or \`control\` has worked on brings everything it knows into Postgres when its community is run for the
first time; the home itself is not changed. Stop \`control\` there for good before.

## What is where

| | where | lost with it |
|---|---|---|
| keys | key files on every machine, mode 600 | the communities: back them up first |
| messages, publication state, history | Postgres | what is not archived yet, and what members were told: back it up |
| archives | Codex; files under \`--archives\` | nothing, as long as one of the two is there |
| who runs what | locks in Postgres | nothing |

\`--archives\` may be a folder of each machine or one that they share. What a machine lacks it fetches from Codex, at the next audit at
the latest: a community that moves brings its whole history after it once, so a shared folder saves traffic. In a shared
folder every process has drafts of its own.

**Back up** the keys and the database. Everything that was acknowledged is in the database when it is acknowledged
(\`synchronous_commit\` is on whatever the server says).

## Who runs what

Communities fall into 256 shards. A shard is held under an advisory lock of Postgres, which ends with the session of its holder. A process
that says nothing for the \`--lease\` (20 s) loses its shards; one that answers no ping is found out sooner. A process that wakes
up after that cannot write: the ledger refuses whoever does not hold the newest epoch of a community, and that process leaves the
community alone. SIGTERM hands everything over at once.

The port of \`--listen\` is for the pings of the other runners alone. It asks nobody who he is: bind it to a network of your own.
\`--address\` is what the others call this process where that differs. Its tables lie in the schemas \`community_history\` and
\`community_history_host\`; the user of the URL must be allowed to make them.

Between process and server there must be no pooler that shares a session among several clients (PgBouncer in transaction mode):
locks belong to sessions. Each process opens up to 13 connections.

## What is shared

Of one process all communities share one Codex client, one Waku connection, one pool of database connections. Who subscribes at the
same moment shares a Waku subscription, up to 96 content topics each; a community has three. \`--turns\` communities
(16) start, or catch up and seal, at once; starts after a take-over are spread over a second, first audits over half an
hour. A community whose messages come faster than it takes them fails alone and asks the stores.

Limits: a Waku service node holds a bounded number of filter criteria for one peer (nwaku: 1,000 unless told otherwise), which is some
300 communities for a process and node. Name several nodes, raise \`--filter-max-criteria\`, or run more processes. All communities of a process that
speak on one pubsub topic are served by the same nodes.

## Watching it

On a terminal \`host\` shows every runner with what it holds, and the last error; elsewhere it writes a line for each
change, with \`--json\` one object a line on standard output. From any machine:

\`\`\`
community-history host status             # who runs what, and how it is
community-history host status --failing   # what fails, or is run by nobody
\`\`\`

## What the demonstration showed

\`npm run cluster -- --communities ${report.communities} --processes ${report.processes} --kills ${report.kills.length} --messages ${report.perWeek} --lease ${report.lease}\`
starts a Postgres, gives ${count(report.communities)} communities a past of four weeks whose last one ends while the
runners run, lets people speak, kills runners with SIGKILL, and then counts: every announcement, every index it leads to,
every message of every archive, against the hashes of what was said. Nothing is asked of the runners.
${report.machine}; all processes and the server on this one machine; archive files
${report.shared ? "in one shared folder" : "in a folder of each process, as on machines of their own"}.

| | |
|---|---:|
| communities | ${count(report.communities)} |
| messages said | ${count(report.said)} |
| of them while the runners ran | ${count(report.live)} |
| messages found in archives, each once | ${count(report.messages)} |
| archives, none overlapping another | ${count(report.archives)} |
| announcements, in one chain for each community | ${count(report.announcements)} |
| problems | ${report.problems.length} |
| handed over on SIGTERM: ${count(report.handover.held)} communities in | ${span(report.handover.millis)} |

| kill | communities of the process | the process | until all ran again |
|---:|---:|---|---:|
${kills.join("\n")}
`
fs.writeFileSync(path.resolve(import.meta.dirname, "../../docs/hosting.md"), page)
process.stdout.write(`docs/hosting.md: ${report.communities} communities, ${report.kills.length} kills\n`)
