/** XXH64 with seed 0, of which zstd frames carry the low half. Numbers of 64 bits are pairs of unsigned halves. */

const P1 = [0x9e3779b1, 0x85ebca87] as const
const P2 = [0xc2b2ae3d, 0x27d4eb4f] as const
const P3 = [0x165667b1, 0x9e3779f9] as const
const P4 = [0x85ebca77, 0xc2b2ae63] as const
const P5 = [0x27d4eb2f, 0x165667c5] as const

type Pair = readonly [high: number, low: number]

/** The upper half of the product of two unsigned numbers of 32 bits. */
const high = (left: number, right: number): number => {
  const a = left >>> 16
  const b = left & 0xff_ff
  const c = right >>> 16
  const d = right & 0xff_ff
  const middle = a * d + ((b * d) >>> 16)
  return a * c + Math.floor(middle / 65_536) + ((((middle & 0xff_ff) + b * c) / 65_536) >>> 0)
}

const multiply = ([lh, ll]: Pair, [rh, rl]: Pair): Pair => [
  (high(ll, rl) + Math.imul(lh, rl) + Math.imul(ll, rh)) >>> 0,
  Math.imul(ll, rl) >>> 0
]
const add = ([lh, ll]: Pair, [rh, rl]: Pair): Pair => {
  const low = ll + rl
  return [(lh + rh + (low > 0xff_ff_ff_ff ? 1 : 0)) >>> 0, low >>> 0]
}
const xor = ([lh, ll]: Pair, [rh, rl]: Pair): Pair => [(lh ^ rh) >>> 0, (ll ^ rl) >>> 0]
/** By less than 32. */
const rotate = ([h, l]: Pair, by: number): Pair => [
  ((h << by) | (l >>> (32 - by))) >>> 0,
  ((l << by) | (h >>> (32 - by))) >>> 0
]
/** To the right, by less than 32 or by 32 and more. */
const shift = ([h, l]: Pair, by: number): Pair =>
  by < 32 ? [h >>> by, ((l >>> by) | (h << (32 - by))) >>> 0] : [0, h >>> (by - 32)]

const ZERO: Pair = [0, 0]
const negate = (value: Pair): Pair => add([~value[0] >>> 0, ~value[1] >>> 0], [0, 1])
const round = (lane: Pair, input: Pair): Pair => multiply(rotate(add(lane, multiply(input, P2)), 31), P1)
const merge = (sum: Pair, lane: Pair): Pair => add(multiply(xor(sum, round(ZERO, lane)), P1), P4)

const STRIPE = 32

const word = (view: DataView, at: number): Pair => [view.getUint32(at + 4, true), view.getUint32(at, true)]

/** An incremental hash; `low` is the lower half of the sum so far, unsigned. */
export const xxh64 = () => {
  let lanes: [Pair, Pair, Pair, Pair] = [add(P1, P2), P2, ZERO, negate(P1)]
  const rest = new Uint8Array(STRIPE)
  let held = 0
  let size = 0
  const stripe = (view: DataView, at: number) => {
    lanes = [
      round(lanes[0], word(view, at)),
      round(lanes[1], word(view, at + 8)),
      round(lanes[2], word(view, at + 16)),
      round(lanes[3], word(view, at + 24))
    ]
  }
  const restView = new DataView(rest.buffer)
  return {
    push: (bytes: Uint8Array): void => {
      size += bytes.length
      let at = 0
      if (held > 0) {
        at = Math.min(STRIPE - held, bytes.length)
        rest.set(bytes.subarray(0, at), held)
        held += at
        if (held < STRIPE) return
        stripe(restView, 0)
        held = 0
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (; at + STRIPE <= bytes.length; at += STRIPE) stripe(view, at)
      rest.set(bytes.subarray(at))
      held = bytes.length - at
    },
    low: (): number => {
      const [one, two, three, four] = lanes
      let sum =
        size < STRIPE
          ? (P5 as Pair)
          : [one, two, three, four].reduce(
              merge,
              add(add(rotate(one, 1), rotate(two, 7)), add(rotate(three, 12), rotate(four, 18)))
            )
      sum = add(sum, [Math.floor(size / 2 ** 32), size >>> 0])
      let at = 0
      for (; at + 8 <= held; at += 8) sum = add(multiply(rotate(xor(sum, round(ZERO, word(restView, at))), 27), P1), P4)
      if (at + 4 <= held) {
        sum = add(multiply(rotate(xor(sum, multiply([0, restView.getUint32(at, true)], P1)), 23), P2), P3)
        at += 4
      }
      for (; at < held; at++) sum = multiply(rotate(xor(sum, multiply([0, rest[at]!], P5)), 11), P1)
      sum = multiply(xor(sum, shift(sum, 33)), P2)
      sum = multiply(xor(sum, shift(sum, 29)), P3)
      return xor(sum, shift(sum, 32))[1]
    }
  }
}
