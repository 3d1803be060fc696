/** Whole communities for years, under faults, in seconds. */
export { run, type Parts, type Report } from "./Simulation.ts"
export { arbitrary, DEFAULTS, KINDS, type Bounds, type Fault, type Kind, type Scenario } from "./Scenario.ts"
export { property } from "./Property.ts"
export * as Gathering from "./Gathering.ts"
