/** Law 2: an archive is a function of the set of its messages; and bytes decide a CID. */
import { assert } from "@effect/vitest"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { messageAround, pubsub, topics, window } from "../generators/archive.ts"
import { cid, edgeSize, pattern } from "../generators/codex.ts"
import { law } from "./register.ts"

const arrivals = fc.tuple(window, topics).chain(([span, listed]) =>
  fc.record({
    window: fc.constant(span),
    topics: fc.constant(listed),
    messages: fc.uniqueArray(messageAround(span, listed), {
      maxLength: 12,
      selector: (message) => WakuMessage.hash(pubsub, message)
    })
  })
)

const again = arrivals.chain((made) =>
  fc.record({
    made: fc.constant(made),
    shuffled: fc.shuffledSubarray([...made.messages, ...made.messages], { minLength: made.messages.length * 2 })
  })
)

export const archives = [
  law("archive", "messagesOf")(
    "CHA-23 CHA-24 CHA-27 CHA-28 CHA-33: holds every message of the window and its topics, unchanged, once, and no other",
    arrivals,
    async ({ archive, messagesOf }, { messages, topics, window }) => {
      const bytes = await archive(window, topics, pubsub, messages.map(Wire.encodeMessage))
      const held = (await messagesOf(bytes)).map(Bytes.toHex)
      const expected = messages.filter(
        ({ contentTopic, ephemeral, timestamp }) =>
          !ephemeral && window.from <= timestamp && timestamp < window.to && topics.includes(contentTopic)
      )
      assert.sameMembers(
        held,
        expected.map((message) => Bytes.toHex(Wire.encodeMessage(message)))
      )
    }
  ),
  law("archive")(
    "CHA-35: order and repetition of what arrives never change a byte",
    again,
    async ({ archive }, { made, shuffled }) => {
      const { messages, topics, window } = made
      const once = await archive(window, topics, pubsub, messages.map(Wire.encodeMessage))
      const twice = await archive(window, topics.toReversed(), pubsub, shuffled.map(Wire.encodeMessage))
      assert.deepStrictEqual(twice, once)
    }
  ),
  law("archive", "messagesOf", "messageHash")(
    "CHA-83: messages ascend by timestamp and then by hash",
    arrivals,
    async ({ archive, messageHash, messagesOf }, { messages, topics, window }) => {
      const held = await messagesOf(await archive(window, topics, pubsub, messages.map(Wire.encodeMessage)))
      const times = new Map(messages.map((message) => [Bytes.toHex(Wire.encodeMessage(message)), message.timestamp]))
      const places = await Promise.all(
        held.map(async (message) => ({
          at: times.get(Bytes.toHex(message))!,
          hash: await messageHash(pubsub, message)
        }))
      )
      for (const [index, place] of places.entries()) {
        const before = places[index - 1]
        if (before === undefined) continue
        assert.isTrue(before.at < place.at || (before.at === place.at && before.hash < place.hash))
      }
    }
  ),
  law("messageHash")(
    "CHA-77: proof, version and the ephemeral flag stay out of the hash; payload and topic are in it",
    arrivals.filter(({ messages }) => messages.length > 0).map(({ messages }) => messages[0]!),
    async ({ messageHash }, message) => {
      const of = (changes: Partial<WakuMessage.WakuMessage>) =>
        messageHash(pubsub, Wire.encodeMessage({ ...message, ...changes }))
      const hash = await of({})
      assert.match(hash, /^[0-9a-f]{64}$/u)
      assert.strictEqual(await of({ rateLimitProof: Uint8Array.of(1, 2), ephemeral: !message.ephemeral }), hash)
      assert.strictEqual(await of({ version: message.version === 7 ? 8 : 7 }), hash)
      assert.notStrictEqual(await of({ payload: Bytes.concat([message.payload, Uint8Array.of(1)]) }), hash)
      assert.notStrictEqual(await messageHash(`${pubsub}0`, Wire.encodeMessage(message)), hash)
    }
  ),
  law("datasetCid")(
    "A-40 A-41: equal bytes have equal CIDs, a zero more at the end another",
    fc.tuple(edgeSize, fc.nat(255)),
    async ({ datasetCid }, [size, seed]) => {
      const bytes = pattern(size, seed)
      const first = await datasetCid(bytes)
      assert.match(first, /^z[1-9A-HJ-NP-Za-km-z]+$/u)
      assert.strictEqual(await datasetCid(Uint8Array.from(bytes)), first)
      assert.notStrictEqual(await datasetCid(Bytes.concat([bytes, Uint8Array.of(0)])), first)
    }
  )
]

export const indexed = fc.uniqueArray(fc.record({ window, topics, cid }), { maxLength: 6, selector: ({ cid }) => cid })
