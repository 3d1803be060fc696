/** A whole world in memory: one network, homes that survive their nodes, a clock that tests move. */
import { Effect, Layer, Stream } from "effect"
import * as CodexMemory from "../../src/adapters/codex-memory/Codex.ts"
import * as Digest from "../../src/adapters/crypto-node/Digest.ts"
import * as Inflate from "../../src/adapters/crypto-pure/Inflate.ts"
import * as Signatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as FilesMemory from "../../src/adapters/files-memory/ArchiveFolder.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import * as WakuMemory from "../../src/adapters/waku-memory/Waku.ts"
import { Community } from "../../src/app/Community.ts"
import { type Draft, compose } from "../../src/app/Compose.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as History from "../../src/app/History.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import { Settings, type Values } from "../../src/app/Settings.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as Window from "../../src/domain/history/Window.ts"
import type { Nanos } from "../../src/domain/Time.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { says } from "../../src/testing/simulator/Actors.ts"
import { secp256k1 } from "@noble/curves/secp256k1.js"

const KEY = new Uint8Array(32).fill(0x11)
const OTHER_KEY = new Uint8Array(32).fill(0x22)

export const community = PublicKey.toCommunityId(PublicKey.PublicKey(secp256k1.getPublicKey(KEY, false)))
export const chatId = `${community}00000000-0000-8000-8000-000000000001`

const shared = Layer.mergeAll(Digest.layer, Inflate.layer, Signatures.layer)

/** Derived once for all tests: keys of 65,356 iterations are not what a test is about. */
const room = Layer.succeedContext(
  await Effect.runPromise(Effect.scoped(Layer.build(Layer.provide(Community.layer(community), Digest.layer))))
)

export interface World {
  readonly codex: ReturnType<typeof CodexMemory.make>
  readonly waku: ReturnType<typeof WakuMemory.make>
}

export const world = (): World => ({ codex: CodexMemory.make(), waku: WakuMemory.make() })

/** What a node leaves on its disk. */
export const home = () => ({ stores: StoresMemory.make(), files: FilesMemory.make() })
export type Home = ReturnType<typeof home>

export const base = ({ codex, waku }: World, { files, stores }: Home, settings: Partial<Values> = {}) =>
  Layer.mergeAll(codex.layer, waku.layer, files.layer, stores.layer, room, Settings.layer(settings)).pipe(
    Layer.provideMerge(shared)
  )

export const withKey = (secret: Uint8Array) => Layer.provide(KeyMemory.layer(secret), Signatures.layer)
export const communityKey = withKey(KEY)
export const memberKey = withKey(OTHER_KEY)

/** A control node that starts on a home; `wrap` may put a faulty part in front of one of its ports. */
export const control = (
  network: World,
  place: Home,
  options: {
    readonly createdAt: Nanos
    readonly settings?: Partial<Values>
    readonly wrap?: Layer.Layer<Ledger, never, Ledger>
  }
) => {
  const ports = Layer.merge(base(network, place, options.settings), communityKey)
  const wrapped = options.wrap === undefined ? ports : Layer.provideMerge(options.wrap, ports)
  return Layer.provideMerge(
    ControlNode.layer({ name: "World", createdAt: options.createdAt, length: Window.WEEK }),
    wrapped
  )
}

export const member = (network: World, place: Home, settings: Partial<Values> = {}) =>
  Layer.provideMerge(MemberNode.layer, base(network, place, settings))

export const chat = (at: Nanos, text: string): Draft => says(chatId, "somebody", at, text)

/** Messages of the channel by the holder of the key in scope. */
export const messages = Effect.fn("world.messages")(function* (drafts: ReadonlyArray<Draft>) {
  const { channel } = yield* Community
  return yield* compose(channel, drafts)
})

export const idOf = (secret: Uint8Array, envelope: Uint8Array) =>
  Envelope.messageId(PublicKey.PublicKey(secp256k1.getPublicKey(secret, false)), envelope)

export const otherKey = OTHER_KEY

/** The visible texts of a home, in order. */
export const texts = Effect.map(Stream.runCollect(History.lines({})), (batches) =>
  batches.flat().map(({ text }) => text)
)

/** Every line of a home, as one would compare two histories. */
export const lines = Effect.map(Stream.runCollect(History.lines({})), (batches) =>
  batches.flat().map(({ author, id, text, timestamp }) => `${timestamp} ${id} ${author} ${text}`)
)

export const { topic: channelTopic, pubsubTopic: channelPubsub } = await Effect.runPromise(
  Effect.map(Community, ({ channel }) => channel).pipe(Effect.provide(room))
)
