/** The contract of the `Codex` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Result, Stream } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import * as Cid from "../../domain/codex/Cid.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import { Codex, CodexFailure } from "../../ports/Codex.ts"
import { cut, cuts, edgeSize, pattern } from "../generators/codex.ts"
import { heavyRuns } from "../runs.ts"

type Service = Codex["Service"]

export const bytesOf = (codex: Service, cid: Cid.Cid) => Effect.map(Stream.runCollect(codex.get(cid)), Bytes.concat)

/** The manifest under which this project stores bytes. */
export const manifestOf = (bytes: Uint8Array): Manifest.Manifest => {
  const hasher = Dataset.hasher()
  hasher.push(bytes)
  return Dataset.manifest(Result.getOrThrow(hasher.finish()))
}

export const put = (codex: Service, bytes: Uint8Array, sizes: ReadonlyArray<number> = []) =>
  codex.put(Stream.fromIterable(cut(bytes, sizes)))

/** Pieces of some size where there are many bytes: each is a write to the disk. */
const coarse = cuts(70_000).map((sizes) => sizes.map((size) => Math.max(size, 700)))

const absent = Cid.fromManifestDigest(new Uint8Array(32))

/** No CID: what a damaged or hostile home might hold in place of one. */
const noCids = ["", "../../etc/passwd", "drafts", "zDv", `${absent}/..`].map((text) => text as Cid.Cid)

type Model = Map<Cid.Cid, Uint8Array>

const contents = Array.from({ length: 4 }, (_, n) => pattern([1, 70, 65_536, 65_537][n]!, n))
const known = fc.constantFrom(...contents, pattern(3, 9))

const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(Effect.result(effect))
const reasonOf = <A>(answer: Result.Result<A, CodexFailure>) =>
  Result.isFailure(answer) ? answer.failure.reason : "ok"

const commands: Array<fc.Arbitrary<fc.AsyncCommand<Model, Service>>> = [
  fc.tuple(known, cuts(9_000)).map(([bytes, sizes]) => ({
    check: () => true,
    run: async (model: Model, codex: Service) => {
      const { cid, size } = Result.getOrThrow(await run(put(codex, bytes, sizes)))
      assert.strictEqual(size, bytes.length)
      assert.strictEqual(cid, Manifest.cid(manifestOf(bytes)))
      model.set(cid, bytes)
    },
    toString: () => `put(${bytes.length})`
  })),
  known.map((bytes) => ({
    check: () => true,
    run: async (_: Model, codex: Service) => {
      const broken = Stream.concat(Stream.succeed(bytes), Stream.fail("gone" as const))
      const answer = await run(codex.put(broken))
      assert.strictEqual(Result.isFailure(answer) ? answer.failure : undefined, "gone")
    },
    toString: () => `putBroken(${bytes.length})`
  })),
  known.map((bytes) => ({
    check: () => true,
    run: async (model: Model, codex: Service) => {
      const cid = Manifest.cid(manifestOf(bytes))
      const found = await run(bytesOf(codex, cid))
      const expected = model.get(cid)
      if (expected === undefined) assert.strictEqual(reasonOf(found), "NotFound")
      else assert.isTrue(Bytes.equals(Result.getOrThrow(found), expected))
      assert.strictEqual(Result.getOrThrow(await run(codex.has(cid))), expected !== undefined)
      assert.strictEqual(reasonOf(await run(codex.manifest(cid))), expected === undefined ? "NotFound" : "ok")
    },
    toString: () => `get(${bytes.length})`
  })),
  known.map((bytes) => ({
    check: () => true,
    run: async (model: Model, codex: Service) => {
      const cid = Manifest.cid(manifestOf(bytes))
      assert.strictEqual(reasonOf(await run(codex.remove(cid))), "ok")
      model.delete(cid)
    },
    toString: () => `remove(${bytes.length})`
  })),
  fc.constant({
    check: () => true,
    run: async (model: Model, codex: Service) => {
      assert.deepStrictEqual(Result.getOrThrow(await run(codex.list)), [...model.keys()].sort())
    },
    toString: () => "list"
  })
]

/** How much slower than a memory: divides the number of random runs. */
export interface Capabilities {
  readonly slowness?: number
}

