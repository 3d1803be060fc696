/**
 * The fields of a protobuf message as it is read, of fields that were scanned: the last of a single one counts, embedded
 * messages are merged, defaults stand for what is not there. What is not of its kind is thrown as an `Unfit`.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Fields from "./Fields.ts"

type Scanned = ReadonlyArray<Fields.Field>

/** A field that is not what its message says. */
export class Unfit extends Error {}

/** What `read` answers, or what did not fit. */
export const attempt = <A, E>(read: () => A, refuse: (why: string) => E): Result.Result<A, E> => {
  try {
    return Result.succeed(read())
  } catch (cause) {
    if (cause instanceof Unfit) return Result.fail(refuse(cause.message))
    throw cause
  }
}

/** The fields of a message. */
export const scanned = (bytes: Uint8Array): Scanned => {
  const fields = Fields.scan(bytes)
  if (fields === undefined) throw new Unfit("it does not decode")
  return fields
}

export const uint64 = (fields: Scanned, number: number): bigint => Fields.last(fields, number, 0)?.value ?? 0n

export const uint32 = (fields: Scanned, number: number): number => Number(BigInt.asUintN(32, uint64(fields, number)))

/** Open enumerations too. */
export const int32 = (fields: Scanned, number: number): number => Number(BigInt.asIntN(32, uint64(fields, number)))

/** sint64. */
export const zigzag = (fields: Scanned, number: number): bigint => {
  const value = uint64(fields, number)
  return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
}

export const bool = (fields: Scanned, number: number): boolean => uint64(fields, number) !== 0n

/** As it stands in what it came in, for whoever does not keep it. */
export const view = (fields: Scanned, number: number): Uint8Array =>
  Fields.last(fields, number, 2)?.bytes ?? Bytes.empty

/** A copy: it does not hold what it came in. */
export const bytes = (fields: Scanned, number: number): Uint8Array => {
  const found = view(fields, number)
  return found.length === 0 ? Bytes.empty : Uint8Array.from(found)
}

const pieces = (fields: Scanned, number: number): Scanned =>
  fields.filter((field) => field.number === number && field.type === 2)

/** Well-formed UTF-8, in every field of the number. */
export const texts = (fields: Scanned, number: number): ReadonlyArray<string> =>
  pieces(fields, number).map((field) => {
    const text = Bytes.toUtf8(field.bytes)
    if (text === undefined) throw new Unfit(`it does not decode: its field ${number} is not UTF-8`)
    return text
  })

export const text = (fields: Scanned, number: number): string => texts(fields, number).at(-1) ?? ""

/** The fields of every message of the number. */
export const each = (fields: Scanned, number: number): ReadonlyArray<Scanned> =>
  pieces(fields, number).map((field) => scanned(field.bytes))

/** The fields of the one message of the number, should it have come in several pieces, of all of them. */
export const embedded = (fields: Scanned, number: number): Scanned | undefined => {
  const found = each(fields, number)
  return found.length === 0 ? undefined : found.flat()
}
