/** Protobuf messages that are nearly right: their fields repeated, swapped, lying, of wrong types, in each other. */
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import { applied, type Damage, damage, damaged } from "./bytes.ts"

/** The top-level fields of a message, each with its tag; undefined where the bytes are none. Knows no groups. */
const split = (bytes: Uint8Array): ReadonlyArray<Uint8Array> | undefined => {
  const fields: Array<Uint8Array> = []
  let at = 0
  const varint = (): number | undefined => {
    let value = 0
    for (let n = 0; n < 10; n++) {
      const byte = bytes[at++]
      if (byte === undefined) return undefined
      value += (byte & 0x7f) * 2 ** (7 * n)
      if (byte < 0x80) return value
    }
    return undefined
  }
  while (at < bytes.length) {
    const begin = at
    const tag = varint()
    if (tag === undefined || tag < 8) return undefined
    const type = tag % 8
    if (type === 0 && varint() === undefined) return undefined
    if (type === 1) at += 8
    if (type === 5) at += 4
    if (type === 2) {
      const length = varint()
      if (length === undefined) return undefined
      at += length
    }
    if (![0, 1, 2, 5].includes(type) || at > bytes.length) return undefined
    fields.push(bytes.subarray(begin, at))
  }
  return fields
}

const delimited = (tag: number, content: Uint8Array): Uint8Array =>
  Bytes.concat([Bytes.uvarint(tag), Bytes.uvarint(content.length), content])

/** Tag and content of a length-delimited field. */
const parts = (field: Uint8Array): { readonly tag: number; readonly content: Uint8Array } | undefined => {
  const end = field.findIndex((byte) => byte < 0x80) + 1
  let tag = 0
  for (let n = 0; n < end; n++) tag += (field[n]! & 0x7f) * 2 ** (7 * n)
  if (tag % 8 !== 2) return undefined
  const length = field.subarray(end).findIndex((byte) => byte < 0x80) + 1
  return { tag, content: field.subarray(end + length) }
}

const nat = fc.nat(0xff_ff)
const hex = (text: string) => Bytes.fromHex(text)!

/** Varints at every edge: of 32 and 64 bits, signed and unsigned, longer than they need be, and longer than they may be. */
export const varints: ReadonlyArray<Uint8Array> = [
  "00",
  "01",
  "7f",
  "8001",
  "8000",
  "ffffffff07",
  "8080808008",
  "ffffffff0f",
  "8080808010",
  "ffffffffffffff0f",
  "ffffffffffffffff7f",
  "80808080808080808001",
  "ffffffffffffffffff01",
  "ffffffffffffffffff7f",
  "80808080808080808000",
  "ffffffffffffffffffffff01"
].map(hex)

/** No text: cut characters, surrogates, overlong forms, bytes that never occur; and text that is hard to show. */
export const badTexts: ReadonlyArray<Uint8Array> = [
  "80",
  "c3",
  "c080",
  "e282",
  "eda080",
  "edb080",
  "eda081edb081",
  "f0808080",
  "f4908080",
  "ff",
  "efbbbf61",
  "00",
  "1b5b324a",
  "e280ae"
].map(hex)

type FieldDamage = (fields: ReadonlyArray<Uint8Array>) => ReadonlyArray<Uint8Array>

const one = (place: number, change: (field: Uint8Array) => ReadonlyArray<Uint8Array>): FieldDamage => {
  return (fields) => fields.flatMap((field, at) => (at === place % fields.length ? change(field) : [field]))
}
const content = (place: number, change: (bytes: Uint8Array) => Uint8Array): FieldDamage =>
  one(place, (field) => {
    const found = parts(field)
    return found === undefined ? [field] : [delimited(found.tag, change(found.content))]
  })
const tagged = (field: Uint8Array) => field.findIndex((byte) => byte < 0x80) + 1

const drop = nat.map((place) => one(place, () => []))
const repeat = fc
  .tuple(nat, fc.constantFrom(2, 3, 70))
  .map(([place, times]) => one(place, (field) => Array<Uint8Array>(times).fill(field)))
