/** What the columns of a row hold. */

export type Row = Readonly<Record<string, bigint | string | Uint8Array | null>>

/** What is on disk cannot have been written by this program. */
export class Damaged extends Error {}

export const damaged = (what: string): never => {
  throw new Damaged(what)
}

/** Bytes of bodies that a page holds at most, unless the first alone is larger. */
const PAGE_BYTES = 16 * 1024 * 1024

/** How many of the rows make a page, by their column `size`. */
export const pageful = (rows: ReadonlyArray<Row>): number => {
  let bytes = 0
  const excess = rows.findIndex((row) => {
    bytes += number(row, "size")
    return bytes > PAGE_BYTES
  })
  return excess < 0 ? rows.length : Math.max(1, excess)
}

const wrong = (column: string): never => damaged(`column ${column} has an unexpected type`)

/** A column that holds bytes; the driver hands out a copy of its own. */
export const bytes = (row: Row, column: string): Uint8Array => {
  const value = row[column]
  return value instanceof Uint8Array ? value : wrong(column)
}

export const text = (row: Row, column: string): string => {
  const value = row[column]
  return typeof value === "string" ? value : wrong(column)
}

export const integer = (row: Row, column: string): bigint => {
  const value = row[column]
  return typeof value === "bigint" ? value : wrong(column)
}

export const number = (row: Row | undefined, column: string): number =>
  row === undefined ? 0 : Number(row[column] ?? 0n)
