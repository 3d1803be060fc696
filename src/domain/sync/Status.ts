/** How a channel stands, for people: "synced", "3 missing", "1 lost". */
import * as HashMap from "effect/HashMap"
import type { State } from "./State.ts"

export interface Status {
  /** Messages of the log. */
  readonly messages: number
  /** Named by others and not here yet. */
  readonly missing: number
  /** Here, but waiting for those. */
  readonly waiting: number
  /** Given up: nobody has them. */
  readonly lost: number
  /** Own messages on their way to the transport. */
  readonly pending: number
  /** Own messages that nobody is known to have, or perhaps. */
  readonly unacknowledged: number
}

export const of = ({ counts, log, outgoing, pending }: State): Status => ({
  messages: log.size,
  missing: counts.missing,
  waiting: counts.waiting,
  lost: counts.lost,
  pending: pending.size,
  unacknowledged: HashMap.size(outgoing)
})

/** In a few words. */
export const toText = ({ lost, missing }: Status): string =>
  [missing === 0 ? "synced" : `${missing} missing`, ...(lost === 0 ? [] : [`${lost} lost`])].join(", ")
