/** The coverage of a history as a picture: one cell for each window, one line for each year. */
import * as Windows from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import * as Units from "./Units.ts"

/** One window of any length. Several may lie in one cell: the state that needs attention shows, messages add up. */
export interface Week {
  readonly window: Windows.Window
  readonly messages: number
  readonly state: "archived" | "empty" | "gap" | "open" | "late"
}

export interface Options {
  /** Width of the terminal; below 24 the picture is drawn for 24, and 0 means unknown. */
  readonly columns: number
  readonly colour: boolean
  readonly unicode: boolean
}

type State = Week["state"]

interface Glyphs extends Readonly<Record<Exclude<State, "archived">, string>> {
  readonly shades: readonly [string, string, string, string]
  readonly to: string
  readonly skip: string
}

const UNICODE: Glyphs = { shades: ["░", "▒", "▓", "█"], empty: "·", gap: "✗", open: "◌", late: "!", to: "–", skip: "⋮" }
const ASCII: Glyphs = { shades: ["-", "=", "*", "#"], empty: ".", gap: "x", open: "o", late: "!", to: "-", skip: ":" }

const COLOURS: Readonly<Record<State, string>> = { archived: "32", empty: "2", gap: "1;31", open: "36", late: "33" }
const NAMES = { empty: "nothing said", gap: "missing", open: "open", late: "late messages" } as const
/** Rising need for attention. */
const STATES: ReadonlyArray<State> = ["empty", "archived", "late", "open", "gap"]

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const WEEKS_OF_YEAR = 53
const MARGIN = 2
const MIN_COLUMNS = 24
/** Cells that windows longer than one may take together; beyond, as an index from outside may demand, only their ends. */
const MAX_LONG = 5_000n

interface Cell {
  readonly state: State
  readonly messages: number
}

interface Row {
  readonly label: string
  readonly cells: Map<number, Cell>
}

const lengthOf = ({ window: { from, to } }: Week): bigint => (to > from ? to - from : 1n)

const floor = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by

const rank = ({ length }: { length: bigint }): bigint => (length === Windows.WEEK ? Time.MAX_NANOS + 1n : length)

/** The length that most windows have, and of equally frequent ones seven days, else the longest. */
const commonLength = (weeks: ReadonlyArray<Week>): bigint => {
  const lengths = [...Map.groupBy(weeks, lengthOf)].map(([length, { length: times }]) => ({ length, times }))
  return lengths.reduce((best, other) =>
    other.times > best.times || (other.times === best.times && rank(other) > rank(best)) ? other : best
  ).length
}

/** Cells of `unit` on the grid of the windows that have this length, by number. Pieces fall into the cell around them. */
const paint = (weeks: ReadonlyArray<Week>, unit: bigint, anchor: bigint): ReadonlyMap<bigint, Cell> => {
  const cells = new Map<bigint, Cell>()
  let budget = MAX_LONG
  for (const week of weeks) {
    const { from } = week.window
    const length = lengthOf(week)
    const first = floor((length > unit ? from : from + (length - 1n) / 2n) - anchor, unit)
    const last = length > unit ? floor(from + length - 1n - anchor, unit) : first
    const step = last - first > budget ? last - first : 1n
    if (step === 1n) budget -= last - first
    for (let at = first; at <= last; at += step) {
      const there = cells.get(at)
      const state =
        there !== undefined && STATES.indexOf(there.state) > STATES.indexOf(week.state) ? there.state : week.state
      cells.set(at, { state, messages: (there?.messages ?? 0) + (at === first ? week.messages : 0) })
    }
  }
  return cells
}

/** Where a cell stands: its line, how the line is called, and its column. */
interface Place {
  readonly row: bigint
  readonly label: string
  readonly column: number
}

const inYear = (start: bigint): Place => {
  const label = Units.date(start).slice(0, 4)
  const newYear = Time.fromIso(`${label}-01-01`) ?? 0n
  return { row: BigInt(label), label, column: Number((Time.nanos(start) - newYear) / Windows.WEEK) }
}

