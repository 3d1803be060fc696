/**
 * The Waku service node, as others see it: the published SDK, unmodified, and a model of a store. Its bytes are those of the
 * SDK's own codecs.
 */
import { assert, describe, it } from "@effect/vitest"
import { multiaddr } from "@multiformats/multiaddr"
import { proto_filter_v2, proto_lightpush, proto_metadata, proto_store, WakuMessage as SdkMessage } from "@waku/proto"
import { createLightNode, Protocols } from "@waku/sdk"
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import * as StoreService from "../../src/app/devnet/waku/StoreService.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Time from "../../src/domain/Time.ts"
import { specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Services from "../../src/domain/wire/Services.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { contentTopics, ORIGIN, received } from "../../src/testing/generators/messages.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import { CLUSTER, log, serveNew } from "../support/service.ts"
import { temporaryFolder } from "../support/temporary.ts"

/** A light node as its documentation makes one, on one peer. */
const sdkNode = (address: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const node = await createLightNode({
        networkConfig: { clusterId: CLUSTER },
        defaultBootstrap: false,
        libp2p: { hideWebSocketInfo: true, filterMultiaddrs: false }
      })
      await node.dial(multiaddr(address))
      await node.waitForPeers([Protocols.LightPush, Protocols.Filter, Protocols.Store])
      return node
    }),
    (node) =>
      Effect.promise(async () => {
        node.filter.unsubscribeAll()
        await node.stop()
      })
  )

const [topic] = contentTopics

describe("the published Waku SDK on the service node", () => {
  it.live("pushes, listens, and asks the store, page by page, by cursor, and by hash", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew()
      const [sender, listener] = [yield* sdkNode(address), yield* sdkNode(address)]
      yield* Effect.promise(async () => {
        const where = { contentTopic: topic, shardId: 256 }
        const [encoder, decoder] = [sender.createEncoder(where), listener.createDecoder(where)]
        const heard: Array<number> = []
        let whole = () => {}
        const all = new Promise<void>((resolve) => {
          whole = resolve
        })
        await listener.filter.subscribe(decoder, (message) => {
          heard.push(message.payload[0]!)
          if (heard.length === 45) whole()
        })
        const first = Date.now() - 3_600_000
        for (let n = 0; n < 45; n++) {
          const { failures, successes } = await sender.lightPush.send(
            encoder,
            { payload: Uint8Array.of(n), timestamp: new Date(first + n) },
            { autoRetry: false }
          )
          assert.deepStrictEqual([successes.length > 0, failures], [true, []])
        }
        await all
        const numbers = Array.from({ length: 45 }, (_, n) => n)
        assert.deepStrictEqual(
          heard.toSorted((left, right) => left - right),
          numbers
        )

        const stored = async (options: Parameters<typeof listener.store.queryGenerator>[1]) => {
          const found = []
          for await (const page of listener.store.queryGenerator([decoder], options)) {
            for (const one of page) found.push((await one)!)
          }
          return found
        }
        const forward = await stored({ paginationLimit: 10 })
        assert.deepStrictEqual(
          forward.map(({ payload }) => payload[0]),
          numbers
        )
        assert.deepStrictEqual((await stored({})).length, 45)
        const backward = await stored({ paginationForward: false, paginationLimit: 10 })
        assert.deepStrictEqual(
          new Set(backward.map(({ hashStr }) => hashStr)),
          new Set(forward.map(({ hashStr }) => hashStr))
        )
        const behind = await stored({ paginationCursor: forward[19]!.hash })
        assert.deepStrictEqual(
          behind.map(({ payload }) => payload[0]),
          numbers.slice(20)
        )
        const named = await stored({ messageHashes: [forward[7]!.hash, forward[3]!.hash] })
        assert.deepStrictEqual(
          named.map(({ payload }) => payload[0]),
          [3, 7]
        )
      })
    }).pipe(Effect.scoped)
  )
})

