/** The contract of the `ArchiveFolder` port. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Result, Stream } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import { ArchiveKey } from "../../domain/history/ArchiveIndex.ts"
import * as Time from "../../domain/Time.ts"
import { ArchiveFolder, type ArchiveFileName, type FolderFailure } from "../../ports/ArchiveFolder.ts"
import { cut, cuts, pattern } from "../generators/codex.ts"
import { heavyRuns } from "../runs.ts"

type Service = ArchiveFolder["Service"]

const all = <E>(stream: Stream.Stream<Uint8Array, E>) => Effect.map(Stream.runCollect(stream), Bytes.concat)
export const write = (folder: Service, name: string, bytes: Uint8Array, sizes: ReadonlyArray<number> = []) =>
  folder.draft(name, Stream.fromIterable(cut(bytes, sizes)))
export const keep = (folder: Service, file: ArchiveFileName, bytes: Uint8Array) =>
  Effect.andThen(write(folder, "new", bytes), folder.keep("new", file))
export const readFile = (folder: Service, file: ArchiveFileName) => all(folder.read(file))
export const readDraft = (folder: Service, name: string) => all(folder.readDraft(name))

export const fileOf = (from: bigint, to: bigint, digit = "a"): ArchiveFileName => ({
  window: { from: Time.nanos(from), to: Time.nanos(to) },
  key: ArchiveKey(`0x${digit.repeat(64)}`)
})

const nameOf = ({ key, window }: ArchiveFileName) => `${window.from}-${window.to}-${key}`
const place = ({ key, window }: ArchiveFileName) =>
  `${window.to.toString().padStart(20, "0")} ${window.from.toString().padStart(20, "0")} ${key}`
const ascending = (files: ReadonlyArray<ArchiveFileName>) => files.map(place).sort()

interface Model {
  readonly drafts: Map<string, Uint8Array>
  readonly files: Map<string, { readonly file: ArchiveFileName; readonly bytes: Uint8Array }>
  index: Uint8Array | undefined
}

const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(Effect.result(effect))
const succeed = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Result.getOrThrow(await run(effect))
const reasonOf = <A>(answer: Result.Result<A, FolderFailure>) =>
  Result.isFailure(answer) ? answer.failure.reason : "ok"

/** `index` and `index-pb` are names like any other. */
const names = fc.constantFrom("a", "Z-9", "index", "index-pb", `0x${"a".repeat(64)}`, "1-2")
const files = fc.constantFrom(
  fileOf(1n, 2n),
  fileOf(1n, 2n, "b"),
  fileOf(0n, 2n),
  fileOf(1n, 12n),
  fileOf(0n, Time.MAX_NANOS)
)
const contents = fc.oneof(fc.constant(Bytes.empty), fc.uint8Array({ maxLength: 40 }))

