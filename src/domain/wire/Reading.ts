/** How a message from outside is read: as a whole, or not at all, with the reason as a value. Nothing here throws. */
import * as Result from "effect/Result"
import * as Decode from "./Decode.ts"
import type * as Fields from "./Fields.ts"
import * as Shapes from "./Shapes.ts"

/** Which protobuf message could not be read, and why. */
export interface WireError {
  readonly _tag: "WireError"
  readonly message: string
  readonly why: string
}

export const failure = (message: string, why: string): WireError => ({ _tag: "WireError", message, why })

/** Converts the fields of a message; whatever does not fit its kind becomes a value. */
export const decoded = <B>(
  message: string,
  bytes: Uint8Array,
  convert: (fields: ReadonlyArray<Fields.Field>) => B | string
): Result.Result<Exclude<B, string>, WireError> => {
  const converted = Decode.attempt(
    () => convert(Decode.scanned(bytes)),
    (why) => failure(message, why)
  )
  if (Result.isFailure(converted)) return Result.fail(converted.failure)
  return typeof converted.success === "string"
    ? Result.fail(failure(message, converted.success))
    : Result.succeed(converted.success as Exclude<B, string>)
}

/** As {@link decoded}, for the payloads of envelopes. */
export const shaped = <B>(
  message: string,
  shape: Shapes.Shape,
  bytes: Uint8Array,
  convert: (fields: ReadonlyArray<Fields.Field>) => B | string
): Result.Result<Exclude<B, string>, WireError> =>
  decoded(message, bytes, (fields) => Shapes.misfit(fields, shape) ?? convert(fields))
