/** Communities that live for weeks and years in a few seconds, on the real use cases over in-memory ports. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Announcements from "../../src/app/Announcements.ts"
import { Community } from "../../src/app/Community.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Send from "../../src/app/Send.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, at, begin, linesOf, local, publish, START, sync, textsOf } from "./steps.ts"
import * as World from "./world.ts"

describe("a community", () => {
  it.effect("CHA-11…17 CHA-58…70: a year live, and a member who joins late has the same history", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* Effect.gen(function* () {
        const control = yield* ControlNode
        for (let day = 0; day < 365; day++) {
          yield* Send.send("World", day % 3 === 0 ? "news" : "general", `day ${day}`)
          yield* TestClock.adjust("1 day")
          if (day % 7 === 3) yield* control.archive
        }
        yield* control.archive
        const state = yield* control.state
        assert.strictEqual(ArchiveIndex.size(state.index), 52)
        assert.deepStrictEqual(state.gaps, [])
        const counts = yield* (yield* MessageStore).counts
        assert.isAbove(counts.pruned, 300, "old, archived and announced messages are dropped")
        const held = yield* (yield* Codex).list
        assert.strictEqual(held.length, 53, "every archive and one index")
      }).pipe(Effect.provide(World.control(network, home, { createdAt: START }), local))
      const late = World.home()
      const report = yield* sync(network, late)
      assert.strictEqual(report.hydrated.length, 52)
      const theirs = yield* linesOf(network, late)
      assert.strictEqual(theirs.length, 365)
      assert.deepStrictEqual(theirs, yield* linesOf(network, home))
    })
  )

  it.effect(
    "CHA-18…22 A-08: thirty days offline make four archives, and the rest reaches members by the store query",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const home = World.home()
        yield* archive(network, home)
        for (let day = 0; day < 30; day++) {
          yield* publish(network, [day])
          yield* TestClock.adjust("1 day")
        }
        const report = yield* archive(network, home)
        assert.deepStrictEqual(
          report.sealed.map(({ messages, window }) => [window.to - window.from, messages]),
          [0, 1, 2, 3].map(() => [Window.WEEK, 7])
        )
        assert.isTrue(
          report.sealed.every(({ window }, index) => index === 0 || window.from === report.sealed[index - 1]!.window.to)
        )
        const member = World.home()
        yield* sync(network, member)
        assert.strictEqual((yield* textsOf(network, member)).length, 30)
      })
  )

  it.effect("A-09: what the stores forgot is a gap, and its windows are never archived", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* archive(network, home)
      for (let day = 0; day < 45; day++) {
        yield* publish(network, [day])
        yield* TestClock.adjust("1 day")
      }
      const report = yield* archive(network, home)
      assert.deepStrictEqual(
        report.sealed.map(({ window }) => window.from),
        [at(21), at(28), at(35)]
      )
      const state = yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
        Effect.provide(World.control(network, home, { createdAt: START }), local)
      )
      assert.deepStrictEqual(state.gaps, [{ from: START, to: at(15) }])
    })
  )

  it.effect("a message of a sender whose clock is slow by minutes reaches a member by its next query", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const member = World.home()
      yield* TestClock.adjust("1 day")
      yield* sync(network, member)
      yield* Effect.gen(function* () {
        const [slow] = yield* World.messages([World.chat(Time.subtract(at(1), Time.minutes(4)), "slow")])
        yield* (yield* Waku).publish(slow!.received.pubsubTopic, slow!.received.message)
      }).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), World.communityKey), local))
      yield* TestClock.adjust("1 hour")
      yield* sync(network, member)
      assert.deepStrictEqual(yield* textsOf(network, member), ["slow"])
    })
  )

  it.effect("A-54: an index is announced again every seven days, so late members still hear of it", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      yield* publish(network, [0])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      for (let week = 0; week < 6; week++) {
        yield* TestClock.adjust("7 days")
        assert.isTrue(Option.isSome((yield* archive(network, home)).announced))
      }
      const member = World.home()
      yield* sync(network, member)
      assert.deepStrictEqual(yield* textsOf(network, member), ["day 0"])
    })
  )

  it.effect("runs by itself: a control node and a member as fibres, until they are stopped", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [controlHome, memberHome] = [World.home(), World.home()]
      const control = yield* Effect.flatMap(ControlNode, (node) => node.run).pipe(
        Effect.provide(World.control(network, controlHome, { createdAt: START }), local),
        Effect.forkChild
      )
      const member = yield* Effect.flatMap(MemberNode, (node) => node.run(Selection.all)).pipe(
        Effect.provide(World.member(network, memberHome), local),
        Effect.forkChild
      )
      for (let day = 0; day < 22; day++) {
        yield* TestClock.adjust("1 day")
        yield* publish(network, [day])
      }
      yield* TestClock.adjust("1 minute")
      const applied = yield* Effect.flatMap(HistoryStore, (history) => history.applied).pipe(
        Effect.provide(World.base(network, memberHome), local)
      )
      assert.strictEqual(applied.length, 3)
      assert.strictEqual((yield* textsOf(network, memberHome)).length, 22)
      assert.deepStrictEqual(yield* linesOf(network, memberHome), yield* linesOf(network, controlHome))
      yield* Fiber.interrupt(control)
      yield* Fiber.interrupt(member)
    })
  )
})

/** Three archived weeks and an open one. */
const established = (network: World.World, home: World.Home) =>
  Effect.gen(function* () {
    yield* publish(network, [1, 8, 15])
    yield* TestClock.adjust("22 days")
    yield* publish(network, [21.5])
    yield* archive(network, home)
  })

