/** What the columns of a row hold. */

export type Row = Readonly<Record<string, bigint | string | Uint8Array | null>>

/** What is on disk cannot have been written by this program. */
export class Damaged extends Error {}

export const damaged = (what: string): never => {
  throw new Damaged(what)
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
