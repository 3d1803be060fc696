/** Which faults of a scenario hit, at an instant, whom. Each hit is counted. */
import { chance } from "./Chance.ts"
import * as Journal from "./Journal.ts"
import { type Fault, type Kind, type Scenario, targetOf } from "./Scenario.ts"

export interface Weather {
  /** Hours of virtual time since the start. */
  readonly hour: () => number
  /** The fault of this kind that hits `node` now, by chance; `dice` names the throw. */
  readonly hits: (kind: Kind, node: number, ...dice: ReadonlyArray<string | number>) => Fault | undefined
  /** The fault of this kind that lasts at `node` now, whether it hits or not; not counted. */
  readonly lasts: (kind: Kind, node: number) => Fault | undefined
}

/** `hour`: hours since the start; `calm`: the hour from which on nothing happens any more. */
export const make = (scenario: Scenario, journal: Journal.Journal, hour: () => number, calm: number): Weather => {
  const { faults, seed } = scenario
  const byKind = new Map<Kind, Array<readonly [number, Fault]>>()
  for (const [index, fault] of faults.entries()) {
    const list = byKind.get(fault.kind) ?? []
    list.push([index, { ...fault, node: targetOf(scenario, fault) }])
    byKind.set(fault.kind, list)
  }
  const active = (kind: Kind, node: number) => {
    const known = byKind.get(kind)
    if (known === undefined) return []
    const now = hour()
    return now >= calm
      ? []
      : known.filter(([, fault]) => fault.node === node && fault.at <= now && now < fault.at + fault.hours)
  }
  return {
    hour,
    hits: (kind, node, ...dice) => {
      const hit = active(kind, node).find(([index, { strength }]) => chance(seed, index, ...dice) < strength / 10)
      if (hit !== undefined) Journal.count(journal, kind)
      return hit?.[1]
    },
    lasts: (kind, node) => active(kind, node)[0]?.[1]
  }
}
