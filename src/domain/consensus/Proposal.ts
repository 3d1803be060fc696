/**
 * A proposal whose id is made of its content. The wire binds votes to an id of 32 bits alone, and who writes the proposal
 * could look for two contents of one id. So the first vote of everybody else has the digest of the content, all 32 bytes,
 * as its parent, which is hashed and signed. HGC-04, HGC-09, HGC-10; H-6; protocols A4 (HX-9), A5.
 */
import * as Brand from "effect/Brand"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Address from "../community/Address.ts"
import type * as Time from "../Time.ts"
import * as Voting from "../wire/Voting.ts"
import * as Chain from "./Chain.ts"
import type { Electorate } from "./Electorate.ts"
import * as Rejection from "./Rejection.ts"
import * as Terms from "./Terms.ts"
import type { Draft, Hashes, Verified } from "./Vote.ts"

/** uint32. */
export type ProposalId = Brand.Branded<number, "ProposalId">

const proposalId = Brand.nominal<ProposalId>()

/** `expires`: the first second that is too late (H-6). `live`: silent members count as YES (HGC-20). */
export interface Proposal {
  readonly id: ProposalId
  /** SHA-256 of the content, 32 bytes. */
  readonly digest: Uint8Array
  readonly name: string
  readonly owner: Address.Address
  readonly voters: number
  readonly at: Time.Seconds
  readonly expires: Time.Seconds
  readonly live: boolean
  readonly terms: Terms.Terms
}

/** A vote on the proposal that it was bound to. Only {@link bind} makes it. */
export type Bound = Brand.Branded<Verified, "BoundVote">

/** A proposal with a list of votes that holds, the proposer's own first. Only {@link verify} makes it. */
export type Supported = Brand.Branded<
  { readonly proposal: Proposal; readonly votes: readonly [Bound, ...ReadonlyArray<Bound>] },
  "SupportedProposal"
>

const bound = Brand.nominal<Bound>()
const supported = Brand.nominal<Supported>()

/** The id as people write it: eight hexadecimal digits. */
export const toText = (id: ProposalId): string => id.toString(16).padStart(8, "0")

/** `undefined` for anything but eight hexadecimal digits. */
export const parseId = (text: string): ProposalId | undefined =>
  /^[0-9a-fA-F]{8}$/.test(text) ? proposalId(Number.parseInt(text, 16)) : undefined

/** Which proposal a vote says it is on. */
export const idOf = ({ proposal }: Voting.Vote): ProposalId => proposalId(proposal)

type Content = Omit<Proposal, "id" | "digest">

/** The proposal on the wire. */
export const toWire = (
  { at, expires, id, live, name, owner, terms, voters }: Proposal,
  votes: ReadonlyArray<Verified>,
  round: number
): Voting.Proposal => ({
  name,
  payload: Terms.encode(terms),
  id,
  owner: Address.toBytes(owner),
  voters,
  round,
  at,
  expires,
  live,
  votes: votes.map(({ wire }) => wire)
})

/** The first 4 bytes, little-endian. */
const first4 = (digest: Uint8Array): number =>
  (digest[0]! | (digest[1]! << 8) | (digest[2]! << 16) | (digest[3]! << 24)) >>> 0

const identified = (content: Content, sha256: Hashes["sha256"]): Proposal => {
  const nameless = { ...content, id: proposalId(0), digest: Bytes.empty }
  const digest = sha256(Voting.encodeProposal(toWire(nameless, [], 0)))
  return { ...content, id: proposalId(first4(digest)), digest }
}

/** Everything about a proposal but what follows from the rest. `live`: HGC-20 has it true where nobody says otherwise. */
export interface Idea {
  readonly name: string
  readonly subject: Uint8Array
  readonly tie: Terms.TiePolicy
  readonly owner: Address.Address
  readonly at: Time.Seconds
  readonly expires: Time.Seconds
  readonly live?: boolean
}

/** A proposal to the electorate. */
export const draft = ({ live = true, subject, tie, ...rest }: Idea, electorate: Electorate, sha256: Hashes["sha256"]) =>
  identified(
    { ...rest, live, voters: electorate.members.length, terms: { subject, tie, electorate: electorate.digest } },
    sha256
  )

