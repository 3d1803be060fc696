/** Sentences of the specification that only whole nodes can keep, one test each. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Announcements from "../../src/app/Announcements.ts"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import { Community } from "../../src/app/Community.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ChannelBook from "../../src/app/ChannelBook.ts"
import * as IndexFiles from "../../src/app/IndexFiles.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { ArchiveFolder } from "../../src/ports/ArchiveFolder.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, at, begin, local, publish, START, sync, textsOf } from "./steps.ts"
import * as World from "./world.ts"

const WEEK_AND_SETTLE = `${7 * 24 * 60 + 1} minutes` as const

const bytesOf = <E, R>(stream: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => Buffer.concat(chunks))

/** What the network's stores hold of a room. */
const heard = (room: "channel" | "archives" | "description") =>
  Effect.gen(function* () {
    const { contentTopic, pubsubTopic } = yield* Effect.map(Community, (community) => ({
      contentTopic: community[room].topic,
      pubsubTopic: community[room].pubsubTopic
    }))
    const window = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
    const pages = (yield* Waku).query({ pubsubTopic, contentTopics: [contentTopic], window })
    return (yield* Stream.runCollect(pages)).flat()
  })

const on = (network: World.World, home: World.Home = World.home()) =>
  Layer.merge(World.base(network, home), World.communityKey)

/** The messages of the archives that a control node's index lists, as they stand in the files. */
const archived = Effect.gen(function* () {
  const { index } = yield* Effect.flatMap(ControlNode, (node) => node.state)
  const batches = yield* Effect.forEach(ArchiveIndex.ascending(index), ([key, entry]) =>
    Stream.runCollect(ArchiveFiles.read(entry, ArchiveFiles.bytesOf(key, entry)))
  )
  return batches.flat().flatMap(({ messages }) => messages)
})

describe("a control node", () => {
  it.effect("CHA-07: archives unless that is switched off, and makes up for it once it is on again", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const step = (settings: { readonly archiving?: boolean }) =>
        Effect.flatMap(ControlNode, (node) => node.archive).pipe(
          Effect.provide(World.control(network, home, { createdAt: START, settings }), local)
        )
      yield* step({ archiving: false })
      yield* publish(network, [0, 1, 8])
      yield* TestClock.adjust("15 days")
      const off = yield* step({ archiving: false })
      assert.strictEqual(off.sealed.length, 0)
      assert.isTrue(Option.isNone(off.announced))
      assert.strictEqual((yield* heard("archives").pipe(Effect.provide(on(network), local))).length, 0)
      const standard = yield* step({})
      assert.deepStrictEqual(
        standard.sealed.map(({ messages }) => messages),
        [2, 1]
      )
    })
  )

  it.effect("CHA-08 CHA-38 CHA-39 CHA-40 CHA-44 CHA-49: what it announces leads to every archive", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      for (const week of [0, 1, 2]) {
        yield* publish(network, [week * 7, week * 7 + 3])
        yield* TestClock.adjust(WEEK_AND_SETTLE)
        yield* archive(network, home)
        yield* Effect.gen(function* () {
          const announcements = yield* Effect.flatMap(heard("archives"), Announcements.read)
          assert.strictEqual(
            announcements.length,
            week + 1,
            "one announcement for each new index, in a room of its own"
          )
          const newest = Option.getOrThrow(Announcements.newest(announcements))
          const { index } = yield* IndexFiles.fetch(newest.cid)
          assert.strictEqual(ArchiveIndex.size(index), week + 1)
          const folder = yield* ArchiveFolder
          const codex = yield* Codex
          for (const [key, { cid, window }] of ArchiveIndex.ascending(index)) {
            assert.deepStrictEqual(yield* bytesOf(codex.get(cid)), yield* bytesOf(folder.read({ window, key })))
          }
          const { channels } = yield* ChannelBook.current("World")
          const { archives } = yield* Community
          assert.isTrue(
            channels.every(({ id }) => !id.includes(archives.topic)),
            "no member sees it among the channels"
          )
        }).pipe(Effect.provide(on(network, home), local))
      }
    })
  )

  it.effect("CHA-27 CHA-29: puts the very messages of the channel into the archive, of any type, and no others", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const sent = yield* Effect.gen(function* () {
        const waku = yield* Waku
        const { archives, channel, description } = yield* Community
        const target = { clock: Time.toMillis(at(1)), messageId: `0x${"11".repeat(32)}`, chatId: World.chatId }
        const composed = yield* World.messages([
          World.chat(at(1), "hello"),
          {
            ...World.chat(at(2), ""),
            type: Application.Type.EDIT_MESSAGE,
            payload: Application.encodeEdit({ ...target, text: "edited" })
          },
          { type: 9_999, timestamp: at(3), payload: Uint8Array.of(1, 2, 3) }
        ])
        const bodies = [
          ...composed.map(({ received }) => received.message),
          WakuMessage.make({
            version: 0,
            contentTopic: channel.topic,
            timestamp: at(4),
            payload: Uint8Array.of(0xff),
            meta: Uint8Array.of(7)
          })
        ]
        yield* Effect.forEach(bodies, (message) => waku.publish(channel.pubsubTopic, message))
        const elsewhere = [archives.topic, description.topic, ContentTopic("/waku/1/0x01020304/rfc26")]
        yield* Effect.forEach(elsewhere, (contentTopic) =>
          waku.publish(channel.pubsubTopic, { ...bodies[0]!, contentTopic })
        )
        yield* waku.publish(channel.pubsubTopic, { ...bodies[0]!, timestamp: at(5), ephemeral: true })
        return bodies
      }).pipe(Effect.provide(on(network), local))
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      const held = yield* archived.pipe(Effect.provide(World.control(network, home, { createdAt: START }), local))
      assert.deepStrictEqual(held.map(Wire.encodeMessage), sent.map(Wire.encodeMessage))
    })
  )

  it.effect("CHA-25 CHA-26 A-07: seals the seven days past, and after a pause goes on where it had stopped", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      yield* publish(network, [0, 6, 7, 13, 14, 20, 27])
      yield* TestClock.adjust("175 hours")
      const spans = (report: Effect.Success<ReturnType<typeof archive>>) =>
        report.sealed.map(({ window }) => [window.from, window.to])
      const first = yield* archive(network, home)
      assert.deepStrictEqual(spans(first), [[at(0), at(7)]], "from the creation, seven days")
      yield* TestClock.adjust("21 days")
      const later = yield* archive(network, home)
      assert.deepStrictEqual(
        spans(later),
        [1, 2, 3].map((week) => [at(week * 7), at(week * 7 + 7)])
      )
    })
  )

  it.effect("CHA-45 CHA-46 CHA-47 CHA-48 A-42: archives stay for ever, of the indexes only the newest", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const made = new Set<string>()
      for (let week = 0; week < 20; week++) {
        yield* publish(network, [week * 7])
        yield* TestClock.adjust(WEEK_AND_SETTLE)
        const report = yield* archive(network, home)
        for (const { cid } of report.sealed) made.add(cid)
        const announced = Option.getOrThrow(report.announced)
        const held = yield* Effect.flatMap(Codex, (codex) => codex.list).pipe(Effect.provide(on(network), local))
        assert.sameMembers([...held], [...made, announced.cid])
        const files = yield* Effect.flatMap(ArchiveFolder, (folder) => folder.list).pipe(
          Effect.provide(on(network, home), local)
        )
        assert.strictEqual(files.length, made.size)
      }
      assert.strictEqual(made.size, 20)
    })
  )

  it.effect("CHA-71: old age is no reason to refuse what an archive holds", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home, late] = [World.world(), World.home(), World.home()]
      yield* publish(network, [0])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      yield* TestClock.adjust("3000 days")
      yield* archive(network, home)
      const report = yield* sync(network, late)
      assert.strictEqual(report.hydrated.length, 1)
      assert.deepStrictEqual(yield* textsOf(network, late), ["day 0"])
    })
  )
})

