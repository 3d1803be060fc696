/** The schemas of what the machine remembers, and their JSON form. What is read back is checked, whoever wrote it. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Bytes from "../Bytes.ts"
import * as Addresses from "../community/Address.ts"
import type { Damaged } from "../Step.ts"
import * as Time from "../Time.ts"

export const Nanos = Schema.BigInt.check(Schema.makeFilter((value) => Time.isNanos(value))).pipe(Schema.brand("Nanos"))

/** Counts epochs; `uint64`. */
export const Epoch = Schema.BigInt.check(Schema.makeFilter((value) => value >= 0n && value < 2n ** 64n))

export const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 32 - 1 }))

export const Address = Schema.String.check(Schema.isPattern(/^[0-9a-f]{40}$/)).pipe(Schema.brand("Address"))

/** SHA-256 in lower-case hexadecimal. */
export const Hash = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))

export { Uint8Array as Bytes } from "effect/Schema"

/** Writing and reading a value as the JSON text of a row. */
export const json = <A>(schema: Schema.Codec<A, unknown>) => {
  const codec = Schema.fromJsonString(Schema.toCodecJson(schema))
  const encode = Schema.encodeSync(codec)
  const decode = Schema.decodeUnknownResult(codec)
  return {
    encode: (value: A): Uint8Array => Bytes.utf8(encode(value)),
    decode: (row: Uint8Array): Result.Result<A, Damaged> => {
      const text = Bytes.toUtf8(row)
      return text === undefined
        ? Result.fail({ _tag: "Damaged", why: "a row is not UTF-8" })
        : Result.mapError(decode(text), (error): Damaged => ({
            _tag: "Damaged",
            why: error.message.split("\n", 1)[0] ?? ""
          }))
    }
  }
}

/** Addresses and their order: ascending by their bytes, which is the order of the text. */
export const byAddress = (left: Addresses.Address, right: Addresses.Address): -1 | 0 | 1 =>
  left < right ? -1 : left > right ? 1 : 0
