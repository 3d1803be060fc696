/**
 * A Waku service node in one process: libp2p over websockets with Noise, metadata, light push (v3 and v2), filter, store v3.
 * It speaks to any light client; it relays to nobody.
 */
import { noise } from "@chainsafe/libp2p-noise"
import { identify } from "@libp2p/identify"
import type { PrivateKey, Stream } from "@libp2p/interface"
import { mplex } from "@libp2p/mplex"
import { ping } from "@libp2p/ping"
import { webSockets } from "@libp2p/websockets"
import * as filters from "@libp2p/websockets/filters"
import { createLibp2p } from "libp2p"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Nanos } from "../../../domain/Time.ts"
import * as Time from "../../../domain/Time.ts"
import * as Protocols from "../../../domain/waku/Protocols.ts"
import * as Publishing from "../../../domain/waku/Publishing.ts"
import { type PubsubTopic, pubsub } from "../../../domain/waku/Topic.ts"
import * as Services from "../../../domain/wire/Services.ts"
import * as Wire from "../../../domain/wire/Wire.ts"
import { now } from "../../Now.ts"
import * as Faults from "./Faults.ts"
import * as Frames from "./Frames.ts"
import type { MessageLog } from "./MessageLog.ts"
import * as StoreService from "./StoreService.ts"
import * as Subscribers from "./Subscribers.ts"

/** The service could not start: where, and what to do. */
export class ServiceFailure extends Schema.TaggedError<ServiceFailure>()("ServiceFailure", {
  where: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `the Waku service node on ${this.where} did not start: ${this.detail}`
  }
}

export interface Options {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Decides the peer id, and with it the address; a new one where none is given. */
  readonly key?: PrivateKey | undefined
  readonly cluster: number
  readonly shards: ReadonlyArray<number>
  /** Without it, the node says nothing of its network. */
  readonly metadata?: boolean
  /** Without it, light push is only spoken in its older version, as by go-waku. */
  readonly lightPushV3?: boolean
  readonly retention?: Nanos
  readonly faults?: Faults.Faults
}

export interface ServiceNode {
  /** Where clients dial, with the peer id. */
  readonly address: string
  readonly misbehave: (faults: Faults.Faults) => Effect.Effect<void>
  /** Forgets every subscription while the connections stay. */
  readonly forgetSubscriptions: Effect.Effect<void>
  /** Closes every connection. */
  readonly hangUp: Effect.Effect<void>
  /** Store queries answered so far. */
  readonly queries: Effect.Effect<number>
}

/** How often the log is looked at for messages that another process wrote. */
const LOOK_MILLIS = 100
const MAX_INBOUND = 256

const silence = new Promise<undefined>(() => {})

const detailOf = (cause: unknown, port: number): string =>
  /EADDRINUSE/.test(String(cause)) || /failed to listen/i.test(String(cause))
    ? `port ${port} is in use; stop who holds it, or choose another one`
    : cause instanceof Error
      ? cause.message
      : String(cause)

