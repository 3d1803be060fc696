/**
 * Chance without a state: a number in [0, 1) that depends on nothing but its names. Leaving out one fault of a scenario
 * leaves the dice of all others as they fell, which is what makes a failing scenario shrink.
 */
export const chance = (...names: ReadonlyArray<string | number>): number => {
  // FNV-1a over the names, then the finalizer of MurmurHash3.
  let hash = 0x811c9dc5
  for (const name of names) {
    const text = `${name}\n`
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** One of `0 … count - 1`. */
export const pick = (count: number, ...names: ReadonlyArray<string | number>): number =>
  Math.floor(chance(...names) * count)
