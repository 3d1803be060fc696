/**
 * From one epoch to the next: the winner is applied, exactly once, and everybody starts the new epoch from the same roster, list and
 * empty queue. MLS-08, MLS-10, MLS-16, MLS-20, MLS-23; protocols B2, B5, D3.4.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Address } from "../community/Address.ts"
import * as Time from "../Time.ts"
import * as Approved from "./Approved.ts"
import * as Candidates from "./Candidate.ts"
import type { Candidate } from "./Candidate.ts"
import * as KeyPackages from "./KeyPackages.ts"
import * as Lanes from "./Lanes.ts"
import type { Policy } from "./Policy.ts"
import * as Scores from "./Scores.ts"
import type { Answer } from "./Signals.ts"
import type { Job, Roster } from "./State.ts"
import * as States from "./State.ts"
import * as StewardLists from "./StewardList.ts"
import * as Stored from "./Stored.ts"
import * as Turn from "./Turn.ts"

/** Commits remembered so that their echo is known (protocols B1). */
const MAX_APPLIED = 10
/** Key packages remembered as used. */
export const MAX_USED = 256

const fresh = (course: States.Course): States.Course => ({
  ...States.initial.course,
  applied: course.applied,
  used: course.used ?? [],
  counter: course.counter
})

/** The lists of an epoch that a commit opens. A group that fits on one list makes it anew whenever its membership changed. */
const nextList = (
  policy: Policy,
  before: StewardLists.StewardList,
  epoch: bigint,
  members: ReadonlyArray<Address>,
  unsettled: ReadonlyArray<Address>,
  group: Uint8Array
): StewardLists.StewardList => {
  const settled = members.filter((member) => !unsettled.includes(member))
  const electable = settled.length > 0 ? settled : members
  if (electable.length > policy.stewardsMax) return before
  return Option.getOrElse(StewardLists.make(policy, epoch, 0, electable, group), () => before)
}

/** The list under which the commit was made; what the next epoch goes on with. */
const listOf = (roster: Roster, retry: number): StewardLists.StewardList =>
  roster.lists.find((list) => list.retry === retry) ?? roster.lists.at(-1)!

/** What a commit of these changes, made under the current list, tells those whom it adds. */
export const briefing = (turn: Turn.Inside, retry: number, changes: ReadonlyArray<Approved.Change>): Lanes.Briefing => {
  const { epoch, members, policy } = turn.state.roster
  const gone = new Set(changes.filter(({ _tag }) => _tag === "Remove").map(({ member }) => member))
  const unsettled = changes
    .filter(({ _tag }) => _tag === "Add")
    .map(({ member }) => member)
    .sort(Stored.byAddress)
  const next = [...members.filter((member) => !gone.has(member)), ...unsettled].sort(Stored.byAddress)
  const list = nextList(policy, listOf(turn.state.roster, retry), epoch + 1n, next, unsettled, turn.identity.group)
  return { policy, list, unsettled }
}

/** What this round says of those who took part, by what MLS verified alone. */
const judge = (turn: Turn.Inside, winner: Candidate): Scores.Scores => {
  const judged = Turn.round(turn)
  let scores = Scores.move(turn.state.scores, winner.creator, "SuccessfulCommit")
  for (const candidate of turn.state.candidates.values()) {
    if (candidate.hash === winner.hash || candidate.creator === winner.creator) continue
    const fault = Candidates.fault(judged, candidate)
    if (fault === undefined) scores = Scores.move(scores, candidate.creator, "HonestAttempt")
    else if (fault === "NotASteward") scores = Scores.move(scores, candidate.creator, "Misbehaving")
    else scores = Scores.move(scores, candidate.creator, "BrokenCommit")
  }
  const [steward] = Candidates.stewards(judged, winner.retry)
  const isAbsent = steward !== undefined && !turn.state.candidates.has(`${steward}/${winner.retry}`)
  return isAbsent && steward !== turn.identity.self ? Scores.move(scores, steward, "Censorship") : scores
}

const outside = (turn: Turn.Turn, epoch: bigint): void => {
  turn.state = { ...States.initial, course: fresh(turn.state.course), said: turn.state.said }
  Turn.tell(turn, { _tag: "Removed", epoch })
}

/**
 * Where everybody is to be removed nobody is left to commit it (MLS-25): the group is over, and each member knows by itself.
 */
export const dissolve = (turn: Turn.Inside): void => {
  const { approved, course, roster } = turn.state
  if (course.phase._tag === "Selecting" || !roster.members.every((member) => Approved.removes(approved, member))) return
  outside(turn, roster.epoch + 1n)
}

