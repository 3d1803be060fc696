/** Keccak-256 once more, lane by lane on `bigint`, straight from the definition of the permutation. */
const MASK = 2n ** 64n - 1n
const rotate = (lane: bigint, by: number): bigint => ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK

/** The constants of the rounds, from the shift register that defines them. */
const constants: ReadonlyArray<bigint> = (() => {
  let register = 1
  return Array.from({ length: 24 }, () => {
    let constant = 0n
    for (let j = 0; j <= 6; j++) {
      if ((register & 1) === 1) constant |= 1n << BigInt(2 ** j - 1)
      register = (register << 1) ^ (register >> 7 === 1 ? 0x171 : 0)
    }
    return constant
  })
})()

const permute = (start: ReadonlyArray<bigint>): ReadonlyArray<bigint> => {
  let state = [...start]
  for (const constant of constants) {
    const columns = [0, 1, 2, 3, 4].map((x) => [0, 1, 2, 3, 4].reduce((sum, y) => sum ^ state[x + 5 * y]!, 0n))
    state = state.map((lane, n) => lane ^ columns[((n % 5) + 4) % 5]! ^ rotate(columns[(n + 1) % 5]!, 1))
    const moved = [...state]
    let [x, y, lane] = [1, 0, state[1]!]
    for (let t = 0; t < 24; t++) {
      const [nextX, nextY] = [y, (2 * x + 3 * y) % 5]
      const next = state[nextX + 5 * nextY]!
      moved[nextX + 5 * nextY] = rotate(lane, (((t + 1) * (t + 2)) / 2) % 64)
      ;[x, y, lane] = [nextX, nextY, next]
    }
    state = moved.map((lane, n) => {
      const row = n - (n % 5)
      return lane ^ ((moved[row + ((n + 1) % 5)]! ^ MASK) & moved[row + ((n + 2) % 5)]!)
    })
    state[0]! ^= constant
  }
  return state
}

const RATE = 136

export const keccak256 = (...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const content = Buffer.concat(parts)
  const padded = Buffer.alloc((Math.floor(content.length / RATE) + 1) * RATE)
  content.copy(padded)
  padded[content.length]! ^= 1
  padded[padded.length - 1]! ^= 0x80
  let state: ReadonlyArray<bigint> = Array.from({ length: 25 }, () => 0n)
  for (let at = 0; at < padded.length; at += RATE) {
    state = permute(state.map((lane, n) => (n < RATE / 8 ? lane ^ padded.readBigUInt64LE(at + 8 * n) : lane)))
  }
  const digest = Buffer.alloc(32)
  for (let n = 0; n < 4; n++) digest.writeBigUInt64LE(state[n]!, 8 * n)
  return digest
}
