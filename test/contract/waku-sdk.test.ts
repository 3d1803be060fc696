/**
 * Waku over real protocols: the contract, on a service node of this project and, where `WAKU_NODE` names one, what can be
 * asked of a real one. Every defect that the SDK was measured to have, and every fault of a service node, has a test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Queue, Schedule, Scope, Stream } from "effect"
import * as Time from "../../src/domain/Time.ts"
import { specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import type { StoreFault } from "../../src/app/devnet/waku/Faults.ts"
import * as ServiceNode from "../../src/app/devnet/waku/ServiceNode.ts"
import type * as WakuSdk from "../../src/adapters/waku-sdk/Waku.ts"
import { Waku, type WakuFailure } from "../../src/ports/Waku.ts"
import { wakuContract } from "../../src/testing/contract/Waku.ts"
import { contentTopics } from "../../src/testing/generators/messages.ts"
import { asked, client, filterOn, newKey, serve, serveNew } from "../support/service.ts"
import { temporaryFolder } from "../support/temporary.ts"

const served = Effect.map(serveNew(), ({ address }) => client([address], { slice: "100 days", reach: "500 days" }))

wakuContract("waku-sdk on a service node", Layer.unwrap(served), { shared: served, immediate: false, slowness: 5 })

const topic = contentTopics[0]
const filter = filterOn([topic])
const HOUR = 3_600_000_000_000n

const present = Effect.sync(() => BigInt(Date.now()) * 1_000_000n)

const message = (timestamp: bigint, content: number | Uint8Array = 0) =>
  WakuMessage.make({
    contentTopic: topic,
    timestamp: Time.nanos(timestamp),
    payload: typeof content === "number" ? Uint8Array.of(content & 255, content >> 8) : content
  })

const everything = Effect.map(present, (at) => ({
  ...filter,
  window: { from: Time.nanos(at - 30n * 24n * HOUR), to: Time.nanos(at + HOUR) }
}))

const join = (peers: ReadonlyArray<string>, options: Partial<WakuSdk.Options> = {}) =>
  Effect.map(Layer.build(client(peers, options)), (context) => Context.get(context, Waku))

const hashes = (list: ReadonlyArray<WakuMessage.Received>) => list.map(({ hash }) => hash)

const publishAll = (node: Waku["Service"], list: ReadonlyArray<WakuMessage.WakuMessage>) =>
  Effect.forEach(list, (one) => node.publish(specNetwork.content, one), { concurrency: 16 })

/** Messages one second apart, the last one a minute ago. */
const past = (count: number, size = 2) =>
  Effect.map(present, (at) =>
    Array.from({ length: count }, (_, n) => {
      const payload = new Uint8Array(size)
      payload.set([n & 255, n >> 8])
      return message(at - 60_000_000_000n - BigInt(count - n) * 1_000_000_000n, payload)
    })
  )

/** What a subscription receives, one by one. */
const inbox = Effect.fnUntraced(function* (node: Waku["Service"]) {
  const queue = yield* Queue.unbounded<WakuMessage.Received>()
  const live = yield* node.subscribe(filter)
  yield* Effect.forkScoped(Stream.runForEach(live, (batch) => Queue.offerAll(queue, batch)))
  return queue
})

/** Runs the test on real time: sockets do not wait for a virtual clock. */
const live = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test())))

