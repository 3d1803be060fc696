/** From bytes to inputs: only what is proved goes in, each signer is asked for once. */
import { assert, describe, it } from "@effect/vitest"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { Effect, Layer } from "effect"
import * as Digest from "../../src/adapters/crypto-pure/Digest.ts"
import * as PureSignatures from "../../src/adapters/crypto-pure/Signatures.ts"
import * as Ballots from "../../src/app/consensus/Ballots.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import { PublicKey } from "../../src/domain/community/PublicKey.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Topic from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { Signatures } from "../../src/ports/Signatures.ts"
import { at, member, Node, proposal, reasons, second, START, supported, voteOf } from "../support/votes.ts"

const keys = [1, 2, 3].map((n) => new Uint8Array(32).fill(n))
const owners = keys.map((key) => Address.of(PublicKey(secp256k1.getPublicKey(key, false))))
const electorate = Electorate.of(owners, sha256)!
const idea = { name: "vote", subject: Bytes.utf8("why"), tie: "reject", at: START, expires: second(60) } as const
const about = Proposal.draft({ ...idea, owner: owners[0]! }, electorate, sha256)

/** Member n's vote behind a vote, signed by the key of member `by`. */
const cast = (n: number, before?: Voting.Vote, by = n): Voting.Vote => {
  const ballot = Proposal.ballot(about, [], { owner: owners[n]!, at: START, yes: true }, sha256)
  const vote = Vote.draft({ ...ballot, received: before?.hash ?? Bytes.empty }, sha256)
  return Vote.signed(vote, Envelope.sign(Vote.signingDigest(vote, "anchor"), keys[by]!))
}

const listOf = (votes: ReadonlyArray<Voting.Vote>) =>
  Voting.encodeProposal({ ...Proposal.toWire(about, [], votes.length), votes })

const first = cast(0)
const next = cast(1, first)
const forged = cast(2, next, 1)

/** What each batch gives, and how many signers it asks for. */
const reading = (...batches: ReadonlyArray<ReadonlyArray<Uint8Array>>) =>
  Effect.gen(function* () {
    let asked = 0
    const signatures = yield* Signatures
    const counting: Signatures["Service"] = {
      ...signatures,
      recover: (items) => {
        asked += items.length
        return signatures.recover(items)
      }
    }
    const read = yield* Ballots.reader("anchor").pipe(Effect.provideService(Signatures, counting))
    return yield* Effect.forEach(batches, (payloads) =>
      Effect.gen(function* () {
        asked = 0
        const inputs = yield* read(payloads.map((payload) => ({ payload, at: at(1) })))
        return { inputs: inputs.map(({ _tag }) => _tag), asked }
      })
    )
  }).pipe(Effect.provide(Layer.merge(Digest.layer, PureSignatures.layer)), Effect.runPromise)

describe("what is said about votes", () => {
  it("HGC-06 HGC-11: goes in verified, in its order; a list with one forged vote not at all", async () => {
    const [read] = await reading([
      listOf([first]),
      Voting.encodeVote(next),
      Voting.encodeVote(forged),
      listOf([first, next]),
      listOf([first, next, forged]),
      listOf([next]),
      Voting.encodeProposal({ ...Proposal.toWire(about, [], 1), votes: [first], name: "another" }),
      Bytes.utf8("noise"),
      Bytes.empty
    ])
    assert.deepStrictEqual(read?.inputs, ["Heard", "HeardVote", "Heard"])
  })

  it("HGC-13 HGC-21: the signer of a vote is asked for once, but for another signature of it again", async () => {
    const other = { ...first, signature: first.signature.with(5, first.signature[5]! ^ 1) }
    const batches = await reading(
      [listOf([first, next])],
      [listOf([first, next]), Voting.encodeVote(first)],
      [Voting.encodeVote(other)],
      [Voting.encodeVote({ ...first, received: next.hash })],
      []
    )
    assert.deepStrictEqual(batches, [
      { inputs: ["Heard"], asked: 2 },
      { inputs: ["Heard", "HeardVote"], asked: 0 },
      { inputs: [], asked: 1 },
      { inputs: [], asked: 0 },
      { inputs: [], asked: 0 }
    ])
  })

  it("HGC-10 HGC-17 H-6: what is heard live bears no older time than a clock may be behind; what a store kept bears its own", () => {
    const skew = Time.minutes(2)
    const heard = (origin: "live" | "store" | undefined, sent: Time.Nanos, present: Time.Nanos) => {
      const message = WakuMessage.make({
        payload: Bytes.empty,
        contentTopic: Topic.ContentTopic("/a/1/x/p"),
        timestamp: sent
      })
      const received = WakuMessage.receive(Topic.specNetwork.content, message)
      const { at } = Ballots.said(present, skew)({ ...(origin && { origin }), received, payload: Bytes.empty })
      const node = new Node(4)
      const about = proposal(4)
      const list = supported(about, [voteOf(about, member(0), true)])
      return [at, reasons(node.step({ _tag: "Heard", supported: list, at }, present)).join()] as const
    }
    assert.deepStrictEqual(heard("live", at(1), at(2)), [at(1), ""])
    assert.deepStrictEqual(heard("store", at(1), at(900)), [at(1), ""])
    for (const origin of ["live", undefined] as const) {
      assert.deepStrictEqual(heard(origin, at(1), at(900)), [at(780), "ProposalExpired"])
    }
  })

  it("HGC-06: many messages are read in slices, and none is lost or moved", async () => {
    const filler = Voting.encodeProposal({
      ...Proposal.toWire(about, [], 0),
      payload: new Uint8Array(Voting.MAX_PAYLOAD),
      votes: []
    })
    const payloads = Array.from({ length: 20 }, (_, n) => [
      filler,
      n % 2 === 0 ? listOf([first]) : Voting.encodeVote(next)
    ])
    const [read] = await reading(payloads.flat())
    assert.deepStrictEqual(
      read?.inputs,
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? "Heard" : "HeardVote"))
    )
  })
})
