/**
 * A local network of real protocols in one process: a Codex REST server and a Waku service node over the folder that the
 * embedded nodes of this machine share, so both kinds of node meet in it. The only module here that knows adapters.
 */
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { randomBytes } from "node:crypto"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as CodexFolder from "../../adapters/codex-folder/Codex.ts"
import * as Database from "../../adapters/waku-local/Database.ts"
import * as Catalogue from "./codex/Catalogue.ts"
import * as CodexServer from "./codex/Server.ts"
import * as ServiceNode from "./waku/ServiceNode.ts"

export interface Options {
  readonly folder: string
  readonly codex: Pick<CodexServer.Options, "port" | "dialect" | "quota" | "ttl">
  readonly waku: Pick<ServiceNode.Options, "port" | "cluster" | "shards">
}

export interface Devnet {
  readonly codex: CodexServer.Server
  readonly waku: ServiceNode.ServiceNode
}

/** The folder cannot be used: what, and what to do. */
export class DevnetFailure extends Schema.TaggedError<DevnetFailure>()("DevnetFailure", {
  folder: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.folder}: ${this.detail}`
  }
}

const HOST = "127.0.0.1"
/** As long as a node of the newer generation looks for what nobody has. */
const ABSENT_AFTER = 30_000
const SEED = 32

/** The peer id stays the same from start to start, and with it the address that clients are given. */
const key = (file: string) =>
  Effect.tryPromise({
    try: async () => {
      const known = await fs.readFile(file).catch((cause: unknown) => {
        if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined
        throw cause
      })
      const seed = known?.length === SEED ? new Uint8Array(known) : new Uint8Array(randomBytes(SEED))
      if (known?.length !== SEED) await fs.writeFile(file, seed, { mode: 0o600, flush: true })
      return generateKeyPairFromSeed("Ed25519", seed)
    },
    catch: (cause) =>
      new DevnetFailure({ folder: file, detail: cause instanceof Error ? cause.message : String(cause) })
  })

/** Both services, for as long as the scope is open. What they acknowledged survives their end. */
export const serve = Effect.fn("Devnet.serve")(function* ({ codex, folder, waku }: Options) {
  const failed = (cause: unknown) =>
    new DevnetFailure({ folder, detail: cause instanceof Error ? cause.message : String(cause) })
  const log = yield* Effect.acquireRelease(
    Effect.try({ try: () => Database.open(path.join(folder, "waku")), catch: failed }),
    (database) => Effect.sync(database.close)
  )
  const datasets = yield* Layer.build(CodexFolder.layer({ folder: path.join(folder, "codex") }))
  const catalogue = yield* Catalogue.open(path.join(folder, "codex", "names"))
  return {
    codex: yield* Effect.provideContext(
      CodexServer.serve(catalogue, { ...codex, host: HOST, absentAfter: ABSENT_AFTER }),
      datasets
    ),
    waku: yield* ServiceNode.serve(log, {
      ...waku,
      host: HOST,
      key: yield* key(path.join(folder, "waku", "peer.key"))
    })
  } satisfies Devnet
})
