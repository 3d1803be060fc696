/**
 * Instants as people write and read them: in their own time zone, as `TZ` or the system says, with its offset beside it.
 */
import * as Result from "effect/Result"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Selection from "../../domain/history/Selection.ts"

const two = (value: number): string => `${Math.trunc(value)}`.padStart(2, "0")

const millis = (at: bigint): number => Number(at / 1_000_000n)

const offset = (date: Date): string => {
  const minutes = -date.getTimezoneOffset()
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}

/** "2021-03-04": the local day of an instant. */
export const day = (at: bigint): string => {
  const date = new Date(millis(at))
  return `${`${date.getFullYear()}`.padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** "2021-03-04 22:34:01+01:00". */
export const local = (at: bigint): string => {
  const date = new Date(millis(at))
  return `${day(at)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${offset(date)}`
}

/** As much of it as a column of a table has room for: "2021-03-04 22:34", in narrow terminals the day. */
export const brief = (at: bigint, columns: number): string =>
  columns < 80 ? day(at) : local(at).slice(0, "2021-03-04 22:34".length)

/** "2021-03-04 22:34:01+01:00 (1614893641000000000 ns)". */
export const exact = (at: bigint): string => `${local(at)} (${at} ns)`

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/u

/**
 * Reads a date or an instant. Without an offset it is meant in the user's time zone; with one, or as nanoseconds since the
 * epoch (16 digits and more), it is exact.
 */
export const parse = (text: string): Nanos | undefined => {
  if (/^\d{16,19}$/u.test(text)) return Time.isNanos(BigInt(text)) ? Time.nanos(BigInt(text)) : undefined
  const match = LOCAL.exec(text)
  if (match === null) return Time.fromIso(text.replace(" ", "T"))
  const [year, month, date, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const at = new Date(2000, 0, 1)
  at.setFullYear(year!, month! - 1, date)
  at.setHours(hour!, minute, second, 0)
  // A day or an hour that does not exist would quietly become another one.
  if (at.getMonth() !== month! - 1 || at.getDate() !== date || hour! > 23 || minute! > 59 || second! > 59)
    return undefined
  const nanos = BigInt(at.getTime()) * 1_000_000n + BigInt((match[7] ?? "").padEnd(9, "0"))
  return Time.isNanos(nanos) ? Time.nanos(nanos) : undefined
}

/** What `parse` asks for, for error messages. */
export const HINT = "write for example 2024-01-31, 2024-01-31T12:00 (your time zone) or 2024-01-31T12:00:00Z"

/** Reads `all`, `latest` or `FROM..TO`, whose ends are what `parse` reads; either may be left out. */
export const parseSelection = (text: string): Result.Result<Selection.Selection, Selection.InvalidSelection> => {
  const ends = text.split("..")
  if (ends.length !== 2) return Selection.parse(text)
  const exactly: Array<string> = []
  for (const end of ends) {
    const at = end === "" ? undefined : parse(end)
    if (end !== "" && at === undefined)
      return Result.fail({ _tag: "InvalidSelection", why: `"${end}" is no date; ${HINT}` })
    exactly.push(at === undefined ? "" : Time.toIso(at))
  }
  return Selection.parse(exactly.join(".."))
}
