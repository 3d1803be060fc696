/** Numbers that follow from a seed alone. */
export interface Random {
  /** A whole number from 0 to `below`, exclusive. */
  readonly below: (below: number) => number
  readonly pick: <A>(list: ReadonlyArray<A>) => A
}

/** FNV-1a, so that every target has numbers of its own. */
const seedOf = (text: string): number => {
  let hash = 0x81_1c_9d_c5
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01_00_01_93)
  return hash >>> 0
}

/** Mulberry32. */
export const make = (seed: string): Random => {
  let state = seedOf(seed)
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return { below, pick: (list) => list[below(list.length)]! }
}
