/** Attacks by messages: sent again in other clothes, out of another community, out of time, of broken text. */
import { assert, describe, it } from "@effect/vitest"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { Effect, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Community } from "../../src/app/Community.ts"
import { compose } from "../../src/app/Compose.ts"
import * as Explain from "../../src/app/Explain.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { at, begin, local, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import * as Enemy from "./enemy.ts"

/** An envelope as anybody can send it into the channel: unencrypted, under any date. */
const carrying = (envelope: Uint8Array, timestamp: Time.Nanos) =>
  WakuMessage.receive(
    World.channelPubsub,
    WakuMessage.make({ contentTopic: World.channelTopic, timestamp, payload: envelope })
  )

const observe = (network: World.World, home: World.Home, batch: ReadonlyArray<WakuMessage.Received>) =>
  Effect.flatMap(MemberNode, (node) => node.observe(batch, "live")).pipe(
    Effect.provide(World.member(network, home), local)
  )

const said = (drafts: ReadonlyArray<Parameters<typeof World.messages>[0][number]>) =>
  World.messages(drafts).pipe(Effect.provide(Enemy.on(World.world(), World.memberKey), local))

/** The same signed content in every other wrapping that somebody without the key can make of it. */
const wrappings = (envelope: Uint8Array): ReadonlyArray<Uint8Array> => {
  const { payload, signature, type } = Result.getOrThrow(Envelope.read(envelope))
  const s = BigInt(`0x${Bytes.toHex(signature.subarray(32, 64))}`)
  const mirrored = Bytes.concat([
    signature.subarray(0, 32),
    secp256k1.Point.Fn.toBytes(secp256k1.Point.Fn.ORDER - s),
    Uint8Array.of(1 - signature[64]!)
  ])
  return [
    Envelope.assemble(type, payload, signature.with(64, signature[64]! + 27)),
    Envelope.assemble(type, payload, mirrored),
    Bytes.concat([envelope, Uint8Array.of(0xf8, 0x07, 1)]),
    Bytes.concat([Uint8Array.of(0x18, 0), envelope]),
    Bytes.concat([envelope, envelope])
  ]
}

describe("a message sent again", () => {
  it.effect(
    "A-13 A-27: in another wrapping or under another date stays one, and goes with the deletion of the original",
    () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("5 days")
        const [network, home] = [World.world(), World.home()]
        const [original] = yield* said([World.chat(at(3), "said once")])
        const copies = wrappings(original!.envelope)
        // A nanosecond earlier, at the same time, and two days later.
        const sent = [-1n, 0n, 172_800_000_000_000n].flatMap((later) =>
          [original!.envelope, ...copies].map((envelope) => carrying(envelope, Time.nanos(at(3) + later)))
        )
        yield* observe(network, home, [...sent, original!.received])
        assert.deepStrictEqual(yield* textsOf(network, home), ["said once"])
        const { records } = yield* Effect.flatMap(HistoryStore, (history) => history.counts).pipe(
          Effect.provide(World.base(network, home), local)
        )
        assert.isAbove(records, 3, "the copies did arrive")

        const messageId = World.idOf(World.otherKey, original!.envelope)
        const clock = Time.toMillis(at(4))
        const erase = {
          type: Application.Type.DELETE_MESSAGE,
          timestamp: at(4),
          payload: Application.encodeDelete({ clock, chatId: World.chatId, messageId })
        }
        yield* observe(
          network,
          home,
          (yield* said([erase])).map(({ received }) => received)
        )
        assert.deepStrictEqual(yield* textsOf(network, home), [])
      })
  )

  it.effect("A-13: under the other recovery id it is nobody's word, least of all its author's", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("5 days")
      const [network, home] = [World.world(), World.home()]
      const [original] = yield* said([World.chat(at(3), "said once")])
      const { payload, signature, type } = Result.getOrThrow(Envelope.read(original!.envelope))
      const flipped = Envelope.assemble(type, payload, signature.with(64, 1 - signature[64]!))
      yield* observe(network, home, [carrying(flipped, at(3)), original!.received])
      const shown = yield* Effect.flatMap(HistoryStore, (history) => Stream.runCollect(history.records({}))).pipe(
        Effect.provide(World.base(network, home), local)
      )
      const authors = shown.flat().map(({ author }) => author)
      assert.strictEqual(new Set(authors).size, authors.length)
    })
  )

  it.effect("CHA-88: dated before it was said it is not shown, so that nobody moves a message into the past", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("5 days")
      const [network, home] = [World.world(), World.home()]
      const [original] = yield* said([World.chat(at(3), "said once")])
      yield* observe(network, home, [carrying(original!.envelope, at(1))])
      assert.deepStrictEqual(yield* textsOf(network, home), [])
      yield* observe(network, home, [original!.received])
      assert.deepStrictEqual(yield* textsOf(network, home), ["said once"])
    })
  )

  it.effect("in a community that it was not written for is not shown there", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("5 days")
      const [network, home] = [World.world(), World.home()]
      const other = World.community.replace(/^0x0./, (start) => (start === "0x02" ? "0x03" : "0x02"))
      const payload = Application.encodeChat({
        clock: Time.toMillis(at(3)),
        timestamp: Time.toMillis(at(3)),
        text: "not meant for you",
        responseTo: "",
        chatId: World.chatId.replace(World.community, other),
        displayName: "somebody",
        contentType: Application.ContentType.TEXT_PLAIN
      })
      const [foreign] = yield* said([{ type: Application.Type.CHAT_MESSAGE, timestamp: at(3), payload }])
      yield* observe(network, home, [foreign!.received])
      assert.deepStrictEqual(yield* textsOf(network, home), [])
    })
  )
})

