/** A member node in a host of your own: it hears announcements, restores what it lacks, and tells of every new record. */
import { NodeRuntime } from "@effect/platform-node"
import { CodexMemory, Community, FilesMemory, MemberNode, PublicKey, Selection, Settings } from "community-history"
import { StoresMemory, WakuMemory } from "community-history"
import { NativeDigest, NativeInflate, NativeSignatures } from "community-history/node"
import { Console, Effect, Layer, Stream } from "effect"

const id = PublicKey.parseCommunityId("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")!
const crypto = Layer.mergeAll(NativeDigest.layer, NativeInflate.layer, NativeSignatures.layer)
const stores = Layer.merge(StoresMemory.layer, FilesMemory.layer)
const network = Layer.merge(CodexMemory.layer, WakuMemory.layer)
const ports = Layer.mergeAll(stores, network, Community.layer(id), Settings.layer()).pipe(Layer.provideMerge(crypto))

const program = Effect.gen(function* () {
  const node = yield* MemberNode
  yield* Effect.forkChild(Stream.runForEach(node.changes, ({ origin, records }) => Console.log(origin, records.length)))
  const report = yield* node.hydrate(Selection.all) // in a service: `run(Selection.all)`, which never ends
  yield* Console.log(`restored ${report.hydrated.length} archives`)
})

NodeRuntime.runMain(Effect.provide(program, Layer.provide(MemberNode.layer, ports)))
