/** How far ahead of our clock, and how long ago, whatever comes from the network may be dated. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Announcements from "../../src/app/Announcements.ts"
import { Community } from "../../src/app/Community.ts"
import { compose, composeFor } from "../../src/app/Compose.ts"
import * as Descriptions from "../../src/app/Descriptions.ts"
import * as Door from "../../src/app/Intake.ts"
import * as Explain from "../../src/app/Explain.ts"
import * as Joins from "../../src/app/Joins.ts"
import * as Limits from "../../src/app/Limits.ts"
import type { Values } from "../../src/app/Settings.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as Joining from "../../src/domain/community/Joining.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as Intake from "../../src/domain/history/Intake.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import { at, begin, local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { noise, onControl, onMember } from "./nodes.ts"

const DAYS = 100
const network = World.world()

/** Settings under which a skew of ten minutes and an age of sixty days are allowed. */
const wide: Partial<Values> = {
  futureSkew: Time.minutes(10),
  limits: { ...Limits.defaults, age: Time.days(60) }
}

const now = at(DAYS)
const seconds = (n: number) => Time.nanos(now + BigInt(n) * Time.seconds(1))
const days = (n: number) => Time.nanos(now - BigInt(n) * Time.days(1))

/** Dates, and whether each is believed by default and with the wide settings. */
const dates: ReadonlyArray<readonly [Time.Nanos, boolean, boolean]> = [
  [now, true, true],
  [seconds(119), true, true],
  [seconds(125), false, true],
  [seconds(599), false, true],
  [seconds(605), false, false],
  [days(30), true, true],
  [days(32), false, true],
  [days(59), false, true],
  [days(61), false, false]
]

const somewhere = (settings: Partial<Values>) =>
  Layer.mergeAll(World.base(network, World.home(), settings), World.communityKey)

/** Whether each kind of message counts, by its date, under settings. */
const holds = <E>(
  believed: (date: Time.Nanos) => Effect.Effect<boolean, E, Layer.Success<ReturnType<typeof somewhere>>>
) =>
  Effect.gen(function* () {
    yield* begin
    yield* TestClock.adjust(`${DAYS} days`)
    for (const [date, standard, widened] of dates) {
      for (const [settings, expected] of [
        [{}, standard],
        [wide, widened]
      ] as const) {
        const answer = yield* believed(date).pipe(Effect.provide(somewhere(settings), local))
        assert.strictEqual(answer, expected, `${Time.toIso(date)} ${expected ? "counts" : "does not count"}`)
      }
    }
  })

const cid = Cid.fromManifestDigest(new Uint8Array(32).fill(1))

const described = (description: Partial<Description.Description>, timestamp: Time.Nanos) =>
  Effect.gen(function* () {
    const { description: room } = yield* Community
    const payload = Description.encode({
      clock: Time.toMillis(timestamp),
      name: "World",
      channels: [],
      archiveClock: Time.millis(0n),
      ...description
    })
    const [message] = yield* compose(room, [{ type: Application.Type.COMMUNITY_DESCRIPTION, payload, timestamp }])
    return Option.isSome(yield* Descriptions.newest(Option.none(), [message!.received]))
  })

