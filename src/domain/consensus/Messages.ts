/** What a peer sends of a session. Lists that hold, and the votes that hang on none of them by themselves. HGC-10, HGC-16; A4 (HX-8). */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import * as Voting from "../wire/Voting.ts"
import * as Chain from "./Chain.ts"
import type { Proposal } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Network } from "./Rounds.ts"
import * as Rounds from "./Rounds.ts"
import type { Session } from "./Session.ts"
import type { Verified } from "./Vote.ts"

/** Bytes of votes in one message; it stays below what a Waku message may have. */
const MAX_LIST = 64 * 1024
/** Votes that are sent by themselves when a session is repeated. */
const MAX_SINGLE = 32

/** The list that the next vote stands on: the longest one that begins with the proposer's vote. */
export const list = ({ proposal, votes }: Session): ReadonlyArray<Verified> => {
  const first = HashMap.get(votes, proposal.owner)
  if (Option.isNone(first)) return []
  return Chain.longest(
    [...HashMap.values(votes)].map(({ vote }) => vote),
    first.value.vote
  )
}

/** A beginning of a list that holds is one, too. */
const fitting = (votes: ReadonlyArray<Verified>): ReadonlyArray<Verified> => {
  let room = MAX_LIST
  return votes.filter(({ bytes }) => (room -= bytes.length) >= 0)
}

const proposed = (proposal: Proposal, votes: ReadonlyArray<Verified>, network: Network): Uint8Array =>
  Voting.encodeProposal(Proposals.toWire(proposal, votes, Rounds.at(network, votes.length)))

/** The proposal with the longest list, and of `wanted` what is not in it. */
export const of = (session: Session, wanted: ReadonlyArray<Verified>, network: Network): ReadonlyArray<Uint8Array> => {
  const votes = fitting(list(session))
  const listed = HashSet.fromIterable(votes)
  return [
    proposed(session.proposal, votes, network),
    ...wanted
      .filter((vote) => !HashSet.has(listed, vote))
      .slice(0, MAX_SINGLE)
      .map(({ bytes }) => bytes)
  ]
}

/** Every vote that is held: our own first, then those that expose somebody, then the others. */
export const wanted = ({ own, votes }: Session): ReadonlyArray<Verified> => {
  const held = [...HashMap.values(votes)]
  const isOwn = ({ owner }: Verified) => own.includes(owner)
  const exposing = held.flatMap(({ other, vote }) => (Option.isSome(other) ? [vote, other.value] : []))
  const rest = held.flatMap(({ other, vote }) => (Option.isSome(other) ? [] : [vote]))
  return [...rest.filter(isOwn), ...exposing, ...rest.filter((vote) => !isOwn(vote))]
}