export const codexContract = <E>(
  name: string,
  layer: Layer.Layer<Codex, E>,
  { slowness = 1 }: Capabilities = {}
): void => {
  const numRuns = Math.ceil(heavyRuns / slowness)
  describe(`${name} satisfies Codex`, () => {
    it("A-40: gives back what was put, under the CID and size that the bytes decide, however they are cut", () =>
      fc.assert(
        fc.asyncProperty(edgeSize, fc.nat(255), coarse, (size, seed, sizes) =>
          Effect.gen(function* () {
            const codex = yield* Codex
            const bytes = pattern(size, seed)
            const stored = yield* put(codex, bytes, sizes)
            assert.deepStrictEqual(stored, { cid: Manifest.cid(manifestOf(bytes)), size })
            assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored.cid), bytes))
            assert.deepStrictEqual(yield* codex.manifest(stored.cid), manifestOf(bytes))
            assert.isTrue(yield* codex.has(stored.cid))
          }).pipe(Effect.provide(layer, { local: true }), Effect.runPromise)
        ),
        { numRuns }
      ))

    it.effect("A-40: datasets are of layout L3, application/octet-stream, without a file name", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const { cid } = yield* put(codex, Bytes.utf8("hello logos"))
        assert.strictEqual(cid, "zDvZRwzm1XSHX9H19xAyPoetd9JwN4iKAmk5DKcMdu5wy9kNrYzj")
        const { filename, layout, mimetype } = yield* codex.manifest(cid)
        assert.deepStrictEqual(
          { filename, layout, mimetype },
          { filename: undefined, layout: "L3", mimetype: "application/octet-stream" }
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("storing the same bytes again changes nothing", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const bytes = pattern(70_000, 1)
        const first = yield* put(codex, bytes)
        assert.deepStrictEqual(yield* put(codex, bytes, [999]), first)
        assert.deepStrictEqual(yield* codex.list, [first.cid])
        assert.isTrue(Bytes.equals(yield* bytesOf(codex, first.cid), bytes))
      }).pipe(Effect.provide(layer))
    )

    it.effect("the same bytes put at once by several are one dataset", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const bytes = pattern(140_000, 2)
        const stored = yield* Effect.forEach([1, 2, 3, 4], (size) => put(codex, bytes, [size * 10_000]), {
          concurrency: "unbounded"
        })
        assert.strictEqual(new Set(stored.map(({ cid }) => cid)).size, 1)
        assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored[0]!.cid), bytes))
      }).pipe(Effect.provide(layer))
    )

    it.effect("a stream that fails keeps its error and leaves nothing behind", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const error = yield* Effect.flip(
          codex.put(Stream.concat(Stream.succeed(pattern(70_000, 1)), Stream.fail({ _tag: "Gone" as const })))
        )
        assert.strictEqual(error._tag, "Gone")
        assert.deepStrictEqual(yield* codex.list, [])
        assert.isFalse(yield* codex.has(Manifest.cid(manifestOf(pattern(70_000, 1)))))
      }).pipe(Effect.provide(layer))
    )

    it.effect("a put that is interrupted leaves nothing behind", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const begun = yield* Deferred.make<void>()
        const stalled = Stream.concat(
          Stream.succeed(pattern(70_000, 1)),
          Stream.unwrap(Effect.as(Deferred.succeed(begun, undefined), Stream.never))
        )
        const fiber = yield* Effect.forkChild(codex.put(stalled))
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* codex.list, [])
      }).pipe(Effect.provide(layer))
    )

    it.effect("an empty stream is rejected, also where it has empty chunks", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        for (const chunks of [[], [Bytes.empty, Bytes.empty]]) {
          const failure = yield* Effect.flip(codex.put(Stream.fromIterable(chunks)))
          assert.strictEqual(failure.reason, "Rejected")
          assert.isFalse(failure.retryable)
        }
        assert.deepStrictEqual(yield* codex.list, [])
      }).pipe(Effect.provide(layer))
    )

    it.effect("what is absent is not found, is not held, and can be removed", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        for (const cid of [absent, ...noCids]) {
          for (const [operation, failing] of [
            ["get", Stream.runDrain(codex.get(cid))],
            ["manifest", codex.manifest(cid)]
          ] as const) {
            const failure = yield* Effect.flip<unknown, CodexFailure, never>(failing)
            assert.deepStrictEqual([failure.operation, failure.reason, failure.cid], [operation, "NotFound", cid])
            assert.isFalse(failure.retryable)
          }
          assert.isFalse(yield* codex.has(cid))
          yield* codex.remove(cid)
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("what was removed is gone, alone, and can be put again", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const [one, two] = [yield* put(codex, pattern(5, 1)), yield* put(codex, pattern(5, 2))]
        yield* codex.remove(one.cid)
        assert.deepStrictEqual(yield* codex.list, [two.cid])
        assert.strictEqual((yield* Effect.flip(bytesOf(codex, one.cid))).reason, "NotFound")
        assert.isTrue(Bytes.equals(yield* bytesOf(codex, two.cid), pattern(5, 2)))
        assert.deepStrictEqual(yield* put(codex, pattern(5, 1)), one)
        assert.isTrue(yield* codex.has(one.cid))
      }).pipe(Effect.provide(layer))
    )

    it.effect("the list ascends", () =>
      Effect.gen(function* () {
        const codex = yield* Codex
        const stored = yield* Effect.forEach(
          Array.from({ length: 12 }, (_, n) => n),
          (n) => put(codex, pattern(9, n))
        )
        assert.deepStrictEqual(yield* codex.list, stored.map(({ cid }) => cid).sort(Cid.order))
      }).pipe(Effect.provide(layer))
    )

    it("behaves like a map from CID to bytes, whatever the order of calls", () =>
      fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 20 }), (sequence) =>
          Effect.gen(function* () {
            const real = Context.get(yield* Layer.build(Layer.fresh(layer)), Codex)
            yield* Effect.promise(() => fc.asyncModelRun(() => ({ model: new Map() as Model, real }), sequence))
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns }
      ))
  })
}
