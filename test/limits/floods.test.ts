/** Anybody may write in the channel of a community: what a flood of messages can make a node keep. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Explain from "../../src/app/Explain.ts"
import * as Inbox from "../../src/app/Inbox.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Segments from "../../src/domain/community/Segments.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Payload from "../../src/domain/waku/Payload.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { Community } from "../../src/app/Community.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { at, begin, linesOf, local, publish, textsOf } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { archive, asCommunity, listening, noise, onControl, onMember, sync, week } from "./nodes.ts"

const receive = (message: WakuMessage.WakuMessage) => WakuMessage.receive(World.channelPubsub, message)
const garbage = (count: number, size?: number) => noise(week(0), count, size).map(receive)

/** Signed and readable, by whoever holds a key of their own. */
const chatter = (network: World.World, days: ReadonlyArray<number>, text = "flood") =>
  Effect.map(
    World.messages(days.map((day, n) => World.chat(Time.add(at(day), Time.seconds(n)), `${text} ${n}`))),
    (list) => list.map(({ received }) => received)
  ).pipe(Effect.provide(Layer.merge(World.base(network, World.home()), World.withKey(World.otherKey)), local))

const countsOf = (network: World.World, home: World.Home) =>
  Effect.flatMap(MessageStore, ({ counts }) => counts).pipe(Effect.provide(World.base(network, home), local))

const explained = (network: World.World, home: World.Home, name: string) =>
  Explain.explain(name).pipe(Effect.provide(World.base(network, home), local))

describe("a control node, one window", () => {
  for (const kind of ["garbage", "signed messages"] as const) {
    it.effect(`takes no more bytes than its room, of ${kind}; the surplus is counted, told once, and explained`, () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("1 day")
        const [network, home] = [World.world(), World.home()]
        const flood = kind === "garbage" ? garbage(50, 200) : yield* chatter(network, Array<number>(50).fill(0))
        const { layer, told } = listening()
        const ingested = yield* onControl(network, home, { windowBytes: 3_000 }, (node) =>
          Effect.forEach([flood.slice(0, 20), flood.slice(20)], (batch) => node.ingest(batch, "live"))
        ).pipe(Effect.provide(layer))
        const [added, surplus] = [0, 1].map((n) =>
          ingested.reduce((sum, one) => sum + (n === 0 ? one.added : one.surplus), 0)
        )
        const counts = yield* countsOf(network, home)
        assert.strictEqual(counts.pending, added)
        assert.isAtMost(counts.bytes, 3_000)
        assert.strictEqual(added! + surplus!, 50)
        assert.strictEqual(told.length, 1)
        assert.match(told[0]!, /is full.*COMMUNITY_HISTORY_MAX_WINDOW_BYTES/)
        const verdict = yield* explained(network, home, flood.at(-1)!.hash)
        assert.isTrue(verdict._tag === "Refused" && /its window had taken/.test(verdict.why))
      })
    )
  }

  it.effect("takes no more messages than its room, nor after a restart; another window has room of its own", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("8 days")
      const [network, home] = [World.world(), World.home()]
      const flood = garbage(20)
      const into = (list: ReadonlyArray<WakuMessage.Received>) =>
        onControl(network, home, { windowMessages: 5 }, (node) => node.ingest(list, "live"))
      assert.deepStrictEqual(yield* into(flood.slice(0, 4)), { added: 4, known: 0, late: 0, ignored: 0, surplus: 0 })
      assert.deepStrictEqual(yield* into(flood), { added: 1, known: 4, late: 0, ignored: 0, surplus: 15 })
      assert.deepStrictEqual(yield* into(flood), { added: 0, known: 5, late: 0, ignored: 0, surplus: 15 })
      const other = noise(week(1), 2).map(receive)
      assert.strictEqual((yield* into([...flood, ...other])).added, 2)
    })
  )

  it.effect("what was turned away is asked for again when there is room, and nothing is lost", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      yield* archive(network, home)
      yield* publish(network, [1, 2, 3, 4])
      yield* TestClock.adjust("5 days")
      const taken = yield* onControl(network, home, { windowMessages: 2 }, (node) => node.catchUp)
      assert.deepStrictEqual([taken.added, taken.surplus], [2, 2])
      const again = yield* onControl(network, home, {}, (node) => node.catchUp)
      assert.deepStrictEqual([again.added, again.surplus], [2, 0])
      yield* TestClock.adjust("3 days")
      assert.strictEqual((yield* archive(network, home)).sealed[0]!.messages, 4)
    })
  )

  it.effect("A-32: late messages are bounded in number and in bytes", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      yield* publish(network, [1])
      yield* TestClock.adjust("8 days")
      yield* archive(network, home)
      const late = noise({ from: at(2), to: at(3) }, 12, 100).map(receive)
      const size = Wire.encodeMessage(late[0]!.message).length
      for (const [limits, most] of [
        [{ late: 4 }, 4],
        [{ lateBytes: size * 3 }, 3]
      ] as const) {
        yield* onControl(network, home, limits, (node) => node.ingest(late, "live"))
        const counts = yield* countsOf(network, home)
        assert.isTrue(counts.late <= most && counts.late > 0, `${counts.late}`)
        assert.isAbove(counts.lateDropped, 0)
      }
    })
  )
})

