/** What is heard, and what MLS answers. MLS-05, MLS-06, MLS-10, MLS-16; protocols B1 (no-op reasons). */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import * as Approved from "./Approved.ts"
import * as Candidates from "./Candidate.ts"
import * as Electorate from "./Electorate.ts"
import * as Epoch from "./Epoch.ts"
import * as KeyPackages from "./KeyPackages.ts"
import * as Lanes from "./Lanes.ts"
import * as Rounds from "./Rounds.ts"
import type { Answer, Heard, Request } from "./Signals.ts"
import type { Job } from "./State.ts"
import * as Turn from "./Turn.ts"
import * as Updates from "./Update.ts"
import * as Voting from "./Voting.ts"
import * as Wishes from "./Wishes.ts"

/** Epochs ahead of ours of which candidates are kept. */
const AHEAD = 8n

const keyPackage = (
  turn: Turn.Turn,
  heard: Heard,
  message: Extract<Lanes.Open, { readonly _tag: "KeyPackage" }>
): void => {
  const { keyPackages, own, roster } = turn.state
  const isOurs = message.member === turn.identity.self
  // Who is about to join keeps what the members keep.
  if (roster === undefined && own !== undefined && !isOurs) return Turn.stash(turn, heard)
  const known = keyPackages.get(message.member)
  const isNews = known === undefined || !Bytes.equals(known.keyPackage, message.keyPackage)
  if (
    roster === undefined ||
    roster.members.includes(message.member) ||
    !isNews ||
    Turn.isUsed(turn, message.keyPackage)
  ) {
    return Turn.ignore(turn, "KeyPackageIgnored")
  }
  const { keyPackage, member, signature } = message
  Turn.queue(turn, { _tag: "Vet", member, keyPackage, signature, decided: Option.none() }, true)
}

const candidate = (turn: Turn.Turn, heard: Heard, message: Extract<Lanes.Open, { _tag: "Candidate" }>): void => {
  const { course, jobs, own, roster } = turn.state
  if (roster === undefined) return own === undefined ? Turn.ignore(turn, "Stale") : Turn.stash(turn, heard)
  const hash = Bytes.toHex(sha256(message.commit))
  if (course.applied.includes(hash)) return Turn.ignore(turn, "AlreadyCommitted")
  if (message.epoch < roster.epoch) return Turn.ignore(turn, "Stale")
  if (message.epoch > roster.epoch) {
    return message.epoch <= roster.epoch + AHEAD ? Turn.stash(turn, heard) : Turn.ignore(turn, "Stale")
  }
  const isKnown =
    [...turn.state.candidates.values()].some((known) => known.hash === hash) ||
    [...jobs.values()].some((job) => job._tag === "Inspect" && job.hash === hash)
  if (isKnown) return Turn.ignore(turn, "DuplicateCandidate")
  const { commit, welcome } = message
  Turn.queue(turn, { _tag: "Inspect", hash, commit, welcome, heard: turn.now }, true)
}

const welcome = (turn: Turn.Turn, welcome: Uint8Array): void => {
  const { course, jobs, own, roster } = turn.state
  if (roster !== undefined) {
    // Somebody else delivered it: we need not.
    if (Option.exists(course.spare, (spare) => Bytes.equals(spare.welcome, welcome))) {
      Turn.course(turn, { spare: Option.none() })
    }
    return Turn.ignore(turn, "DuplicateWelcome")
  }
  if (own === undefined) return Turn.ignore(turn, "WelcomeNotForUs")
  if ([...jobs.values()].some((job) => job._tag === "Join" && Bytes.equals(job.welcome, welcome))) {
    return Turn.ignore(turn, "DuplicateWelcome")
  }
  Turn.queue(turn, { _tag: "Join", welcome }, true)
}

/** A message of either lane; anybody may have sent it. */
export const heard = (turn: Turn.Turn, input: Heard): void => {
  if (input.payload.length > Lanes.MAX_MESSAGE) return Turn.ignore(turn, "UnknownMessage")
  if (input.lane === "group") {
    if (turn.state.roster !== undefined) {
      return void Turn.queue(turn, { _tag: "Unprotect", cipher: input.payload }, true)
    }
    return turn.state.own === undefined ? Turn.ignore(turn, "DecryptIgnored") : Turn.stash(turn, input)
  }
  const message = Lanes.decodeOpen(input.payload)
  if (Result.isFailure(message)) return Turn.ignore(turn, "UnknownMessage")
  switch (message.success._tag) {
    case "KeyPackage":
      return keyPackage(turn, input, message.success)
    case "Candidate":
      return candidate(turn, input, message.success)
    case "Welcome":
      return welcome(turn, message.success.welcome)
  }
}