const SPANS: ReadonlyArray<bigint> = [
  ...[10, 60, 600, 3_600, 21_600].map(Time.seconds),
  ...[1, 7, 28, 91, 182, 364].map(Time.days)
]

/** Lines of one round span of time (a minute, an hour, a day, 26 weeks), as long as there is room. */
const inSpans = (unit: bigint, room: number): ((start: bigint) => Place) => {
  const round = SPANS.findLast((span) => span % unit === 0n && span / unit >= 5n && span / unit <= BigInt(room))
  const span = round ?? unit * BigInt(Math.min(room, 50))
  return (start) => {
    const row = floor(start, span)
    const from = row * span
    const label =
      span >= Time.days(1) ? Units.date(from) : Units.dateTime(from).slice(0, span < Time.minutes(1) ? 19 : 16)
    return { row, label: label.replace("T", " "), column: Number((start - from) / unit) }
  }
}

const labelWidth = (unit: bigint): number => (unit >= Time.days(1) ? 10 : unit >= Time.minutes(1) ? 16 : 19)

/** A picture of years if the windows are weeks and a year fits; lines of another span otherwise. Skipped lines are "". */
const arrange = (cells: ReadonlyMap<bigint, Cell>, unit: bigint, anchor: bigint, columns: number) => {
  const years = unit === Windows.WEEK && columns >= 4 + 2 * MARGIN + WEEKS_OF_YEAR
  const place = years ? inYear : inSpans(unit, Math.max(1, columns - labelWidth(unit) - 2 * MARGIN))
  const rows: Array<Row> = []
  let previous: bigint | undefined
  for (const [at, cell] of [...cells].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const { column, label, row } = place(anchor + at * unit)
    if (row !== previous) {
      if (previous !== undefined && row > previous + 1n) rows.push({ label: "", cells: new Map() })
      rows.push({ label, cells: new Map() })
      previous = row
    }
    rows.at(-1)!.cells.set(column, cell)
  }
  return { years, rows }
}

/** Four shades by rank: a quarter of the archived cells each, equal numbers alike, the fullest always dark. */
const shading = (cells: Iterable<Cell>): ((messages: number) => number) => {
  const sorted = [...cells]
    .filter(({ messages, state }) => state === "archived" && messages > 0)
    .map(({ messages }) => messages)
    .sort((left, right) => left - right)
  const ranks = new Map<number, number>()
  for (const [index, messages] of sorted.entries()) ranks.set(messages, index + 1)
  return (messages) => {
    const rank = ranks.get(messages)
    return rank === undefined ? 0 : Math.ceil((rank / sorted.length) * 4) - 1
  }
}

const months = (label: number): string =>
  MONTHS.reduce((line, name, month) => {
    const days = (Date.UTC(2023, month, 1) - Date.UTC(2023, 0, 1)) / 86_400_000
    return line.padEnd(label + 2 * MARGIN + Math.floor(days / 7)) + name
  }, "")

const plural = (number: number, name: string): string => `${Units.count(number)} ${number === 1 ? name : `${name}s`}`

interface Entry {
  readonly text: string
  readonly state?: State
}

const legend = (
  weeks: ReadonlyArray<Week>,
  cells: ReadonlyArray<Cell>,
  name: string,
  shade: (messages: number) => number,
  glyphs: Glyphs
): ReadonlyArray<ReadonlyArray<Entry>> => {
  const archived = cells.filter(({ state }) => state === "archived")
  const shades = glyphs.shades.flatMap((glyph, index): ReadonlyArray<Entry> => {
    const numbers = archived.map(({ messages }) => messages).filter((messages) => shade(messages) === index)
    if (numbers.length === 0) return []
    const least = numbers.reduce((left, right) => Math.min(left, right))
    const most = numbers.reduce((left, right) => Math.max(left, right))
    const range = least === most ? Units.count(most) : `${Units.count(least)}${glyphs.to}${Units.count(most)}`
    return [{ text: `${glyph} ${range}`, state: "archived" }]
  })
  const others = STATES.flatMap((state): ReadonlyArray<Entry> => {
    const times = cells.filter((cell) => cell.state === state).length
    return state === "archived" || times === 0
      ? []
      : [{ text: `${glyphs[state]} ${NAMES[state]}: ${plural(times, name)}`, state }]
  })
  const covered = weeks.filter(({ state }) => state === "archived" || state === "late")
  const total = covered.reduce((sum, { messages }) => sum + messages, 0)
  const first = weeks.reduce((least, { window: { from } }) => (from < least ? from : least), weeks[0]!.window.from)
  const last = weeks.reduce((most, { window: { to } }) => (to > most ? to : most), weeks[0]!.window.to)
  return [
    shades.length === 0 ? [] : [...shades, { text: `messages a ${name}` }],
    others,
    [
      { text: `${plural(covered.length, name)} archived` },
      { text: plural(total, "message") },
      { text: `${Units.date(first)} to ${Units.date(last)}` }
    ]
  ]
}

