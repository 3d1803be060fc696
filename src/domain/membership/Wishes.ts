/** What members want, and what of it is put to the vote. MLS-07, MLS-12, MLS-16, MLS-23, MLS-25. */
import * as Option from "effect/Option"
import type { Address } from "../community/Address.ts"
import * as Approved from "./Approved.ts"
import * as KeyPackages from "./KeyPackages.ts"
import * as Proposing from "./Proposing.ts"
import * as Scores from "./Scores.ts"
import * as Turn from "./Turn.ts"
import type { Emergency, Update, Violation } from "./Update.ts"
import * as Updates from "./Update.ts"

const MAX_WISHES = 64

const withWish = (turn: Turn.Inside, member: Address, wish: "Add" | "Remove"): void =>
  Turn.patch(turn, { wishes: new Map(turn.state.wishes).set(member, wish) })

/** It is so, or was voted down. */
export const without = (turn: Turn.Inside, member: Address): void => {
  if (!turn.state.wishes.has(member)) return
  const rest = new Map(turn.state.wishes)
  rest.delete(member)
  Turn.patch(turn, { wishes: rest })
}

/** Gives our vote. */
export const vote = (turn: Turn.Turn, id: string, approve: boolean): void =>
  void turn.out.push({ _tag: "Ask", request: { _tag: "Vote", id, approve } })

/** Whether the update is what we want ourselves. */
export const isWished = (turn: Turn.Inside, update: Update): boolean =>
  (update._tag === "Invite" && turn.state.wishes.get(update.member) === "Add") ||
  (update._tag === "Remove" && turn.state.wishes.get(update.member) === "Remove")

/** Whether somebody is to join by our own wish, or by a vote that is open. */
export const isWanted = (turn: Turn.Inside, member: Address): boolean =>
  turn.state.wishes.get(member) === "Add" ||
  [...turn.state.open.values()].some(({ payload }) => {
    const update = Proposing.read(payload)
    return update._tag === "Invite" && update.member === member
  })

/** What the user wants. It stays until an epoch has it or a vote refuses it. */
export const add = (turn: Turn.Inside, kind: "Add" | "Remove", member: Address): void => {
  const isMember = turn.state.roster.members.includes(member)
  if (kind === "Add" && isMember) return Turn.refuse(turn, "Wish", "AlreadyAMember")
  if (kind === "Remove" && !isMember) return Turn.refuse(turn, "Wish", "NotAMember")
  if (turn.state.wishes.get(member) === kind) return
  if (turn.state.wishes.size >= MAX_WISHES) return Turn.refuse(turn, "Wish", "TooManyOpen")
  // Where there is no room its key package may have been turned away, and the wish makes room for it.
  const hasAsked = turn.state.keyPackages.has(member) || isWanted(turn, member)
  if (kind === "Add" && !hasAsked && turn.state.keyPackages.size < KeyPackages.CAPACITY) {
    return Turn.refuse(turn, "Wish", "NoKeyPackage")
  }
  withWish(turn, member, kind)
  for (const [id, { payload }] of turn.state.open) {
    const update = Proposing.read(payload)
    if (isWished(turn, update) && Updates.subject(update).endsWith(member)) vote(turn, id, true)
  }
}

/** An emergency in our own name; refusing it costs us (MLS-26). */
export const accuse = (turn: Turn.Inside, violation: Exclude<Violation, "Deadlock">, target: Address): void => {
  const { epoch, members } = turn.state.roster
  if (!members.includes(target)) return Turn.refuse(turn, "Accuse", "NotAMember")
  const update: Emergency = { _tag: "Emergency", epoch, violation, target: Option.some(target) }
  const obstacle = Proposing.obstacle(turn, update)
  if (obstacle !== undefined) return Turn.refuse(turn, "Accuse", obstacle)
  if (!Proposing.isUnderWay(turn, Updates.subject(update))) Proposing.propose(turn, update)
}

const inviteOf = (turn: Turn.Inside, member: Address): Update | undefined => {
  const known = turn.state.keyPackages.get(member)
  if (known === undefined) return undefined
  const { keyPackage, signature } = known
  return { _tag: "Invite", epoch: turn.state.roster.epoch, member, keyPackage, signature }
}

/** What we would put to the vote: what the user wants; removals that are due; as the steward, whoever asks to join. */
const agenda = function* (turn: Turn.Inside): Generator<Update> {
  const { course, keyPackages, roster, scores, wishes } = turn.state
  const { epoch } = roster
  for (const target of Scores.below(scores)) {
    if (target === turn.identity.self) continue
    yield { _tag: "Emergency", epoch, violation: "LowScore", target: Option.some(target) }
  }
  for (const member of [...wishes.keys()].sort()) {
    const update = wishes.get(member) === "Add" ? inviteOf(turn, member) : ({ _tag: "Remove", epoch, member } as const)
    if (update !== undefined) yield update
  }
  if (!turn.identity.admits || course.recovery || Turn.committers(turn)[0] !== turn.identity.self) return
  for (const member of [...keyPackages.keys()].sort()) {
    const update = roster.members.includes(member) ? undefined : inviteOf(turn, member)
    if (update !== undefined) yield update
  }
}

const isApproved = (turn: Turn.Inside, update: Update): boolean =>
  update._tag === "Invite"
    ? [...turn.state.approved.values()].some(
        ({ keyPackage, member }) => keyPackage !== undefined && member === update.member
      )
    : update._tag === "Remove" && Approved.removes(turn.state.approved, update.member)

/** Puts to the vote what may be; what may not waits for its time. */
export const pursue = (turn: Turn.Inside): void => {
  for (const update of agenda(turn)) {
    const subject = Updates.subject(update)
    const isDone = turn.state.course.refused.includes(subject) || isApproved(turn, update)
    if (isDone || Proposing.isUnderWay(turn, subject) || Proposing.obstacle(turn, update) !== undefined) continue
    Proposing.propose(turn, update)
  }
}
