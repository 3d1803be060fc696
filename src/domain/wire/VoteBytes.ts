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

/** Most votes fit; no vote is written while another one is. */
const desk = new Uint8Array(1024)
/** Bytes of the tags, the lengths and the numbers together, at the most. */
const REST = 96

const room = ({ hash, owner, parent, received, signature }: Vote): Uint8Array => {
  const needed = REST + owner.length + parent.length + received.length + hash.length + signature.length
  return needed <= desk.length ? desk : new Uint8Array(needed)
}

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

/** Writes everything but the signature, which comes last. Answers where it ends. */
const write = (vote: Vote, target: Uint8Array): number => {
  let at = putNumber(target, 0, ID, vote.id)
  at = putBytes(target, at, OWNER, vote.owner)
  at = putNumber(target, at, PROPOSAL, vote.proposal)
  if (vote.at !== 0n) {
    target[at] = AT
    target[at + 1] = SECOND
    at = Varint.put64(target, at + TAG, vote.at)
  }
  at = putNumber(target, at, YES, vote.yes ? 1 : 0)
  at = putBytes(target, at, PARENT, vote.parent)
  at = putBytes(target, at, RECEIVED, vote.received)
  return putBytes(target, at, HASH, vote.hash)
}

/** The bytes before the end of what `part` stands in, where they are these; else a copy of these. */
const atHome = (bytes: Uint8Array, part: Uint8Array): Uint8Array => {
  const from = part.byteOffset + part.length - bytes.length
  if (from < 0) return bytes.slice()
  const found = new Uint8Array(part.buffer, from, bytes.length)
  return Bytes.equals(found, bytes) ? found : bytes.slice()
}

/**
 * The canonical encoding, fields ascending, defaults omitted, and the part of it before the signature, which is last. Of a
 * vote that {@link read} read from these bytes they are the ones that it keeps: no further copy.
 */
export const encoded = (vote: Vote): { readonly bytes: Uint8Array; readonly unsigned: Uint8Array } => {
  const target = room(vote)
  const end = write(vote, target)
  const bytes = atHome(target.subarray(0, putBytes(target, end, SIGNATURE, vote.signature)), vote.signature)
  return { bytes, unsigned: bytes.subarray(0, end) }
}

export const encode = (vote: Vote): Uint8Array => encoded(vote).bytes

/** What a varint of seven bytes stays below: a double holds it exactly. */
const MOST = 2 ** 49

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
    for (let unit = 1; ; unit *= 0x80) {
      const byte = own[at++]
      if (byte === undefined || unit === MOST) return undefined
      value += (byte & 0x7f) * unit
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
