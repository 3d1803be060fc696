/** Votes: published bytes, signatures that hold for one vote alone, ids that bind them to their proposal. */
import { assert, describe, it } from "@effect/vitest"
import { sha256 } from "@noble/hashes/sha2.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import { PublicKey } from "../../src/domain/community/PublicKey.ts"
import * as Chain from "../../src/domain/consensus/Chain.ts"
import * as Equivocation from "../../src/domain/consensus/Equivocation.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Terms from "../../src/domain/consensus/Terms.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as VoteBytes from "../../src/domain/wire/VoteBytes.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import { bound, electorate, member, proposal, second, START, supported, voteOf } from "../support/votes.ts"

const hex = (text: string) => Bytes.fromHex(text)!
const secret = (n: number) => hex(n.toString(16).padStart(64, "0"))
const addressOf = (key: Uint8Array) => Address.of(PublicKey(secp256k1.getPublicKey(key, false)))

const sign = (vote: Voting.Vote, key: Uint8Array, profile: Vote.Profile = "anchor"): Voting.Vote =>
  Vote.signed(vote, Envelope.sign(Vote.signingDigest(vote, profile), key))

const verify = (vote: Voting.Vote, profile: Vote.Profile = "anchor") =>
  Result.flatMap(Vote.check(vote, profile, Vote.pureHashes), (checked) =>
    Vote.verify(checked, Envelope.recover(checked.digest, vote.signature))
  )

const reason = (result: Result.Result<unknown, { readonly reason: string }>): string =>
  Result.isFailure(result) ? result.failure.reason : "taken"

const published = [
  {
    key: secret(1),
    owner: "7e5f4552091a69125d5dfcb7b8c2659029395bdf",
    id: 7,
    at: 1_700_000_000n,
    yes: true,
    hash: "93f464de682fc3587192f8fccb927753108146a39e41b28fa098c3396ffcf4b6",
    signs: "a00107aa01147e5f4552091a69125d5dfcb7b8c2659029395bdfb0012ab80180e2cfaa06c00101da0120",
    signature:
      "fa573b66a3dbd6e50bf9259f6f49ad03326f95db81c2a5f0d6ff2dc92bac0ce762c3501c416bff9cb62a6d296fc8055d1d206bee1dce96ed099c4fb197b487f81c"
  },
  {
    key: secret(2),
    owner: "2b5ad5c4795c026514f8317c7a215e218dccd6cf",
    id: 0xde_ad_be_ef,
    at: 1_700_000_001n,
    yes: false,
    hash: "5f824b4a59d00f84cd9060bdf61abe553d400761fe158804999713420bafdab3",
    signs:
      "a001effdb6f50daa01142b5ad5c4795c026514f8317c7a215e218dccd6cfb0012ab80181e2cfaa06d20120" +
      "93f464de682fc3587192f8fccb927753108146a39e41b28fa098c3396ffcf4b6da0120",
    signature:
      "208f6c1e6889f1bc57ceab65ca2e83b95b928106990c4d5ac9f009cc7f5116df2d34e0bff6ee0113288df04df6ab4fe4b4582e0d2a51408379dfa7df258763201b"
  }
]

const published_votes = published.map(({ at, id, key, owner, yes }, n) =>
  sign(
    Vote.draft(
      {
        id,
        owner: Address.parse(owner)!,
        proposal: 42,
        at: Time.unixSeconds(at),
        yes,
        parent: Bytes.empty,
        received: n === 0 ? Bytes.empty : hex(published[0]!.hash)
      },
      sha256
    ),
    key
  )
)

describe("the published votes", () => {
  for (const [n, { hash, key, owner, signature, signs }] of published.entries()) {
    it(`HGC-09 H-2 H-3 H-4: vote ${n + 1}: hash, signed bytes, signature and signer, byte for byte`, () => {
      const vote = published_votes[n]!
      assert.strictEqual(Bytes.toHex(vote.hash), hash)
      assert.strictEqual(Bytes.toHex(VoteBytes.encoded(vote).unsigned), signs + hash)
      assert.strictEqual(Bytes.toHex(vote.signature), signature)
      assert.strictEqual(addressOf(key), owner)
      assert.strictEqual(Result.getOrThrow(verify(vote)).owner, owner)
      assert.deepStrictEqual(Voting.decodeVote(Voting.encodeVote(vote)), Result.succeed(vote))
    })
  }
})

