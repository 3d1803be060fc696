/** `consensus.json`: votes, proposals and what they decide. */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import { Bytes, Envelope, Time } from "../../src/index.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Decision from "../../src/domain/consensus/Decision.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import type { Reason as Rejected } from "../../src/domain/consensus/Rejection.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as VoteBytes from "../../src/domain/wire/VoteBytes.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { COMMUNITY, COMMUNITY_SECRET, MEMBER_SECRET, publicKeyOf } from "./fixed.ts"
import { bytes, hex, no, ok, operation, type Reason, type VectorFile } from "./vector.ts"

const hashes: Vote.Hashes = { sha256, keccak256: keccak_256 }

const addressOf = (secret: string) => Address.of(publicKeyOf(secret))

interface VoteInput {
  readonly secret_key: string
  readonly vote_id: number
  readonly proposal_id: number
  readonly timestamp: string
  readonly vote: boolean
  readonly parent_hash: string
  readonly received_hash: string
  readonly profile: Vote.Profile
}

const seconds = (text: string): Time.Seconds => Time.unixSeconds(BigInt(text))

const castVote = operation("cast-vote", (input: VoteInput) => {
  const draft = Vote.draft(
    {
      id: input.vote_id,
      owner: addressOf(input.secret_key),
      proposal: input.proposal_id,
      at: seconds(input.timestamp),
      yes: input.vote,
      parent: bytes(input.parent_hash),
      received: bytes(input.received_hash)
    },
    sha256
  )
  const digest = Vote.signingDigest(draft, input.profile)
  const vote = Vote.signed(draft, Envelope.sign(digest, bytes(input.secret_key)))
  return ok({
    vote_owner: hex(vote.owner),
    vote_hash: hex(vote.hash),
    unsigned: hex(VoteBytes.encoded(vote).unsigned),
    digest: hex(digest),
    signature: hex(vote.signature),
    bytes: hex(Voting.encodeVote(vote))
  })
})

/** Our words for why a vote is refused, as every implementation may have them. */
const WORDS: Readonly<Partial<Record<Rejected, string>>> = {
  EmptyVoteOwner: "it carries no owner",
  EmptyVoteHash: "it carries no hash",
  EmptySignature: "it carries no signature",
  InvalidLength: "a part has a wrong length",
  ParentHashMismatch: "its parent is not valid without a received hash",
  InvalidVoteHash: "it is damaged: its hash is another one",
  InvalidVoteSignature: "its signature is not the owner's"
}

const verifyVote = operation(
  "verify-vote",
  (input: { readonly bytes: string; readonly profile: Vote.Profile }): Result.Result<unknown, string> => {
    const wire = Voting.decodeVote(bytes(input.bytes))
    if (Result.isFailure(wire)) return no(wire.failure.why)
    const verified = Result.flatMap(Vote.check(wire.success, input.profile, hashes), (checked) =>
      Vote.verify(checked, Envelope.recover(checked.digest, checked.wire.signature))
    )
    return Result.isSuccess(verified)
      ? ok({ owner: verified.success.owner, vote: wire.success.yes })
      : no(WORDS[verified.failure.reason] ?? verified.failure.reason)
  }
)

interface ProposalInput {
  readonly name: string
  readonly subject: string
  readonly tie: "reject" | "retry"
  readonly owner: string
  readonly voters: ReadonlyArray<string>
  readonly context: string
  readonly timestamp: string
  readonly expiration_timestamp: string
  readonly liveness_criteria_yes: boolean
}

const proposal = operation("proposal", (input: ProposalInput) => {
  const voters = input.voters.map((text) => Address.parse(text)!)
  const electorate = Electorate.of(voters, sha256, Bytes.utf8(input.context))
  if (electorate === undefined) return no("it carries no voters, or more than 1024")
  const made = Proposal.draft(
    {
      name: input.name,
      subject: bytes(input.subject),
      tie: input.tie,
      owner: Address.parse(input.owner)!,
      at: seconds(input.timestamp),
      expires: seconds(input.expiration_timestamp),
      live: input.liveness_criteria_yes
    },
    electorate,
    sha256
  )
  return ok({
    electorate: hex(electorate.digest),
    digest: hex(made.digest),
    proposal_id: made.id,
    vote_ids: voters.map((voter) => Proposal.voteId(made, Address.toBytes(voter), sha256)),
    bytes: hex(Voting.encodeProposal(Proposal.toWire(made, [], 1)))
  })
})

interface DecideInput extends Decision.Tally, Decision.Counting {
  readonly deadline: boolean
}

const decide = operation("decide", ({ deadline, ...input }: DecideInput) => {
  const outcome = deadline ? Decision.deadline(input, input) : Decision.early(input)
  return ok({
    result: outcome === undefined ? "open" : outcome._tag === "Failed" ? "tied" : outcome.yes ? "yes" : "no"
  })
})

const SECOND_SECRET = `${"00".repeat(31)}02`
const LIBRARY = "derived from the source of hashgraph-like-consensus 0.6.0; two JavaScript libraries agree"

