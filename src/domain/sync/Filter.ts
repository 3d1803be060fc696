/**
 * The filter of a participant: the ids of what arrived last. It rolls over in fifths of its capacity, so that between four
 * fifths and all of it are in use; nothing of it is kept on disk. SDS-05, SDS-13.
 */
import * as HashMap from "effect/HashMap"
import * as Bloom from "./Bloom.ts"
import type { Config, Entry, State } from "./State.ts"

type Policy = Config["policy"]

const fifth = ({ filter }: Policy): number => Math.max(1, Math.floor(filter.capacity / 5))

/** The first arrival that is in the filter. */
const floor = (policy: Policy, arrivals: number): number =>
  Math.max(0, Math.floor(arrivals / fifth(policy)) - 4) * fifth(policy)

/** Whether the next arrival makes the oldest ids leave. */
export const rolls = (policy: Policy, { arrivals }: State): boolean =>
  floor(policy, arrivals) !== floor(policy, arrivals + 1)

const rebuilt = (policy: Policy, { arrivals, known, log }: State): Bloom.Filter => {
  const from = floor(policy, arrivals)
  let filter = Bloom.empty(policy.filter)
  const take = ({ arrival, message }: Entry): void => {
    if (arrival >= from) filter = Bloom.add(filter, message.messageId)
  }
  for (const block of log.blocks) for (const entry of block) take(entry)
  for (const one of HashMap.values(known)) if (one._tag === "Waiting") take(one.entry)
  return filter
}

/** The filter with its bytes made. */
export const made = (policy: Policy, state: State): Bloom.Filter =>
  Bloom.settled(state.filter ?? rebuilt(policy, state))
