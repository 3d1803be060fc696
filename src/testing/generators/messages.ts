/** Messages of a small universe: few instants, few topics, so that everything meets everything. */
import * as fc from "fast-check"
import * as Time from "../../domain/Time.ts"
import { ContentTopic, specNetwork } from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"

/** Far from zero, and in the middle of days. */
export const ORIGIN = Time.days(20_000)

export const contentTopics = [ContentTopic("/a/1/x/p"), ContentTopic("/a/1/y/p")] as const

export const received: fc.Arbitrary<WakuMessage.Received> = fc
  .record({
    payload: fc.uint8Array({ maxLength: 4 }),
    contentTopic: fc.constantFrom(...contentTopics),
    offset: fc.bigInt({ min: -20n, max: 20n }),
    version: fc.constantFrom(0, 1),
    meta: fc.uint8Array({ maxLength: 2 })
  })
  .map(({ offset, ...fields }) =>
    WakuMessage.receive(specNetwork.content, WakuMessage.make({ ...fields, timestamp: Time.nanos(ORIGIN + offset) }))
  )

/** Some of them with a twin beside it: another version, which is no part of a message hash (CHA-77). */
export const withTwins = (maxLength: number): fc.Arbitrary<ReadonlyArray<WakuMessage.Received>> =>
  fc
    .array(fc.tuple(received, fc.boolean()), { maxLength })
    .map((list) =>
      list.flatMap(([one, doubled]) =>
        doubled ? [one, { ...one, message: { ...one.message, version: 1 - one.message.version } }] : [one]
      )
    )

export const window = fc
  .tuple(fc.bigInt({ min: -22n, max: 20n }), fc.bigInt({ min: 1n, max: 30n }))
  .map(([from, length]) => ({ from: Time.nanos(ORIGIN + from), to: Time.nanos(ORIGIN + from + length) }))
