/** The law that every scenario keeps, for fast-check, which makes a scenario that breaks it as small as it can. */
import * as fc from "fast-check"
import * as Scenario from "./Scenario.ts"
import * as Simulation from "./Simulation.ts"

/** `seen` is told of every run, those of shrinking included. */
export const property = (
  bounds: Scenario.Bounds = Scenario.DEFAULTS,
  seen: (report: Simulation.Report) => void = () => {}
) =>
  fc.property(Scenario.arbitrary(bounds), (scenario) => {
    const report = Simulation.run(scenario)
    seen(report)
    if (report.wrong.length > 0) throw new Error(report.wrong.join("\n"))
  })
