/** What a light client and a service node say to each other. */
import { assert } from "@effect/vitest"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Services from "../../../src/domain/wire/Services.ts"
import { messages } from "../generators/protobuf.ts"
import { roundTrip, type Target } from "../Target.ts"

const bytes = fc.uint8Array({ maxLength: 40 })
const text = fc.string({ maxLength: 12 })
const list = fc.array(text, { maxLength: 3 })
const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n))
)
const uint32 = fc.nat(0xff_ff_ff_ff)
const status = fc.record({ requestId: text, status: uint32, why: text })
const push = fc.record({ requestId: text, pubsubTopic: text, message: bytes })

const service = <A>(
  name: string,
  values: fc.Arbitrary<A>,
  encode: (value: A) => Uint8Array,
  decode: (bytes: Uint8Array) => Result.Result<A, unknown>,
  more: (value: A) => void = () => {}
): Target => ({
  name: `service-${name}`,
  law: "what is said is refused, or written and read again as the same",
  kind: "bytes",
  inputs: messages(values.map(encode)),
  check: (input) => {
    const taken = roundTrip(decode, encode, "WireError")(input)
    const value = decode(input)
    if (Result.isSuccess(value)) more(value.success)
    return taken
  }
})

export const storeAnswer = fc.record({
  requestId: text,
  status: uint32,
  why: text,
  entries: fc.array(fc.record({ hash: maybe(bytes), message: maybe(bytes), pubsubTopic: maybe(text) }), {
    maxLength: 4
  }),
  cursor: maybe(bytes)
})

export const targets: ReadonlyArray<Target> = [
  service(
    "store-query",
    fc.record({
      requestId: text,
      includeData: fc.boolean(),
      pubsubTopic: maybe(text),
      contentTopics: list,
      from: maybe(int64),
      to: maybe(int64),
      hashes: fc.array(bytes, { maxLength: 3 }),
      cursor: maybe(bytes),
      forward: fc.boolean(),
      limit: maybe(fc.nat())
    }),
    Services.encodeStoreQuery,
    Services.decodeStoreQuery
  ),
  service("store-answer", storeAnswer, Services.encodeStoreAnswer, Services.decodeStoreAnswer),
  service("light-push", push, Services.encodePush, Services.decodePush),
  service("light-push-answer", status, Services.encodePushAnswer, Services.decodePushAnswer),
  service("legacy-push", push, Services.encodeLegacyPush, Services.decodeLegacyPush),
  service(
    "legacy-push-answer",
    status.map((one) => ({ ...one, status: one.status % 2 === 0 ? 200 : 503 })),
    ({ requestId, status, why }) => Services.encodeLegacyPushAnswer({ requestId, accepted: status === 200, why }),
    Services.decodeLegacyPushAnswer
  ),
  service(
    "filter-request",
    fc.record({
      requestId: text,
      type: fc.constantFrom("ping", "subscribe", "unsubscribe", "unsubscribe-all"),
      pubsubTopic: maybe(text),
      contentTopics: list
    }),
    Services.encodeFilterRequest,
    Services.decodeFilterRequest,
    ({ type }) => assert.include(["ping", "subscribe", "unsubscribe", "unsubscribe-all"], type)
  ),
  service("filter-answer", status, Services.encodeFilterAnswer, Services.decodeFilterAnswer),
  service(
    "filter-push",
    fc.record({ pubsubTopic: text, message: bytes }),
    Services.encodeFilterPush,
    Services.decodeFilterPush
  ),
  service(
    "metadata",
    fc.record({ cluster: maybe(uint32), shards: fc.array(uint32, { maxLength: 5 }) }),
    Services.encodeMetadata,
    Services.decodeMetadata
  )
]
