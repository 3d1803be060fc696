/**
 * Votes on the wire, in bulk: each is read once and written twice, to be signed and to be kept. Writes the canonical encoding;
 * reads the encodings that everybody writes, fields ascending and known, and leaves everything else to the general decoder.
 */
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import * as Varint from "./Varint.ts"
import type { Vote } from "./Voting.ts"

const ID = 0xa0
const OWNER = 0xaa
const PROPOSAL = 0xb0
const AT = 0xb8
const YES = 0xc0
const PARENT = 0xca
const RECEIVED = 0xd2
const HASH = 0xda
const SIGNATURE = 0xe2
/** Fields 20 to 28 have tags of two bytes. */
const SECOND = 0x01

const TAG = 2

const field = ({ length }: Uint8Array): number => (length === 0 ? 0 : TAG + Varint.sizeOf(length) + length)

const size = ({ at, hash, id, owner, parent, proposal, received, yes }: Vote, signature: Uint8Array): number =>
  (id === 0 ? 0 : TAG + Varint.sizeOf(id)) +
  field(owner) +
  (proposal === 0 ? 0 : TAG + Varint.sizeOf(proposal)) +
  (at === 0n ? 0 : TAG + Varint.sizeOf64(at)) +
  (yes ? TAG + 1 : 0) +
  field(parent) +
  field(received) +
  field(hash) +
  field(signature)

const putBytes = (target: Uint8Array, from: number, tag: number, bytes: Uint8Array): number => {
  if (bytes.length === 0) return from
  target[from] = tag
  target[from + 1] = SECOND
  const at = Varint.put(target, from + TAG, bytes.length)
  target.set(bytes, at)
  return at + bytes.length
}

const putNumber = (target: Uint8Array, from: number, tag: number, value: number): number => {
  if (value === 0) return from
  target[from] = tag
  target[from + 1] = SECOND
  return Varint.put(target, from + TAG, value)
}

/** The canonical encoding, fields ascending, defaults omitted; under another signature where one is given. */
export const encode = (vote: Vote, signature = vote.signature): Uint8Array => {
  const bytes = new Uint8Array(size(vote, signature))
  let at = putNumber(bytes, 0, ID, vote.id)
  at = putBytes(bytes, at, OWNER, vote.owner)
  at = putNumber(bytes, at, PROPOSAL, vote.proposal)
  if (vote.at !== 0n) {
    bytes[at] = AT
    bytes[at + 1] = SECOND
    at = Varint.put64(bytes, at + TAG, vote.at)
  }
  at = putNumber(bytes, at, YES, vote.yes ? 1 : 0)
  at = putBytes(bytes, at, PARENT, vote.parent)
  at = putBytes(bytes, at, RECEIVED, vote.received)
  at = putBytes(bytes, at, HASH, vote.hash)
  putBytes(bytes, at, SIGNATURE, signature)
  return bytes
}

/** Bytes of a number that a double holds exactly. */
const LONGEST = 7

const MAX_UINT32 = 0xff_ff_ff_ff

/**
 * The vote, its bytes a copy; nothing where the encoding is not the usual one, or a part has more than `most` bytes, which
 * says nothing about whether it is valid.
 */
export const read = (bytes: Uint8Array, most: number): Vote | undefined => {
  const own = bytes.slice()
  let id = 0
  let owner = Bytes.empty
  let proposal = 0
  let seconds = 0
  let yes = false
  let parent = Bytes.empty
  let received = Bytes.empty
  let hash = Bytes.empty
  let signature = Bytes.empty
  let at = 0
  let before = 0
  while (at < own.length) {
    const tag = own[at]!
    if (tag <= before || own[at + 1] !== SECOND) return undefined
    before = tag
    at += TAG
    let value = 0
    for (let shift = 0; ; shift++) {
      const byte = own[at++]
      if (byte === undefined || shift === LONGEST) return undefined
      value += (byte & 0x7f) * 2 ** (7 * shift)
      if (byte < 0x80) break
    }
    switch (tag) {
      case ID:
      case PROPOSAL:
        if (value > MAX_UINT32) return undefined
        if (tag === ID) id = value
        else proposal = value
        continue
      case AT:
        seconds = value
        continue
      case YES:
        if (value > 1) return undefined
        yes = value === 1
        continue
    }
    const end = at + value
    if (value > most || end > own.length) return undefined
    const part = own.subarray(at, end)
    at = end
    switch (tag) {
      case OWNER:
        owner = part
        break
      case PARENT:
        parent = part
        break
      case RECEIVED:
        received = part
        break
      case HASH:
        hash = part
        break
      case SIGNATURE:
        signature = part
        break
      default:
        return undefined
    }
  }
  return { id, owner, proposal, at: Time.unixSeconds(BigInt(seconds)), yes, parent, received, hash, signature }
}
