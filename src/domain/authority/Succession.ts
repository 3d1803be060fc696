/**
 * Who may speak as the control node, from the community key on: each hand-over names a charter, signed by the holder before,
 * and carries the certificate of at least two thirds of the members it names. Whoever knows the community id can check
 * the whole chain, and needs to trust nobody who passes it on. protocols D3.3.
 *
 * What it cannot tell: which of two chains is the true one where a holder signed charters with different members. Who
 * follows one of them stays with it; who comes later takes the first that is shown to him.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Application from "../community/Application.ts"
import * as Envelope from "../community/Envelope.ts"
import type { CommunityId } from "../community/PublicKey.ts"
import * as PublicKey from "../community/PublicKey.ts"
import * as Certificate from "../consensus/Certificate.ts"
import * as Electorate from "../consensus/Electorate.ts"
import type { Hashes } from "../consensus/Vote.ts"
import * as Time from "../Time.ts"
import * as Roles from "../wire/Roles.ts"
import * as Charter from "./Charter.ts"
import * as Handover from "./Handover.ts"

/** A hand-over of which everything holds. Only {@link verify} makes it. `at`: when it was proposed. */
export interface Link {
  readonly handover: Handover.Handover
  readonly at: Time.Millis
  readonly wire: Roles.Link
}

/** `holder`: who has the role after the last hand-over. */
export interface Succession {
  readonly community: CommunityId
  readonly links: ReadonlyArray<Link>
  readonly holder: PublicKey.PublicKey
}

