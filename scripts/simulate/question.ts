/** What the parent asks a worker, and what it answers. */
import type { Simulator } from "../../src/testing/index.ts"

export interface Question {
  readonly seed: number
  /** Of a failure that was made smaller before. */
  readonly path?: string | undefined
  readonly bounds: Simulator.Bounds
  /** How many smaller scenarios are tried where one fails. */
  readonly tries: number
}

export interface Failure {
  readonly path: string
  readonly why: string
  readonly scenario: string
}

export interface Answer {
  readonly seed: number
  readonly calls: number
  readonly hours: number
  readonly faults: ReadonlyArray<readonly [Simulator.Kind, number]>
  readonly failure?: Failure
}