describe("the canonical history", () => {
  it.effect("CHA-69 CHA-70 A-34: what only the member had disappears inside an archived week and stays outside", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [control, member] = [World.home(), World.home()]
      yield* established(network, control)
      const known = yield* World.messages([World.chat(at(1, 6), "day 1")]).pipe(
        Effect.provide(Layer.merge(World.base(network, World.home()), World.communityKey), local)
      )
      const revise = (day: number) => {
        const target = {
          clock: Time.toMillis(at(day)),
          chatId: World.chatId,
          messageId: World.idOf(World.otherKey, known[0]!.envelope)
        }
        return [
          {
            type: Application.Type.EDIT_MESSAGE,
            timestamp: at(day, 8),
            payload: Application.encodeEdit({ ...target, text: "edited" })
          },
          {
            type: Application.Type.EMOJI_REACTION,
            timestamp: at(day, 9),
            payload: Application.encodeReaction({ ...target, emoji: 1, retracted: false })
          }
        ]
      }
      yield* Effect.gen(function* () {
        const node = yield* MemberNode
        const own = yield* World.messages([
          World.chat(at(2), "inside"),
          ...revise(3),
          World.chat(at(21, 1), "outside"),
          ...revise(21)
        ]).pipe(Effect.provide(World.memberKey, local))
        yield* node.observe(
          own.map(({ received }) => received),
          "live"
        )
        assert.strictEqual((yield* (yield* HistoryStore).counts).records, 6)
      }).pipe(Effect.provide(World.member(network, member), local))
      const report = yield* sync(network, member)
      assert.strictEqual(
        report.hydrated.reduce((sum, { replaced }) => sum + replaced.deleted, 0),
        3
      )
      assert.deepStrictEqual(yield* textsOf(network, member), ["day 1", "day 8", "day 15", "outside", "day 21.5"])
      const left = yield* Effect.flatMap(HistoryStore, (history) => history.counts).pipe(
        Effect.provide(World.base(network, member), local)
      )
      assert.strictEqual(left.records, 7, "the edit and the reaction outside are still there")
    })
  )

  it.effect("A-36 A-52: an archive that is not what the index says deletes nothing and waits, the others go on", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [control, member] = [World.home(), World.home()]
      yield* established(network, control)
      yield* Effect.gen(function* () {
        const codex = yield* Codex
        const topic = (yield* Community).channel.topic
        const garbage = yield* codex.put(Stream.succeed(Uint8Array.of(7, 7, 7, 7)))
        const foreign = yield* codex.put(Stream.succeed(ArchiveFile.header({ from: at(300), to: at(307) }, [topic])))
        const index = ArchiveIndex.make([
          { window: { from: at(-7), to: START }, topics: [topic], cid: garbage.cid },
          { window: { from: at(-14), to: at(-7) }, topics: [topic], cid: foreign.cid }
        ])
        const stored = yield* codex.put(Stream.succeed(ArchiveIndex.encode(index)))
        const present = at(22)
        yield* Announcements.announce(stored.cid, Time.millis(Time.toMillis(present) + 60_000n))
        const node = yield* MemberNode
        const own = yield* World.messages([World.chat(at(-3), "kept")])
        yield* node.observe(
          own.map(({ received }) => received),
          "live"
        )
      }).pipe(Effect.provide(Layer.merge(World.member(network, member), World.communityKey), local))
      const report = yield* sync(network, member)
      assert.strictEqual(report.waiting.length, 2)
      assert.include(yield* textsOf(network, member), "kept")
    })
  )

  it.effect("A-25 A-35: a message that cannot be read costs itself, never its archive", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [control, member] = [World.home(), World.home()]
      yield* publish(network, [1])
      yield* Effect.gen(function* () {
        const { channel } = yield* Community
        const waku = yield* Waku
        const noise = WakuMessage.make({
          contentTopic: channel.topic,
          timestamp: at(2),
          version: 1,
          payload: new Uint8Array(300)
        })
        const plain = WakuMessage.make({
          contentTopic: channel.topic,
          timestamp: at(3),
          payload: new Uint8Array([9, 9])
        })
        yield* waku.publish(channel.pubsubTopic, noise)
        yield* waku.publish(channel.pubsubTopic, plain)
      }).pipe(Effect.provide(World.base(network, World.home()), local))
      yield* TestClock.adjust("8 days")
      const sealed = yield* archive(network, control)
      assert.strictEqual(sealed.sealed[0]!.messages, 3)
      const report = yield* sync(network, member)
      assert.deepStrictEqual(report.waiting, [])
      assert.strictEqual(report.hydrated[0]!.replaced.unreadable, 2)
      assert.deepStrictEqual(yield* textsOf(network, member), ["day 1"])
    })
  )

  it.effect("CHA-53 CHA-56: what the control key did not sign changes nothing", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const [control, member] = [World.home(), World.home()]
      yield* established(network, control)
      yield* Effect.gen(function* () {
        const empty = yield* (yield* Codex).put(Stream.succeed(Uint8Array.of(1)))
        yield* Announcements.announce(empty.cid, Time.toMillis(at(22, 1)))
      }).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), World.memberKey), local))
      const report = yield* sync(network, member)
      assert.strictEqual(report.hydrated.length, 3)
      assert.deepStrictEqual(yield* textsOf(network, member), ["day 1", "day 8", "day 15", "day 21.5"])
    })
  )
})