export interface SuccessionError {
  readonly _tag: "SuccessionError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<SuccessionError>({ _tag: "SuccessionError", why })

/** Nobody was ever handed the role: it belongs to the community key. */
export const initial = (community: CommunityId): Succession => ({
  community,
  links: [],
  holder: PublicKey.ofCommunity(community)
})

export const epochOf = ({ links }: Succession): bigint => BigInt(links.length)

/**
 * Whether this author had the role when he said what has this clock. Who had it before is believed about the time before the
 * hand-over was proposed: until his successor speaks, that is what there is.
 */
export const speaks = (
  { community, holder, links }: Succession,
  author: PublicKey.PublicKey,
  clock: Time.Millis
): boolean => {
  const before = [PublicKey.ofCommunity(community), ...links.map(({ handover }) => handover.successor)]
  return Bytes.equals(author, holder) || links.some(({ at }, n) => clock <= at && Bytes.equals(author, before[n]!))
}

/** A hand-over that was read, and whose signatures are still to be recovered: that of the charter, then those of the votes. */
export interface Unproved {
  readonly wire: Roles.Link
  readonly envelope: Envelope.Content
  readonly charter: Charter.Charter
  readonly handover: Handover.Handover
  readonly certificate: Certificate.Unproved
}

/** An envelope with a charter in it; its signature is not checked yet. */
export const readCharter = (
  bytes: Uint8Array,
  community: CommunityId,
  { keccak256, sha256 }: Hashes
): Result.Result<{ readonly envelope: Envelope.Content; readonly charter: Charter.Charter }, SuccessionError> => {
  const envelope = Envelope.read(bytes, keccak256)
  if (Result.isFailure(envelope)) return refuse(envelope.failure.why)
  if (envelope.success.type !== Application.Type.COMMUNITY_CHARTER) return refuse("it is no charter")
  const charter = Charter.decode(envelope.success.payload, community, sha256)
  return Result.isFailure(charter)
    ? refuse(charter.failure.why)
    : Result.succeed({ envelope: envelope.success, charter: charter.success })
}

const readLink = (
  wire: Roles.Link,
  community: CommunityId,
  hashes: Hashes
): Result.Result<Unproved, SuccessionError> => {
  const charter = readCharter(wire.charter, community, hashes)
  if (Result.isFailure(charter)) return Result.fail(charter.failure)
  const certificate = Certificate.read(wire.certificate, "anchor", hashes)
  if (Result.isFailure(certificate)) return refuse(`its certificate is refused: ${certificate.failure.reason}`)
  const handover = Handover.decode(certificate.success.proposal.terms.subject, community)
  if (handover === undefined) return refuse("its vote was about something else")
  return Result.succeed({ wire, ...charter.success, certificate: certificate.success, handover })
}

/** Reads the payload of its envelope. Nothing of it is proved. */
export const read = (
  bytes: Uint8Array,
  community: CommunityId,
  hashes: Hashes
): Result.Result<ReadonlyArray<Unproved>, SuccessionError> => {
  const links = Roles.decodeSuccession(bytes)
  return Result.isFailure(links)
    ? refuse(links.failure.why)
    : Result.all(links.success.map((link) => readLink(link, community, hashes)))
}

/** What is to be recovered of it, in the order that {@link extend} takes the signers. */
export const signatures = ({ certificate, envelope }: Unproved) => [
  { digest: envelope.digest, signature: envelope.signature },
  ...certificate.votes.map(({ digest, wire }) => ({ digest, signature: wire.signature }))
]

const holds = (succession: Succession, signer: Option.Option<PublicKey.PublicKey>): boolean =>
  Option.exists(signer, (key) => Bytes.equals(key, succession.holder))

/**
 * Why a hand-over cannot be the next one, as far as that can be said without looking at a signature. Anybody can send one with a
 * charter that is true and votes that are not.
 */
export const implausible = (
  succession: Succession,
  { certificate, charter, handover, wire }: Unproved,
  { sha256 }: Pick<Hashes, "sha256">
): string | undefined => {
  const epoch = epochOf(succession)
  const { digest, members } = charter.electorate
  const { proposal, votes } = certificate
  if (charter.epoch !== epoch || handover.epoch !== epoch) return "it belongs to another epoch"
  if (succession.links.length >= Roles.MAX_LINKS) return `the role was handed over ${Roles.MAX_LINKS} times`
  if (!Bytes.equals(sha256(wire.charter), handover.charter)) return "its vote was under another charter"
  if (!Bytes.equals(proposal.terms.electorate, digest)) return "its vote was among others"
  const owners = new Set(votes.map(({ owner }) => owner))
  if (owners.size !== votes.length || votes.length > members.length) return "somebody votes twice in it"
  if (votes.length < Electorate.quorum(members.length)) return "too few voted"
  return votes.every(({ owner }) => Electorate.has(charter.electorate, owner)) ? undefined : "a stranger voted"
}

/** One hand-over further, if it is one from this holder and of this epoch, and enough of those he named agreed. */
export const extend = (
  succession: Succession,
  link: Unproved,
  [signer = Option.none(), ...voters]: ReadonlyArray<Option.Option<PublicKey.PublicKey>>,
  hashes: Hashes
): Result.Result<Succession, SuccessionError> => {
  if (!holds(succession, signer)) return refuse("its charter is not signed by the holder of the role")
  const why = implausible(succession, link, hashes)
  if (why !== undefined) return refuse(why)
  const { certificate, charter, handover, wire } = link
  const proved = Certificate.verify(certificate, voters, charter.electorate, hashes)
  if (Result.isFailure(proved)) return refuse(`its certificate is refused: ${proved.failure.reason}`)
  return Result.succeed(along(succession, { handover, at: Time.millis(certificate.proposal.at * 1000n), wire }))
}

/** All hand-overs from the community key on. `signers`: of each, as {@link signatures} lists them. */
export const verify = (
  community: CommunityId,
  links: ReadonlyArray<Unproved>,
  signers: ReadonlyArray<ReadonlyArray<Option.Option<PublicKey.PublicKey>>>,
  hashes: Hashes
): Result.Result<Succession, SuccessionError> =>
  links.reduce<Result.Result<Succession, SuccessionError>>(
    (before, link, n) => Result.flatMap(before, (succession) => extend(succession, link, signers[n] ?? [], hashes)),
    Result.succeed(initial(community))
  )

/** The link of `held` at this place, where it is the very same: then nothing of it need be proved again. */
export const known = ({ links }: Succession, place: number, { wire }: Unproved): Link | undefined => {
  const link = links[place]
  const isSame =
    link !== undefined &&
    Bytes.equals(link.wire.charter, wire.charter) &&
    Bytes.equals(link.wire.certificate, wire.certificate)
  return isSame ? link : undefined
}

/** One hand-over further, by a link that was proved before. */
export const along = (succession: Succession, link: Link): Succession => ({
  ...succession,
  links: [...succession.links, link],
  holder: link.handover.successor
})

/** The same hand-over may be proved by different votes. */
const isSame = (left: Link, right: Link): boolean =>
  Bytes.equals(left.handover.successor, right.handover.successor) &&
  Bytes.equals(left.handover.charter, right.handover.charter)

/**
 * What somebody who follows `held` makes of another chain: goes on along it, has it already, or stays, where the two part.
 */
export const follow = (
  held: Succession,
  offered: Succession
): { readonly succession: Succession; readonly parted: boolean } => {
  const parted = held.links.some((link, n) => offered.links[n] !== undefined && !isSame(link, offered.links[n]))
  return { succession: !parted && offered.links.length > held.links.length ? offered : held, parted }
}

/** The payload of the envelope that carries it. */
export const encode = ({ links }: Succession): Uint8Array => encodeLinks(links.map(({ wire }) => wire))

/** The same of hand-overs that are still to be proved. */
export const encodeLinks: (links: ReadonlyArray<Roles.Link>) => Uint8Array = Roles.encodeSuccession
