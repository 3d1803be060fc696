/**
 * Many communities with four weeks behind them: keys, the list that `host` reads, and what was said. The fourth week of each
 * ends at a moment of its own while the runners run.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import * as NativeDigest from "../../src/adapters/crypto-node/Digest.ts"
import * as NativeSignatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as KeyFile from "../../src/adapters/key-file/ControlKey.ts"
import { Community } from "../../src/app/Community.ts"
import { compose } from "../../src/app/Compose.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Topics from "../../src/domain/community/Topics.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"

export const WEEKS = 4
const WEEK = 7 * 24 * 3_600_000

export interface World {
  readonly id: PublicKey.CommunityId
  readonly name: string
  readonly keyFile: string
  /** Milliseconds: of the first message, with which the first week begins; and of the end of the fourth. */
  readonly first: number
  readonly end: number
  /** Hash and instant of everything that was said. */
  readonly said: Map<string, bigint>
}

/** The same keys for the same seed. */
const secretOf = (seed: string, n: number): Uint8Array =>
  new Uint8Array(createHash("sha256").update(`${seed}/${n}`).digest())

/** Key files and the list; the weeks end between `from` and `to` milliseconds from now. */
export const found = (folder: string, count: number, seed: string, from: number, to: number): ReadonlyArray<World> => {
  const keys = path.join(folder, "keys")
  fs.mkdirSync(keys, { recursive: true })
  const now = Date.now()
  const worlds = Array.from({ length: count }, (_, n): World => {
    const secret = secretOf(seed, n)
    const keyFile = path.join(keys, `${n}.key`)
    fs.writeFileSync(keyFile, Buffer.from(secret).toString("hex"), { mode: 0o600 })
    const end = now + from + Math.floor(((to - from) * n) / count)
    return {
      id: PublicKey.toCommunityId(PublicKey.PublicKey(secp256k1.getPublicKey(secret, false))),
      name: `Community ${n}`,
      keyFile,
      first: end - WEEKS * WEEK,
      end,
      said: new Map()
    }
  })
  const lines = worlds.map(({ first, id, keyFile, name }) =>
    JSON.stringify({ name, id, createdAt: new Date(first).toISOString(), key: path.relative(folder, keyFile) })
  )
  fs.writeFileSync(path.join(folder, "communities.jsonl"), `${lines.join("\n")}\n`)
  return worlds
}

const roomOf = (id: PublicKey.CommunityId) => {
  const { archives, channel, description } = Topics.of(id)
  return Community.layer(id).pipe(
    Layer.provide(
      NativeDigest.derived(
        [channel, archives, description].map(({ chatId }) => chatId),
        Topics.ITERATIONS,
        32
      )
    )
  )
}

/** What reads and writes the messages of a community. */
export const layer = ({ id, keyFile }: World) =>
  Layer.mergeAll(roomOf(id), KeyFile.layer(keyFile)).pipe(
    Layer.provideMerge(Layer.merge(NativeDigest.layer, NativeSignatures.layer))
  )

/** Chat messages at these instants (milliseconds), signed and encrypted as those of any member; remembered as said. */
export const speak = (world: World, instants: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const { channel } = yield* Community
    const composed = yield* compose(
      channel,
      instants.map((at, n) => {
        const clock = Time.millis(BigInt(at))
        return {
          type: Application.Type.CHAT_MESSAGE,
          timestamp: Time.fromMillis(clock),
          payload: Application.encodeChat({
            clock,
            timestamp: clock,
            text: `${world.name} says ${world.said.size + n}`,
            responseTo: "",
            chatId: Description.chatId(world.id, "general"),
            displayName: world.name,
            contentType: Application.ContentType.TEXT_PLAIN
          })
        }
      })
    )
    const messages: Array<Received> = composed.flatMap(({ parts }) => parts)
    for (const { hash, message } of messages) world.said.set(hash, message.timestamp)
    return messages
  })

/** The instants of the past: the first of all at the very beginning, some in every week, none in the last minute. */
export const past = (world: World, perWeek: number, now: number): ReadonlyArray<number> =>
  Array.from({ length: WEEKS * perWeek }, (_, n) => {
    const week = Math.floor(n / perWeek)
    const at = world.first + week * WEEK + Math.floor(((n % perWeek) * WEEK) / perWeek)
    return Math.min(at, now)
  })
