/** Damage to bytes: what bad links, bad disks and simple-minded attackers do. */
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"

/** Changes bytes; `at` and `size` are taken modulo what there is. */
export type Damage = (bytes: Uint8Array) => Uint8Array

const nat = fc.nat(0xff_ff_ff)
const edit = (bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) change(copy)
  return copy
}
const replaced = (bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array =>
  Bytes.concat([bytes.subarray(0, from), by, bytes.subarray(to)])

const flip: fc.Arbitrary<Damage> = fc.tuple(nat, fc.nat(7)).map(
  ([at, bit]): Damage =>
    (bytes) =>
      edit(bytes, (copy) => (copy[at % copy.length]! ^= 1 << bit))
)
const set: fc.Arbitrary<Damage> = fc.tuple(nat, fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff)).map(
  ([at, value]): Damage =>
    (bytes) =>
      edit(bytes, (copy) => (copy[at % copy.length] = value))
)
const cut: fc.Arbitrary<Damage> = nat.map(
  (at): Damage =>
    (bytes) =>
      bytes.slice(0, at % (bytes.length + 1))
)
const remove: fc.Arbitrary<Damage> = fc.tuple(nat, fc.integer({ min: 1, max: 16 })).map(([place, size]): Damage => {
  return (bytes) => {
    const at = place % (bytes.length + 1)
    return replaced(bytes, at, Math.min(bytes.length, at + size), Bytes.empty)
  }
})
const insert: fc.Arbitrary<Damage> = fc.tuple(nat, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
  ([place, more]): Damage =>
    (bytes) =>
      replaced(bytes, place % (bytes.length + 1), place % (bytes.length + 1), more)
)
const repeat: fc.Arbitrary<Damage> = fc.tuple(nat, fc.integer({ min: 1, max: 64 })).map(([place, size]): Damage => {
  return (bytes) => {
    const at = place % (bytes.length + 1)
    return replaced(bytes, at, at, bytes.subarray(at, at + size))
  }
})

export const damage: fc.Arbitrary<Damage> = fc.oneof(flip, flip, set, cut, remove, insert, repeat)

/** The beginning of one and the end of another. */
export const spliced = (inputs: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(inputs, inputs, nat, nat)
    .map(([head, tail, upTo, from]) =>
      Bytes.concat([head.subarray(0, upTo % (head.length + 1)), tail.subarray(from % (tail.length + 1))])
    )

export const applied = (bytes: Uint8Array, all: ReadonlyArray<Damage>): Uint8Array =>
  all.reduce((damaged, one) => one(damaged), bytes)

/** Valid, damaged, spliced, or any bytes at all. */
export const damaged = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 3, arbitrary: valid },
    {
      weight: 5,
      arbitrary: fc
        .tuple(valid, fc.array(damage, { minLength: 1, maxLength: 3 }))
        .map(([bytes, all]) => applied(bytes, all))
    },
    { weight: 1, arbitrary: spliced(valid) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) }
  )
