/** Votes and proposals once more: fields written by hand, hashes of Node, the other Keccak and curve. */
import * as Codex from "./codex.ts"
import { keccak256 } from "./keccak.ts"
import * as Secp256k1 from "./secp256k1.ts"

const varint = (value: bigint): Buffer => {
  const bytes: Array<number> = []
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) + 128)
  }
}

const number = (field: number, value: bigint): Buffer =>
  value === 0n ? Buffer.alloc(0) : Buffer.concat([varint(BigInt(field * 8)), varint(value)])

const part = (field: number, value: Buffer): Buffer =>
  value.length === 0 ? value : Buffer.concat([varint(BigInt(field * 8 + 2)), varint(BigInt(value.length)), value])

const bytes = (text: string): Buffer => Buffer.from(text, "hex")

const little = (value: bigint, length: number): Buffer => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(value)
  return buffer.subarray(0, length)
}

interface VoteInput {
  readonly secret_key: string
  readonly vote_id: number
  readonly proposal_id: number
  readonly timestamp: string
  readonly vote: boolean
  readonly parent_hash: string
  readonly received_hash: string
  readonly profile: string
}

export const cast = (input: VoteInput) => {
  const secret = bytes(input.secret_key)
  // The key of a signature that it made itself: it has no other way to its public key.
  const probe = Codex.sha256(secret)
  const owner = keccak256(Secp256k1.recover(probe, Secp256k1.sign(probe, secret)).subarray(1)).subarray(12)
  const [id, proposal, at] = [BigInt(input.vote_id), BigInt(input.proposal_id), BigInt(input.timestamp)]
  const [parent, received] = [bytes(input.parent_hash), bytes(input.received_hash)]
  const hash = Codex.sha256(
    Buffer.concat([
      little(id, 4),
      owner,
      little(proposal, 4),
      little(at, 8),
      Buffer.of(Number(input.vote)),
      parent,
      received
    ])
  )
  const unsigned = Buffer.concat([
    number(20, id),
    part(21, owner),
    number(22, proposal),
    number(23, at),
    number(24, BigInt(input.vote)),
    part(25, parent),
    part(26, received),
    part(27, hash)
  ])
  const message = input.profile === "text" ? hash : unsigned
  const digest = keccak256(Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`), message)
  const signature = Buffer.from(Secp256k1.sign(digest, secret))
  signature[64] = signature[64]! + 27
  return {
    vote_owner: owner.toString("hex"),
    vote_hash: hash.toString("hex"),
    unsigned: unsigned.toString("hex"),
    digest: digest.toString("hex"),
    signature: signature.toString("hex"),
    bytes: Buffer.concat([unsigned, part(28, signature)]).toString("hex")
  }
}

interface ProposalInput {
  readonly name: string
  readonly subject: string
  readonly tie: string
  readonly owner: string
  readonly voters: ReadonlyArray<string>
  readonly context: string
  readonly timestamp: string
  readonly expiration_timestamp: string
  readonly liveness_criteria_yes: boolean
}

const sha256 = (...parts: ReadonlyArray<Buffer>): Buffer => Buffer.from(Codex.sha256(Buffer.concat(parts)))

export const proposal = (input: ProposalInput) => {
  const voters = [...new Set(input.voters)].sort()
  const electorate = sha256(sha256(Buffer.from(input.context)), ...voters.map(bytes))
  const payload = Buffer.concat([
    part(1, bytes(input.subject)),
    number(2, BigInt(input.tie === "retry")),
    part(3, electorate)
  ])
  const written = (id: bigint, round: bigint): Buffer =>
    Buffer.concat([
      part(10, Buffer.from(input.name)),
      part(11, payload),
      number(12, id),
      part(13, bytes(input.owner)),
      number(15, BigInt(voters.length)),
      number(16, round),
      number(17, BigInt(input.timestamp)),
      number(18, BigInt(input.expiration_timestamp)),
      number(19, BigInt(input.liveness_criteria_yes))
    ])
  const digest = sha256(written(0n, 0n))
  const id = digest.readUInt32LE()
  return {
    electorate: electorate.toString("hex"),
    digest: digest.toString("hex"),
    proposal_id: id,
    vote_ids: input.voters.map((voter) => sha256(digest, bytes(voter)).readUInt32LE()),
    bytes: written(BigInt(id), 1n).toString("hex")
  }
}
