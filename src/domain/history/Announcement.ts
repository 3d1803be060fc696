/**
 * "The newest index is at this CID", signed by the control node. CHA-49…56, A-10, A-18…20.
 */
import * as Order from "effect/Order"
import type { Cid } from "../codex/Cid.ts"
import * as Cids from "../codex/Cid.ts"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"

/** `clock` in milliseconds from the message itself, `timestamp` from the Waku message that carried it. */
export interface Announcement {
  readonly clock: Millis
  readonly timestamp: Nanos
  readonly cid: Cid
}

/** Total: by clock, then by the Waku timestamp, then by the bytes of the CID; the greatest is followed. */
export const order: Order.Order<Announcement> = Order.combineAll([
  Order.mapInput(Time.millisOrder, ({ clock }: Announcement) => clock),
  Order.mapInput(Time.order, ({ timestamp }: Announcement) => timestamp),
  Order.mapInput(Cids.order, ({ cid }: Announcement) => cid)
])

/** How far a clock may run ahead of its message, and a message ahead of our own clock (CHA-88). */
export const TOLERANCE: Nanos = Time.seconds(120)

export interface Bounds {
  readonly tolerance?: Nanos
  /** How old the message may be that carried it. */
  readonly age?: Nanos
}

/** Whether the times are plausible: a clock in the far future would silence every later announcement. */
export const admissible = (
  { clock, timestamp }: Pick<Announcement, "clock" | "timestamp">,
  now: Nanos,
  { age = Time.nanos(Time.MAX_NANOS), tolerance = TOLERANCE }: Bounds = {}
): boolean => Time.fromMillis(clock) <= timestamp + tolerance && timestamp <= now + tolerance && timestamp + age >= now

/** Two announcements under one clock with different indexes: the control node speaks with two tongues. */
export const equivocates = (left: Announcement, right: Announcement): boolean =>
  left.clock === right.clock && left.cid !== right.cid
