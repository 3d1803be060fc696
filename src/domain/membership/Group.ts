/**
 * A member of an MLS group that is governed by votes: the machine. Steward lists say who may commit, votes say what, and of the
 * candidates that follow every member takes the same one. Source: ETH-MLS-OFFCHAIN; MLS-01…26, M-1…M-7; protocols part B.
 */
import * as Option from "effect/Option"
import type { Address } from "../community/Address.ts"
import type { CommonInput, Machine, Stepped } from "../Step.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Electorate from "./Electorate.ts"
import * as Epoch from "./Epoch.ts"
import * as Intake from "./Intake.ts"
import * as Lanes from "./Lanes.ts"
import * as Rounds from "./Rounds.ts"
import * as Rows from "./Rows.ts"
import type { Decided, Event, Input, Opened, Request } from "./Signals.ts"
import type { Job, State } from "./State.ts"
import * as Turn from "./Turn.ts"
import * as Updates from "./Update.ts"
import * as Voting from "./Voting.ts"
import * as Wishes from "./Wishes.ts"

/** Bytes of what a member says at once. */
export const MAX_CHAT = 64 * 1024

const speak = (turn: Turn.Turn, _tag: Lanes.Inner["_tag"], payload: Uint8Array): void => {
  if (!Turn.isInside(turn)) return Turn.refuse(turn, _tag, "NotAMember")
  const { phase } = turn.state.course
  // What is said while an epoch ends would be of neither (MLS-06, B2); votes must go on.
  if (_tag === "Chat" && (phase._tag === "Freezing" || phase._tag === "Selecting")) {
    return Turn.refuse(turn, _tag, "Blocked")
  }
  if (payload.length > MAX_CHAT) return Turn.refuse(turn, _tag, "TooLarge")
  if (!Turn.queue(turn, { _tag: "Protect", plain: Lanes.encodeInner({ _tag, payload }) }, false)) {
    Turn.refuse(turn, _tag, "Busy")
  }
}

const enter = (
  turn: Turn.Turn,
  job: Extract<Job, { readonly _tag: "Create" | "MakeKeyPackage" }>,
  what: string
): void => {
  if (Turn.isInside(turn)) return Turn.refuse(turn, what, "AlreadyAMember")
  if (Turn.isIdle(turn, ["Create", "MakeKeyPackage"])) Turn.queue(turn, job, false)
}

/** Asking again sends the key package again: it may have been lost. */
const join = (turn: Turn.Turn): void => {
  const { own, roster } = turn.state
  if (own === undefined || roster !== undefined) return enter(turn, { _tag: "MakeKeyPackage" }, "Join")
  const { keyPackage, signature } = own
  Turn.sendOpen(turn, { _tag: "KeyPackage", member: turn.identity.self, keyPackage, signature })
}

const answered = (turn: Turn.Turn, { answer, job }: Extract<Input, { readonly _tag: "Answered" }>): void => {
  const [head] = turn.state.jobs
  if (head === undefined || head[0] !== job) return Turn.ignore(turn, "NotAsked")
  const rest = new Map(turn.state.jobs)
  rest.delete(job)
  const before = turn.state
  Turn.patch(turn, { jobs: rest })
  if (Intake.answered(turn, head[1], answer)) return
  turn.state = before
  Turn.ignore(turn, "NotAsked")
}

/**
 * A time that passed while nobody was there is given again: what was missed meanwhile comes before anything is decided on its
 * absence. Times to come stay, or who starts often would never get to them.
 */
const postpone = (turn: Turn.Inside): void => {
  const { course, roster } = turn.state
  const { phase } = course
  const isPast = Rounds.due(turn).some((at) => at < turn.now)
  if (!isPast) return
  if (phase._tag === "Working") Turn.course(turn, { since: Option.some(turn.now) })
  if (phase._tag === "Reelection") Turn.course(turn, { phase: { ...phase, entered: turn.now } })
  if (phase._tag !== "Freezing") return
  Turn.course(turn, { phase: { ...phase, until: Time.add(turn.now, roster.policy.freeze), quiet: turn.now } })
}

const resume = (turn: Turn.Turn): void => {
  if (Turn.isInside(turn)) {
    postpone(turn)
    Voting.resume(turn)
  }
  const [head] = turn.state.jobs
  if (head !== undefined) ask(turn, head[0], head[1])
}

const ask = (turn: Turn.Turn, job: string, work: Job): boolean => {
  const request = Intake.request(turn, job, work)
  if (request !== undefined) turn.out.push({ _tag: "Ask", request })
  return request !== undefined
}

const inside = (turn: Turn.Turn, what: string, work: (turn: Turn.Inside) => void): void =>
  Turn.isInside(turn) ? work(turn) : Turn.refuse(turn, what, "NotAMember")

/** A vote of the epoch that we are about to join in may open and end before our welcome is here. */
const voted = (turn: Turn.Turn, input: Opened | Decided): void => {
  if (!Turn.isInside(turn)) {
    return turn.state.own === undefined ? Turn.refuse(turn, input._tag, "NotAMember") : Turn.stash(turn, input)
  }
  if (input._tag === "Opened") Voting.opened(turn, input)
  else Voting.decided(turn, input)
}

