/**
 * One vote: what is hashed, what is signed, and the proof that its owner signed it. HGC-06, HGC-09, HGC-11; H-2…4; protocols A2.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Brand from "effect/Brand"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Address from "../community/Address.ts"
import type { PublicKey } from "../community/PublicKey.ts"
import type * as Time from "../Time.ts"
import * as VoteBytes from "../wire/VoteBytes.ts"
import * as Voting from "../wire/Voting.ts"
import * as Rejection from "./Rejection.ts"

/** What is signed: `anchor` the encoded vote with an empty signature, `text` the vote's hash; both as a personal message. */
export type Profile = "anchor" | "text"

/** Hash functions of 32 bytes. A host may have faster ones than ours. */
export interface Hashes {
  readonly sha256: (bytes: Uint8Array) => Uint8Array
  readonly keccak256: (bytes: Uint8Array) => Uint8Array
}

export const pureHashes: Hashes = { sha256, keccak256: keccak_256 }

/** `bytes`: the canonical encoding. */
interface Owned {
  readonly wire: Voting.Vote
  readonly bytes: Uint8Array
  readonly owner: Address.Address
}

/** A vote whose form and hash hold, and what its signature must be of. Only {@link check} makes it. */
export type Checked = Brand.Branded<Owned & { readonly digest: Uint8Array }, "CheckedVote">

/** A vote that its owner signed. Only {@link verify} makes it, and {@link kept} from what it made. */
export type Verified = Brand.Branded<Owned, "VerifiedVote">

const checked = Brand.nominal<Checked>()
const verified = Brand.nominal<Verified>()

export const HASH = 32
const SIGNATURE = 65
/** `v` of the first of two possible signers; the other one is one more (EIP-191 as wallets write it). */
const FIRST_SIGNER = 27

const desk = new Uint8Array(4096)
const word = new DataView(desk.buffer)

/**
 * SHA-256 over the vote's parts, numbers little-endian (H-2). No two votes that {@link check} takes have one hash, although
 * the parts have no lengths: their owners have 20 bytes, and a parent comes with a received hash.
 */
export const hash = (vote: Omit<Voting.Vote, "hash" | "signature">, sha256: Hashes["sha256"]): Uint8Array => {
  let at = 0
  const put = (bytes: Uint8Array) => {
    desk.set(bytes, at)
    at += bytes.length
  }
  word.setUint32(at, vote.id, true)
  at += 4
  put(vote.owner)
  word.setUint32(at, vote.proposal, true)
  at += 4
  word.setBigUint64(at, vote.at, true)
  at += 8
  desk[at++] = vote.yes ? 1 : 0
  put(vote.parent)
  put(vote.received)
  return sha256(desk.subarray(0, at))
}

const digestOf = (
  { hash }: Voting.Vote,
  unsigned: Uint8Array,
  profile: Profile,
  keccak256?: Hashes["keccak256"]
): Uint8Array => Address.personalDigest(profile === "text" ? hash : unsigned, keccak256)

/** The 32 bytes that are signed (EIP-191): of the encoded vote as if it had no signature, or of its hash. */
export const signingDigest = (vote: Voting.Vote, profile: Profile, keccak256?: Hashes["keccak256"]): Uint8Array =>
  digestOf(vote, VoteBytes.encoded(vote).unsigned, profile, keccak256)

const isLink = ({ length }: Uint8Array): boolean => length === 0 || length === HASH

/** A vote without its signature. `parent`: of the owner's last vote, `received`: of the last vote of the list (H-1). */
export interface Draft {
  readonly id: number
  readonly owner: Address.Address
  readonly proposal: number
  readonly at: Time.Seconds
  readonly yes: boolean
  readonly parent: Uint8Array
  readonly received: Uint8Array
}

/** The vote to be signed, its hash in it. */
export const draft = ({ owner, ...rest }: Draft, sha256: Hashes["sha256"]): Voting.Vote => {
  const vote = { ...rest, owner: Address.toBytes(owner), hash: Bytes.empty, signature: Bytes.empty }
  return { ...vote, hash: hash(vote, sha256) }
}

/** The vote with the signature that a key gave of its {@link signingDigest}, `v` 0 or 1. */
export const signed = (vote: Voting.Vote, signature: Uint8Array): Voting.Vote => ({
  ...vote,
  signature: signature.with(64, FIRST_SIGNER + signature[64]!)
})

/** Form, lengths and hash: all that can be said before the signer is known. */
export const check = (
  wire: Voting.Vote,
  profile: Profile,
  { keccak256, sha256 }: Hashes
): Result.Result<Checked, Rejection.Rejection> => {
  if (wire.owner.length === 0) return Rejection.fail("EmptyVoteOwner")
  if (wire.hash.length === 0) return Rejection.fail("EmptyVoteHash")
  if (wire.signature.length === 0) return Rejection.fail("EmptySignature")
  const owner = Address.fromBytes(wire.owner)
  if (owner === undefined || wire.signature.length !== SIGNATURE || !isLink(wire.parent) || !isLink(wire.received)) {
    return Rejection.fail("InvalidLength")
  }
  // 0 and 1 would name the same signers: a second form of the same vote.
  if (wire.signature[64] !== FIRST_SIGNER && wire.signature[64] !== FIRST_SIGNER + 1) {
    return Rejection.fail("InvalidVoteSignature")
  }
  // Who repeats a vote has heard one. A parent alone would be hashed as a received hash alone is.
  if (wire.parent.length > wire.received.length) return Rejection.fail("ParentHashMismatch")
  if (!Bytes.equals(hash(wire, sha256), wire.hash)) return Rejection.fail("InvalidVoteHash")
  const { bytes, unsigned } = VoteBytes.encoded(wire)
  return Result.succeed(checked({ wire, bytes, owner, digest: digestOf(wire, unsigned, profile, keccak256) }))
}

/** The vote, if `signer` is its owner: who signed its digest, as the port `Signatures` recovers it. */
export const verify = (
  { bytes, owner, wire }: Checked,
  signer: Option.Option<PublicKey>,
  keccak256?: Hashes["keccak256"]
): Result.Result<Verified, Rejection.Rejection> =>
  Option.isSome(signer) && Address.of(signer.value, keccak256) === owner
    ? Result.succeed(verified({ wire, bytes, owner }))
    : Rejection.fail("InvalidVoteSignature")

/** A vote that was verified when this node kept it; `undefined` where the bytes are none. Never for what others wrote. */
export const kept = (bytes: Uint8Array): Verified | undefined => {
  const wire = Option.getOrUndefined(Result.getSuccess(Voting.decodeVote(bytes)))
  const owner = wire === undefined ? undefined : Address.fromBytes(wire.owner)
  return wire === undefined || owner === undefined
    ? undefined
    : verified({ wire, bytes: Voting.encodeVote(wire), owner })
}
