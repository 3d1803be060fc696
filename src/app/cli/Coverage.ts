/** A status as tables and pictures. */
import * as Option from "effect/Option"
import type * as Status from "../Status.ts"
import type { Terminal } from "./Output.ts"
import * as Instant from "./Instant.ts"
import * as Picture from "./Picture.ts"
import * as Table from "./Table.ts"
import * as Units from "./Units.ts"

const RECENT = 8

const columns: ReadonlyArray<Table.Column> = [
  { title: "from", align: "left" },
  { title: "to", align: "left" },
  { title: "messages", align: "right" },
  { title: "size", align: "right" },
  { title: "CID", align: "left", flexible: true, min: 12 }
]

/** The newest archives as a table, with the number of those before them. */
export const table = (archives: ReadonlyArray<Status.ArchiveStatus>, terminal: Terminal): string => {
  if (archives.length === 0) return ""
  const shown = archives.slice(-RECENT)
  const earlier = archives.length - shown.length
  const rows = shown.map(({ bytes, cid, messages, window }) => [
    Instant.brief(window.from, terminal.columns),
    Instant.brief(window.to, terminal.columns),
    Units.count(messages),
    Units.bytes(bytes),
    cid
  ])
  const body = Table.render(columns, rows, terminal.columns, terminal.unicode)
  return earlier === 0 ? body : `${body}\n… and ${Units.count(earlier)} earlier`
}

/** Every window that is archived, empty, missing or open, as cells in time. Archives of one window are one cell. */
export const picture = (status: Status.Status, terminal: Terminal): string => {
  const archived = new Map<string, Picture.Week>()
  for (const { messages, window } of status.archives) {
    const key = `${window.from}-${window.to}`
    archived.set(key, { window, state: "archived", messages: messages + (archived.get(key)?.messages ?? 0) })
  }
  const weeks: ReadonlyArray<Picture.Week> = [
    ...archived.values(),
    ...status.empty.map((window) => ({ window, messages: 0, state: "empty" as const })),
    ...status.gaps
      .filter(({ window }) => !archived.has(`${window.from}-${window.to}`))
      .map(({ window }) => ({ window, messages: 0, state: "gap" as const })),
    ...Option.toArray(status.open).map(({ messages, window }) => ({ window, messages, state: "open" as const }))
  ].sort((left, right) => (left.window.from < right.window.from ? -1 : 1))
  return Picture.coverage(weeks, terminal)
}

export const gaps = (status: Status.Status): string =>
  status.gaps
    .map(
      ({ reason, window }) =>
        `gap ${Instant.local(window.from)} to ${Instant.local(window.to)}: ${Units.printable(reason)}`
    )
    .join("\n")

/** The answer of `status --json`. */
export const json = (status: Status.Status) => ({
  community: status.community,
  name: status.name,
  index: Option.match(status.index, {
    onNone: () => null,
    onSome: ({ cid, clock }) => ({ cid, clock })
  }),
  archives: status.archives.map(({ bytes, cid, key, messages, window }) => ({
    key,
    from: window.from,
    to: window.to,
    messages,
    bytes,
    cid
  })),
  gaps: status.gaps.map(({ reason, window }) => ({ from: window.from, to: window.to, reason })),
  open: Option.match(status.open, {
    onNone: () => null,
    onSome: ({ messages, window }) => ({ from: window.from, to: window.to, messages })
  }),
  records: status.records,
  unreadable: status.unreadable,
  late: status.late,
  kept: Option.getOrNull(status.kept),
  saved: status.saved,
  joining: Option.match(status.joining, {
    onNone: () => null,
    onSome: ({ answer, attempts }) => ({ answer: Option.getOrNull(answer), attempts })
  }),
  silentSince: Option.getOrNull(status.silentSince),
  evidence: status.evidence.map(({ _tag, ...facts }) => ({ kind: _tag, ...facts }))
})
