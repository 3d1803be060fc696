/** The control node is gone for good, and its members give the role to another key. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Following from "../../src/app/authority/Following.ts"
import { Successions } from "../../src/app/authority/Successions.ts"
import { Community } from "../../src/app/Community.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Certificate from "../../src/domain/consensus/Certificate.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { certificateOf, electorateOf, hashes, type Person, person } from "../support/handover.ts"
import { at, begin, local, publish, START } from "./steps.ts"
import * as World from "./world.ts"

const people = [1, 2, 3, 4].map(person)
const [successor, rival] = people as [Person, Person]

const WEEK_AND_SETTLE = `${7 * 24 * 60 + 1} minutes` as const

const successions = (place: World.Home, network: World.World) =>
  Layer.provideMerge(Successions.layer, World.base(network, place))

const keyOf = ({ secret }: Person) => Layer.orDie(World.withKey(secret))
const communityKey = Layer.orDie(World.communityKey)

/** A node that follows the role, and signs what it says about it. */
const following = (place: World.Home, network: World.World, key: Layer.Layer<ControlKey>) =>
  Layer.provideMerge(
    Layer.unwrap(Effect.map(ControlKey, (held) => Following.layer(Option.some(held)))),
    Layer.merge(successions(place, network), key)
  )

const control = (network: World.World, place: World.Home, key: Layer.Layer<ControlKey>) =>
  Layer.provideMerge(
    ControlNode.layer({ name: "World", createdAt: START, length: Window.WEEK }),
    following(place, network, key)
  )

const member = (network: World.World, place: World.Home) =>
  Layer.provideMerge(MemberNode.layer, Layer.provideMerge(Following.layer(Option.none()), successions(place, network)))

const archive = Effect.flatMap(ControlNode, (node) => node.archive)
const sync = Effect.gen(function* () {
  const running = yield* Effect.forkChild((yield* MemberNode).sync(Selection.all))
  yield* TestClock.adjust("20 seconds")
  return yield* Fiber.join(running)
})

/** The members agree on a vote with this subject, as its certificate says. */
const agreed = Effect.fnUntraced(function* (subject: Uint8Array, yes: ReadonlyArray<Person>) {
  const unproved = Result.getOrThrow(
    Certificate.read(certificateOf(World.community, subject, people, yes, Time.toUnixSeconds(at(14))), "anchor", hashes)
  )
  const signers = unproved.votes.map(({ digest, wire }) => Envelope.recover(digest, wire.signature))
  return Certificate.verify(unproved, signers, electorateOf(people, World.community), hashes)
})

