/** A control node in a host of your own: it takes in a message, and seals its week when that is due. */
import { NodeRuntime } from "@effect/platform-node"
import {
  CodexMemory,
  Community,
  ControlNode,
  FilesMemory,
  KeyMemory,
  PublicKey,
  Send,
  Settings
} from "community-history"
import { Signatures, StoresMemory, Time, WakuMemory, Window } from "community-history"
import { NativeDigest, NativeInflate, NativeSignatures } from "community-history/node"
import { Console, Effect, Layer } from "effect"

const secret = new Uint8Array(32).fill(7)
const crypto = Layer.mergeAll(NativeDigest.layer, NativeInflate.layer, NativeSignatures.layer)
const community = Layer.unwrap(
  Effect.map(
    Effect.flatMap(Signatures, ({ publicKey }) => publicKey(secret)),
    (key) => Community.layer(PublicKey.toCommunityId(key))
  )
)
const stores = Layer.mergeAll(StoresMemory.layer, FilesMemory.layer, KeyMemory.layer(secret))
const network = Layer.merge(CodexMemory.layer, WakuMemory.layer)
const ports = Layer.mergeAll(stores, network, community, Settings.layer()).pipe(Layer.provideMerge(crypto))
const options = { name: "Example", createdAt: Time.nanos(0n), length: Window.WEEK }

const program = Effect.gen(function* () {
  yield* Send.send("Example", "general", "hello")
  const report = yield* (yield* ControlNode).archive // in a service: `run`, which never ends
  yield* Console.log(`sealed ${report.sealed.length} archives; the message waits for the end of its week`)
})

NodeRuntime.runMain(Effect.provide(program, Layer.provideMerge(ControlNode.layer(options), ports)))
