/**
 * The Merkle tree over the blocks of a dataset. A parent is `sha256(left ‖ right ‖ key)`; bit 0 of the one-byte key
 * marks the layer above the leaves, bit 1 a node without right sibling, whose place 32 zero bytes take.
 */
import * as Bytes from "../Bytes.ts"

export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Bytes of a block; the last one is filled with zeros. */
export const BLOCK_SIZE = 65_536

const BOTTOM = 1
const ODD = 2
const ZERO = new Uint8Array(32)

/** The root over at least one leaf digest. There is always at least one level above the leaves. */
export const root = (leaves: ReadonlyArray<Uint8Array>, sha256: Sha256): Uint8Array => {
  let layer = leaves
  let bottom = BOTTOM
  do {
    const parents: Array<Uint8Array> = []
    for (let i = 0; i < layer.length; i += 2) {
      const right = layer[i + 1]
      const key = bottom | (right === undefined ? ODD : 0)
      parents.push(sha256(Bytes.concat([layer[i]!, right ?? ZERO, Uint8Array.of(key)])))
    }
    layer = parents
    bottom = 0
  } while (layer.length > 1)
  return layer[0]!
}
