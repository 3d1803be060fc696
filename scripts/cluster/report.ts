/** The result of a demonstration: a table for people, a file for the page. */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { Finding } from "./check.ts"

export interface Kill {
  readonly runner: string
  /** Whether the same process came back at once. */
  readonly back: boolean
  readonly held: number
  readonly millis: number
}

interface Facts {
  readonly communities: number
  readonly processes: number
  /** Messages of each community in each week of its past. */
  readonly perWeek: number
  /** Seconds. */
  readonly lease: number
  readonly kills: ReadonlyArray<Kill>
  readonly handover: { readonly held: number; readonly millis: number; readonly exit: number }
  readonly seconds: number
  readonly live: number
  readonly said: number
  readonly findings: ReadonlyArray<Finding & { readonly name: string; readonly id: string }>
  readonly durable: boolean
  readonly shared: boolean
}

export interface Report extends Omit<Facts, "findings"> {
  readonly archives: number
  readonly messages: number
  readonly announcements: number
  readonly problems: ReadonlyArray<string>
  readonly machine: string
}

export const of = ({ findings, ...facts }: Facts): Report => ({
  ...facts,
  archives: findings.reduce((sum, { archives }) => sum + archives, 0),
  messages: findings.reduce((sum, { messages }) => sum + messages, 0),
  announcements: findings.reduce((sum, { announcements }) => sum + announcements, 0),
  problems: findings.flatMap(({ id, name, problems }) => problems.map((problem) => `${name} (${id}): ${problem}`)),
  machine: `${os.availableParallelism()} cores, Node ${process.versions.node}`
})

const SHOWN = 20

const span = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

export const table = (report: Report): string => {
  const away = report.kills.filter(({ back }) => !back).map(({ millis }) => millis)
  const back = report.kills.filter((kill) => kill.back).map(({ millis }) => millis)
  const worst = (list: ReadonlyArray<number>) => (list.length === 0 ? "–" : span(Math.max(...list)))
  const rows: ReadonlyArray<readonly [string, string | number]> = [
    ["communities", report.communities],
    ["runner processes", report.processes],
    ["killed with SIGKILL", report.kills.length],
    ["messages said", report.said],
    ["  of them while the runners ran", report.live],
    ["messages found in archives, each once", report.messages],
    ["archives", report.archives],
    ["announcements", report.announcements],
    ["longest until all run again, elsewhere", worst(away)],
    ["longest until all run again, restarted at once", worst(back)],
    ["handed over on SIGTERM in", span(report.handover.millis)],
    ["problems", report.problems.length]
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  return [
    "",
    ...rows.map(([what, value]) => `${what.padEnd(width)}  ${String(value).padStart(10)}`),
    ...report.problems.slice(0, SHOWN)
  ].join("\n")
}

export const file = path.resolve(import.meta.dirname, "../../reports/cluster.json")

/** Only a demonstration of some size makes a page. */
const LEAST = 100

export const write = (report: Report): void => {
  if (report.communities < LEAST) return
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`)
}
