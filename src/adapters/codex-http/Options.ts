/** What a host says of its Codex nodes and of its patience. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Options {
  /**
   * The nodes, in the order of preference, as `http://HOST:PORT`; the base path of the API is found out. A URL with a path is
   * taken as the base itself.
   */
  readonly urls: ReadonlyArray<string>
  /** Until the connection stands. */
  readonly connectDeadline?: Duration.Input
  /** Until the answer begins; an upload that was sent whole has this long too, and more by its size. */
  readonly answerDeadline?: Duration.Input
  /** Until the next bytes, in either direction. */
  readonly idleDeadline?: Duration.Input
  /** Until a transfer is whole. */
  readonly totalDeadline?: Duration.Input
  /** Bytes a second: who sends fewer, over a whole answer, is too slow, however steadily they come. */
  readonly slowest?: number
  /** How often a question is asked again at the same node. */
  readonly retries?: number
  /** How long a question waits for a node before the next one is asked as well. */
  readonly hedge?: Duration.Input
  /** Tells a person of a node that fails while another serves. */
  readonly notice?: (text: string) => Effect.Effect<void>
}

export interface Resolved {
  readonly urls: ReadonlyArray<string>
  readonly connectDeadline: Duration.Duration
  readonly answerDeadline: Duration.Duration
  readonly idleDeadline: Duration.Duration
  readonly totalDeadline: Duration.Duration
  readonly slowest: number
  readonly retries: number
  readonly hedge: Duration.Duration
  readonly notice: (text: string) => Effect.Effect<void>
}

export const resolve = (options: Options): Resolved => ({
  urls: options.urls,
  connectDeadline: Duration.fromInputUnsafe(options.connectDeadline ?? "5 seconds"),
  answerDeadline: Duration.fromInputUnsafe(options.answerDeadline ?? "30 seconds"),
  idleDeadline: Duration.fromInputUnsafe(options.idleDeadline ?? "60 seconds"),
  totalDeadline: Duration.fromInputUnsafe(options.totalDeadline ?? "6 hours"),
  slowest: options.slowest ?? 64 * 1024,
  retries: options.retries ?? 2,
  hedge: Duration.fromInputUnsafe(options.hedge ?? "2 seconds"),
  notice: options.notice ?? (() => Effect.void)
})

/** Until so many bytes are whole. Beside their own time they have that of an answer and of one pause. */
export const wholeWithin = (options: Resolved, size: number): Duration.Duration =>
  Duration.min(
    options.totalDeadline,
    Duration.sum(
      Duration.sum(options.answerDeadline, options.idleDeadline),
      Duration.millis(Math.ceil((size / options.slowest) * 1000))
    )
  )
