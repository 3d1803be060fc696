/** Decompression by the platform's zlib. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as zlib from "node:zlib"
import type { InflateLimits } from "../../domain/history/Compression.ts"
import * as Unpacking from "../../domain/history/Unpacking.ts"
import { Inflate, InflateFailure } from "../../ports/Inflate.ts"

const crc32: Unpacking.Crc32 = (bytes, previous) => zlib.crc32(bytes, previous)

type Transform = zlib.InflateRaw | zlib.ZstdDecompress

const ignore = () => {}

/** One deflate stream or one zstd frame. A write is answered by its callback, or by an error in its stead. */
const engine = (transform: Transform) => {
  let plain: Array<Uint8Array> = []
  let damaged: string | undefined
  let answer: () => void = ignore
  let given = 0
  transform.on("data", (chunk: Buffer) => plain.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
  transform.on("error", (error) => {
    damaged = error.message
    answer()
  })
  return {
    write: async (bytes: Uint8Array): Promise<Unpacking.Reply> => {
      plain = []
      given += bytes.length
      await new Promise<void>((resolve) => {
        answer = resolve
        transform.write(bytes, () => resolve())
      })
      // Whatever the callback overtook.
      while (transform.readableLength > 0 && transform.read() !== null);
      return damaged === undefined ? { plain, used: bytes.length - (given - transform.bytesWritten) } : { damaged }
    },
    close: () => void transform.destroy()
  }
}

const MIN_WINDOW_LOG = 10
const MAX_WINDOW_LOG = 31

const zstd = (limits: InflateLimits) => {
  const log = Math.ceil(Math.log2(Math.max(1, limits.maxWindow)))
  return engine(
    zlib.createZstdDecompress({
      params: { [zlib.constants.ZSTD_d_windowLogMax]: Math.min(Math.max(log, MIN_WINDOW_LOG), MAX_WINDOW_LOG) }
    })
  )
}

/** Drives one walk; each call answers what a slice of input, or its end, gives. */
const machine = (limits: InflateLimits) => {
  const walk = Unpacking.walk(limits, crc32)
  let step = walk.next({})
  let current: ReturnType<typeof engine> | undefined
  const open = (next: ReturnType<typeof engine>) => {
    current?.close()
    current = next
    return next
  }
  const perform = async (work: Unpacking.Step): Promise<Unpacking.Reply> => {
    switch (work._tag) {
      case "Deflate":
        return (work.fresh || current === undefined ? open(engine(zlib.createInflateRaw())) : current).write(work.bytes)
      case "Frame":
        return open(zstd(limits)).write(work.header)
      case "Block":
      case "Checksum":
        return current === undefined ? {} : current.write(work.bytes)
      default:
        return {}
    }
  }
  return {
    next: async (input?: Uint8Array): Promise<ReadonlyArray<Uint8Array>> => {
      const out: Array<Uint8Array> = []
      if (!step.done) step = walk.next(input === undefined ? {} : { input })
      while (!step.done && step.value._tag !== "Input") {
        if (step.value._tag === "Output") out.push(...step.value.chunks)
        step = walk.next(await perform(step.value))
      }
      if (step.done && step.value !== undefined) throw new InflateFailure(step.value)
      return out
    },
    close: () => current?.close()
  }
}

const failed = (cause: unknown): InflateFailure =>
  cause instanceof InflateFailure
    ? cause
    : new InflateFailure({ reason: "Damaged", detail: cause instanceof Error ? cause.message : "it does not inflate" })

export const layer: Layer.Layer<Inflate> = Layer.succeed(Inflate, {
  inflate: (bytes, limits) =>
    Stream.suspend(() => {
      const { close, next } = machine(limits)
      const call = (input?: Uint8Array) => Effect.tryPromise({ try: () => next(input), catch: failed })
      return Stream.concat(
        bytes.pipe(
          Stream.flatMap((chunk) => Stream.fromIterable(Unpacking.slices(chunk))),
          Stream.mapEffect((slice) => call(slice))
        ),
        Stream.fromEffect(Effect.suspend(() => call()))
      ).pipe(
        Stream.flatMap((chunks) => Stream.fromIterable(chunks)),
        Stream.ensuring(Effect.sync(close))
      )
    })
})
