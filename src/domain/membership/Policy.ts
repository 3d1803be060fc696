/**
 * What is fixed when a group is created and every member must share. protocols B1 (defaults), MLS-13, MLS-14, MLS-19.
 */
import * as Schema from "effect/Schema"
import * as Time from "../Time.ts"
import * as Stored from "./Stored.ts"

export const Policy = Schema.Struct({
  /** Bounds of the length of a steward list. A single steward: both 1 (MLS-11). */
  stewardsMin: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 })),
  stewardsMax: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 })),
  /** How many times each slot of a list comes round before the list is used up. */
  tenure: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2 ** 31 })),
  /** Who votes on additions and removals: everybody (one consensus), or the stewards alone (two consensuses) (MLS-13). */
  commitVoters: Schema.Literals(["members", "stewards"]),
  /** How long approved work waits for the epoch steward. */
  inactivity: Stored.Nanos,
  /** How much longer it waits for the others; also the wait in recovery mode, and the step between proposers. */
  recovery: Stored.Nanos,
  /** How long candidates are collected. */
  freeze: Stored.Nanos,
  /** Within this time what one member hears or decides, every member does (MLS-14). */
  delta: Stored.Nanos,
  /** How long a vote may stay open, as far as this room waits for it. */
  expiry: Stored.Nanos,
  /** New lists tried within an epoch before the deadlock is put to the vote (MLS-24). */
  reelections: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 8 })),
  /** Changes in one commit. */
  batch: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 200 })),
  /** Votes that one member may have open (MLS-12). */
  openPerMember: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 }))
}).check(
  Schema.makeFilter(
    (policy) =>
      policy.stewardsMin <= policy.stewardsMax &&
      policy.delta > 0n &&
      policy.recovery > 0n &&
      policy.inactivity >= policy.delta &&
      policy.freeze >= 4n * policy.delta &&
      policy.expiry >= policy.delta
  )
)

export type Policy = typeof Policy.Type

export const standard: Policy = {
  stewardsMin: 1,
  stewardsMax: 2,
  tenure: 1,
  commitVoters: "members",
  inactivity: Time.seconds(60),
  recovery: Time.seconds(5),
  freeze: Time.seconds(30),
  delta: Time.seconds(2),
  expiry: Time.seconds(600),
  reelections: 1,
  batch: 50,
  openPerMember: 10
}

/** For a group whose members are all there, on a quick network. */
export const brisk: Policy = {
  ...standard,
  inactivity: Time.seconds(1),
  recovery: Time.seconds(1),
  freeze: Time.seconds(5),
  delta: Time.nanos(500_000_000n)
}

/** One steward who stays until it fails (MLS-11). */
export const single: Policy = { ...standard, stewardsMin: 1, stewardsMax: 1, tenure: 2 ** 31 }

/** Stewards vote on changes, everybody elects them (MLS-13). */
export const twoConsensuses: Policy = { ...standard, commitVoters: "stewards" }