describe("a message out of time", () => {
  it.effect("CHA-88: of the far future is refused, and explain says so", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const far = yield* said([World.chat(at(4_000), "from afar"), World.chat(at(0), "of today")])
      yield* observe(
        network,
        home,
        far.map(({ received }) => received)
      )
      assert.deepStrictEqual(yield* textsOf(network, home), ["of today"])
      const verdict = yield* Explain.explain(far[0]!.received.hash).pipe(
        Effect.provide(World.base(network, home), local)
      )
      assert.strictEqual(verdict._tag, "Refused")
    })
  )
})

describe("a message of broken text", () => {
  it.effect(
    "A-25: bytes that are no UTF-8, in the text, the envelope or the topic, cost themselves and not their archive",
    () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("9 days")
        const [network, home] = [World.world(), World.home()]
        const window = { from: at(0), to: at(7) }
        yield* Effect.gen(function* () {
          const { channel } = yield* Community
          const good = World.chat(at(2), "good")
          const text = Bytes.utf8("good")
          const broken = Uint8Array.from(good.payload)
          const place = broken.findIndex((_, at) => Bytes.equals(broken.subarray(at, at + text.length), text))
          broken.set([0xc3, 0x28, 0xff, 0xfe], place)
          const composed = yield* compose(channel, [good, { ...good, timestamp: at(3), payload: broken }])
          const garbled = Wire.encodeMessage({ ...composed[0]!.received.message, timestamp: at(4) })
          const topic = Bytes.utf8(channel.topic)
          const start = garbled.findIndex((_, at) => Bytes.equals(garbled.subarray(at, at + topic.length), topic))
          garbled[start + 3] = 0xff
          const entry = yield* Enemy.archiveOf(
            window,
            composed.map(({ received }) => received.message)
          )
          const whole = Bytes.concat([
            yield* Enemy.load(entry.cid),
            Uint8Array.of(0x1a),
            Bytes.uvarint(garbled.length),
            garbled
          ])
          const cid = yield* Enemy.store(whole)
          return yield* Enemy.announceIndex(network, ArchiveIndex.make([{ ...entry, cid }]), at(9))
        }).pipe(Effect.provide(Enemy.on(network), local))
        const { report } = yield* Enemy.sync(network, home)
        assert.deepStrictEqual([report.hydrated.length, report.waiting], [1, []])
        assert.strictEqual(report.hydrated[0]!.replaced.unreadable, 1)
        assert.deepStrictEqual(yield* textsOf(network, home), ["good"])
      })
  )
})
