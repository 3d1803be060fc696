/** One request and its answer on a libp2p stream of its own, within a deadline. */
import type { Connection, Stream } from "@libp2p/interface"
import * as lp from "it-length-prefixed"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Semaphore from "effect/Semaphore"

export class ExchangeFailure extends Data.TaggedError("ExchangeFailure")<{
  readonly reason: "Unsupported" | "Timeout" | "Broken"
  readonly detail: string
}> {}

/** A remote that has answered but does not end its stream is given this long. */
const LINGER_MILLIS = 1_000

const failure = (cause: unknown): ExchangeFailure => {
  const name = cause instanceof Error ? cause.name : ""
  const text = cause instanceof Error ? cause.message : String(cause)
  return name === "UnsupportedProtocolError"
    ? new ExchangeFailure({ reason: "Unsupported", detail: "it does not offer the protocol" })
    : name === "InvalidDataLengthError"
      ? new ExchangeFailure({ reason: "Broken", detail: "its answer is larger than allowed" })
      : new ExchangeFailure({ reason: "Broken", detail: text })
}

/**
 * Reads the stream to its end, which keeps the muxer from counting stray frames against the connection; one that does not
 * end is reset.
 */
const finish = async (stream: Stream, rest: AsyncIterator<unknown>): Promise<void> => {
  const timer = setTimeout(() => stream.abort(new Error("the answer does not end")), LINGER_MILLIS)
  try {
    while ((await rest.next()).done !== true);
    await stream.close()
  } catch (cause) {
    stream.abort(cause instanceof Error ? cause : new Error(String(cause)))
  } finally {
    clearTimeout(timer)
  }
}

/** A connection, and the right to open streams on it: a remote refuses more than 32 or 64 of a protocol at once. */
export interface Line {
  readonly connection: Connection
  readonly permits: Semaphore.Semaphore
}

/** Streams that are open on a connection at the same time. */
export const STREAMS = 16

/**
 * Does not wait for the remote to end the stream: the answer is there when its one frame is. The deadline begins when the
 * line is free.
 */
export const call = (
  { connection, permits }: Line,
  protocol: string,
  request: Uint8Array,
  limits: { readonly maxBytes: number; readonly deadline: Duration.Duration }
): Effect.Effect<Uint8Array, ExchangeFailure> =>
  Effect.tryPromise({
    try: async (signal) => {
      const stream = await connection.newStream(protocol, { signal })
      const stop = () => stream.abort(new Error("given up"))
      signal.addEventListener("abort", stop, { once: true })
      try {
        await stream.sink([lp.encode.single(request).slice()])
        const frames = lp.decode(stream.source, { maxDataLength: limits.maxBytes })[Symbol.asyncIterator]()
        const first = await frames.next()
        if (first.done === true) throw new Error("it ended the stream without an answer")
        const bytes = first.value.slice()
        void finish(stream, frames)
        return bytes
      } catch (cause) {
        stream.abort(cause instanceof Error ? cause : new Error(String(cause)))
        throw cause
      } finally {
        signal.removeEventListener("abort", stop)
      }
    },
    catch: failure
  }).pipe(
    Effect.timeoutOrElse({
      duration: limits.deadline,
      orElse: () => Effect.fail(new ExchangeFailure({ reason: "Timeout", detail: "it does not answer in time" }))
    }),
    permits.withPermits(1)
  )
