/** Attacks by announcing: again, backwards, with two tongues, without end, not at all. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { Community } from "../../src/app/Community.ts"
import { compose } from "../../src/app/Compose.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Status from "../../src/app/Status.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Evidence from "../../src/domain/history/Evidence.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { archive, at, begin, linesOf, local, publish, START, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import * as Enemy from "./enemy.ts"

/** Three weeks are archived; a member has them; the index that it follows. */
const settled = Effect.gen(function* () {
  yield* begin
  const [network, home, member] = [World.world(), World.home(), World.home()]
  yield* publish(network, [1, 8, 15])
  yield* TestClock.adjust("22 days")
  yield* archive(network, home)
  const { state } = yield* Enemy.sync(network, member)
  const followed = Option.getOrThrow(state.collection.processed)
  return { network, home, member, followed, index: state.index, lines: yield* linesOf(network, member) }
})

const stateOf = (network: World.World, home: World.Home) =>
  Effect.flatMap(MemberNode, (node) => node.state).pipe(Effect.provide(World.member(network, home), local))

const observe = (network: World.World, home: World.Home, batch: ReadonlyArray<WakuMessage.Received>) =>
  Effect.flatMap(MemberNode, (node) => node.observe(batch, "live")).pipe(
    Enemy.heard,
    Effect.map(({ notes }) => notes.join("\n")),
    Effect.provide(World.member(network, home), local)
  )

const describing = (
  network: World.World,
  description: Description.Description,
  timestamp: Time.Nanos,
  key = World.communityKey
) =>
  Effect.gen(function* () {
    const { description: room } = yield* Community
    const payload = Description.encode(description)
    const [message] = yield* compose(room, [{ type: Application.Type.COMMUNITY_DESCRIPTION, payload, timestamp }])
    return message!.received
  }).pipe(Effect.provide(Enemy.on(network, key), local))

/** The evidence of one kind. */
const ofKind = <T extends Evidence.Evidence["_tag"]>(list: ReadonlyArray<Evidence.Evidence>, tag: T) =>
  list.filter((one): one is Extract<Evidence.Evidence, { readonly _tag: T }> => one._tag === tag)

