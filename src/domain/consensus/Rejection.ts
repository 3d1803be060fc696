/** Why a proposal or a vote is not taken. The first names are those of the reference implementation. protocols A1. */
import * as Result from "effect/Result"

export type Reason =
  | "EmptyVoteOwner"
  | "EmptyVoteHash"
  | "EmptySignature"
  | "InvalidVoteHash"
  | "InvalidVoteSignature"
  | "ReceivedHashMismatch"
  | "ParentHashMismatch"
  | "VoteProposalIdMismatch"
  | "TimestampOlderThanCreationTime"
  | "VoteExpired"
  | "ProposalExpired"
  | "ProposalAlreadyExist"
  | "UserAlreadyVoted"
  | "SessionNotActive"
  | "SessionNotFound"
  | "InvalidExpectedVotersCount"
  | "InsufficientVotes"
  /** A key, a hash or a signature of a wrong length. */
  | "InvalidLength"
  /** The bytes are no proposal, no vote, no certificate, or not in their one form. */
  | "Undecodable"
  /** The id is not the one of the content. */
  | "ContentMismatch"
  /** The vote's id is not the one for this proposal and this voter. */
  | "UnboundVote"
  /** The payload does not hold the terms of the vote. */
  | "InvalidTerms"
  /** The proposer's own vote is missing or not the first (HGC-04). */
  | "MissingOwnerVote"
  | "NotAMember"
  | "NoElectorate"
  | "OtherElectorate"
  | "TimestampInTheFuture"
  /** The window is empty, or longer than the policy allows. */
  | "InvalidWindow"
  | "TooManySessions"
  /** A name or a payload that no message carries. */
  | "TooLarge"
  /** A certificate with a NO, or with two votes of one member. */
  | "DuplicateVote"
  | "NotAYes"

export interface Rejection {
  readonly _tag: "Rejection"
  readonly reason: Reason
}

export const of = (reason: Reason): Rejection => ({ _tag: "Rejection", reason })

export const fail = (reason: Reason): Result.Result<never, Rejection> => Result.fail(of(reason))