describe("the store of the service node", () => {
  const span = fc.option(
    fc.bigInt({ min: -22n, max: 22n }).map((offset) => ORIGIN + offset),
    { nil: undefined }
  )
  const question = fc.record({
    contentTopics: fc.subarray([...contentTopics], { minLength: 1 }),
    from: span,
    to: span,
    forward: fc.boolean(),
    limit: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    includeData: fc.boolean()
  })

  it("CHA-81 CHA-82 CHA-83 CHA-84 CHA-85: pages by cursor make up exactly what was asked for, in either direction", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(received, { selector: ({ hash }) => hash, maxLength: 30 }),
        question,
        (list, asked) =>
          Effect.gen(function* () {
            const database = yield* log(yield* temporaryFolder)
            for (const { message, pubsubTopic } of list) database.insert(pubsubTopic, message, Time.nanos(0n))
            const pages: Array<ReadonlyArray<string>> = []
            let cursor: Uint8Array | undefined
            for (;;) {
              const query = { requestId: "r", pubsubTopic: specNetwork.content, hashes: [], cursor, ...asked }
              const answer = StoreService.answer(database, query, Time.nanos(0n))
              assert.deepStrictEqual([answer.status, answer.requestId], [200, "r"])
              const page = answer.entries.map(({ hash }) => Bytes.toHex(hash!))
              assert.isAtMost(page.length, asked.limit ?? 20)
              for (const { hash, message, pubsubTopic } of answer.entries) {
                const original = list.find((one) => one.hash === Bytes.toHex(hash!))!
                assert.deepStrictEqual(message, asked.includeData ? Wire.encodeMessage(original.message) : undefined)
                assert.deepStrictEqual(pubsubTopic, asked.includeData ? specNetwork.content : undefined)
              }
              if (asked.forward) pages.push(page)
              else pages.unshift(page)
              if (answer.cursor === undefined) break
              cursor = answer.cursor
            }
            const expected = list
              .filter(
                ({ message: { contentTopic, timestamp } }) =>
                  asked.contentTopics.includes(contentTopic) &&
                  timestamp >= (asked.from ?? 0n) &&
                  timestamp < (asked.to ?? Time.MAX_NANOS)
              )
              .sort(WakuMessage.order)
              .map(({ hash }) => hash as string)
            assert.deepStrictEqual(pages.flat(), expected)
          }).pipe(Effect.scoped, Effect.runPromise)
      ),
      { numRuns: heavyRuns }
    ))

  it.effect(
    "CHA-81: a question that contradicts itself, or a cursor that names no message, is refused and not answered with nothing",
    () =>
      Effect.gen(function* () {
        const database = yield* log(yield* temporaryFolder)
        const good: Services.StoreQuery = {
          requestId: "r",
          includeData: true,
          pubsubTopic: specNetwork.content,
          contentTopics,
          from: undefined,
          to: undefined,
          hashes: [],
          cursor: undefined,
          forward: true,
          limit: undefined
        }
        const refused: ReadonlyArray<Partial<Services.StoreQuery>> = [
          { pubsubTopic: undefined },
          { contentTopics: [] },
          { hashes: [new Uint8Array(32)] },
          { pubsubTopic: undefined, contentTopics: [], hashes: [new Uint8Array(31)] },
          { cursor: new Uint8Array(32) },
          { cursor: new Uint8Array(5) }
        ]
        for (const part of refused) {
          assert.strictEqual(StoreService.answer(database, { ...good, ...part }, Time.nanos(0n)).status, 400)
        }
        assert.strictEqual(StoreService.answer(database, good, Time.nanos(0n)).status, 200)
      }).pipe(Effect.scoped)
  )
})

