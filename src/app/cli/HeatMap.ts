/** Numbers in rows and columns as shades: who spoke when. */
import * as Units from "./Units.ts"

export interface Row {
  readonly label: string
  readonly cells: ReadonlyArray<number>
}

export interface Options {
  readonly columns: number
  readonly colour: boolean
  readonly unicode: boolean
}

const SHADES = { unicode: ["·", "░", "▒", "▓", "█"], ascii: [".", "-", "=", "*", "#"] } as const

/** Cells of neighbours are added where the terminal has too few columns for all. */
const squeeze = (cells: ReadonlyArray<number>, room: number): ReadonlyArray<number> => {
  const each = Math.max(1, Math.ceil(cells.length / room))
  return Array.from({ length: Math.ceil(cells.length / each) }, (_, at) =>
    cells.slice(at * each, (at + 1) * each).reduce((sum, value) => sum + value, 0)
  )
}

/** One line for each row: label, cells, sum. `from` and `to` stand below the ends; nothing is wider than the terminal. */
export const render = (
  rows: ReadonlyArray<Row>,
  ends: { readonly from: string; readonly to: string },
  { colour, columns, unicode }: Options
): string => {
  const width = Math.max(24, columns)
  const label = Math.min(Math.max(...rows.map((row) => Units.width(row.label)), 0), Math.floor(width / 3))
  const sums = rows.map(({ cells }) => Units.count(cells.reduce((sum, value) => sum + value, 0)))
  const sum = Math.max(...sums.map((text) => text.length), 0)
  const room = Math.max(1, width - label - sum - 6)
  const squeezed = rows.map(({ cells }) => squeeze(cells, room))
  const most = Math.max(...squeezed.flat(), 1)
  const wide = (squeezed[0]?.length ?? 0) * 2 <= room ? 2 : 1
  const shades = unicode ? SHADES.unicode : SHADES.ascii
  const cell = (value: number): string => {
    const shade = value === 0 ? 0 : Math.min(4, 1 + Math.floor((value / most) * 3.999))
    const text = shades[shade]!.repeat(wide)
    return colour ? `\u001B[${shade === 0 ? "2" : "32"}m${text}\u001B[0m` : text
  }
  const lines = rows.map((row, at) => {
    const name = Units.truncate(Units.printable(row.label), label, unicode ? "…" : "~")
    const blank = " ".repeat(label - Units.width(name))
    return `  ${name}${blank}  ${squeezed[at]!.map(cell).join("")}  ${sums[at]!.padStart(sum)}`
  })
  const span = (squeezed[0]?.length ?? 0) * wide
  const between = span - ends.from.length - ends.to.length
  const axis = between > 0 ? ends.from + " ".repeat(between) + ends.to : `${ends.from} to ${ends.to}`
  return [...lines, Units.truncate(`  ${" ".repeat(label)}  ${axis}`, width, "")].join("\n")
}
