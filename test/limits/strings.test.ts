/** Lengths of what somebody says and of any name, and how many channels there may be. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as ChannelBook from "../../src/app/ChannelBook.ts"
import { Community } from "../../src/app/Community.ts"
import { compose, composeFor, type Draft } from "../../src/app/Compose.ts"
import * as Descriptions from "../../src/app/Descriptions.ts"
import * as Import from "../../src/app/Import.ts"
import * as Joins from "../../src/app/Joins.ts"
import * as Send from "../../src/app/Send.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as Joining from "../../src/domain/community/Joining.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { at, begin, local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { asCommunity, onControl, onMember, settings, tagOf } from "./nodes.ts"

const LIMITS = { textLength: 20, nameLength: 10, channels: 2 }
const network = World.world()
const within = Layer.merge(World.base(network, World.home(), settings(LIMITS)), World.communityKey)

const asking = Layer.provideMerge(KeyMemory.memberLayer(World.otherKey), within)

const target = { clock: Time.toMillis(at(0)), chatId: World.chatId }
const said = (change: Partial<Application.Chat>) => ({
  type: Application.Type.CHAT_MESSAGE,
  timestamp: at(0),
  payload: Application.encodeChat({
    ...target,
    timestamp: Time.toMillis(at(0)),
    text: "",
    responseTo: "",
    displayName: "",
    contentType: 1,
    ...change,
    discord: undefined!
  })
})

/** What a reader under the limits sees of drafts that a member heard. */
const seen = (drafts: ReadonlyArray<Draft>) =>
  Effect.gen(function* () {
    const home = World.home()
    const composed = yield* asCommunity(network, World.messages(drafts))
    yield* onMember(network, home, {}, (node) =>
      node.observe(
        composed.map(({ received }) => received),
        "live"
      )
    )
    return yield* World.texts.pipe(Effect.provide(World.base(network, home, settings(LIMITS)), local))
  })

const describing = (description: Pick<Description.Description, "name" | "channels">) =>
  Effect.gen(function* () {
    const room = (yield* Community).description
    const payload = Description.encode({ clock: Time.millis(1n), archiveClock: Time.millis(0n), ...description })
    const timestamp = at(0)
    const [message] = yield* compose(room, [{ type: Application.Type.COMMUNITY_DESCRIPTION, payload, timestamp }])
    return Option.isSome(yield* Descriptions.newest(Option.none(), [message!.received]))
  }).pipe(Effect.provide(within, local))

const channels = (...names: ReadonlyArray<string>) =>
  names.map((name) => ({ id: Description.chatId(World.community, name), name }))

