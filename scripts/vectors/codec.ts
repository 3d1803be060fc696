/** How a message is written from JSON, and read back into it. */
import * as Result from "effect/Result"

export interface Codec {
  readonly encode: (fields: never) => Uint8Array
  readonly decode: (bytes: Uint8Array) => Result.Result<unknown, string>
}

/** What a result gives, as JSON; a failure in its own words. */
export const shown = <A>(result: Result.Result<A, { readonly why: string }>, show: (value: A) => unknown) =>
  Result.mapBoth(result, { onFailure: ({ why }) => why, onSuccess: show })

export const codec = (encode: Codec["encode"], decode: Codec["decode"]): Codec => ({ encode, decode })
