/** Tables that fit the terminal. */
import * as Units from "./Units.ts"

/** A flexible column gives way when the terminal is narrow, down to `min` columns (3 by default). */
export interface Column {
  readonly title: string
  readonly align: "left" | "right"
  readonly flexible?: boolean
  readonly min?: number
}

const GUTTER = "  "

const pad = (text: string, columns: number, align: Column["align"]): string => {
  const blank = " ".repeat(Math.max(0, columns - Units.width(text)))
  return align === "left" ? text + blank : blank + text
}

/** The widest flexible column gives first, so that several of them end up alike. */
const fit = (
  columns: ReadonlyArray<Column>,
  natural: ReadonlyArray<number>,
  available: number
): ReadonlyArray<number> => {
  const sizes = [...natural]
  let excess = sizes.reduce((sum, size) => sum + size, 0) + GUTTER.length * (sizes.length - 1) - available
  for (; excess > 0; excess--) {
    let widest = -1
    for (const [index, { flexible = false, min = 3 }] of columns.entries()) {
      if (flexible && sizes[index]! > min && (widest < 0 || sizes[index]! > sizes[widest]!)) widest = index
    }
    if (widest < 0) break
    sizes[widest]!--
  }
  return sizes
}

/**
 * Header, rule, one line for each row; never wider than `available` columns. Cells are plain text without colours and
 * are made printable. Where all flexible columns are at their least, whole lines are cut.
 */
export const render = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  available: number,
  unicode = true
): string => {
  const ellipsis = unicode ? "…" : "~"
  const cells = rows.map((row) => columns.map((_, index) => Units.printable(row[index] ?? "")))
  const natural = columns.map(({ title }, index) =>
    cells.reduce((widest, row) => Math.max(widest, Units.width(row[index]!)), Units.width(title))
  )
  const sizes = fit(columns, natural, available)
  const line = (row: ReadonlyArray<string>) => {
    const padded = row.map((cell, index) =>
      pad(Units.truncate(cell, sizes[index]!, ellipsis), sizes[index]!, columns[index]!.align)
    )
    return Units.truncate(padded.join(GUTTER).trimEnd(), available, ellipsis)
  }
  const rule = sizes.map((size) => (unicode ? "─" : "-").repeat(size)).join(GUTTER)
  return [line(columns.map(({ title }) => title)), Units.truncate(rule, available, ""), ...cells.map(line)].join("\n")
}