describe("a member", () => {
  it.effect("keeps no more of what no archive confirmed than it may; the archive brings the rest", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, control, home] = [World.world(), World.home(), World.home()]
      yield* archive(network, control)
      yield* TestClock.adjust("1 day")
      const flood = yield* chatter(network, Array<number>(30).fill(0))
      const { layer, told } = listening()
      yield* onMember(network, home, { unconfirmedBytes: 2_000 }, (node) =>
        Effect.forEach(flood, (one) => node.observe([one], "live"), { discard: true })
      ).pipe(Effect.provide(layer))
      const { shown } = yield* Effect.flatMap(HistoryStore, ({ unconfirmed }) => unconfirmed).pipe(
        Effect.provide(World.base(network, home), local)
      )
      assert.isTrue(shown > 0 && shown <= 2_000)
      assert.isBelow((yield* textsOf(network, home)).length, 30)
      assert.strictEqual(told.filter((text) => text.includes("COMMUNITY_HISTORY_MAX_UNCONFIRMED_BYTES")).length, 1)

      yield* onControl(network, control, {}, (node) => node.ingest(flood, "live"))
      yield* TestClock.adjust("7 days")
      yield* archive(network, control)
      yield* sync(network, home, { unconfirmedBytes: 2_000 })
      assert.strictEqual((yield* textsOf(network, home)).length, 30)
      assert.deepStrictEqual(yield* linesOf(network, home), yield* linesOf(network, control))
    })
  )

  it.effect("what archives replaced makes room for what is new", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, control, home] = [World.world(), World.home(), World.home()]
      yield* archive(network, control)
      yield* publish(network, [1])
      yield* TestClock.adjust("2 days")
      const limits = { unconfirmedBytes: 2_000 }
      const heard = (list: ReadonlyArray<WakuMessage.Received>) =>
        onMember(network, home, limits, (node) =>
          Effect.forEach(list, (one) => node.observe([one], "live"), { discard: true })
        )
      // Only this member hears it: the archive of the week replaces it.
      yield* heard(yield* chatter(network, Array<number>(30).fill(1), "spam"))
      yield* TestClock.adjust("6 days")
      yield* archive(network, control)
      yield* sync(network, home, limits)
      assert.deepStrictEqual(yield* textsOf(network, home), ["day 1"])
      yield* heard(yield* chatter(network, [7], "new"))
      assert.deepStrictEqual(yield* textsOf(network, home), ["day 1", "new 0"])
    })
  )

  it.effect("remembers no more of what it refused than it may", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, home] = [World.world(), World.home()]
      const list = garbage(10).map(({ message }) => receive({ ...message, ephemeral: true }))
      yield* onMember(network, home, { refused: 3 }, (node) => node.observe(list, "live"))
      const verdicts = yield* Effect.forEach(list, ({ hash }) => explained(network, home, hash))
      assert.strictEqual(verdicts.filter(({ _tag }) => _tag === "Refused").length, 3)
    })
  )

  it.effect("a host that reads changes slowly loses the oldest, and sees by their numbers that it did", () =>
    Effect.gen(function* () {
      yield* begin
      yield* TestClock.adjust("1 day")
      const network = World.world()
      const flood = yield* chatter(network, Array<number>(10).fill(0))
      const numbers = yield* onMember(network, World.home(), { changes: 4 }, (node) =>
        Effect.gen(function* () {
          const slow = yield* Effect.forkChild(
            node.changes.pipe(
              Stream.rechunk(1),
              Stream.mapEffect((change) => Effect.as(Effect.sleep("1 minute"), change.number)),
              Stream.take(4),
              Stream.runCollect
            )
          )
          yield* Effect.yieldNow
          yield* Effect.forEach(flood, (one) => node.observe([one], "live"), { discard: true })
          yield* TestClock.adjust("1 hour")
          return yield* Fiber.join(slow)
        })
      )
      assert.isTrue(numbers.every((number, n) => n === 0 || number > numbers[n - 1]!))
      assert.strictEqual(numbers.at(-1)! - numbers[0]! > 3, true, numbers.join())
    })
  )
})

