/** Bytes and CIDs as Codex meets them. */
import * as fc from "fast-check"
import * as Cid from "../../domain/codex/Cid.ts"

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })

export const cid: fc.Arbitrary<Cid.Cid> = digest.map(Cid.fromManifestDigest)

/** Sizes around the blocks of 64 KiB. */
export const edgeSize: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.constantFrom(65_535, 65_536, 65_537, 131_072, 131_073, 200_000, 327_680)
)

/** Bytes of a size, told by one byte. */
export const pattern = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >>> 8) + seed) & 0xff)

/** The bytes cut in pieces, each as long as the next number says, over and over. */
export const cut = (bytes: Uint8Array, sizes: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const pieces: Array<Uint8Array> = []
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = Math.max(1, sizes[n % sizes.length] ?? bytes.length)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

export const cuts = (max: number): fc.Arbitrary<ReadonlyArray<number>> =>
  fc.array(fc.oneof(fc.constantFrom(1, 2, max), fc.integer({ min: 1, max })), { minLength: 1, maxLength: 6 })
