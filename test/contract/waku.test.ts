/** The embedded Waku networks. */
import { assert, it } from "@effect/vitest"
import { Context, Duration, Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { DatabaseSync } from "node:sqlite"
import * as path from "node:path"
import * as Database from "../../src/adapters/waku-local/Database.ts"
import * as Local from "../../src/adapters/waku-local/Waku.ts"
import * as Memory from "../../src/adapters/waku-memory/Waku.ts"
import * as Time from "../../src/domain/Time.ts"
import { specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { Waku } from "../../src/ports/Waku.ts"
import * as Switchboard from "../../src/app/host/Switchboard.ts"
import { contentTopics, ORIGIN } from "../../src/testing/generators/messages.ts"
import { temporaryFolder } from "../support/temporary.ts"
import { wakuContract } from "../../src/testing/contract/Waku.ts"

const folderNetwork = Effect.map(temporaryFolder, (folder) => Local.layer({ folder }))

wakuContract("waku-memory", Memory.layer, { shared: Effect.sync(() => Memory.make().layer) })
wakuContract("waku-memory, one node", Memory.layer)
wakuContract("waku-local", Layer.unwrap(folderNetwork), { shared: folderNetwork })

const behind = (network: Layer.Layer<Waku>) =>
  Layer.provide(Switchboard.layer({ gather: Duration.zero, topics: 2 }), network)

wakuContract("the switchboard of a host", behind(Memory.layer), {
  shared: Effect.sync(() => behind(Memory.make().layer)),
  immediate: false
})

const message = WakuMessage.make({ contentTopic: contentTopics[0], timestamp: ORIGIN, payload: Uint8Array.of(1) })
const query = Stream.unwrap(
  Effect.map(Waku, (node) =>
    node.query({
      pubsubTopic: specNetwork.content,
      contentTopics,
      window: { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
    })
  )
)

it.effect("waku-local: what was published survives the end of every process; a damaged row is never passed over", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Number(ORIGIN / 1_000_000n))
    const folder = yield* temporaryFolder
    const layer = Local.layer({ folder })
    yield* Effect.flatMap(Waku, (node) => node.publish(specNetwork.content, message)).pipe(
      Effect.provide(layer, { local: true })
    )
    const found = yield* Stream.runCollect(query).pipe(Effect.provide(layer, { local: true }))
    assert.deepStrictEqual(
      found.flat().map((one) => one.message),
      [message]
    )
    const db = new DatabaseSync(path.join(folder, "waku.db"))
    db.exec("UPDATE message SET body = x'ff'")
    db.close()
    const failure = yield* Effect.flip(Stream.runCollect(query).pipe(Effect.provide(layer, { local: true })))
    assert.strictEqual(failure.reason, "Incomplete")
  })
)

it.effect(
  "waku-local: a row that decodes to another message than the one published is damaged, for whoever reads it",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Number(ORIGIN / 1_000_000n))
      const folder = yield* temporaryFolder
      const spoil = Effect.sync(() => {
        const db = new DatabaseSync(path.join(folder, "waku.db"))
        const forged = Wire.encodeMessage({ ...message, payload: Uint8Array.of(2) })
        db.prepare("UPDATE message SET body = ?").run(forged)
        db.close()
      })
      const reasons = yield* Effect.gen(function* () {
        const node = yield* Waku
        const live = yield* node.subscribe({ pubsubTopic: specNetwork.content, contentTopics })
        yield* Effect.scoped(
          Effect.flatMap(Layer.build(Local.layer({ folder })), (other) =>
            Effect.andThen(Context.get(other, Waku).publish(specNetwork.content, message), spoil)
          )
        )
        return [(yield* Effect.flip(Stream.runDrain(live))).reason, (yield* Effect.flip(Stream.runDrain(query))).reason]
      }).pipe(Effect.provide(Local.layer({ folder }), { local: true }))
      assert.deepStrictEqual(reasons, ["Incomplete", "Incomplete"])
    })
)

it.effect("waku-local: more than a page that another process sent between two looks arrives whole and in order", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Number(ORIGIN / 1_000_000n))
    const folder = yield* temporaryFolder
    yield* Effect.gen(function* () {
      const node = yield* Waku
      const live = yield* node.subscribe({ pubsubTopic: specNetwork.content, contentTopics })
      const other = Database.open(folder)
      const sent = Array.from({ length: 1_200 }, (_, n) => {
        const one = { ...message, payload: Uint8Array.of(n & 255, n >> 8) }
        return other.insert(specNetwork.content, one, Time.nanos(0n)).own.hash
      })
      other.close()
      const seen: Array<string> = []
      yield* Stream.runForEachWhile(live, (batch) =>
        Effect.sync(() => {
          seen.push(...batch.map(({ hash }) => hash))
          return seen.length < sent.length
        })
      )
      assert.deepStrictEqual(seen, sent)
    }).pipe(Effect.scoped, Effect.provide(Local.layer({ folder }), { local: true }))
  })
)
