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

/** A lone surrogate is written as U+FFFD. */
export const text = (number: number, value: string): Field =>
  value === "" ? undefined : (sink) => delimited(sink, number, Bytes.utf8(value))

/** Every one is written. */
export const texts =
  (number: number, values: ReadonlyArray<string>): Field =>
  (sink) => {
    for (const value of values) delimited(sink, number, Bytes.utf8(value))
  }

/** A message within a message, written even if it is empty; nothing where there is none. */
export const embedded = (number: number, value: Uint8Array | undefined): Field =>
  value === undefined ? undefined : (sink) => delimited(sink, number, value)

/** Most messages fit; no message is written while another one is. */
const desk = new Uint8Array(16 * 1024)

export const message = (...fields: ReadonlyArray<Field>): Uint8Array => {
  const sink: Sink = { bytes: desk, at: 0 }
  for (const field of fields) field?.(sink)
  return sink.bytes.slice(0, sink.at)
}
