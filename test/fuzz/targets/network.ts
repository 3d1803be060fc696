/** What a Waku service node sends on a stream: frames that lie about their length, answers to other questions, anything. */
import { assert } from "@effect/vitest"
import type { Connection, Stream as Libp2pStream } from "@libp2p/interface"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import * as fc from "fast-check"
import * as Exchange from "../../../src/adapters/waku-sdk/Exchange.ts"
import * as LightPush from "../../../src/adapters/waku-sdk/LightPush.ts"
import * as Options from "../../../src/adapters/waku-sdk/Options.ts"
import * as Page from "../../../src/adapters/waku-sdk/Page.ts"
import type { Peer, Peers } from "../../../src/adapters/waku-sdk/Peers.ts"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Windows from "../../../src/domain/history/Window.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as Topic from "../../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../../src/domain/waku/WakuMessage.ts"
import * as Services from "../../../src/domain/wire/Services.ts"
import * as Wire from "../../../src/domain/wire/Wire.ts"
import { WakuFailure } from "../../../src/ports/Waku.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import type { Target } from "../Target.ts"

export const options = Options.resolve({ peers: [], cluster: 16 })
/** As long as the ids of requests are, in whose place it stands. */
const REQUEST = "00000000-0000-4000-8000-000000000000"
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")

/** A connection whose streams say these bytes, whatever they are asked, under the id of the request. */
export const line = (said: Uint8Array): Exchange.Line => {
  const newStream = async (): Promise<Pick<Libp2pStream, "sink" | "source" | "close" | "abort">> => {
    let id = REQUEST
    return {
      sink: async (source) => {
        for await (const chunk of source) id = ID.exec(latin(chunk.subarray()))?.[0] ?? id
      },
      source: (async function* () {
        const bytes = Uint8Array.from(Buffer.from(latin(said).replaceAll(REQUEST, id), "latin1"))
        const half = bytes.length >>> 1
        yield bytes.subarray(0, half)
        yield bytes.subarray(half)
      })() as Libp2pStream["source"],
      close: async () => {},
      abort: () => {}
    }
  }
  return { connection: { newStream } as unknown as Connection, permits: Semaphore.makeUnsafe(1) }
}

export const peer = (said: Uint8Array): Peer => ({ ...line(said), address: "/ip4/1.2.3.4", serves: () => true })

const framed = (inputs: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  inputs.map((bytes) => Bytes.concat([Bytes.uvarint(bytes.length), bytes]))

/** A frame around anything, or a frame that is itself damaged. */
export const frames = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.oneof({ weight: 3, arbitrary: framed(messages(valid)) }, { weight: 1, arbitrary: damaged(framed(valid)) })

const safe = (text: string): void => {
  assert.isAtMost(text.length, 2_000)
  assert.notMatch(text, /[\p{C}\p{Zl}\p{Zp}]/u)
}

export const pubsubTopic = Topic.specNetwork.content
export const contentTopics = [Topic.ContentTopic("/a/1/x/p")]
const window = { from: Time.nanos(Generators.Messages.ORIGIN - 10n), to: Time.nanos(Generators.Messages.ORIGIN + 10n) }

const answers = fc
  .record({
    list: fc.array(Generators.Messages.received, { maxLength: 4 }),
    sorted: fc.nat(4).map((n) => n > 0),
    twice: fc.nat(5).map((n) => n === 0),
    names: fc.boolean(),
    status: fc.constantFrom(200, 200, 200, 200, 400, 429, 500, 300),
    requestId: fc.constantFrom(REQUEST, REQUEST, REQUEST, "another"),
    cursor: fc.constantFrom(undefined, Uint8Array.of(1), Uint8Array.of(2), new Uint8Array(32))
  })
  .map(({ cursor, list, names, requestId, sorted, status, twice }) =>
    Services.encodeStoreAnswer({
      requestId,
      status,
      why: "because\n\u001b[2J",
      entries: (sorted ? [...list, ...list.slice(twice ? 0 : list.length)].sort(WakuMessage.order) : list).map(
        ({ hash, message }) => ({
          hash: names ? Bytes.fromHex(hash) : undefined,
          message: Wire.encodeMessage(message),
          pubsubTopic: names ? pubsubTopic : undefined
        })
      ),
      cursor
    })
  )

const checkPage: Target["check"] = async (input) => {
  const query = { pubsubTopic, contentTopics, window }
  const outcome = await Effect.runPromise(
    Effect.result(Page.fetch(options, peer(input), query, undefined, Uint8Array.of(1)))
  )
  if (Result.isFailure(outcome)) {
    assert.isTrue(outcome.failure instanceof Page.PageFailure)
    safe(outcome.failure.detail)
    return false
  }
  const { cursor, found } = outcome.success
  assert.notDeepEqual(cursor, Uint8Array.of(1))
  for (const [at, received] of found.entries()) {
    assert.isTrue(Windows.contains(window, received.message.timestamp))
    assert.isTrue(contentTopics.includes(received.message.contentTopic))
    assert.strictEqual(received.hash, WakuMessage.hash(pubsubTopic, received.message))
    const next = found[at + 1]
    if (next !== undefined) assert.isBelow(WakuMessage.order(received, next), 0)
  }
  return true
}

const statuses = fc
  .record({
    requestId: fc.constantFrom(REQUEST, "another"),
    status: fc.constantFrom(200, 400, 413, 420, 429, 500, 503),
    why: fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom("a\u009b2Jb", "a\u007f", "\u202eb", "a\u2028b")
    )
  })
  .map(Services.encodePushAnswer)

const message = WakuMessage.make({
  payload: Bytes.utf8("hello"),
  contentTopic: contentTopics[0]!,
  timestamp: Generators.Messages.ORIGIN
})

const checkPush: Target["check"] = async (input) => {
  const peers: Pick<Peers, "serving"> = { serving: () => Effect.succeed([one]) }
  const one = peer(input)
  const publish = LightPush.make(options, peers as Peers)
  const outcome = await Effect.runPromise(Effect.result(publish(pubsubTopic, message)))
  if (Result.isSuccess(outcome)) {
    assert.strictEqual(outcome.success.hash, WakuMessage.hash(pubsubTopic, message))
    return true
  }
  assert.isTrue(outcome.failure instanceof WakuFailure)
  safe(outcome.failure.detail)
  return false
}

export const targets: ReadonlyArray<Target> = [
  {
    name: "waku-store-page",
    law: "a page of a store is refused, or its messages ascend, are what was asked for, and their cursor moves on",
    kind: "bytes",
    inputs: frames(answers),
    check: checkPage
  },
  {
    name: "waku-light-push",
    law: "the answer to a message that was sent is a refusal in one line that is safe to show, or the message was taken",
    kind: "bytes",
    inputs: frames(statuses),
    check: checkPush
  },
  {
    name: "waku-exchange",
    law: "the frame that answers a request is no longer than allowed, or the request fails",
    kind: "bytes",
    inputs: damaged(
      framed(
        fc.oneof(
          fc.uint8Array({ maxLength: 20 }),
          fc.constantFrom(15, 16, 17, 40).map((size) => new Uint8Array(size))
        )
      )
    ),
    check: async (input) => {
      const limits = { maxBytes: 16, deadline: options.requestDeadline }
      const outcome = await Effect.runPromise(Effect.result(Exchange.call(line(input), "/p", Uint8Array.of(1), limits)))
      if (Result.isFailure(outcome)) {
        assert.isTrue(outcome.failure instanceof Exchange.ExchangeFailure)
        return false
      }
      assert.isAtMost(outcome.success.length, limits.maxBytes)
      return true
    }
  }
]
