/**
 * The fields of a protobuf message, without a schema: for messages that must be read more tolerantly, or more
 * strictly, than generated code does.
 */
import * as Bytes from "../Bytes.ts"

/** Wire type 0: `value`; wire type 2: `bytes`, a view into the message. Fixed-width fields and groups (3) have neither. */
export interface Field {
  readonly number: number
  readonly type: 0 | 1 | 2 | 3 | 5
  readonly value: bigint
  readonly bytes: Uint8Array
}

const MAX_VARINT = 10
const MAX_GROUPS = 32

/** Every field in the order of the bytes, groups without what is in them; `undefined` where they are no protobuf message. */
export const scan = (bytes: Uint8Array): ReadonlyArray<Field> | undefined => {
  let at = 0
  const varint = (): bigint | undefined => {
    let value = 0n
    for (let i = 0; i < MAX_VARINT; i++) {
      const byte = bytes[at++]
      if (byte === undefined) return undefined
      value |= BigInt(byte & 0x7f) << BigInt(7 * i)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    return undefined
  }
  /** A tag or a length: of a few bytes, unless somebody means ill. */
  const small = (): number | undefined => {
    const byte = bytes[at]
    if (byte === undefined) return undefined
    if (byte < 0x80) {
      at++
      return byte
    }
    const second = bytes[at + 1]
    if (second !== undefined && second < 0x80) {
      at += 2
      return (byte & 0x7f) + second * 0x80
    }
    const value = varint()
    return value === undefined ? undefined : Number(value)
  }
  /** The next field; "end" where the group `inside` ends. */
  const next = (inside: ReadonlyArray<number>): Field | "end" | undefined => {
    const tag = small()
    if (tag === undefined || tag > 0xff_ff_ff_ff) return undefined
    const number = Math.floor(tag / 8)
    const type = tag % 8
    if (number === 0) return undefined
    if (type === 0) {
      const value = varint()
      return value === undefined ? undefined : { number, type, value, bytes: Bytes.empty }
    }
    if (type === 2) {
      const length = small()
      if (length === undefined || length > bytes.length - at) return undefined
      at += length
      return { number, type, value: 0n, bytes: bytes.subarray(at - length, at) }
    }
    if (type === 1 || type === 5) {
      at += type === 1 ? 8 : 4
      return at > bytes.length ? undefined : { number, type, value: 0n, bytes: Bytes.empty }
    }
    if (type === 4) return inside.at(-1) === number ? "end" : undefined
    if (type !== 3 || inside.length === MAX_GROUPS) return undefined
    for (;;) {
      const inner = next([...inside, number])
      if (inner === undefined) return undefined
      if (inner === "end") return { number, type, value: 0n, bytes: Bytes.empty }
    }
  }
  const found: Array<Field> = []
  while (at < bytes.length) {
    const field = next([])
    if (field === undefined || field === "end") return undefined
    found.push(field)
  }
  return found
}

/** The last field of a number and type: protobuf lets later ones win. */
export const last = (fields: ReadonlyArray<Field>, number: number, type: Field["type"]): Field | undefined =>
  fields.findLast((field) => field.number === number && field.type === type)
