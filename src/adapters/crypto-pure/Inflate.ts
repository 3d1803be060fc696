/**
 * Decompression in pure TypeScript, on any platform. It is less strict inside of damaged zstd blocks than the platform's
 * zlib: damage that changes no byte passes here, and without a checksum the frame may come out as other bytes.
 */
import * as fzstd from "fzstd"
import { Inflate as Raw } from "pako"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type { InflateLimits } from "../../domain/history/Compression.ts"
import * as Unpacking from "../../domain/history/Unpacking.ts"
import { Inflate, InflateFailure } from "../../ports/Inflate.ts"
import { xxh64 } from "./Xxh64.ts"

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

const crc32: Unpacking.Crc32 = (bytes, previous) => {
  let crc = ~previous
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8)
  return ~crc >>> 0
}

const SYNC_FLUSH = 2

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : "it does not inflate")

const deflateEngine = () => {
  const inflate = new Raw({ raw: true })
  let plain: Array<Uint8Array> = []
  let stream: { readonly avail_in: number } | undefined
  inflate.onStart = (started) => {
    stream = started
  }
  inflate.onData = (chunk) => plain.push(chunk.slice())
  return (bytes: Uint8Array): Unpacking.Reply => {
    if (inflate.ended) return { plain: [], used: 0 }
    plain = []
    // Flushed, so that all that the input gives is counted before the next input.
    inflate.push(bytes, SYNC_FLUSH)
    return inflate.err === 0 ? { plain, used: bytes.length - (stream?.avail_in ?? 0) } : { damaged: inflate.msg }
  }
}

const CHECKSUM = 0x04

/** One frame. The decoder knows no checksums, so it never learns of this one. */
const zstdEngine = (header: Uint8Array) => {
  const patched = header.slice()
  const summed = (header[4]! & CHECKSUM) !== 0
  patched[4]! &= ~CHECKSUM
  const sum = xxh64()
  let plain: Array<Uint8Array> = []
  let head: Uint8Array = patched
  const decompress = new fzstd.Decompress((chunk) => {
    if (chunk.length > 0) plain.push(chunk.slice())
  })
  return {
    block: (bytes: Uint8Array, last: boolean): Unpacking.Reply => {
      plain = []
      const input = Bytes.concat([head, bytes])
      head = Bytes.empty
      try {
        decompress.push(input, last)
      } catch (cause) {
        return { damaged: reasonOf(cause) }
      }
      if (summed) for (const chunk of plain) sum.push(chunk)
      return { plain }
    },
    checksum: (bytes: Uint8Array): Unpacking.Reply =>
      new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === sum.low()
        ? {}
        : { damaged: "its checksum is wrong" }
  }
}

/** Drives one walk; each call answers what a slice of input, or its end, gives. */
const machine = (limits: InflateLimits) => {
  const walk = Unpacking.walk(limits, crc32)
  let step = walk.next({})
  let deflate = deflateEngine()
  let zstd = zstdEngine(new Uint8Array(5))
  const perform = (work: Unpacking.Step): Unpacking.Reply => {
    if (work._tag === "Deflate") {
      if (work.fresh) deflate = deflateEngine()
      return deflate(work.bytes)
    }
    if (work._tag === "Frame") zstd = zstdEngine(work.header)
    if (work._tag === "Block") return zstd.block(work.bytes, work.last)
    return work._tag === "Checksum" ? zstd.checksum(work.bytes) : {}
  }
  return (input?: Uint8Array): Result.Result<ReadonlyArray<Uint8Array>, InflateFailure> => {
    const out: Array<Uint8Array> = []
    if (!step.done) step = walk.next(input === undefined ? {} : { input })
    while (!step.done && step.value._tag !== "Input") {
      if (step.value._tag === "Output") out.push(...step.value.chunks)
      step = walk.next(perform(step.value))
    }
    return step.done && step.value !== undefined ? Result.fail(new InflateFailure(step.value)) : Result.succeed(out)
  }
}

export const layer: Layer.Layer<Inflate> = Layer.succeed(Inflate, {
  inflate: (bytes, limits) =>
    Stream.suspend(() => {
      const next = machine(limits)
      return Stream.concat(
        bytes.pipe(
          Stream.flatMap((chunk) => Stream.fromIterable(Unpacking.slices(chunk))),
          Stream.mapEffect((slice) => Effect.fromResult(next(slice)))
        ),
        Stream.fromEffect(Effect.suspend(() => Effect.fromResult(next())))
      ).pipe(Stream.flatMap((chunks) => Stream.fromIterable(chunks)))
    })
})
