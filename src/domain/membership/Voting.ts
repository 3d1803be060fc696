/** Votes as they open and end, and what follows. MLS-08, MLS-09, MLS-12, MLS-18, MLS-22…26; protocols B2. */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Address } from "../community/Address.ts"
import * as Time from "../Time.ts"
import * as Approved from "./Approved.ts"
import * as Elections from "./Elections.ts"
import * as Electorate from "./Electorate.ts"
import * as KeyPackages from "./KeyPackages.ts"
import * as Priority from "./Priority.ts"
import * as Proposing from "./Proposing.ts"
import * as Rounds from "./Rounds.ts"
import * as Scores from "./Scores.ts"
import type { Decided, Opened } from "./Signals.ts"
import * as StewardLists from "./StewardList.ts"
import * as Turn from "./Turn.ts"
import type { Emergency, Update } from "./Update.ts"
import * as Updates from "./Update.ts"
import * as Wishes from "./Wishes.ts"

/** Votes that may be open in one epoch, and subjects remembered as voted down. */
const MAX_OPEN = 256
/** Votes that one epoch may end; consensus is asked for far fewer. */
const MAX_RESOLVED = 4096
const ID = /^[!-~]{1,64}$/

/** The number of voters that an update of `proposer` has, whatever its proposal says (protocols B2, B6). */
const voters = (turn: Turn.Inside, update: Update, proposer: Address): number => {
  const { lists, members, policy } = turn.state.roster
  return Electorate.of(policy, members, lists.at(-1)!, update, proposer).length
}

/** The update of a vote of this epoch whose electorate is right; tells why not. */
const admitted = (turn: Turn.Inside, input: Opened | Decided): Update | undefined => {
  const read = Updates.decode(input.payload)
  if (Result.isFailure(read) || !ID.test(input.id)) {
    Turn.refuse(turn, input._tag, "InvalidUpdate")
    return undefined
  }
  const update = read.success
  const { epoch, members, policy } = turn.state.roster
  if (update.epoch > epoch) {
    Turn.stash(turn, input)
    return undefined
  }
  if (update.epoch < epoch) {
    Turn.ignore(turn, "Stale")
    return undefined
  }
  const isMember = members.includes(input.proposer)
  if (isMember && input.voters === voters(turn, update, input.proposer)) return update
  // The stewards that voted may be those of a list whose election we have not heard of.
  const mayFit = isMember && policy.commitVoters === "stewards" && Priority.kindOf(update) === "commit"
  if (mayFit && input.voters > 0 && input.voters <= policy.stewardsMax) Turn.stash(turn, input)
  else Turn.refuse(turn, input._tag, "WrongElectorate")
  return undefined
}

const withoutPending = (turn: Turn.Inside, update: Update): void => {
  const subject = Updates.subject(update)
  if (!turn.state.pending.has(subject)) return
  const rest = new Map(turn.state.pending)
  rest.delete(subject)
  Turn.patch(turn, { pending: rest })
}

/** Our vote, where we need nobody to tell us; else the user is asked. */
const consider = (turn: Turn.Inside, id: string, update: Update, proposer: Address): void => {
  if (update._tag === "Emergency" && update.violation === "LowScore") {
    const score = Option.match(update.target, { onNone: () => undefined, onSome: (one) => turn.state.scores.get(one) })
    if (score !== undefined && score <= Scores.REMOVAL) return Wishes.vote(turn, id, true)
  }
  // Who left does not come back by what its first coming used up; all that it knows of the group is known to others (MLS-05).
  if (update._tag === "Invite" && Turn.isUsed(turn, update.keyPackage)) return Wishes.vote(turn, id, false)
  const approve = Wishes.isWished(turn, update) ? true : Elections.answer(turn, update)
  if (approve !== undefined) return Wishes.vote(turn, id, approve)
  if (update._tag !== "Election") Turn.tell(turn, { _tag: "VoteRequested", id, update, proposer })
}

/** A vote opened. While a higher kind is open it waits for an answer of ours (partial freeze). */
export const opened = (turn: Turn.Inside, input: Opened): void => {
  const update = admitted(turn, input)
  if (update === undefined || turn.state.open.has(input.id)) return
  if (turn.state.course.resolved.includes(input.id)) return Turn.ignore(turn, "AlreadyResolved")
  const { self } = turn.identity
  const { policy } = turn.state.roster
  const theirs = [...turn.state.open.values()].filter(({ proposer }) => proposer === input.proposer).length
  if (input.proposer === self) withoutPending(turn, update)
  if (turn.state.open.size >= MAX_OPEN || (theirs >= policy.openPerMember && input.proposer !== self)) {
    return Turn.refuse(turn, "Opened", "TooManyOpen")
  }
  const withheld = Priority.withholds(Proposing.openKinds(turn), Priority.kindOf(update))
  const closes = Time.add(turn.now, policy.expiry)
  const { payload, proposer } = input
  Turn.patch(turn, { open: new Map(turn.state.open).set(input.id, { payload, proposer, closes, withheld }) })
  if (withheld) return Turn.refuse(turn, "Opened", "PartialFreeze")
  if (proposer !== self) consider(turn, input.id, update, proposer)
}

/** Votes that are no longer withheld, once each. */
const lift = (turn: Turn.Inside): void => {
  const kinds = Proposing.openKinds(turn)
  const waiting = [...turn.state.open].filter(([, { payload, withheld }]) => {
    return withheld && !Priority.withholds(kinds, Priority.kindOf(Proposing.read(payload)))
  })
  if (waiting.length === 0) return
  const open = new Map(turn.state.open)
  for (const [id, one] of waiting) open.set(id, { ...one, withheld: false })
  Turn.patch(turn, { open })
  Turn.tell(turn, { _tag: "Lifted" })
  for (const [id, { payload, proposer }] of waiting) consider(turn, id, Proposing.read(payload), proposer)
}

