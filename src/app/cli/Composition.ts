/**
 * The only module that knows which adapter stands behind which port in this host.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as path from "node:path"
import * as CodexFolder from "../../adapters/codex-folder/Codex.ts"
import * as NativeDigest from "../../adapters/crypto-node/Digest.ts"
import * as NativeInflate from "../../adapters/crypto-node/Inflate.ts"
import * as NativeSignatures from "../../adapters/crypto-node/Signatures.ts"
import * as CodexHttp from "../../adapters/codex-http/Codex.ts"
import * as FilesFolder from "../../adapters/files-folder/ArchiveFolder.ts"
import * as KeyFile from "../../adapters/key-file/ControlKey.ts"
import * as Sqlite from "../../adapters/stores-sqlite/Stores.ts"
import * as WakuLocal from "../../adapters/waku-local/Waku.ts"
import type { CommunityId } from "../../domain/community/PublicKey.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import * as Topics from "../../domain/community/Topics.ts"
import * as Time from "../../domain/Time.ts"
import type { NetworkName } from "../../domain/waku/Topic.ts"
import * as Topic from "../../domain/waku/Topic.ts"
import type { Codex, CodexFailure } from "../../ports/Codex.ts"
import { ControlKey, KeyFailure } from "../../ports/ControlKey.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import { Signatures } from "../../ports/Signatures.ts"
import * as Following from "../authority/Following.ts"
import { Successions } from "../authority/Successions.ts"
import { Community } from "../Community.ts"
import { ControlNode } from "../ControlNode.ts"
import * as Adopt from "../host/Adopt.ts"
import type { Listed } from "../host/Listed.ts"
import * as Switchboard from "../host/Switchboard.ts"
import { Admission, type Decision } from "../Joins.ts"
import { MemberNode } from "../MemberNode.ts"
import { Progress } from "../Progress.ts"
import { Settings } from "../Settings.ts"
import * as SettingsConfig from "../SettingsConfig.ts"
import * as Home from "./Home.ts"
import * as HomeLock from "./HomeLock.ts"
import type { Network } from "./Shared.ts"

/** Hashes, curves, inflate: native where the machine has them. */
export const crypto = Layer.provideMerge(
  Layer.effectDiscard(
    Effect.gen(function* () {
      const { kind } = yield* Signatures
      if (kind === "native") return
      yield* (yield* Progress).note(
        "libsecp256k1 could not be loaded; signatures are checked in JavaScript, some twenty times slower"
      )
    })
  ),
  Layer.mergeAll(NativeDigest.layer, NativeInflate.layer, NativeSignatures.layer)
)

/** Creates a key file, or copies an existing key into the home. */
export const createKey = KeyFile.create

/** The key in a file. */
export const keyAlone = (file: string) => Layer.provide(KeyFile.layer(file), NativeSignatures.layer)

/** The key in a home, for `init`. */
export const key = (file: string) => Layer.provideMerge(KeyFile.layer(file), crypto)

const note = (text: string) => Effect.flatMap(Progress, (progress) => progress.note(text))

/** Use cases try again as well: a question is not asked much more often than the settings say. */
const ASKED_AGAIN = 2

const codex = ({ codex, folder }: Network) =>
  Layer.unwrap(
    Effect.map(Settings, ({ limits }): Layer.Layer<Codex, CodexFailure> =>
      codex.length === 0
        ? CodexFolder.layer({ folder: path.join(folder, "codex") })
        : CodexHttp.layer({ urls: codex, retries: Math.min(ASKED_AGAIN, limits.retries), notice: note })
    )
  ).pipe(Layer.provide(SettingsConfig.layer))

/** Half a second to load: only who needs it pays. */
const sdk = Effect.promise(() => import("../../adapters/waku-sdk/Waku.ts"))

const waku = ({ folder, waku }: Network, profile: NetworkName) =>
  waku.length === 0
    ? WakuLocal.layer({ folder: path.join(folder, "waku") })
    : Layer.unwrap(
        Effect.gen(function* () {
          const { layer } = yield* sdk
          const { limits } = yield* Settings
          return layer({
            peers: waku,
            cluster: Topic.shardOf(Topic.networks[profile].content).cluster,
            attempts: limits.retries,
            storeMessages: limits.storeMessages,
            storeBytes: limits.storeBytes,
            waitingBytes: limits.waitingBytes,
            notice: note
          })
        })
      ).pipe(Layer.provide(SettingsConfig.layer))

