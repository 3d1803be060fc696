/**
 * Recovery of many signers, laid out flat so that a batch travels between threads as one piece of memory. Loads nothing
 * but the curve: it runs in workers, and each of them pays for what it loads.
 */
import { createRequire } from "node:module"

/** The functions of the binding; they throw where an argument is out of range. */
export interface Binding {
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recovery: number,
    digest: Uint8Array,
    compressed: boolean
  ) => Uint8Array
  readonly ecdsaSign: (
    digest: Uint8Array,
    secretKey: Uint8Array
  ) => { readonly signature: Uint8Array; readonly recid: number }
}

const isBinding = (value: unknown): value is Binding =>
  typeof value === "object" && value !== null && "ecdsaRecover" in value && "ecdsaSign" in value

/**
 * libsecp256k1, where its binding is there. Loaded directly: the package's own entry point would fall back silently to a
 * slow implementation with known weaknesses.
 */
export const load = (): Binding | undefined => {
  try {
    const loaded: unknown = createRequire(import.meta.url)("secp256k1/bindings.js")
    return isBinding(loaded) ? loaded : undefined
  } catch {
    return undefined
  }
}

/** One question: digest (32) ‖ `r ‖ s` (64) ‖ recovery id. */
export const QUESTION = 97
/** One answer: the uncompressed key (65), or zeros where there is none. */
export const ANSWER = 65

const DIGEST = 32
const COMPACT = 96

/** The key behind one signature; nothing where there is none. */
export type Recover = (digest: Uint8Array, signature: Uint8Array, recovery: number) => Uint8Array | undefined

export const native =
  (binding: Binding): Recover =>
  (digest, signature, recovery) => {
    try {
      return binding.ecdsaRecover(signature, recovery, digest, false)
    } catch {
      return undefined
    }
  }

/** Answers questions that stand one behind another. */
export const answer = (questions: Uint8Array, recover: Recover): Uint8Array<ArrayBuffer> => {
  const count = questions.length / QUESTION
  const answers = new Uint8Array(count * ANSWER)
  for (let i = 0; i < count; i++) {
    const question = questions.subarray(i * QUESTION, (i + 1) * QUESTION)
    const digest = question.subarray(0, DIGEST)
    const key = recover(digest, question.subarray(DIGEST, COMPACT), question[COMPACT]!)
    if (key !== undefined) answers.set(key, i * ANSWER)
  }
  return answers
}
