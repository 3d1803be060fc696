/**
 * Store queries that are complete or fail. Two stores are asked at once where two are connected, and their answers united:
 * what one of them missed the other may have. A store that fails is replaced; the answer goes on behind the last message
 * given, so a store that was restarted and does not know its own cursor any more costs nothing. CHA-81…85.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Window } from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { ContentTopic } from "../../domain/waku/Topic.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { type Query, WakuFailure } from "../../ports/Waku.ts"
import type { Resolved } from "./Options.ts"
import * as Page from "./Page.ts"
import type { Peer, Peers } from "./Peers.ts"

/** Stores asked at once. */
const REDUNDANCY = 2
/** Content topics of one query; real clients ask for no more. */
const MAX_TOPICS = 10
/** Pages without anything asked for, one after the other, after which a store leads nowhere. */
const MAX_BARREN = 20
/** What a store may hold that is dated ahead of our clock. */
const AHEAD = Time.days(1)

const failed = (reason: WakuFailure["reason"], detail: string) =>
  new WakuFailure({ operation: "query", reason, detail })

/** One store that is being read for some of the topics. */
interface Source {
  readonly peer: Peer
  readonly topics: ReadonlyArray<ContentTopic>
  /** Fixed: a cursor is good for the same question alone (CHA-84). */
  readonly window: Window
  readonly waiting: Array<Received>
  /** What it has sent in all. */
  messages: number
  bytes: number
  after: Received | undefined
  cursor: Uint8Array | undefined
  barren: number
  done: boolean
}

/** A span of time that is being read. */
interface Reading {
  readonly span: Window
  last: Received | undefined
  sources: Array<Source> | undefined
  /** In a row, without a message in between: a first page that comes is no progress. */
  failures: number
}

const parts = <A>(list: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size))

/** The part of the window that a store can hold anything of, in spans that a node does not refuse as too long. */
const spans = (window: Window, present: Nanos, options: Resolved): ReadonlyArray<Window> => {
  const reach = Time.nanos(BigInt(Duration.toMillis(options.reach)) * 1_000_000n)
  const slice = BigInt(Duration.toMillis(options.slice)) * 1_000_000n
  const from = Time.max(window.from, Time.subtract(present, reach))
  const to = Time.min(window.to, Time.add(present, AHEAD))
  const found: Array<Window> = []
  for (let at = from; at < to; at = found.at(-1)!.to) {
    found.push({ from: at, to: Time.min(to, Time.add(at, Time.nanos(slice))) })
  }
  return found
}

