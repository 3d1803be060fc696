/** A law over some functions of an implementation. */
import * as fc from "fast-check"
import { runs } from "../runs.ts"
import type { Implementation } from "./Implementation.ts"

type Functions<Names extends ReadonlyArray<keyof Implementation>> = {
  readonly [Name in Names[number]]: NonNullable<Implementation[Name]>
}

export interface Law {
  readonly title: string
  /** The functions that it speaks of. */
  readonly needs: ReadonlyArray<keyof Implementation>
  /** Tries it on many inputs; rejects with the smallest one found that breaks it. */
  readonly check: (implementation: Implementation, numRuns?: number) => Promise<void>
}

/** `holds` throws where an input breaks the law. */
export const law =
  <const Names extends ReadonlyArray<keyof Implementation>>(...needs: Names) =>
  <Input>(
    title: string,
    inputs: fc.Arbitrary<Input>,
    holds: (functions: Functions<Names>, input: Input) => Promise<void>
  ): Law => ({
    title,
    needs,
    check: (implementation, numRuns = runs) =>
      fc.assert(
        fc.asyncProperty(inputs, (input) => holds(implementation as Functions<Names>, input)),
        { numRuns }
      )
  })
