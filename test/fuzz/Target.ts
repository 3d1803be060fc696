/**
 * What is fuzzed: a decoder, the inputs that come close to it, and the law that no input may break. A decoder never
 * throws: what it refuses is a typed failure. What it takes it can write again, and reads again as the same.
 */
import { assert } from "@effect/vitest"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import type * as Step from "../../src/domain/Step.ts"
import type { Nanos } from "../../src/domain/Time.ts"

export interface Target {
  readonly name: string
  /** In words, for titles and reports. */
  readonly law: string
  /** How inputs are kept in files; a text is mutated as text. */
  readonly kind: "bytes" | "text"
  readonly inputs: fc.Arbitrary<Uint8Array>
  /** Throws where the law is broken. Answers whether the decoder took the input. */
  readonly check: (input: Uint8Array) => boolean | Promise<boolean>
}

/** A failure must say in words what is wrong, and show no more of the input than a line has room for. */
const MAX_WORDS = 2_000

export const assertTyped = (failure: unknown, tag: string, word: "why" | "detail" = "why"): void => {
  const said = failure as { readonly _tag?: unknown; readonly why?: unknown; readonly detail?: unknown }
  assert.strictEqual(said._tag, tag)
  const words = said[word]
  if (typeof words !== "string") throw new Error(`it does not say what is wrong: ${String(words)}`)
  assert.isAbove(words.length, 0)
  assert.isAtMost(words.length, MAX_WORDS, "it says too much")
}

/** The law of a decoder with an encoder: what is taken is written again as bytes that are read as the same, and written as the same. */
export const roundTrip =
  <A>(
    decode: (bytes: Uint8Array) => Result.Result<A, unknown>,
    encode: (value: A) => Uint8Array,
    tag: string
  ): Target["check"] =>
  (input) => {
    const before = Uint8Array.from(input)
    const first = decode(input)
    assert.deepStrictEqual(input, before, "it writes to its input")
    if (Result.isFailure(first)) {
      assertTyped(first.failure, tag)
      return false
    }
    const written = encode(first.success)
    const second = decode(written)
    if (Result.isFailure(second)) throw new Error(`what it wrote it does not read: ${JSON.stringify(second.failure)}`)
    assert.deepStrictEqual(second.success, first.success, "it reads what it wrote as something else")
    assert.deepStrictEqual(encode(second.success), written, "one value has two encodings")
    return true
  }

/** The law of what a machine remembers: it is refused as damaged, or a state that can go on. Answers whether it was taken. */
export const restores = <State, Input, Event, Request, Lane extends string>(
  machine: Step.Machine<State, Input, Event, Request, Lane>,
  rows: ReadonlyArray<Step.Row>,
  now: Nanos
): boolean => {
  const state = machine.restore(rows)
  if (Result.isFailure(state)) {
    assertTyped(state.failure, "Damaged")
    return false
  }
  let next = state.success
  for (const _tag of ["Resumed", "Tick"] as const) [next] = machine.step(next, { _tag }, now)
  assert.property(machine.due(next), "_tag")
  return true
}

/** The same for text. */
export const textRoundTrip =
  <A>(
    parse: (text: string) => Result.Result<A, unknown>,
    print: (value: A) => string,
    tag: string,
    more: (value: A) => void = () => {}
  ): Target["check"] =>
  (input) => {
    const parsed = parse(textOf(input))
    if (Result.isFailure(parsed)) {
      assertTyped(parsed.failure, tag)
      return false
    }
    const printed = print(parsed.success)
    const again = parse(printed)
    if (Result.isFailure(again)) throw new Error(`what it wrote it does not read: ${JSON.stringify(again.failure)}`)
    assert.deepStrictEqual(again.success, parsed.success, "it reads what it wrote as something else")
    assert.strictEqual(print(again.success), printed, "one value has two forms")
    more(parsed.success)
    return true
  }

const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** What is no UTF-8 becomes U+FFFD. */
export const textOf = (input: Uint8Array): string => decoder.decode(input)

export const texts = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> => arbitrary.map(Bytes.utf8)
