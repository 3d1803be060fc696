/** When things are due, from the policy alone. MLS-14, MLS-15, MLS-20, MLS-24; protocols B2. */
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { Policy } from "./Policy.ts"

/**
 * When approved work is committed that waits since `since`: by the epoch steward after the inactivity, by everybody else a
 * recovery span later, in recovery mode after the recovery span alone.
 */
export const freezesAt = (policy: Policy, since: Nanos, recovery: boolean, isEpochSteward: boolean): Nanos => {
  if (recovery) return Time.add(since, policy.recovery)
  const steward = Time.add(since, policy.inactivity)
  return isEpochSteward ? steward : Time.add(steward, policy.recovery)
}

/**
 * When our own candidate is due in a round that begins now. Stewards build at once. In recovery mode, when everybody may, each
 * waits for those before it, at the most half the round, so that what is built still reaches everybody.
 */
export const buildsAt = (policy: Policy, now: Nanos, recovery: boolean, position: number): Nanos =>
  recovery
    ? Time.add(now, Time.min(Time.nanos(2n * policy.delta * BigInt(position)), Time.nanos(policy.freeze / 2n)))
    : now

/**
 * When the round ends: at `until`; earlier where every steward's candidate is here and none came for 2Δ, within which
 * everybody has what we have.
 */
export const endsAt = (policy: Policy, until: Nanos, quiet: Nanos, complete: boolean): Nanos =>
  complete ? Time.min(until, Time.add(quiet, Time.nanos(2n * policy.delta))) : until

/** Places that are told apart by time; those behind them come together. */
const PLACES = 12

/** When the member at this place asks for a vote that everybody sees the need of, so that few of them do. */
export const proposesAt = (policy: Policy, entered: Nanos, place: number): Nanos =>
  Time.add(entered, Time.nanos(policy.recovery * BigInt(Math.min(place, PLACES))))

/** The longest from approved work to the next epoch, where one eligible steward is honest and what is sent arrives within Δ. */
export const bound = (policy: Policy): Nanos =>
  Time.nanos(policy.inactivity + policy.recovery + policy.freeze + 2n * policy.delta)
