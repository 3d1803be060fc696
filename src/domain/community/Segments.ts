/**
 * Content too large for one message travels in parts. Each part names the Keccak-256 of the whole, its place and the number
 * of parts. Parts may come in any order, twice, or not at all, and anybody in the room may forge one: the hash of the whole
 * decides. Parity parts (Reed-Solomon) are recognised and not used. Source: 62/STATUS-PAYLOADS, status-go; CHA-79, A-25.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Wire from "../wire/Wire.ts"

export interface Segment {
  /** Hexadecimal, of the whole. */
  readonly hash: string
  readonly index: number
  readonly count: number
  readonly payload: Uint8Array
  readonly isParity: boolean
}

const HASH = 32
const MAX_COUNT = 256
/** Different contents for one place that are kept: only one of them can be right. Who forges more of them first suppresses the whole. */
const MAX_RIVALS = 3
const MAX_TRIALS = 64
/** What a waiting part costs beside its content. */
const OVERHEAD = 1024

/** Bytes of content in one part: with padding and encryption it stays below what a network carries. */
export const SIZE = 140 * 1024

/** The parts of the content, encoded; one, the content itself, where it is small enough. */
export const cut = (content: Uint8Array, size = SIZE): ReadonlyArray<Uint8Array> => {
  if (content.length <= size) return [content]
  const hash = keccak_256(content)
  const count = Math.ceil(content.length / size)
  return Array.from({ length: count }, (_, index) =>
    Wire.encodeSegment({ hash, index, count, payload: content.subarray(index * size, (index + 1) * size) })
  )
}

/** Field 1 and its length, which every writer puts first: nearly every payload is told from a part by these two bytes. */
const BEGINNING = [0x0a, HASH] as const

/** Reads a decrypted payload as a part; `undefined` where it is none. */
export const read = (bytes: Uint8Array): Segment | undefined => {
  if (bytes[0] !== BEGINNING[0] || bytes[1] !== BEGINNING[1]) return undefined
  const value = Wire.decodeSegment(bytes)
  if (Result.isFailure(value)) return undefined
  const { count, hash, index, isParity, payload } = value.success
  if (hash.length !== HASH || payload.length === 0) return undefined
  if (!isParity && (count < 2 || count > MAX_COUNT || index >= count)) return undefined
  return { hash: Bytes.toHex(hash), index, count, payload, isParity }
}

/** What carries a part: whatever the caller knows it by. */
export interface Joined<A> {
  readonly content: Uint8Array
  /** The carrier of the first part. */
  readonly first: A
}

export interface Joiner<A> {
  /** The whole, with the last part that was missing. `now`: what waits too long by then is given up. */
  readonly take: (segment: Segment, carrier: A, now?: Nanos) => Joined<A> | undefined
  /** The carriers of parts that were given up since it was asked last. */
  readonly givenUp: () => ReadonlyArray<A>
  /** The carriers of parts whose whole never came. */
  readonly rest: () => ReadonlyArray<A>
}

interface Part<A> {
  readonly payload: Uint8Array
  readonly carrier: A
}

interface Pending<A> {
  readonly count: number
  /** When its first part came. */
  readonly since: Nanos
  /** By place; more than one where they differ. */
  readonly parts: Map<number, Array<Part<A>>>
  size: number
  hashed: number
}

/** Every choice of one part for each place, the new one in its place. */
function* choices<A>(pending: Pending<A>, index: number, added: Part<A>): Generator<ReadonlyArray<Part<A>>> {
  const places = Array.from({ length: pending.count }, (_, place) =>
    place === index ? [added] : pending.parts.get(place)!
  )
  const total = Math.min(
    MAX_TRIALS,
    places.reduce((product, { length }) => Math.min(MAX_TRIALS, product * length), 1)
  )
  for (let n = 0; n < total; n++) {
    let rest = n
    yield places.map((rivals) => {
      const chosen = rivals[rest % rivals.length]!
      rest = Math.floor(rest / rivals.length)
      return chosen
    })
  }
}

