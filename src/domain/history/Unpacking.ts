/**
 * The outer form of packed archive files: gzip members (RFC 1952) and zstd frames (RFC 8878), one after another. What is
 * a member, where it ends, what is damaged and what is too large is decided here, once; an engine only turns deflate
 * data or zstd blocks into bytes, so engines cannot disagree about the rest. A-01, CHA-66.
 */
import * as Bytes from "../Bytes.ts"
import * as Compression from "./Compression.ts"

/**
 * What the walk wants next. `Input`: more packed bytes. `Deflate`: inflate raw deflate data, anew where `fresh`.
 * `Frame`, `Block`, `Checksum`: the parts of a zstd frame, each whole, in this order. `Output`: bytes for the reader.
 */
export type Step =
  | { readonly _tag: "Input" }
  | { readonly _tag: "Deflate"; readonly fresh: boolean; readonly bytes: Uint8Array }
  | { readonly _tag: "Frame"; readonly header: Uint8Array }
  | { readonly _tag: "Block"; readonly bytes: Uint8Array; readonly last: boolean }
  | { readonly _tag: "Checksum"; readonly bytes: Uint8Array }
  | { readonly _tag: "Output"; readonly chunks: ReadonlyArray<Uint8Array> }

/**
 * The answer to a step. `input`: the bytes asked for, absent at the end. `plain`: what the engine made. `used`: how much
 * deflate data it took; less than given means that the data ended there. `damaged`: why the engine could not go on.
 */
export interface Reply {
  readonly input?: Uint8Array
  readonly plain?: ReadonlyArray<Uint8Array>
  readonly used?: number
  readonly damaged?: string
}

export interface Refusal {
  readonly reason: "Damaged" | "TooLarge"
  readonly detail: string
}

/** Ends with a refusal, or with nothing where all is well. Started by an empty reply. */
export type Walk = Generator<Step, Refusal | undefined, Reply>

/** Continues a CRC-32 over further bytes; begins at 0. */
export type Crc32 = (bytes: Uint8Array, previous: number) => number

/** Packed bytes for one step; with it the memory of a step is bounded, whatever the cut of the input. */
export const SLICE = 16 * 1024

/** A header with a name or a comment longer than this is nobody's. */
const MAX_HEADER = 64 * 1024

/** Members or frames of one file; each costs an engine of its own. */
export const MAX_MEMBERS = 65_536

const MAX_BLOCK = 128 * 1024

const damaged = (detail: string): Refusal => ({ reason: "Damaged", detail })
const tooLarge = (detail: string): Refusal => ({ reason: "TooLarge", detail })
const EARLY = damaged("it ends too early")
const MANY = tooLarge(`it is cut into more than ${MAX_MEMBERS} pieces`)

const TEXT = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const

/** The size of the gzip header at the beginning of `bytes`; `undefined` while it is not all there. */
const gzipHeader = (bytes: Uint8Array, crc32: Crc32): number | Refusal | undefined => {
  const flags = bytes[3]
  if (flags === undefined) return undefined
  if (bytes[2] !== 8 || (flags & TEXT.reserved) !== 0) return damaged("its gzip header is not valid")
  let at = 10
  if ((flags & TEXT.extra) !== 0) {
    if (bytes.length < at + 2) return undefined
    at += 2 + bytes[at]! + bytes[at + 1]! * 256
  }
  for (const text of [TEXT.name, TEXT.comment]) {
    if ((flags & text) === 0) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return bytes.length > MAX_HEADER * 2 ? damaged("its gzip header does not end") : undefined
    at = end + 1
  }
  if ((flags & TEXT.checksum) !== 0) {
    if (bytes.length < at + 2) return undefined
    const sum = crc32(bytes.subarray(0, at), 0) & 0xff_ff
    if (sum !== bytes[at]! + bytes[at + 1]! * 256) return damaged("its gzip header has the wrong checksum")
    at += 2
  }
  return at > MAX_HEADER * 2 ? damaged("its gzip header does not end") : bytes.length < at ? undefined : at
}

const littleEndian = (bytes: Uint8Array, at: number, width: number): number => {
  let value = 0
  for (let i = 0; i < width; i++) value += bytes[at + i]! * 2 ** (8 * i)
  return value
}

interface ZstdHeader {
  readonly size: number
  readonly window: number
  readonly content: number | undefined
  readonly checksum: boolean
}

/** The frame header at the beginning of `bytes`, magic number included; `undefined` while it is not all there. */
const zstdHeader = (bytes: Uint8Array): ZstdHeader | Refusal | undefined => {
  const descriptor = bytes[4]
  if (descriptor === undefined) return undefined
  if ((descriptor & 0x08) !== 0) return damaged("its zstd header is not valid")
  const single = (descriptor & 0x20) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3]!
  const width = descriptor >>> 6 === 0 ? (single ? 1 : 0) : 2 ** (descriptor >>> 6)
  const at = single ? 5 : 6
  const size = at + dictionary + width
  if (bytes.length < size) return undefined
  if (littleEndian(bytes, at, dictionary) !== 0) return damaged("it needs a dictionary")
  const content = width === 0 ? undefined : littleEndian(bytes, at + dictionary, width) + (width === 2 ? 256 : 0)
  const base = 2 ** (10 + (bytes[5]! >>> 3))
  const window = single ? content! : base + (base / 8) * (bytes[5]! & 7)
  return { size, window, content, checksum: (descriptor & 0x04) !== 0 }
}

const isRefusal = (value: object): value is Refusal => "reason" in value

