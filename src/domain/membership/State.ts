/** What a member remembers of a group, piece by piece as it stands on disk, and how the pieces become rows. */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Bytes from "../Bytes.ts"
import type { Address } from "../community/Address.ts"
import * as Approved from "./Approved.ts"
import * as Candidates from "./Candidate.ts"
import * as KeyPackages from "./KeyPackages.ts"
import * as Policies from "./Policy.ts"
import type { Scores } from "./Scores.ts"
import * as StewardLists from "./StewardList.ts"
import * as Stored from "./Stored.ts"
import * as Updates from "./Update.ts"

/** Who belongs to the group in this epoch, and who may commit. `lists`: by attempt, at least one. `unsettled`: joined with it. */
export const Roster = Schema.Struct({
  policy: Policies.Policy,
  epoch: Stored.Epoch,
  members: Schema.Array(Stored.Address),
  unsettled: Schema.Array(Stored.Address),
  lists: Schema.NonEmptyArray(StewardLists.StewardList)
})

export type Roster = typeof Roster.Type

/**
 * `Freezing`: candidates are collected until `until`; `quiet`: when the last one came; `builds`: when our own is due.
 * `Selecting`: MLS applies the winner. `Reelection`: attempt `retry` is to give a list, since `entered`.
 */
export const Phase = Schema.TaggedUnion({
  Working: {},
  Freezing: { until: Stored.Nanos, quiet: Stored.Nanos, builds: Schema.Option(Stored.Nanos) },
  Selecting: { hash: Stored.Hash },
  Reelection: { entered: Stored.Nanos, retry: Stored.Count }
})

export type Phase = typeof Phase.Type

/** A welcome that another member should have sent; we do at `at` unless we hear it. */
const Spare = Schema.Struct({ welcome: Stored.Bytes, at: Stored.Nanos })

/** `mark`: under which it is sent. */
const Unsent = Schema.Struct({ mark: Schema.String, hash: Stored.Hash })

export const Course = Schema.Struct({
  phase: Phase,
  recovery: Schema.Boolean,
  /** Since when approved work waits. */
  since: Schema.Option(Stored.Nanos),
  /** Whom an upheld emergency keeps from committing in this epoch. */
  suspended: Schema.Array(Stored.Address),
  /** What was voted down in this epoch. */
  refused: Schema.Array(Schema.String),
  /** Votes of this epoch that ended. */
  resolved: Schema.Array(Schema.String),
  /** Commits applied last, newest first. */
  applied: Schema.Array(Stored.Hash),
  /** Key packages that commits added, newest first. They are heard again when the network tells what was missed. */
  used: Schema.optionalKey(Schema.Array(Stored.Hash)),
  spare: Schema.Option(Spare),
  /** Our own candidate, while the network does not have it. */
  unsent: Schema.Option(Unsent),
  /** Numbers jobs, early messages and what is sent. */
  counter: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
})

export type Course = typeof Course.Type

/** Our key package while we ask to join. `secret`: what MLS needs to open the welcome. */
export const Own = Schema.Struct({ keyPackage: Stored.Bytes, secret: Stored.Bytes, signature: Stored.Bytes })

/** Work for MLS, one after another: each may change the state that the next one starts from. */
export const Job = Schema.TaggedUnion({
  Create: { policy: Policies.Policy },
  MakeKeyPackage: {},
  Vet: {
    member: Stored.Address,
    keyPackage: Stored.Bytes,
    signature: Stored.Bytes,
    /** When the vote that adds the member was decided; none where the key package was merely announced. */
    decided: Schema.Option(Stored.Nanos)
  },
  Build: { retry: Stored.Count },
  Inspect: {
    hash: Stored.Hash,
    commit: Stored.Bytes,
    welcome: Stored.Bytes,
    heard: Stored.Nanos
  },
  Apply: { hash: Stored.Hash },
  Join: { welcome: Stored.Bytes },
  Protect: { plain: Stored.Bytes },
  Unprotect: { cipher: Stored.Bytes }
})

export type Job = typeof Job.Type

/** An update in its one encoding. */
const Payload = Schema.Uint8Array.check(Schema.makeFilter((bytes) => Result.isSuccess(Updates.decode(bytes))))

/** A vote that is open, as far as we know. `withheld`: a higher kind was open when it opened. */
export const Open = Schema.Struct({
  payload: Payload,
  proposer: Stored.Address,
  closes: Stored.Nanos,
  withheld: Schema.Boolean
})

export type Open = typeof Open.Type

/** A vote that we asked for and that has not opened. */
export const Pending = Schema.Struct({ payload: Payload, lapses: Stored.Nanos })

export type Pending = typeof Pending.Type

/** What came before its epoch did. */
export const Early = Schema.TaggedUnion({
  Heard: { lane: Schema.Literals(["group", "open"]), payload: Stored.Bytes },
  Opened: { id: Schema.String, payload: Stored.Bytes, proposer: Stored.Address, voters: Stored.Count },
  Decided: {
    id: Schema.String,
    payload: Stored.Bytes,
    proposer: Stored.Address,
    voters: Stored.Count,
    approved: Schema.Boolean
  }
})

export type Early = typeof Early.Type

/** What a member said, ourselves too. `at`: when we heard it. */
export const Said = Schema.Struct({ sender: Stored.Address, payload: Stored.Bytes, at: Stored.Nanos })

export type Said = typeof Said.Type

export const Wish = Schema.Literals(["Add", "Remove"])

export type Wish = typeof Wish.Type

export type Own = typeof Own.Type

export interface State {
  /** None while we do not belong to the group. */
  readonly roster: Roster | undefined
  readonly course: Course
  /** The state of MLS, opaque and secret; empty outside. */
  readonly mls: Uint8Array
  readonly own: Own | undefined
  readonly scores: Scores
  readonly approved: Approved.Approved
  /** By creator and attempt. */
  readonly candidates: ReadonlyMap<string, Candidates.Candidate>
  readonly keyPackages: KeyPackages.KeyPackages
  /** By number, ascending: the first one is under way. */
  readonly jobs: ReadonlyMap<string, Job>
  readonly early: ReadonlyMap<string, Early>
  /** By proposal id. */
  readonly open: ReadonlyMap<string, Open>
  /** By subject. */
  readonly pending: ReadonlyMap<string, Pending>
  readonly wishes: ReadonlyMap<Address, Wish>
  /** The last words, by number, ascending. */
  readonly said: ReadonlyMap<string, Said>
}

export const initial: State = {
  roster: undefined,
  course: {
    phase: { _tag: "Working" },
    recovery: false,
    since: Option.none(),
    suspended: [],
    refused: [],
    resolved: [],
    applied: [],
    spare: Option.none(),
    unsent: Option.none(),
    counter: 0
  },
  mls: Bytes.empty,
  own: undefined,
  scores: new Map(),
  approved: Approved.empty,
  candidates: new Map(),
  keyPackages: new Map(),
  jobs: new Map(),
  early: new Map(),
  open: new Map(),
  pending: new Map(),
  wishes: new Map(),
  said: new Map()
}