describe("lengths", () => {
  it.effect("characters of what somebody says: longer messages are not shown, longer edits do not count", () =>
    Effect.gen(function* () {
      yield* begin
      assert.deepStrictEqual(yield* seen([said({ text: "x".repeat(20) })]), ["x".repeat(20)])
      assert.deepStrictEqual(yield* seen([said({ text: "x".repeat(21) })]), [])
      const draft = said({ text: "short" })
      const [original] = yield* asCommunity(network, World.messages([draft]))
      const messageId = World.idOf(new Uint8Array(32).fill(0x11), original!.envelope)
      const edited = (text: string) => ({
        type: Application.Type.EDIT_MESSAGE,
        timestamp: at(0, 1),
        payload: Application.encodeEdit({ ...target, messageId, text })
      })
      yield* TestClock.adjust("2 hours")
      assert.deepStrictEqual(yield* seen([draft, edited("longer")]), ["longer"])
      assert.deepStrictEqual(yield* seen([draft, edited("x".repeat(21))]), ["short"])
    })
  )

  it.effect("characters of a display name: messages under a longer one are not shown", () =>
    Effect.gen(function* () {
      yield* begin
      assert.deepStrictEqual(yield* seen([said({ text: "hi", displayName: "x".repeat(10) })]), ["hi"])
      assert.deepStrictEqual(yield* seen([said({ text: "hi", displayName: "x".repeat(11) })]), [])
    })
  )

  it.effect("characters of the name of a community or a channel: a description with a longer one is not believed", () =>
    Effect.gen(function* () {
      yield* begin
      assert.isTrue(yield* describing({ name: "x".repeat(10), channels: channels("y".repeat(10)) }))
      assert.isFalse(yield* describing({ name: "x".repeat(11), channels: [] }))
      assert.isFalse(yield* describing({ name: "x", channels: channels("y".repeat(11)) }))
    })
  )

  it.effect("channels of a description: one with more is not believed", () =>
    Effect.gen(function* () {
      yield* begin
      assert.isTrue(yield* describing({ name: "x", channels: channels("a", "b") }))
      assert.isFalse(yield* describing({ name: "x", channels: channels("a", "b", "c") }))
    })
  )

  it.effect("characters of the name of somebody who asks to join: who gives a longer one is not answered", () =>
    Effect.gen(function* () {
      yield* begin
      const answered = (displayName: string) =>
        Effect.gen(function* () {
          const { description, id } = yield* Community
          const request = yield* composeFor(yield* MemberKey, PublicKey.ofCommunity(id), description, {
            type: Application.Type.COMMUNITY_REQUEST_TO_JOIN,
            payload: Joining.encodeRequest(id, { clock: Time.toMillis(at(0)), displayName }),
            timestamp: at(0)
          })
          const newest = { clock: Time.millis(1n), name: "World", channels: [], archiveClock: Time.millis(0n) }
          return yield* Joins.answer([request], { cid: Option.none(), description: newest })
        }).pipe(Effect.provide(asking, local))
      assert.strictEqual(yield* answered("x".repeat(11)), 0)
      assert.strictEqual(yield* answered("x".repeat(10)), 1)
    })
  )
})

describe("a control node says nothing that members would not read", () => {
  it.effect("no text, name of a channel or number of channels over the limits is sent", () =>
    Effect.gen(function* () {
      yield* begin
      const send = (channel: string, text: string) => tagOf(Send.send("World", channel, text))
      assert.strictEqual(yield* send("a", "x".repeat(21)), "MessageRefused")
      assert.strictEqual(yield* send("y".repeat(11), "x"), "DescriptionRefused")
      assert.strictEqual(yield* send("a", "x".repeat(20)), "ok")
      assert.strictEqual(yield* send("b", "x"), "ok")
      assert.strictEqual(yield* send("c", "x"), "DescriptionRefused")
      const { channels } = yield* ChannelBook.current("World")
      assert.sameMembers(
        channels.map(({ name }) => name),
        ["a", "b"]
      )
    }).pipe(
      Effect.provide(Layer.merge(World.base(World.world(), World.home(), settings(LIMITS)), World.communityKey), local)
    )
  )

  it.effect("an export with a text or a name over the limits is refused whole, and says which message it is", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("2 days")
      const message = (id: string, content: string, name: string) => ({
        id,
        type: "Default",
        timestamp: Time.toIso(at(1)),
        content,
        author: { id: "1", name }
      })
      const run = (content: string, name: string) =>
        onControl(World.world(), World.home(), { textLength: 3_000 }, () =>
          Import.run([
            {
              name: "general.json",
              content: {
                channel: { id: "1", name: "general" },
                messages: [message("1", "short", "somebody"), message("2", content, name)]
              }
            }
          ])
        )
      assert.strictEqual((yield* run("x".repeat(3_000), "somebody")).added, 2)
      for (const [content, name] of [
        ["x".repeat(3_001), "somebody"],
        ["short", "x".repeat(1_001)]
      ] as const) {
        const failure = yield* Effect.flip(run(content, name))
        assert.strictEqual(failure._tag, "ImportRefused")
        assert.match(failure.message, /general.json was not imported: message 2: .* longer than/)
      }
    })
  )
})