const commands: Array<fc.Arbitrary<fc.AsyncCommand<Model, Service>>> = [
  fc.tuple(names, contents, cuts(9)).map(([name, bytes, sizes]) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      assert.strictEqual(await succeed(write(folder, name, bytes, sizes)), bytes.length)
      model.drafts.set(name, bytes)
    },
    toString: () => `draft(${name}, ${bytes.length})`
  })),
  fc.tuple(names, contents).map(([name, bytes]) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      const answer = await run(folder.draft(name, Stream.concat(Stream.succeed(bytes), Stream.fail("gone" as const))))
      assert.strictEqual(Result.isFailure(answer) ? answer.failure : undefined, "gone")
      model.drafts.delete(name)
    },
    toString: () => `draftBroken(${name})`
  })),
  names.map((name) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      const found = await run(readDraft(folder, name))
      const expected = model.drafts.get(name)
      if (expected === undefined) assert.strictEqual(reasonOf(found), "NotFound")
      else assert.deepStrictEqual(Result.getOrThrow(found), expected)
      assert.strictEqual(await succeed(folder.hasDraft(name)), expected !== undefined)
    },
    toString: () => `readDraft(${name})`
  })),
  names.map((name) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      await succeed(folder.dropDraft(name))
      model.drafts.delete(name)
    },
    toString: () => `dropDraft(${name})`
  })),
  fc.tuple(names, files).map(([name, file]) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      const bytes = model.drafts.get(name)
      const answer = reasonOf(await run(folder.keep(name, file)))
      assert.strictEqual(answer, bytes === undefined && !model.files.has(nameOf(file)) ? "NotFound" : "ok")
      if (bytes === undefined) return
      model.drafts.delete(name)
      model.files.set(nameOf(file), { file, bytes })
    },
    toString: () => `keep(${name}, ${nameOf(file).slice(0, 30)})`
  })),
  files.map((file) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      const found = await run(readFile(folder, file))
      const expected = model.files.get(nameOf(file))?.bytes
      if (expected === undefined) assert.strictEqual(reasonOf(found), "NotFound")
      else assert.deepStrictEqual(Result.getOrThrow(found), expected)
      assert.deepStrictEqual(
        await succeed(folder.size(file)),
        Option.map(Option.fromUndefinedOr(expected), ({ length }) => length)
      )
    },
    toString: () => `read(${nameOf(file).slice(0, 30)})`
  })),
  contents.map((bytes) => ({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      await succeed(folder.writeIndex(bytes))
      model.index = bytes
    },
    toString: () => `writeIndex(${bytes.length})`
  })),
  fc.constant({
    check: () => true,
    run: async (model: Model, folder: Service) => {
      assert.deepStrictEqual(await succeed(folder.readIndex), Option.fromUndefinedOr(model.index))
      const listed = await succeed(folder.list)
      assert.deepStrictEqual(listed.map(place), ascending([...model.files.values()].map(({ file }) => file)))
      for (const file of listed) assert.strictEqual(file.size, model.files.get(nameOf(file))!.bytes.length)
      const everything = [...model.drafts.values(), ...[...model.files.values()].map(({ bytes }) => bytes)]
      assert.strictEqual(
        await succeed(folder.used),
        everything.reduce((sum, { length }) => sum + length, 0)
      )
    },
    toString: () => "look"
  })
]

