/** Attacks by asking to join, and by answering again what was answered long ago. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import { Community } from "../../src/app/Community.ts"
import { composeFor } from "../../src/app/Compose.ts"
import * as Joins from "../../src/app/Joins.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Joining from "../../src/domain/community/Joining.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Time from "../../src/domain/Time.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { at, begin, local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import * as Enemy from "./enemy.ts"

const memberKey = (byte: number) =>
  Layer.provide(KeyMemory.memberLayer(new Uint8Array(32).fill(byte)), World.base(World.world(), World.home()))
const mine = memberKey(0x22)

/** What the control node says to this member, under a clock. */
const answer = (network: World.World, accepted: boolean, clock: Time.Nanos) =>
  Effect.gen(function* () {
    const { description, id } = yield* Community
    const { publicKey } = yield* MemberKey
    return yield* composeFor(yield* ControlKey, publicKey, description, {
      type: Application.Type.COMMUNITY_REQUEST_TO_JOIN_RESPONSE,
      payload: Joining.encodeResponse(id, {
        clock: Time.toMillis(clock),
        accepted,
        cid: Option.none(),
        description: Option.none()
      }),
      timestamp: clock
    })
  }).pipe(Effect.provide(Layer.merge(Enemy.on(network), mine), local))

/** What a member asks, under a clock. */
const request = (network: World.World, clock: Time.Nanos, byte = 0x22) =>
  Effect.gen(function* () {
    const { description, id } = yield* Community
    return yield* composeFor(yield* MemberKey, PublicKey.ofCommunity(id), description, {
      type: Application.Type.COMMUNITY_REQUEST_TO_JOIN,
      payload: Joining.encodeRequest(id, { clock: Time.toMillis(clock), displayName: "" }),
      timestamp: clock
    })
  }).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), memberKey(byte)), local))

const newest = {
  cid: Option.none(),
  description: { clock: Time.millis(1n), name: "", channels: [], archiveClock: Time.millis(0n) }
}

describe("joining", () => {
  it.effect(
    "CHA-94: an old answer sent again, or one dated ahead, does not overturn what the control node said last",
    () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("5 days")
        const [network, home] = [World.world(), World.home()]
        const [accepted, rejected, ahead] = yield* Effect.all([
          answer(network, true, at(2)),
          answer(network, false, at(4)),
          answer(network, true, at(900))
        ])
        const { joining } = yield* Effect.gen(function* () {
          const node = yield* MemberNode
          yield* node.observe([accepted, rejected], "live")
          yield* node.observe([accepted, ahead], "live")
          return yield* node.state
        }).pipe(
          Effect.provide(Layer.provideMerge(MemberNode.layer, Layer.merge(World.base(network, home), mine)), local)
        )
        assert.deepStrictEqual([joining.answer, joining.clock], [Option.some("rejected"), Time.toMillis(at(4))])
      })
  )

  it.effect(
    "CHA-94: requests sent again, older than any store remembers or of the future are not answered; the rest once",
    () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("100 days")
        const [network, home] = [World.world(), World.home()]
        const batch = yield* Effect.all([
          request(network, at(68), 0x31),
          request(network, at(71), 0x32),
          request(network, at(99), 0x33),
          request(network, at(98), 0x33),
          request(network, at(101), 0x34)
        ])
        const answered = (times: number) =>
          Effect.flatMap(Joins.answer([...batch, ...batch], newest), (count) =>
            Effect.sync(() => assert.strictEqual(count, times))
          ).pipe(Effect.provide(Layer.merge(World.base(network, home), World.communityKey), local))
        yield* answered(2)
        yield* answered(0)
      })
  )

  it.effect(
    "CHA-94: a flood of requests is answered in turns, one bad one costs nobody else the answer, and little is remembered",
    () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("1 day")
        const [network, home] = [World.world(), World.home()]
        const flood = yield* Effect.forEach(
          Array.from({ length: 120 }, (_, n) => n + 0x40),
          (byte) => request(network, Time.add(at(0), Time.seconds(byte)), byte)
        )
        const quotas: Array<number> = []
        const counting = Layer.effect(
          Ledger,
          Effect.map(Ledger, (inner) =>
            Ledger.of({
              ...inner,
              markAnswered: (member, clock, quota) =>
                Effect.andThen(
                  Effect.sync(() => void quotas.push(quota)),
                  inner.markAnswered(member, clock, quota)
                )
            })
          )
        )
        const layer = Layer.provideMerge(counting, Layer.merge(World.base(network, home), World.communityKey))
        const first = yield* Joins.answer(flood, newest).pipe(Effect.provide(layer, local))
        const second = yield* Joins.answer(flood, newest).pipe(Effect.provide(layer, local))
        assert.isBelow(first, 120)
        assert.strictEqual(first + second, 120)
        assert.isTrue(quotas.every((quota) => quota <= 10_000))
      })
  )
})
