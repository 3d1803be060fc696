/** What the participants of a channel agree on, and what each may choose for itself. */
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Bloom from "./Bloom.ts"

export interface Policy {
  /** Agreed on: the size and the hashes of all filters (D-4). */
  readonly filter: Bloom.Parameters
  /** Agreed on: `bound` refuses ids that are not derived from the message; others derive theirs otherwise (`any`). */
  readonly ids: "bound" | "any"
  /** Agreed on: how many take part, for the response groups (SDS-23). */
  readonly participants: number
  /** Agreed on: how soon a repair is asked for at least, and at most (SDS-23). */
  readonly repairAfter: Nanos
  readonly repairBefore: Nanos
  /** Bytes of a content. */
  readonly content: number
  /** How far ahead of our clock a Lamport clock may be (D-8). */
  readonly tolerance: Nanos
  /** What a message names that is older than this is history: it is not waited for. No more than stores remember. */
  readonly reach: Nanos
  /** How many messages a message names as those before it; at least 1. */
  readonly history: number
  /** Filters of how many participants make a possible acknowledgement a certain one (D-12). */
  readonly acknowledgements: number
  /** How many repairs one message asks for (SDS-24). */
  readonly repairs: number
  /** Between two sync messages that were sent to ask for repairs. */
  readonly repairPause: Nanos
  /** Until the first retransmission; doubled by each, up to `resendAtMost`. */
  readonly resendAfter: Nanos
  readonly resendAtMost: Nanos
  /** Retransmissions before a message is given up. */
  readonly resends: number
  /** A quiet channel hears a sync message after about this long; doubled by each, up to `syncAtMost`. */
  readonly syncAfter: Nanos
  readonly syncAtMost: Nanos
  /** How long a missing message is waited for before it is looked up. */
  readonly lookUpAfter: Nanos
  /** And how long until it is looked up again, where nobody could say anything. */
  readonly lookUpAgain: Nanos
  /** How long it may be missing before it is looked up for the last time, and then lost. */
  readonly lostAfter: Nanos
  /** Most messages of the log, and most bytes of their contents; the oldest leave it. */
  readonly logLength: number
  readonly logBytes: number
  /** Most messages that wait for others, and most bytes of their contents; further ones are refused. */
  readonly waiting: number
  readonly waitingBytes: number
  /** Most messages known to be missing; half of them at most because a sync message, which nobody signs, named them. */
  readonly missing: number
  /** Most own messages that are not acknowledged; no more is said before. */
  readonly unacknowledged: number
  /** Most repairs promised at a time. */
  readonly responses: number
  /** Most ids remembered that are lost or were removed; the oldest are forgotten. */
  readonly settled: number
}

export const standard: Policy = {
  filter: Bloom.parameters(1_000, 0.001),
  ids: "bound",
  participants: 1,
  repairAfter: Time.seconds(30),
  repairBefore: Time.seconds(120),
  content: 150 * 1024,
  tolerance: Time.seconds(120),
  reach: Time.days(29),
  history: 10,
  acknowledgements: 2,
  repairs: 3,
  repairPause: Time.seconds(5),
  resendAfter: Time.seconds(30),
  resendAtMost: Time.minutes(10),
  resends: 10,
  syncAfter: Time.seconds(30),
  syncAtMost: Time.minutes(10),
  lookUpAfter: Time.seconds(10),
  lookUpAgain: Time.minutes(1),
  lostAfter: Time.minutes(10),
  logLength: 50_000,
  logBytes: 64 * 1024 * 1024,
  waiting: 4_000,
  waitingBytes: 16 * 1024 * 1024,
  missing: 4_000,
  unacknowledged: 1_000,
  responses: 1_000,
  settled: 50_000
}

/** Speaks with js-waku: its filters, its ids, its length of history. */
export const jsw: Policy = { ...standard, filter: Bloom.jsw, ids: "any", history: 200 }
