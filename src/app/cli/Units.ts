/** Numbers, times and texts as people read them in a terminal. */
import * as Time from "../../domain/Time.ts"

/** "17,447". */
export const count = (value: number): string => value.toLocaleString("en-US")

const SIZES = ["KiB", "MiB", "GiB", "TiB", "PiB"]

/** "512 B", "1.2 MiB", "48 GiB". */
export const bytes = (value: number): string => {
  if (value < 1024) return `${value} B`
  let scaled = value / 1024
  let unit = 0
  while (Math.round(scaled) >= 1024 && unit < SIZES.length - 1) {
    scaled /= 1024
    unit++
  }
  return `${scaled < 9.95 ? scaled.toFixed(1) : count(Math.round(scaled))} ${SIZES[unit]}`
}

/** Milliseconds as "250 ms", "3.2 s", "1 min 20 s", "2 h 5 min", "3 d 4 h". */
export const duration = (millis: number): string => {
  if (millis < 999.5) return `${Math.round(millis)} ms`
  if (millis < 9_950) return `${(millis / 1000).toFixed(1)} s`
  const seconds = Math.round(millis / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${count(Math.floor(hours / 24))} d ${hours % 24} h`
}

/** Nanoseconds since the epoch as their day in UTC: "2021-03-04". */
export const date = (at: bigint): string => Time.toIso(Time.nanos(at)).slice(0, 10)

/** Nanoseconds since the epoch to the second in UTC: "2021-03-04T22:34:01Z". */
export const dateTime = (at: bigint): string => `${Time.toIso(Time.nanos(at)).slice(0, 19)}Z`

/** "zDvZRwzm…bvyM"; a short text stays as it is. */
export const shortCid = (cid: string): string => (cid.length <= 13 ? cid : `${cid.slice(0, 8)}…${cid.slice(-4)}`)

// C0 with its escape sequences, C1 with its one-byte forms of them, line separators, and all that turns text around.
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u206F]/gu

/**
 * Text from outside as a terminal may show it: nothing in it moves the cursor, changes colours or reverses what follows.
 * A line break becomes ⏎, or stays one with `"keep"`.
 */
export const printable = (text: string, newlines: "mark" | "keep" = "mark"): string =>
  text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSAFE, (character) => {
      if (character === "\n") return newlines === "keep" ? "\n" : "⏎"
      if (character === "\t") return " "
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    })

/** JSON text that a terminal may show as it is: the same value, with everything that would steer it written as an escape. */
export const inert = (json: string): string =>
  json.replaceAll(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

const segments = new Intl.Segmenter("en", { granularity: "grapheme" })
const NARROW = /^[\u0020-\u007E]*$/
const INVISIBLE = /^(?:[\p{Cc}\p{Mn}\p{Me}\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]|\u200C|\u200D)*$/u
const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]/u

const graphemeWidth = (grapheme: string): number =>
  INVISIBLE.test(grapheme) ? 0 : EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1

/** Columns of a terminal that a text takes: East Asian characters and emoji take two, marks none. */
export const width = (text: string): number => {
  if (NARROW.test(text)) return text.length
  let columns = 0
  for (const { segment } of segments.segment(text)) columns += graphemeWidth(segment)
  return columns
}

/** At most so many columns; what is too long ends in the ellipsis and never splits a character. */
export const truncate = (text: string, columns: number, ellipsis = "…"): string => {
  if (width(text) <= columns) return text
  const room = columns - width(ellipsis)
  if (room < 0) return ""
  let kept = ""
  let used = 0
  for (const { segment } of segments.segment(text)) {
    used += graphemeWidth(segment)
    if (used > room) break
    kept += segment
  }
  return kept + ellipsis
}