describe("announcements", () => {
  it.effect(
    "A-18 A-19: one sent again, under any date, and any older one, change nothing that a member remembers",
    () =>
      Effect.gen(function* () {
        const { followed, lines, member, network } = yield* settled
        const before = Enemy.picture(yield* stateOf(network, member))
        const clock = Time.fromMillis(followed.clock)
        const sent = yield* Effect.gen(function* () {
          const other = yield* Enemy.store(Uint8Array.of(1))
          const again = yield* Effect.forEach([0, 60, 119], (late) =>
            Enemy.announcement(followed.cid, clock, Time.add(at(22), Time.seconds(late)))
          )
          return [...again, yield* Enemy.announcement(other, Time.subtract(clock, Time.days(3)), at(22))]
        }).pipe(Effect.provide(Enemy.on(network), local))
        yield* observe(network, member, sent)
        assert.strictEqual(Enemy.picture(yield* stateOf(network, member)), before)
        assert.deepStrictEqual(yield* linesOf(network, member), lines)
      })
  )

  it.effect(
    "CHA-41: an older index announced anew takes no archive from a member, who keeps and tells the evidence",
    () =>
      Effect.gen(function* () {
        const { followed, index, lines, member, network } = yield* settled
        const [newest, ...older] = ArchiveIndex.entries(index)
        const shorter = ArchiveIndex.make(older.map(([, entry]) => entry))
        yield* TestClock.adjust("1 hour")
        const cid = yield* Enemy.announceIndex(network, shorter, at(22, 1))
        const after = yield* Enemy.sync(network, member)
        assert.strictEqual(Option.getOrThrow(after.report.announcement).cid, cid)
        assert.deepStrictEqual(after.state.index, index)
        assert.deepStrictEqual(yield* linesOf(network, member), lines)
        const [withdrawn, ...more] = ofKind(after.status.evidence, "Withdrawn")
        assert.deepStrictEqual(more, [])
        assert.deepStrictEqual(
          [withdrawn!.index, withdrawn!.clock, withdrawn!.key, withdrawn!.cid, withdrawn!.instead],
          [cid, Time.toMillis(at(22, 1)), newest![0], newest![1].cid, []]
        )
        assert.include(after.notes, newest![0])
        yield* TestClock.adjust("1 hour")
        yield* Enemy.announceIndex(network, shorter, at(22, 2))
        const again = yield* Enemy.sync(network, member)
        assert.deepStrictEqual(again.state.evidence, after.state.evidence, "the same is not told twice")
        assert.notInclude(again.notes, newest![0])
        assert.notStrictEqual(cid, followed.cid)
      })
  )

  it.effect("A-23 A-33: an entry rewritten to another archive of its window adds to it, and both are named", () =>
    Effect.gen(function* () {
      const { index, lines, member, network } = yield* settled
      const [newest, ...older] = ArchiveIndex.entries(index)
      const [, { window }] = newest!
      const forged = yield* Effect.gen(function* () {
        const [message] = yield* World.messages([World.chat(Time.add(window.from, Time.hours(9)), "put in later")])
        return yield* Enemy.archiveOf(window, [message!.received.message])
      }).pipe(Effect.provide(Enemy.on(network), local))
      yield* TestClock.adjust("1 hour")
      yield* Enemy.announceIndex(network, ArchiveIndex.make([forged, ...older.map(([, entry]) => entry)]), at(22, 1))
      const { notes, state, status } = yield* Enemy.sync(network, member)
      const [withdrawn] = ofKind(status.evidence, "Withdrawn")
      assert.deepStrictEqual(withdrawn!.instead, [{ key: ArchiveIndex.keyOf(forged), cid: forged.cid }])
      for (const named of [newest![0], newest![1].cid, ArchiveIndex.keyOf(forged), forged.cid])
        assert.include(notes, named)
      assert.strictEqual(ArchiveIndex.size(state.index), ArchiveIndex.size(index) + 1)
      const after = yield* linesOf(network, member)
      assert.deepStrictEqual(
        after.filter((line) => !line.endsWith("put in later")),
        lines,
        "nothing that was there is gone"
      )
    })
  )

  it.effect(
    "A-19: two indexes under one clock are evidence, whichever comes first, and both are kept with their clock",
    () =>
      Effect.gen(function* () {
        const { followed, member, network } = yield* settled
        const twin = yield* Effect.gen(function* () {
          const cid = yield* Enemy.store(Uint8Array.of(10, 0))
          return { cid, message: yield* Enemy.announcement(cid, Time.fromMillis(followed.clock), at(22)) }
        }).pipe(Effect.provide(Enemy.on(network), local))
        const notes = yield* observe(network, member, [twin.message])
        const again = yield* observe(network, member, [twin.message])
        const status = yield* Status.member.pipe(Effect.provide(World.base(network, member), local))
        assert.deepStrictEqual(ofKind(status.evidence, "TwoIndexes"), [
          { _tag: "TwoIndexes", clock: followed.clock, cids: [followed.cid, twin.cid] }
        ])
        for (const named of [followed.cid, twin.cid, `${followed.clock}`]) assert.include(notes, named)
        assert.strictEqual(again, "")
      })
  )

  it.effect("A-17 CHA-61: announcements that never stop delay the history by ten minutes, no more", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home, member] = [World.world(), World.home(), World.home()]
      yield* publish(network, [1])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      const real = yield* Effect.flatMap(ControlNode, (node) => node.state).pipe(
        Effect.provide(World.control(network, home, { createdAt: START }), local)
      )
      const { cid } = Option.getOrThrow(real.published)
      yield* Effect.gen(function* () {
        const node = yield* MemberNode
        const running = yield* Effect.forkChild(node.sync({ _tag: "All" }))
        yield* TestClock.adjust("1 second")
        for (let second = 10; second <= 600; second += 10) {
          const clock = Time.add(at(8), Time.seconds(second))
          const flood = yield* Enemy.announcement(cid, clock).pipe(Effect.provide(Enemy.on(network), local))
          yield* node.observe([flood], "live")
          yield* TestClock.adjust("10 seconds")
        }
        assert.strictEqual((yield* Fiber.join(running)).hydrated.length, 1)
      }).pipe(Effect.provide(World.member(network, member), local))
    })
  )

  it.effect("thousands of announcements by the control key are one fetch, of the last", () =>
    Effect.gen(function* () {
      const { member, network } = yield* settled
      let fetched = 0
      const counted = {
        ...network,
        codex: {
          ...network.codex,
          layer: Layer.effect(
            Codex,
            Effect.map(Layer.build(network.codex.layer), (context) => {
              const codex = Context.get(context, Codex)
              return Codex.of({
                ...codex,
                manifest: (cid) => Effect.suspend(() => (fetched++, codex.manifest(cid)))
              })
            })
          )
        }
      }
      const flood = yield* Effect.gen(function* () {
        const cid = yield* Enemy.store(Uint8Array.of(10, 0))
        return yield* Effect.forEach(
          Array.from({ length: 2_000 }, (_, n) => n),
          (n) => Enemy.announcement(cid, Time.add(at(22), Time.nanos(BigInt(n + 1) * 1_000_000n)))
        )
      }).pipe(Effect.provide(Enemy.on(network), local))
      yield* TestClock.adjust("10 seconds")
      yield* observe(counted, member, flood)
      const { report } = yield* Enemy.sync(counted, member)
      assert.strictEqual(Option.getOrThrow(report.announcement).clock, Time.toMillis(Time.add(at(22), Time.seconds(2))))
      assert.strictEqual(fetched, 1)
    })
  )

  it.effect(
    "A-25: thousands of messages of garbage on every topic cost a member and a control node nothing but their reading",
    () =>
      Effect.gen(function* () {
        yield* begin
        const [network, home, member] = [World.world(), World.home(), World.home()]
        yield* publish(network, [1])
        yield* Effect.gen(function* () {
          const { archives, channel, description } = yield* Community
          const waku = yield* Waku
          for (const { pubsubTopic, topic } of [archives, channel, description]) {
            for (let n = 0; n < 1_000; n++) {
              const payload = new Uint8Array(40 + (n % 300)).map((_, place) => (place * 31 + n * 7) % 256)
              const timestamp = Time.add(at(2), Time.seconds(n))
              yield* waku.publish(
                pubsubTopic,
                WakuMessage.make({ contentTopic: topic, version: n % 3, timestamp, payload })
              )
            }
          }
        }).pipe(Effect.provide(World.base(network, World.home()), local))
        yield* TestClock.adjust("8 days")
        const { sealed } = yield* archive(network, home)
        assert.strictEqual(sealed.length, 1)
        const { report } = yield* Enemy.sync(network, member)
        assert.deepStrictEqual([report.hydrated.length, report.waiting.length], [1, 0])
        assert.deepStrictEqual(yield* textsOf(network, member), ["day 1"])
        assert.deepStrictEqual(yield* textsOf(network, home), ["day 1"])
      })
  )

  it.effect("A-54: where nothing newer reaches a member for two weeks, it says so, in a note and in its status", () =>
    Effect.gen(function* () {
      const { followed, lines, member, network } = yield* settled
      yield* TestClock.adjust("13 days")
      const early = yield* Enemy.sync(network, member)
      assert.isTrue(Option.isNone(early.status.silentSince))
      yield* TestClock.adjust("2 days")
      const late = yield* Enemy.sync(network, member)
      assert.deepStrictEqual(late.status.silentSince, Option.some(Time.fromMillis(followed.clock)))
      assert.include(late.notes, Status.silence(Time.fromMillis(followed.clock)))
      assert.deepStrictEqual(yield* linesOf(network, member), lines)
    })
  )

  it.effect("A-18: a description or an announced clock of the far future silences nothing that comes later", () =>
    Effect.gen(function* () {
      const { home, member, network } = yield* settled
      const { description } = yield* stateOf(network, member)
      const known = Option.getOrThrow(description)
      const far = Time.toMillis(at(4_000))
      const sent = yield* Effect.forEach(
        [
          { ...known, clock: far },
          { ...known, clock: Time.millis(known.clock + 1n), archiveClock: far }
        ],
        (description) => describing(network, description, at(22))
      )
      const before = Enemy.picture(yield* stateOf(network, member))
      yield* observe(network, member, sent)
      assert.strictEqual(Enemy.picture(yield* stateOf(network, member)), before)
      yield* TestClock.adjust("7 days")
      yield* publish(network, [27])
      yield* TestClock.adjust("1 hour")
      yield* archive(network, home)
      const { report } = yield* Enemy.sync(network, member)
      assert.isTrue(Option.isSome(report.announcement))
    })
  )

  it.effect("A-58: a description that a member's key signed is nobody's", () =>
    Effect.gen(function* () {
      const { member, network } = yield* settled
      const before = yield* stateOf(network, member)
      const forged = { ...Option.getOrThrow(before.description), name: "taken over", clock: Time.toMillis(at(22)) }
      yield* observe(network, member, [yield* describing(network, forged, at(22), World.memberKey)])
      assert.strictEqual(Enemy.picture(yield* stateOf(network, member)), Enemy.picture(before))
    })
  )

  it.effect(
    "A-29: a control node that finds an index under its key which it did not make says so, and goes on with both",
    () =>
      Effect.gen(function* () {
        const { followed, home, index, network } = yield* settled
        const stranger = yield* Effect.gen(function* () {
          const window = { from: at(-14), to: at(-7) }
          const [message] = yield* World.messages([World.chat(at(-10), "of somebody else")])
          return yield* Enemy.archiveOf(window, [message!.received.message])
        }).pipe(Effect.provide(Enemy.on(network), local))
        yield* TestClock.adjust("1 hour")
        const cid = yield* Enemy.announceIndex(network, ArchiveIndex.make([stranger]), at(22, 1))
        const { notes, state, status } = yield* Effect.gen(function* () {
          const node = yield* ControlNode
          const { notes } = yield* Enemy.heard(node.archive)
          const state = yield* node.state
          return { notes: notes.join("\n"), state, status: yield* Status.control(node.policy, state) }
        }).pipe(Effect.provide(World.control(network, home, { createdAt: START }), local))
        assert.include(notes, cid)
        assert.deepStrictEqual(
          ofKind(status.evidence, "OtherHolder").map(({ archives, index }) => [index, archives]),
          [[cid, 1]]
        )
        assert.strictEqual(ofKind(status.evidence, "Withdrawn").length, ArchiveIndex.size(index))
        assert.deepStrictEqual(state.index, ArchiveIndex.add(index, stranger))
        assert.notStrictEqual(Option.getOrThrow(state.published).cid, followed.cid)
      })
  )

  for (const [name, dataset] of [
    ["is no index", Effect.map(Enemy.store(Uint8Array.of(7, 7, 7)), (cid) => cid)],
    [
      "nobody holds",
      Effect.tap(Enemy.store(Uint8Array.of(10, 0)), (cid) => Effect.flatMap(Codex, (codex) => codex.remove(cid)))
    ]
  ] as const) {
    it.effect(
      `A-30: an announced dataset that ${name} holds up no control node, which announces its own again, and no member's archives`,
      () =>
        Effect.gen(function* () {
          const { home, network } = yield* settled
          yield* TestClock.adjust("1 hour")
          const cid = yield* Effect.gen(function* () {
            const cid = yield* dataset
            yield* Enemy.publish(yield* Enemy.announcement(cid, at(22, 1)))
            return cid
          }).pipe(Effect.provide(Enemy.on(network), local))
          yield* TestClock.adjust("1 minute")
          const { notes, value } = yield* Enemy.heard(archive(network, home))
          assert.include(notes.join(), cid)
          assert.isTrue(Option.isSome(value.announced))
          assert.isTrue(Option.isNone((yield* archive(network, home)).announced), "once is enough")
          const fresh = World.home()
          const { report } = yield* Enemy.sync(network, fresh)
          assert.strictEqual(report.hydrated.length, 3)
        })
    )
  }

  it.effect(
    "A-29: an index that lacks what was announced before is followed by a whole one, once, so that who is new misses nothing",
    () =>
      Effect.gen(function* () {
        const { home, index, network } = yield* settled
        const [, ...older] = ArchiveIndex.entries(index)
        yield* TestClock.adjust("1 hour")
        yield* Enemy.announceIndex(network, ArchiveIndex.make(older.map(([, entry]) => entry)), at(22, 1))
        yield* TestClock.adjust("1 minute")
        assert.isTrue(Option.isSome((yield* archive(network, home)).announced))
        assert.isTrue(Option.isNone((yield* archive(network, home)).announced))
        const { report } = yield* Enemy.sync(network, World.home())
        assert.strictEqual(report.hydrated.length, 3)
      })
  )

  it.effect("A-52: where the newest index cannot be had, a member still restores the archives that it knows of", () =>
    Effect.gen(function* () {
      const { index, network } = yield* settled
      const member = World.home()
      yield* Enemy.sync(network, member, { _tag: "Latest" })
      yield* TestClock.adjust("1 hour")
      yield* Effect.gen(function* () {
        yield* Enemy.publish(yield* Enemy.announcement(yield* Enemy.store(Uint8Array.of(7, 7, 7)), at(22, 1)))
      }).pipe(Effect.provide(Enemy.on(network), local))
      const failure = yield* Effect.flip(Enemy.sync(network, member))
      assert.strictEqual(failure._tag, "IndexRejected")
      const { archives } = yield* Status.member.pipe(Effect.provide(World.base(network, member), local))
      assert.strictEqual(archives.length, ArchiveIndex.size(index))
    })
  )
})