/** What is asked of the ports for a job, from the state as it is when its turn comes; none where it has become pointless. */
export const request = (turn: Turn.Turn, job: string, work: Job): Request | undefined => {
  const { candidates, mls: state, own } = turn.state
  switch (work._tag) {
    case "Create":
    case "MakeKeyPackage":
      return { _tag: work._tag, job }
    case "Vet": {
      const { keyPackage, member, signature } = work
      const digest = KeyPackages.binding(turn.identity.group, keyPackage)
      return { _tag: "Vet", job, state, member, keyPackage, signature, digest }
    }
    case "Build": {
      if (!Turn.isInside(turn)) return undefined
      const changes = Approved.changes(turn.state.approved, turn.state.roster.policy.batch)
      const briefing = Lanes.encodeBriefing(Epoch.briefing(turn, work.retry, changes))
      const authenticated = Candidates.encodeRetry(work.retry)
      return { _tag: "Build", job, state, changes, briefing, authenticated }
    }
    case "Inspect":
      return { _tag: "Inspect", job, state, commit: work.commit }
    case "Apply": {
      const winner = [...candidates.values()].find(({ hash }) => hash === work.hash)
      return winner === undefined
        ? undefined
        : { _tag: "Apply", job, state, commit: winner.commit, staged: winner.staged }
    }
    case "Join":
      return own === undefined
        ? undefined
        : { _tag: "Join", job, keyPackage: own.keyPackage, secret: own.secret, welcome: work.welcome }
    case "Protect":
      return { _tag: "Protect", job, state, plain: work.plain }
    case "Unprotect":
      return { _tag: "Unprotect", job, state, cipher: work.cipher }
  }
}

/** Our own candidate: we hold it as we hold those of others, and send it. */
const built = (turn: Turn.Inside, retry: number, answer: Extract<Answer, { readonly _tag: "Built" }>): void => {
  const { adds, commit, removes, staged, welcome } = answer
  const { epoch } = turn.state.roster
  const message: Lanes.Open = { _tag: "Candidate", epoch, retry, commit, welcome }
  if (Lanes.encodeOpen(message).length > Lanes.MAX_MESSAGE) return Turn.refuse(turn, "Build", "TooLarge")
  const hash = Bytes.toHex(sha256(commit))
  const { self } = turn.identity
  const { now } = turn
  const mark = Turn.sendOpen(turn, message)
  Turn.course(turn, { unsent: Option.some({ mark, hash }) })
  Rounds.receive(turn, { hash, epoch, retry, creator: self, adds, removes, commit, welcome, staged, heard: now })
}

const unprotected = (turn: Turn.Inside, answer: Extract<Answer, { readonly _tag: "Unprotected" }>): void => {
  Turn.patch(turn, { mls: answer.state })
  const inner = Lanes.decodeInner(answer.plain)
  if (Result.isFailure(inner)) return Turn.ignore(turn, "UnknownMessage")
  const { _tag, payload } = inner.success
  const { sender } = answer
  if (_tag === "Chat") return Turn.hear(turn, sender, payload)
  const update = Updates.decode(payload)
  if (Result.isFailure(update) || !Electorate.isFastPath(update.success, sender)) {
    return Turn.tell(turn, { _tag: "Carried", sender, payload })
  }
  // MLS says who sent it: sender, owner and target are one, and nobody else is asked (MLS-25).
  const id = Electorate.leaveName(sender)
  Voting.decided(turn, { _tag: "Decided", id, payload, proposer: sender, voters: 1, approved: true })
}