/** Whether a name or a payload is longer than anybody reads, also who keeps it. */
export const isTooLarge = ({ name, terms }: Proposal): boolean =>
  Bytes.utf8(name).length > Voting.MAX_NAME || Terms.encode(terms).length > Voting.MAX_PAYLOAD

/** The id that a vote of this member on this proposal has: the first 4 bytes of SHA-256 of digest and owner, little-endian. */
export const voteId = ({ digest }: Proposal, owner: Uint8Array, sha256: Hashes["sha256"]): number =>
  first4(Bytes.hashed(sha256, [digest, owner]))

/**
 * The parent of a member's first vote: the digest. That of the proposer's is empty (HGC-04): it binds nobody, because
 * whoever wrote the content can sign another one.
 */
const root = ({ digest, owner }: Proposal, voter: Address.Address): Uint8Array =>
  voter === owner ? Bytes.empty : digest

/** A member's first vote behind the votes of a list (HGC-09, H-1). */
export const ballot = (
  proposal: Proposal,
  list: ReadonlyArray<Verified>,
  vote: Pick<Draft, "owner" | "at" | "yes">,
  sha256: Hashes["sha256"]
): Draft => ({
  ...vote,
  id: voteId(proposal, Address.toBytes(vote.owner), sha256),
  proposal: proposal.id,
  parent: root(proposal, vote.owner),
  received: list.at(-1)?.wire.hash ?? Bytes.empty
})

/** The proposal of a message whose id is the one of its content. */
export const of = (wire: Voting.Proposal, sha256: Hashes["sha256"]): Result.Result<Proposal, Rejection.Rejection> => {
  const owner = Address.fromBytes(wire.owner)
  if (owner === undefined) return Rejection.fail("InvalidLength")
  const terms = Terms.decode(wire.payload)
  if (terms === undefined) return Rejection.fail("InvalidTerms")
  const { at, expires, live, name, voters } = wire
  const proposal = identified({ name, owner, voters, at, expires, live, terms }, sha256)
  return proposal.id === wire.id ? Result.succeed(proposal) : Rejection.fail("ContentMismatch")
}

/** Ids and times, which a repeated vote has like a first one. */
const fits = (
  proposal: Proposal,
  vote: Verified,
  sha256: Hashes["sha256"]
): Result.Result<Bound, Rejection.Rejection> => {
  const { at, id, owner, proposal: named } = vote.wire
  if (named !== proposal.id) return Rejection.fail("VoteProposalIdMismatch")
  if (id !== voteId(proposal, owner, sha256)) return Rejection.fail("UnboundVote")
  if (at < proposal.at) return Rejection.fail("TimestampOlderThanCreationTime")
  return at > proposal.expires ? Rejection.fail("VoteExpired") : Result.succeed(bound(vote))
}

/**
 * The vote, if it is one on this proposal, whenever it was heard: its owner's first, or one that repeats what `former` finds,
 * the hash of a vote of this owner that was bound before (HGC-07).
 */
export const bind = (
  proposal: Proposal,
  vote: Verified,
  sha256: Hashes["sha256"],
  former: () => Uint8Array | undefined = () => undefined
): Result.Result<Bound, Rejection.Rejection> => {
  const fitting = fits(proposal, vote, sha256)
  const { parent } = vote.wire
  if (Result.isFailure(fitting) || Bytes.equals(parent, root(proposal, vote.owner))) return fitting
  const before = former()
  return before !== undefined && Bytes.equals(parent, before) ? fitting : Rejection.fail("ParentHashMismatch")
}

/** The list of a message: every vote is one on the proposal, the chains hold, the proposer's own vote is the first. */
export const verify = (
  proposal: Proposal,
  votes: ReadonlyArray<Verified>,
  sha256: Hashes["sha256"]
): Result.Result<Supported, Rejection.Rejection> => {
  if (isTooLarge(proposal)) return Rejection.fail("TooLarge")
  const list: Array<Bound> = []
  for (const vote of votes) {
    const one = fits(proposal, vote, sha256)
    if (Result.isFailure(one)) return Result.fail(one.failure)
    list.push(one.success)
  }
  const [first, ...rest] = list
  if (first?.owner !== proposal.owner) return Rejection.fail("MissingOwnerVote")
  const broken = Chain.broken(list, ({ owner }) => root(proposal, owner))
  return broken === undefined
    ? Result.succeed(supported({ proposal, votes: [first, ...rest] }))
    : Rejection.fail(broken)
}