/** Whether a job still makes sense in another epoch. What the last one decided is approved in this one by nobody (MLS-08). */
const isLasting = (job: Job): boolean =>
  job._tag === "Vet"
    ? Option.isNone(job.decided)
    : job._tag !== "Build" && job._tag !== "Inspect" && job._tag !== "Apply"

/** Welcomes go out once their commit has won: who joins a commit that lost would be alone. */
const welcome = (turn: Turn.Inside, winner: Candidate, places: ReadonlyArray<Address>): void => {
  if (winner.welcome.length === 0) return
  const { self } = turn.identity
  if (winner.creator === self) return void Turn.sendOpen(turn, { _tag: "Welcome", welcome: winner.welcome })
  const place = places.filter((member) => member !== winner.creator).indexOf(self)
  if (place === -1) return
  const wait = Time.nanos(2n * turn.state.roster.policy.delta * BigInt(place + 1))
  Turn.course(turn, { spare: Option.some({ welcome: winner.welcome, at: Time.add(turn.now, wait) }) })
}

/** MLS stands in the next epoch, after the winner. */
export const open = (turn: Turn.Inside, winner: Candidate, applied: Extract<Answer, { _tag: "Applied" }>): void => {
  const { course, keyPackages, roster, wishes } = turn.state
  const scores = judge(turn, winner)
  const epoch = roster.epoch + 1n
  const hashes = [winner.hash, ...course.applied].slice(0, MAX_APPLIED)
  const places = StewardLists.order(roster.epoch, 0, roster.lists.at(-1)!.stewards, turn.identity.group)
  const used = [...winner.adds.map(({ keyPackage }) => keyPackage), ...(course.used ?? [])].slice(0, MAX_USED)
  Turn.course(turn, { applied: hashes, used })
  if (!applied.members.includes(turn.identity.self)) return outside(turn, epoch)
  const unsettled = winner.adds.map(({ member }) => member).sort(Stored.byAddress)
  const members = [...applied.members].sort(Stored.byAddress)
  const list = nextList(roster.policy, listOf(roster, winner.retry), epoch, members, unsettled, turn.identity.group)
  const set = new Set(members)
  turn.state = {
    ...States.initial,
    roster: { policy: roster.policy, epoch, members, unsettled, lists: [list] },
    course: fresh(turn.state.course),
    mls: applied.state,
    scores: Scores.among(scores, members),
    keyPackages: KeyPackages.current(keyPackages, epoch, set),
    jobs: new Map([...turn.state.jobs].filter(([, job]) => isLasting(job))),
    early: turn.state.early,
    said: turn.state.said,
    wishes: new Map([...wishes].filter(([member, wish]) => set.has(member) === (wish === "Remove")))
  }
  Turn.tell(turn, {
    _tag: "CommitApplied",
    epoch,
    creator: winner.creator,
    added: unsettled,
    removed: winner.removes
  })
  welcome(turn, winner, places)
}

/** We stand in the group, by our own founding or by a welcome. */
const settle = (turn: Turn.Turn, roster: Roster, state: Uint8Array): void => {
  turn.state = {
    ...States.initial,
    roster,
    course: fresh(turn.state.course),
    mls: state,
    scores: Scores.among(new Map(), roster.members),
    early: turn.state.early,
    said: turn.state.said
  }
}

/** Our own group, with nobody but us. */
export const found = (turn: Turn.Turn, policy: Policy, state: Uint8Array): void => {
  const members = [turn.identity.self]
  const list = StewardLists.make(policy, 0n, 0, members, turn.identity.group)
  if (Option.isNone(list)) return
  settle(turn, { policy, epoch: 0n, members, unsettled: [], lists: [list.value] }, state)
  Turn.tell(turn, { _tag: "Founded" })
}

/** A welcome opened. What its sender says beside MLS must be a state that this protocol can be in. */
export const join = (turn: Turn.Turn, joined: Extract<Answer, { _tag: "Joined" }>): void => {
  const briefing = Lanes.decodeBriefing(joined.briefing)
  const members = [...new Set(joined.members)].sort(Stored.byAddress)
  if (Result.isFailure(briefing) || !members.includes(turn.identity.self)) return Turn.ignore(turn, "WelcomeNotForUs")
  const { list, policy, unsettled } = briefing.success
  const fits =
    list.stewards.length <= policy.stewardsMax &&
    list.epoch <= joined.epoch &&
    unsettled.every((member) => members.includes(member))
  if (!fits) return Turn.ignore(turn, "WelcomeNotForUs")
  settle(turn, { policy, epoch: joined.epoch, members, unsettled, lists: [list] }, joined.state)
  Turn.tell(turn, { _tag: "Joined", epoch: joined.epoch })
}
