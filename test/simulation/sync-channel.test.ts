/** The channel as a service: who speaks is proved, what is missing is looked up, logs are handed on. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import * as WakuMemory from "../../src/adapters/waku-memory/Waku.ts"
import type { Fate } from "../../src/app/Archived.ts"
import * as Channel from "../../src/app/sync/Channel.ts"
import * as LookUps from "../../src/app/sync/LookUps.ts"
import * as Speech from "../../src/app/sync/Speech.ts"
import * as MessageId from "../../src/domain/sync/MessageId.ts"
import * as State from "../../src/domain/sync/State.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { Waku, WakuFailure } from "../../src/ports/Waku.ts"
import * as Gathering from "../../src/testing/simulator/Gathering.ts"
import { content } from "../support/SyncBus.ts"

/** A network whose stores keep some messages from who asks, by hash. */
const world = (change: (waku: Waku["Service"]) => Waku["Service"] = (waku) => waku) => {
  const { layer } = WakuMemory.make()
  const hidden = new Map<string, Received | undefined>()
  const hiding = Layer.effect(
    Waku,
    Effect.map(Waku, (waku) => ({
      ...waku,
      query: (query: Parameters<typeof waku.query>[0]) =>
        Stream.map(waku.query(query), (batch) =>
          batch.filter((received) => {
            if (!hidden.has(received.hash)) return true
            hidden.set(received.hash, received)
            return false
          })
        )
    }))
  ).pipe(Layer.provide(Layer.provideMerge(Layer.effect(Waku, Effect.map(Waku, change)), layer)))
  const node = (index: number, find: LookUps.Find<never, never> = LookUps.nowhere) =>
    Effect.gen(function* () {
      const key = yield* MemberKey
      const channel = yield* Channel.make({ key, find })
      const ids = Effect.map(channel.runner.state, (state) => State.log(state).map(({ message }) => message.messageId))
      return { ...channel, ids }
    }).pipe(
      Effect.provide([Gathering.key(index), Gathering.ground, StoresMemory.make().layer, hiding], { local: true })
    )
  return { hidden, node }
}

const START = Number(Time.toMillis(Time.days(20_000)))

/** Alice says three things; bob has not got the first, and looks it up. */
const looked = (fateOf: (first: { readonly received: Received; readonly message: SyncMessage.Content }) => Fate) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(START)
    const { hidden, node } = world()
    const alice = yield* node(0)
    for (const text of ["one", "two", "three"]) {
      yield* alice.say(text)
      yield* alice.runner.settle
      yield* TestClock.adjust("1 second")
    }
    const [first, ...others] = State.log(yield* alice.runner.state)
    const hash = LookUps.hashOf(first!.hint)!
    hidden.set(hash, undefined)
    const bob = yield* node(1, (asked) =>
      Effect.sync(() => {
        assert.strictEqual(asked, hash)
        return fateOf({ received: hidden.get(hash)!, message: first!.message })
      })
    )
    yield* bob.runner.catchUp
    yield* TestClock.adjust("11 seconds")
    yield* bob.runner.settle
    const soon = { ids: yield* bob.ids, status: Status.toText(Status.of(yield* bob.runner.state)) }
    yield* TestClock.adjust("10 minutes")
    yield* bob.runner.settle
    const late = { ids: yield* bob.ids, status: Status.toText(Status.of(yield* bob.runner.state)) }
    const known = others.map(({ message }) => message.messageId)
    return { first: first!.message.messageId, known, soon, late }
  }).pipe(Effect.scoped)

describe("what is missing on a channel", () => {
  it.effect("SDS-18 D-6: is delivered where an archive holds it", () =>
    Effect.gen(function* () {
      const { first, known, soon } = yield* looked(({ message, received }) => ({
        _tag: "Held",
        received,
        content: SyncMessage.encode(message)
      }))
      assert.deepStrictEqual(soon, { ids: [first, ...known], status: "synced" })
    })
  )

  it.effect("SDS-18 SDS-25: counts as met where the archives removed it", () =>
    Effect.gen(function* () {
      const removed = yield* looked(() => ({ _tag: "Replaced" }))
      assert.deepStrictEqual(removed.soon, { ids: removed.known, status: "synced" })
    })
  )

  it.effect(
    "SDS-18 D-6: is lost after its time where nobody has it, or has something else; not where archives are to come",
    () =>
      Effect.gen(function* () {
        for (const fate of [
          (): Fate => ({ _tag: "Unknown" }),
          ({ message, received }: { readonly message: SyncMessage.Content; readonly received: Received }): Fate => ({
            _tag: "Held",
            received,
            content: SyncMessage.encode({ ...message, senderId: "f".repeat(40) })
          })
        ]) {
          const { known, late, soon } = yield* looked(fate)
          assert.deepStrictEqual(soon, { ids: [], status: "1 missing" })
          assert.deepStrictEqual(late, { ids: known, status: "synced, 1 lost" })
        }
        const { late } = yield* looked(() => ({ _tag: "NotYet" }))
        assert.deepStrictEqual(late, { ids: [], status: "1 missing" })
      })
  )
})