const KEY = secret(1)
const OWNER = addressOf(KEY)
const about = proposal(3, { owner: OWNER })

const cast = (yes = true, profile: Vote.Profile = "anchor") =>
  sign(Vote.draft(Proposal.ballot(about, [], { owner: OWNER, at: START, yes }, sha256), sha256), KEY, profile)

describe("a signed vote", () => {
  it("HGC-06 HGC-21: changed in any one bit is refused", () => {
    for (const profile of ["anchor", "text"] as const) {
      const bytes = Voting.encodeVote(cast(true, profile))
      assert.strictEqual(reason(verify(cast(true, profile), profile)), "taken")
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const changed = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)))
        const vote = Voting.decodeVote(changed)
        if (Result.isSuccess(vote)) assert.notStrictEqual(reason(verify(vote.success, profile)), "taken", `bit ${bit}`)
      }
    }
  })

  it("H-3: holds for the profile that it was signed for, and for no other key's owner", () => {
    assert.strictEqual(reason(verify(cast(true, "text"), "anchor")), "InvalidVoteSignature")
    assert.strictEqual(reason(verify(cast(true, "anchor"), "text")), "InvalidVoteSignature")
    assert.strictEqual(reason(verify(sign(cast(), secret(2)))), "InvalidVoteSignature")
    const checked = Result.getOrThrow(Vote.check(cast(), "anchor", Vote.pureHashes))
    assert.strictEqual(reason(Vote.verify(checked, Option.none())), "InvalidVoteSignature")
  })

  it("HGC-06 HGC-13: says why it is refused before any curve is asked", () => {
    const vote = cast()
    const why = (change: Partial<Voting.Vote>) => reason(Vote.check({ ...vote, ...change }, "anchor", Vote.pureHashes))
    assert.strictEqual(why({}), "taken")
    assert.strictEqual(why({ owner: Bytes.empty }), "EmptyVoteOwner")
    assert.strictEqual(why({ hash: Bytes.empty }), "EmptyVoteHash")
    assert.strictEqual(why({ signature: Bytes.empty }), "EmptySignature")
    assert.strictEqual(why({ owner: vote.owner.subarray(1) }), "InvalidLength")
    assert.strictEqual(why({ parent: Uint8Array.of(1) }), "InvalidLength")
    assert.strictEqual(why({ received: new Uint8Array(33) }), "InvalidLength")
    assert.strictEqual(why({ parent: new Uint8Array(32) }), "ParentHashMismatch")
    assert.strictEqual(why({ signature: vote.signature.subarray(1) }), "InvalidLength")
    assert.strictEqual(why({ hash: vote.hash.subarray(1) }), "InvalidVoteHash")
    assert.strictEqual(why({ yes: false }), "InvalidVoteHash")
    assert.strictEqual(why({ signature: vote.signature.with(64, vote.signature[64]! - 27) }), "InvalidVoteSignature")
  })

  it("H-2: no two votes have one hash, although its parts have no lengths", () => {
    const [zeros, ones] = [new Uint8Array(32), new Uint8Array(32).fill(1)]
    const received = fc.constantFrom(Bytes.empty, zeros, ones)
    const draft = fc.record({
      id: fc.constantFrom(0, 1, 256, 0xff_ff_ff_ff),
      owner: fc.nat(2).map(member),
      proposal: fc.constantFrom(0, 1, 256),
      at: fc.constantFrom(0n, 1n, 2n ** 64n - 1n).map(Time.unixSeconds),
      yes: fc.boolean(),
      parent: received,
      received
    })
    fc.assert(
      fc.property(draft, draft, (one, other) => {
        for (const { parent, received } of [one, other]) fc.pre(parent.length <= received.length)
        const [left, right] = [Vote.draft(one, sha256), Vote.draft(other, sha256)]
        const isSame = Bytes.equals(Voting.encodeVote(left), Voting.encodeVote(right))
        assert.strictEqual(Bytes.equals(left.hash, right.hash), isSame)
      }),
      { numRuns: runs }
    )
  })
})

