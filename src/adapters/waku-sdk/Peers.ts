/**
 * The service nodes of the configuration: each is dialled, asked which network it is of, watched, and dialled again for as
 * long as the scope is open. Nobody else is looked for. The SDK's own notion of being connected is not used: on Node it
 * says `false` for ever.
 */
import type { Connection } from "@libp2p/interface"
import { mplex } from "@libp2p/mplex"
import { multiaddr } from "@multiformats/multiaddr"
import type { LightNode } from "@waku/sdk"
import { createLightNode } from "@waku/sdk"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import * as Protocols from "../../domain/waku/Protocols.ts"
import { type PubsubTopic, shardOf } from "../../domain/waku/Topic.ts"
import * as Services from "../../domain/wire/Services.ts"
import * as Exchange from "./Exchange.ts"
import type { Resolved } from "./Options.ts"

/** A connection that stands. A later one to the same node is another peer. */
export interface Peer extends Exchange.Line {
  readonly address: string
  /** By what it said of itself; a peer that says nothing is tried. */
  readonly serves: (pubsubTopic: PubsubTopic) => boolean
}

/** No peer is connected; why each is not. */
export class NoPeers extends Data.TaggedError("NoPeers")<{ readonly detail: string }> {}

export interface Peers {
  readonly node: LightNode
  /** Those that serve the topic, in the order of preference; waits a while for the first. */
  readonly serving: (pubsubTopic: PubsubTopic) => Effect.Effect<ReadonlyArray<Peer>, NoPeers>
  /** Comes when every configured node was tried once: who wants several should not take the first alone. */
  readonly settled: Effect.Effect<void>
  /** Why each configured node cannot be used, for a message. */
  readonly trouble: () => string
  readonly changes: Stream.Stream<ReadonlyArray<Peer>>
  /** Closes a connection that does not answer any more; it is dialled again. */
  readonly drop: (peer: Peer) => Effect.Effect<void>
}

const STOPPING = "2 seconds"
const MAX_METADATA = 64 * 1024
const STREAM_BUFFER = 40 * 1024 * 1024
const SETTLING = "2 seconds"
const SHORT_LIFE = Duration.seconds(1)

class Unusable extends Data.TaggedError("Unusable")<{ readonly why: string }> {}

const words = (cause: unknown): string => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return words(cause.errors[0])
  const text = cause instanceof Error ? cause.message : String(cause)
  return /ECONNREFUSED|^Could not connect/.test(text)
    ? "nobody answers there; check that the node runs and its address"
    : text.split("\n")[0]!.slice(0, 200)
}

/** Everything that the SDK would look up or decide by itself is switched off. */
const start = (options: Resolved) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      createLightNode({
        networkConfig: { clusterId: options.cluster },
        userAgent: "community-history",
        defaultBootstrap: false,
        bootstrapPeers: [],
        discovery: { dns: false, peerExchange: false, peerCache: false },
        libp2p: {
          hideWebSocketInfo: true,
          filterMultiaddrs: false,
          // A page of a store is larger than what a stream may hold by default, and would be cut off.
          streamMuxers: [mplex({ maxStreamBufferSize: STREAM_BUFFER })]
        }
      })
    ),
    (node) =>
      Effect.ignore(
        Effect.timeout(
          Effect.promise(() => node.stop()),
          STOPPING
        )
      )
  )

