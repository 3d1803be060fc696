/**
 * Commits that compete to end an epoch, and the one that every member takes. A candidate is known only after MLS itself verified
 * who made it: nothing here depends on what a sender claims. MLS-04, MLS-21, MLS-25; protocols B2, B5.
 */
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import type { Address } from "../community/Address.ts"
import * as Approved from "./Approved.ts"
import type { Policy } from "./Policy.ts"
import type { StewardList } from "./StewardList.ts"
import * as StewardLists from "./StewardList.ts"
import * as Stored from "./Stored.ts"

/**
 * `hash`: SHA-256 of the commit. `retry`: under which steward list of the epoch, one more than the last for recovery.
 * `staged`: of our own commit, the state of the group after it; empty otherwise.
 */
export const Candidate = Schema.Struct({
  hash: Stored.Hash,
  epoch: Stored.Epoch,
  retry: Stored.Count,
  creator: Stored.Address,
  adds: Schema.Array(Schema.Struct({ member: Stored.Address, keyPackage: Stored.Hash })),
  removes: Schema.Array(Stored.Address),
  commit: Stored.Bytes,
  welcome: Stored.Bytes,
  staged: Stored.Bytes,
  heard: Stored.Nanos
})

export type Candidate = typeof Candidate.Type

/** What candidates are judged by; the same at every member of the epoch. */
export interface Round {
  readonly policy: Policy
  readonly epoch: bigint
  readonly members: ReadonlySet<Address>
  /** The lists of the epoch, by attempt. */
  readonly lists: ReadonlyArray<StewardList>
  readonly recovery: boolean
  readonly suspended: ReadonlySet<Address>
  readonly approved: Approved.Approved
}

export type Fault = "WrongEpoch" | "Stranger" | "NotASteward" | "OwnRemoval" | Approved.Fault

const RETRY = 4

/** How a commit names the attempt that it is made under, signed with it: what its sender claims beside it proves nothing. */
export const encodeRetry = (retry: number): Uint8Array => {
  const bytes = new Uint8Array(RETRY)
  new DataView(bytes.buffer).setUint32(0, retry)
  return bytes
}

/** The attempt that a commit names; none where it names none. */
export const decodeRetry = (bytes: Uint8Array): number | undefined =>
  bytes.length === RETRY ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : undefined

/** The attempt number of candidates in recovery mode, when every member may commit. */
export const recoveryRetry = (policy: Policy): number => policy.reelections + 1

/** Who may commit: a member whom no decision removes and no upheld emergency suspends. */
export const isEligible = (round: Pick<Round, "members" | "suspended" | "approved">, member: Address): boolean =>
  round.members.has(member) && !round.suspended.has(member) && !Approved.removes(round.approved, member)

/** The stewards of an attempt, the epoch steward first. */
export const stewards = (round: Round, retry: number): ReadonlyArray<Address> => {
  const list = round.lists.find((list) => list.retry === retry)
  return list === undefined
    ? []
    : StewardLists.walk(round.policy, list, round.epoch, (member) => isEligible(round, member))
}

/** Why a candidate cannot win; `undefined` where it can. */
export const fault = (round: Round, candidate: Candidate): Fault | undefined => {
  const { adds, creator, epoch, removes, retry } = candidate
  if (epoch !== round.epoch) return "WrongEpoch"
  if (!round.members.has(creator) || adds.some(({ member }) => round.members.has(member))) return "Stranger"
  if (removes.some((member) => !round.members.has(member))) return "Stranger"
  if (removes.includes(creator)) return "OwnRemoval"
  const mayCommit =
    retry === recoveryRetry(round.policy)
      ? round.recovery && isEligible(round, creator)
      : stewards(round, retry).includes(creator)
  if (!mayCommit) return "NotASteward"
  return Approved.fault(round.approved, candidate, candidate.heard, round.policy.delta, round.policy.batch)
}

/**
 * The better one first: of the later attempt, with more changes, of the epoch steward, of the smaller creator, of the smaller
 * hash. Total, and a function of the candidates alone. What comes of an earlier attempt is late, and may be here already for
 * some and not yet for others: it wins where there is nothing else.
 */
export const order = (round: Round): Order.Order<Candidate> => {
  const isEpochSteward = ({ creator, retry }: Candidate): boolean => stewards(round, retry)[0] === creator
  return Order.make((left, right) => {
    if (left.retry !== right.retry) return left.retry > right.retry ? -1 : 1
    const [fewer, more] = [left.adds.length + left.removes.length, right.adds.length + right.removes.length]
    if (fewer !== more) return fewer > more ? -1 : 1
    const [first, second] = [isEpochSteward(left), isEpochSteward(right)]
    if (first !== second) return first ? -1 : 1
    return (
      Stored.byAddress(left.creator, right.creator) || (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0)
    )
  })
}

/** Those that can win, the winner first. */
export const choose = (round: Round, candidates: Iterable<Candidate>): ReadonlyArray<Candidate> =>
  [...candidates].filter((candidate) => fault(round, candidate) === undefined).sort(order(round))

/**
 * Of each creator and attempt one candidate is kept, the one of the smallest hash, whatever came first: somebody who sends many
 * takes no more room and gains no choice.
 */
export const keep = (known: ReadonlyMap<string, Candidate>, candidate: Candidate): ReadonlyMap<string, Candidate> => {
  const key = `${candidate.creator}/${candidate.retry}`
  const before = known.get(key)
  return before !== undefined && before.hash <= candidate.hash ? known : new Map(known).set(key, candidate)
}
