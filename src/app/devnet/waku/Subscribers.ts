/**
 * Who listens, and to what. Each subscriber has one long-lived stream on which its messages follow each other, as the
 * Nim node does it. One that cannot keep up is forgotten; its next ping tells it.
 */
import type { Connection } from "@libp2p/interface"
import * as lp from "it-length-prefixed"
import type { Received } from "../../../domain/waku/WakuMessage.ts"
import * as Services from "../../../domain/wire/Services.ts"
import * as Wire from "../../../domain/wire/Wire.ts"
import * as Protocols from "../../../domain/waku/Protocols.ts"
import type { Faults } from "./Faults.ts"

/** Frames that wait for a slow subscriber before it is forgotten. */
const MAX_WAITING = 20_000
const MAX_TOPICS = 1_000

interface Subscriber {
  readonly connection: Connection
  /** Content topics by pubsub topic. */
  readonly topics: Map<string, Set<string>>
  readonly waiting: Array<Uint8Array>
  wake: (() => void) | undefined
  ended: boolean
  pumping: boolean
}

export interface Subscribers {
  /** A status as in HTTP and its reason. */
  readonly handle: (connection: Connection, request: Services.FilterRequest) => { status: number; why: string }
  readonly deliver: (received: Received, faults: Faults) => void
  /** Forgets what a peer asked for, or what everybody did. */
  readonly forget: (peer?: string) => void
}

async function* frames(subscriber: Subscriber): AsyncGenerator<Uint8Array> {
  while (!subscriber.ended) {
    const next = subscriber.waiting.shift()
    if (next === undefined) {
      await new Promise<void>((resolve) => {
        subscriber.wake = resolve
      })
    } else yield lp.encode.single(next).slice()
  }
}

const single = async (connection: Connection, bytes: Uint8Array): Promise<void> => {
  const stream = await connection.newStream(Protocols.FILTER_PUSH)
  await stream.sink([lp.encode.single(bytes).slice()])
  for await (const _ of stream.source);
  await stream.close()
}

const noise = (received: Received): ReadonlyArray<Uint8Array> => [
  Uint8Array.of(0xff, 0xff),
  Services.encodeFilterPush({ pubsubTopic: received.pubsubTopic, message: Uint8Array.of(1, 2, 3) }),
  Services.encodeFilterPush({ pubsubTopic: "/waku/2/rs/99/9", message: Wire.encodeMessage(received.message) })
]

export const make = (): Subscribers => {
  const subscribers = new Map<string, Subscriber>()

  const forget = (peer: string) => {
    const subscriber = subscribers.get(peer)
    if (subscriber === undefined) return
    subscribers.delete(peer)
    subscriber.ended = true
    subscriber.wake?.()
  }

  const pump = async (peer: string, subscriber: Subscriber): Promise<void> => {
    try {
      const stream = await subscriber.connection.newStream(Protocols.FILTER_PUSH)
      await stream.sink(frames(subscriber))
      await stream.close()
    } catch {
      // The connection is gone, or the peer takes no messages: to it, the subscription has ended.
      if (subscribers.get(peer) === subscriber) forget(peer)
    }
  }

  const enqueue = (peer: string, subscriber: Subscriber, bytes: Uint8Array) => {
    if (subscriber.waiting.length >= MAX_WAITING) return forget(peer)
    subscriber.waiting.push(bytes)
    if (!subscriber.pumping) {
      subscriber.pumping = true
      void pump(peer, subscriber)
    }
    subscriber.wake?.()
  }

  const subscribe = (peer: string, connection: Connection, pubsubTopic: string, topics: ReadonlyArray<string>) => {
    const known = subscribers.get(peer)
    if (known !== undefined && known.connection !== connection) forget(peer)
    const subscriber = subscribers.get(peer) ?? {
      connection,
      topics: new Map<string, Set<string>>(),
      waiting: [],
      wake: undefined,
      ended: false,
      pumping: false
    }
    const set = subscriber.topics.get(pubsubTopic) ?? new Set()
    if (set.size + topics.length > MAX_TOPICS) return { status: 503, why: "too many content topics" }
    for (const topic of topics) set.add(topic)
    subscriber.topics.set(pubsubTopic, set)
    subscribers.set(peer, subscriber)
    return { status: 200, why: "OK" }
  }

  const unsubscribe = (peer: string, pubsubTopic: string, topics: ReadonlyArray<string>) => {
    const set = subscribers.get(peer)?.topics.get(pubsubTopic)
    if (set === undefined) return { status: 404, why: "peer has no subscription" }
    for (const topic of topics) set.delete(topic)
    return { status: 200, why: "OK" }
  }

  return {
    handle: (connection, { contentTopics, pubsubTopic, type }) => {
      const peer = connection.remotePeer.toString()
      if (type === "ping") {
        return subscribers.get(peer)?.connection === connection
          ? { status: 200, why: "OK" }
          : { status: 404, why: "peer has no subscription" }
      }
      if (type === "unsubscribe-all") {
        forget(peer)
        return { status: 200, why: "OK" }
      }
      if (pubsubTopic === undefined || contentTopics.length === 0) {
        return { status: 400, why: "pubsub topic and content topics must be given" }
      }
      return type === "subscribe"
        ? subscribe(peer, connection, pubsubTopic, contentTopics)
        : unsubscribe(peer, pubsubTopic, contentTopics)
    },
    deliver: (received, { filter }) => {
      if (filter === "deaf") return
      const { message, pubsubTopic } = received
      const bytes = Services.encodeFilterPush({ pubsubTopic, message: Wire.encodeMessage(message) })
      for (const [peer, subscriber] of subscribers) {
        if (!subscriber.topics.get(pubsubTopic)?.has(message.contentTopic)) continue
        if (filter === "stream-each") {
          void single(subscriber.connection, bytes).catch(() => forget(peer))
          continue
        }
        for (const frame of filter === "noise" ? noise(received) : []) enqueue(peer, subscriber, frame)
        enqueue(peer, subscriber, bytes)
        if (filter === "twice") enqueue(peer, subscriber, bytes)
      }
    },
    forget: (peer) => {
      for (const one of peer === undefined ? [...subscribers.keys()] : [peer]) forget(one)
    }
  }
}