describe("a failing disk", () => {
  it.effect("costs a running member nothing: what it could not keep is asked for again", () =>
    Effect.gen(function* () {
      yield* begin
      const network = World.world()
      const home = World.home()
      let failures = 3
      const faulty = Layer.effect(
        HistoryStore,
        Effect.map(HistoryStore, (history) => ({
          ...history,
          append: (...input: Parameters<typeof history.append>) =>
            Effect.suspend(() =>
              failures-- > 0
                ? Effect.fail(
                    new StoreFailure({
                      store: "HistoryStore",
                      operation: "append",
                      reason: "Failed",
                      detail: "a bad day"
                    })
                  )
                : history.append(...input)
            )
        }))
      )
      const ports = Layer.provideMerge(faulty, World.base(network, home))
      const running = yield* Effect.flatMap(MemberNode, (node) => node.run(Selection.all)).pipe(
        Effect.provide(Layer.provideMerge(MemberNode.layer, ports), local),
        Effect.forkChild
      )
      yield* TestClock.adjust("7 hours")
      yield* publish(network, [0])
      for (let minute = 0; minute < 60; minute++) yield* TestClock.adjust("1 minute")
      assert.isBelow(failures, 0)
      assert.deepStrictEqual(yield* textsOf(network, home), ["day 0"])
      yield* Fiber.interrupt(running)
    })
  )
})

describe("a crash", () => {
  /** A ledger that breaks the process before its n-th commit. */
  const breaking = (n: number) =>
    Layer.effect(
      Ledger,
      Effect.map(Ledger, (ledger) => {
        let left = n
        return {
          ...ledger,
          commit: (state: Publication.State) =>
            Effect.suspend(() => (left-- > 0 ? ledger.commit(state) : Effect.die("power cut")))
        }
      })
    )

  it.effect("A-43, law 7: after a power cut before any step the next run ends in the same archives, announced", () =>
    Effect.gen(function* () {
      yield* begin
      const reference = World.world()
      yield* publish(reference, [1, 2, 8, 9])
      yield* TestClock.adjust("16 days")
      const expected = yield* archive(reference, World.home())
      const keys = expected.sealed.map(({ key }) => key)
      let cuts = 0
      for (let n = 0; ; n++) {
        const network = World.world()
        yield* publish(network, [1, 2, 8, 9])
        const home = World.home()
        const cut = yield* Effect.flatMap(ControlNode, (node) => node.archive).pipe(
          Effect.provide(World.control(network, home, { createdAt: START, wrap: breaking(n) }), local),
          Effect.exit
        )
        if (cut._tag === "Success") break
        cuts++
        yield* archive(network, home)
        const state = yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
          Effect.provide(World.control(network, home, { createdAt: START }), local)
        )
        assert.deepStrictEqual(
          ArchiveIndex.ascending(state.index).map(([key]) => key),
          keys
        )
        assert.strictEqual(Option.getOrThrow(state.published).entries, 2)
        assert.deepStrictEqual([state.unsettled, state.retired], [[], []])
        const member = World.home()
        yield* sync(network, member)
        assert.strictEqual((yield* textsOf(network, member)).length, 4)
      }
      assert.isAbove(cuts, 8)
    })
  )
})
