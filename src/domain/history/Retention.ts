/**
 * When a raw message may be dropped: it is old, and archived, and the archive is distributed. CHA-16, law 8.
 */
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"

export interface Held {
  readonly timestamp: Nanos
  readonly archived: boolean
  readonly distributed: boolean
}

/** Messages dated before this instant are old. */
export const horizon = (now: Nanos, retention: Nanos): Nanos => Time.subtract(now, retention)

export const removable = (message: Held, now: Nanos, retention: Nanos): boolean =>
  message.archived && message.distributed && message.timestamp < horizon(now, retention)
