/**
 * What is due: votes are sent again before a deadline, and a session is concluded at it, after the network was asked for what was
 * missed. HGC-16, HGC-17; H-6.
 */
import * as Option from "effect/Option"
import * as Time from "../Time.ts"
import * as Messages from "./Messages.ts"
import type { Output, Stepped } from "./Outputs.ts"
import { sending, told } from "./Outputs.ts"
import type { Policy } from "./Policy.ts"
import * as Registry from "./Registry.ts"
import * as Rows from "./Rows.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"

/** Forgets the oldest results above the bound. */
export const forget = (policy: Policy, state: Registry.Registry, now: Time.Nanos): Stepped => {
  const forgotten = Registry.forgotten(policy, state, now)
  if (forgotten.length === 0) return [state, []]
  const after = Registry.without(state, forgotten)
  const erased = forgotten.flatMap((session) => Rows.keys(session).map((key): Output => ({ _tag: "Erase", key })))
  return [after, [Rows.saveFloor(after.floor), ...erased]]
}

/** When a session has something to do next. */
export const due = ({ asking, drain }: Policy, session: Session): Option.Option<Time.Nanos> => {
  if (!Sessions.isActive(session)) return Option.none()
  const deadline = Sessions.deadline(session)
  const quarter = Time.nanos((deadline - Time.fromUnixSeconds(session.proposal.at)) / 4n)
  if (!session.repeated) return Option.some(Time.subtract(deadline, Time.min(drain, quarter)))
  return Option.some(session.asked.times === 0 ? deadline : Time.add(session.asked.at, asking.pause))
}

/** `undefined` where nothing is due. `until`: before it nothing is missing. */
const woken = (policy: Policy, session: Session, now: Time.Nanos, until: Time.Nanos): Session | undefined => {
  const { asking, rule } = policy
  const deadline = Sessions.deadline(session)
  if (Sessions.isActive(session) && until >= deadline) return Sessions.conclude(session, rule, now)
  if (!Option.exists(due(policy, session), (at) => now >= at)) return undefined
  if (now < deadline) return { ...session, repeated: true }
  const { times } = session.asked
  return times >= asking.times
    ? Sessions.conclude(session, rule, now)
    : { ...session, repeated: true, asked: { times: times + 1, at: now } }
}

/** Does what is due. `until`: until then everything is heard that the network kept. */
export const wake = (
  policy: Policy,
  state: Registry.Registry,
  now: Time.Nanos,
  until: Time.Nanos = Time.nanos(0n)
): Stepped => {
  let after = state
  let isAsking = false
  const outputs: Array<Output> = []
  for (const before of Registry.ordered(state)) {
    const next = woken(policy, before, now, until)
    if (next === undefined) continue
    after = Registry.put(after, next)
    const isRepeated = Sessions.isActive(next) && now < Sessions.deadline(next)
    isAsking ||= next.asked.times > before.asked.times
    outputs.push(
      Rows.saveHead(next),
      ...(isRepeated ? sending(policy.network, next, Messages.wanted(next), "again") : told(next))
    )
  }
  if (after === state) return [state, []]
  const [kept, erased] = forget(policy, after, now)
  return [kept, [...outputs, ...erased, ...(isAsking ? [{ _tag: "Ask", request: { _tag: "CatchUp" } } as const] : [])]]
}