describe("waku-sdk, store queries", () => {
  live(
    "CHA-81 CHA-85: whatever a store does in place of answering, the query fails with a reason, never pretends",
    () =>
      Effect.gen(function* () {
        const service = yield* serveNew()
        const node = yield* join([service.address], { pageDeadline: "200 millis", attempts: 1 })
        yield* publishAll(node, yield* past(250))
        const faults: ReadonlyArray<readonly [StoreFault, WakuFailure["reason"]]> = [
          ["silent", "Timeout"],
          ["cut", "Unavailable"],
          ["garbage", "Incomplete"],
          ["huge", "Unavailable"],
          ["other-request", "Incomplete"],
          ["descending", "Incomplete"],
          ["wrong-hashes", "Incomplete"],
          ["empty-pages", "Incomplete"],
          [{ status: 503 }, "Unavailable"],
          [{ status: 429 }, "Unavailable"],
          [{ status: 400 }, "Incomplete"]
        ]
        for (const [store, reason] of faults) {
          for (const storeAfter of [0, 2]) {
            yield* service.misbehave({ store, storeAfter })
            const failure = yield* Effect.flip(asked(node, yield* everything))
            assert.deepStrictEqual([failure.operation, failure.reason], ["query", reason], JSON.stringify(store))
            assert.include(failure.detail, service.address)
          }
        }
        yield* service.misbehave({})
        assert.strictEqual((yield* asked(node, yield* everything)).length, 250)
      })
  )

  live("a store that repeats a page for ever is found out", () =>
    Effect.gen(function* () {
      const service = yield* serveNew()
      const node = yield* join([service.address], { attempts: 1 })
      yield* publishAll(node, yield* past(30))
      yield* service.misbehave({ store: "endless" })
      assert.strictEqual((yield* Effect.flip(asked(node, yield* everything))).reason, "Incomplete")
    })
  )

  live("CHA-82: sixty hourly messages over sixty hours are sixty, to the nanosecond at both ends", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew()
      const node = yield* join([address])
      const at = yield* present
      const first = at - 60n * HOUR + 123_456_789n
      const list = Array.from({ length: 60 }, (_, n) => message(first + BigInt(n) * HOUR, n))
      const sent = yield* publishAll(node, list)
      const span = (from: bigint, to: bigint) =>
        asked(node, { ...filter, window: { from: Time.nanos(from), to: Time.nanos(to) } })
      assert.deepStrictEqual(hashes(yield* span(first, first + 60n * HOUR)), hashes(sent))
      assert.deepStrictEqual(hashes(yield* span(first + 1n, first + 59n * HOUR)), hashes(sent.slice(1, 59)))
      const again = yield* span(first, first + 60n * HOUR)
      assert.deepStrictEqual(
        again.map((one) => one.message),
        list
      )
    })
  )

  live("pages of large messages are larger than four MiB and arrive whole", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew()
      const node = yield* join([address])
      const sent = yield* publishAll(node, yield* past(60, 100_000))
      assert.deepStrictEqual(hashes(yield* asked(node, yield* everything)), hashes(sent))
    })
  )

  live("CHA-84: a store that is stopped and started again in the middle of a query costs nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const key = yield* newKey
      const first = yield* Scope.make()
      const { address } = yield* Scope.provide(serve(folder, { key }), first)
      const node = yield* join([address], { attempts: 20 })
      const sent = yield* publishAll(node, yield* past(450))
      let pages = 0
      const found: Array<string> = []
      yield* Stream.runForEach(node.query(yield* everything), (batch) =>
        Effect.gen(function* () {
          found.push(...hashes(batch))
          if (++pages !== 2) return
          yield* Scope.close(first, Exit.void)
          yield* serve(folder, { key, port: Number(address.split("/")[4]) })
        })
      )
      assert.deepStrictEqual(found, hashes(sent))
    })
  )

  live("what one store lacks the other has: the answer is the union, also when one of them breaks on the way", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [whole, gappy] = [yield* serve(folder), yield* serve(folder)]
      const node = yield* join([gappy.address, whole.address])
      const sent = yield* publishAll(node, yield* past(330))
      for (const fault of [{ store: "gaps" }, { store: "cut", storeAfter: 2 }, { store: "silent" }] as const) {
        yield* gappy.misbehave(fault)
        const impatient = yield* join([gappy.address, whole.address], { pageDeadline: "300 millis" })
        assert.deepStrictEqual(hashes(yield* asked(impatient, yield* everything)), hashes(sent))
      }
    })
  )
})

