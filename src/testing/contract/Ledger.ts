/** The contract of the `Ledger` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import * as fc from "fast-check"
import * as HashMap from "effect/HashMap"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Publication from "../../domain/history/Publication.ts"
import * as Window from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { cid, entry, instant, nearWindow } from "../generators/history.ts"
import { heavyRuns } from "../runs.ts"
import * as Place from "./Place.ts"

const millis = instant.map(Time.toMillis)
const length = instant.map((span) => Time.max(span, Window.SHORTEST))

/** A state as it can stand on disk: any step of a publication, over a given index. */
const stateOver = (index: ArchiveIndex.ArchiveIndex): fc.Arbitrary<Publication.State> =>
  fc.record({
    grid: fc.option(fc.record({ anchor: instant, length }), { nil: undefined }).map(Option.fromUndefinedOr),
    next: fc.integer(),
    createdAt: instant,
    syncedTo: instant,
    gaps: fc.array(nearWindow, { maxLength: 3 }),
    index: fc.constant(index),
    facts: fc.constant(
      [...index].reduce(
        (facts, [key]) => HashMap.set(facts, key, { messages: 3, bytes: 4 }),
        HashMap.empty<ArchiveIndex.ArchiveKey, Publication.Facts>()
      )
    ),
    sealing: fc.constantFrom<Option.Option<Publication.Sealing>>(
      Option.none(),
      Option.some({ _tag: "Exporting", window: -3 }),
      Option.some({ _tag: "Exported", window: 4, topics: [], messages: 1, bytes: 2 })
    ),
    announcing: fc
      .option(
        fc.oneof(
          millis.map((clock): Publication.Announcing => ({ _tag: "Writing", clock })),
          fc
            .tuple(millis, cid)
            .map(([clock, cid]): Publication.Announcing => ({ _tag: "Stored", clock, cid, entries: 3 }))
        ),
        { nil: undefined }
      )
      .map(Option.fromUndefinedOr),
    published: fc
      .option(fc.record({ cid, clock: millis, at: instant, entries: fc.nat() }), { nil: undefined })
      .map(Option.fromUndefinedOr),
    unsettled: fc.array(fc.integer(), { maxLength: 3 }),
    retired: fc.array(fc.record({ cid, after: instant }), { maxLength: 3 }),
    clock: millis
  })

const growing = fc
  .array(entry, { maxLength: 6 })
  .chain((entries) => fc.tuple(...entries.map((_, n) => stateOver(ArchiveIndex.make(entries.slice(0, n + 1))))))

