/** Proposals and votes on the wire: one value, one encoding, bounds, and strangers that are ignored. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Encode from "../../src/domain/wire/Encode.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { runs } from "../../src/testing/runs.ts"

const uint32 = fc.oneof(fc.constantFrom(0, 1, 0xff_ff_ff_ff), fc.nat())
const seconds = fc.oneof(fc.constantFrom(0n, 1n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 40n)).map(Time.unixSeconds)
const part = fc.oneof(fc.constant(Bytes.empty), fc.uint8Array({ maxLength: 128 }))

const vote = fc.record({
  id: uint32,
  owner: part,
  proposal: uint32,
  at: seconds,
  yes: fc.boolean(),
  parent: part,
  received: part,
  hash: part,
  signature: part
})

const proposal = fc.record({
  name: fc.string({ unit: "grapheme", maxLength: 20 }),
  payload: fc.uint8Array({ maxLength: 40 }),
  id: uint32,
  owner: part,
  votes: fc.array(vote, { maxLength: 3 }),
  voters: uint32,
  round: uint32,
  at: seconds,
  expires: seconds,
  live: fc.boolean()
})

const stranger = fc
  .tuple(fc.integer({ min: 30, max: 5_000 }), fc.uint8Array({ maxLength: 5 }))
  .map(([number, bytes]) => Encode.message(Encode.embedded(number, bytes), Encode.integer(number + 1, 7)))

describe("votes on the wire", () => {
  it("HGC-04 HGC-09: what is written is read back, whatever unknown fields come with it", () => {
    fc.assert(
      fc.property(vote, proposal, stranger, (vote, proposal, more) => {
        const [one, other] = [Voting.encodeVote(vote), Voting.encodeProposal(proposal)]
        assert.deepStrictEqual(Voting.decodeVote(Bytes.concat([one, more])), Result.succeed(vote))
        assert.deepStrictEqual(Voting.decodeVote(Bytes.concat([more, one])), Result.succeed(vote))
        assert.deepStrictEqual(Voting.decodeProposal(Bytes.concat([more, other])), Result.succeed(proposal))
        if (one.length > 0) {
          assert.deepStrictEqual(Voting.decode(Bytes.concat([more, one])), Result.succeed({ _tag: "Vote", vote }))
        }
        if (other.length > 0) {
          assert.deepStrictEqual(Voting.decode(other), Result.succeed({ _tag: "Proposal", proposal }))
          if (one.length > 0) assert.isTrue(Result.isFailure(Voting.decode(Bytes.concat([one, other]))))
        }
        assert.isTrue(Result.isFailure(Voting.decode(more)))
      }),
      { numRuns: runs }
    )
  })

  it("HGC-21: any bytes are a message or a refusal, and what is read is written in one way", () => {
    fc.assert(
      fc.property(proposal, fc.uint8Array({ maxLength: 60 }), fc.nat(), (proposal, noise, place) => {
        const bytes = Voting.encodeProposal(proposal)
        const at = place % (bytes.length + 1)
        for (const wild of [noise, bytes.subarray(0, at), Bytes.concat([bytes.subarray(0, at), noise])]) {
          const read = Voting.decodeProposal(wild)
          if (Result.isFailure(read)) continue
          const again = Voting.decodeProposal(Voting.encodeProposal(read.success))
          assert.deepStrictEqual(again, Result.succeed(read.success))
        }
      }),
      { numRuns: runs }
    )
  })

  it("HGC-21: the quick reader and the general one say the same of any votes, changed or cut", () => {
    // An unknown field behind the vote is left to the general one.
    const more = Encode.message(Encode.integer(40, 1))
    fc.assert(
      fc.property(vote, fc.nat(), fc.nat(255), (vote, place, byte) => {
        const bytes = Voting.encodeVote(vote)
        const at = place % Math.max(1, bytes.length)
        const changed = bytes.length === 0 ? bytes : bytes.with(at, byte)
        for (const wild of [bytes, changed]) {
          const [quick, general] = [Voting.decodeVote(wild), Voting.decodeVote(Bytes.concat([wild, more]))]
          if (Result.isSuccess(quick)) assert.deepStrictEqual(general, quick)
        }
        assert.deepStrictEqual(Voting.decodeVote(Bytes.concat([bytes, more])), Result.succeed(vote))
      }),
      { numRuns: runs }
    )
  })

  it("HGC-21: a vote is written alike, whatever its parts stand in and whatever stands before them", () => {
    fc.assert(
      fc.property(vote, fc.uint8Array({ maxLength: 8 }), (vote, noise) => {
        const bytes = Voting.encodeVote(vote)
        const read = Result.getOrThrow(Voting.decodeVote(bytes))
        assert.deepStrictEqual(Voting.encodeVote(read), bytes)
        const other = Voting.encodeVote({ ...vote, yes: !vote.yes })
        assert.deepStrictEqual(Voting.encodeVote({ ...read, yes: !vote.yes }), other)
        const within = Bytes.concat([noise, bytes])
        const signature = within.subarray(within.length - vote.signature.length)
        assert.deepStrictEqual(Voting.encodeVote({ ...vote, signature }), bytes)
      }),
      { numRuns: runs }
    )
  })

  it("HGC-21: what is too long, too many or out of range is refused", () => {
    const refused = (bytes: Uint8Array, why: RegExp) => {
      const read = Voting.decode(bytes)
      assert.match(Result.isFailure(read) ? read.failure.why : "taken", why)
    }
    refused(Encode.message(Encode.bytes(21, new Uint8Array(129))), /field 21 is longer than 128 bytes/)
    refused(Encode.message(Encode.integer(20, 2n ** 32n)), /field 20 is out of range/)
    refused(Encode.message(Encode.integer(24, 2)), /field 24 is out of range/)
    refused(Encode.message(Encode.integer(19, 2)), /field 19 is out of range/)
    refused(Encode.message(Encode.text(10, "x".repeat(Voting.MAX_NAME + 1))), /name is longer/)
    refused(Encode.message(Encode.bytes(11, new Uint8Array(Voting.MAX_PAYLOAD + 1))), /field 11 is longer/)
    const votes = Array.from({ length: Voting.MAX_VOTES + 1 }, () => Encode.embedded(14, Bytes.empty))
    refused(Encode.message(...votes), /more than 1024 votes/)
    assert.isTrue(Result.isSuccess(Voting.decode(Encode.message(...votes.slice(1)))))
    refused(Bytes.empty, /neither a proposal nor a vote/)
    refused(Uint8Array.of(0xff), /does not decode/)
  })
})
