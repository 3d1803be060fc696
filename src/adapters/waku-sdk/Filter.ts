/**
 * Live messages. Every peer is subscribed at, asked again and again whether it still knows, and subscribed at anew where it
 * does not. Whatever was missed in between comes from the stores, without duplicates; from time to time that is done without
 * any sign of a loss, because a filter can be deaf and not know it. The SDK's own filter is not used: a failed renewal can
 * leave it without a subscription for good, and it stops after a hundred push streams.
 */
import type { Stream as Libp2pStream } from "@libp2p/interface"
import * as lp from "it-length-prefixed"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Protocols from "../../domain/waku/Protocols.ts"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Services from "../../domain/wire/Services.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { type Filter, type Query, WakuFailure } from "../../ports/Waku.ts"
import * as Exchange from "./Exchange.ts"
import type { Resolved } from "./Options.ts"
import type { Peer, Peers } from "./Peers.ts"
import { quoted } from "./quoted.ts"
import * as Seen from "./Seen.ts"

const MAX_ANSWER = 64 * 1024
const MAX_PUSH = 2 * 1024 * 1024
const MAX_PUSH_STREAMS = 256
/** Content topics of one request; nodes take up to a hundred. */
const MAX_TOPICS = 100
/** Batches that wait for a slow listener, beside the bound on their bytes. */
const MAX_WAITING = 10_000
/** Messages are accepted by stores within 20 s of their own time; clocks may be off by more. */
const OVERLAP = Time.minutes(2)
/** A message this old that only a store had was lost by the filter, not still on its way. */
const ON_ITS_WAY = Time.seconds(30)

interface Listener {
  readonly filter: Filter
  readonly queue: Queue.Queue<ReadonlyArray<Received>, Cause.Done>
  /** Bytes that may still wait in the queue. */
  readonly room: Semaphore.Semaphore
  readonly ended: Deferred.Deferred<void>
  readonly seen: Seen.Seen
  /** Something may have been missed. */
  readonly reconcile: Queue.Queue<void>
  /** One for each peer that is subscribed at: to do it again. */
  readonly renewals: Set<Queue.Queue<void>>
  readonly active: Deferred.Deferred<void>
}

type Asking = (query: Query) => Stream.Stream<ReadonlyArray<Received>, WakuFailure>

const present = Effect.map(Clock.currentTimeMillis, (millis): Nanos =>
  Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n)
)

const parts = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / MAX_TOPICS) }, (_, n) =>
    list.slice(n * MAX_TOPICS, (n + 1) * MAX_TOPICS)
  )