const swap = fc.tuple(nat, nat).map(([left, right]): FieldDamage => {
  return (fields) => {
    const copy = [...fields]
    if (copy.length === 0) return copy
    const [a, b] = [left % copy.length, right % copy.length]
    ;[copy[a], copy[b]] = [copy[b]!, copy[a]!]
    return copy
  }
})
const wrongType = fc
  .tuple(nat, fc.nat(7))
  .map(([place, type]) =>
    one(place, (field) => [Bytes.concat([Uint8Array.of((field[0]! & 0xf8) | type), field.subarray(1)])])
  )
const wrongNumber = fc
  .tuple(nat, fc.constantFrom(0, 1, 2, 3, 15))
  .map(([place, number]) =>
    one(place, (field) => [
      Bytes.concat([Uint8Array.of((field[0]! & 7) | (number << 3)), field.subarray(tagged(field))])
    ])
  )
/** A length, or a number, that is not true. */
const lie = fc.tuple(nat, fc.constantFrom(...varints)).map(([place, value]) =>
  one(place, (field) => {
    const from = tagged(field)
    const size = field.subarray(from).findIndex((byte) => byte < 0x80) + 1
    return [Bytes.concat([field.subarray(0, from), value, field.subarray(from + size)])]
  })
)
const badText = fc
  .tuple(nat, fc.constantFrom(...badTexts), fc.boolean())
  .map(([place, bad, whole]) => content(place, (bytes) => (whole ? bad : Bytes.concat([bytes, bad]))))
const long = fc
  .tuple(nat, fc.constantFrom(65, 257, 5_000), fc.constantFrom(0, 0x2f, 0x61, 0xff))
  .map(([place, size, value]) => content(place, () => new Uint8Array(size).fill(value)))
/** The field in itself, again and again. */
const nested = fc.tuple(nat, fc.constantFrom(1, 2, 31, 33, 120, 2_000)).map(([place, depth]) =>
  one(place, (field) => {
    const found = parts(field)
    if (found === undefined) return [field]
    let inner = field
    for (let n = 0; n < depth && inner.length < 20_000; n++) inner = delimited(found.tag, inner)
    return [inner]
  })
)
const grouped = fc
  .tuple(fc.integer({ min: 1, max: 15 }), fc.constantFrom(1, 2, 31, 32, 33, 200), fc.boolean())
  .map(([number, depth, ends]): FieldDamage => {
    return (fields) => [
      ...Array<Uint8Array>(depth).fill(Uint8Array.of(number * 8 + 3)),
      ...fields,
      ...Array<Uint8Array>(ends ? depth : 0).fill(Uint8Array.of(number * 8 + 4))
    ]
  })
const unknown = fc
  .tuple(fc.integer({ min: 1, max: 0x1f_ff_ff_ff }), fc.constantFrom(0, 1, 2, 5), fc.uint8Array({ maxLength: 9 }))
  .map(([number, type, bytes]): FieldDamage => {
    return (fields) => [...fields, Bytes.concat([Bytes.uvarint(number * 8 + type), bytes])]
  })

const fieldDamage: fc.Arbitrary<FieldDamage> = fc.oneof(
  drop,
  repeat,
  swap,
  wrongType,
  wrongNumber,
  lie,
  lie,
  badText,
  long,
  nested,
  grouped,
  unknown
)

/** Damage to fields, at the top or inside of a field, whose length is right again afterwards. */
const structural: fc.Arbitrary<Damage> = fc
  .tuple(fieldDamage, fc.array(nat, { maxLength: 3 }), damage)
  .map(([change, path, otherwise]): Damage => {
    const at = (bytes: Uint8Array, places: ReadonlyArray<number>): Uint8Array => {
      const fields = split(bytes)
      if (fields === undefined || fields.length === 0) return otherwise(bytes)
      const [place, ...rest] = places
      return Bytes.concat(place === undefined ? change(fields) : content(place, (inner) => at(inner, rest))(fields))
    }
    return (bytes) => at(bytes, path)
  })

/** Messages that are valid, nearly valid, and not at all. */
export const messages = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 4, arbitrary: damaged(valid) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(valid, fc.array(structural, { minLength: 1, maxLength: 3 }))
        .map(([bytes, all]) => applied(bytes, all))
    },
    {
      weight: 1,
      // The fields of two messages in one: of each, the last one counts.
      arbitrary: fc.tuple(valid, valid).map(Bytes.concat)
    }
  )