export const make = Effect.fn("WakuSdk.peers")(function* (options: Resolved) {
  const node = yield* start(options)
  const { libp2p } = node
  const connected = yield* SubscriptionRef.make<ReadonlyArray<Peer>>([])
  const troubles = new Map<string, string>()
  const tried = new Set<string>()
  const settled = yield* Deferred.make<void>()
  const attempted = (address: string) =>
    Effect.suspend(() =>
      tried.add(address).size === new Set(options.peers).size ? Deferred.succeed(settled, undefined) : Effect.void
    )

  const metadata = Effect.fn("WakuSdk.metadata")(function* (line: Exchange.Line) {
    const request = Services.encodeMetadata({ cluster: options.cluster, shards: [] })
    const answer = yield* Effect.result(
      Exchange.call(line, Protocols.METADATA, request, {
        maxBytes: MAX_METADATA,
        deadline: options.requestDeadline
      })
    )
    if (Result.isFailure(answer)) {
      if (answer.failure.reason === "Unsupported") return { cluster: undefined, shards: [] }
      return yield* new Unusable({ why: answer.failure.detail })
    }
    const said = Services.decodeMetadata(answer.success)
    if (Result.isFailure(said)) return yield* new Unusable({ why: said.failure.why })
    if (said.success.cluster !== undefined && said.success.cluster !== options.cluster) {
      return yield* new Unusable({ why: `it is of cluster ${said.success.cluster}, not of ${options.cluster}` })
    }
    return said.success
  })

  const dial = Effect.fn("WakuSdk.dial")(function* (address: string) {
    const connection = yield* Effect.tryPromise({
      try: (signal) => libp2p.dial(multiaddr(address), { signal }),
      catch: (cause) => new Unusable({ why: words(cause) })
    })
    const permits = yield* Semaphore.make(Exchange.STREAMS)
    const { shards } = yield* Effect.onError(metadata({ connection, permits }), () =>
      Effect.promise(() => connection.close().catch(() => connection.abort(new Error("not of our network"))))
    )
    const serves = (topic: PubsubTopic) => shards.length === 0 || shards.includes(shardOf(topic).shard)
    return { address, connection, permits, serves } satisfies Peer
  })

  const closed = (connection: Connection) =>
    Effect.callback<void>((resume) => {
      const listener = ({ detail }: CustomEvent<Connection>) => {
        if (detail.id === connection.id) resume(Effect.void)
      }
      libp2p.addEventListener("connection:close", listener)
      if (connection.status !== "open") resume(Effect.void)
      return Effect.sync(() => libp2p.removeEventListener("connection:close", listener))
    })

  const drop = ({ connection }: Peer) => Effect.sync(() => connection.abort(new Error("it does not answer any more")))

  /** A connection may be dead without either end knowing; only a question finds out. */
  const watch = (peer: Peer) =>
    Effect.tryPromise((signal) => libp2p.services.ping.ping(peer.connection.remotePeer, { signal })).pipe(
      Effect.timeout(options.requestDeadline),
      Effect.delay(options.keepAlive),
      Effect.forever,
      Effect.catch(() => drop(peer))
    )

  const order = (peers: ReadonlyArray<Peer>) =>
    peers.toSorted((left, right) => options.peers.indexOf(left.address) - options.peers.indexOf(right.address))

  const visit = Effect.fn("WakuSdk.visit")(function* (address: string) {
    const peer = yield* dial(address).pipe(
      Effect.timeoutOrElse({
        duration: options.dialDeadline,
        orElse: () => Effect.fail(new Unusable({ why: "it does not answer in time" }))
      })
    )
    if (troubles.delete(address)) yield* options.notice(`connected to the Waku node ${address}`)
    yield* SubscriptionRef.update(connected, (peers) => order([...peers, peer]))
    yield* attempted(address)
    const [lived] = yield* Effect.raceFirst(closed(peer.connection), Effect.andThen(watch(peer), Effect.never)).pipe(
      Effect.ensuring(SubscriptionRef.update(connected, (peers) => peers.filter((other) => other !== peer))),
      Effect.timed
    )
    const gone = new Unusable({ why: "the connection was closed" })
    // Who takes connections only to close them is dialled ever more slowly, like one that takes none.
    if (Duration.isLessThan(lived, SHORT_LIFE)) return yield* gone
    yield* report(address, gone)
  })

  const report = (address: string, { why }: Unusable) =>
    Effect.suspend(() => {
      const known = troubles.get(address)
      troubles.set(address, why)
      return known === why ? Effect.void : options.notice(`the Waku node ${address}: ${why}; trying again`)
    })

  const pauses = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced(options.longestPause)]).pipe(
    Schedule.jittered
  )

  const supervise = (address: string) =>
    visit(address).pipe(
      Effect.tapError((failure) => Effect.andThen(attempted(address), report(address, failure))),
      Effect.retry(pauses),
      Effect.forever
    )
  yield* Effect.forEach(options.peers, (address) => Effect.forkScoped(supervise(address)), { discard: true })

  const trouble = () =>
    options.peers
      .map((address) => `${address}: ${troubles.get(address) ?? "it serves nothing that is needed"}`)
      .join(", ")

  return {
    node,
    changes: SubscriptionRef.changes(connected),
    drop,
    settled: Effect.ignore(Effect.timeout(Deferred.await(settled), SETTLING)),
    trouble,
    serving: (pubsubTopic) =>
      SubscriptionRef.changes(connected).pipe(
        Stream.map((peers) => peers.filter(({ serves }) => serves(pubsubTopic))),
        Stream.filter((peers) => peers.length > 0),
        Stream.runHead,
        Effect.flatMap(Effect.fromOption),
        Effect.timeout(options.patience),
        Effect.mapError(() => new NoPeers({ detail: `no Waku node is connected (${trouble()})` }))
      )
  } satisfies Peers
})