/** All of it, on a fresh folder for each test. */
export const archiveFolderContract = <E>(name: string, layer: Layer.Layer<ArchiveFolder, E>): void => {
  describe(`${name} satisfies ArchiveFolder`, () => {
    it("CHA-42: a draft holds what was written, however it was cut, and answers its size", () =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom(0, 1, 300, 300_000), cuts(90_000), (size, sizes) =>
          Effect.gen(function* () {
            const folder = yield* ArchiveFolder
            const bytes = pattern(size, 3)
            assert.strictEqual(yield* write(folder, "one", bytes, size > 10_000 ? [80_000] : sizes), size)
            assert.isTrue(yield* folder.hasDraft("one"))
            assert.isTrue(Bytes.equals(yield* readDraft(folder, "one"), bytes))
          }).pipe(Effect.provide(layer, { local: true }), Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))

    it.effect("a draft replaces an earlier one of its name, and a stream that fails leaves none at all", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        yield* write(folder, "one", pattern(50, 1))
        yield* write(folder, "other", pattern(5, 5))
        yield* write(folder, "one", pattern(20, 2))
        assert.deepStrictEqual(yield* readDraft(folder, "one"), pattern(20, 2))
        const error = yield* Effect.flip(
          folder.draft("one", Stream.concat(Stream.succeed(pattern(9, 9)), Stream.fail({ _tag: "Gone" as const })))
        )
        assert.strictEqual(error._tag, "Gone")
        assert.isFalse(yield* folder.hasDraft("one"))
        assert.strictEqual((yield* Effect.flip(readDraft(folder, "one"))).reason, "NotFound")
        assert.deepStrictEqual(yield* readDraft(folder, "other"), pattern(5, 5))
      }).pipe(Effect.provide(layer))
    )

    it.effect("an absent draft can be dropped, and a dropped one is gone", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        yield* folder.dropDraft("one")
        yield* write(folder, "one", pattern(5, 1))
        yield* folder.dropDraft("one")
        assert.isFalse(yield* folder.hasDraft("one"))
      }).pipe(Effect.provide(layer))
    )

    it.effect(
      "CHA-43 A-49: keeping moves a draft to its final name; keeping again succeeds; without either it is not found",
      () =>
        Effect.gen(function* () {
          const folder = yield* ArchiveFolder
          const file = fileOf(1n, 2n)
          assert.strictEqual((yield* Effect.flip(folder.keep("one", file))).reason, "NotFound")
          yield* write(folder, "one", pattern(5, 1))
          yield* folder.keep("one", file)
          assert.isFalse(yield* folder.hasDraft("one"))
          yield* folder.keep("one", file)
          assert.deepStrictEqual(yield* readFile(folder, file), pattern(5, 1))
          assert.deepStrictEqual(yield* folder.size(file), Option.some(5))
          assert.strictEqual((yield* Effect.flip(folder.keep("one", fileOf(1n, 3n)))).reason, "NotFound")
        }).pipe(Effect.provide(layer))
    )

    it.effect("an absent file has no size and cannot be read", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        yield* keep(folder, fileOf(1n, 2n), pattern(5, 1))
        for (const other of [fileOf(0n, 2n), fileOf(1n, 3n), fileOf(1n, 2n, "b")]) {
          assert.deepStrictEqual(yield* folder.size(other), Option.none())
          const failure = yield* Effect.flip(readFile(folder, other))
          assert.strictEqual(failure.reason, "NotFound")
          assert.isFalse(failure.retryable)
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("A-21: the list ascends by end, then begin, then key, with sizes, and shows no drafts", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        const made = [
          fileOf(5n, 20n, "b"),
          fileOf(5n, 20n),
          fileOf(9n, 10n),
          fileOf(0n, 9n),
          fileOf(1n, 20n, "f"),
          fileOf(0n, Time.MAX_NANOS)
        ]
        for (const [size, file] of made.entries()) yield* keep(folder, file, pattern(size, 1))
        yield* write(folder, "one", pattern(5, 1))
        yield* folder.writeIndex(pattern(5, 1))
        const listed = yield* folder.list
        assert.deepStrictEqual(listed.map(place), ascending(made))
        for (const { key, size, window } of listed) {
          assert.strictEqual(
            size,
            made.findIndex((file) => nameOf(file) === nameOf({ key, window }))
          )
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("CHA-36 A-49: the index file is absent at first, then what was written last", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        assert.deepStrictEqual(yield* folder.readIndex, Option.none())
        yield* folder.writeIndex(Bytes.empty)
        assert.deepStrictEqual(yield* folder.readIndex, Option.some(Bytes.empty))
        yield* folder.writeIndex(pattern(90_000, 1))
        yield* folder.writeIndex(pattern(10, 2))
        assert.deepStrictEqual(yield* folder.readIndex, Option.some(pattern(10, 2)))
      }).pipe(Effect.provide(layer))
    )

    it.effect("writing the index touches no draft, whatever its name", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        for (const draft of ["index", "index-pb"]) yield* write(folder, draft, pattern(4, 1))
        yield* folder.writeIndex(pattern(9, 2))
        for (const draft of ["index", "index-pb"])
          assert.deepStrictEqual(yield* readDraft(folder, draft), pattern(4, 1))
      }).pipe(Effect.provide(layer))
    )

    it.effect("other names than of letters, digits and - are refused, for drafts and for archives", () =>
      Effect.gen(function* () {
        const folder = yield* ArchiveFolder
        for (const bad of ["", ".", "..", "a/b", "../x", "a.b", "a b", "a\u0000", "ä", "a".repeat(201)]) {
          const calls: ReadonlyArray<Effect.Effect<unknown, FolderFailure>> = [
            write(folder, bad, pattern(3, 1)),
            readDraft(folder, bad),
            folder.hasDraft(bad),
            folder.dropDraft(bad),
            folder.keep(bad, fileOf(1n, 2n))
          ]
          for (const call of calls)
            assert.strictEqual((yield* Effect.flip(call)).reason, "Refused", JSON.stringify(bad))
        }
        yield* write(folder, "one", pattern(3, 1))
        const outside = { ...fileOf(1n, 2n), key: ArchiveKey("/../../x") }
        assert.strictEqual((yield* Effect.flip(folder.keep("one", outside))).reason, "Refused")
        assert.strictEqual((yield* Effect.flip(readFile(folder, outside))).reason, "NotFound")
        assert.deepStrictEqual(yield* folder.size(outside), Option.none())
        assert.isTrue(yield* folder.hasDraft("one"))
      }).pipe(Effect.provide(layer))
    )

    it("behaves like three maps, whatever the order of calls", () =>
      fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), (sequence) =>
          Effect.gen(function* () {
            const real = Context.get(yield* Layer.build(Layer.fresh(layer)), ArchiveFolder)
            const model = (): Model => ({ drafts: new Map(), files: new Map(), index: undefined })
            yield* Effect.promise(() => fc.asyncModelRun(() => ({ model: model(), real }), sequence))
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))
  })
}