/** Each build of `layer` is a new, empty ledger. */
export const ledgerContract = <E>(
  name: string,
  layer: Layer.Layer<Ledger, E>,
  capabilities: Place.Sharing<Ledger, E> = {}
): void => {
  const fresh = Place.of(layer, capabilities)
  describe(`${name} satisfies Ledger`, () => {
    it("A-30 A-43: gives back the last state committed, by this process or the one before", () =>
      fc.assert(
        fc.asyncProperty(growing, (states) =>
          Effect.gen(function* () {
            const layer = yield* fresh
            const use = <A>(work: (ledger: Ledger["Service"]) => Effect.Effect<A, unknown>) =>
              Effect.flatMap(Ledger, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
            assert.isTrue(Option.isNone(yield* use((ledger) => ledger.load)))
            for (const state of states) {
              yield* use((ledger) => Effect.andThen(ledger.commit(state), ledger.commit(state)))
              assert.deepStrictEqual(plain(Option.getOrThrow(yield* use((ledger) => ledger.load))), plain(state))
            }
          }).pipe(Effect.scoped, Effect.orDie, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))

    it("A-22: an entry that displaces a lie under its key, and facts that change, are part of the last state", () => {
      const [truth, lie] = fc.sample(
        fc.uniqueArray(entry, { selector: ArchiveIndex.keyOf, minLength: 2, maxLength: 2 }),
        1
      )[0]!
      const key = ArchiveIndex.keyOf(truth!)
      const before = {
        ...Publication.initial(Time.nanos(5n)),
        index: HashMap.make([key, lie!]),
        facts: HashMap.make([key, { messages: 1, bytes: 2 }])
      }
      const after = {
        ...before,
        index: ArchiveIndex.add(before.index, truth!),
        facts: HashMap.make([key, { messages: 3, bytes: 4 }])
      }
      return Effect.gen(function* () {
        const layer = yield* fresh
        const use = <A>(work: (ledger: Ledger["Service"]) => Effect.Effect<A, unknown>) =>
          Effect.flatMap(Ledger, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
        yield* use((ledger) => Effect.andThen(ledger.commit(before), ledger.commit(after)))
        assert.deepStrictEqual(plain(Option.getOrThrow(yield* use((ledger) => ledger.load))), plain(after))
      }).pipe(Effect.scoped, Effect.orDie, Effect.runPromise)
    })

    it("CHA-45: remembers when each dataset was stored, the latest instant whatever the order, across openings", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom(...fc.sample(cid, 3)), instant), { maxLength: 8 }),
          (marks) =>
            Effect.gen(function* () {
              const layer = yield* fresh
              const use = <A>(work: (ledger: Ledger["Service"]) => Effect.Effect<A, unknown>) =>
                Effect.flatMap(Ledger, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
              const expected = new Map<string, bigint>()
              for (const [one, at] of marks) {
                yield* use((ledger) => ledger.markStored(one, at))
                expected.set(one, at > (expected.get(one) ?? -1n) ? at : expected.get(one)!)
              }
              assert.deepStrictEqual(new Map<string, bigint>(yield* use((ledger) => ledger.stored)), expected)
            }).pipe(Effect.scoped, Effect.orDie, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-94: remembers the last request of each member that was answered, across openings", () =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("0x02aa", "0x03bb"), millis), { maxLength: 8 }), (marks) =>
          Effect.gen(function* () {
            const layer = yield* fresh
            const use = <A>(work: (ledger: Ledger["Service"]) => Effect.Effect<A, unknown>) =>
              Effect.flatMap(Ledger, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
            const expected = new Map<string, bigint>()
            for (const [member, clock] of marks) {
              yield* use((ledger) => ledger.markAnswered(member, clock, 100))
              expected.set(member, clock > (expected.get(member) ?? -1n) ? clock : expected.get(member)!)
            }
            for (const member of ["0x02aa", "0x03bb", "0x02cc"]) {
              const known = yield* use((ledger) => ledger.answered(member))
              assert.strictEqual(Option.getOrUndefined(known), expected.get(member))
            }
          }).pipe(Effect.scoped, Effect.orDie, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-94: remembers as many of those who were answered as it is told, the oldest clocks leave first", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom("0x02aa", "0x02bb", "0x02cc", "0x02dd", "0x02ee"), millis), {
            maxLength: 12
          }),
          fc.integer({ min: 1, max: 4 }),
          (marks, quota) =>
            Effect.gen(function* () {
              const layer = yield* fresh
              const use = <A>(work: (ledger: Ledger["Service"]) => Effect.Effect<A, unknown>) =>
                Effect.flatMap(Ledger, work).pipe(Effect.provide(layer, { local: true }), Effect.orDie)
              let kept: ReadonlyArray<readonly [string, bigint]> = []
              for (const [member, clock] of marks) {
                yield* use((ledger) => ledger.markAnswered(member, clock, quota))
                const before = kept.find(([known]) => known === member)?.[1] ?? -1n
                kept = [
                  ...kept.filter(([known]) => known !== member),
                  [member, clock > before ? clock : before] as const
                ]
                  .sort(([left, at], [right, then]) => (at === then ? (left > right ? -1 : 1) : at > then ? -1 : 1))
                  .slice(0, quota)
              }
              for (const member of ["0x02aa", "0x02bb", "0x02cc", "0x02dd", "0x02ee"]) {
                const known = yield* use((ledger) => ledger.answered(member))
                assert.strictEqual(Option.getOrUndefined(known), kept.find(([one]) => one === member)?.[1])
              }
            }).pipe(Effect.scoped, Effect.orDie, Effect.runPromise)
        ),
        { numRuns: heavyRuns }
      ))

    it("CHA-41: refuses a state that lacks an entry, and changes nothing", () => {
      const [first, second] = fc.sample(
        fc.uniqueArray(entry, { selector: ArchiveIndex.keyOf, minLength: 2, maxLength: 2 }),
        1
      )[0]!
      const both = { ...Publication.initial(Time.nanos(5n)), index: ArchiveIndex.make([first!, second!]) }
      const refusal = Effect.gen(function* () {
        const ledger = yield* Ledger
        yield* ledger.commit(both)
        const refused = yield* Effect.flip(ledger.commit({ ...both, next: 9, index: ArchiveIndex.make([first!]) }))
        assert.strictEqual(refused.reason, "Refused")
        assert.deepStrictEqual(plain(Option.getOrThrow(yield* ledger.load)), plain(both))
      })
      return fresh.pipe(
        Effect.flatMap((layer) => Effect.provide(refusal, layer, { local: true })),
        Effect.scoped,
        Effect.orDie,
        Effect.runPromise
      )
    })
  })
}

const plain = (state: Publication.State) => ({
  ...state,
  index: ArchiveIndex.ascending(state.index),
  facts: [...state.facts].sort(([left], [right]) => (left < right ? -1 : 1))
})
