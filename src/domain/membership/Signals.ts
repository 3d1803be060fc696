/** What goes into a member's machine and what comes out of it. */
import type * as Option from "effect/Option"
import type { Address } from "../community/Address.ts"
import type { Output } from "../Step.ts"
import type * as Approved from "./Approved.ts"
import type * as Candidates from "./Candidate.ts"
import type { Lane } from "./Lanes.ts"
import type { Policy } from "./Policy.ts"
import type { Kind } from "./Priority.ts"
import type { Phase } from "./State.ts"
import type { Update, Violation } from "./Update.ts"

/** A vote that opened: whoever opened it, ourselves too. `voters`: how many it counts, as its proposal says. */
export interface Opened {
  readonly _tag: "Opened"
  /** At most 64 printable characters. */
  readonly id: string
  readonly payload: Uint8Array
  /** Whose signature the proposal bears. */
  readonly proposer: Address
  readonly voters: number
}

/** A vote that ended; final, whatever the members heard of it before (MLS-08). */
export interface Decided extends Omit<Opened, "_tag"> {
  readonly _tag: "Decided"
  readonly approved: boolean
}

export interface Heard {
  readonly _tag: "Heard"
  readonly lane: Lane
  readonly payload: Uint8Array
}

/** A port's answer to the request of the same `job`. */
export type Answer =
  | { readonly _tag: "Created"; readonly state: Uint8Array }
  | {
      readonly _tag: "KeyPackageMade"
      readonly keyPackage: Uint8Array
      readonly secret: Uint8Array
      readonly signature: Uint8Array
    }
  /** `keys`: that it would bring to the group; none where it does not fit. */
  | { readonly _tag: "Vetted"; readonly keys: Option.Option<ReadonlyArray<string>> }
  | ({
      readonly _tag: "Built"
      readonly commit: Uint8Array
      readonly welcome: Uint8Array
      readonly staged: Uint8Array
    } & Approved.Changes)
  | ({
      readonly _tag: "Inspected"
      readonly creator: Address
      readonly epoch: bigint
      readonly authenticated: Uint8Array
    } & Approved.Changes)
  | {
      readonly _tag: "Applied"
      readonly state: Uint8Array
      readonly epoch: bigint
      readonly members: ReadonlyArray<Address>
    }
  | {
      readonly _tag: "Joined"
      readonly state: Uint8Array
      readonly epoch: bigint
      readonly members: ReadonlyArray<Address>
      readonly briefing: Uint8Array
    }
  | { readonly _tag: "NotForUs" }
  | { readonly _tag: "Protected"; readonly state: Uint8Array; readonly cipher: Uint8Array }
  | {
      readonly _tag: "Unprotected"
      readonly state: Uint8Array
      readonly sender: Address
      readonly plain: Uint8Array
    }
  /** `Future`: of an epoch that we have not reached. */
  | { readonly _tag: "Unreadable"; readonly why: "Future" | "Past" | "Foreign" }
  | { readonly _tag: "Failed"; readonly why: string }

export type Input =
  /** Founds the group, with ourselves alone. */
  | { readonly _tag: "Create"; readonly policy: Policy }
  /** Announces a key package, and joins with the welcome that answers it. */
  | { readonly _tag: "Join" }
  /** What the user wants; put to the vote now and in every epoch until it is so or voted down. Removing oneself is leaving. */
  | { readonly _tag: "Wish"; readonly wish: "Add" | "Remove"; readonly member: Address }
  | { readonly _tag: "Accuse"; readonly violation: Exclude<Violation, "Deadlock">; readonly target: Address }
  | { readonly _tag: "Say"; readonly payload: Uint8Array }
  /** Takes what the votes exchange to the others, within MLS. */
  | { readonly _tag: "Carry"; readonly payload: Uint8Array }
  | Heard
  | Opened
  | Decided
  | { readonly _tag: "Answered"; readonly job: string; readonly answer: Answer }

