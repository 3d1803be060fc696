/**
 * Rounds of an epoch: approved work is committed by candidates, one is chosen; without one the right to commit moves on, by rotation,
 * by a new list, by an emergency that lets everybody commit. MLS-20, MLS-21, MLS-24, M-7; protocols B2.
 */
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Candidates from "./Candidate.ts"
import type { Candidate } from "./Candidate.ts"
import * as Elections from "./Elections.ts"
import * as Proposing from "./Proposing.ts"
import * as Scores from "./Scores.ts"
import type { Phase } from "./State.ts"
import * as StewardLists from "./StewardList.ts"
import * as Timers from "./Timers.ts"
import * as Turn from "./Turn.ts"

type Freezing = Extract<Phase, { readonly _tag: "Freezing" }>

/** The candidates of this epoch. What the network does not have nobody else can take, so we do not either. */
const current = ({ state: { candidates, course } }: Turn.Inside): ReadonlyArray<Candidate> =>
  [...candidates.values()].filter(({ hash }) => !Option.exists(course.unsent, (unsent) => unsent.hash === hash))

const hasOwn = (turn: Turn.Inside): boolean => turn.state.candidates.has(`${turn.identity.self}/${Turn.retry(turn)}`)

/** Begins to collect candidates, and makes our own where we may. */
export const freeze = (turn: Turn.Inside): void => {
  const { policy } = turn.state.roster
  const place = Turn.committers(turn).indexOf(turn.identity.self)
  const builds =
    place === -1 || hasOwn(turn)
      ? Option.none()
      : Option.some(Timers.buildsAt(policy, turn.now, turn.state.course.recovery, place))
  Turn.enter(turn, { _tag: "Freezing", until: Time.add(turn.now, policy.freeze), quiet: turn.now, builds })
}

/** Starts the clock of approved work, where there is some and it does not run. */
export const wait = (turn: Turn.Inside): void => {
  if (turn.state.approved.size > 0 && Option.isNone(turn.state.course.since)) {
    Turn.course(turn, { since: Option.some(turn.now) })
  }
}

/** Everybody may commit from now on (MLS-24). */
export const recover = (turn: Turn.Inside): void => {
  if (turn.state.course.recovery) return
  Turn.course(turn, { recovery: true })
  Elections.work(turn)
  if (turn.state.course.phase._tag === "Working" && Turn.hasWork(turn)) freeze(turn)
}

/** MLS does not take what was chosen: the next best one, if there is any. */
export const reject = (turn: Turn.Inside, hash: string): void => {
  const candidates = new Map([...turn.state.candidates].filter(([, candidate]) => candidate.hash !== hash))
  Turn.patch(turn, { candidates })
  Turn.course(turn, { applied: [hash, ...turn.state.course.applied].slice(0, 10) })
  if (turn.state.course.phase._tag === "Selecting") select(turn)
}

/** Nothing was chosen: the approved work stays, the right to commit moves on. */
const fail = (turn: Turn.Inside): void => {
  Turn.enter(turn, { _tag: "Working" })
  if (turn.state.course.recovery) return Elections.work(turn)
  Elections.reelect(turn, Turn.retry(turn) + 1)
}

/** Takes the best candidate that can win; MLS applies it before anything else happens (validate before merge). */
export const select = (turn: Turn.Inside): void => {
  const judged = Turn.round(turn)
  for (const candidate of current(turn)) {
    const fault = Candidates.fault(judged, candidate)
    if (fault !== undefined) Turn.tell(turn, { _tag: "CandidateRejected", creator: candidate.creator, fault })
  }
  const [winner] = Candidates.choose(judged, current(turn))
  if (winner === undefined) return fail(turn)
  if (!Turn.queue(turn, { _tag: "Apply", hash: winner.hash }, false)) return
  Turn.enter(turn, { _tag: "Selecting", hash: winner.hash })
}

/** Whether a candidate for this epoch is here that may win once its votes are known. */
const hasCandidate = (turn: Turn.Inside): boolean => {
  const judged = Turn.round(turn)
  return current(turn).some((candidate) => Candidates.fault(judged, candidate) === undefined)
}

const isComplete = (turn: Turn.Inside): boolean => {
  const owed = Turn.committers(turn)
  const retry = Turn.retry(turn)
  const here = new Set(current(turn).flatMap((one) => (one.retry === retry ? [one.creator] : [])))
  return !turn.state.course.recovery && owed.length > 0 && owed.every((member) => here.has(member))
}

/** Whether a candidate of this round is not known yet. What comes later holds nothing up, or anybody could for ever. */
const isAwaited = (turn: Turn.Inside, until: Nanos): boolean =>
  [...turn.state.jobs.values()].some((job) => job._tag === "Build" || (job._tag === "Inspect" && job.heard < until))

const roundEnd = (turn: Turn.Inside, { quiet, until }: Freezing): Option.Option<Nanos> =>
  !isAwaited(turn, until)
    ? Option.some(Timers.endsAt(turn.state.roster.policy, until, quiet, isComplete(turn)))
    : Option.none()