/** Entries side by side, on as many lines as they need. */
const wrap = (
  entries: ReadonlyArray<Entry>,
  columns: number,
  draw: (entry: Entry) => string
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let used = columns
  for (const entry of entries) {
    const text = Units.truncate(entry.text, columns - MARGIN)
    const width = Units.width(text)
    if (used + 2 + width > columns) {
      lines.push(" ".repeat(MARGIN) + draw({ ...entry, text }))
      used = MARGIN + width
    } else {
      lines.push(`${lines.pop()}  ${draw({ ...entry, text })}`)
      used += 2 + width
    }
  }
  return lines
}

const paintRow = (row: Row, draw: (cell: Cell) => string, colour: (state: State, text: string) => string): string => {
  let line = ""
  let run = ""
  let state: State = "empty"
  let column = 0
  for (const [at, cell] of row.cells) {
    if (cell.state !== state || at !== column) {
      line += colour(state, run) + " ".repeat(at - column)
      run = ""
      state = cell.state
    }
    run += draw(cell)
    column = at + 1
  }
  return line + colour(state, run)
}

/**
 * Lines of cells under a scale of months, darker where more was said, and a legend with the numbers. Windows that are
 * not weeks, or a narrow terminal, give lines of another span named by their beginning. Order of `weeks` does not matter.
 */
export const coverage = (weeks: ReadonlyArray<Week>, options: Options): string => {
  if (weeks.length === 0) return "nothing is archived yet"
  const columns = options.columns > 0 ? Math.max(MIN_COLUMNS, options.columns) : 80
  const glyphs = options.unicode ? UNICODE : ASCII
  const unit = commonLength(weeks)
  const anchor = weeks.find((week) => lengthOf(week) === unit)!.window.from
  const cells = paint(weeks, unit, anchor)
  const { rows, years } = arrange(cells, unit, anchor, columns)
  const shade = shading(cells.values())
  const colour = (state: State | undefined, text: string) =>
    options.colour && state !== undefined && text !== "" ? `\u001b[${COLOURS[state]}m${text}\u001b[0m` : text
  const glyph = ({ messages, state }: Cell) => (state === "archived" ? glyphs.shades[shade(messages)]! : glyphs[state])
  const label = Math.max(...rows.map((row) => row.label.length))
  const picture = rows.map((row) =>
    row.label === ""
      ? " ".repeat(MARGIN) + glyphs.skip
      : `${" ".repeat(MARGIN)}${row.label.padEnd(label)}${" ".repeat(MARGIN)}${paintRow(row, glyph, colour)}`
  )
  const name = unit === Windows.WEEK ? "week" : "window"
  const keys = legend(weeks, [...cells.values()], name, shade, glyphs).flatMap((entries) =>
    wrap(entries, columns, ({ state, text }) => colour(state, text.slice(0, 1)) + text.slice(1))
  )
  return [...(years ? [months(label)] : []), ...picture, "", ...keys].join("\n")
}

/** A bar of so many columns; `fraction` outside [0, 1] counts as the nearer bound, NaN as 0. */
export const bar = (fraction: number, columns: number, unicode = true): string => {
  const size = Math.max(0, Math.trunc(columns))
  const full = fraction > 0 ? Math.round(Math.min(1, fraction) * size) : 0
  return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(size - full)
}
