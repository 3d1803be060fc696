/** Codex once more, by recursion over whole byte strings, on Node's hashes. */
import { createHash } from "node:crypto"

const BLOCK = 65_536
const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

export const sha256 = (...parts: ReadonlyArray<Uint8Array>): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest()

/** Multibase base58btc of bytes that begin with no zero. */
export const base58 = (bytes: Uint8Array): string => {
  let text = ""
  for (let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`); rest > 0n; rest /= 58n)
    text = ALPHABET[Number(rest % 58n)] + text
  return `z${text}`
}

export const fromBase58 = (text: string): Buffer => {
  let value = 0n
  for (const letter of text.slice(1)) value = value * 58n + BigInt(ALPHABET.indexOf(letter))
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex")
}

/** The node over some nodes of one layer; `bottom` where these are the leaves. */
const root = (layer: ReadonlyArray<Buffer>, bottom: boolean): Buffer => {
  const parents = layer
    .filter((_, n) => n % 2 === 0)
    .map((left, n) => {
      const right = layer[2 * n + 1]
      return sha256(left, right ?? Buffer.alloc(32), Buffer.of((bottom ? 1 : 0) + (right ? 0 : 2)))
    })
  return parents.length === 1 ? parents[0]! : root(parents, false)
}

const varint = (value: number): Buffer =>
  value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of((value % 128) + 128), varint(Math.floor(value / 128))])
const number = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)])
const text = (field: number, value: Buffer) => Buffer.concat([varint(field * 8 + 2), varint(value.length), value])

/** What a dataset of these bytes is, under layout L3 and the mimetype `application/octet-stream`. */
export const dataset = (bytes: Uint8Array) => {
  const content = Buffer.from(bytes)
  const leaves = Array.from({ length: Math.ceil(content.length / BLOCK) }, (_, n) => {
    const block = content.subarray(n * BLOCK, (n + 1) * BLOCK)
    return sha256(block, Buffer.alloc(BLOCK - block.length))
  })
  const treeCid = Buffer.concat([Buffer.from("01839a031220", "hex"), root(leaves, true)])
  const header = Buffer.concat([
    number(1, 0),
    text(2, treeCid),
    number(3, BLOCK),
    number(4, content.length),
    number(5, 0xcd02),
    number(6, 0x12),
    number(7, 2),
    text(9, Buffer.from("application/octet-stream"))
  ])
  const manifest = text(1, header)
  return {
    blocks: leaves.length,
    datasetSize: content.length,
    treeCid: base58(treeCid),
    manifest: manifest.toString("hex"),
    cid: manifestCid(manifest)
  }
}

export const manifestCid = (manifest: Uint8Array): string =>
  base58(Buffer.concat([Buffer.from("01819a031220", "hex"), sha256(manifest)]))
