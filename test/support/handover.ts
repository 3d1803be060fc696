/** Keys of members, and the certificates that they make when they agree. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Charter from "../../src/domain/authority/Charter.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import type { CommunityId } from "../../src/domain/community/PublicKey.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"

export const hashes = Vote.pureHashes
const { sha256 } = hashes

export const person = (n: number) => {
  const secret = new Uint8Array(32).fill(n + 1)
  const key = PublicKey.PublicKey(secp256k1.getPublicKey(secret, false))
  return { secret, key, address: Address.of(key) }
}

export type Person = ReturnType<typeof person>

export const electorateOf = (people: ReadonlyArray<Person>, community: CommunityId): Electorate.Electorate =>
  Electorate.of(
    people.map(({ address }) => address),
    sha256,
    Charter.context(community)
  )!

export const AT = Time.unixSeconds(1_700_000_000n)

/** The bytes of a proposal on which these people said YES. */
export const certificateOf = (
  community: CommunityId,
  subject: Uint8Array,
  asked: ReadonlyArray<Person>,
  yes: ReadonlyArray<Person>,
  at = AT
): Uint8Array => {
  const proposal = Proposal.draft(
    {
      name: "a new control node",
      subject,
      tie: "reject",
      owner: asked[0]!.address,
      at,
      expires: Time.unixSeconds(at + 600n)
    },
    electorateOf(asked, community),
    sha256
  )
  const [opener] = asked
  const ballotOf = (owner: Address.Address) => Proposal.ballot(proposal, [], { owner, at, yes: true }, sha256)
  const opening = Vote.draft(ballotOf(opener!.address), sha256)
  const votes = [...yes]
    .sort((left, right) => (left.address < right.address ? -1 : 1))
    .map(({ address, secret }) => {
      const vote =
        address === opener!.address ? opening : Vote.draft({ ...ballotOf(address), received: opening.hash }, sha256)
      return Vote.signed(vote, Envelope.sign(Vote.signingDigest(vote, "anchor"), secret))
    })
  return Voting.encodeProposal({ ...Proposal.toWire(proposal, [], 0), votes })
}
