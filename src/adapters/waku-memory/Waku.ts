/** A Waku network in memory: nodes that share it hear each other, its store remembers for a while. */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Windows from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import { type Filter, Waku, WakuFailure } from "../../ports/Waku.ts"

const PAGE = 100
/** Batches that wait for a slow listener; then whoever publishes waits with them. */
const MAX_WAITING = 10_000

const matches = (filter: Filter, { message, pubsubTopic }: Received): boolean =>
  pubsubTopic === filter.pubsubTopic && filter.contentTopics.includes(message.contentTopic)

/** `retention`: how long the store remembers, 30 days by default (CHA-01). */
export interface Options {
  readonly retention?: Nanos
}

/** One network; every node that is built from its layer is on it. */
export const make = (options: Options = {}) => {
  const retention = options.retention ?? Time.days(30)
  let stored: Array<Received> = []
  const hashes = new Set<string>()
  const listeners = new Set<{
    readonly filter: Filter
    readonly queue: Queue.Queue<ReadonlyArray<Received>, Cause.Done>
  }>()

  const remember = (received: Received, now: Nanos) => {
    const horizon = Time.subtract(now, retention)
    if (stored.length > 0 && stored[0]!.message.timestamp < horizon) {
      stored = stored.filter((old) => {
        const kept = old.message.timestamp >= horizon
        if (!kept) hashes.delete(old.hash)
        return kept
      })
    }
    let at = stored.length
    while (at > 0 && WakuMessage.order(stored[at - 1]!, received) > 0) at--
    stored.splice(at, 0, received)
  }

  const now = Effect.map(Clock.currentTimeMillis, (millis) => Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n))

  const layer: Layer.Layer<Waku> = Layer.succeed(Waku, {
    publish: (pubsubTopic, message) =>
      Effect.gen(function* () {
        const refused = Publishing.refusal(message)
        if (refused !== undefined) {
          return yield* new WakuFailure({ operation: "publish", reason: "Rejected", detail: refused })
        }
        const received = WakuMessage.receive(pubsubTopic, message)
        if (hashes.has(received.hash)) return received
        hashes.add(received.hash)
        if (!message.ephemeral) remember(received, yield* now)
        for (const { filter, queue } of listeners) {
          if (matches(filter, received)) yield* Queue.offer(queue, [received])
        }
        return received
      }),
    subscribe: (filter) =>
      Effect.gen(function* () {
        const queue = yield* Queue.bounded<ReadonlyArray<Received>, Cause.Done>(MAX_WAITING)
        const listener = { filter, queue }
        yield* Effect.acquireRelease(
          Effect.sync(() => listeners.add(listener)),
          () =>
            Effect.andThen(
              Effect.sync(() => listeners.delete(listener)),
              Queue.end(queue)
            )
        )
        return Stream.fromQueue(queue)
      }),
    query: (query) =>
      Stream.unwrap(
        Effect.map(now, (present) => {
          const horizon = Time.subtract(present, retention)
          const found = stored.filter(
            (received) =>
              matches(query, received) &&
              received.message.timestamp >= horizon &&
              Windows.contains(query.window, received.message.timestamp)
          )
          return Stream.fromIterable(
            Array.from({ length: Math.ceil(found.length / PAGE) }, (_, page) =>
              found.slice(page * PAGE, (page + 1) * PAGE)
            )
          )
        })
      )
  })
  return { layer }
}

/** A network of its own. */
export const layer: Layer.Layer<Waku> = Layer.unwrap(Effect.sync(() => make().layer))
