/** A Waku service node on a folder of its own, and clients of it. */
import { generateKeyPair } from "@libp2p/crypto/keys"
import { Effect, Stream } from "effect"
import * as Database from "../../src/adapters/waku-local/Database.ts"
import * as WakuSdk from "../../src/adapters/waku-sdk/Waku.ts"
import * as ServiceNode from "../../src/app/devnet/waku/ServiceNode.ts"
import { specNetwork } from "../../src/domain/waku/Topic.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { temporaryFolder } from "./temporary.ts"

export const CLUSTER = 16
const NETWORK = { host: "127.0.0.1", port: 0, cluster: CLUSTER, shards: [256, 128] }

export const log = (folder: string) =>
  Effect.acquireRelease(
    Effect.sync(() => Database.open(folder)),
    (database) => Effect.sync(database.close)
  )

/** A service that is started again under the same key and port is the same one to its clients. */
export const newKey = Effect.promise(() => generateKeyPair("Ed25519"))

/** Ends with the scope; on the same folder it has the same messages. */
export const serve = (folder: string, options: Partial<ServiceNode.Options> = {}) =>
  Effect.flatMap(log(folder), (database) => ServiceNode.serve(database, { ...NETWORK, ...options }))

export const serveNew = (options: Partial<ServiceNode.Options> = {}) =>
  Effect.flatMap(temporaryFolder, (folder) => serve(folder, options))

/** Impatient, so that a test waits for nothing. */
export const client = (peers: ReadonlyArray<string>, options: Partial<WakuSdk.Options> = {}) =>
  WakuSdk.layer({ peers, cluster: CLUSTER, longestPause: "100 millis", ...options })

export const filterOn = (contentTopics: Parameters<Waku["Service"]["query"]>[0]["contentTopics"]) => ({
  pubsubTopic: specNetwork.content,
  contentTopics
})

export const asked = (node: Waku["Service"], query: Parameters<Waku["Service"]["query"]>[0]) =>
  Effect.map(Stream.runCollect(node.query(query)), (pages) => pages.flat())
