/** What a service node pushes to who subscribed: frames on a stream that the node itself opened. */
import { assert } from "@effect/vitest"
import type { Stream as Libp2pStream } from "@libp2p/interface"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import * as Filter from "../../../src/adapters/waku-sdk/Filter.ts"
import type { Peers } from "../../../src/adapters/waku-sdk/Peers.ts"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as WakuMessage from "../../../src/domain/waku/WakuMessage.ts"
import * as Services from "../../../src/domain/wire/Services.ts"
import * as Wire from "../../../src/domain/wire/Wire.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import type { Target } from "../Target.ts"
import { contentTopics, frames, options, peer, pubsubTopic } from "./network.ts"

/** Never damaged: after the pushes it tells that all of them were seen. */
const END = WakuMessage.make({
  payload: Bytes.utf8("the end"),
  contentTopic: contentTopics[0]!,
  timestamp: Generators.Messages.ORIGIN
})
const endFrame = Services.encodeFilterPush({ pubsubTopic, message: Wire.encodeMessage(END) })
const END_HASH = WakuMessage.hash(pubsubTopic, END)

const accepted = (() => {
  const answer = Services.encodeFilterAnswer({ requestId: "", status: 200, why: "" })
  return Bytes.concat([Bytes.uvarint(answer.length), answer])
})()

const streamOf = (bytes: Uint8Array, aborted: () => void): Libp2pStream =>
  ({
    source: (async function* () {
      yield bytes.slice(0, bytes.length >>> 1)
      yield bytes.slice(bytes.length >>> 1)
    })(),
    close: async () => {},
    abort: aborted
  }) as Partial<Libp2pStream> as Libp2pStream

type Handler = (incoming: { readonly stream: Libp2pStream }) => Promise<void>

/** What a listener gets of the frames, before the end that follows on a stream of its own. */
const received = (input: Uint8Array) =>
  Effect.gen(function* () {
    let handler: Handler = async () => {}
    let aborts = 0
    const libp2p = { handle: async (_: string, given: Handler) => void (handler = given), unhandle: async () => {} }
    const one = peer(accepted)
    const standing = { ...one, connection: { ...one.connection, id: "1" } }
    const peers = {
      node: { libp2p },
      changes: Stream.concat(Stream.make([standing]), Stream.never),
      trouble: () => "",
      drop: () => Effect.void
    } as unknown as Peers
    const subscribe = yield* Filter.make(options, peers, () => Stream.empty)
    const messages = yield* subscribe({ pubsubTopic, contentTopics })
    yield* Effect.promise(() => handler({ stream: streamOf(input, () => aborts++) }))
    const end = Bytes.concat([Bytes.uvarint(endFrame.length), endFrame])
    yield* Effect.promise(() => handler({ stream: streamOf(end, () => {}) }))
    const all: Array<WakuMessage.Received> = []
    yield* Stream.runForEachWhile(messages, (batch) =>
      Effect.sync(() => {
        all.push(...batch)
        return !batch.some(({ hash }) => hash === END_HASH)
      })
    )
    return { all, aborts }
  }).pipe(Effect.scoped)

const pushes = fc
  .array(fc.tuple(Generators.Messages.received, fc.constantFrom<string>(pubsubTopic, "/waku/2/rs/1/1", "")), {
    minLength: 1,
    maxLength: 3
  })
  .map((list) =>
    list.map(([{ message }, topic]) =>
      Services.encodeFilterPush({ pubsubTopic: topic, message: Wire.encodeMessage(message) })
    )
  )

const delimited = (list: ReadonlyArray<Uint8Array>) =>
  Bytes.concat(list.flatMap((bytes) => [Bytes.uvarint(bytes.length), bytes]))

export const targets: ReadonlyArray<Target> = [
  {
    name: "waku-filter-push",
    law: "of what is pushed a listener gets what it asked for, each message once; a bad stream ends, the next one is heard",
    kind: "bytes",
    inputs: fc.oneof(
      frames(pushes.map(([first]) => first!)),
      damaged(pushes.map(delimited)),
      pushes.map((list) => delimited([...list, ...list]))
    ),
    check: async (input) => {
      const { all, aborts } = await Effect.runPromise(received(input))
      for (const { hash, message } of all) {
        assert.isTrue(contentTopics.includes(message.contentTopic))
        assert.strictEqual(hash, WakuMessage.hash(pubsubTopic, message))
      }
      assert.strictEqual(new Set(all.map(({ hash }) => hash)).size, all.length)
      assert.isAtMost(aborts, 1)
      return all.length > 1
    }
  }
]
