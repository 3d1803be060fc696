/**
 * Bloom filters of message ids: which ids somebody may have. The parameters are not on the wire: participants of a channel
 * share them. Hashes and bits are those of js-waku and nim-sds. SDS-05, SDS-13, D-4.
 */
import * as Murmur from "./Murmur.ts"

export interface Parameters {
  /** How many ids it holds at its error rate. */
  readonly capacity: number
  readonly bits: number
  readonly hashes: number
  /** What a filter takes on the wire: words of eight bytes, most significant first. */
  readonly bytes: number
}

const WORD = 64

/** `capacity`: ids, at least 1. `errorRate`: how often an id that is not in a full filter seems to be, in (0, 1). */
export const parameters = (capacity: number, errorRate: number): Parameters => {
  const each = Math.ceil(-Math.log(errorRate) / Math.LN2 ** 2)
  const bits = capacity * each
  return {
    capacity,
    bits,
    hashes: Math.round(Math.LN2 * each),
    bytes: (1 + Math.floor(bits / WORD)) * (WORD / 8)
  }
}

/** The only filter that js-waku reads; 18,752 bytes of every message. */
export const jsw: Parameters = parameters(10_000, 0.001)

/** Which bits stand for the id. */
export const positions = ({ bits, hashes }: Parameters, id: string): Uint32Array => {
  const first = Math.abs(Murmur.hash(id)) % bits
  const second = Math.abs(Murmur.hash(`${id} b`)) % bits
  return Uint32Array.from({ length: hashes }, (_, n) => (first + n * second) % bits)
}

/** The byte that holds a bit: within its word the least significant one comes last. */
const byteOf = (position: number): number => Math.floor(position / WORD) * 8 + 7 - ((position % WORD) >>> 3)

/** Whether a filter that somebody sent may hold the id with these positions. One of another size says nothing. */
export const mayHold = ({ bytes }: Parameters, filter: Uint8Array, positions: Uint32Array): boolean =>
  filter.length === bytes && positions.every((position) => (filter[byteOf(position)]! & (1 << (position & 7))) !== 0)

interface Pending {
  readonly id: string
  readonly before: Pending | undefined
}

/** A filter that grows. Ids wait until its bytes are asked for: most messages are received, few are sent. */
export interface Filter {
  readonly parameters: Parameters
  readonly base: Uint8Array
  readonly pending: Pending | undefined
}

export const empty = (parameters: Parameters): Filter => ({
  parameters,
  base: new Uint8Array(parameters.bytes),
  pending: undefined
})

export const add = (filter: Filter, id: string): Filter => ({ ...filter, pending: { id, before: filter.pending } })

/** The same filter, nothing waiting. */
export const settled = (filter: Filter): Filter => {
  if (filter.pending === undefined) return filter
  const base = Uint8Array.from(filter.base)
  for (let next: Pending | undefined = filter.pending; next !== undefined; next = next.before) {
    for (const position of positions(filter.parameters, next.id)) base[byteOf(position)]! |= 1 << (position & 7)
  }
  return { ...filter, base, pending: undefined }
}

/** The bytes of a filter of everything that is in one of them. */
export const union = (parameters: Parameters, filters: ReadonlyArray<Filter>): Uint8Array => {
  const joined = new Uint8Array(parameters.bytes)
  for (const filter of filters) {
    const { base } = settled(filter)
    for (let n = 0; n < joined.length; n++) joined[n]! |= base[n]!
  }
  return joined
}
