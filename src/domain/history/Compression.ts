/**
 * How archive files are packed: raw or gzip when written, by policy; raw, gzip or zstd when read. A-01, CHA-11, CHA-66.
 */
import { Deflate } from "pako"
import * as Bytes from "../Bytes.ts"

/** `auto` packs only what becomes at least a tenth smaller: ciphertext does not. */
export type Policy = "auto" | "gzip" | "none"

/** `maxBytes`: inflated size. `maxRatio`: inflated over packed size, counted once 1 MiB is out. `maxWindow`: memory a zstd frame may ask for. */
export interface InflateLimits {
  readonly maxBytes: number
  readonly maxRatio: number
  readonly maxWindow: number
}

export const DEFAULT_LIMITS: InflateLimits = {
  maxBytes: 16 * 1024 * 1024 * 1024,
  maxRatio: 250,
  maxWindow: 8 * 1024 * 1024
}

export type Format = "gzip" | "zstd" | "raw"

/** Told by the first four bytes; neither magic number can begin an archive. */
export const sniff = (first: Uint8Array): Format =>
  first[0] === 0x1f && first[1] === 0x8b
    ? "gzip"
    : first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd
      ? "zstd"
      : "raw"

export interface Packer {
  readonly push: (chunk: Uint8Array) => ReadonlyArray<Uint8Array>
  readonly finish: () => ReadonlyArray<Uint8Array>
}

const LEVEL = 6
const TRIAL = 1024 * 1024
const WORTHWHILE = 0.9
const BLOCK = 64 * 1024

const raw = (): Packer => ({ push: (chunk) => [chunk], finish: () => [] })

/**
 * Deflate in blocks of a fixed size, so that the cut of the input never shows in the output. The header carries no name
 * and no time; the matching is that of canonical zlib.
 */
const gzip = (): Packer => {
  let out: Array<Uint8Array> = []
  const deflate = new Deflate({ level: LEVEL, gzip: true, chunkSize: BLOCK, legacyHash: true })
  deflate.onData = (chunk) => out.push(Uint8Array.from(chunk))
  const block = new Uint8Array(BLOCK)
  let filled = 0
  const drain = () => {
    const chunks = out
    out = []
    return chunks
  }
  return {
    push: (chunk) => {
      let at = 0
      while (at < chunk.length) {
        const taken = Math.min(BLOCK - filled, chunk.length - at)
        block.set(chunk.subarray(at, at + taken), filled)
        filled += taken
        at += taken
        if (filled === BLOCK) {
          deflate.push(block, false)
          filled = 0
        }
      }
      return drain()
    },
    finish: () => {
      deflate.push(block.subarray(0, filled), true)
      return drain()
    }
  }
}

const packedSize = (bytes: Uint8Array): number => {
  const trial = gzip()
  return [...trial.push(bytes), ...trial.finish()].reduce((sum, { length }) => sum + length, 0)
}

/** Looks at the first MiB, or at all where there is less, and then packs everything or nothing. */
const auto = (): Packer => {
  let held: Array<Uint8Array> = []
  let size = 0
  let chosen: Packer | undefined
  const choose = (): Packer => {
    const sample = Bytes.concat(held).subarray(0, TRIAL)
    return packedSize(sample) <= sample.length * WORTHWHILE ? gzip() : raw()
  }
  const decide = (): ReadonlyArray<Uint8Array> => {
    const packer = choose()
    chosen = packer
    const chunks = held
    held = []
    return chunks.flatMap((chunk) => packer.push(chunk))
  }
  return {
    push: (chunk) => {
      if (chosen !== undefined) return chosen.push(chunk)
      held.push(chunk)
      size += chunk.length
      return size >= TRIAL ? decide() : []
    },
    finish: () => {
      const first = chosen === undefined ? decide() : []
      return [...first, ...(chosen?.finish() ?? [])]
    }
  }
}

/** Packs a stream, chunk by chunk. The same bytes give the same bytes on every platform, however they are cut. */
export const packer = (policy: Policy): Packer => (policy === "auto" ? auto() : policy === "gzip" ? gzip() : raw())

const RATIO_FROM = 1024 * 1024

/** What is wrong with inflating `packed` bytes to `plain` ones; `undefined` where nothing is. */
export const excess = (packed: number, plain: number, limits: InflateLimits): string | undefined =>
  plain > limits.maxBytes
    ? `it inflates to more than ${limits.maxBytes} bytes`
    : plain > RATIO_FROM && plain > packed * limits.maxRatio
      ? `it inflates to more than ${limits.maxRatio} times its size`
      : undefined