export const serve = Effect.fn("ServiceNode.serve")(function* (log: MessageLog, options: Options) {
  const run = Effect.runPromiseWith(yield* Effect.context())
  const retention = options.retention ?? Time.days(30)
  const horizon = () => run(Effect.map(now, (present) => Time.subtract(present, retention)))
  const subscribers = Subscribers.make()
  let faults = options.faults ?? Faults.none
  let seen = log.newest()
  let queries = 0

  /** Where the log fails, everybody is forgotten: the next ping of each says so, and they ask the store. */
  const look = () => {
    try {
      const until = log.newest()
      while (seen < until) {
        const { batch, seen: to } = log.following(undefined, seen, until)
        seen = to
        for (const received of batch) subscribers.deliver(received, faults)
      }
    } catch {
      subscribers.forget()
    }
  }

  const keep = async (push: Services.Push): Promise<Services.Status> => {
    const { requestId } = push
    const message = Wire.decodeMessage(push.message)
    if (Result.isFailure(message)) return { requestId, status: 400, why: message.failure.why }
    const refused = Publishing.refusal(message.success)
    if (refused !== undefined) return { requestId, status: 420, why: refused }
    if (!options.shards.some((shard) => pubsub(options.cluster, shard) === push.pubsubTopic))
      return { requestId, status: 421, why: `this node is not on ${push.pubsubTopic}` }
    const fault = faults.lightPush
    if (typeof fault !== "object" || fault.keeps) {
      log.insert(push.pubsubTopic as PubsubTopic, message.success, await horizon())
      look()
    }
    return typeof fault === "object"
      ? { requestId, status: fault.status, why: "a fault" }
      : { requestId, status: 200, why: "OK" }
  }

  const query = async (stream: Stream): Promise<void> => {
    const fault = queries >= (faults.storeAfter ?? 0) ? faults.store : undefined
    if (fault === "huge") {
      await stream.sink([Frames.HUGE_PREFIX])
      await stream.close()
      return
    }
    await Frames.answer(stream, async (bytes) => {
      queries++
      const request = Services.decodeStoreQuery(bytes)
      if (Result.isFailure(request)) {
        return Services.encodeStoreAnswer({
          requestId: "",
          status: 400,
          why: request.failure.why,
          entries: [],
          cursor: undefined
        })
      }
      if (fault === "silent") return silence
      if (fault === "cut") throw new Error("the line breaks")
      if (fault === "garbage") return Uint8Array.of(0xff, 0xff, 0xff)
      const asked = fault === "endless" ? { ...request.success, cursor: undefined } : request.success
      const good = StoreService.answer(log, asked, await horizon())
      return Services.encodeStoreAnswer(fault === undefined ? good : StoreService.spoil(good, fault, queries & 0xff))
    })
  }

  const node = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        createLibp2p({
          ...(options.key === undefined ? {} : { privateKey: options.key }),
          addresses: { listen: [`/ip4/${options.host}/tcp/${options.port}/ws`] },
          transports: [webSockets({ filter: filters.all })],
          connectionEncrypters: [noise()],
          streamMuxers: [mplex()],
          services: { identify: identify(), ping: ping() }
        }),
      catch: (cause) =>
        new ServiceFailure({ where: `${options.host}:${options.port}`, detail: detailOf(cause, options.port) })
    }),
    (libp2p) =>
      Effect.promise(async () => {
        await libp2p.stop()
      })
  )

  const status =
    (push: (answer: Services.Status) => Uint8Array, decode: typeof Services.decodePush) =>
    (bytes: Uint8Array): Promise<Uint8Array | undefined> => {
      if (faults.lightPush === "silent") return silence
      const request = decode(bytes)
      return Result.isFailure(request)
        ? Promise.resolve(push({ requestId: "", status: 400, why: request.failure.why }))
        : keep(request.success).then(push)
    }
  const legacy = status(
    ({ requestId, status, why }) => Services.encodeLegacyPushAnswer({ requestId, accepted: status === 200, why }),
    Services.decodeLegacyPush
  )
  const current = status(Services.encodePushAnswer, Services.decodePush)
  const metadata = () => Promise.resolve(Services.encodeMetadata({ cluster: options.cluster, shards: options.shards }))

  const limits = { maxInboundStreams: MAX_INBOUND }
  yield* Effect.promise(async () => {
    if (options.metadata !== false) {
      await node.handle(Protocols.METADATA, ({ stream }) => Frames.answer(stream, metadata), limits)
    }
    if (options.lightPushV3 !== false) {
      await node.handle(Protocols.LIGHT_PUSH, ({ stream }) => Frames.answer(stream, current), limits)
    }
    await node.handle(Protocols.LEGACY_LIGHT_PUSH, ({ stream }) => Frames.answer(stream, legacy), limits)
    await node.handle(Protocols.STORE, ({ stream }) => query(stream), limits)
    await node.handle(
      Protocols.FILTER_SUBSCRIBE,
      ({ connection, stream }) =>
        Frames.answer(stream, async (bytes) => {
          const request = Services.decodeFilterRequest(bytes)
          if (Result.isFailure(request)) {
            return Services.encodeFilterAnswer({ requestId: "", status: 400, why: request.failure.why })
          }
          const { requestId } = request.success
          const { filter } = faults
          if (typeof filter === "object") {
            return Services.encodeFilterAnswer({ requestId, status: filter.status, why: "a fault" })
          }
          look()
          return Services.encodeFilterAnswer({ requestId, ...subscribers.handle(connection, request.success) })
        }),
      limits
    )
    node.addEventListener("peer:disconnect", ({ detail }) => subscribers.forget(detail.toString()))
  })
  // What another process appends to the log shows up in no event of this one.
  yield* Effect.acquireRelease(
    Effect.sync(() => setInterval(look, LOOK_MILLIS)),
    (timer) => Effect.sync(() => clearInterval(timer))
  )

  const address = node.getMultiaddrs()[0]?.toString()
  if (address === undefined) {
    return yield* new ServiceFailure({
      where: `${options.host}:${options.port}`,
      detail: `port ${options.port} is in use; stop who holds it, or choose another one`
    })
  }
  return {
    address,
    misbehave: (next) =>
      Effect.sync(() => {
        faults = next
        queries = 0
      }),
    forgetSubscriptions: Effect.sync(() => subscribers.forget()),
    hangUp: Effect.promise(async () => {
      await Promise.all(node.getConnections().map((connection) => connection.close()))
    }),
    queries: Effect.sync(() => queries)
  } satisfies ServiceNode
})