const dispatch = (turn: Turn.Turn, input: Input | CommonInput): void => {
  switch (input._tag) {
    case "Create":
      return enter(turn, { _tag: "Create", policy: input.policy }, "Create")
    case "Join":
      return join(turn)
    case "Wish":
      return inside(turn, "Wish", (turn) => Wishes.add(turn, input.wish, input.member))
    case "Accuse":
      return inside(turn, "Accuse", (turn) => Wishes.accuse(turn, input.violation, input.target))
    case "Say":
      return speak(turn, "Chat", input.payload)
    case "Carry":
      return speak(turn, "Governance", input.payload)
    case "Heard":
      return Intake.heard(turn, input)
    case "Opened":
    case "Decided":
      return voted(turn, input)
    case "Answered":
      return answered(turn, input)
    case "Resumed":
      return resume(turn)
    case "Sent":
      if (Turn.isInside(turn)) Rounds.sent(turn, input.mark)
      return
    case "Tick":
      return
  }
}

/** The spare welcome, once its time has come. */
const deliver = (turn: Turn.Inside): void => {
  const spare = Option.getOrUndefined(turn.state.course.spare)
  if (spare === undefined || spare.at > turn.now) return
  Turn.course(turn, { spare: Option.none() })
  Turn.sendOpen(turn, { _tag: "Welcome", welcome: spare.welcome })
}

const isElsewhere = ({ roster: old }: State, { roster: young }: State): boolean =>
  old?.epoch !== young?.epoch || old?.lists !== young?.lists

/** What came early is heard now that its epoch, or its list, may be here. */
const reconsider = (turn: Turn.Turn, before: State): void => {
  if (!isElsewhere(before, turn.state)) return
  const waiting = [...turn.state.early.values()]
  if (waiting.length === 0) return
  Turn.patch(turn, { early: new Map() })
  for (const input of waiting) dispatch(turn, input)
}

/** Asks for the next job where the one under way has ended. */
const proceed = (turn: Turn.Turn, before: State): void => {
  const underWay = before.jobs.keys().next().value
  for (let [head] = turn.state.jobs; head !== undefined && head[0] !== underWay; [head] = turn.state.jobs) {
    if (ask(turn, head[0], head[1])) return
    const rest = new Map(turn.state.jobs)
    rest.delete(head[0])
    Turn.patch(turn, { jobs: rest })
  }
}

/** New lists that one step may bring. */
const LISTS = 16

/** Does what is due, and again where that brought another list. */
const settle = (turn: Turn.Turn, state: State): void => {
  let before = state
  for (let n = 0; n < LISTS && (n === 0 || isElsewhere(before, turn.state)); n++) {
    reconsider(turn, before)
    before = turn.state
    if (!Turn.isInside(turn)) return
    Voting.lapse(turn)
    deliver(turn)
    Epoch.dissolve(turn)
    if (Turn.isInside(turn)) Rounds.advance(turn)
  }
}

const step = (
  identity: Turn.Identity,
  state: State,
  input: Input | CommonInput,
  now: Nanos
): Stepped<State, Event, Request, Lanes.Lane> => {
  const turn: Turn.Turn = { identity, now, out: [], state }
  dispatch(turn, input)
  settle(turn, state)
  if (Turn.isInside(turn)) Wishes.pursue(turn)
  proceed(turn, state)
  return [turn.state, [...Rows.changes(state, turn.state), ...turn.out]]
}

const due = (identity: Turn.Identity, state: State): Option.Option<Nanos> => {
  const turn: Turn.Turn = { identity, now: Time.nanos(0n), out: [], state }
  if (!Turn.isInside(turn)) return Option.none()
  const times = [
    ...Rounds.due(turn),
    ...[...state.open.values()].map(({ closes }) => closes),
    ...[...state.pending.values()].map(({ lapses }) => lapses),
    ...Option.toArray(state.course.spare).map(({ at }) => at)
  ]
  return times.length === 0 ? Option.none() : Option.some(times.reduce(Time.min))
}

/** The machine of one member of one group. Nothing of it is shared but what it sends. */
export const machine = (identity: Turn.Identity): Machine<State, Input, Event, Request, Lanes.Lane> => ({
  step: (state, input, now) => step(identity, state, input, now),
  restore: Rows.restore,
  due: (state) => due(identity, state)
})

/**
 * Who votes on a payload that `proposer` put to the vote, by the roster of this epoch; none where it is not of this epoch or no
 * payload. What a consensus service checks voters against.
 */
export const electorate = (
  state: State,
  payload: Uint8Array,
  proposer: Address
): Option.Option<ReadonlyArray<Address>> => {
  const update = Updates.decode(payload)
  if (state.roster === undefined || update._tag === "Failure" || update.success.epoch !== state.roster.epoch) {
    return Option.none()
  }
  const { lists, members, policy } = state.roster
  return Option.some(Electorate.of(policy, members, lists.at(-1)!, update.success, proposer))
}
