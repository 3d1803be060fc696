/** Certificates: what others act on, proved by signatures alone. */
import { assert, describe, it } from "@effect/vitest"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { Option, Result } from "effect"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import { PublicKey } from "../../src/domain/community/PublicKey.ts"
import * as Certificate from "../../src/domain/consensus/Certificate.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Session from "../../src/domain/consensus/Session.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { bound, at, proposal, second, START, voteOf } from "../support/votes.ts"

const keys = Array.from({ length: 5 }, (_, n) => new Uint8Array(32).fill(n + 1))
const addresses = keys.map((key) => Address.of(PublicKey(secp256k1.getPublicKey(key, false))))
const electorate = Electorate.of(addresses.slice(0, 4), sha256)!

const about = Proposal.draft(
  {
    name: "hand over",
    subject: Bytes.utf8("to whom"),
    tie: "reject",
    owner: addresses[0]!,
    at: START,
    expires: second(60)
  },
  electorate,
  sha256
)

const recovered = (checked: Vote.Checked) => Envelope.recover(checked.digest, checked.wire.signature)

const sign = (vote: Voting.Vote, n: number): Vote.Verified => {
  const signed = Vote.signed(vote, Envelope.sign(Vote.signingDigest(vote, "anchor"), keys[n]!))
  const checked = Result.getOrThrow(Vote.check(signed, "anchor", Vote.pureHashes))
  return Result.getOrThrow(Vote.verify(checked, recovered(checked)))
}

/** Behind the proposer's vote, where it is not the proposer's. */
const cast = (n: number, yes: boolean, on = about): Proposal.Bound => {
  const list = n === 0 ? [] : [voteOf(on, addresses[0]!, true)]
  const ballot = Proposal.ballot(on, list, { owner: addresses[n]!, at: on.at, yes }, sha256)
  return bound(on, sign(Vote.draft(ballot, sha256), n))
}

const sessionOf = (votes: ReadonlyArray<Proposal.Bound>): Session.Session =>
  votes.reduce(
    (session, vote) => {
      const applied = Session.apply(session, vote, { heard: at(1), now: at(1), skew: Time.seconds(0) })
      return "session" in applied ? applied.session : session
    },
    Session.open(about, electorate)
  )

const verify = (bytes: Uint8Array, by = electorate) =>
  Result.flatMap(Certificate.read(bytes, "anchor", Vote.pureHashes), (unproved) =>
    Certificate.verify(unproved, unproved.votes.map(recovered), by, Vote.pureHashes)
  )

const reason = (result: Result.Result<unknown, { readonly reason: string }>): string =>
  Result.isFailure(result) ? result.failure.reason : "taken"

const votes = [cast(0, true), cast(1, true), cast(2, true)]
/** A certificate of these votes, whether they are enough or not. */
const forged = (list: ReadonlyArray<Vote.Verified>, on: Proposal.Proposal = about) =>
  Certificate.encode({ proposal: on, votes: list } as unknown as Certificate.Certificate)
const ascending = (list: ReadonlyArray<Vote.Verified>) =>
  [...list].sort((left, right) => (left.owner < right.owner ? -1 : 1))

