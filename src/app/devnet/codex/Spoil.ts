/** What faults make of good content. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { DownloadFault, Refusal } from "./Faults.ts"

/** Not the whole content: the connection is broken on purpose. */
export class Broken {
  readonly _tag = "Broken"
}

const NOISE = 64 * 1024
const DRIP = "20 millis"

/** Exactly the first bytes of the stream. */
const first = <E>(bytes: Stream.Stream<Uint8Array, E>, count: number): Stream.Stream<Uint8Array, E> =>
  Stream.suspend(() => {
    let left = count
    return Stream.map(
      Stream.takeWhile(bytes, () => left > 0),
      (chunk) => {
        const taken = chunk.subarray(0, left)
        left -= taken.length
        return taken
      }
    )
  })

const endless = Stream.forever(Stream.succeed(new Uint8Array(NOISE)))

export const drip = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<Uint8Array, E> =>
  Stream.flatMap(bytes, (chunk) =>
    Stream.fromIterable(chunk).pipe(
      Stream.rechunk(1),
      Stream.mapEffect((byte) => Effect.delay(Effect.succeed(Uint8Array.of(byte)), DRIP))
    )
  )

/** `size`: bytes of the content; the declared length is another matter. */
export const content = <E>(
  bytes: Stream.Stream<Uint8Array, E>,
  size: number,
  fault: Exclude<DownloadFault, Refusal> | undefined
): Stream.Stream<Uint8Array, E | Broken> => {
  switch (fault) {
    case undefined:
      return bytes
    case "other":
      return Stream.suspend(() => {
        let flipped = false
        return Stream.map(bytes, (chunk) => {
          if (flipped || chunk.length === 0) return chunk
          flipped = true
          return chunk.with(0, chunk[0]! ^ 1)
        })
      })
    case "fewer":
      return first(bytes, size - 1)
    case "more":
      return Stream.concat(bytes, Stream.succeed(Uint8Array.of(7)))
    case "endless":
      return Stream.concat(bytes, endless)
    case "nothing":
      return Stream.empty
    case "drip":
      return drip(bytes)
    case "stall":
      return Stream.concat(first(bytes, Math.ceil(size / 2)), Stream.fromEffect(Effect.never))
    case "break":
      return Stream.concat(first(bytes, Math.ceil(size / 2)), Stream.fail(new Broken()))
  }
}