describe("a channel that goes on", () => {
  it.effect("SDS-18: asks for what was said while a clock was ahead, once it is right again", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(START)
      const { node } = world()
      const [alice, bob] = [yield* node(0), yield* node(1)]
      yield* TestClock.setTime(START + 86_400_000)
      yield* bob.runner.catchUp
      yield* TestClock.setTime(START + 60_000)
      yield* alice.say("hello")
      yield* alice.runner.settle
      yield* TestClock.setTime(START + 3_600_000)
      yield* bob.runner.catchUp
      assert.strictEqual((yield* bob.ids).length, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("SDS-01: a member's words under other clocks than the one it signed are nobody's", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(START)
      const { node } = world()
      const [alice, bob] = [yield* node(0), yield* node(1)]
      yield* alice.say("hello")
      yield* alice.runner.settle
      yield* bob.runner.catchUp
      const [{ message }] = State.log(yield* bob.runner.state) as [State.Entry]
      yield* TestClock.adjust("1 day")
      yield* bob.hear(
        [1n, 1_000n, 86_400_000n].map((later) => {
          const lamport = Time.millis(message.lamport + later)
          const messageId = MessageId.derive(message.senderId, message.channelId, lamport, message.content)
          const payload = SyncMessage.encode({ ...message, lamport, messageId, causalHistory: [] })
          return { payload, received: { hash: "00".repeat(32) } as Received }
        })
      )
      assert.deepStrictEqual(yield* bob.ids, [message.messageId])
    }).pipe(Effect.scoped)
  )

  it.effect("SDS-01: listens again where a subscription breaks", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(START)
      const broken = new WakuFailure({ operation: "subscribe", reason: "Unavailable", detail: "the line is dead" })
      let asked = 0
      const { node } = world((waku) => ({
        ...waku,
        subscribe: (filter) => (++asked === 1 ? Effect.succeed(Stream.fail(broken)) : waku.subscribe(filter))
      }))
      const [alice, bob] = [yield* node(0), yield* node(1)]
      const running = yield* Effect.forkChild(bob.runner.run)
      yield* TestClock.adjust("1 minute")
      yield* alice.say("hello")
      yield* alice.runner.settle
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* bob.ids).length, 1)
      assert.isTrue(running.pollUnsafe() === undefined && asked > 1)
      yield* Fiber.interrupt(running)
    }).pipe(Effect.scoped)
  )
})

describe("who speaks on a channel", () => {
  it.effect("SDS-01 SDS-02 CHA-87: nobody speaks in another one's name", () =>
    Effect.gen(function* () {
      const keys = yield* Effect.forEach([0, 1], (index) => Effect.provide(MemberKey, Gathering.key(index)))
      const messages: Array<SyncMessage.SyncMessage> = []
      for (const sender of keys) {
        for (const signer of keys) {
          const one = content(`${messages.length}`, 0)
          const said = yield* Speech.compose(signer, `0x${"02".repeat(33)}general`, "hello", one.lamport)
          const senderId = Speech.participant(sender)
          const { causalHistory: _, ...named } = { ...one, senderId, content: said }
          messages.push({ ...named, causalHistory: [] }, { ...named, _tag: "Ephemeral" })
        }
      }
      // His own words, under another clock than the one he signed.
      const [again] = messages
      if (again?._tag === "Content")
        messages.push({ ...again, messageId: "again", lamport: Time.millis(again.lamport + 1n) })
      const { content: _, ...sync } = content("sync", 0)
      messages.push({ ...sync, _tag: "Sync" }, content("unsigned", 0))
      const proved = yield* Speech.proved(messages, (message) => message)
      assert.deepStrictEqual(
        proved.map(({ messageId }) => messageId),
        ["0", "0", "6", "6", "sync"]
      )
      const [line] = proved.flatMap((message) => (message._tag === "Content" ? (Speech.line(message) ?? []) : []))
      assert.deepStrictEqual([line!.text, line!.author], ["hello", Speech.participant(keys[0]!)])
    }).pipe(Effect.provide(Gathering.ground))
  )

  it.effect(
    "SDS-15 SDS-21: a log is handed on and remembered; nothing empty is said; whispers reach who is there",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(START)
        const { node } = world()
        const [alice, bob] = [yield* node(0), yield* node(1)]
        yield* alice.say("hello")
        yield* alice.runner.settle
        const snapshot = yield* alice.snapshot
        const forged = { ...snapshot.messages[0]!, content: new Uint8Array([1]) }
        yield* bob.merge({ ...snapshot, messages: [...snapshot.messages, forged] })
        assert.deepStrictEqual(yield* bob.ids, yield* alice.ids)
        const [id] = yield* bob.ids
        yield* bob.replaced([id!])
        assert.deepStrictEqual(yield* bob.ids, [])
        for (const nothing of ["", "x".repeat(1_000_000)]) {
          assert.strictEqual((yield* Effect.flip(alice.say(nothing)))._tag, "NotSaid")
        }
        const listening = yield* Effect.forkChild(bob.runner.run)
        const heard = yield* Effect.forkChild(Stream.runHead(bob.lines))
        yield* TestClock.adjust("1 second")
        yield* alice.whisper("psst")
        yield* alice.runner.settle
        yield* TestClock.adjust("1 second")
        const line = Option.getOrThrow(yield* Fiber.join(heard))
        assert.strictEqual(line.text, "psst")
        assert.deepStrictEqual(yield* bob.ids, [])
        yield* Fiber.interrupt(listening)
      }).pipe(Effect.scoped)
  )
})