describe("a proposal", () => {
  it("HGC-04 HGC-10 (HX-9): its id is its content's: what is exchanged under the id is refused", () => {
    const wire = Proposal.toWire(about, [], 1)
    const why = (change: Partial<Voting.Proposal>) => reason(Proposal.of({ ...wire, ...change }, sha256))
    assert.strictEqual(why({}), "taken")
    assert.strictEqual(why({ round: 7 }), "taken")
    const otherTerms = Terms.encode({ ...about.terms, tie: "retry" })
    for (const change of [
      { name: "another" },
      { payload: otherTerms },
      { id: wire.id ^ 1 },
      { owner: Address.toBytes(member(9)) },
      { voters: 1 },
      { at: second(1) },
      { expires: second(61) },
      { live: false }
    ]) {
      assert.strictEqual(why(change), "ContentMismatch")
    }
    assert.strictEqual(why({ payload: Bytes.utf8("no terms") }), "InvalidTerms")
    assert.strictEqual(why({ owner: Bytes.empty }), "InvalidLength")
  })

  it("HGC-21 (HX-9): a vote on one proposal counts on no other, not even under the same 32 bits of id", () => {
    const other = { ...proposal(3, { owner: OWNER, name: "another" }), id: about.id }
    const vote = voteOf(about, member(1), true)
    assert.strictEqual(reason(Proposal.bind(about, vote, sha256)), "taken")
    assert.strictEqual(reason(Proposal.bind(other, vote, sha256)), "UnboundVote")
    const third = proposal(3, { name: "third" })
    assert.strictEqual(reason(Proposal.bind(third, vote, sha256)), "VoteProposalIdMismatch")
  })

  it("HGC-04 HGC-07 HGC-09: the proposer's first vote has no parent, everybody else's the digest, a repeated one the former", () => {
    const [own, first] = [voteOf(about, OWNER, true), voteOf(about, member(1), true)]
    assert.deepStrictEqual([own.wire.parent, own.wire.received], [Bytes.empty, Bytes.empty])
    assert.deepStrictEqual(first.wire.parent, about.digest)
    const withParent = (vote: Vote.Verified, parent: Uint8Array) =>
      Vote.kept(Voting.encodeVote(Vote.draft({ ...vote.wire, owner: vote.owner, parent }, sha256)))!
    const why = (vote: Vote.Verified, former?: Uint8Array) => reason(Proposal.bind(about, vote, sha256, () => former))
    assert.strictEqual(why(withParent(own, about.digest)), "ParentHashMismatch")
    assert.strictEqual(why(withParent(first, Bytes.empty)), "ParentHashMismatch")
    for (const vote of [own, first]) {
      const again = withParent(vote, vote.wire.hash)
      assert.strictEqual(why(again), "ParentHashMismatch")
      assert.strictEqual(why(again, own === vote ? first.wire.hash : own.wire.hash), "ParentHashMismatch")
      assert.strictEqual(why(again, vote.wire.hash), "taken")
    }
  })

  it("H-5 HGC-20: silent members count as YES unless the proposal says otherwise; on the wire the default is NO", () => {
    assert.isTrue(proposal(3).live)
    assert.isFalse(proposal(3, { live: false }).live)
    assert.isFalse(Result.getOrThrow(Voting.decodeProposal(Bytes.empty)).live)
  })

  it("HGC-13 H-6: votes lie in the window of their proposal, in seconds", () => {
    const why = (when: number) => reason(Proposal.bind(about, voteOf(about, member(1), true, [], second(when)), sha256))
    assert.deepStrictEqual(
      [why(-1), why(0), why(60), why(61)],
      ["TimestampOlderThanCreationTime", "taken", "taken", "VoteExpired"]
    )
  })

  it("HGC-19 HGC-18: the payload carries the tie policy and who is asked, in one form", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 20 }),
        fc.constantFrom("reject", "retry"),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 3 }),
        (subject, tie, digest, more) => {
          const terms: Terms.Terms = { subject, tie, electorate: digest }
          const bytes = Terms.encode(terms)
          assert.deepStrictEqual(Terms.decode(bytes), terms)
          const longer = Bytes.concat([bytes, more])
          if (more.length > 0) assert.isUndefined(Terms.decode(longer))
        }
      ),
      { numRuns: runs }
    )
  })

  it("HGC-04 HGC-07 HGC-08: comes with its owner's vote first, and with chains that hold", () => {
    const first = voteOf(about, OWNER, true)
    const next = voteOf(about, member(1), false, [first], second(1))
    const last = voteOf(about, member(2), true, [first, next], second(1))
    const why = (votes: ReadonlyArray<Vote.Verified>) => reason(Proposal.verify(about, votes, sha256))
    assert.strictEqual(why([first, next, last]), "taken")
    assert.strictEqual(why([first]), "taken")
    assert.strictEqual(why([]), "MissingOwnerVote")
    assert.strictEqual(why([next, first]), "MissingOwnerVote")
    assert.strictEqual(why([first, last]), "ReceivedHashMismatch")
    assert.strictEqual(why([first, voteOf(about, member(1), true)]), "ReceivedHashMismatch")
    assert.strictEqual(why([first, next, voteOf(about, member(2), true, [first, next])]), "ReceivedHashMismatch")
    assert.strictEqual(why([first, voteOf(about, OWNER, true, [first])]), "ParentHashMismatch")
    const again = Vote.draft(
      {
        ...Proposal.ballot(about, [first], { owner: OWNER, at: second(1), yes: true }, sha256),
        parent: first.wire.hash
      },
      sha256
    )
    assert.strictEqual(why([first, Vote.kept(Voting.encodeVote(again))!]), "taken")
  })
})