export const make = (options: Resolved, peers: Peers) => {
  const pauses = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced(options.longestPause)]).pipe(
    Schedule.jittered
  )

  const refill = Effect.fnUntraced(function* (query: Query, reading: Reading, source: Source) {
    const { bytes, cursor, found, last, messages } = yield* Page.fetch(
      options,
      source.peer,
      { ...query, contentTopics: source.topics, window: source.window },
      source.after,
      source.cursor
    )
    source.after = last
    source.cursor = cursor
    source.done = cursor === undefined
    source.barren = found.length > 0 ? 0 : source.barren + 1
    if (source.barren > MAX_BARREN) {
      return yield* new Page.PageFailure({ reason: "Incomplete", detail: "it sends page after page without content" })
    }
    source.messages += messages
    source.bytes += bytes
    if (source.messages > options.storeMessages || source.bytes > options.storeBytes) {
      return yield* new Page.PageFailure({
        reason: "Incomplete",
        detail: `it sends more than ${options.storeMessages} messages or ${options.storeBytes} bytes for ${Duration.format(options.slice)}`
      })
    }
    const { last: given } = reading
    source.waiting.push(...(given === undefined ? found : found.filter((one) => WakuMessage.order(given, one) < 0)))
  })

  const open = Effect.fnUntraced(function* (query: Query, { last, span }: Reading, avoid: ReadonlySet<Peer>) {
    yield* peers.settled
    const candidates = yield* peers
      .serving(query.pubsubTopic)
      .pipe(Effect.mapError(({ detail }) => new Page.PageFailure({ reason: "Unavailable", detail })))
    const fresh = candidates.filter((peer) => !avoid.has(peer))
    const chosen = (fresh.length > 0 ? fresh : candidates).slice(0, REDUNDANCY)
    const window = { from: last?.message.timestamp ?? span.from, to: span.to }
    return parts(query.contentTopics, MAX_TOPICS).flatMap((topics) =>
      chosen.map((peer): Source => ({
        peer,
        topics,
        window,
        waiting: [],
        messages: 0,
        bytes: 0,
        after: undefined,
        cursor: undefined,
        barren: 0,
        done: false
      }))
    )
  })

  /** Everything that no store can precede any more, ascending, each once. */
  const ripe = (reading: Reading, sources: ReadonlyArray<Source>): ReadonlyArray<Received> => {
    const ends = sources.filter(({ done }) => !done).map(({ waiting }) => waiting.at(-1)!)
    const frontier = ends.toSorted(WakuMessage.order)[0]
    const taken = new Map<string, Received>()
    for (const source of sources) {
      const upTo =
        frontier === undefined
          ? source.waiting.length
          : source.waiting.findLastIndex((one) => WakuMessage.order(one, frontier) <= 0) + 1
      for (const one of source.waiting.splice(0, upTo)) taken.set(one.hash, one)
    }
    const batch = [...taken.values()].sort(WakuMessage.order)
    reading.last = batch.at(-1) ?? reading.last
    return batch
  }

  /** The next messages of a span; fails where some of the topics have no store left that answers. */
  const advance = Effect.fnUntraced(function* (query: Query, reading: Reading, avoid: Set<Peer>) {
    reading.sources ??= yield* Effect.tapError(open(query, reading, avoid), () => Effect.sync(() => reading.failures++))
    let failure: Page.PageFailure | undefined
    const hungry = reading.sources.filter(({ done, waiting }) => !done && waiting.length === 0)
    yield* Effect.forEach(
      hungry,
      (source) =>
        Effect.matchEffect(refill(query, reading, source), {
          onSuccess: () => Effect.void,
          onFailure: (trouble) =>
            Effect.sync(() => {
              failure = new Page.PageFailure({
                reason: trouble.reason,
                detail: `the store ${source.peer.address}: ${trouble.detail}`
              })
              avoid.add(source.peer)
              reading.sources = reading.sources!.filter((other) => other !== source)
            })
        }),
      { concurrency: "unbounded", discard: true }
    )
    const served = new Set(reading.sources.flatMap(({ topics }) => topics))
    if (failure !== undefined && query.contentTopics.some((topic) => !served.has(topic))) {
      reading.sources = undefined
      reading.failures++
      return yield* failure
    }
    // A page may have held nothing new; who has nothing waiting is asked again before anything is given.
    const sources = reading.sources
    if (sources.some(({ done, waiting }) => !done && waiting.length === 0)) return { batch: [], ended: false }
    const batch = ripe(reading, sources)
    if (batch.length > 0) reading.failures = 0
    return { batch, ended: sources.every(({ done, waiting }) => done && waiting.length === 0) }
  })

  const readSpan = (query: Query, span: Window, avoid: Set<Peer>) =>
    Stream.unwrap(
      Effect.sync(() => {
        const reading: Reading = { span, last: undefined, sources: undefined, failures: 0 }
        return Stream.paginate(undefined, () =>
          advance(query, reading, avoid).pipe(
            Effect.retry({ schedule: pauses, while: () => reading.failures <= options.attempts }),
            Effect.mapError(({ detail, reason }) => failed(reason, detail)),
            Effect.map(
              ({ batch, ended }) =>
                [batch.length === 0 ? [] : [batch], ended ? Option.none() : Option.some(undefined)] as const
            )
          )
        )
      })
    )

  return (query: Query): Stream.Stream<ReadonlyArray<Received>, WakuFailure> =>
    Stream.unwrap(
      Effect.map(Clock.currentTimeMillis, (millis) => {
        const present = Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n)
        // Who failed once is asked again only when nobody else is left.
        const avoid = new Set<Peer>()
        return Stream.flatMap(Stream.fromIterable(spans(query.window, present, options)), (span) =>
          readSpan(query, span, avoid)
        )
      })
    )
}
