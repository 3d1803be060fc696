/** A member of a channel in a host of your own: what is said reaches everybody, in causal order, whatever gets lost. */
import { NodeRuntime } from "@effect/platform-node"
import { Community, KeyMemory, MemberKey, PublicKey, Settings, StoresMemory, WakuMemory } from "community-history"
import { NativeDigest, NativeInflate, NativeSignatures } from "community-history/node"
import { Channel, LookUps } from "community-history/protocols"
import { Console, Effect, Layer } from "effect"

const id = PublicKey.parseCommunityId("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")!
const crypto = Layer.mergeAll(NativeDigest.layer, NativeInflate.layer, NativeSignatures.layer)
const network = WakuMemory.make() // or `community-history/waku-sdk`
const home = (secret: number) =>
  Layer.mergeAll(StoresMemory.layer, network.layer, Community.layer(id), Settings.layer(), key(secret)).pipe(
    Layer.provideMerge(crypto)
  )
const key = (secret: number) => KeyMemory.memberLayer(new Uint8Array(32).fill(secret))

const member = Effect.gen(function* () {
  return yield* Channel.make({ key: yield* MemberKey, find: LookUps.nowhere })
})

const program = Effect.gen(function* () {
  const ada = yield* Effect.provide(member, home(1), { local: true })
  const ben = yield* Effect.provide(member, home(2), { local: true })
  yield* ada.say("hello")
  yield* ada.runner.settle // in a service: `runner.run`, which never ends
  yield* ben.runner.catchUp
  const { messages } = yield* ben.snapshot
  yield* Console.log(`ben has ${messages.length} message`)
}).pipe(Effect.scoped)

NodeRuntime.runMain(program)
