/**
 * Proposals and votes on the wire: the field numbers of the newest Hashgraph-like consensus, a payload of bytes, times in
 * `uint64` seconds. Votes are shared with de-MLS. The numbers of the two messages are disjoint, so the bytes say which
 * of them they are. protocols A1, community-history 4.1.
 */
import * as Result from "effect/Result"
import * as Time from "../Time.ts"
import * as Decode from "./Decode.ts"
import * as Encode from "./Encode.ts"
import type * as Fields from "./Fields.ts"
import { decoded, type WireError } from "./Reading.ts"
import * as VoteBytes from "./VoteBytes.ts"

/** As it stands on the wire: nothing of it is checked but its size. `id` and `proposal`: uint32. */
export interface Vote {
  readonly id: number
  readonly owner: Uint8Array
  readonly proposal: number
  readonly at: Time.Seconds
  readonly yes: boolean
  readonly parent: Uint8Array
  readonly received: Uint8Array
  readonly hash: Uint8Array
  readonly signature: Uint8Array
}

/** As it stands on the wire. `id`, `voters` and `round`: uint32. */
export interface Proposal {
  readonly name: string
  readonly payload: Uint8Array
  readonly id: number
  readonly owner: Uint8Array
  readonly votes: ReadonlyArray<Vote>
  readonly voters: number
  readonly round: number
  readonly at: Time.Seconds
  readonly expires: Time.Seconds
  readonly live: boolean
}

export type Message =
  | { readonly _tag: "Proposal"; readonly proposal: Proposal }
  | { readonly _tag: "Vote"; readonly vote: Vote }

/** Votes that a proposal may carry; members that a vote may have. */
export const MAX_VOTES = 1024
/** Bytes of a proposal's name. */
export const MAX_NAME = 1024
/** Bytes of a proposal's payload. */
export const MAX_PAYLOAD = 64 * 1024
/** Bytes of a key, a hash or a signature, whatever the scheme. */
const MAX_PART = 128

export const encodeVote: (vote: Vote) => Uint8Array = VoteBytes.encode

export const encodeProposal = (proposal: Proposal): Uint8Array => {
  const votes = proposal.votes.map(encodeVote)
  return Encode.message(
    Encode.text(10, proposal.name),
    Encode.bytes(11, proposal.payload),
    Encode.integer(12, proposal.id),
    Encode.bytes(13, proposal.owner),
    ...votes.map((vote) => Encode.embedded(14, vote)),
    Encode.integer(15, proposal.voters),
    Encode.integer(16, proposal.round),
    Encode.integer(17, proposal.at),
    Encode.integer(18, proposal.expires),
    Encode.bool(19, proposal.live)
  )
}

type Scanned = ReadonlyArray<Fields.Field>

/** One value, one encoding: a number past its type, which others would cut, could be signed as one and sent as another. */
const upTo = (most: bigint, fields: Scanned, number: number): bigint => {
  const value = Decode.uint64(fields, number)
  if (value > most) throw new Decode.Unfit(`its field ${number} is out of range`)
  return value
}

const uint32 = (fields: Scanned, number: number): number => Number(upTo(0xff_ff_ff_ffn, fields, number))

const bool = (fields: Scanned, number: number): boolean => upTo(1n, fields, number) === 1n

const bytes = (fields: Scanned, number: number, most = MAX_PART): Uint8Array => {
  if (Decode.view(fields, number).length > most)
    throw new Decode.Unfit(`its field ${number} is longer than ${most} bytes`)
  return Decode.bytes(fields, number)
}

const seconds = (fields: Scanned, number: number): Time.Seconds => Time.unixSeconds(Decode.uint64(fields, number))

const voteOf = (fields: Scanned): Vote => ({
  id: uint32(fields, 20),
  owner: bytes(fields, 21),
  proposal: uint32(fields, 22),
  at: seconds(fields, 23),
  yes: bool(fields, 24),
  parent: bytes(fields, 25),
  received: bytes(fields, 26),
  hash: bytes(fields, 27),
  signature: bytes(fields, 28)
})

const voteIn = (bytes: Uint8Array): Vote => VoteBytes.read(bytes, MAX_PART) ?? voteOf(Decode.scanned(bytes))

const proposalOf = (fields: Scanned): Proposal => {
  if (fields.filter(({ number }) => number === 14).length > MAX_VOTES) {
    throw new Decode.Unfit(`it has more than ${MAX_VOTES} votes`)
  }
  if (Decode.view(fields, 10).length > MAX_NAME) throw new Decode.Unfit(`its name is longer than ${MAX_NAME} bytes`)
  return {
    name: Decode.text(fields, 10),
    payload: bytes(fields, 11, MAX_PAYLOAD),
    id: uint32(fields, 12),
    owner: bytes(fields, 13),
    votes: fields.filter(({ number, type }) => number === 14 && type === 2).map(({ bytes }) => voteIn(bytes)),
    voters: uint32(fields, 15),
    round: uint32(fields, 16),
    at: seconds(fields, 17),
    expires: seconds(fields, 18),
    live: bool(fields, 19)
  }
}

export const decodeVote = (bytes: Uint8Array): Result.Result<Vote, WireError> => {
  const vote = VoteBytes.read(bytes, MAX_PART)
  return vote === undefined ? decoded("Vote", bytes, voteOf) : Result.succeed(vote)
}

export const decodeProposal = (bytes: Uint8Array): Result.Result<Proposal, WireError> =>
  decoded("Proposal", bytes, proposalOf)

const within = (fields: Scanned, first: number, last: number): boolean =>
  fields.some(({ number }) => number >= first && number <= last)

/** A proposal or a vote, whichever the bytes are. */
export const decode = (bytes: Uint8Array): Result.Result<Message, WireError> => {
  const vote = bytes.length === 0 ? undefined : VoteBytes.read(bytes, MAX_PART)
  if (vote !== undefined) return Result.succeed({ _tag: "Vote", vote })
  return decoded("Proposal or Vote", bytes, (fields): Message => {
    const isProposal = within(fields, 10, 19)
    if (isProposal === within(fields, 20, 28)) throw new Decode.Unfit("it is neither a proposal nor a vote")
    return isProposal ? { _tag: "Proposal", proposal: proposalOf(fields) } : { _tag: "Vote", vote: voteOf(fields) }
  })
}
