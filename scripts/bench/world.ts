/** The home that is measured: one full week of a community, made from a fixed seed, not part of any measurement. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as path from "node:path"
import * as CodexFolder from "../../src/adapters/codex-folder/Codex.ts"
import * as Digest from "../../src/adapters/crypto-node/Digest.ts"
import * as Inflate from "../../src/adapters/crypto-node/Inflate.ts"
import * as Signatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as Folder from "../../src/adapters/files-folder/ArchiveFolder.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import { Community } from "../../src/app/Community.ts"
import { compose } from "../../src/app/Compose.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { Signatures as SignaturesPort } from "../../src/ports/Signatures.ts"

const KEY = new Uint8Array(32).fill(0x42)

export const START = Time.fromIso("2024-01-01T00:00:00Z")!

export const week: Window.Window = { from: START, to: Time.add(START, Window.WEEK) }

export const crypto = Layer.mergeAll(Digest.layer, Inflate.layer, Signatures.layer)

export const key = Layer.provide(KeyMemory.layer(KEY), Signatures.layer)

export const community = Layer.unwrap(
  Effect.map(
    Effect.flatMap(SignaturesPort, ({ publicKey }) => publicKey(KEY)),
    (publicKey) => Community.layer(PublicKey.toCommunityId(publicKey))
  )
)

/** Everything but the network's Waku side, which no measurement needs. */
export const home = (folder: string, name: string, codex = "codex") =>
  Layer.mergeAll(
    Sqlite.layer({ file: path.join(folder, `${name}.db`) }),
    Folder.layer({ folder: path.join(folder, name) }),
    CodexFolder.layer({ folder: path.join(folder, codex) }),
    community,
    Settings.layer()
  ).pipe(Layer.provideMerge(crypto))

const BATCH = 1_000
const WORDS = "window archive index codex waku topic message member control history week block tree store".split(" ")

/** A linear congruential generator: the same numbers on every machine. */
const random = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Texts of such lengths that the encrypted payloads have 300 to 1,000 bytes. */
const textOf = (below: (limit: number) => number): string => {
  const length = 20 + below(640)
  let text = ""
  while (text.length < length) text += `${WORDS[below(WORDS.length)]} `
  return text.slice(0, length)
}

/** So many signed and encrypted messages of one window. */
export const messages = Effect.fn("messages")(function* (count: number, window: Window.Window) {
  const { channel, id } = yield* Community
  const below = random(count)
  const chatId = Description.chatId(id, "bench")
  const step = (window.to - window.from - 1n) / BigInt(count)
  const drafts = Array.from({ length: count }, (_, n) => {
    const timestamp = Time.nanos(window.from + BigInt(n) * step)
    const clock = Time.toMillis(timestamp)
    return {
      type: Application.Type.CHAT_MESSAGE,
      timestamp,
      payload: Application.encodeChat({
        clock,
        timestamp: clock,
        text: textOf(below),
        responseTo: "",
        chatId,
        displayName: `member ${below(50)}`,
        contentType: Application.ContentType.TEXT_PLAIN
      })
    }
  })
  return (yield* compose(channel, drafts)).map(({ received }) => received)
})

/** Fills the message store of the home with so many signed and encrypted messages of one week. */
export const fill = Effect.fn("fill")(function* (messages: number) {
  const { channel, id } = yield* Community
  const store = yield* MessageStore
  const below = random(messages)
  const chatId = Description.chatId(id, "bench")
  const step = (Window.WEEK - 1n) / BigInt(messages)
  for (let at = 0; at < messages; at += BATCH) {
    const drafts = Array.from({ length: Math.min(BATCH, messages - at) }, (_, n) => {
      const timestamp = Time.nanos(START + BigInt(at + n) * step)
      const clock = Time.toMillis(timestamp)
      return {
        type: Application.Type.CHAT_MESSAGE,
        timestamp,
        payload: Application.encodeChat({
          clock,
          timestamp: clock,
          text: textOf(below),
          responseTo: "",
          chatId,
          displayName: `member ${below(50)}`,
          contentType: Application.ContentType.TEXT_PLAIN
        })
      }
    })
    yield* store.append((yield* compose(channel, drafts)).map(({ received }) => received))
  }
})