const first: VoteInput = {
  secret_key: COMMUNITY_SECRET,
  vote_id: 7,
  proposal_id: 42,
  timestamp: "1700000000",
  vote: true,
  parent_hash: "",
  received_hash: "",
  profile: "anchor"
}
const second: VoteInput = {
  ...first,
  secret_key: SECOND_SECRET,
  vote_id: 0xde_ad_be_ef,
  timestamp: "1700000001",
  vote: false,
  received_hash: "93f464de682fc3587192f8fccb927753108146a39e41b28fa098c3396ffcf4b6"
}
const cases = [
  castVote.gives("the first published one", ["HGC-09", "H-2", "H-3"], first, LIBRARY),
  castVote.gives("the second published one, behind the first", ["HGC-08", "H-1"], second, LIBRARY),
  castVote.gives("of the text's profile", ["HGC-09", "H-3"], { ...first, profile: "text" }),
  castVote.gives("repeated", ["HGC-07"], { ...second, parent_hash: "ab".repeat(32) }),
  castVote.gives("with the greatest numbers", ["H-2"], {
    ...first,
    secret_key: MEMBER_SECRET,
    vote_id: 0xff_ff_ff_ff,
    proposal_id: 0xff_ff_ff_ff,
    timestamp: `${2n ** 64n - 1n}`
  }),
  castVote.gives("with defaults alone", ["H-5"], { ...first, vote_id: 0, proposal_id: 0, timestamp: "0", vote: false })
]

const bytesOf = (n: number): string => (cases[n]!.expected as { readonly bytes: string }).bytes
const wireOf = (n: number): Voting.Vote => Result.getOrThrow(Voting.decodeVote(bytes(bytesOf(n))))
const changed = (n: number, change: Partial<Voting.Vote>): string => hex(Voting.encodeVote({ ...wireOf(n), ...change }))

const refused = (title: string, reason: Reason, text: string, profile: Vote.Profile = "anchor") =>
  verifyVote.refuses(title, ["HGC-06", "HGC-21"], reason, { bytes: text, profile })

const voters = [COMMUNITY_SECRET, SECOND_SECRET, MEMBER_SECRET].map(addressOf)
const picnic: ProposalInput = {
  name: "A picnic",
  subject: hex(Bytes.utf8("A picnic on Sunday")),
  tie: "reject",
  owner: voters[0]!,
  voters,
  context: COMMUNITY,
  timestamp: "1700000000",
  expiration_timestamp: "1700003600",
  liveness_criteria_yes: true
}

const tally = (
  voters: number,
  yes: number,
  no: number,
  both: number,
  live: boolean,
  deadline: boolean
): DecideInput => ({
  voters,
  yes,
  no,
  both,
  live,
  tie: "reject",
  deadline
})

export const consensus: VectorFile = {
  name: "consensus",
  about: "Votes and their signatures, proposals and their ids, what votes decide before the deadline and at it.",
  operations: { ...castVote.run, ...verifyVote.run, ...proposal.run, ...decide.run },
  cases: [
    ...cases,
    ...[0, 1, 2].map((n) =>
      verifyVote.gives(`of case ${n + 1}`, ["HGC-06"], { bytes: bytesOf(n), profile: n === 2 ? "text" : "anchor" })
    ),
    verifyVote.gives("with a field that nobody knows", ["HGC-06"], { bytes: `${bytesOf(0)}f03f01`, profile: "anchor" }),
    proposal.gives("to three voters", ["HGC-04", "HGC-19"], picnic),
    proposal.gives("the voters in another order, one twice", ["HGC-03"], {
      ...picnic,
      voters: [...voters.toReversed(), voters[1]!]
    }),
    proposal.gives("a tie is tried again, the silent count as NO", ["HGC-18", "HGC-20"], {
      ...picnic,
      tie: "retry",
      liveness_criteria_yes: false
    }),
    decide.gives("two of three, early", ["HGC-12", "H-8"], tally(3, 2, 0, 0, true, false)),
    decide.gives("one of three, early", ["H-8"], tally(3, 1, 1, 0, true, false)),
    decide.gives("three of five and two against, at the deadline", ["HGC-14"], tally(5, 3, 2, 0, false, true)),
    decide.gives("a tie that is rejected", ["HGC-18"], tally(4, 2, 2, 0, true, true)),
    decide.gives("a tie that is tried again", ["HGC-18"], { ...tally(4, 2, 2, 0, true, true), tie: "retry" }),
    decide.gives("the silent count as YES", ["HGC-20"], tally(7, 1, 2, 0, true, true)),
    decide.gives("the silent count as NO", ["HGC-20"], tally(7, 2, 1, 0, false, true)),
    decide.gives("an equivocator is silent", ["H-10"], tally(7, 3, 2, 1, false, true)),
    decide.gives("a quorum that somebody may have seen stands", ["H-10"], tally(4, 2, 1, 1, false, true)),
    decide.gives("but decides nothing early once it is exposed", ["H-10"], tally(4, 2, 1, 1, false, false)),
    decide.gives("one of two against", ["HGC-14"], tally(2, 0, 1, 0, true, false))
  ],
  invalid: [
    refused("a bit of the answer", "damaged", changed(0, { yes: false })),
    refused("another signature", "signature", changed(0, { signature: wireOf(1).signature })),
    refused("the signature of the other profile", "signature", bytesOf(2)),
    refused("v as 0 or 1", "signature", changed(0, { signature: wireOf(0).signature.with(64, 1) })),
    refused("no owner", "missing", changed(0, { owner: Bytes.empty })),
    refused("no hash", "missing", changed(0, { hash: Bytes.empty })),
    refused("no signature", "missing", changed(0, { signature: Bytes.empty })),
    refused("an owner of 19 bytes", "length", changed(0, { owner: wireOf(0).owner.subarray(1) })),
    refused("a parent alone", "form", changed(0, { parent: wireOf(0).hash })),
    refused("a number past its type", "range", `a001ffffffff7f${bytesOf(0).slice(6)}`),
    refused("cut", "malformed", bytesOf(0).slice(0, -2)),
    proposal.refuses("without voters", ["HGC-03"], "missing", { ...picnic, voters: [] })
  ]
}