describe("the future skew and the age of what comes from the network", () => {
  it.effect("of messages", () =>
    holds((date) =>
      Effect.gen(function* () {
        const [one] = yield* World.messages([World.chat(date, "dated")])
        return (yield* Door.admit([one!.received])).length === 1
      })
    )
  )

  it.effect("CHA-88: of announcements", () =>
    holds((date) =>
      Effect.gen(function* () {
        const { archives } = yield* Community
        const payload = Wire.encodeAnnouncement({ clock: Time.toMillis(date), cid })
        const [message] = yield* compose(archives, [
          { type: Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX, payload, timestamp: date }
        ])
        return (yield* Announcements.read([message!.received])).length === 1
      })
    )
  )

  it.effect("CHA-88: of descriptions", () => holds((date) => described({}, date)))

  it.effect("of the clock that a description states for the index, which silences older announcements", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust(`${DAYS} days`)
      for (const [ahead, expected] of [
        [119, true],
        [125, false]
      ] as const) {
        const archiveClock = Time.toMillis(seconds(ahead))
        assert.strictEqual(yield* described({ archiveClock }, now).pipe(Effect.provide(somewhere({}), local)), expected)
      }
    })
  )

  it.effect("of requests to join", () =>
    holds((date) =>
      Effect.gen(function* () {
        const { description, id } = yield* Community
        const key = yield* MemberKey
        const request = yield* composeFor(key, PublicKey.ofCommunity(id), description, {
          type: Application.Type.COMMUNITY_REQUEST_TO_JOIN,
          payload: Joining.encodeRequest(id, { clock: Time.toMillis(date), displayName: "x" }),
          timestamp: now
        })
        const newest = { clock: Time.millis(1n), name: "World", channels: [], archiveClock: Time.millis(0n) }
        return (yield* Joins.answer([request], { cid: Option.none(), description: newest })) === 1
      }).pipe(Effect.provide(KeyMemory.memberLayer(World.otherKey)))
    )
  )

  it.effect("of the description in an answer: the answer counts, its description does not", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust(`${DAYS} days`)
      const heard = yield* Effect.gen(function* () {
        const { description, id } = yield* Community
        const asker = yield* MemberKey
        const answers = yield* Effect.forEach([119, 125], (ahead) =>
          Effect.gen(function* () {
            const clock = Time.toMillis(seconds(ahead))
            return yield* composeFor(yield* ControlKey, asker.publicKey, description, {
              type: Application.Type.COMMUNITY_REQUEST_TO_JOIN_RESPONSE,
              payload: Joining.encodeResponse(id, {
                clock: Time.toMillis(now),
                accepted: true,
                cid: Option.none(),
                description: Option.some({ clock, name: "World", channels: [], archiveClock: Time.millis(0n) })
              }),
              timestamp: now
            })
          })
        )
        return yield* Joins.answers(asker, answers)
      }).pipe(Effect.provide(Layer.provideMerge(KeyMemory.memberLayer(World.otherKey), somewhere({})), local))
      assert.deepStrictEqual(
        heard.map(({ response }) => Option.isSome(response.description)),
        [true, false]
      )
    })
  )

  it.effect("an age below the horizon is not meant: what the stores are asked for is taken", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust(`${DAYS} days`)
      const old = noise({ from: days(30), to: now }, 1).map((one) => WakuMessage.receive(World.channelPubsub, one))
      const ingested = yield* onControl(World.world(), World.home(), { age: Time.days(1) }, (node) =>
        node.ingest(old, "store")
      )
      assert.strictEqual(ingested.ignored, 0)
    })
  )
})

describe("what is refused at the door is remembered with its reason", () => {
  it.effect("a message too old, and one too large for any archive, at a control node and at a member", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust(`${DAYS} days`)
      const [old] = noise({ from: days(40), to: now }, 1)
      const [large, fits] = [501, 300].map((size) => noise({ from: days(1), to: now }, 1, size)[0]!)
      const list = [old!, large!, fits!].map((one) => WakuMessage.receive(World.channelPubsub, one))
      const limits = { messageBytes: 500 }
      for (const work of [
        (home: World.Home) => Effect.asVoid(onControl(network, home, limits, (node) => node.ingest(list, "live"))),
        (home: World.Home) => onMember(network, home, limits, (node) => node.observe(list, "live"))
      ]) {
        const home = World.home()
        yield* work(home)
        const verdicts = yield* Effect.forEach(list, ({ hash }) => Explain.explain(hash)).pipe(
          Effect.provide(World.base(network, home), local)
        )
        assert.deepStrictEqual(
          verdicts.slice(0, 2).map((verdict) => verdict._tag === "Refused" && verdict.why),
          [Intake.MEANING.Old, Intake.MEANING.TooLarge]
        )
        assert.notStrictEqual(verdicts[2]!._tag, "Refused")
      }
    })
  )
})
