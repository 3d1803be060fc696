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
import * as Voting from "../../domain/wire/Voting.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures } from "../../ports/Signatures.ts"

/** What somebody said. `at`: the time of the message that carried it. */
export interface Said {
  readonly payload: Uint8Array
  readonly at: Nanos
}

/** Votes whose signers are remembered: lists repeat the votes that they stand on. */
const REMEMBERED = 4096

type Judged = Result.Result<Verified, Rejection>

/** A vote and its signature as one text. */
const nameOf = ({ hash, signature }: Voting.Vote): string => Bytes.toHex(hash) + Bytes.toHex(signature)

interface Question {
  readonly name: string
  readonly checked: Vote.Checked
}

/** Reads batches under one profile; remembers what it verified, within bounds. */
export const reader = Effect.fn("Ballots.reader")(function* (profile: Profile) {
  const hashes: Hashes = yield* Digest
  const { recover } = yield* Signatures
  const proved = new Map<string, Verified>()

  const remember = (name: string, vote: Verified) => {
    if (proved.size >= REMEMBERED) proved.clear()
    proved.set(name, vote)
  }

  /** Every vote, verified or refused, by its name. */
  const judge = Effect.fnUntraced(function* (votes: Iterable<Voting.Vote>) {
    const judged = new Map<string, Judged>()
    const questions: Array<Question> = []
    for (const vote of votes) {
      const name = nameOf(vote)
      if (judged.has(name)) continue
      const known = proved.get(name)
      const checked = known === undefined ? Vote.check(vote, profile, hashes) : undefined
      if (known !== undefined) judged.set(name, Result.succeed(known))
      else if (checked !== undefined && Result.isSuccess(checked)) questions.push({ name, checked: checked.success })
      else if (checked !== undefined) judged.set(name, Result.fail(checked.failure))
    }
    const signers = yield* recover(
      questions.map(({ checked: { digest, wire } }) => ({ digest, signature: wire.signature }))
    )
    for (const [index, { checked, name }] of questions.entries()) {
      const vote = Vote.verify(checked, signers[index]!, hashes.keccak256)
      judged.set(name, vote)
      if (Result.isSuccess(vote)) remember(name, vote.success)
    }
    return judged
  })

  const inputOf = (
    message: Voting.Message,
    at: Nanos,
    judged: ReadonlyMap<string, Judged>
  ): Result.Result<Consensus.Input, Rejection> => {
    const vote = (wire: Voting.Vote) => judged.get(nameOf(wire))!
    if (message._tag === "Vote") {
      return Result.map(vote(message.vote), (vote): Consensus.Input => ({ _tag: "HeardVote", vote, at }))
    }
    return Result.flatMap(Proposals.of(message.proposal, hashes.sha256), (proposal) =>
      Result.flatMap(Result.all(message.proposal.votes.map(vote)), (votes) =>
        Result.map(Proposals.verify(proposal, votes, hashes.sha256), (supported): Consensus.Input => ({
          _tag: "Heard",
          supported,
          at
        }))
      )
    )
  }

  /** Inputs in the order of what was said. What is no proposal and no vote, or is not proved, gives none. */
  return Effect.fn("Ballots.read")(function* (said: ReadonlyArray<Said>) {
    const messages = said.flatMap(({ at, payload }) => {
      const message = Voting.decode(payload)
      return Result.isSuccess(message) ? [{ at, message: message.success }] : []
    })
    const votes = messages.flatMap(({ message }) => (message._tag === "Vote" ? [message.vote] : message.proposal.votes))
    const judged = yield* judge(votes)
    const inputs: Array<Consensus.Input> = []
    for (const { at, message } of messages) {
      const input = inputOf(message, at, judged)
      if (Result.isSuccess(input)) inputs.push(input.success)
      else yield* Effect.logDebug(`a ${message._tag.toLowerCase()} is refused: ${input.failure.reason}`)
    }
    return inputs
  })
})