export const make = Effect.fn("WakuSdk.filter")(function* (options: Resolved, peers: Peers, ask: Asking) {
  const run = Effect.runPromiseWith(yield* Effect.context())
  const { libp2p } = peers.node
  const listeners = new Set<Listener>()
  const limits = { maxBytes: MAX_ANSWER, deadline: options.requestDeadline }
  const pauses = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced(options.longestPause)]).pipe(
    Schedule.jittered
  )

  const sizeOf = (batch: ReadonlyArray<Received>): number =>
    Math.min(
      options.waitingBytes,
      batch.reduce((sum, { message }) => sum + WakuMessage.size(message), 0)
    )

  /** Waits until there is room. */
  const give = Effect.fnUntraced(function* ({ ended, queue, room }: Listener, batch: ReadonlyArray<Received>) {
    const size = sizeOf(batch)
    if (!(yield* room.takeIfAvailable(size))) yield* Effect.raceFirst(room.take(size), Deferred.await(ended))
    yield* Queue.offer(queue, batch)
  })

  /** To every listener that wants it and has not had it. */
  const deliver = Effect.fnUntraced(function* (received: Received) {
    for (const listener of listeners) {
      const { filter, seen } = listener
      if (filter.pubsubTopic !== received.pubsubTopic) continue
      if (!filter.contentTopics.includes(received.message.contentTopic)) continue
      if (seen.add(received.hash)) yield* give(listener, [received])
    }
  })

  const arrived = (frame: Uint8Array) => {
    const push = Services.decodeFilterPush(frame)
    if (Result.isFailure(push)) return Effect.void
    const message = Wire.decodeMessage(push.success.message)
    if (Result.isFailure(message) || message.success.timestamp === 0n) return Effect.void
    return deliver(WakuMessage.receive(push.success.pubsubTopic as PubsubTopic, message.success))
  }

  const listen = async (stream: Libp2pStream): Promise<void> => {
    try {
      for await (const frame of lp.decode(stream.source, { maxDataLength: MAX_PUSH })) await run(arrived(frame.slice()))
      await stream.close()
    } catch (cause) {
      stream.abort(cause instanceof Error ? cause : new Error(String(cause)))
    }
  }

  yield* Effect.acquireRelease(
    Effect.promise(async () => {
      await libp2p.unhandle(Protocols.FILTER_PUSH)
      await libp2p.handle(Protocols.FILTER_PUSH, ({ stream }) => listen(stream), {
        maxInboundStreams: MAX_PUSH_STREAMS
      })
    }),
    () => Effect.promise(() => libp2p.unhandle(Protocols.FILTER_PUSH))
  )

  /** Fails where the peer does not answer; says its status where it does. */
  const request = (peer: Peer, type: Services.FilterRequest["type"], { contentTopics, pubsubTopic }: Filter) =>
    Exchange.call(
      peer,
      Protocols.FILTER_SUBSCRIBE,
      Services.encodeFilterRequest({
        requestId: crypto.randomUUID(),
        type,
        pubsubTopic: type === "ping" ? undefined : pubsubTopic,
        contentTopics: type === "ping" ? [] : contentTopics
      }),
      limits
    ).pipe(
      Effect.map(Services.decodeFilterAnswer),
      Effect.flatMap((answer) =>
        Result.isSuccess(answer) && answer.success.status >= 200 && answer.success.status < 300
          ? Effect.void
          : Effect.fail(
              new Exchange.ExchangeFailure({
                reason: "Broken",
                detail: Result.isSuccess(answer)
                  ? `it answers ${answer.success.status} ${quoted(answer.success.why)}`
                  : "its answer cannot be read"
              })
            )
      )
    )

  const subscribeAt = (peer: Peer, filter: Filter) =>
    Effect.forEach(
      parts(filter.contentTopics),
      (contentTopics) => request(peer, "subscribe", { ...filter, contentTopics }),
      { discard: true }
    )

  /** For as long as the connection stands. */
  const tend = (listener: Listener, peer: Peer) =>
    Effect.gen(function* () {
      const renewal = yield* Queue.sliding<void>(1)
      yield* Effect.acquireRelease(
        Effect.sync(() => listener.renewals.add(renewal)),
        () => Effect.sync(() => listener.renewals.delete(renewal))
      )
      const subscribed = subscribeAt(peer, listener.filter).pipe(
        Effect.tapError(({ detail, reason }) =>
          reason === "Timeout"
            ? peers.drop(peer)
            : options.notice(`the Waku node ${peer.address} does not take a subscription: ${detail}; trying again`)
        ),
        Effect.retry(pauses)
      )
      const holds = Queue.take(renewal).pipe(
        Effect.as(false),
        Effect.timeoutOrElse({
          duration: options.keepAlive,
          orElse: () => Effect.isSuccess(request(peer, "ping", listener.filter))
        })
      )
      return yield* Effect.forever(
        Effect.gen(function* () {
          yield* subscribed
          const first = yield* Deferred.succeed(listener.active, undefined)
          if (!first) yield* Queue.offer(listener.reconcile, undefined)
          yield* Effect.repeat(holds, { while: (stands) => stands })
        })
      )
    }).pipe(Effect.scoped)

  /** Follows the peers: a connection that is new gets a subscription, one that is gone loses its fiber. */
  const attend = (listener: Listener) =>
    Effect.gen(function* () {
      const tending = yield* FiberMap.make<string>()
      yield* Stream.runForEach(peers.changes, (connected) =>
        Effect.gen(function* () {
          const serving = connected.filter(({ serves }) => serves(listener.filter.pubsubTopic))
          const ids = new Set(serving.map(({ connection }) => connection.id))
          for (const [id] of tending) if (!ids.has(id)) yield* FiberMap.remove(tending, id)
          for (const peer of serving) {
            yield* FiberMap.run(tending, peer.connection.id, tend(listener, peer), { onlyIfMissing: true })
          }
        })
      )
    }).pipe(Effect.scoped)

  /** Asks the stores for what was sent since `from`; gives what the filter did not, and says how old the oldest of it is. */
  const fill = Effect.fnUntraced(function* (listener: Listener, from: Nanos, to: Nanos) {
    let lost = false
    const window = { from: Time.subtract(from, OVERLAP), to: Time.add(to, OVERLAP) }
    yield* Stream.runForEach(ask({ ...listener.filter, window }), (batch) =>
      Effect.gen(function* () {
        const missed = batch.filter(({ hash }) => listener.seen.add(hash))
        if (missed.length === 0) return
        // What was sent before the subscription began is nobody's loss, as long as it is not later than that.
        lost ||= missed.some(({ message }) => Time.add(message.timestamp, ON_ITS_WAY) < to)
        yield* give(listener, missed)
      })
    )
    return lost
  })

  const reconcile = (listener: Listener, began: Nanos) =>
    Effect.gen(function* () {
      let since = began
      for (;;) {
        const asked = yield* Queue.take(listener.reconcile).pipe(
          Effect.as(true),
          Effect.timeoutOrElse({ duration: options.reconcile, orElse: () => Effect.succeed(false) })
        )
        const at = yield* present
        const lost = yield* fill(listener, since, at).pipe(
          Effect.tapError(({ message }) => options.notice(`${message}; what was missed is asked for again`)),
          Effect.retry(pauses)
        )
        since = at
        if (!lost || asked) continue
        yield* options.notice("the filter lost messages that the stores have; subscribing anew")
        for (const renewal of listener.renewals) yield* Queue.offer(renewal, undefined)
      }
    })

  return (filter: Filter) =>
    Effect.gen(function* () {
      const listener: Listener = {
        filter,
        queue: yield* Queue.bounded<ReadonlyArray<Received>, Cause.Done>(MAX_WAITING),
        room: yield* Semaphore.make(options.waitingBytes),
        ended: yield* Deferred.make<void>(),
        seen: Seen.make(),
        reconcile: yield* Queue.sliding<void>(1),
        renewals: new Set(),
        active: yield* Deferred.make<void>()
      }
      yield* Effect.acquireRelease(
        Effect.sync(() => listeners.add(listener)),
        () =>
          Effect.gen(function* () {
            listeners.delete(listener)
            yield* Deferred.succeed(listener.ended, undefined)
            yield* Queue.end(listener.queue)
          })
      )
      yield* Effect.forkScoped(attend(listener))
      yield* Deferred.await(listener.active).pipe(
        Effect.timeoutOrElse({
          duration: options.patience,
          orElse: () =>
            Effect.fail(
              new WakuFailure({
                operation: "subscribe",
                reason: "Unavailable",
                detail: `no Waku node takes the subscription (${peers.trouble()})`
              })
            )
        })
      )
      yield* Effect.forkScoped(reconcile(listener, yield* present))
      return Stream.tap(Stream.fromQueue(listener.queue), (batch) => listener.room.release(sizeOf(batch)))
    })
})
