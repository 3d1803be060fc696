/** 64-bit numbers as generated code takes and gives them. */
import type Long from "long"
import protobuf from "protobufjs/minimal.js"

/** The class that the codec itself uses: another copy of the library would come along with an import. */
const { Long: Wide } = protobuf.util as unknown as { readonly Long: typeof Long }

/** What a decoder gives for a field of 64 bits. */
export type Integer = number | Long | null | undefined

export const signed = (value: bigint): Long => Wide.fromBigInt(value, false)

export const unsigned = (value: bigint): Long => Wide.fromBigInt(value, true)

/** 0 for a field that is not there. */
export const fromSigned = (value: Integer): bigint =>
  value === null || value === undefined ? 0n : typeof value === "number" ? BigInt(value) : value.toSigned().toBigInt()

/** 0 for a field that is not there. */
export const fromUnsigned = (value: Integer): bigint =>
  value === null || value === undefined ? 0n : typeof value === "number" ? BigInt(value) : value.toUnsigned().toBigInt()