describe("waku-sdk, light push", () => {
  live("CHA-80: a refusal for good is told from one that may pass, and names the node and its words", () =>
    Effect.gen(function* () {
      const service = yield* serveNew()
      const node = yield* join([service.address], { requestDeadline: "200 millis" })
      const statuses = [
        [400, "Rejected"],
        [413, "Rejected"],
        [420, "Rejected"],
        [421, "Unavailable"],
        [429, "Unavailable"],
        [500, "Unavailable"],
        [503, "Unavailable"],
        [505, "Unavailable"]
      ] as const
      for (const [status, reason] of statuses) {
        yield* service.misbehave({ lightPush: { status, keeps: false } })
        const failure = yield* Effect.flip(node.publish(specNetwork.content, message(yield* present)))
        assert.deepStrictEqual([failure.operation, failure.reason], ["publish", reason])
        assert.include(failure.detail, `${service.address} answers ${status} "a fault"`)
      }
      yield* service.misbehave({ lightPush: "silent" })
      const failure = yield* Effect.flip(node.publish(specNetwork.content, message(yield* present)))
      assert.strictEqual(failure.reason, "Timeout")
      assert.deepStrictEqual(yield* asked(node, yield* everything), [])
    })
  )

  live("what was kept although the answer said otherwise is one message, however often it is sent", () =>
    Effect.gen(function* () {
      const service = yield* serveNew()
      const node = yield* join([service.address])
      const one = message(yield* present)
      yield* service.misbehave({ lightPush: { status: 503, keeps: true } })
      yield* Effect.flip(node.publish(specNetwork.content, one))
      yield* Effect.flip(node.publish(specNetwork.content, one))
      yield* service.misbehave({})
      const { hash } = yield* node.publish(specNetwork.content, one)
      assert.deepStrictEqual(hashes(yield* asked(node, yield* everything)), [hash])
    })
  )

  live("a node that does not take the message is followed by the next one", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [bad, good] = [yield* serve(folder), yield* serve(folder)]
      const node = yield* join([bad.address, good.address], { requestDeadline: "200 millis" })
      for (const lightPush of ["silent", { status: 503, keeps: false }] as const) {
        yield* bad.misbehave({ lightPush })
        yield* node.publish(specNetwork.content, message(yield* present, Math.trunc(performance.now())))
      }
      assert.strictEqual((yield* asked(node, yield* everything)).length, 2)
    })
  )

  live("three hundred at once are three hundred, also where only the older light push is spoken", () =>
    Effect.gen(function* () {
      for (const lightPushV3 of [true, false]) {
        const { address } = yield* serveNew({ lightPushV3 })
        const node = yield* join([address])
        const at = yield* present
        yield* Effect.forEach(
          Array.from({ length: 300 }, (_, n) => message(at, n)),
          (one) => node.publish(specNetwork.content, one),
          { concurrency: "unbounded" }
        )
        assert.strictEqual((yield* asked(node, yield* everything)).length, 300)
      }
    })
  )
})

describe("waku-sdk, subscriptions", () => {
  live("CHA-09: four hundred messages arrive, each once, whatever the node does with its streams", () =>
    Effect.gen(function* () {
      for (const fault of [undefined, "stream-each", "twice", "noise"] as const) {
        const service = yield* serveNew(fault === undefined ? {} : { faults: { filter: fault } })
        const node = yield* join([service.address])
        const queue = yield* inbox(node)
        const sent = yield* publishAll(node, yield* past(400))
        const got = yield* Queue.takeN(queue, sent.length)
        assert.deepStrictEqual(new Set(hashes(got)), new Set(hashes(sent)), String(fault))
        assert.strictEqual(yield* Queue.size(queue), 0)
      }
    })
  )

  live("what was sent while the connection was down arrives after it, each message once", () =>
    Effect.gen(function* () {
      const service = yield* serveNew()
      const node = yield* join([service.address])
      const other = yield* join([service.address])
      const queue = yield* inbox(node)
      const expected: Array<string> = []
      for (let round = 0; round < 5; round++) {
        const before = yield* other.publish(specNetwork.content, message(yield* present, round * 2))
        yield* service.hangUp
        const after = yield* Effect.retry(other.publish(specNetwork.content, message(yield* present, round * 2 + 1)), {
          schedule: Schedule.spaced("20 millis")
        })
        expected.push(before.hash, after.hash)
      }
      const got = yield* Queue.takeN(queue, expected.length)
      assert.deepStrictEqual(new Set(hashes(got)), new Set(expected))
      assert.strictEqual(yield* Queue.size(queue), 0)
    })
  )

  live("a service that was stopped and started again is subscribed at anew, and what it then has is asked for", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const key = yield* newKey
      const first = yield* Scope.make()
      const { address } = yield* Scope.provide(serve(folder, { key }), first)
      const elsewhere = yield* serve(folder)
      const node = yield* join([address])
      const other = yield* join([elsewhere.address])
      const queue = yield* inbox(node)
      yield* Scope.close(first, Exit.void)
      const missed = yield* other.publish(specNetwork.content, message(yield* present, 1))
      yield* serve(folder, { key, port: Number(address.split("/")[4]) })
      const [got] = yield* Queue.takeN(queue, 1)
      assert.strictEqual(got!.hash, missed.hash)
      const later = yield* other.publish(specNetwork.content, message(yield* present, 2))
      assert.strictEqual((yield* Queue.take(queue)).hash, later.hash)
    })
  )

  live("a node that forgot the subscription is asked to take it again, and what was missed comes from the store", () =>
    Effect.gen(function* () {
      const service = yield* serveNew()
      const node = yield* join([service.address], { keepAlive: "20 millis" })
      const queue = yield* inbox(node)
      yield* service.forgetSubscriptions
      const sent = yield* node.publish(specNetwork.content, message(yield* present))
      assert.strictEqual((yield* Queue.take(queue)).hash, sent.hash)
    })
  )

  live("a filter that is deaf without knowing it loses nothing: the stores are compared from time to time", () =>
    Effect.gen(function* () {
      const service = yield* serveNew({ faults: { filter: "deaf" } })
      const notices = yield* Queue.unbounded<string>()
      const node = yield* join([service.address], {
        reconcile: "50 millis",
        notice: (text) => Effect.asVoid(Queue.offer(notices, text))
      })
      const queue = yield* inbox(node)
      const [old] = yield* past(1)
      const sent = yield* node.publish(specNetwork.content, old!)
      assert.strictEqual((yield* Queue.take(queue)).hash, sent.hash)
      assert.include(yield* Queue.take(notices), "subscribing anew")
    })
  )

  live("a subscription that nobody takes fails within its patience, and says why", () =>
    Effect.gen(function* () {
      const service = yield* serveNew({ faults: { filter: { status: 503 } } })
      const node = yield* join([service.address], { patience: "300 millis" })
      const failure = yield* Effect.flip(node.subscribe(filter))
      assert.deepStrictEqual([failure.operation, failure.reason], ["subscribe", "Unavailable"])
    })
  )
})