const vetted = (turn: Turn.Inside, job: Extract<Job, { readonly _tag: "Vet" }>, keys: ReadonlyArray<string>): void => {
  const { decided, keyPackage, member, signature } = job
  const { epoch, members } = turn.state.roster
  if (members.includes(member)) return Turn.ignore(turn, "AlreadyAMember")
  if (Option.isSome(decided))
    return Voting.approve(turn, { member, keyPackage, keys, at: decided.value, urgent: false })
  const { keyPackages } = turn.state
  const isWanted = (one: Address): boolean => Wishes.isWanted(turn, one)
  const kept = KeyPackages.add(keyPackages, member, { keyPackage, signature, epoch }, isWanted)
  if (kept === keyPackages) return Turn.ignore(turn, "BufferFull")
  Turn.patch(turn, { keyPackages: kept })
  Turn.tell(turn, { _tag: "KeyPackageBuffered", member })
}

/** What MLS answered to a job; `false` where the answer does not fit it. */
export const answered = (turn: Turn.Turn, job: Job, answer: Answer): boolean => {
  if (answer._tag === "Failed") {
    Turn.tell(turn, { _tag: "MlsFailed", job: job._tag, why: answer.why.slice(0, 200) })
    if (job._tag === "Apply" && Turn.isInside(turn)) Rounds.reject(turn, job.hash)
    if (job._tag === "Inspect") Turn.ignore(turn, "Uninspectable")
    return true
  }
  if (job._tag === "Create" && answer._tag === "Created") {
    if (turn.state.roster === undefined) Epoch.found(turn, job.policy, answer.state)
    return true
  }
  if (job._tag === "MakeKeyPackage" && answer._tag === "KeyPackageMade") {
    const { keyPackage, secret, signature } = answer
    if (turn.state.roster !== undefined) return true
    Turn.patch(turn, { own: { keyPackage, secret, signature } })
    Turn.sendOpen(turn, { _tag: "KeyPackage", member: turn.identity.self, keyPackage, signature })
    return true
  }
  if (job._tag === "Join" && (answer._tag === "NotForUs" || answer._tag === "Joined")) {
    if (turn.state.roster !== undefined) Turn.ignore(turn, "DuplicateWelcome")
    else if (answer._tag === "NotForUs") Turn.ignore(turn, "WelcomeNotForUs")
    else Epoch.join(turn, answer)
    return true
  }
  return Turn.isInside(turn) && answeredInside(turn, job, answer)
}

const answeredInside = (turn: Turn.Inside, job: Job, answer: Answer): boolean => {
  if (job._tag === "Vet" && answer._tag === "Vetted") {
    if (Option.isSome(answer.keys)) vetted(turn, job, answer.keys.value)
    else Turn.refuse(turn, "KeyPackage", "BadKeyPackage")
    return true
  }
  if (job._tag === "Build" && answer._tag === "Built") {
    built(turn, job.retry, answer)
    return true
  }
  if (job._tag === "Inspect" && answer._tag === "Inspected") {
    const { adds, creator, epoch, removes } = answer
    const { commit, hash, heard, welcome } = job
    const retry = Candidates.decodeRetry(answer.authenticated)
    if (retry === undefined || retry > Candidates.recoveryRetry(turn.state.roster.policy)) {
      Turn.ignore(turn, "Uninspectable")
      return true
    }
    const read = { hash, epoch, retry, creator, adds, removes, commit, welcome, staged: Bytes.empty, heard }
    if (epoch === turn.state.roster.epoch) Rounds.receive(turn, read)
    else Turn.ignore(turn, "Stale")
    return true
  }
  if (job._tag === "Apply" && answer._tag === "Applied") {
    const winner = [...turn.state.candidates.values()].find(({ hash }) => hash === job.hash)
    if (winner !== undefined && answer.epoch === turn.state.roster.epoch + 1n) Epoch.open(turn, winner, answer)
    else Rounds.reject(turn, job.hash)
    return true
  }
  if (job._tag === "Protect" && answer._tag === "Protected") {
    Turn.patch(turn, { mls: answer.state })
    Turn.send(turn, "group", answer.cipher)
    const inner = Lanes.decodeInner(job.plain)
    if (Result.isSuccess(inner) && inner.success._tag === "Chat") {
      Turn.hear(turn, turn.identity.self, inner.success.payload)
    }
    return true
  }
  if (job._tag !== "Unprotect") return false
  if (answer._tag === "Unprotected") unprotected(turn, answer)
  else if (answer._tag !== "Unreadable") return false
  else if (answer.why === "Future") Turn.stash(turn, { _tag: "Heard", lane: "group", payload: job.cipher })
  else Turn.ignore(turn, "DecryptIgnored")
  return true
}
