/** `inspect`: what an archive or an index contains. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as fs from "node:fs"
import * as path from "node:path"
import * as Cid from "../../../domain/codex/Cid.ts"
import * as ArchiveIndex from "../../../domain/history/ArchiveIndex.ts"
import * as MemberState from "../../../domain/history/MemberState.ts"
import * as Windows from "../../../domain/history/Window.ts"
import * as Time from "../../../domain/Time.ts"
import { Codex, type CodexFailure } from "../../../ports/Codex.ts"
import { HistoryStore } from "../../../ports/HistoryStore.ts"
import * as Inspect from "../../Inspect.ts"
import * as Advice from "../Advice.ts"
import * as Composition from "../Composition.ts"
import * as HeatMap from "../HeatMap.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { community, home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Table from "../Table.ts"
import * as Units from "../Units.ts"

const DAY = Time.days(1)

const file = (name: string): Stream.Stream<Uint8Array, Inspect.NotInspectable> =>
  Stream.suspend(() =>
    Stream.fromAsyncIterable(
      fs.createReadStream(name, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>,
      (cause) => new Inspect.NotInspectable({ name, why: advice(cause) })
    )
  )

const advice = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  return code === "ENOENT" ? "there is no such file; give the path of a file, or a CID" : Advice.of(cause)
}

/** A path of a file that is there is a path; anything else that reads as a CID is one. */
const subject = (name: string) =>
  Effect.gen(function* () {
    const cid = Cid.parse(name)
    const codex = yield* Codex
    const bytes: Stream.Stream<Uint8Array, Inspect.NotInspectable | CodexFailure> =
      Result.isFailure(cid) || fs.existsSync(name) ? file(path.resolve(name)) : codex.get(cid.success)
    return { name, bytes }
  })

/** Messages by chat and day. */
const counter = () => {
  const chats = new Map<string, Map<bigint, number>>()
  return {
    tell: ({ at, chat }: Inspect.Tally) => {
      const days = chats.get(chat) ?? new Map<bigint, number>()
      const day = at / DAY
      chats.set(chat, days.set(day, (days.get(day) ?? 0) + 1))
    },
    chats
  }
}

type Counted = ReturnType<typeof counter>["chats"]

const total = (days: ReadonlyMap<bigint, number>): number => [...days.values()].reduce((sum, n) => sum + n, 0)

const MOST_DAYS = 4_000n

const picture = (
  counted: Counted,
  window: Windows.Window,
  names: ReadonlyMap<string, string>,
  terminal: Output.Terminal
) => {
  if (counted.size === 0) return ""
  const [first, last] = [window.from / DAY, (window.to - 1n) / DAY]
  const days = last - first >= MOST_DAYS ? MOST_DAYS : last - first + 1n
  const rows = [...counted]
    .sort(([, left], [, right]) => total(right) - total(left))
    .map(([chat, byDay]) => ({
      label: names.has(chat) ? `#${names.get(chat)}` : chat,
      cells: Array.from({ length: Number(days) }, (_, at) => byDay.get(first + BigInt(at)) ?? 0)
    }))
  const ends = { from: Units.date(window.from), to: Units.date(window.to - 1n) }
  return HeatMap.render(rows, ends, terminal)
}

const size = (found: Inspect.Dimensions): ReadonlyArray<string> => [
  `size       ${Units.bytes(found.bytes)} (${Units.count(found.bytes)} bytes), ${found.format === "raw" ? "not compressed" : found.format}`,
  `CID        ${found.cid}`,
  `tree       ${found.treeCid}`
]

const showArchive = (
  found: Inspect.Dimensions,
  report: Inspect.ArchiveReport,
  counted: Counted,
  names: ReadonlyMap<string, string>,
  terminal: Output.Terminal
): string => {
  const { topics, window } = report.metadata
  const odd = [
    report.damaged > 0 ? `${Units.count(report.damaged)} damaged` : "",
    report.foreign > 0 ? `${Units.count(report.foreign)} that do not belong into it` : ""
  ].filter((part) => part !== "")
  const facts = [
    "an archive",
    ...size(found),
    `from       ${Instant.exact(window.from)}`,
    `to         ${Instant.exact(window.to)}`,
    ...topics.map((topic) => `topic      ${Units.printable(topic)}`),
    `messages   ${Units.count(report.messages)}${odd.length > 0 ? `, ${odd.join(", ")}` : ""}`,
    ...Option.toArray(
      Option.map(
        report.opened,
        ({ authors, readable, unreadable }) =>
          `signed     ${Units.count(readable)} by ${Units.count(authors)} author${authors === 1 ? "" : "s"}${unreadable > 0 ? `, ${Units.count(unreadable)} cannot be read` : ""}`
      )
    )
  ]
  return [facts.join("\n"), picture(counted, window, names, terminal)].filter((part) => part !== "").join("\n\n")
}

const columns: ReadonlyArray<Table.Column> = [
  { title: "from", align: "left" },
  { title: "to", align: "left" },
  { title: "topics", align: "right" },
  { title: "CID", align: "left", flexible: true, min: 12 }
]

const RECENT = 12