describe("waku-sdk, peers", () => {
  const refused = (options: Partial<ServiceNode.Options>) =>
    Effect.gen(function* () {
      const service = yield* serveNew(options)
      const node = yield* join([service.address], { patience: "300 millis" })
      return (yield* Effect.flip(node.publish(specNetwork.content, message(yield* present)))).detail
    })

  live("CHA-89: a node of another cluster or shard is not used, and the message says so", () =>
    Effect.gen(function* () {
      assert.include(yield* refused({ cluster: 1 }), "it is of cluster 1, not of 16")
      assert.include(yield* refused({ shards: [1, 2] }), "serves nothing that is needed")
    })
  )

  live("a node that says nothing of its network is tried", () =>
    Effect.gen(function* () {
      const { address } = yield* serveNew({ metadata: false })
      const node = yield* join([address])
      yield* node.publish(specNetwork.content, message(yield* present))
      assert.strictEqual((yield* asked(node, yield* everything)).length, 1)
    })
  )

  live("nobody there: every call fails within its patience, and says who does not answer", () =>
    Effect.gen(function* () {
      const dead = "/ip4/127.0.0.1/tcp/1/ws"
      const node = yield* join([dead], { patience: "300 millis", attempts: 0 })
      const failures = [
        yield* Effect.flip(node.publish(specNetwork.content, message(yield* present))),
        yield* Effect.flip(node.subscribe(filter)),
        yield* Effect.flip(asked(node, yield* everything))
      ]
      for (const { detail, reason } of failures) {
        assert.strictEqual(reason, "Unavailable")
        assert.include(detail, dead)
      }
    })
  )

  live("a node that comes up later is found", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const key = yield* newKey
      const scope = yield* Scope.make()
      const { address } = yield* Scope.provide(serve(folder, { key }), scope)
      yield* Scope.close(scope, Exit.void)
      const node = yield* join([address])
      const queue = yield* Effect.forkScoped(inbox(node))
      yield* serve(folder, { key, port: Number(address.split("/")[4]) })
      const received = yield* Fiber.join(queue)
      const sent = yield* node.publish(specNetwork.content, message(yield* present))
      assert.strictEqual((yield* Queue.take(received)).hash, sent.hash)
    })
  )
})

const real = process.env["WAKU_NODE"]

describe.skipIf(real === undefined)(`waku-sdk on the node of WAKU_NODE (${real ?? "not set: skipped"})`, () => {
  live("CHA-80 CHA-81: what is published is heard by another client, and the store has it", () =>
    Effect.gen(function* () {
      const [node, other] = [yield* join([real!]), yield* join([real!])]
      const queue = yield* inbox(other)
      const sent = yield* publishAll(
        node,
        Array.from({ length: 30 }, (_, n) => message(BigInt(Date.now()) * 1_000_000n + BigInt(n), n))
      )
      assert.deepStrictEqual(new Set(hashes(yield* Queue.takeN(queue, 30))), new Set(hashes(sent)))
      const stored = new Set(hashes(yield* asked(node, yield* everything)))
      assert.isTrue(sent.every(({ hash }) => stored.has(hash)))
    })
  )
})
