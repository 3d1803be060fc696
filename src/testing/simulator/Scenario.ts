/**
 * The life of a community as plain data: who takes part, how much is said, and which faults happen when. Everything else
 * that is left to chance follows from `seed`, so a scenario is replayed by its value and made smaller by fast-check.
 */
import * as fc from "fast-check"

/** Every fault that the simulator knows, and what it does while it lasts. */
export const KINDS = {
  drop: "live messages do not reach a node",
  delay: "live messages reach a node hours later, in another order",
  duplicate: "live messages reach a node twice",
  unheard: "a message reaches some nodes, and no store",
  partition: "a node reaches neither Waku nor Codex",
  "store-gap": "a store node does not keep messages",
  "store-short": "a store node forgets what is older than a day",
  "store-down": "a store node does not answer",
  "store-cut": "answers of store nodes break off",
  forgery: "an adversary announces, replays and floods",
  "codex-down": "Codex does not answer",
  "codex-slow": "Codex takes minutes for each answer",
  "codex-forgets": "Codex forgets some datasets long before their time",
  "codex-full": "Codex has no room",
  "codex-lies": "Codex gives other bytes, and says that it holds what it does not",
  "codex-drops": "Codex acknowledges datasets that it does not keep",
  "disk-busy": "a disk is busy: the write may be tried again",
  "disk-fails": "reads and writes of a disk fail",
  "disk-full": "a disk has no room",
  "disk-torn": "power fails in the middle of writing a file",
  "disk-rot": "archive files of a disk are damaged or gone",
  crash: "a node ends between any two effects and starts again from its disk",
  off: "a node is switched off",
  "clock-back": "a clock is behind by up to ten hours",
  "clock-ahead": "a clock is ahead by up to ten hours",
  "clock-drift": "a clock loses or gains minutes every day"
} as const

export type Kind = keyof typeof KINDS

/** `node` names a machine or a store node, by `targetOf`; `at` and `hours` are hours of virtual time. */
export interface Fault {
  readonly kind: Kind
  readonly node: number
  readonly at: number
  readonly hours: number
  /** 1…10: how often, or how much. */
  readonly strength: number
}

export interface Scenario {
  readonly seed: number
  /** How long faults may happen; after that all is well. */
  readonly weeks: number
  /** Messages of the community in a week. */
  readonly perWeek: number
  /** The hour at which each member joins. */
  readonly members: ReadonlyArray<number>
  /** A second control node with a home of its own: when it starts, and for how many hours it runs. */
  readonly second?: { readonly at: number; readonly hours: number } | undefined
  readonly faults: ReadonlyArray<Fault>
}

const WEEK = 7 * 24

/** Machines are numbered: the control node, the second one, the members. */
export const MEMBERS_FROM = 2

/** How many store nodes the network has. */
export const STORES = 2

/** Codex and the network belong to nobody: their faults hit everybody. */
export const CODEX = 0
export const NETWORK = 0

/** Whom a fault hits: a store node, Codex, or a machine that takes part. */
export const targetOf = ({ members, second }: Scenario, { kind, node }: Fault): number => {
  if (kind.startsWith("codex")) return CODEX
  if (kind === "unheard") return NETWORK
  if (kind.startsWith("store")) return node % STORES
  const machines = [0, ...(second === undefined ? [] : [1]), ...members.map((_, index) => MEMBERS_FROM + index)]
  return machines[node % machines.length]!
}

const kinds = Object.keys(KINDS) as ReadonlyArray<Kind>

/** Whoever meets one of these tries again every minute; weeks of that show nothing that a day does not show. */
const BUSY: ReadonlySet<Kind> = new Set(["partition", "disk-busy", "disk-fails", "disk-full", "codex-slow"])

const hours = (kind: Kind): fc.Arbitrary<number> =>
  BUSY.has(kind)
    ? fc.integer({ min: 1, max: 30 })
    : fc.oneof(
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 72 }) },
        fc.integer({ min: 1, max: 3 * WEEK }),
        fc.integer({ min: 1, max: 10 * WEEK })
      )

/** At any hour, or when a window ends and everything happens that happens once a week. */
const hour = (weeks: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat(weeks * WEEK - 1),
    fc.nat(weeks - 1).map((week) => week * WEEK)
  )

const fault = (weeks: number): fc.Arbitrary<Fault> =>
  fc.constantFrom(...kinds, "crash" as const, "crash" as const).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      node: fc.nat(5),
      at: hour(weeks),
      hours: hours(kind),
      strength: fc.integer({ min: 1, max: 10 })
    })
  )

export interface Bounds {
  readonly maxWeeks: number
  readonly maxFaults: number
}

export const DEFAULTS: Bounds = { maxWeeks: 12, maxFaults: 24 }

/** Scenarios; they shrink towards fewer faults, members, weeks and messages. */
export const arbitrary = ({ maxFaults, maxWeeks }: Bounds = DEFAULTS): fc.Arbitrary<Scenario> =>
  fc.integer({ min: 1, max: maxWeeks }).chain((weeks) =>
    fc.record({
      seed: fc.nat(),
      weeks: fc.constant(weeks),
      perWeek: fc.integer({ min: 1, max: 14 }),
      members: fc.array(fc.nat(weeks * WEEK - 1), { minLength: 1, maxLength: 3 }),
      second: fc.option(
        fc.record({ at: fc.nat(weeks * WEEK - 1), hours: fc.integer({ min: 1, max: weeks * WEEK * 2 }) }),
        { nil: undefined, freq: 3 }
      ),
      faults: fc.array(fault(weeks), { maxLength: maxFaults, size: "max" })
    })
  )