/** Spans between the entries that no archive covers, and how many entries overlap another one. */
const seams = (entries: ReadonlyArray<ArchiveIndex.Keyed>) => {
  const windows = entries.map(([, { window }]) => window).sort((left, right) => (left.from < right.from ? -1 : 1))
  const [first] = windows
  if (first === undefined) return { gaps: [], overlapping: 0 }
  const whole = { from: first.from, to: windows.reduce((to, window) => Time.max(to, window.to), first.to) }
  let reached = first.to
  let overlapping = 0
  for (const window of windows.slice(1)) {
    if (window.from < reached) overlapping++
    reached = Time.max(reached, window.to)
  }
  return { gaps: Windows.without(whole, windows), overlapping }
}

const showIndex = (found: Inspect.Dimensions, report: Inspect.IndexReport, terminal: Output.Terminal): string => {
  const entries = ArchiveIndex.ascending(report.index)
  const { gaps, overlapping } = seams(entries)
  const shown = entries.slice(-RECENT)
  const rows = shown.map(([, { cid, topics, window }]) => [
    Instant.brief(window.from, terminal.columns),
    Instant.brief(window.to, terminal.columns),
    Units.count(topics.length),
    cid
  ])
  const byYear = Map.groupBy(entries, ([, { window }]) => Units.date(window.from).slice(0, 4))
  const years = [...byYear].map(([year, list]) => ({
    label: year,
    cells: Array.from(
      { length: 53 },
      (_, week) => list.filter(([, { window }]) => weekOfYear(window.from) === week).length
    )
  }))
  const facts = [
    "an index of archives",
    ...size(found),
    `archives   ${Units.count(entries.length)}${overlapping > 0 ? `, ${Units.count(overlapping)} of them overlap an earlier one` : ""}`,
    ...(gaps.length > 0 ? [`nothing    in ${Units.count(gaps.length)} spans between them`] : []),
    ...report.skipped.map(({ key, why }) => `skipped    ${Units.printable(key)}: ${Units.printable(why)}`),
    ...report.warnings.map((warning) => `odd        ${Units.printable(warning)}`)
  ].join("\n")
  const drawn = years.length === 0 ? "" : HeatMap.render(years, { from: "January", to: "December" }, terminal)
  const earlier = entries.length > shown.length ? `… and ${Units.count(entries.length - shown.length)} earlier\n` : ""
  const table = entries.length === 0 ? "" : earlier + Table.render(columns, rows, terminal.columns, terminal.unicode)
  return [facts, drawn, table].filter((part) => part !== "").join("\n\n")
}

const weekOfYear = (at: bigint): number => {
  const start = Time.fromIso(`${Units.date(at).slice(0, 4)}-01-01`) ?? 0n
  return Math.min(52, Number((at - start) / Windows.WEEK))
}

const toJson = (found: Inspect.Dimensions, report: Inspect.ArchiveReport | Inspect.IndexReport, counted: Counted) => {
  const { bytes, cid, format, treeCid } = found
  const base = { kind: report.kind, bytes, format, cid, treeCid }
  if (report.kind === "index") {
    const archives = ArchiveIndex.ascending(report.index).map(([key, entry]) => ({
      key,
      cid: entry.cid,
      ...entry.window,
      topics: entry.topics
    }))
    return {
      ...base,
      archives,
      ...seams(ArchiveIndex.ascending(report.index)),
      skipped: report.skipped,
      warnings: report.warnings
    }
  }
  const { broken, damaged, foreign, messages, metadata, opened } = report
  const days = [...counted].map(([chat, byDay]) => ({
    chat,
    days: [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, n]) => ({ day: Units.date(day * DAY), messages: n }))
  }))
  return {
    ...base,
    ...metadata.window,
    topics: metadata.topics,
    messages,
    damaged,
    foreign,
    opened: Option.getOrNull(opened),
    broken: Option.getOrNull(broken),
    chats: days
  }
}

/** What the chats of a community are called, as its home knows. */
const channelNames = Effect.gen(function* () {
  const state = Option.getOrElse(yield* (yield* HistoryStore).load, () => MemberState.initial)
  return new Map(
    Option.match(state.description, {
      onNone: () => [],
      onSome: ({ channels }) => channels.map(({ id, name }) => [id, name] as const)
    })
  )
})

export const inspect = Command.make(
  "inspect",
  {
    what: Argument.String("PATH|CID").pipe(Argument.withDescription("A file, or the CID of a dataset on Codex")),
    home: Flag.optional(home),
    community: Flag.optional(community),
    json
  },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = Option.isSome(flags.home) ? yield* Home.open(flags.home.value) : undefined
    const names = opened === undefined ? new Map() : yield* Effect.provide(channelNames, Composition.local(opened))
    const id = Option.getOrElse(flags.community, () => opened?.community)
    const { chats, tell } = counter()
    const work = Effect.flatMap(subject(flags.what), (found) => Inspect.inspect(found, tell))
    const { report, ...found } = yield* id === undefined
      ? Effect.provide(work, Composition.reading(network))
      : Effect.provide(work, Composition.readingOf(id, network))
    const terminal = yield* Output.terminal
    yield* flags.json
      ? Output.json(toJson(found, report, chats))
      : Output.print(
          report.kind === "archive"
            ? showArchive(found, report, chats, names, terminal)
            : showIndex(found, report, terminal)
        )
    if (report.kind === "archive" && Option.isSome(report.broken)) {
      return yield* new Inspect.NotInspectable({
        name: flags.what,
        why: `it could be read up to message ${report.messages}: ${report.broken.value}; fetch it again with sync, or restore it from a backup`
      })
    }
  })
).pipe(Command.withDescription("Show what an archive or an index contains, by channel and day"))
