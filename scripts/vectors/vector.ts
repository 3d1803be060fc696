/** The shape of every file of `vectors/`: operations on JSON values, cases that they accept, cases that they refuse. */
import * as Result from "effect/Result"
import { Bytes } from "../../src/index.ts"

/** Why an input is refused, in words that every implementation can share. */
export type Reason =
  | "author"
  | "damaged"
  | "empty"
  | "form"
  | "foreign-field"
  | "key"
  | "length"
  | "limit"
  | "malformed"
  | "missing"
  | "range"
  | "signature"
  | "time"
  | "type"
  | "version"

interface Header {
  readonly name: string
  readonly operation: string
  readonly requirements: ReadonlyArray<string>
  readonly input: unknown
  /** Where a case comes from that was not made here. */
  readonly source?: string
}

export interface Case extends Header {
  readonly expected: unknown
}

export interface Invalid extends Header {
  readonly reason: Reason
}

/** What an implementation must answer to an input: a JSON value, or a refusal with our own words for it. */
export type Run = (input: never) => Result.Result<unknown, string>

export interface VectorFile {
  readonly name: string
  readonly about: string
  readonly operations: Readonly<Record<string, Run>>
  readonly cases: ReadonlyArray<Case>
  readonly invalid: ReadonlyArray<Invalid>
}

/** One operation: how it is run, and how cases of it are written. */
export const operation = <I>(name: string, run: (input: I) => Result.Result<unknown, string>) => ({
  run: { [name]: run as Run },
  /** A case whose answer is computed. */
  gives: (title: string, requirements: ReadonlyArray<string>, input: I, source?: string): Case => ({
    name: title,
    operation: name,
    requirements,
    ...(source === undefined ? {} : { source }),
    input,
    expected: Result.getOrThrowWith(run(input), (why) => new Error(`${name}, ${title}: ${why}`))
  }),
  refuses: (title: string, requirements: ReadonlyArray<string>, reason: Reason, input: I): Invalid => {
    if (Result.isSuccess(run(input))) throw new Error(`${name}, ${title}: it was not refused`)
    return { name: title, operation: name, requirements, input, reason }
  }
})

/** The text of a file. */
export const render = ({ about, cases, invalid }: VectorFile): string =>
  `${JSON.stringify({ format: 1, about, cases, invalid }, undefined, 2)}\n`

export const ok = (value: unknown): Result.Result<unknown, string> => Result.succeed(value)
export const no = (why: string): Result.Result<never, string> => Result.fail(why)

export const hex = Bytes.toHex
/** Bytes of hexadecimal text that the generator or a vector holds. */
export const bytes = (text: string): Uint8Array => {
  const value = Bytes.fromHex(text)
  if (value === undefined) throw new Error(`"${text}" is not hexadecimal`)
  return value
}

/** Bytes that are described, so that a file stays small. */
export type Recipe =
  | { readonly kind: "hex"; readonly value: string }
  | { readonly kind: "utf8"; readonly value: string }
  | { readonly kind: "fill"; readonly byte: number; readonly length: number }
  | { readonly kind: "xorshift32"; readonly seed: number; readonly length: number }

export const produce = (recipe: Recipe): Uint8Array => {
  if (recipe.kind === "hex") return bytes(recipe.value)
  if (recipe.kind === "utf8") return Bytes.utf8(recipe.value)
  if (recipe.kind === "fill") return new Uint8Array(recipe.length).fill(recipe.byte)
  let state = recipe.seed | 0
  return Uint8Array.from({ length: recipe.length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 0xff
  })
}
