/**
 * The schemas of what nodes remember, and their JSON form: 64-bit numbers are decimal text, maps are lists of pairs. What
 * is read back is checked, whoever wrote it.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Cids from "../codex/Cid.ts"
import * as Time from "../Time.ts"
import * as Topic from "../waku/Topic.ts"

export const Nanos = Schema.BigInt.check(Schema.makeFilter((value) => Time.isNanos(value))).pipe(Schema.brand("Nanos"))

export const Millis = Schema.BigInt.check(Schema.makeFilter((value) => value >= 0n && value < 2n ** 64n)).pipe(
  Schema.brand("Millis")
)

export const Cid = Schema.String.check(Schema.makeFilter((text) => Result.isSuccess(Cids.parse(text)))).pipe(
  Schema.brand("Cid")
)

export const ContentTopic = Schema.String.check(Schema.makeFilter((text) => Topic.isContentTopic(text))).pipe(
  Schema.brand("ContentTopic")
)

export const ArchiveKey = Schema.String.check(Schema.isPattern(/^0x[0-9a-f]{64}$/)).pipe(Schema.brand("ArchiveKey"))

/** No `-0`: it would be written as another number. */
export const Int = Schema.Int.check(Schema.makeFilter((value) => !Object.is(value, -0)))

export const Count = Int.check(Schema.isGreaterThanOrEqualTo(0))

export const Window = Schema.Struct({ from: Nanos, to: Nanos }).check(Schema.makeFilter(({ from, to }) => from < to))

export const Entry = Schema.Struct({ window: Window, topics: Schema.Array(ContentTopic), cid: Cid })

export interface InvalidState {
  readonly _tag: "InvalidState"
  readonly why: string
}

/** Writing and reading a value as JSON text. */
export const json = <A>(schema: Schema.Codec<A, unknown>) => {
  const codec = Schema.fromJsonString(Schema.toCodecJson(schema))
  const encode = Schema.encodeSync(codec)
  const decode = Schema.decodeUnknownResult(codec)
  return {
    toJson: (value: A): string => encode(value),
    fromJson: (text: string): Result.Result<A, InvalidState> =>
      Result.mapError(decode(text), (error) => ({ _tag: "InvalidState", why: error.message.split("\n", 1)[0] ?? "" }))
  }
}
