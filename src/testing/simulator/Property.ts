/** The law that every scenario keeps, for fast-check, which makes a scenario that breaks it as small as it can. */
import * as fc from "fast-check"
import * as Scenario from "./Scenario.ts"
import * as Simulation from "./Simulation.ts"

export interface Options {
  /** How many scenarios are run, those of making a failing one smaller included; what comes after counts as good. */
  readonly runs?: number
  readonly parts?: Partial<Simulation.Parts>
  readonly seen?: (report: Simulation.Report) => void
}

export const property = (
  bounds: Scenario.Bounds = Scenario.DEFAULTS,
  { parts, runs = Infinity, seen }: Options = {}
) => {
  let run = 0
  return fc.property(Scenario.arbitrary(bounds), (scenario) => {
    fc.pre(++run <= runs)
    const report = Simulation.run(scenario, parts)
    seen?.(report)
    if (report.wrong.length > 0) throw new Error(report.wrong.join("\n"))
  })
}
