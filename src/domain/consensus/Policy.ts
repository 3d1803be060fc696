/** What a node does that its peers need not do: rule, bounds, patience. HGC-16; H-6, H-7. */
import * as Time from "../Time.ts"
import type { Rule } from "./Decision.ts"
import type { Bounds } from "./Registry.ts"
import type { Network } from "./Rounds.ts"

/**
 * How a node asks the network at a deadline for what it missed: every `pause` until it is answered, at most so many `times`, 0
 * for never; after them it decides by what it has.
 */
export interface Asking {
  readonly times: number
  readonly pause: Time.Nanos
}

export interface Policy extends Bounds {
  readonly rule: Rule
  readonly network: Network
  /** How long before the deadline what is held is sent again, so that peers decide by the same votes (HGC-16). */
  readonly drain: Time.Nanos
  readonly asking: Asking
}

export const standard: Policy = {
  rule: "text",
  network: "gossipsub",
  skew: Time.minutes(2),
  drain: Time.seconds(30),
  asking: { times: 6, pause: Time.minutes(10) },
  longest: Time.days(30),
  sessions: 32,
  perProposer: 8,
  unexpired: 32,
  remembered: 64
}