describe("parts of long messages", () => {
  const content = new Uint8Array(1_000).map((_, n) => n % 256)

  /** The parts of one whole as messages of the channel. */
  const parts = (network: World.World, bytes: Uint8Array, size: number) =>
    asCommunity(
      network,
      Effect.map(Community, ({ channel }) =>
        Segments.cut(bytes, size).map((part, n) =>
          WakuMessage.receive(
            channel.pubsubTopic,
            WakuMessage.make({
              version: 1,
              contentTopic: channel.topic,
              timestamp: at(0),
              payload: Payload.seal(part, channel.key, new Uint8Array(32).fill(n))
            })
          )
        )
      )
    )

  it("wait no longer than they may: a whole that comes in time is joined, one whose first part is too old is not", () => {
    const pieces = Segments.cut(content, 400).map((part) => Segments.read(part)!)
    for (const [pause, joins] of [
      [60n, true],
      [61n, false]
    ] as const) {
      const joiner = Segments.joiner<number>({ maxAge: Time.nanos(60n) })
      joiner.take(pieces[0]!, 0, Time.nanos(100n))
      joiner.take(pieces[1]!, 1, Time.nanos(120n))
      const joined = joiner.take(pieces[2]!, 2, Time.nanos(100n + pause))
      assert.strictEqual(joined !== undefined && Bytes.equals(joined.content, content), joins)
      assert.deepStrictEqual(joiner.givenUp(), joins ? [] : [0, 1])
      assert.deepStrictEqual(joiner.givenUp(), [])
    }
  })

  it.effect("hold nothing of the message that carried them, whatever proof it came with", () =>
    Effect.gen(function* () {
      const network = World.world()
      const waiting = yield* Effect.gen(function* () {
        const { channel } = yield* Community
        const pieces = Segments.cut(content, 400)
        const carried = WakuMessage.make({
          payload: pieces[0]!,
          contentTopic: channel.topic,
          timestamp: at(0),
          meta: new Uint8Array(64),
          rateLimitProof: new Uint8Array(100_000)
        })
        const joiner = yield* Inbox.liveParts
        yield* Inbox.open(channel, [WakuMessage.receive(channel.pubsubTopic, carried)], joiner)
        return joiner.rest()
      }).pipe(Effect.provide(World.base(network, World.home()), local))
      assert.deepStrictEqual(
        waiting.map(({ message }) => WakuMessage.make({ ...message, payload: Bytes.empty })),
        [WakuMessage.make({ contentTopic: waiting[0]!.message.contentTopic, timestamp: at(0), payload: Bytes.empty })]
      )
    })
  )

  for (const [name, limits, texts] of [
    ["by default", {}, 1],
    ["bytes of all parts of one message", { wholeBytes: 1_000 }, 0],
    ["bytes of all that wait", { waitingBytes: 1_000 }, 0],
    ["how long a part waits", { waitingAge: Time.minutes(1) }, 0]
  ] as const) {
    it.effect(`of a live message, ${name}: ${texts === 1 ? "joined" : "given up"}`, () =>
      Effect.gen(function* () {
        yield* begin
        yield* TestClock.adjust("1 day")
        const [network, home] = [World.world(), World.home()]
        const [long] = yield* asCommunity(network, World.messages([World.chat(at(0), "x".repeat(3_000))]))
        const [first, ...rest] = yield* parts(network, long!.envelope, 800)
        yield* onMember(network, home, limits, (node) =>
          Effect.gen(function* () {
            yield* node.observe([first!], "live")
            yield* TestClock.adjust("2 minutes")
            yield* node.observe(rest, "live")
          })
        )
        assert.strictEqual((yield* textsOf(network, home)).length, texts)
      })
    )
  }

  it.effect("of an archive: one over the limit is unreadable, and counted", () =>
    Effect.gen(function* () {
      yield* begin
      const [network, control] = [World.world(), World.home()]
      yield* archive(network, control)
      const [long] = yield* asCommunity(network, World.messages([World.chat(at(0), "x".repeat(3_000))]))
      const pieces = yield* parts(network, long!.envelope, 800)
      yield* TestClock.adjust("1 day")
      yield* onControl(network, control, {}, (node) => node.ingest(pieces, "live"))
      yield* TestClock.adjust("7 days")
      yield* archive(network, control)
      const report = yield* sync(network, World.home(), { wholeBytes: 1_000 })
      assert.strictEqual(report.hydrated[0]!.replaced.unreadable, pieces.length)
      const home = World.home()
      assert.strictEqual((yield* sync(network, home)).hydrated[0]!.replaced.unreadable, 0)
      assert.strictEqual((yield* textsOf(network, home)).length, 1)
    })
  )
})