describe("a clock set back a year", () => {
  const back = TestClock.setTime(Number((START - Time.days(300)) / 1_000_000n))

  it.effect("stops a control node and a member in one sentence, and changes nothing", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home, member] = [World.world(), World.home(), World.home()]
      yield* publish(network, [0, 1])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      yield* sync(network, member)
      const ledger = Effect.flatMap(Ledger, (one) => one.load).pipe(Effect.provide(on(network, home), local))
      const before = [yield* ledger, yield* textsOf(network, member)]
      yield* back
      const refused = yield* Effect.flip(archive(network, home))
      assert.strictEqual(refused._tag, "ClockBehind")
      assert.match(refused.message, /shows 2023-05-.*done here at 2024-03-12.*set the clock right/u)
      const stopped = yield* Effect.flip(
        Effect.flatMap(MemberNode, (node) => node.sync(Selection.all)).pipe(
          Effect.provide(World.member(network, member), local)
        )
      )
      assert.strictEqual(stopped._tag, "ClockBehind")
      assert.deepStrictEqual([yield* ledger, yield* textsOf(network, member)], before)
      yield* begin
      yield* TestClock.adjust("16 days")
      yield* archive(network, home)
    })
  )
})

describe("a member node", () => {
  /** Everything the network's stores hold, by room. */
  const everything = (network: World.World) =>
    Effect.forEach(["channel", "archives", "description"] as const, heard).pipe(Effect.provide(on(network), local))

  it.effect("CHA-10 CHA-52 CHA-54: holds no community key and posts nothing", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      yield* publish(network, [0, 1])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      const before = yield* everything(network)
      yield* Effect.gen(function* () {
        assert.isTrue(Option.isNone(yield* Effect.serviceOption(ControlKey)))
        const node = yield* MemberNode
        const running = yield* Effect.forkChild(node.run(Selection.all))
        yield* TestClock.adjust("1 day")
        yield* Fiber.interrupt(running)
      }).pipe(Effect.provide(World.member(network, World.home()), local))
      assert.deepStrictEqual(yield* everything(network), before)
    })
  )

  it.effect("CHA-55 CHA-59 CHA-60 CHA-65: hears announcements live, and follows them without asking any store", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home, place] = [World.world(), World.home(), World.home()]
      yield* publish(network, [0, 1])
      yield* TestClock.adjust("8 days")
      const deaf = Layer.effect(
        Waku,
        Effect.map(Waku, (waku) => ({ ...waku, query: () => Stream.empty }))
      )
      const node = Layer.provide(MemberNode.layer, Layer.provideMerge(deaf, World.base(network, place)))
      yield* Effect.gen(function* () {
        const member = yield* MemberNode
        const running = yield* Effect.forkChild(member.run(Selection.all))
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(yield* textsOf(network, place), [])
        yield* archive(network, home)
        // The member's fibre hears of it in its own time.
        for (let tries = 0; tries < 100 && (yield* textsOf(network, place)).length === 0; tries++)
          yield* TestClock.adjust("20 seconds")
        assert.deepStrictEqual(yield* textsOf(network, place), ["day 0", "day 1"])
        yield* Fiber.interrupt(running)
      }).pipe(Effect.provide(node, local))
    })
  )
})
