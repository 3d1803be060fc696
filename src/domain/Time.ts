/**
 * Time as the protocols carry it. Three units exist and never mix: nanoseconds (Waku timestamps, archive windows),
 * milliseconds (Lamport clocks of Status messages and of SDS) and seconds (votes). Source: 14/WAKU2-MESSAGE,
 * 62/STATUS-PAYLOADS; A-05, H-6.
 */
import * as Brand from "effect/Brand"
import * as Order from "effect/Order"

/** Nanoseconds since the Unix epoch, or a span of them; `0 ≤ n < 2^63`, the range of `sint64` that is not negative. */
export type Nanos = Brand.Branded<bigint, "Nanos">

/** Milliseconds since the Unix epoch, as `uint64` clocks carry them. */
export type Millis = Brand.Branded<bigint, "Millis">

/** Seconds since the Unix epoch, as `uint64` timestamps of votes and proposals carry them. */
export type Seconds = Brand.Branded<bigint, "Seconds">

export const MAX_NANOS = 2n ** 63n - 1n

const nanosUnsafe = Brand.nominal<Nanos>()
const millisUnsafe = Brand.nominal<Millis>()
const secondsUnsafe = Brand.nominal<Seconds>()

/** Clamps into the range of {@link Nanos}. */
export const nanos = (value: bigint): Nanos => nanosUnsafe(value < 0n ? 0n : value > MAX_NANOS ? MAX_NANOS : value)

/** Clamps into the range of `uint64`. */
export const millis = (value: bigint): Millis =>
  millisUnsafe(value < 0n ? 0n : value > 2n ** 64n - 1n ? 2n ** 64n - 1n : value)

/** Clamps into the range of `uint64`. */
export const unixSeconds = (value: bigint): Seconds =>
  secondsUnsafe(value < 0n ? 0n : value > 2n ** 64n - 1n ? 2n ** 64n - 1n : value)

export const isNanos = (value: bigint): value is Nanos => value >= 0n && value <= MAX_NANOS

export const order: Order.Order<Nanos> = Order.BigInt
export const millisOrder: Order.Order<Millis> = Order.BigInt

/** Saturating, so that hostile bounds cannot leave the range. */
export const add = (at: Nanos, span: Nanos): Nanos => nanos(at + span)
export const subtract = (at: Nanos, span: Nanos): Nanos => nanos(at - span)
export const max = (left: Nanos, right: Nanos): Nanos => (left > right ? left : right)
export const min = (left: Nanos, right: Nanos): Nanos => (left < right ? left : right)

export const toMillis = (at: Nanos): Millis => millis(at / 1_000_000n)
export const fromMillis = (at: Millis): Nanos => nanos(at * 1_000_000n)

/** The second that the instant lies in. */
export const toUnixSeconds = (at: Nanos): Seconds => unixSeconds(at / 1_000_000_000n)
/** Its first instant. */
export const fromUnixSeconds = (at: Seconds): Nanos => nanos(at * 1_000_000_000n)

export const seconds = (n: number): Nanos => nanos(BigInt(n) * 1_000_000_000n)
export const minutes = (n: number): Nanos => seconds(n * 60)
export const hours = (n: number): Nanos => minutes(n * 60)
export const days = (n: number): Nanos => hours(n * 24)

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?$/

/**
 * Reads ISO 8601, to the nanosecond; no zone means UTC, a bare date means its midnight.
 * `undefined` for anything else, and for instants before 1970 or past the range of {@link Nanos}.
 */
export const fromIso = (text: string): Nanos | undefined => {
  const parts = ISO.exec(text.trim())
  if (parts === null) return undefined
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(at)) return undefined
  const shift = /^[Zz]$/.test(zone)
    ? 0
    : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
  const value = BigInt(at - shift * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, "0"))
  return isNanos(value) ? value : undefined
}

/** ISO 8601 in UTC with milliseconds, or with nine digits where the instant has a finer part. */
export const toIso = (at: Nanos): string => {
  const date = new Date(Number(at / 1_000_000n))
  const fine = at % 1_000_000n
  // A `Date` ends in the year 275760; `Nanos` ends in 2262.
  const text = date.toISOString()
  return fine === 0n ? text : `${text.slice(0, -1)}${fine.toString().padStart(6, "0")}Z`
}
