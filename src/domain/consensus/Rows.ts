/**
 * The state of the votes as rows: the electorate, a head for each session, a row for each vote. A vote that was verified is
 * written once and never again.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Address from "../community/Address.ts"
import type { Damaged, Row, Save } from "../Step.ts"
import * as Time from "../Time.ts"
import * as Encode from "../wire/Encode.ts"
import * as Fields from "../wire/Fields.ts"
import * as Voting from "../wire/Voting.ts"
import * as Electorate from "./Electorate.ts"
import type { ProposalId } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Registry } from "./Registry.ts"
import type { Session, State } from "./Session.ts"
import * as Sessions from "./Session.ts"
import type { Hashes, Verified } from "./Vote.ts"
import * as Vote from "./Vote.ts"

const ELECTORATE = "electorate"
const FLOOR = "floor"

const headKey = (id: ProposalId): string => `session/${Proposals.toText(id)}`

/** A member has at most two votes: its first, and one that says otherwise. */
type Place = "first" | "other"

const voteKey = (id: ProposalId, { owner }: Verified, place: Place): string =>
  `vote/${Proposals.toText(id)}/${owner}/${place}`

const save = (key: string, value: Uint8Array): Save => ({ _tag: "Save", key, value })

export const saveElectorate = (electorate: Electorate.Electorate): Save => save(ELECTORATE, electorate.bytes)

export const saveFloor = (floor: Time.Seconds): Save => save(FLOOR, Encode.message(Encode.integer(1, floor)))

const STATES = ["Active", "Yes", "No", "Tied", "Insufficient"] as const

const stateName = (state: State): (typeof STATES)[number] =>
  state._tag === "Active" ? "Active" : state._tag === "Failed" ? state.why : state.yes ? "Yes" : "No"

const stateOf = (name: (typeof STATES)[number], at: Time.Nanos): State => {
  switch (name) {
    case "Active":
      return { _tag: "Active" }
    case "Yes":
    case "No":
      return { _tag: "Reached", yes: name === "Yes", at }
    case "Tied":
    case "Insufficient":
      return { _tag: "Failed", why: name, at }
  }
}

/** Everything of a session but its votes. */
export const saveHead = ({ asked, electorate, own, proposal, repeated, state }: Session): Save =>
  save(
    headKey(proposal.id),
    Encode.message(
      Encode.bytes(1, Voting.encodeProposal(Proposals.toWire(proposal, [], 0))),
      Encode.bytes(2, electorate.bytes),
      Encode.integer(3, STATES.indexOf(stateName(state))),
      Encode.integer(4, state._tag === "Active" ? 0n : state.at),
      Encode.bytes(5, Bytes.concat(own.map(Address.toBytes))),
      Encode.bool(6, repeated),
      Encode.integer(7, asked.times),
      Encode.integer(8, asked.at)
    )
  )

export const saveVote = (id: ProposalId, vote: Verified, place: Place): Save =>
  save(voteKey(id, vote, place), vote.bytes)

/** The keys of all rows of a session. */
export const keys = ({ proposal: { id }, votes }: Session): ReadonlyArray<string> => [
  headKey(id),
  ...[...HashMap.values(votes)].flatMap(({ other, vote }) => [
    voteKey(id, vote, "first"),
    ...Option.toArray(other).map((vote) => voteKey(id, vote, "other"))
  ])
]

const damaged = (key: string): Result.Result<never, Damaged> =>
  Result.fail({ _tag: "Damaged", why: `the row ${key} is not one of a vote` })

const addresses = (bytes: Uint8Array): ReadonlyArray<Address.Address> | undefined =>
  bytes.length % Address.LENGTH === 0
    ? Array.from({ length: bytes.length / Address.LENGTH }, (_, n) =>
        Address.fromBytes(bytes.subarray(n * Address.LENGTH, (n + 1) * Address.LENGTH))!
      )
    : undefined

