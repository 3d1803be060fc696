/** The runtime of a protocol: what was committed is sent, whatever fails in between. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option, Result, Stream } from "effect"
import * as fc from "fast-check"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as Digest from "../../src/adapters/crypto-pure/Digest.ts"
import * as Signatures from "../../src/adapters/crypto-pure/Signatures.ts"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import type { Room } from "../../src/app/Community.ts"
import * as Runner from "../../src/app/protocol/Runner.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Machine, Output } from "../../src/domain/Step.ts"
import { ContentTopic, pubsub } from "../../src/domain/waku/Topic.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { ControlKey } from "../../src/ports/ControlKey.ts"
import { ProtocolStore } from "../../src/ports/ProtocolStore.ts"
import { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { Waku, WakuFailure } from "../../src/ports/Waku.ts"
import { heavyRuns } from "../../src/testing/runs.ts"

/** Remembers lines, says each of them, and knows which of them were sent. */
interface Book {
  readonly lines: ReadonlyArray<string>
  readonly sent: ReadonlyArray<string>
}
interface Write {
  readonly _tag: "Write"
  readonly line: string
}

const row = (state: Book, kind: "lines" | "sent", line: string): readonly [Book, Output<string, string, "main">] => [
  { ...state, [kind]: [...state[kind], line] },
  { _tag: "Save", key: `${kind}/${state[kind].length.toString().padStart(3, "0")}`, value: Bytes.utf8(line) }
]

const book: Machine<Book, Write, string, string, "main"> = {
  step: (state, input) => {
    if (input._tag === "Write") {
      const [after, save] = row(state, "lines", input.line)
      const payload = Bytes.utf8(input.line)
      return [
        after,
        [
          save,
          { _tag: "Send", lane: "main", mark: input.line, payload, ephemeral: false },
          { _tag: "Tell", event: input.line }
        ]
      ]
    }
    if (input._tag !== "Sent" || state.sent.includes(input.mark)) return [state, []]
    const [after, save] = row(state, "sent", input.mark)
    return [after, [save]]
  },
  restore: (rows) => {
    const of = (kind: string) =>
      rows.filter(({ key }) => key.startsWith(kind)).map(({ value }) => Bytes.toUtf8(value) ?? "")
    return Result.succeed({ lines: of("lines"), sent: of("sent") })
  },
  due: () => Option.none()
}

const lanes: { readonly main: Room } = {
  main: { topic: ContentTopic("/a/1/b/c"), pubsubTopic: pubsub(16, 256), key: new Uint8Array(32).fill(7) }
}

const protocol = {
  scope: "book",
  machine: book,
  lanes,
  read: () => Effect.succeed([]),
  answer: () => Effect.succeed([])
} as const

/** What happens: a line is written, the process ends, or what is left is done. Each with bad luck in its ports, or without. */
const happening = fc.record({
  kind: fc.constantFrom("write", "write", "restart", "settle"),
  commits: fc.constantFrom("well", "well", "fails", "unsure"),
  publishes: fc.constantFrom("well", "well", "fails")
})

const world = Effect.gen(function* () {
  const luck = { commits: "well", publishes: "well" }
  const network: Array<Received> = []
  const stores = yield* Layer.build(StoresMemory.make().layer)
  const store = Context.get(stores, ProtocolStore)
  const failure = new StoreFailure({
    store: "ProtocolStore",
    operation: "commit",
    reason: "Failed",
    detail: "bad luck"
  })
  const badStore: ProtocolStore["Service"] = {
    ...store,
    commit: (...args) => {
      if (luck.commits === "well") return store.commit(...args)
      const before = luck.commits === "unsure" ? Effect.exit(store.commit(...args)) : Effect.void
      return Effect.andThen(before, Effect.fail(failure))
    }
  }
  const waku = Waku.of({
    publish: (pubsubTopic, message) =>
      Effect.suspend(() => {
        const received = WakuMessage.receive(pubsubTopic, message)
        network.push(received)
        return luck.publishes === "well"
          ? Effect.succeed(received)
          : Effect.fail(new WakuFailure({ operation: "publish", reason: "Unavailable", detail: "bad luck" }))
      }),
    subscribe: () => Effect.die("nobody listens"),
    query: () => Stream.die("nobody asks")
  })
  const crypto = Layer.mergeAll(Digest.layer, Signatures.layer)
  const ground = Layer.mergeAll(
    Layer.succeed(ProtocolStore, badStore),
    Layer.succeed(Waku, waku),
    Settings.layer({ limits: { ...(yield* Settings).limits, retries: 0 } }),
    Layer.provideMerge(KeyMemory.layer(new Uint8Array(32).fill(1)), crypto)
  )
  const live = Effect.gen(function* () {
    return yield* Runner.make(protocol, yield* ControlKey)
  }).pipe(Effect.provide(ground, { local: true }))
  return { live, luck, network, store }
}).pipe(Effect.provide(Settings.layer({})))

describe("a protocol at work", () => {
  it("MLS-17 SDS-09 A-43: what was acknowledged is remembered and sent, each message as one and the same, in order, whatever fails", () =>
    fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 10 }), (happenings) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const { live, luck, network, store } = yield* world
            const acknowledged: Array<string> = []
            let runner = yield* live
            for (const [index, { commits, kind, publishes }] of happenings.entries()) {
              Object.assign(luck, { commits, publishes })
              const line = `line ${index}`
              if (kind === "write") {
                const told = yield* Effect.exit(runner.offer({ _tag: "Write", line }))
                if (Exit.isSuccess(told)) {
                  assert.deepStrictEqual(told.value, [line])
                  acknowledged.push(line)
                }
              } else if (kind === "settle") yield* Effect.exit(runner.settle)
              Object.assign(luck, { commits: "well", publishes: "well" })
              if (kind === "restart" || commits !== "well") runner = yield* live
            }
            yield* runner.settle
            const { lines, sent } = yield* runner.state
            assert.deepStrictEqual(
              lines.filter((line) => acknowledged.includes(line)),
              acknowledged
            )
            assert.deepStrictEqual(sent, lines)
            // Sent again after a failure, but never as another message, and never out of order.
            const hashes = [...new Set(network.map(({ hash }) => hash))]
            assert.strictEqual(hashes.length, lines.length)
            assert.deepStrictEqual(yield* store.waiting("book", 10), [])
            const again = yield* live
            assert.deepStrictEqual(yield* again.state, yield* runner.state)
          }).pipe(Effect.scoped)
        )
      ),
      { numRuns: heavyRuns }
    ))

  it("of two processes on one home both are heard: who was slower steps again from what the other committed", () =>
    Effect.gen(function* () {
      const { live, network } = yield* world
      const [one, other] = [yield* live, yield* live]
      yield* one.offer({ _tag: "Write", line: "first" })
      yield* other.offer({ _tag: "Write", line: "second" })
      yield* one.offer({ _tag: "Write", line: "third" })
      yield* other.settle
      assert.deepStrictEqual((yield* one.state).lines, ["first", "second", "third"])
      assert.strictEqual(network.length, 3)
      const { sent } = yield* (yield* live).state
      assert.deepStrictEqual(sent, ["first", "second", "third"])
    }).pipe(Effect.scoped, Effect.runPromise))
})