describe("the services on the wire", () => {
  const bytes = fc.uint8Array({ maxLength: 40 })
  const text = fc.string({ maxLength: 12 })
  const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
  // From 2001 to 2096: outside, the codec of the SDK is wrong about signed numbers.
  const nanos = fc.bigInt({ min: 10n ** 18n, max: 4n * 10n ** 18n })
  const message = received.map((one) => one.message)

  it("read a limit past what a number counts exactly as the greatest that it does", () => {
    const read = (limit: bigint) =>
      Result.getOrThrow(
        Services.decodeStoreQuery(
          proto_store.StoreQueryRequest.encode({
            requestId: "",
            includeData: false,
            contentTopics: [],
            messageHashes: [],
            paginationForward: true,
            paginationLimit: limit
          })
        )
      ).limit
    assert.strictEqual(read(20n), 20)
    assert.strictEqual(read(2n ** 53n), Number.MAX_SAFE_INTEGER)
    assert.strictEqual(read(2n ** 64n - 1n), Number.MAX_SAFE_INTEGER)
  })

  it("CHA-81: encode as the SDK's codecs do, and read back what those encode", () =>
    fc.assert(
      fc.property(
        fc.record({
          requestId: text,
          includeData: fc.boolean(),
          pubsubTopic: maybe(text),
          contentTopics: fc.array(text, { maxLength: 3 }),
          from: maybe(nanos),
          to: maybe(nanos),
          hashes: fc.array(bytes, { maxLength: 3 }),
          cursor: maybe(bytes),
          forward: fc.boolean(),
          limit: maybe(fc.nat())
        }),
        fc.array(fc.record({ hash: maybe(bytes), message: maybe(message), pubsubTopic: maybe(text) }), {
          maxLength: 3
        }),
        fc.nat({ max: 600 }),
        message,
        (query, entries, status, one) => {
          const theirs = proto_store.StoreQueryRequest.encode({
            requestId: query.requestId,
            includeData: query.includeData,
            contentTopics: query.contentTopics,
            messageHashes: query.hashes,
            paginationForward: query.forward,
            ...(query.pubsubTopic === undefined ? {} : { pubsubTopic: query.pubsubTopic }),
            ...(query.from === undefined ? {} : { timeStart: query.from }),
            ...(query.to === undefined ? {} : { timeEnd: query.to }),
            ...(query.cursor === undefined ? {} : { paginationCursor: query.cursor }),
            ...(query.limit === undefined ? {} : { paginationLimit: BigInt(query.limit) })
          })
          assert.deepStrictEqual(Result.getOrThrow(Services.decodeStoreQuery(theirs)), query)
          assert.deepStrictEqual(Result.getOrThrow(Services.decodeStoreQuery(Services.encodeStoreQuery(query))), query)
          const read = proto_store.StoreQueryRequest.decode(Services.encodeStoreQuery(query))
          assert.deepStrictEqual(
            [read.requestId, read.pubsubTopic, read.timeStart, read.timeEnd, read.paginationForward],
            [query.requestId, query.pubsubTopic, query.from, query.to, query.forward]
          )

          const { requestId } = query
          const answer = proto_store.StoreQueryResponse.decode(
            Services.encodeStoreAnswer({
              requestId,
              status,
              why: "w",
              cursor: query.cursor,
              entries: entries.map((entry) => ({
                ...entry,
                message: entry.message === undefined ? undefined : Wire.encodeMessage(entry.message)
              }))
            })
          )
          assert.deepStrictEqual([answer.requestId, answer.statusCode, answer.statusDesc], [requestId, status, "w"])
          assert.deepStrictEqual(
            answer.messages.map((entry) => [entry.messageHash, entry.message?.payload, entry.message?.timestamp]),
            entries.map((entry) => [entry.hash, entry.message?.payload, entry.message?.timestamp])
          )

          const wire = Wire.encodeMessage(one)
          const pushed = proto_lightpush.LightPushRequestV3.decode(
            Services.encodePush({ requestId, pubsubTopic: "p", message: wire })
          )
          assert.deepStrictEqual(Result.getOrThrow(Wire.decodeMessage(SdkMessage.encode(pushed.message!))), one)
          const legacy = proto_lightpush.PushRpc.decode(
            Services.encodeLegacyPush({ requestId, pubsubTopic: "p", message: wire })
          )
          assert.deepStrictEqual(
            [legacy.request?.pubsubTopic, legacy.request?.message?.contentTopic],
            ["p", one.contentTopic as string]
          )
          const delivered = proto_filter_v2.MessagePush.decode(
            Services.encodeFilterPush({ pubsubTopic: "p", message: wire })
          )
          assert.deepStrictEqual(delivered.wakuMessage?.timestamp, one.timestamp)
          const metadata = { clusterId: status, shards: [1, status] }
          assert.deepStrictEqual(
            Result.getOrThrow(Services.decodeMetadata(proto_metadata.WakuMetadataResponse.encode(metadata))),
            { cluster: status, shards: [1, status] }
          )
          assert.deepStrictEqual(
            proto_metadata.WakuMetadataResponse.decode(
              Services.encodeMetadata({ cluster: status, shards: [1, status] })
            ),
            metadata
          )
        }
      ),
      { numRuns: runs }
    ))

  it("no bytes make a decoder throw", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        for (const decode of [
          Services.decodeStoreQuery,
          Services.decodeStoreAnswer,
          Services.decodePush,
          Services.decodePushAnswer,
          Services.decodeLegacyPush,
          Services.decodeLegacyPushAnswer,
          Services.decodeFilterRequest,
          Services.decodeFilterAnswer,
          Services.decodeFilterPush,
          Services.decodeMetadata
        ])
          assert.isTrue(Result.isResult(decode(input)))
      }),
      { numRuns: runs }
    ))
})