/** For the ports. `state`: of MLS, as the last answer gave it; empty where there is none. Each is answered, votes are not. */
export type Request =
  | { readonly _tag: "Create" | "MakeKeyPackage"; readonly job: string }
  /** Whether MLS takes the key package in this state, its identity is the member, and the member signed `digest`. */
  | {
      readonly _tag: "Vet"
      readonly job: string
      readonly state: Uint8Array
      readonly member: Address
      readonly keyPackage: Uint8Array
      readonly signature: Uint8Array
      readonly digest: Uint8Array
    }
  | {
      readonly _tag: "Build"
      readonly job: string
      readonly state: Uint8Array
      readonly changes: ReadonlyArray<Approved.Change>
      readonly briefing: Uint8Array
      readonly authenticated: Uint8Array
    }
  | { readonly _tag: "Inspect"; readonly job: string; readonly state: Uint8Array; readonly commit: Uint8Array }
  /** `staged`: of our own commit, the state after it. */
  | {
      readonly _tag: "Apply"
      readonly job: string
      readonly state: Uint8Array
      readonly commit: Uint8Array
      readonly staged: Uint8Array
    }
  | {
      readonly _tag: "Join"
      readonly job: string
      readonly keyPackage: Uint8Array
      readonly secret: Uint8Array
      readonly welcome: Uint8Array
    }
  | { readonly _tag: "Protect"; readonly job: string; readonly state: Uint8Array; readonly plain: Uint8Array }
  | { readonly _tag: "Unprotect"; readonly job: string; readonly state: Uint8Array; readonly cipher: Uint8Array }
  /**
   * Opens a vote, with our own yes; `Opened` or `Decided` answers it. Asking again for the same payload while its vote is open is harmless.
   * `id`: to be used as the proposal's, where there is one (self-leave, MLS-25).
   */
  | {
      readonly _tag: "Propose"
      readonly payload: Uint8Array
      readonly kind: Kind
      readonly voters: ReadonlyArray<Address>
      readonly id: Option.Option<number>
    }
  /** Our vote; a second one on the same proposal is ignored. */
  | { readonly _tag: "Vote"; readonly id: string; readonly approve: boolean }

/** Why an input of the user or the votes was refused. */
export type Refusal =
  | "NotAMember"
  | "AlreadyAMember"
  | "Blocked"
  | "PartialFreeze"
  | "NoKeyPackage"
  | "TooManyOpen"
  | "TooLarge"
  | "Busy"
  | "WrongElectorate"
  | "InvalidUpdate"
  | "UnexpectedList"
  | "BadKeyPackage"

/** Why something heard changed nothing. */
export type NoOp =
  | "UnknownMessage"
  | "DecryptIgnored"
  | "Stale"
  | "AlreadyCommitted"
  | "AlreadyResolved"
  | "DuplicateCandidate"
  | "DuplicateWelcome"
  | "WelcomeNotForUs"
  | "KeyPackageIgnored"
  | "Uninspectable"
  | "OffTheList"
  | "BufferFull"
  | "TargetNotMember"
  | "AlreadyAMember"
  | "NotAsked"
  | "Stashed"

export type Event =
  | { readonly _tag: "Founded" }
  | { readonly _tag: "Joined"; readonly epoch: bigint }
  | { readonly _tag: "Removed"; readonly epoch: bigint }
  | { readonly _tag: "KeyPackageBuffered"; readonly member: Address }
  | { readonly _tag: "Said"; readonly sender: Address; readonly payload: Uint8Array }
  | { readonly _tag: "Carried"; readonly sender: Address; readonly payload: Uint8Array }
  /** The user is to vote. */
  | { readonly _tag: "VoteRequested"; readonly id: string; readonly update: Update; readonly proposer: Address }
  | { readonly _tag: "ConsensusReached"; readonly id: string; readonly update: Update; readonly approved: boolean }
  | { readonly _tag: "Lapsed"; readonly id: string }
  /** No vote of a higher kind is open any more. */
  | { readonly _tag: "Lifted" }
  | { readonly _tag: "PhaseChanged"; readonly phase: Phase["_tag"]; readonly recovery: boolean }
  | { readonly _tag: "FreezeProgress"; readonly received: number; readonly expected: number }
  | {
      readonly _tag: "CommitApplied"
      readonly epoch: bigint
      readonly creator: Address
      readonly added: ReadonlyArray<Address>
      readonly removed: ReadonlyArray<Address>
    }
  | { readonly _tag: "CandidateRejected"; readonly creator: Address; readonly fault: Candidates.Fault }
  | { readonly _tag: "Refused"; readonly what: string; readonly reason: Refusal }
  | { readonly _tag: "Ignored"; readonly reason: NoOp }
  | { readonly _tag: "MlsFailed"; readonly job: string; readonly why: string }

export type Out = Output<Event, Request, Lane>
