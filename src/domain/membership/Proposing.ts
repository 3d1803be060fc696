/** Opening votes: what may be opened now, and the electorate it goes to. MLS-07, MLS-12, MLS-15, MLS-18. */
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Electorate from "./Electorate.ts"
import * as Priority from "./Priority.ts"
import type { Kind } from "./Priority.ts"
import type { Request } from "./Signals.ts"
import type { Open, Pending } from "./State.ts"
import * as Turn from "./Turn.ts"
import type { Update } from "./Update.ts"
import * as Updates from "./Update.ts"

/** An update that was read before; rows and admitted votes hold no other. */
export const read = (payload: Uint8Array): Update => {
  const update = Updates.decode(payload)
  if (update._tag === "Failure") throw new Error(update.failure.why)
  return update.success
}

const kindOf = ({ payload }: Open | Pending): Kind => Priority.kindOf(read(payload))

/** Kinds of the votes that are open. */
export const openKinds = (turn: Turn.Turn): ReadonlyArray<Kind> => [...turn.state.open.values()].map(kindOf)

const about = (payload: Uint8Array): string => Updates.subject(read(payload))

/** Whether a vote on the subject is open or asked for. */
export const isUnderWay = (turn: Turn.Turn, subject: string): boolean =>
  turn.state.pending.has(subject) || [...turn.state.open.values()].some(({ payload }) => about(payload) === subject)

/** Why the update cannot be put to the vote now; `undefined` where it can. */
export const obstacle = (
  turn: Turn.Inside,
  update: Update
): "Blocked" | "PartialFreeze" | "TooManyOpen" | undefined => {
  const { course, open, pending, roster } = turn.state
  const kind = Priority.kindOf(update)
  if (course.phase._tag === "Freezing" || course.phase._tag === "Selecting") return "Blocked"
  if (course.phase._tag === "Reelection" && kind === "commit") return "Blocked"
  if (Priority.withholds([...openKinds(turn), ...[...pending.values()].map(kindOf)], kind)) return "PartialFreeze"
  const ours = [...open.values()].filter(({ proposer }) => proposer === turn.identity.self).length + pending.size
  return kind === "commit" && ours >= roster.policy.openPerMember ? "TooManyOpen" : undefined
}

/** What is asked of the votes for a vote that is pending. */
export const request = (turn: Turn.Inside, { payload }: Pending): Request => {
  const update = read(payload)
  const { self } = turn.identity
  const { lists, members, policy } = turn.state.roster
  return {
    _tag: "Propose",
    payload,
    kind: Priority.kindOf(update),
    voters: Electorate.of(policy, members, lists.at(-1)!, update, self),
    id: Electorate.isFastPath(update, self) ? Option.some(Electorate.leaveId(self)) : Option.none()
  }
}

/** Asks for a vote. */
export const propose = (turn: Turn.Inside, update: Update): void => {
  const lapses: Nanos = Time.add(turn.now, turn.state.roster.policy.expiry)
  const asked = { payload: Updates.encode(update), lapses }
  Turn.patch(turn, { pending: new Map(turn.state.pending).set(Updates.subject(update), asked) })
  turn.out.push({ _tag: "Ask", request: request(turn, asked) })
}
