/**
 * The filter of a participant: the ids of what arrived last. It is made of fifths, each of the arrivals of a time, so that it
 * rolls over by leaving out the oldest of them; between four fifths and all of its capacity are in use. Nothing of it is kept
 * on disk. SDS-05, SDS-13.
 */
import * as HashMap from "effect/HashMap"
import * as Bloom from "./Bloom.ts"
import type { Policy } from "./Policy.ts"
import type { Entry, State } from "./State.ts"

/** `number`: the arrivals `number · n …` up to the next one, of `n` each. */
export interface Fifth {
  readonly number: number
  readonly filter: Bloom.Filter
}

const FIFTHS = 5

const numberOf = ({ filter }: Policy, arrival: number): number =>
  Math.floor(arrival / Math.max(1, Math.floor(filter.capacity / FIFTHS)))

/** With the id that arrived as that number, which is no smaller than those before. */
export const add = (
  policy: Policy,
  fifths: ReadonlyArray<Fifth>,
  id: string,
  arrival: number
): ReadonlyArray<Fifth> => {
  const number = numberOf(policy, arrival)
  const last = fifths.at(-1)
  if (last?.number === number) return fifths.with(fifths.length - 1, { number, filter: Bloom.add(last.filter, id) })
  const rest = fifths.filter((fifth) => fifth.number > number - FIFTHS)
  return [...rest, { number, filter: Bloom.add(Bloom.empty(policy.filter), id) }]
}

const rebuilt = (policy: Policy, { arrivals, known, log }: State): ReadonlyArray<Fifth> => {
  const oldest = numberOf(policy, arrivals) - FIFTHS
  const entries: Array<Entry> = []
  const take = (entry: Entry): void => {
    if (numberOf(policy, entry.arrival) > oldest) entries.push(entry)
  }
  for (const block of log.blocks) for (const entry of block) take(entry)
  for (const one of HashMap.values(known)) if (one._tag === "Waiting") take(one.entry)
  return entries
    .sort((left, right) => left.arrival - right.arrival)
    .reduce<ReadonlyArray<Fifth>>((fifths, { arrival, message }) => add(policy, fifths, message.messageId, arrival), [])
}

/** The fifths with their bytes made. */
export const made = (policy: Policy, state: State): ReadonlyArray<Fifth> =>
  (state.filter ?? rebuilt(policy, state)).map(({ filter, number }) => ({ number, filter: Bloom.settled(filter) }))

/** What goes on the wire. */
export const toBytes = (policy: Policy, fifths: ReadonlyArray<Fifth>, arrivals: number): Uint8Array => {
  const oldest = numberOf(policy, arrivals) - FIFTHS
  return Bloom.union(
    policy.filter,
    fifths.filter(({ number }) => number > oldest).map(({ filter }) => filter)
  )
}
