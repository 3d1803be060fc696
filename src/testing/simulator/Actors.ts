/** Who takes part in a simulated community: its keys, its nodes as programs, and what people say. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as KeyMemory from "../../adapters/key-memory/ControlKey.ts"
import * as Digest from "../../adapters/crypto-node/Digest.ts"
import * as NodeSignatures from "../../adapters/crypto-node/Signatures.ts"
import * as Inflate from "../../adapters/crypto-pure/Inflate.ts"
import { Community } from "../../app/Community.ts"
import { type Draft, compose } from "../../app/Compose.ts"
import { ControlNode } from "../../app/ControlNode.ts"
import { MemberNode } from "../../app/MemberNode.ts"
import { Settings, type Values } from "../../app/Settings.ts"
import * as Bytes from "../../domain/Bytes.ts"
import * as Application from "../../domain/community/Application.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import * as Selection from "../../domain/history/Selection.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import { ControlKey, type Key } from "../../ports/ControlKey.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import { Signatures } from "../../ports/Signatures.ts"
import type { Program } from "./Machine.ts"

const secret = (name: string): Uint8Array => new Uint8Array(32).fill(name.charCodeAt(0))

const CONTROL = "k"
const OTHERS = ["m", "n"] as const

const publicKey = (name: string) => PublicKey.PublicKey(secp256k1.getPublicKey(secret(name), false))

export const communityId = PublicKey.toCommunityId(publicKey(CONTROL))

/**
 * Signatures without a pause: what runs for long makes room for others in real time, which a simulation does not have.
 * The same message is checked by every node, so that answers are remembered.
 */
const swift = Layer.effect(
  Signatures,
  Effect.map(Signatures, (signatures) => {
    const known = new Map<string, Effect.Success<ReturnType<typeof signatures.recover>>[number]>()
    return {
      ...signatures,
      recover: (items: Parameters<typeof signatures.recover>[0]) =>
        Effect.forEach(items, (item) => {
          const name = `${Bytes.toHex(item.digest)} ${Bytes.toHex(item.signature)}`
          const before = known.get(name)
          return before === undefined
            ? Effect.map(signatures.recover([item]), ([author]) => {
                known.set(name, author!)
                return author!
              })
            : Effect.succeed(before)
        }),
      sign: (key: Uint8Array, digests: ReadonlyArray<Uint8Array>) =>
        Effect.map(
          Effect.forEach(digests, (digest) => signatures.sign(key, [digest])),
          (signed) => signed.flat()
        )
    }
  })
).pipe(Layer.provide(NodeSignatures.singleThreaded))

const crypto = Layer.mergeAll(Digest.layer, Inflate.layer, swift)

/** Builds the services once for all simulations. */
const once = <S>(layer: Layer.Layer<S>): Layer.Layer<S> => {
  let services: Context.Context<S> | undefined
  return Layer.unwrap(
    Effect.sync(() => {
      services ??= Effect.runSync(Effect.scoped(Layer.build(layer)))
      return Layer.succeedContext(services)
    })
  )
}

/** What all nodes share: deriving the keys of its rooms takes as long as a whole simulation. */
export const shared = once(Layer.provideMerge(Community.layer(communityId), crypto))

/** The same secret is agreed upon at every reading of a message: once is enough. */
const swiftly = <K extends Key>(key: K): K => {
  const agreed = new Map<string, ReturnType<Key["agree"]>>()
  return {
    ...key,
    agree: (other) => {
      const name = Bytes.toHex(other)
      const before = agreed.get(name)
      if (before !== undefined) return before
      const shared = Effect.runSync(key.agree(other))
      agreed.set(name, Effect.succeed(shared))
      return Effect.succeed(shared)
    }
  }
}

const keys = new Map(
  [CONTROL, ...OTHERS].map((name) => [
    name,
    once(
      Layer.effect(ControlKey, Effect.map(ControlKey, swiftly)).pipe(
        Layer.provide(KeyMemory.layer(secret(name))),
        Layer.provide(shared),
        Layer.orDie
      )
    )
  ])
)
const keyed = (name: string) => keys.get(name)!

const memberKey = once(
  Layer.effect(MemberKey, Effect.map(MemberKey, swiftly)).pipe(
    Layer.provide(KeyMemory.memberLayer(secret(OTHERS[0]))),
    Layer.provide(shared),
    Layer.orDie
  )
)

/** A control node as a daemon. */
export const control = (createdAt: Nanos, settings: Partial<Values>): Program =>
  Effect.flatMap(ControlNode, (node) => node.run).pipe(
    Effect.provide(
      ControlNode.layer({ name: "Simulated", createdAt, length: Window.WEEK }).pipe(
        Layer.provide([shared, keyed(CONTROL), Settings.layer(settings)])
      ),
      { local: true }
    )
  )

/** A member as a daemon that wants all of the history. With a key of its own it asks to join. */
export const member = (settings: Partial<Values>, isAsking: boolean): Program => {
  const ground = Layer.mergeAll(shared, Settings.layer(settings), isAsking ? memberKey : Layer.empty)
  return Effect.flatMap(MemberNode, (node) => node.run(Selection.all)).pipe(
    Effect.provide(Layer.provide(MemberNode.layer, ground), { local: true })
  )
}

/** Whoever says something: the owner of the community, or one of two others. */
export const author = (number: number): string => [CONTROL, ...OTHERS][number % 3]!

const chatId = `${communityId}00000000-0000-8000-8000-000000000001`

/** What somebody says in a channel. */
export const says = (chatId: string, displayName: string, at: Nanos, text: string): Draft => ({
  type: Application.Type.CHAT_MESSAGE,
  timestamp: at,
  payload: Application.encodeChat({
    clock: Time.toMillis(at),
    timestamp: Time.toMillis(at),
    text,
    responseTo: "",
    chatId,
    displayName,
    contentType: Application.ContentType.TEXT_PLAIN
  })
})

/** A message of the channel, as its author sends it, and the id of the record that it becomes. */
export const chat = (by: string, at: Nanos, text: string) =>
  Effect.gen(function* () {
    const { channel } = yield* Community
    const [composed] = yield* compose(channel, [says(chatId, by, at, text)])
    const { envelope, received } = composed!
    return { received, id: Envelope.messageId(publicKey(by), envelope) }
  }).pipe(Effect.provide([shared, keyed(by)], { local: true }))

/** Runs what needs the community and the key of this name. */
export const as = <A, E, R>(by: string, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, [shared, keyed(by)], { local: true })

/** What reading archives needs beside Codex. */
export const ground = Settings.layer()
