/**
 * The search: inputs of the target's own generator, and inputs made from those that reached code that none before had
 * reached. What is tried follows from the seed and the corpus alone; how much of it, from the time.
 */
import * as fc from "fast-check"
import type { Target } from "../../test/fuzz/Target.ts"
import type { Coverage } from "./Coverage.ts"
import { failure, kindOf, minimise, why } from "./minimise.ts"
import { mutate } from "./mutate.ts"
import * as Random from "./Random.ts"

/**
 * How many inputs are run between two looks at the counters, which cost as much as many inputs: few while there is much
 * that is new, since each that is new is looked for by halves.
 */
const ROUND = { least: 8, most: 512 }
/** Different failures of one target, after which there is enough to do. */
const MAX_KINDS = 5

export interface Found {
  readonly why: string
  readonly input: Uint8Array
}

export interface Search {
  readonly target: Target
  readonly seed: number
  readonly coverage: Coverage
  /** Inputs that failed once. */
  readonly corpus: ReadonlyArray<Uint8Array>
  /** Told before each input is run, and with nothing after it. */
  readonly watch: (input: Uint8Array | undefined) => void
  readonly found: (found: Found) => void
  readonly isOver: (progress: Progress) => boolean
}

export interface Progress {
  inputs: number
  /** Taken by the decoder. */
  accepted: number
  /** Inputs kept because they reached new code. */
  corpus: number
  slowestMillis: number
}

export const search = async (given: Search): Promise<Progress> => {
  const { coverage, found, isOver, seed, target, watch } = given
  const random = Random.make(`${seed} ${target.name}`)
  const corpus: Array<Uint8Array> = []
  const kinds = new Set<string>()
  const progress: Progress = { inputs: 0, accepted: 0, corpus: 0, slowestMillis: 0 }

  const report = async (input: Uint8Array, error: unknown) => {
    const kind = kindOf(error)
    if (kinds.has(kind)) return
    kinds.add(kind)
    found({ why: why(error), input: await minimise(target, input, kind) })
  }

  const run = async (input: Uint8Array): Promise<unknown> => {
    const began = performance.now()
    watch(input)
    try {
      if (await target.check(input)) progress.accepted++
    } catch (error) {
      return error ?? new Error("it fails without a word")
    } finally {
      watch(undefined)
      progress.inputs++
      progress.slowestMillis = Math.max(progress.slowestMillis, performance.now() - began)
    }
    return undefined
  }

  /** Those that reach new code, by halves. */
  const keep = async (inputs: ReadonlyArray<Uint8Array>): Promise<void> => {
    for (const input of inputs) await failure(target, input)
    const fresh = coverage.fresh()
    const [only, ...others] = inputs
    if (fresh.length === 0 || only === undefined) return
    if (others.length === 0) {
      coverage.add(fresh)
      corpus.push(only)
      progress.corpus++
      return
    }
    const half = inputs.length >>> 1
    await keep(inputs.slice(0, half))
    await keep(inputs.slice(half))
  }

  /** Whether it found new code. */
  const round = async (inputs: ReadonlyArray<Uint8Array>): Promise<boolean> => {
    for (const input of inputs) {
      const error = await run(input)
      if (error !== undefined) await report(input, error)
    }
    const fresh = coverage.fresh()
    if (fresh.length === 0) return false
    await keep(inputs)
    // What runs once alone, or by several inputs together, is nobody's.
    coverage.add(fresh)
    return true
  }

  // Of loading the code.
  coverage.fresh()
  await round([new Uint8Array(0), ...given.corpus])
  let length = ROUND.least
  for (let turn = 0; !isOver(progress) && kinds.size < MAX_KINDS; turn++) {
    const isGuided = turn % 2 === 1 && corpus.length > 0
    const isNew = await round(
      isGuided
        ? Array.from({ length }, () => mutate(target.kind, random.pick(corpus), random.pick(corpus), random))
        : fc.sample(target.inputs, { seed: random.below(2 ** 31), numRuns: length })
    )
    length = isNew ? Math.max(ROUND.least, length >>> 1) : Math.min(ROUND.most, length * 2)
  }
  return progress
}
