/** JSON that is nearly right: other values, other shapes, numbers past every limit, names that objects have already. */
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import { damaged } from "./bytes.ts"

/** Written as they stand: not all of them are what `JSON.stringify` would write. */
const VALUES: ReadonlyArray<string> = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "0.5",
  "1e400",
  "-1e400",
  "9007199254740993",
  "1e308",
  '""',
  '"0"',
  '"-1"',
  '"1n"',
  '"0x10"',
  '" 1 "',
  '"18446744073709551615"',
  '"18446744073709551616"',
  '"9223372036854775807"',
  '"9223372036854775808"',
  `"${"9".repeat(400)}"`,
  '"\\ud800"',
  '"\\u0000"',
  '"\\u202e\\u001b[2J"',
  '"2024-01-31T00:00:00Z"',
  '"9999-99-99T99:99:99Z"',
  '"0000-01-01"',
  "[]",
  "{}",
  "[[]]",
  '[["a",{}],["a",{}]]',
  '{"__proto__":null}',
  '{"toString":1,"valueOf":1}',
  '{"length":4294967295}',
  '{"_tag":"Some","value":null}',
  '{"_tag":"None"}',
  `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  `${'{"a":'.repeat(6_000)}0${"}".repeat(6_000)}`
]

const KEYS = ["__proto__", "constructor", "toString", "_tag", "value", "", "a", "\ud800"]

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** A place that stands for a written value, replaced after printing. */
const HOLE = "\u0001hole\u0001"

interface Change {
  readonly path: ReadonlyArray<number>
  readonly kind: "replace" | "drop" | "repeat" | "add"
  readonly key: string
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }),
  kind: fc.constantFrom("replace", "replace", "replace", "drop", "repeat", "add"),
  key: fc.constantFrom(...KEYS)
})

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const changed = (value: Json, { key, kind, path }: Change): Json => {
  const [place, ...rest] = path
  const step = { key, kind, path: rest }
  if (place === undefined || typeof value !== "object" || value === null) return HOLE
  if (Array.isArray(value)) {
    const list = value as ReadonlyArray<Json>
    if (list.length === 0) return kind === "add" ? [HOLE] : HOLE
    const at = place % list.length
    if (rest.length > 0) return list.map((one, n) => (n === at ? changed(one, step) : one))
    if (kind === "drop") return list.filter((_, n) => n !== at)
    if (kind === "repeat") return list.flatMap((one, n) => (n === at ? [one, one] : [one]))
    return kind === "add" ? [...list, HOLE] : list.map((one, n) => (n === at ? HOLE : one))
  }
  const entries = isObject(value) ? Object.entries(value) : []
  if (entries.length === 0) return HOLE
  const at = place % entries.length
  if (rest.length > 0)
    return Object.fromEntries(entries.map(([name, one], n) => [name, n === at ? changed(one, step) : one]))
  if (kind === "drop") return Object.fromEntries(entries.filter((_, n) => n !== at))
  if (kind === "replace") return Object.fromEntries(entries.map(([name, one], n) => [name, n === at ? HOLE : one]))
  return Object.fromEntries([...entries, [key, HOLE]])
}

/** From valid texts of JSON. */
export const jsons = (valid: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 2, arbitrary: damaged(valid.map(Bytes.utf8)) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(valid, fc.array(change, { minLength: 1, maxLength: 3 }), fc.constantFrom(...VALUES))
        .map(([text, changes, value]) =>
          Bytes.utf8(
            JSON.stringify(changes.reduce<Json>(changed, JSON.parse(text) as Json)).replaceAll(
              JSON.stringify(HOLE),
              () => value
            )
          )
        )
    },
    { weight: 1, arbitrary: fc.constantFrom(...VALUES).map(Bytes.utf8) }
  )