export interface JoinerOptions {
  /** Of parts that wait; where there are more, those that wait longest are given up. */
  readonly maxBytes?: number
  /** Bytes of all parts of one whole, rivals included; more is given up. The longest text of this project has four million. */
  readonly maxWhole?: number
  /** How long a part waits for the others, since the first of them came. Without it they wait as long as there is room. */
  readonly maxAge?: Nanos
  /** Nobody asks for the rest: what is given up is forgotten. */
  readonly forgetful?: boolean
}

/** Carriers should be small: those of waiting parts are kept. Spare (parity) parts are nobody's loss. */
export const joiner = <A>({
  forgetful = false,
  maxAge,
  maxBytes = 64 * 1024 * 1024,
  maxWhole = 16 * 1024 * 1024
}: JoinerOptions = {}): Joiner<A> => {
  /** Bytes that are hashed for one whole, in all trials together, before it is given up. */
  const maxHashed = 2 * maxWhole
  const waiting = new Map<string, Pending<A>>()
  const givenUp: Array<A> = []
  let size = 0

  const carriers = ({ parts }: Pending<A>) => [...parts.values()].flat().map(({ carrier }) => carrier)
  const giveUp = (lost: ReadonlyArray<A>) => {
    if (!forgetful) givenUp.push(...lost)
  }
  const drop = (key: string, pending: Pending<A>) => {
    waiting.delete(key)
    size -= pending.size
  }
  const abandon = (key: string, pending: Pending<A>) => {
    giveUp(carriers(pending))
    drop(key, pending)
  }
  const shrink = (kept: string) => {
    for (const [key, pending] of waiting) {
      if (size <= maxBytes) return
      if (key === kept && waiting.size > 1) continue
      abandon(key, pending)
    }
  }
  /** They wait in the order in which their first parts came. */
  const expire = (now: Nanos) => {
    if (maxAge === undefined) return
    for (const [key, pending] of waiting) {
      if (Time.add(pending.since, maxAge) >= now) return
      abandon(key, pending)
    }
  }
  const tried = (pending: Pending<A>, hash: string, index: number, added: Part<A>): Joined<A> | undefined => {
    for (const choice of choices(pending, index, added)) {
      if (pending.hashed > maxHashed) return undefined
      const content = Bytes.concat(choice.map((part) => part.payload))
      pending.hashed += content.length
      if (Bytes.toHex(keccak_256(content)) === hash) return { content, first: choice[0]!.carrier }
    }
    return undefined
  }

  return {
    take: ({ count, hash, index, isParity, payload }, carrier, now = Time.nanos(0n)) => {
      expire(now)
      if (isParity) return undefined
      const key = `${hash} ${count}`
      const pending = waiting.get(key) ?? {
        count,
        since: now,
        parts: new Map<number, Array<Part<A>>>(),
        size: 0,
        hashed: 0
      }
      waiting.set(key, pending)
      const rivals = pending.parts.get(index) ?? []
      const added = { payload, carrier }
      if (rivals.some((rival) => Bytes.equals(rival.payload, payload))) return undefined
      if (rivals.length >= MAX_RIVALS) {
        giveUp([carrier])
        return undefined
      }
      rivals.push(added)
      pending.parts.set(index, rivals)
      pending.size += payload.length + OVERHEAD
      size += payload.length + OVERHEAD
      const joined = pending.parts.size === count ? tried(pending, hash, index, added) : undefined
      if (joined !== undefined) drop(key, pending)
      else if (pending.size > maxWhole || pending.hashed > maxHashed) abandon(key, pending)
      else shrink(key)
      return joined
    },
    givenUp: () => givenUp.splice(0),
    rest: () => [...givenUp.splice(0), ...[...waiting.values()].flatMap(carriers)]
  }
}