/** When a round begins of itself; none without work. */
const roundStart = (turn: Turn.Inside): Option.Option<Nanos> => {
  const { course, roster } = turn.state
  if (!Turn.hasWork(turn)) return Option.none()
  const isFirst = Turn.committers(turn)[0] === turn.identity.self
  return Option.map(course.since, (since) =>
    hasCandidate(turn) ? since : Timers.freezesAt(roster.policy, since, course.recovery, isFirst)
  )
}

/** When the round has something to do next. */
export const due = (turn: Turn.Inside): ReadonlyArray<Nanos> => {
  const { phase } = turn.state.course
  switch (phase._tag) {
    case "Working":
      return Option.toArray(roundStart(turn))
    case "Freezing":
      return [...Option.toArray(phase.builds), ...Option.toArray(roundEnd(turn, phase))]
    case "Selecting":
      return []
    case "Reelection":
      return Option.toArray(Elections.remedyAt(turn, phase)).map(([at]) => at)
  }
}

const lacksSteward = (turn: Turn.Inside): boolean => !turn.state.course.recovery && Turn.committers(turn).length === 0

/** One thing that is due, if there is one. */
const advanceOnce = (turn: Turn.Inside): boolean => {
  const { phase } = turn.state.course
  const isDue = (at: Option.Option<Nanos>): boolean => Option.exists(at, (at) => at <= turn.now)
  switch (phase._tag) {
    case "Working": {
      if (lacksSteward(turn)) {
        const { epoch, lists, policy } = turn.state.roster
        const list = lists.at(-1)!
        Elections.reelect(turn, StewardLists.isExhausted(policy, list, epoch) ? 0 : list.retry + 1)
        return true
      }
      if (!isDue(roundStart(turn))) return false
      freeze(turn)
      return true
    }
    case "Freezing": {
      if (isDue(phase.builds)) {
        Turn.course(turn, { phase: { ...phase, builds: Option.none() } })
        return Turn.queue(turn, { _tag: "Build", retry: Turn.retry(turn) }, false)
      }
      if (!isDue(roundEnd(turn, phase))) return false
      select(turn)
      return turn.state.course.phase !== phase
    }
    case "Selecting":
      return false
    case "Reelection": {
      // A candidate that came late, of a list that was in force, is better than another list.
      if (Turn.hasWork(turn) && hasCandidate(turn)) {
        freeze(turn)
        return true
      }
      const next = Elections.remedyAt(turn, phase)
      if (!Option.exists(next, ([at]) => at <= turn.now)) return false
      Proposing.propose(turn, Option.getOrThrow(next)[1])
      return true
    }
  }
}

/** Turns of one step: a round begins, ends, fails, and the next one waits. */
const MOST = 16

/** Does what is due. */
export const advance = (turn: Turn.Inside): void => {
  for (let n = 0; n < MOST && advanceOnce(turn); n++);
}

/** The network has our candidate: from now on it is heard. */
export const sent = (turn: Turn.Inside, mark: string): void => {
  const { candidates, course } = turn.state
  const unsent = Option.getOrUndefined(course.unsent)
  if (unsent?.mark !== mark) return
  Turn.course(turn, {
    unsent: Option.none(),
    phase: course.phase._tag === "Freezing" ? { ...course.phase, quiet: turn.now } : course.phase
  })
  const heard = [...candidates].map(
    ([key, one]) => [key, one.hash === unsent.hash ? { ...one, heard: turn.now } : one] as const
  )
  Turn.patch(turn, { candidates: new Map(heard) })
}

const progress = (turn: Turn.Inside): void =>
  Turn.tell(turn, {
    _tag: "FreezeProgress",
    received: turn.state.candidates.size,
    expected: Turn.committers(turn).length
  })

/** Candidates that are kept of one epoch. */
const MAX_CANDIDATES = 128

/** A candidate that MLS verified. One of nobody on its list costs its creator and is not kept; its list may still come. */
export const receive = (turn: Turn.Inside, candidate: Candidate): void => {
  const { candidates, course, roster, scores } = turn.state
  const list = roster.lists.find(
    (list) => list.retry === candidate.retry && !StewardLists.isExhausted(roster.policy, list, roster.epoch)
  )
  if (list !== undefined && !list.stewards.includes(candidate.creator)) {
    Turn.patch(turn, { scores: Scores.move(scores, candidate.creator, "Misbehaving") })
    return Turn.ignore(turn, "OffTheList")
  }
  const kept = Candidates.keep(candidates, candidate)
  if (kept === candidates) return Turn.ignore(turn, "DuplicateCandidate")
  if (kept.size > MAX_CANDIDATES) return Turn.ignore(turn, "BufferFull")
  Turn.patch(turn, { candidates: kept })
  if (course.phase._tag === "Freezing") {
    const isRival = course.recovery && candidate.creator !== turn.identity.self
    Turn.course(turn, {
      phase: { ...course.phase, quiet: turn.now, builds: isRival ? Option.none() : course.phase.builds }
    })
  }
  progress(turn)
}