const CONNECTIONS = 10
/** One holds the locks of the shards, one tells the board, one is for the engine. */
const LOCK_CONNECTIONS = 3

const storesPostgres = Effect.promise(() => import("../../adapters/stores-postgres/Stores.ts"))

/** Real nodes where any are named; else the folder that stands for them on this machine. */
const connected = (network: Network, profile: NetworkName) => Layer.mergeAll(codex(network), waku(network, profile))

const stores = (file: string) =>
  Sqlite.layer({
    file,
    migrated: (backup) =>
      Effect.flatMap(Progress, (progress) =>
        progress.note(
          `the database was brought to the format of this release; as it was before, it is kept in ${backup}`
        )
      )
  })

/** Makes the database of a home that is being created. */
export const createStores = (folder: string) =>
  Effect.scoped(Effect.asVoid(Layer.build(stores(Home.databaseIn(folder)))))

/** The stores of a home alone: what reading commands need. */
export const local = (home: Home.Home) =>
  Layer.mergeAll(
    stores(Home.database(home)),
    FilesFolder.layer({ folder: Home.archives(home) }),
    Community.layer(home.community, Topic.networks[home.profile])
  ).pipe(Layer.provideMerge(crypto), Layer.provideMerge(SettingsConfig.layer))

/** The stores of a home and the network, without a node. */
export const base = (home: Home.Home, network: Network) => Layer.merge(local(home), connected(network, home.profile))

/** What reads any bytes: no home, no community. */
export const reading = (network: Network) =>
  codex(network).pipe(Layer.provideMerge(crypto), Layer.provideMerge(SettingsConfig.layer))

/** The same where the community is known. */
export const readingOf = (community: CommunityId, network: Network) =>
  Layer.provideMerge(Community.layer(community), reading(network))

/** The same with the community key. */
export const keyed = (home: Home.Home, network: Network) =>
  Layer.provideMerge(KeyFile.layer(Home.keyFile(home.folder)), base(home, network))

/** How this host answers who asks to join. */
const admission = Layer.effect(
  Admission,
  Effect.map(
    Config.Literals(["accept", "reject", "ignore"], "COMMUNITY_HISTORY_JOINS").pipe(
      Config.withDefault("accept" as const)
    ),
    (decision) => () => Effect.succeed<Decision>(decision)
  )
)

/** Follows the role, and says how this node came to it. */
const holding = Layer.unwrap(Effect.map(ControlKey, (key) => Following.layer(Option.some(key))))

export const control = (home: Home.Home, network: Network) =>
  ControlNode.layer({ name: home.name, createdAt: Time.nanos(home.createdAt), length: Time.nanos(home.window) }).pipe(
    Layer.provideMerge(holding),
    Layer.provideMerge(Successions.layer),
    Layer.provideMerge(keyed(home, network)),
    Layer.provideMerge(admission)
  )

/** A member asks to join under a key of its own, unless the host forbids it. */
const identity = (home: Home.Home) =>
  Layer.unwrap(
    Effect.map(Config.Boolean("COMMUNITY_HISTORY_JOIN").pipe(Config.withDefault(true)), (asks) =>
      asks ? KeyFile.memberLayer(Home.keyFile(home.folder)) : Layer.empty
    )
  )

export const member = (home: Home.Home, network: Network) =>
  MemberNode.layer.pipe(
    Layer.provide(Layer.provide(identity(home), crypto)),
    Layer.provideMerge(Following.layer(Option.none())),
    Layer.provideMerge(Successions.layer),
    Layer.provideMerge(base(home, network))
  )

/** The key under which a home speaks and votes: its member's own, or that of the control node. */
const ownKey = (home: Home.Home) => {
  const file = Home.keyFile(home.folder)
  return Layer.provide(
    home.role === "member"
      ? KeyFile.memberLayer(file)
      : Layer.effect(MemberKey, ControlKey).pipe(Layer.provide(KeyFile.layer(file))),
    crypto
  )
}

