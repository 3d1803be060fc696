/**
 * One network for many nodes: who subscribes within the same moment shares a subscription of the network behind, as far as
 * a request has room for their topics. Each gets what it asked for and nothing else; one that is too slow fails alone.
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ContentTopic, PubsubTopic } from "../../domain/waku/Topic.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { type Filter, Waku, WakuFailure } from "../../ports/Waku.ts"

export interface Options {
  /** Content topics of one subscription of the network; a request of the filter protocol takes a hundred. */
  readonly topics: number
  /** How long the first of a subscription waits for others. */
  readonly gather: Duration.Duration
  /** Bytes that may wait for one slow subscriber. */
  readonly waitingBytes: number
}

const defaults: Options = { topics: 96, gather: Duration.millis(250), waitingBytes: 16 * 1024 * 1024 }

interface Subscriber {
  readonly filter: Filter
  readonly queue: Queue.Queue<ReadonlyArray<Received>, WakuFailure | Cause.Done>
  waiting: number
}

/** One subscription of the network; `open` until it is made. */
interface Trunk {
  readonly pubsubTopic: PubsubTopic
  readonly topics: Map<ContentTopic, Set<Subscriber>>
  readonly active: Deferred.Deferred<void, WakuFailure>
  readonly scope: Scope.Closeable
  subscribers: number
  open: boolean
}

const sizeOf = (batch: ReadonlyArray<Received>): number =>
  batch.reduce((sum, { message }) => sum + WakuMessage.size(message), 0)

const tooSlow = new WakuFailure({
  operation: "subscribe",
  reason: "Incomplete",
  detail: "messages come faster than this community takes them; asking the stores for them"
})

const ended = new WakuFailure({
  operation: "subscribe",
  reason: "Incomplete",
  detail: "the subscription ended; asking the stores for what comes meanwhile"
})

/** Whatever it was: who shares the subscription must not wait for messages that cannot come. */
const failureOf = (cause: Cause.Cause<WakuFailure>): WakuFailure => {
  const error = Cause.squash(cause)
  if (error instanceof WakuFailure) return error
  return new WakuFailure({ operation: "subscribe", reason: "Incomplete", detail: String(error) })
}

const make = Effect.fnUntraced(function* (options: Options) {
  const network = yield* Waku
  const home = yield* Effect.scope
  const trunks = new Set<Trunk>()

  const give = (subscriber: Subscriber, batch: ReadonlyArray<Received>) => {
    const size = sizeOf(batch)
    if (subscriber.waiting > 0 && subscriber.waiting + size > options.waitingBytes) {
      return Effect.asVoid(Queue.fail(subscriber.queue, tooSlow))
    }
    subscriber.waiting += size
    return Effect.asVoid(Queue.offer(subscriber.queue, batch))
  }

  const deliver = (trunk: Trunk, batch: ReadonlyArray<Received>) => {
    const shares = new Map<Subscriber, Array<Received>>()
    for (const received of batch) {
      for (const subscriber of trunk.topics.get(received.message.contentTopic) ?? []) {
        const share = shares.get(subscriber)
        if (share === undefined) shares.set(subscriber, [received])
        else share.push(received)
      }
    }
    return Effect.forEach(shares, ([subscriber, share]) => give(subscriber, share), { discard: true })
  }

  const end = (trunk: Trunk) =>
    Effect.suspend(() => {
      trunk.open = false
      trunks.delete(trunk)
      return Scope.close(trunk.scope, Exit.void)
    })

  /** The end of a subscription of the network is the end of all that share it: each begins anew by itself. */
  const broken = (trunk: Trunk, failure: WakuFailure) =>
    Effect.suspend(() => {
      trunks.delete(trunk)
      const all = new Set([...trunk.topics.values()].flatMap((set) => [...set]))
      return Effect.forEach(all, ({ queue }) => Queue.fail(queue, failure), { discard: true })
    })

  const carry = (trunk: Trunk) =>
    Effect.gen(function* () {
      yield* Duration.isZero(options.gather) ? Effect.yieldNow : Effect.sleep(options.gather)
      trunk.open = false
      const batches = yield* network.subscribe({
        pubsubTopic: trunk.pubsubTopic,
        contentTopics: [...trunk.topics.keys()]
      })
      yield* Deferred.succeed(trunk.active, undefined)
      yield* Stream.runForEach(batches, (batch) => deliver(trunk, batch))
      return yield* ended
    }).pipe(
      Effect.catchCause((cause) =>
        Effect.gen(function* () {
          const failure = failureOf(cause)
          trunk.open = false
          yield* Deferred.fail(trunk.active, failure)
          yield* broken(trunk, failure)
        })
      ),
      Scope.provide(trunk.scope)
    )

  const begin = Effect.fnUntraced(function* (pubsubTopic: PubsubTopic) {
    const trunk: Trunk = {
      pubsubTopic,
      topics: new Map(),
      active: yield* Deferred.make<void, WakuFailure>(),
      scope: yield* Scope.fork(home),
      subscribers: 0,
      open: true
    }
    trunks.add(trunk)
    yield* Effect.forkIn(carry(trunk), trunk.scope)
    return trunk
  })

  const roomFor = ({ contentTopics, pubsubTopic }: Filter) =>
    [...trunks].find(
      (trunk) =>
        trunk.open &&
        trunk.pubsubTopic === pubsubTopic &&
        new Set([...trunk.topics.keys(), ...contentTopics]).size <= options.topics
    )

  const leave = (trunk: Trunk, subscriber: Subscriber) =>
    Effect.suspend(() => {
      for (const topic of subscriber.filter.contentTopics) trunk.topics.get(topic)?.delete(subscriber)
      trunk.subscribers--
      return Effect.andThen(Queue.end(subscriber.queue), trunk.subscribers === 0 ? end(trunk) : Effect.void)
    })

  const subscribe = (filter: Filter) =>
    Effect.gen(function* () {
      const subscriber: Subscriber = {
        filter,
        queue: yield* Queue.unbounded<ReadonlyArray<Received>, WakuFailure | Cause.Done>(),
        waiting: 0
      }
      const trunk = yield* Effect.acquireRelease(
        Effect.gen(function* () {
          const trunk = roomFor(filter) ?? (yield* begin(filter.pubsubTopic))
          trunk.subscribers++
          for (const topic of filter.contentTopics) {
            const sharing = trunk.topics.get(topic) ?? new Set()
            trunk.topics.set(topic, sharing.add(subscriber))
          }
          return trunk
        }),
        (trunk) => leave(trunk, subscriber)
      )
      yield* Deferred.await(trunk.active)
      return Stream.tap(Stream.fromQueue(subscriber.queue), (batch) =>
        Effect.sync(() => {
          subscriber.waiting -= sizeOf(batch)
        })
      )
    })

  return Waku.of({ publish: network.publish, query: network.query, subscribe })
})

/** Stands before a network and is one. */
export const layer = (options: Partial<Options> = {}): Layer.Layer<Waku, never, Waku> =>
  Layer.effect(Waku, make({ ...defaults, ...options }))