/** Votes of members 1…, each on one of those before it, of which member 0's is the first. */
const grown = fc.array(fc.tuple(fc.nat(1_000), fc.boolean(), fc.nat(3)), { maxLength: 12 }).map((choices) => {
  const lists: Array<ReadonlyArray<Vote.Verified>> = [[voteOf(proposal(20), member(0), true)]]
  for (const [place, [onto, yes, later]] of choices.entries()) {
    const list = lists[onto % lists.length]!
    const when = second(Number(list.at(-1)!.wire.at - START) + later)
    lists.push([...list, voteOf(proposal(20), member(place + 1), yes, list, when)])
  }
  return { lists, votes: lists.map((list) => list.at(-1)!) }
})

const root = ({ owner }: Vote.Verified): Uint8Array =>
  owner === proposal(20).owner ? Bytes.empty : proposal(20).digest

describe("chains", () => {
  it("HGC-07 HGC-08: a beginning of a list that holds, holds", () => {
    fc.assert(
      fc.property(grown, fc.nat(20), ({ lists }, length) => {
        for (const list of lists) {
          assert.isUndefined(Chain.broken(list, root))
          assert.isUndefined(Chain.broken(list.slice(0, length), root))
          if (list.length > 2) assert.strictEqual(Chain.broken(list.toSpliced(1, 1), root), "ReceivedHashMismatch")
        }
      }),
      { numRuns: heavyRuns }
    )
  })

  it("H-1 H-11 (HX-8): of votes cast at the same time the longest list is found, the same in any order, and it holds", () => {
    fc.assert(
      fc.property(grown, fc.infiniteStream(fc.nat(1_000)), ({ lists, votes }, chance) => {
        const list = Chain.longest(votes, votes[0]!)
        assert.isUndefined(Chain.broken(list, root))
        assert.strictEqual(list.length, Math.max(...lists.map(({ length }) => length)))
        const shuffled = votes
          .map((vote) => [chance.next().value as number, vote] as const)
          .sort(([left], [right]) => left - right)
          .map(([, vote]) => vote)
        assert.deepStrictEqual(Chain.longest(shuffled, votes[0]!), list)
        supported(proposal(20), list)
      }),
      { numRuns: heavyRuns }
    )
  })
})

describe("equivocation", () => {
  it("HGC-21 H-10: two answers of one member to one proposal prove it, and nothing else does", () => {
    const [yes, no] = [voteOf(about, member(1), true), voteOf(about, member(1), false)]
    assert.deepStrictEqual(Equivocation.between(no, yes), { yes, no })
    assert.deepStrictEqual(Equivocation.between(yes, no), { yes, no })
    assert.isUndefined(Equivocation.between(yes, voteOf(about, member(1), true, [], second(1))))
    assert.isUndefined(Equivocation.between(yes, voteOf(about, member(2), false)))
    assert.isUndefined(Equivocation.between(yes, voteOf(proposal(3, { name: "another" }), member(1), false)))
    assert.strictEqual(bound(about, yes).owner, member(1))
    assert.isTrue(electorate(3).members.includes(member(1)))
  })
})
