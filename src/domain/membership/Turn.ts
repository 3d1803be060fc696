/** One step under way: the state so far, and what it puts out. Lives within a single call of `step`. */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Address } from "../community/Address.ts"
import type { Nanos } from "../Time.ts"
import * as Candidates from "./Candidate.ts"
import * as Lanes from "./Lanes.ts"
import type { NoOp, Out, Refusal, Event } from "./Signals.ts"
import type { Course, Early, Job, Phase, Roster, State } from "./State.ts"
import * as StewardLists from "./StewardList.ts"
import * as Updates from "./Update.ts"

/** Who we are, and of which group. `group`: its id, at most 64 bytes. */
export interface Identity {
  readonly self: Address
  readonly group: Uint8Array
  /** As the steward, puts everybody who asks to join to the vote, with its own yes; else the user does, by a wish. */
  readonly admits: boolean
}

export interface Turn {
  readonly identity: Identity
  readonly now: Nanos
  readonly out: Array<Out>
  state: State
}

/** A turn of somebody who belongs to the group. */
export interface Inside extends Turn {
  state: State & { readonly roster: Roster }
}

export const isInside = (turn: Turn): turn is Inside => turn.state.roster !== undefined

export const patch = (turn: Turn, part: Partial<State>): void => {
  turn.state = { ...turn.state, ...part }
}

export const course = (turn: Turn, part: Partial<Course>): void =>
  patch(turn, { course: { ...turn.state.course, ...part } })

export const tell = (turn: Turn, event: Event): void => void turn.out.push({ _tag: "Tell", event })

export const ignore = (turn: Turn, reason: NoOp): void => tell(turn, { _tag: "Ignored", reason })

export const refuse = (turn: Turn, what: string, reason: Refusal): void => tell(turn, { _tag: "Refused", what, reason })

export const enter = (turn: Turn, phase: Phase): void => {
  const before = turn.state.course.phase._tag
  course(turn, { phase })
  if (before !== phase._tag) {
    tell(turn, { _tag: "PhaseChanged", phase: phase._tag, recovery: turn.state.course.recovery })
  }
}

const DIGITS = 15

/** The next number, as text that sorts as the numbers do. */
const number = (turn: Turn): string => {
  const { counter } = turn.state.course
  course(turn, { counter: counter + 1 })
  return counter.toString().padStart(DIGITS, "0")
}

/** Whether a commit added this key package before. */
export const isUsed = ({ state }: Turn, keyPackage: Uint8Array): boolean =>
  state.course.used?.includes(Updates.hashOf(keyPackage)) ?? false

/** Jobs that wait at the most; of those that strangers cause, half as many. */
export const MAX_JOBS = 256
const STRANGERS = 128
/** Early messages of one kind (in the open, within MLS, of votes), and candidates of one epoch. */
const ROOMY = 128
const EACH_EPOCH = 16
/** Early messages in all. */
export const MAX_EARLY = 3 * ROOMY

/** Queues work for MLS; whether there was room. `foreign`: somebody else caused it. */
export const queue = (turn: Turn, job: Job, foreign: boolean): boolean => {
  if (turn.state.jobs.size >= (foreign ? STRANGERS : MAX_JOBS)) {
    ignore(turn, "BufferFull")
    return false
  }
  patch(turn, { jobs: new Map(turn.state.jobs).set(number(turn), job) })
  return true
}

const kindOf = (early: Early): Lanes.Lane | "vote" => (early._tag === "Heard" ? early.lane : "vote")

/** The epoch of a candidate. */
const candidateEpoch = (early: Early): bigint | undefined => {
  if (early._tag !== "Heard" || early.lane !== "open") return undefined
  const message = Lanes.decodeOpen(early.payload)
  return Result.isSuccess(message) && message.success._tag === "Candidate" ? message.success.epoch : undefined
}

/** Candidates have the room of their epoch, so that junk for a later one does not hide the next one. */
const hasRoom = (turn: Turn, early: Early): boolean => {
  const alike = [...turn.state.early.values()].filter((one) => kindOf(one) === kindOf(early))
  if (alike.length >= ROOMY) return false
  const epoch = candidateEpoch(early)
  return epoch === undefined || alike.filter((one) => candidateEpoch(one) === epoch).length < EACH_EPOCH
}

/** Keeps what came before its epoch, while there is room; strangers, members and voters take none from each other. */
export const stash = (turn: Turn, early: Early): void => {
  if (!hasRoom(turn, early)) return ignore(turn, "BufferFull")
  patch(turn, { early: new Map(turn.state.early).set(number(turn), early) })
  ignore(turn, "Stashed")
}

/** Words that are remembered. */
const MAX_SAID = 256

/** Somebody said something. */
export const hear = (turn: Turn, sender: Address, payload: Uint8Array): void => {
  const kept = [...turn.state.said].slice(-(MAX_SAID - 1))
  patch(turn, { said: new Map(kept).set(number(turn), { sender, payload, at: turn.now }) })
  tell(turn, { _tag: "Said", sender, payload })
}

/** Answers the mark under which the machine hears that the network has it. */
export const send = (turn: Turn, lane: Lanes.Lane, payload: Uint8Array): string => {
  const mark = number(turn)
  turn.out.push({ _tag: "Send", lane, mark, payload, ephemeral: false })
  return mark
}

export const sendOpen = (turn: Turn, message: Lanes.Open): string => send(turn, "open", Lanes.encodeOpen(message))

/** What candidates of this epoch are judged by. */
export const round = ({ state: { approved, course, roster } }: Inside): Candidates.Round => ({
  policy: roster.policy,
  epoch: roster.epoch,
  members: new Set(roster.members),
  lists: roster.lists,
  recovery: course.recovery,
  suspended: new Set(course.suspended),
  approved
})

/** The attempt under which commits are made now. */
export const retry = ({ state: { course, roster } }: Inside): number =>
  course.recovery ? Candidates.recoveryRetry(roster.policy) : roster.lists.at(-1)!.retry

/** Who may commit now, in order: the epoch steward first; in recovery everybody (MLS-24). */
export const committers = (turn: Inside): ReadonlyArray<Address> => {
  const { roster } = turn.state
  const current = round(turn)
  return turn.state.course.recovery
    ? StewardLists.order(roster.epoch, retry(turn), roster.members, turn.identity.group).filter((member) =>
        Candidates.isEligible(current, member)
      )
    : Candidates.stewards(current, retry(turn))
}

/**
 * Who may be elected: the members who were here before this epoch; all where there are none. Of votes that end within the epoch
 * it depends not: members hear of them at different times, and a list is the same for all or useless.
 */
export const electable = ({ state: { roster } }: Inside): ReadonlyArray<Address> => {
  const fresh = new Set(roster.unsettled)
  const settled = roster.members.filter((member) => !fresh.has(member))
  return settled.length > 0 ? settled : roster.members
}

/** Whether nothing of these kinds waits for MLS. */
export const isIdle = ({ state }: Pick<Turn, "state">, tags: ReadonlyArray<Job["_tag"]>): boolean =>
  ![...state.jobs.values()].some(({ _tag }) => tags.includes(_tag))

export const hasWork = ({ state }: Pick<Turn, "state">): boolean =>
  state.approved.size > 0 && Option.isSome(state.course.since)