/** Walks a stream that is raw, gzip or zstd, told by its first bytes. Bytes behind its end are not asked for. */
export function* walk(limits: Compression.InflateLimits, crc32: Crc32): Walk {
  let held = Bytes.empty
  let over = false
  let packed = 0
  let plain = 0

  /** Whether at least `count` bytes are held. */
  function* fill(count: number): Generator<Step, boolean, Reply> {
    while (held.length < count && !over) {
      const { input } = yield { _tag: "Input" }
      if (input === undefined) over = true
      else {
        packed += input.length
        held = held.length === 0 ? input : Bytes.concat([held, input])
      }
    }
    return held.length >= count
  }
  const take = (count: number): Uint8Array => {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
  function* emit(chunks: ReadonlyArray<Uint8Array>): Walk {
    for (const chunk of chunks) plain += chunk.length
    const excess = Compression.excess(packed, plain, limits)
    if (excess !== undefined) return tooLarge(excess)
    if (chunks.length > 0) yield { _tag: "Output", chunks }
    return undefined
  }

  function* deflate(): Generator<Step, { readonly crc: number; readonly size: number } | Refusal, Reply> {
    let crc = 0
    let size = 0
    for (let fresh = true; ; fresh = false) {
      if (!(yield* fill(1))) return EARLY
      const bytes = take(held.length)
      const reply: Reply = yield { _tag: "Deflate", fresh, bytes }
      if (reply.damaged !== undefined) return damaged(reply.damaged)
      const chunks = reply.plain ?? []
      for (const chunk of chunks) {
        crc = crc32(chunk, crc)
        size += chunk.length
      }
      const refusal = yield* emit(chunks)
      if (refusal !== undefined) return refusal
      const used = reply.used ?? bytes.length
      if (used < bytes.length) {
        held = bytes.subarray(used)
        return { crc, size }
      }
    }
  }

  function* gzip(): Walk {
    for (let members = 1; ; members++) {
      if (members > MAX_MEMBERS) return MANY
      let size = gzipHeader(held, crc32)
      while (size === undefined) {
        if (!(yield* fill(held.length + 1))) return EARLY
        size = gzipHeader(held, crc32)
      }
      if (typeof size !== "number") return size
      take(size)
      const inflated = yield* deflate()
      if (isRefusal(inflated)) return inflated
      if (!(yield* fill(8))) return EARLY
      const trailer = take(8)
      if (littleEndian(trailer, 0, 4) !== inflated.crc) return damaged("its checksum is wrong")
      if (littleEndian(trailer, 4, 4) !== inflated.size % 2 ** 32) return damaged("its size is wrong")
      if (!(yield* fill(2)) || Compression.sniff(held) !== "gzip") return undefined
    }
  }

  function* frame(): Walk {
    let header = zstdHeader(held)
    while (header === undefined) {
      if (!(yield* fill(held.length + 1))) return EARLY
      header = zstdHeader(held)
    }
    if (isRefusal(header)) return header
    const { checksum, content, window } = header
    if (window > limits.maxWindow)
      return tooLarge(`it asks for a window of ${window} bytes, more than the ${limits.maxWindow} allowed`)
    if (content !== undefined && plain + content > limits.maxBytes)
      return tooLarge(`it inflates to more than ${limits.maxBytes} bytes`)
    yield { _tag: "Frame", header: take(header.size) }
    const begin = plain
    for (let last = false; !last;) {
      if (!(yield* fill(3))) return EARLY
      const block = littleEndian(held, 0, 3)
      const type = (block >>> 1) & 3
      const size = block >>> 3
      last = (block & 1) === 1
      if (type === 3 || size > Math.min(window, MAX_BLOCK) || (type === 2 && size < 2))
        return damaged("it has a block that is not valid")
      const length = 3 + (type === 1 ? 1 : size)
      if (!(yield* fill(length))) return EARLY
      const reply: Reply = yield { _tag: "Block", bytes: take(length), last }
      if (reply.damaged !== undefined) return damaged(reply.damaged)
      const refusal = yield* emit(reply.plain ?? [])
      if (refusal !== undefined) return refusal
    }
    if (checksum) {
      if (!(yield* fill(4))) return EARLY
      const reply: Reply = yield { _tag: "Checksum", bytes: take(4) }
      if (reply.damaged !== undefined) return damaged(reply.damaged)
    }
    return content === undefined || content === plain - begin ? undefined : damaged("its size is wrong")
  }

  function* skippable(): Walk {
    if (!(yield* fill(8))) return EARLY
    let left = 8 + littleEndian(held, 4, 4)
    while (left > 0) {
      if (!(yield* fill(1))) return EARLY
      left -= take(Math.min(left, held.length)).length
    }
    return undefined
  }

  function* zstd(): Walk {
    for (let frames = 1; ; frames++) {
      if (frames > MAX_MEMBERS) return MANY
      const skips = (held[0]! & 0xf0) === 0x50
      const refusal = yield* skips ? skippable() : frame()
      if (refusal !== undefined) return refusal
      if (!(yield* fill(4))) return undefined
      const padding = (held[0]! & 0xf0) === 0x50 && held[1] === 0x2a && held[2] === 0x4d && held[3] === 0x18
      if (!padding && Compression.sniff(held) !== "zstd") return undefined
    }
  }

  function* raw(): Walk {
    while (yield* fill(1)) {
      const refusal = yield* emit([take(held.length)])
      if (refusal !== undefined) return refusal
    }
    return undefined
  }

  yield* fill(4)
  const format = Compression.sniff(held)
  return yield* format === "gzip" ? gzip() : format === "zstd" ? zstd() : raw()
}

/** A chunk in slices of at most {@link SLICE} bytes. */
export const slices = (chunk: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(chunk.length / SLICE) }, (_, n) => chunk.subarray(n * SLICE, (n + 1) * SLICE))
