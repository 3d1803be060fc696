/** Runs one seed after the other, as its parent asks. A seed that fails is made smaller before it is answered. */
import * as fc from "fast-check"
import { Simulator } from "../../src/testing/index.ts"
import type { Answer, Question } from "./question.ts"

const answer = ({ bounds, path, seed, tries }: Question): Answer => {
  let isFirst = true
  const first = { calls: 0, hours: 0, faults: new Map<Simulator.Kind, number>() }
  const property = Simulator.property(bounds, {
    runs: tries + 1,
    seen: ({ calls, faults, hours }) => {
      if (isFirst) Object.assign(first, { calls, faults, hours })
      isFirst = false
    }
  })
  const { counterexample, counterexamplePath, errorInstance, failed } = fc.check(property, {
    seed,
    numRuns: 1,
    endOnFailure: tries === 0,
    ...(path === undefined ? {} : { path })
  })
  const figures = { seed, calls: first.calls, hours: first.hours, faults: [...first.faults] }
  if (!failed) return figures
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return { ...figures, failure: { path: counterexamplePath ?? "", why, scenario: JSON.stringify(counterexample?.[0]) } }
}

process.on("message", (question: Question) => {
  process.send!(answer(question))
})