const close = (turn: Turn.Inside, id: string): void => {
  const open = new Map(turn.state.open)
  if (!open.delete(id)) return
  Turn.patch(turn, { open })
  lift(turn)
}

/** Votes whose time is over although nobody told us their end: they hold nothing up any longer. */
export const lapse = (turn: Turn.Inside): void => {
  for (const [id, { closes }] of turn.state.open) {
    if (closes > turn.now) continue
    Turn.tell(turn, { _tag: "Lapsed", id })
    close(turn, id)
  }
  const pending = new Map([...turn.state.pending].filter(([, { lapses }]) => lapses > turn.now))
  if (pending.size < turn.state.pending.size) Turn.patch(turn, { pending })
}

/** Work that a vote gave. */
export const approve = (turn: Turn.Inside, item: Approved.Item): void => {
  const approved = Approved.add(turn.state.approved, item)
  if (approved === turn.state.approved) return
  Turn.patch(turn, { approved })
  Rounds.wait(turn)
  if (item.urgent && turn.state.course.phase._tag === "Working") Rounds.freeze(turn)
}

const upheld = (turn: Turn.Inside, { target, violation }: Emergency, proposer: Address): void => {
  Turn.patch(turn, { scores: Scores.move(turn.state.scores, proposer, "EmergencyUpheld") })
  if (violation === "Deadlock") return Rounds.recover(turn)
  if (Option.isNone(target) || !turn.state.roster.members.includes(target.value)) {
    return Turn.ignore(turn, "TargetNotMember")
  }
  if (violation === "LowScore") return approve(turn, { member: target.value, at: turn.now, urgent: true })
  const { course, scores } = turn.state
  Turn.patch(turn, { scores: Scores.move(scores, target.value, violation) })
  if (!course.suspended.includes(target.value)) {
    Turn.course(turn, { suspended: [...course.suspended, target.value].sort() })
  }
  if (turn.state.course.phase._tag === "Working" && Turn.hasWork(turn)) Rounds.freeze(turn)
}

const elected = (turn: Turn.Inside, update: Extract<Update, { readonly _tag: "Election" }>): void => {
  const { epoch, lists, policy } = turn.state.roster
  const last = lists.at(-1)!
  const due = StewardLists.isExhausted(policy, last, epoch) ? 0 : last.retry + 1
  if (update.retry !== due || !Elections.isExpected(turn, update)) return Turn.refuse(turn, "Decided", "UnexpectedList")
  Elections.install(turn, { epoch, retry: update.retry, stewards: update.stewards })
}

const carried = (turn: Turn.Inside, update: Update, proposer: Address): void => {
  const { members } = turn.state.roster
  switch (update._tag) {
    case "Invite": {
      if (members.includes(update.member)) return Turn.ignore(turn, "AlreadyAMember")
      const { keyPackage, member, signature } = update
      return void Turn.queue(
        turn,
        { _tag: "Vet", member, keyPackage, signature, decided: Option.some(turn.now) },
        false
      )
    }
    case "Remove":
      if (!members.includes(update.member)) return Turn.ignore(turn, "TargetNotMember")
      return approve(turn, { member: update.member, at: turn.now, urgent: false })
    case "Emergency":
      return upheld(turn, update, proposer)
    case "Election":
      return elected(turn, update)
  }
}

const refused = (turn: Turn.Inside, update: Update, proposer: Address): void => {
  const { course, roster } = turn.state
  const { phase } = course
  if (update._tag === "Emergency") {
    Turn.patch(turn, { scores: Scores.move(turn.state.scores, proposer, "EmergencyRefused") })
  }
  if (update._tag === "Invite") {
    Turn.patch(turn, { keyPackages: KeyPackages.drop(turn.state.keyPackages, update.member) })
  }
  if (update._tag === "Invite" || update._tag === "Remove") Wishes.without(turn, update.member)
  if (phase._tag === "Reelection" && update._tag === "Election" && update.retry === phase.retry) {
    return Elections.reelect(turn, phase.retry + 1)
  }
  if (phase._tag === "Reelection" && update._tag === "Emergency" && update.violation === "Deadlock") {
    return Turn.course(turn, { phase: { ...phase, entered: Time.add(turn.now, roster.policy.inactivity) } })
  }
  const subject = Updates.subject(update)
  if (course.refused.length < MAX_OPEN && !course.refused.includes(subject)) {
    Turn.course(turn, { refused: [...course.refused, subject] })
  }
}

/** A vote ended. */
export const decided = (turn: Turn.Inside, input: Decided): void => {
  const update = admitted(turn, input)
  if (update === undefined) return
  const { resolved } = turn.state.course
  if (resolved.includes(input.id)) return Turn.ignore(turn, "AlreadyResolved")
  if (resolved.length >= MAX_RESOLVED) return Turn.ignore(turn, "BufferFull")
  Turn.course(turn, { resolved: [...resolved, input.id] })
  if (input.proposer === turn.identity.self) withoutPending(turn, update)
  Turn.tell(turn, { _tag: "ConsensusReached", id: input.id, update, approved: input.approved })
  close(turn, input.id)
  if (input.approved) carried(turn, update, input.proposer)
  else refused(turn, update, input.proposer)
}

/** After a restart: what was asked and not answered, and our votes. */
export const resume = (turn: Turn.Inside): void => {
  for (const pending of turn.state.pending.values()) {
    turn.out.push({ _tag: "Ask", request: Proposing.request(turn, pending) })
  }
  for (const [id, { payload, proposer, withheld }] of turn.state.open) {
    if (!withheld) consider(turn, id, Proposing.read(payload), proposer)
  }
}
