/**
 * A Waku network whose store nodes forget and miss messages and whose links lose, delay and double them. Without faults
 * it keeps the contract of the port.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Windows from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import type { MessageHash, Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { type Filter, Waku, WakuFailure } from "../../ports/Waku.ts"
import { chance } from "./Chance.ts"
import { NETWORK, STORES } from "./Scenario.ts"
import type { Weather } from "./Weather.ts"

/** How long store nodes remember (CHA-01). */
const RETENTION = Time.days(30)
const SHORT = Time.days(1)
const PAGE = 50

/** Who is no machine of the scenario: people with other software. */
export const OUTSIDE = -1

interface Listener {
  readonly node: number
  readonly filter: Filter
  readonly queue: Queue.Queue<ReadonlyArray<Received>, Cause.Done>
}

const matches = (filter: Filter, { message, pubsubTopic }: Received): boolean =>
  pubsubTopic === filter.pubsubTopic && filter.contentTopics.includes(message.contentTopic)

const unavailable = (operation: "publish" | "subscribe" | "query", detail: string) =>
  new WakuFailure({ operation, reason: "Unavailable", detail })

/** `now`: the true time, whatever the clocks of nodes say. `scope` holds what is on its way. */
export const make = (weather: Weather, now: () => Nanos, scope: Scope.Scope, clock: Clock.Clock) => {
  const stores = Array.from({ length: STORES }, () => new Map<MessageHash, Received>())
  const listeners = new Set<Listener>()
  const sent = new Map<MessageHash, Received>()
  let throws = 0

  const forget = (store: number) => {
    const held = stores[store]!
    const retention = weather.hits("store-short", store, store) === undefined ? RETENTION : SHORT
    const horizon = Time.subtract(now(), retention)
    for (const [hash, { message }] of held) if (message.timestamp < horizon) held.delete(hash)
  }

  const keep = (received: Received) => {
    for (const [index, store] of stores.entries()) {
      if (weather.hits("store-gap", index, received.hash) === undefined) store.set(received.hash, received)
    }
  }

  const deliver = Effect.fnUntraced(function* (listener: Listener, received: Received) {
    const { node, queue } = listener
    const dice = received.hash
    if (weather.lasts("partition", node) !== undefined) return
    if (weather.hits("drop", node, dice) !== undefined) return
    const offer = Effect.asVoid(Queue.offer(queue, [received]))
    const late = weather.hits("delay", node, dice)
    const copies = weather.hits("duplicate", node, dice) === undefined ? 1 : 2
    for (let copy = 0; copy < copies; copy++) {
      if (late === undefined) yield* offer
      else {
        const hours = late.strength * chance(dice, node, copy)
        const arrival = Effect.andThen(Effect.sleep(`${Math.ceil(hours * 3_600_000)} millis`), offer)
        yield* Effect.forkIn(Effect.provideService(arrival, Clock.Clock, clock), scope)
      }
    }
  })

  /** The network as the node of this number sees it. */
  const of = (node: number): Waku["Service"] => ({
    publish: (pubsubTopic, message) =>
      Effect.gen(function* () {
        const refused = Publishing.refusal(message)
        if (refused !== undefined) {
          return yield* new WakuFailure({ operation: "publish", reason: "Rejected", detail: refused })
        }
        if (weather.hits("partition", node) !== undefined) return yield* unavailable("publish", "there is no network")
        const received = WakuMessage.receive(pubsubTopic, message)
        const isUnheard = node === OUTSIDE && weather.hits("unheard", NETWORK, received.hash) !== undefined
        if (!message.ephemeral && !isUnheard) keep(received)
        const isNew = !sent.has(received.hash)
        sent.set(received.hash, received)
        if (isNew) {
          for (const listener of listeners) {
            if (isUnheard && chance(received.hash, "heard", listener.node) < 0.5) continue
            if (matches(listener.filter, received)) yield* deliver(listener, received)
          }
        }
        return received
      }),
    subscribe: (filter) =>
      Effect.gen(function* () {
        if (weather.hits("partition", node) !== undefined) return yield* unavailable("subscribe", "there is no network")
        const queue = yield* Queue.unbounded<ReadonlyArray<Received>, Cause.Done>()
        const listener = { node, filter, queue }
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
      Stream.suspend((): Stream.Stream<ReadonlyArray<Received>, WakuFailure> => {
        throws++
        if (weather.hits("partition", node) !== undefined) {
          return Stream.fail(unavailable("query", "there is no network"))
        }
        const found = new Map<MessageHash, Received>()
        let answering = 0
        for (const [index, store] of stores.entries()) {
          if (weather.hits("store-down", index, throws) !== undefined) continue
          answering++
          forget(index)
          for (const received of store.values()) {
            if (matches(query, received) && Windows.contains(query.window, received.message.timestamp)) {
              found.set(received.hash, received)
            }
          }
        }
        if (answering === 0) return Stream.fail(unavailable("query", "no store node answers"))
        const ordered = [...found.values()].sort(WakuMessage.order)
        const cut =
          weather.hits("store-cut", throws % STORES, throws) === undefined ? undefined : chance(throws) * ordered.length
        const pages = Stream.fromIterable(
          Array.from({ length: Math.ceil((cut ?? ordered.length) / PAGE) }, (_, page) =>
            ordered.slice(page * PAGE, Math.min((page + 1) * PAGE, cut ?? ordered.length))
          )
        )
        return cut === undefined
          ? pages
          : Stream.concat(
              pages,
              Stream.fail(new WakuFailure({ operation: "query", reason: "Incomplete", detail: "the answer broke off" }))
            )
      })
  })

  return {
    of,
    /** What the store nodes hold, all together. */
    held: (): ReadonlyArray<Received> => {
      for (const index of stores.keys()) forget(index)
      return [...new Map(stores.flatMap((store) => [...store])).values()]
    },
    /** What every store node holds: whoever was answered by any of them could have it. */
    everywhere: (): ReadonlyArray<Received> => {
      for (const index of stores.keys()) forget(index)
      const [first, ...others] = stores
      return [...first!.values()].filter(({ hash }) => others.every((store) => store.has(hash)))
    },
    /** Everything ever sent that matches. */
    sent: (filter: Filter): ReadonlyArray<Received> => [...sent.values()].filter((one) => matches(filter, one))
  }
}

export type Network = ReturnType<typeof make>
