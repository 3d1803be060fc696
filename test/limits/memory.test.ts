/** What is read is read in pieces that are bounded in bytes, however large the messages are that peers sent. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { hash } from "node:crypto"
import * as path from "node:path"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { at, begin, local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { asCommunity, listening, noise, onMember, settings, week } from "./nodes.ts"

const MIB = 1024 * 1024
const PIECE = 16 * MIB

const sha256 = (bytes: Uint8Array) => new Uint8Array(hash("sha256", bytes, "buffer"))
const receive = (message: WakuMessage.WakuMessage) => WakuMessage.receive(World.channelPubsub, message, sha256)

const stores = Layer.unwrap(
  Effect.map(temporaryFolder, (folder) => Sqlite.layer({ file: path.join(folder, "history.db") }))
)

describe("the database", () => {
  it.live("gives large messages, late ones and records in pages of a bounded size, each once and in order", () =>
    Effect.gen(function* () {
      const messages = yield* MessageStore
      const history = yield* HistoryStore
      const list = noise(week(0), 6, 7 * MIB).map(receive)
      const ids = list.map(({ hash }) => hash)
      yield* messages.append(list)
      const others = noise(week(1), 6, 7 * MIB).map(receive)
      yield* messages.appendLate(others, { messages: 10, bytes: 100 * MIB })
      yield* history.append(
        list.map(({ hash, message }) => ({
          id: World.idOf(World.otherKey, message.payload.subarray(0, 10)),
          topic: message.contentTopic,
          timestamp: message.timestamp,
          hash,
          type: 1,
          author: "somebody",
          envelope: message.payload
        })),
        "live"
      )
      const pages = yield* Stream.runCollect(messages.scan(week(0), "pending"))
      const late = yield* Stream.runCollect(messages.late)
      const records = yield* Stream.runCollect(history.records({}))
      for (const [found, expected] of [
        [pages.map((page) => page.map(({ hash }) => hash)), ids],
        [late.map((page) => page.map(({ hash }) => hash)), others.map(({ hash }) => hash)],
        [records.map((page) => page.map(({ hash }) => hash)), ids]
      ] as const) {
        assert.deepStrictEqual(found.flat(), expected)
        assert.isTrue(found.every((page) => page.length * 7 * MIB <= PIECE))
      }
    }).pipe(Effect.provide(stores), Effect.scoped)
  )
})

describe("an archive", () => {
  it.effect("of large messages is opened in batches of a bounded size", () =>
    Effect.gen(function* () {
      yield* begin
      const entry = { window: week(0), topics: [World.channelTopic] }
      const messages = noise(week(0), 12, 4 * MIB - 100)
      const bytes = Bytes.concat([ArchiveFile.header(entry.window, entry.topics), ArchiveFile.body(messages)])
      const chunks = Array.from({ length: Math.ceil(bytes.length / MIB) }, (_, n) =>
        bytes.subarray(n * MIB, (n + 1) * MIB)
      )
      const batches = yield* Stream.runCollect(ArchiveFiles.read(entry, Stream.fromIterable(chunks))).pipe(
        Effect.provide(World.base(World.world(), World.home()), local)
      )
      const sizes = batches.map(({ messages }) => messages.length)
      assert.strictEqual(
        sizes.reduce((sum, size) => sum + size, 0),
        12
      )
      assert.isAtMost(Math.max(...sizes), 5)
    })
  )
})

describe("a reader of the history", () => {
  it.effect("holds no more edits and deletions than it may, and says so", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("1 day")
      const [network, home] = [World.world(), World.home()]
      const target = { clock: Time.toMillis(at(0)), chatId: World.chatId }
      const [original] = yield* asCommunity(network, World.messages([World.chat(at(0), "first")]))
      const messageId = World.idOf(new Uint8Array(32).fill(0x11), original!.envelope)
      const edits = ["second", "third ".repeat(100)].map((text, n) => ({
        type: Application.Type.EDIT_MESSAGE,
        timestamp: at(0, n + 1),
        payload: Application.encodeEdit({ ...target, clock: Time.toMillis(at(0, n + 1)), messageId, text })
      }))
      const composed = yield* asCommunity(network, World.messages(edits))
      yield* onMember(network, home, {}, (node) =>
        node.observe(
          [original!, ...composed].map(({ received }) => received),
          "live"
        )
      )
      const seen = (limits: Parameters<typeof settings>[0]) => {
        const { layer, told } = listening()
        return Effect.map(
          World.texts.pipe(Effect.provide(Layer.merge(World.base(network, home, settings(limits)), layer), local)),
          (texts) => [texts.map((text) => text.slice(0, 6)), told.join()] as const
        )
      }
      assert.deepStrictEqual(yield* seen({}), [["third "], ""])
      const [texts, told] = yield* seen({ revisionBytes: 400 })
      assert.deepStrictEqual(texts, ["second"])
      assert.match(told, /^1 edits and deletions are not applied.*COMMUNITY_HISTORY_MAX_REVISION_BYTES$/)
    })
  )
})