const headOf = (value: Uint8Array, sha256: Hashes["sha256"]): Session | undefined => {
  const fields = Fields.scan(value) ?? []
  const part = (number: number) => Fields.last(fields, number, 2)?.bytes ?? Bytes.empty
  const number = (number: number) => Fields.last(fields, number, 0)?.value ?? 0n
  const proposal = Result.getSuccess(
    Result.flatMap(
      Result.mapError(Voting.decodeProposal(part(1)), () => undefined),
      (wire) => Result.mapError(Proposals.of(wire, sha256), () => undefined)
    )
  )
  const electorate = Electorate.decode(part(2))
  const name = STATES[Number(number(3))]
  const own = addresses(part(5))
  if (Option.isNone(proposal) || electorate === undefined || name === undefined || own === undefined) return undefined
  return {
    ...Sessions.open(proposal.value, electorate),
    state: stateOf(name, Time.nanos(number(4))),
    own,
    repeated: number(6) === 1n,
    asked: { times: Number(number(7)), at: Time.nanos(number(8)) }
  }
}

interface Kept {
  readonly vote: Verified
  readonly place: Place
}

/** The vote of a row, if it is the row of this vote. */
const voteOf = (id: string, key: string, value: Uint8Array): Kept | undefined => {
  const vote = Vote.kept(value)
  const place = key.endsWith("/first") ? "first" : "other"
  return vote !== undefined && key === `vote/${id}/${vote.owner}/${place}` ? { vote, place } : undefined
}

/** The session with its votes; `undefined` where a member has another vote alone. */
const filled = (session: Session, votes: ReadonlyArray<Kept>): Session | undefined => {
  const byOwner = Map.groupBy(votes, ({ vote }) => vote.owner)
  let held = session.votes
  const tally = { ...session.tally }
  for (const [owner, kept] of byOwner) {
    const first = kept.find(({ place }) => place === "first")
    const other = kept.find(({ place }) => place === "other")
    if (first === undefined) return undefined
    held = HashMap.set(held, owner, { vote: first.vote, other: Option.fromUndefinedOr(other?.vote) })
    if (other !== undefined) tally.both++
    else if (first.vote.wire.yes) tally.yes++
    else tally.no++
  }
  return { ...session, votes: held, tally }
}

/** What the rows say, in any order. */
export const restore = (rows: ReadonlyArray<Row>, sha256: Hashes["sha256"]): Result.Result<Registry, Damaged> => {
  let electorate = Option.none<Electorate.Electorate>()
  let floor = Time.unixSeconds(0n)
  const heads = new Map<string, Session>()
  const votes = new Map<string, Array<Kept>>()
  for (const { key, value } of rows) {
    const [kind, id = ""] = key.split("/", 2)
    if (key === ELECTORATE) {
      electorate = Option.fromUndefinedOr(Electorate.decode(value))
      if (Option.isNone(electorate)) return damaged(key)
    } else if (key === FLOOR) {
      floor = Time.unixSeconds(Fields.last(Fields.scan(value) ?? [], 1, 0)?.value ?? 0n)
      if (floor === 0n) return damaged(key)
    } else if (kind === "session") {
      const head = headOf(value, sha256)
      if (head === undefined || headKey(head.proposal.id) !== key) return damaged(key)
      heads.set(id, head)
    } else {
      const kept = kind === "vote" ? voteOf(id, key, value) : undefined
      if (kept === undefined) return damaged(key)
      const others = votes.get(id)
      if (others === undefined) votes.set(id, [kept])
      else others.push(kept)
    }
  }
  let sessions = HashMap.empty<ProposalId, Session>()
  for (const [id, head] of heads) {
    const session = filled(head, votes.get(id) ?? [])
    if (session === undefined) return damaged(`session/${id}`)
    sessions = HashMap.set(sessions, head.proposal.id, session)
    votes.delete(id)
  }
  const [orphan] = votes.keys()
  return orphan === undefined ? Result.succeed({ electorate, sessions, floor }) : damaged(`vote/${orphan}`)
}
