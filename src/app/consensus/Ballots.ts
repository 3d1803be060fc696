/**
 * From messages to inputs of the votes: decodes, checks every signature of a batch at once, and hands on only what is proved.
 * HGC-06, HGC-11, HGC-13.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import type * as Consensus from "../../domain/consensus/Consensus.ts"
import * as Proposals from "../../domain/consensus/Proposal.ts"
import type { Rejection } from "../../domain/consensus/Rejection.ts"
import type { Hashes, Profile, Verified } from "../../domain/consensus/Vote.ts"
import * as Vote from "../../domain/consensus/Vote.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Voting from "../../domain/wire/Voting.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures, type Signed } from "../../ports/Signatures.ts"
import type { Delivery } from "../protocol/Runner.ts"

/** What somebody said. `at`: when the network carried it. */
export interface Said {
  readonly payload: Uint8Array
  readonly at: Nanos
}

/**
 * What a message says. Its time is what its sender wrote. Stores keep none whose time is far from theirs; what is heard
 * live is just being said, whatever time it bears. `skew`: how far behind ours the sender's clock may be.
 */
export const said =
  (present: Nanos, skew: Nanos) =>
  ({ origin, payload, received }: Pick<Delivery<"gossip">, "origin" | "payload" | "received">): Said => {
    const { timestamp } = received.message
    return { payload, at: origin === "store" ? timestamp : Time.max(timestamp, Time.subtract(present, skew)) }
  }

/** Votes whose signers are remembered: lists repeat the votes that they stand on. */
const REMEMBERED = 4096
/** Bytes of messages that are checked while the signers of others are recovered: some thousand votes. */
const SLICE = 256 * 1024
const SLICES = 4

/** The messages, in groups of about {@link SLICE} bytes. */
const sliced = (said: ReadonlyArray<Said>): ReadonlyArray<ReadonlyArray<Said>> => {
  const slices: Array<Array<Said>> = []
  let room = 0
  for (const one of said) {
    if (room <= 0) {
      slices.push([])
      room = SLICE
    }
    slices.at(-1)!.push(one)
    room -= one.payload.length
  }
  return slices
}

/** `votes`: of the message, in their order. */
interface Heard {
  readonly message: Voting.Message
  readonly votes: ReadonlyArray<Voting.Vote>
  readonly at: Nanos
}

type Judged = Result.Result<Verified, Rejection>

/** Where a vote is remembered: the first 24 bits of its hash. */
const placeOf = ({ hash }: Voting.Vote): number =>
  hash.length < 3 ? 0 : hash[0]! + hash[1]! * 2 ** 8 + hash[2]! * 2 ** 16

/** The same vote under the same signature, which means the same signer: the hash was checked against one of them. */
const isSame = ({ bytes, wire }: Verified, other: Voting.Vote): boolean =>
  Bytes.equals(wire.signature, other.signature) && Bytes.equals(bytes, Voting.encodeVote(other))

const votesOf = (message: Voting.Message): ReadonlyArray<Voting.Vote> =>
  message._tag === "Vote" ? [message.vote] : message.proposal.votes

/** Reads batches under one profile; remembers what it verified, within bounds. */
export const reader = Effect.fn("Ballots.reader")(function* (profile: Profile) {
  const hashes: Hashes = yield* Digest
  const { recover } = yield* Signatures
  const proved = new Map<number, Verified>()

  const remember = (vote: Verified) => {
    if (proved.size >= REMEMBERED) proved.clear()
    proved.set(placeOf(vote.wire), vote)
  }

  const recall = (vote: Voting.Vote): Verified | undefined => {
    const known = proved.get(placeOf(vote))
    return known !== undefined && isSame(known, vote) ? known : undefined
  }

  /** Every vote in its order, verified or refused. */
  const judge = Effect.fnUntraced(function* (votes: ReadonlyArray<Voting.Vote>) {
    const asked: Array<Vote.Checked> = []
    const questions: Array<Signed> = []
    const first = votes.map((vote): Judged | undefined => {
      const known = recall(vote)
      if (known !== undefined) return Result.succeed(known)
      const checked = Vote.check(vote, profile, hashes)
      if (Result.isFailure(checked)) return Result.fail(checked.failure)
      asked.push(checked.success)
      questions.push({ digest: checked.success.digest, signature: vote.signature })
      return undefined
    })
    const signers = yield* recover(questions)
    let answered = 0
    return first.map((judged) => {
      if (judged !== undefined) return judged
      const vote = Vote.verify(asked[answered]!, signers[answered]!, hashes.keccak256)
      answered++
      if (Result.isSuccess(vote)) remember(vote.success)
      return vote
    })
  })

  /** `judged`: the votes of the message, in their order. */
  const inputOf = (
    { at, message }: Heard,
    judged: ReadonlyArray<Judged>
  ): Result.Result<Consensus.Input, Rejection> => {
    if (message._tag === "Vote") {
      return Result.map(judged[0]!, (vote): Consensus.Input => ({ _tag: "HeardVote", vote, at }))
    }
    return Result.flatMap(Proposals.of(message.proposal, hashes.sha256), (proposal) =>
      Result.flatMap(Result.all(judged), (votes) =>
        Result.map(Proposals.verify(proposal, votes, hashes.sha256), (supported): Consensus.Input => ({
          _tag: "Heard",
          supported,
          at
        }))
      )
    )
  }

  const readSlice = Effect.fnUntraced(function* (said: ReadonlyArray<Said>) {
    const messages: Array<Heard> = []
    for (const { at, payload } of said) {
      const read = Voting.decode(payload)
      if (Result.isFailure(read)) continue
      messages.push({ at, message: read.success, votes: votesOf(read.success) })
    }
    const judged = yield* judge(messages.flatMap(({ votes }) => votes))
    const inputs: Array<Consensus.Input> = []
    let before = 0
    for (const heard of messages) {
      const input = inputOf(heard, judged.slice(before, before + heard.votes.length))
      before += heard.votes.length
      if (Result.isSuccess(input)) inputs.push(input.success)
      else yield* Effect.logDebug(`a ${heard.message._tag.toLowerCase()} is refused: ${input.failure.reason}`)
    }
    return inputs
  })

  /** Inputs in the order of what was said. What is no proposal and no vote, or is not proved, gives none. */
  return Effect.fn("Ballots.read")(function* (said: ReadonlyArray<Said>) {
    const slices = yield* Effect.forEach(sliced(said), readSlice, { concurrency: SLICES })
    return slices.flat()
  })
})