describe("a certificate", () => {
  it("HGC-11 HGC-12 HGC-21: is made of two thirds that said YES, and proves itself to who knows the electorate", () => {
    assert.isUndefined(Certificate.of(sessionOf(votes.slice(0, 2))))
    assert.isUndefined(Certificate.of(sessionOf([...votes.slice(0, 2), cast(3, false)])))
    for (const all of [votes, votes.toReversed(), [...votes, cast(3, false)]]) {
      const certificate = Certificate.of(sessionOf(all))!
      const bytes = Certificate.encode(certificate)
      assert.deepStrictEqual(bytes, Certificate.encode(Certificate.of(sessionOf(votes))!))
      assert.deepStrictEqual(Result.getOrThrow(verify(bytes)), certificate)
    }
  })

  it("H-10 HGC-21: an equivocator is not in it", () => {
    assert.isUndefined(Certificate.of(sessionOf([...votes, cast(2, false)])))
    const certificate = Certificate.of(sessionOf([...votes, cast(2, false), cast(3, true)]))!
    assert.notInclude(
      certificate.votes.map(({ owner }) => owner),
      addresses[2]!
    )
  })

  it("HGC-21 HGC-03: is refused, with the reason, where it proves less than it says", () => {
    assert.strictEqual(reason(verify(forged(ascending(votes)))), "taken")
    assert.strictEqual(reason(verify(forged(ascending(votes.slice(1))))), "InsufficientVotes")
    assert.strictEqual(reason(verify(forged(ascending(votes).toReversed()))), "DuplicateVote")
    assert.strictEqual(reason(verify(forged([votes[0]!, votes[0]!, votes[0]!]))), "DuplicateVote")
    assert.strictEqual(reason(verify(forged(ascending([...votes, cast(3, false)])))), "NotAYes")
    assert.strictEqual(reason(verify(forged(ascending([...votes, cast(4, true)])))), "NotAMember")
    assert.strictEqual(reason(verify(forged(ascending(votes)), Electorate.of(addresses, sha256))), "OtherElectorate")
    const alone = { ...electorate, members: electorate.members.slice(1) }
    assert.strictEqual(reason(verify(forged(ascending(votes)), alone)), "InvalidExpectedVotersCount")
    const other = Proposal.draft({ ...about, name: "another", ...about.terms }, electorate, sha256)
    assert.strictEqual(reason(verify(forged(ascending(votes), other))), "VoteProposalIdMismatch")
    assert.strictEqual(reason(verify(forged(ascending(votes), { ...other, id: about.id }))), "ContentMismatch")
    const late = cast(3, true, { ...about, at: second(61), expires: second(61) })
    assert.strictEqual(reason(verify(forged(ascending([votes[0]!, votes[1]!, late])))), "VoteExpired")
    const unproved = Result.getOrThrow(Certificate.read(forged(ascending(votes)), "anchor", Vote.pureHashes))
    const nobody = unproved.votes.map(() => Option.none())
    assert.strictEqual(
      reason(Certificate.verify(unproved, nobody, electorate, Vote.pureHashes)),
      "InvalidVoteSignature"
    )
  })

  it("HGC-09 HGC-21 (HX-9): whose ids all collide with those of other content is refused: every byte of its digest is signed", () => {
    const other = Proposal.draft({ ...about, name: "another", ...about.terms }, electorate, sha256)
    const alike = (list: ReadonlyArray<number>, parent: (owner: number) => Uint8Array) =>
      list.map((n) => {
        const ballot = Proposal.ballot(other, [], { owner: addresses[n]!, at: START, yes: true }, sha256)
        return sign(
          Vote.draft({ ...ballot, parent: parent(n), received: n === 0 ? Bytes.empty : other.digest }, sha256),
          n
        )
      })
    const under = (votes: ReadonlyArray<Vote.Verified>) => reason(verify(forged(ascending(votes), other)))
    assert.strictEqual(under(alike([0, 1, 2], (n) => (n === 0 ? Bytes.empty : other.digest))), "taken")
    assert.strictEqual(under(alike([0, 1, 2], (n) => (n === 0 ? Bytes.empty : about.digest))), "ParentHashMismatch")
    assert.strictEqual(under(alike([0, 1, 2], () => Bytes.empty)), "ParentHashMismatch")
    for (const n of [0, 1, 2])
      assert.isTrue(Bytes.equals(cast(n, true).wire.parent, n === 0 ? Bytes.empty : about.digest))
  })

  it("HGC-21: has one form, and changed in any one bit it is refused", () => {
    const bytes = forged(ascending(votes))
    assert.strictEqual(reason(verify(Bytes.concat([bytes, Uint8Array.of(0xf8, 0x3f, 1)]))), "Undecodable")
    assert.strictEqual(reason(verify(Uint8Array.of(0xff))), "Undecodable")
    for (let bit = 0; bit < 8 * bytes.length; bit += 7) {
      const changed = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)))
      assert.notStrictEqual(reason(verify(changed)), "taken", `bit ${bit}`)
    }
  })

  it("HGC-12: of one or two members, all of them", () => {
    for (const n of [1, 2]) {
      const few = Session.open(proposal(n), { ...electorate, members: electorate.members.slice(0, n) })
      assert.isUndefined(Certificate.of(few))
    }
    assert.strictEqual(voteOf(about, addresses[0]!, true).wire.proposal, about.id)
  })
})