const withKey = <A, E, R>(use: (key: ControlKey["Service"]) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(ControlKey, use)

const onTheTopic = Effect.gen(function* () {
  const { archives } = yield* Community
  const window = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
  const query = { pubsubTopic: archives.pubsubTopic, contentTopics: [archives.topic], window }
  return (yield* Stream.runCollect((yield* Waku).query(query))).flat()
})

describe("the role of the control node", () => {
  it.effect(
    "CHA-06 CHA-41 CHA-53 CHA-56 HGC-21: goes to whom two thirds of the members gave it; members follow, late ones too, and nobody follows anybody else",
    () =>
      Effect.gen(function* () {
        yield* begin
        const network = World.world()
        const homes = { old: World.home(), new: World.home(), member: World.home(), late: World.home() }
        yield* publish(network, [0, 1])
        yield* TestClock.adjust(WEEK_AND_SETTLE)
        // The holder of the community key says who may vote, archives a week, and is gone.
        yield* Effect.gen(function* () {
          const successions = yield* Successions
          yield* withKey((key) => successions.issue(key, electorateOf(people, World.community)))
          assert.strictEqual((yield* archive).sealed.length, 1)
        }).pipe(Effect.provide(control(network, homes.old, communityKey), local))
        yield* Effect.asVoid(sync).pipe(Effect.provide(member(network, homes.member), local))

        yield* publish(network, [8, 9])
        yield* TestClock.adjust(WEEK_AND_SETTLE)
        // Without the role nobody is heard, whatever he announces.
        yield* Effect.gen(function* () {
          const failure = yield* Effect.flip(archive)
          assert.strictEqual(failure._tag, "RoleLost")
        }).pipe(Effect.provide(control(network, World.home(), keyOf(rival)), local))

        yield* Effect.gen(function* () {
          const successions = yield* Successions
          yield* successions.learn(yield* onTheTopic)
          const { electorate, subject } = yield* successions.subject(successor.key)
          assert.deepStrictEqual(electorate.members, electorateOf(people, World.community).members)
          assert.isTrue(Result.isFailure(yield* agreed(subject, people.slice(0, 2))))
          const certificate = Result.getOrThrow(yield* agreed(subject, people.slice(0, 3)))
          assert.isTrue(yield* successions.approve(certificate.proposal))
          const second = Result.getOrThrow(
            yield* agreed((yield* successions.subject(rival.key)).subject, people.slice(1))
          )
          // Who said YES to one successor says it to no other one of the same epoch, also after a restart.
          assert.isFalse(yield* successions.approve(second.proposal))
          assert.isTrue(yield* successions.approve(certificate.proposal))
          yield* withKey((key) => successions.apply(key, certificate))
        }).pipe(Effect.provide(following(homes.new, network, keyOf(successor)), local))

        // The successor goes on where the index of the one before ends.
        yield* Effect.gen(function* () {
          const { announced, sealed } = yield* archive
          assert.strictEqual(sealed.length, 1)
          assert.isTrue(Option.isSome(announced))
        }).pipe(Effect.provide(control(network, homes.new, keyOf(successor)), local))

        const seen = yield* Effect.forEach([homes.member, homes.late], (place) =>
          Effect.gen(function* () {
            yield* sync
            const { holder } = yield* (yield* Successions).succession
            assert.deepStrictEqual(holder, successor.key)
            return yield* World.lines
          }).pipe(Effect.provide(member(network, place), local))
        )
        assert.strictEqual(seen[0]!.length, 4)
        assert.deepStrictEqual(seen[0], seen[1])

        // Whoever had the role before comes back, learns of it, and announces nothing any more.
        yield* publish(network, [15])
        yield* TestClock.adjust(WEEK_AND_SETTLE)
        yield* Effect.gen(function* () {
          const failure = yield* Effect.flip(archive)
          assert.strictEqual(failure._tag, "RoleLost")
          assert.match(failure.message, /was handed to 0x/)
        }).pipe(Effect.provide(control(network, homes.old, communityKey), local))
        yield* Effect.gen(function* () {
          const before = yield* (yield* Successions).succession
          const refused = yield* Effect.flip(
            withKey((key) =>
              Effect.flatMap(Successions, ({ issue }) => issue(key, electorateOf(people, World.community)))
            )
          )
          assert.strictEqual(refused._tag, "RoleRefused")
          assert.deepStrictEqual((yield* (yield* Successions).succession).holder, before.holder)
        }).pipe(Effect.provide(following(homes.old, network, communityKey), local))
      })
  )

  /** The holder of the community key archives a week; a member who knows it gets the role when `days` have passed. */
  const inherited = Effect.fnUntraced(function* (days: number) {
    yield* begin
    const network = World.world()
    const homes = { old: World.home(), new: World.home(), late: World.home() }
    yield* publish(network, [0, 1])
    yield* TestClock.adjust(WEEK_AND_SETTLE)
    yield* Effect.gen(function* () {
      const successions = yield* Successions
      yield* withKey((key) => successions.issue(key, electorateOf(people, World.community)))
      yield* archive
    }).pipe(Effect.provide(control(network, homes.old, communityKey), local))
    yield* Effect.asVoid(sync).pipe(Effect.provide(member(network, homes.new), local))
    yield* TestClock.adjust(`${days} days`)
    yield* publish(network, [days + 7])
    yield* Effect.gen(function* () {
      const successions = yield* Successions
      yield* successions.learn(yield* onTheTopic)
      const { subject } = yield* successions.subject(successor.key)
      const certificate = Result.getOrThrow(yield* agreed(subject, people.slice(0, 3)))
      yield* withKey((key) => successions.apply(key, certificate))
      // What was done is said again, and changes nothing.
      yield* withKey((key) => successions.apply(key, certificate))
    }).pipe(Effect.provide(following(homes.new, network, keyOf(successor)), local))
    yield* TestClock.adjust(WEEK_AND_SETTLE)
    return { network, homes }
  })

  it.effect(
    "CHA-41: is taken over with all archives, though nothing was announced for longer than stores remember",
    () =>
      Effect.gen(function* () {
        const { homes, network } = yield* inherited(40)
        yield* archive.pipe(Effect.provide(control(network, homes.new, keyOf(successor)), local))
        const lines = yield* Effect.andThen(sync, World.lines).pipe(Effect.provide(member(network, homes.late), local))
        assert.strictEqual(lines.length, 3)
      })
  )

  it.effect("CHA-41: is taken over with all archives, though the Codex of the one before is gone with him", () =>
    Effect.gen(function* () {
      const { homes, network } = yield* inherited(7)
      yield* Effect.gen(function* () {
        const codex = yield* Codex
        for (const cid of yield* codex.list) yield* codex.remove(cid)
        const { announced } = yield* archive
        assert.isTrue(Option.isSome(announced))
        yield* Effect.flatMap(ControlNode, (node) => node.audit({ deep: false }))
      }).pipe(Effect.provide(control(network, homes.new, keyOf(successor)), local))
      const lines = yield* Effect.andThen(sync, World.lines).pipe(Effect.provide(member(network, homes.late), local))
      assert.strictEqual(lines.length, 3)
    })
  )

  it.effect("CHA-06: whoever lost it ends as a daemon, and accuses nobody", () =>
    Effect.gen(function* () {
      const { homes, network } = yield* inherited(7)
      yield* archive.pipe(Effect.provide(control(network, homes.new, keyOf(successor)), local))
      yield* publish(network, [22])
      yield* TestClock.adjust(WEEK_AND_SETTLE)
      yield* Effect.gen(function* () {
        const daemon = yield* Effect.forkChild(Effect.flip(Effect.flatMap(ControlNode, (node) => node.run)))
        yield* TestClock.adjust("1 hour")
        const failure = yield* Fiber.join(daemon)
        assert.strictEqual(failure._tag, "RoleLost")
        const state = yield* (yield* HistoryStore).load
        assert.deepStrictEqual(Option.match(state, { onNone: () => [], onSome: ({ evidence }) => evidence }), [])
      }).pipe(Effect.provide(control(network, homes.old, communityKey), local))
    })
  )
})
