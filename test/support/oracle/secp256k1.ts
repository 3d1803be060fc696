/** secp256k1 once more: schoolbook arithmetic on `bigint`, and deterministic signatures (RFC 6979) on Node's HMAC. */
import { createHmac } from "node:crypto"

const P = 2n ** 256n - 2n ** 32n - 977n
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const G: Point = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n
}

interface Point {
  readonly x: bigint
  readonly y: bigint
}

const mod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

const inverse = (value: bigint, by: bigint): bigint => {
  let [r, nextR, t, nextT] = [by, mod(value, by), 0n, 1n]
  while (nextR !== 0n) {
    const quotient = r / nextR
    ;[r, nextR, t, nextT] = [nextR, r - quotient * nextR, nextT, t - quotient * nextT]
  }
  return mod(t, by)
}

const power = (base: bigint, exponent: bigint): bigint => {
  let [result, square] = [1n, base]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P
    square = (square * square) % P
  }
  return result
}

/** `undefined` is the point at infinity. */
const add = (left: Point | undefined, right: Point | undefined): Point | undefined => {
  if (left === undefined || right === undefined) return left ?? right
  if (left.x === right.x && left.y !== right.y) return undefined
  const slope =
    left.x === right.x
      ? 3n * left.x * left.x * inverse(2n * left.y, P)
      : (right.y - left.y) * inverse(right.x - left.x, P)
  const x = mod(slope * slope - left.x - right.x, P)
  return { x, y: mod(slope * (left.x - x) - left.y, P) }
}

const times = (scalar: bigint, point: Point): Point | undefined => {
  let [result, double]: [Point | undefined, Point | undefined] = [undefined, point]
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = add(result, double)
    double = add(double, double)
  }
  return result
}

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`)
const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex")

const lift = (x: bigint, odd: boolean): Point => {
  const root = power(mod(x ** 3n + 7n, P), (P + 1n) / 4n)
  return { x, y: (root & 1n) === (odd ? 1n : 0n) ? root : P - root }
}

/** The uncompressed key of a compressed one. */
export const uncompressed = (key: Uint8Array): Buffer => {
  const { x, y } = lift(number(key.subarray(1)), key[0] === 3)
  return Buffer.concat([Buffer.of(4), bytes(x), bytes(y)])
}

export const compressed = (key: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(2 + (key[64]! & 1)), key.subarray(1, 33)])

/** The uncompressed key that made `r ‖ s ‖ v`: `(s·R − z·G) / r`. */
export const recover = (digest: Uint8Array, signature: Uint8Array): Buffer => {
  const [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32, 64))]
  const odd = signature[64]! % 27 === 1
  const byR = inverse(r, N)
  const { x, y } = add(times(mod(s * byR, N), lift(r, odd)), times(mod(-number(digest) * byR, N), G))!
  return Buffer.concat([Buffer.of(4), bytes(x), bytes(y)])
}

const hmac = (key: Uint8Array, ...parts: ReadonlyArray<Uint8Array>): Buffer =>
  createHmac("sha256", key).update(Buffer.concat(parts)).digest()

/** RFC 6979 with SHA-256, then the lower `s`. */
export const sign = (digest: Uint8Array, secret: Uint8Array): Buffer => {
  const seed = Buffer.concat([secret, bytes(mod(number(digest), N))])
  let [k, v]: [Buffer, Buffer] = [Buffer.alloc(32), Buffer.alloc(32, 1)]
  for (const separator of [0, 1]) {
    k = hmac(k, v, Buffer.of(separator), seed)
    v = hmac(k, v)
  }
  v = hmac(k, v)
  const nonce = number(v)
  const point = times(nonce, G)!
  const r = mod(point.x, N)
  const s = mod(inverse(nonce, N) * (number(digest) + r * number(secret)), N)
  const low = s > N / 2n
  const odd = (point.y & 1n) === 1n
  return Buffer.concat([bytes(r), bytes(low ? N - s : s), Buffer.of(odd === low ? 0 : 1)])
}
