/**
 * What others act on: a proposal and the YES of at least two thirds of the electorate. Peers that heard different votes until
 * the deadline can decide differently; two readers of a certificate cannot. HGC-21; protocols A5, D3.3.
 *
 * Each vote but the proposer's own names all 32 bytes of the proposal's digest: to put other content under the votes of
 * others is to find a second pre-image of SHA-256. What a reader learnt besides makes no difference, or two readers would. With
 * fewer than a third of equivocators more than a third of the electorate meant the YES that a certificate shows.
 */
import * as Arr from "effect/Array"
import * as Brand from "effect/Brand"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { PublicKey } from "../community/PublicKey.ts"
import * as Voting from "../wire/Voting.ts"
import * as Electorate from "./Electorate.ts"
import type { Proposal } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import * as Rejection from "./Rejection.ts"
import * as Session from "./Session.ts"
import type { Checked, Hashes, Profile, Verified } from "./Vote.ts"
import * as Vote from "./Vote.ts"

/** `votes`: YES all of them, of distinct members, ascending by owner. {@link of} and {@link verify} make it. */
export type Certificate = Brand.Branded<
  { readonly proposal: Proposal; readonly votes: ReadonlyArray<Verified> },
  "Certificate"
>

const certificate = Brand.nominal<Certificate>()

const byOwner = Order.mapInput(Order.String, ({ owner }: Verified) => owner as string)

/** `undefined` where the members whose YES is here, equivocators not among them, are fewer than two thirds. */
export const of = (session: Session.Session): Certificate | undefined => {
  const yes = Session.clean(session).filter(({ wire }) => wire.yes)
  return yes.length < Electorate.quorum(session.tally.voters)
    ? undefined
    : certificate({ proposal: session.proposal, votes: Arr.sort(yes, byOwner) })
}

/** The canonical bytes: a proposal of round 0 with these votes. One certificate, one encoding. */
export const encode = ({ proposal, votes }: Certificate): Uint8Array =>
  Voting.encodeProposal(Proposals.toWire(proposal, votes, 0))

/** A certificate of which everything was checked that needs neither the signers nor the electorate. */
export interface Unproved {
  readonly proposal: Proposal
  readonly votes: ReadonlyArray<Checked>
}

/** Reads the canonical bytes. Next, the signers of `votes` are to be recovered from their digests and signatures. */
export const read = (
  bytes: Uint8Array,
  profile: Profile,
  hashes: Hashes
): Result.Result<Unproved, Rejection.Rejection> => {
  const wire = Voting.decodeProposal(bytes)
  if (Result.isFailure(wire) || wire.success.round !== 0) return Rejection.fail("Undecodable")
  if (!Bytes.equals(Voting.encodeProposal(wire.success), bytes)) return Rejection.fail("Undecodable")
  return Result.flatMap(Proposals.of(wire.success, hashes.sha256), (proposal) =>
    Result.map(Result.all(wire.success.votes.map((vote) => Vote.check(vote, profile, hashes))), (votes): Unproved => ({
      proposal,
      votes
    }))
  )
}

const proved = (
  proposal: Proposal,
  vote: Checked,
  signer: Option.Option<PublicKey>,
  electorate: Electorate.Electorate,
  hashes: Hashes
): Result.Result<Verified, Rejection.Rejection> => {
  if (!Electorate.has(electorate, vote.owner)) return Rejection.fail("NotAMember")
  if (!vote.wire.yes) return Rejection.fail("NotAYes")
  return Result.flatMap(Vote.verify(vote, signer, hashes.keccak256), (verified) =>
    Proposals.bind(proposal, verified, hashes.sha256)
  )
}

/** The certificate, if its votes are of enough distinct members. `signers`: of its votes, in their order. */
export const verify = (
  { proposal, votes }: Unproved,
  signers: ReadonlyArray<Option.Option<PublicKey>>,
  electorate: Electorate.Electorate,
  hashes: Hashes
): Result.Result<Certificate, Rejection.Rejection> => {
  if (!Bytes.equals(proposal.terms.electorate, electorate.digest)) return Rejection.fail("OtherElectorate")
  const voters = electorate.members.length
  if (proposal.voters !== voters) return Rejection.fail("InvalidExpectedVotersCount")
  if (votes.length < Electorate.quorum(voters)) return Rejection.fail("InsufficientVotes")
  if (votes.some(({ owner }, n) => n > 0 && owner <= votes[n - 1]!.owner)) return Rejection.fail("DuplicateVote")
  return Result.map(
    Result.all(votes.map((vote, n) => proved(proposal, vote, signers[n] ?? Option.none(), electorate, hashes))),
    (votes) => certificate({ proposal, votes })
  )
}
