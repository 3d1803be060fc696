/**
 * The fields of a protobuf message as it is written: canonically, so defaults make no field, and whoever puts a message
 * together lists its fields ascending.
 */
import * as Bytes from "../Bytes.ts"
import * as Varint from "./Varint.ts"

/** Where a message is written. */
interface Sink {
  bytes: Uint8Array
  at: number
}

/** A field, to be written; `undefined` where there is none. */
export type Field = ((sink: Sink) => void) | undefined

const reserve = (sink: Sink, length: number): void => {
  if (sink.at + length <= sink.bytes.length) return
  const wider = new Uint8Array(Math.max(2 * sink.bytes.length, sink.at + length))
  wider.set(sink.bytes.subarray(0, sink.at))
  sink.bytes = wider
}

/** Bytes of the longest varint. */
const LONGEST = 10

const varint = (sink: Sink, value: number): void => {
  reserve(sink, LONGEST)
  sink.at = Varint.put(sink.bytes, sink.at, value)
}

const wide = (sink: Sink, value: bigint): void => {
  reserve(sink, LONGEST)
  sink.at = Varint.put64(sink.bytes, sink.at, value)
}

const delimited = (sink: Sink, number: number, bytes: Uint8Array): void => {
  varint(sink, number * 8 + 2)
  varint(sink, bytes.length)
  reserve(sink, bytes.length)
  sink.bytes.set(bytes, sink.at)
  sink.at += bytes.length
}

const wire = (number: number, value: bigint): Field =>
  value === 0n
    ? undefined
    : (sink) => {
        varint(sink, number * 8)
        wide(sink, value)
      }

/** uint32 and uint64; int32, whose negative numbers have ten bytes. */
export const integer = (number: number, value: number | bigint): Field => wire(number, BigInt(value))

/** Of an optional field: written even if it is zero; nothing where there is none. */
export const optional = (number: number, value: bigint | undefined): Field =>
  value === undefined
    ? undefined
    : (sink) => {
        varint(sink, number * 8)
        wide(sink, value)
      }

export const bool = (number: number, value: boolean): Field => wire(number, value ? 1n : 0n)

export const bytes = (number: number, value: Uint8Array): Field =>
  value.length === 0 ? undefined : (sink) => delimited(sink, number, value)

/** Names and ids are ASCII as a rule: these are written as they stand, anything else through the encoder. */
const written = (sink: Sink, number: number, value: string): void => {
  const from = sink.at
  varint(sink, number * 8 + 2)
  varint(sink, value.length)
  reserve(sink, value.length)
  const { bytes } = sink
  let { at } = sink
  for (let n = 0; n < value.length; n++) {
    const unit = value.charCodeAt(n)
    if (unit > 0x7f) {
      sink.at = from
      return delimited(sink, number, Bytes.utf8(value))
    }
    bytes[at++] = unit
  }
  sink.at = at
}

/** A lone surrogate is written as U+FFFD. */
export const text = (number: number, value: string): Field =>
  value === "" ? undefined : (sink) => written(sink, number, value)

/** Every one is written. */
export const texts =
  (number: number, values: ReadonlyArray<string>): Field =>
  (sink) => {
    for (const value of values) written(sink, number, value)
  }

/** A message within a message, written even if it is empty; nothing where there is none. */
export const embedded = (number: number, value: Uint8Array | undefined): Field =>
  value === undefined ? undefined : (sink) => delimited(sink, number, value)

/** As {@link embedded}, of a message that is written only now, in place. */
export const nested =
  (number: number, ...fields: ReadonlyArray<Field>): Field =>
  (sink) => {
    varint(sink, number * 8 + 2)
    const from = sink.at
    // Most lengths take one byte; what is written behind it moves where one takes more.
    reserve(sink, 1)
    sink.at++
    for (const field of fields) field?.(sink)
    const length = sink.at - from - 1
    const more = Varint.sizeOf(length) - 1
    if (more > 0) {
      reserve(sink, more)
      sink.bytes.copyWithin(from + 1 + more, from + 1, sink.at)
      sink.at += more
    }
    Varint.put(sink.bytes, from, length)
  }

/** Most messages fit; no message is written while another one is. */
const desk = new Uint8Array(16 * 1024)

export const message = (...fields: ReadonlyArray<Field>): Uint8Array => {
  const sink: Sink = { bytes: desk, at: 0 }
  for (const field of fields) field?.(sink)
  return sink.bytes.slice(0, sink.at)
}
