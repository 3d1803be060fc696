/** Columns and parameters: what a value is on either side of the driver. */
import * as PgTypes from "@effect/sql-pg/PgTypes"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"

export type Row = Readonly<Record<string, unknown>>

/** What is in the database cannot have been written by this program. */
export class Damaged extends Error {}

export const damaged = (what: string): never => {
  throw new Damaged(what)
}

const wrong = (column: string): never => damaged(`column ${column} has an unexpected type`)

/** The driver may hand out a view of a larger buffer, which must not be kept alive by it. */
export const bytes = (row: Row, column: string): Uint8Array => {
  const value = row[column]
  return value instanceof Uint8Array ? new Uint8Array(value) : wrong(column)
}

/** Text that this program wrote, of a column that holds no NUL. */
export const plain = (row: Row, column: string): string => {
  const value = row[column]
  return typeof value === "string" ? value : wrong(column)
}

/** Text that anybody may have written. */
export const text = (row: Row, column: string): string => {
  const value = row[column]
  return (value instanceof Uint8Array ? Bytes.toUtf8(value) : undefined) ?? wrong(column)
}

export const integer = (row: Row, column: string): bigint => {
  const value = row[column]
  return typeof value === "bigint" ? value : wrong(column)
}

/** A count; a sum over nothing is none. */
export const number = (row: Row | undefined, column: string): number => {
  const value = row?.[column] ?? 0
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : wrong(column)
}

const list = (oid: number) => (values: ReadonlyArray<unknown>) => Result.getOrThrow(PgTypes.array(values, oid))

export const integers: (values: ReadonlyArray<bigint | null>) => unknown = list(PgTypes.OID.int8)
export const blobs: (values: ReadonlyArray<Uint8Array | null>) => unknown = list(PgTypes.OID.bytea)
export const plains: (values: ReadonlyArray<string>) => unknown = list(PgTypes.OID.text)
export const texts = (values: ReadonlyArray<string>): unknown => blobs(values.map(Bytes.utf8))

/** A bound that may be endless. */
export const bound = (value: number): bigint =>
  BigInt(Math.min(Math.max(0, Math.floor(value)), Number.MAX_SAFE_INTEGER))

/** A topic of a list: an index that was asked for it would be gone through once for each, and give no order. */
export const unindexed = (topic: string): string => `(${topic} || '')`
