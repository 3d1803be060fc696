/** Requests over undici within deadlines of ours; whatever a remote sends is bounded. */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Readable } from "node:stream"
import { Agent, type Dispatcher } from "undici"
import type { Resolved } from "./Options.ts"

/** Nothing that is a status. `Refused`: nobody took the request. `Address`: it cannot be asked at all. */
export class HttpFailure extends Data.TaggedError("HttpFailure")<{
  readonly reason: "Refused" | "Broken" | "Timeout" | "Address"
  readonly detail: string
}> {}

export interface Request {
  readonly method: "GET" | "POST" | "DELETE"
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: AsyncIterable<Uint8Array>
  /** How long the body of the answer may be waited for in all, however steadily its bytes come. */
  readonly bodyDeadline: Duration.Duration
}

export interface Answer {
  readonly status: number
  /** Bytes of the body as the remote says; a remote may be wrong about it. */
  readonly length: number | undefined
  /** As the bytes come; fails where none come in time. */
  readonly body: Stream.Stream<Uint8Array, HttpFailure>
}

const MAX_HEADERS = 16 * 1024
const CONNECTIONS = 16

const codes: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there; check that the node runs and its address",
  ENOTFOUND: "the name of the host is not known; check the address",
  EAI_AGAIN: "the name of the host cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time"
}

const BEFORE_ANY_BYTE: ReadonlySet<string> = new Set(Object.keys(codes))

const failure = (cause: unknown): HttpFailure => {
  const error = cause instanceof AggregateError && cause.errors.length > 0 ? (cause.errors[0] as unknown) : cause
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  const detail = codes[code] ?? (error instanceof Error ? error.message : String(error))
  return code === "UND_ERR_CONNECT_TIMEOUT"
    ? new HttpFailure({ reason: "Timeout", detail })
    : new HttpFailure({ reason: BEFORE_ANY_BYTE.has(code) ? "Refused" : "Broken", detail })
}

const late = (detail: string) => new HttpFailure({ reason: "Timeout", detail })

/** What a socket gives at once is small; this many bytes cross the stream together. */
const BATCH = 256 * 1024
/** Longer ones the host takes for none. */
const MAX_TIMER = 2 ** 31 - 1

/** Pulled as the consumer asks, so that a slow one slows the remote. The pause of a slow consumer does not count as idle. */
const read = (
  body: Dispatcher.ResponseData["body"],
  idle: Duration.Duration,
  total: Duration.Duration
): Stream.Stream<Uint8Array, HttpFailure> =>
  Stream.unwrap(
    Effect.sync(() => {
      const chunks = body[Symbol.asyncIterator]()
      const quiet = late(`nothing more came for ${Duration.format(idle)}`)
      const slow = late(`its answer was not whole within ${Duration.format(total)}`)
      let left = Duration.toMillis(total)
      const batch = async (signal: AbortSignal) => {
        const parts: Array<Uint8Array> = []
        const began = performance.now()
        let size = 0
        let timer: NodeJS.Timeout | undefined
        let end: NodeJS.Timeout | undefined
        const stop = () => body.destroy(quiet)
        signal.addEventListener("abort", stop, { once: true })
        try {
          timer = setTimeout(stop, Duration.toMillis(idle))
          end = setTimeout(() => body.destroy(slow), Math.min(left, MAX_TIMER))
          while (size < BATCH) {
            const next = await chunks.next()
            if (next.done === true) return { parts, ended: true }
            timer.refresh()
            parts.push(next.value as Uint8Array)
            size += (next.value as Uint8Array).length
          }
          return { parts, ended: false }
        } finally {
          clearTimeout(timer)
          clearTimeout(end)
          left -= performance.now() - began
          signal.removeEventListener("abort", stop)
        }
      }
      return Stream.paginate(undefined, () =>
        Effect.map(
          Effect.tryPromise({
            try: batch,
            catch: (cause) => (cause instanceof HttpFailure ? cause : failure(cause))
          }),
          ({ ended, parts }) => [parts, ended ? Option.none() : Option.some(undefined)] as const
        )
      )
    })
  )

/** The first bytes of a body as text that is safe to show. */
export const excerpt = (answer: Answer, maxBytes: number) =>
  Stream.runFold(
    Stream.take(answer.body, 64),
    () => "",
    (text, chunk) => (text + Buffer.from(chunk).toString("utf8")).slice(0, maxBytes)
  ).pipe(
    Effect.orElseSucceed(() => ""),
    Effect.map((text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim())
  )

/** A whole body, refused where it is larger. */
export const whole = (answer: Answer, maxBytes: number): Effect.Effect<string, HttpFailure> =>
  Effect.gen(function* () {
    const chunks: Array<Uint8Array> = []
    let size = 0
    yield* Stream.runForEach(answer.body, (chunk) => {
      size += chunk.length
      chunks.push(chunk)
      return size > maxBytes
        ? Effect.fail(new HttpFailure({ reason: "Broken", detail: "its answer is larger than allowed" }))
        : Effect.void
    })
    return Buffer.concat(chunks).toString("utf8")
  })

export const make = Effect.fn("CodexHttp.agents")(function* (options: Resolved) {
  const connect = { timeout: Duration.toMillis(options.connectDeadline) }
  const common = { connect, connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: MAX_HEADERS }
  const agent = (pipelining: number) =>
    Effect.acquireRelease(
      Effect.sync(() => new Agent({ ...common, pipelining })),
      (made) => Effect.promise(() => made.destroy())
    )
  const reading = yield* agent(1)
  // Never on a connection that the node may be closing: an upload cannot be sent twice.
  const writing = yield* agent(0)

  /** The scope is the life of the exchange: its end closes what is still open. */
  const request = Effect.fnUntraced(function* (
    { body, bodyDeadline, headers, method, url }: Request,
    deadline: Duration.Duration
  ) {
    const { origin, pathname, search } = new URL(url)
    const response = yield* Effect.acquireRelease(
      Effect.tryPromise({
        try: (signal) =>
          (method === "POST" ? writing : reading).request({
            origin,
            path: pathname + search,
            method,
            signal,
            highWaterMark: 4 * BATCH,
            ...(headers === undefined ? {} : { headers }),
            ...(body === undefined
              ? {}
              : { body: Readable.from(body, { objectMode: false, highWaterMark: 4 * BATCH }) })
          }),
        catch: failure
      }).pipe(
        Effect.timeoutOrElse({
          duration: deadline,
          orElse: () => Effect.fail(late(`no answer within ${Duration.format(deadline)}`))
        })
      ),
      ({ body }) =>
        Effect.sync(() => {
          body.on("error", () => {})
          body.destroy()
        }),
      { interruptible: true }
    )
    const length = response.headers["content-length"]
    return {
      status: response.statusCode,
      length: typeof length === "string" && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
      body: read(response.body, options.idleDeadline, bodyDeadline)
    } satisfies Answer
  })

  return { request }
})

export type Http = Effect.Success<ReturnType<typeof make>>
