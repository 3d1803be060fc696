/** Varints, written into memory that is there already. */

/** Bytes that a number below 2^32 takes. */
export const sizeOf = (value: number): number =>
  value < 0x80 ? 1 : value < 0x40_00 ? 2 : value < 0x20_00_00 ? 3 : value < 0x10_00_00_00 ? 4 : 5

/** A number below 2^32. Answers where it ends. */
export const put = (target: Uint8Array, from: number, value: number): number => {
  let at = from
  let rest = value
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  target[at++] = rest
  return at
}

const word = new DataView(new ArrayBuffer(8))

/** Bytes that 64 bits take. */
export const sizeOf64 = (value: bigint): number => {
  word.setBigUint64(0, value)
  const high = word.getUint32(0)
  return high === 0 ? sizeOf(word.getUint32(4)) : Math.ceil((64 - Math.clz32(high)) / 7)
}

/** 64 bits, in two halves of which a number holds each exactly. Answers where they end. */
export const put64 = (target: Uint8Array, from: number, value: bigint): number => {
  word.setBigUint64(0, value)
  let high = word.getUint32(0)
  let low = word.getUint32(4)
  let at = from
  while (high !== 0) {
    target[at++] = (low & 0x7f) | 0x80
    low = ((low >>> 7) | (high << 25)) >>> 0
    high >>>= 7
  }
  return put(target, at, low)
}