/** What a home remembers of the protocols that it takes part in, and its key. */
export const remembering = (home: Home.Home) => Layer.merge(local(home), ownKey(home))

/** The same with the network, and who may speak there as the control node. */
export const participant = (home: Home.Home, network: Network) =>
  Following.layer(Option.none()).pipe(
    Layer.provideMerge(Successions.layer),
    Layer.provideMerge(Layer.merge(base(home, network), ownKey(home)))
  )

/** MLS takes a quarter of a second to load: only who needs it pays. */
const mls = Layer.unwrap(
  Effect.map(
    Effect.promise(() => import("../../adapters/mls-ts/MlsGroup.ts")),
    ({ layer }) => layer
  )
)

/** Who belongs to the group of the community does so under the key of the home. */
export const grouped = (home: Home.Home, network: Network) => Layer.merge(participant(home, network), mls)

/** A member that takes part in everything. */
export const villager = (home: Home.Home, network: Network) =>
  Layer.provideMerge(MemberNode.layer, grouped(home, network))

/** The same of whoever has the role of the control node. */
export const villageControl = (home: Home.Home, network: Network) =>
  Layer.mergeAll(control(home, network), ownKey(home), mls)

/** What all communities of a host share: one Codex client, one Waku connection, one set of subscriptions. */
export const hosting = (network: Network) =>
  Layer.mergeAll(codex(network), Switchboard.layer().pipe(Layer.provide(Layer.mergeAll(waku(network, "spec"))))).pipe(
    Layer.provideMerge(crypto),
    Layer.provideMerge(SettingsConfig.layer),
    Layer.provideMerge(admission)
  )

/** The key must be that of the community, or another one's history would be written. */
const keyOf = ({ id, keyFile }: Listed) =>
  Layer.effect(
    ControlKey,
    Effect.gen(function* () {
      const key = yield* ControlKey
      if (PublicKey.toCommunityId(key.publicKey) === id) return key
      return yield* new KeyFailure({
        reason: "Invalid",
        path: keyFile,
        detail: `this is the key of ${PublicKey.toCommunityId(key.publicKey)}, not of ${id}`
      })
    })
  ).pipe(Layer.provide(KeyFile.layer(keyFile)))

/** What a community is, with its keys derived while the others go on. */
const roomsOf = ({ id, profile }: Listed) => {
  const { archives, channel, description } = Topics.of(id)
  const passwords = [channel, archives, description].map(({ chatId }) => chatId)
  return Community.layer(id, Topic.networks[profile]).pipe(
    Layer.provide(NativeDigest.derived(passwords, Topics.ITERATIONS, 32))
  )
}

/** The stores of one of many; what its home knows that they do not is brought into them once. */
const storesOf = ({ home, id, name }: Listed) => {
  const shared = Layer.unwrap(Effect.map(storesPostgres, ({ layer }) => layer({ community: id })))
  if (home === undefined) return shared
  const adopted = Effect.gen(function* () {
    const lived = Home.openControl(home).pipe(
      Effect.andThen(HomeLock.acquire(home)),
      Effect.andThen(Layer.build(stores(Home.databaseIn(home))))
    )
    if (yield* Adopt.from(lived)) yield* note(`${name}: everything that its home ${home} knew is in Postgres now`)
  })
  return Layer.provideMerge(Layer.effectDiscard(Effect.scoped(adopted)), shared)
}

/** The control node of one of many. `writer` is the name of this process among those that share the folder. */
export const hosted = (community: Listed, archives: string, writer: string) =>
  ControlNode.layer({ name: community.name, createdAt: community.createdAt, length: community.window }).pipe(
    Layer.provide([
      storesOf(community),
      FilesFolder.layer({ folder: path.join(archives, community.id), writer }),
      roomsOf(community),
      keyOf(community)
    ])
  )

/** A pool of connections of a host. */
const pool = (url: Redacted.Redacted, maxConnections: number) =>
  Layer.unwrap(Effect.map(storesPostgres, (stores) => stores.pool({ url, maxConnections })))

/** What the stores of all communities share. */
export const postgres = (url: Redacted.Redacted) => pool(url, CONNECTIONS)

/** For the locks of the shards, and for the board. */
export const locks = (url: Redacted.Redacted) => pool(url, LOCK_CONNECTIONS)
