/** A group that governs itself, on machines that lose power, with disks that fail and networks that lose and repeat. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as fc from "fast-check"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as Members from "../../src/app/membership/Members.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { runs } from "../../src/testing/runs.ts"
import * as Gathering from "../../src/testing/simulator/Gathering.ts"
import * as Scenario from "../../src/testing/simulator/Scenario.ts"

const SIZE = 4

/** What is lost live comes from the stores within six hours; a machine is back within ten. So everybody hears everything within Δ (MLS-14). */
const policy: Policy.Policy = {
  ...Policy.standard,
  delta: Time.hours(18),
  inactivity: Time.hours(18),
  recovery: Time.hours(6),
  freeze: Time.hours(72),
  expiry: Time.days(4)
}

const KINDS: ReadonlySet<Scenario.Kind> = new Set([
  "drop",
  "duplicate",
  "delay",
  "crash",
  "disk-busy",
  "disk-fails",
  "off"
])

const mls = MlsMemory.layer(Bytes.utf8("gathering"))

type Node = Effect.Success<ReturnType<typeof Members.make>>

const program: Gathering.Gathering<Node>["program"] = (index, enter) =>
  Effect.gen(function* () {
    const members = yield* Members.make(yield* MemberKey)
    enter(members)
    // Whoever is to join or leave is welcome to.
    const agreeing = Effect.gen(function* () {
      for (const id of (yield* members.runner.state).open.keys()) yield* members.vote(id, true)
      yield* Effect.sleep("1 hour")
    }).pipe(Effect.forever)
    return yield* Effect.raceFirst(members.run, agreeing)
  }).pipe(Effect.scoped, Effect.provide(Layer.mergeAll(Gathering.key(index), Gathering.ground, mls), { local: true }))

const scenario = Scenario.arbitrary({ maxWeeks: 4, maxFaults: 10 }).map((one): Scenario.Scenario => ({
  ...one,
  weeks: 4,
  second: undefined,
  members: Array.from({ length: SIZE }, () => 0),
  faults: one.faults
    .filter(({ kind }) => KINDS.has(kind))
    .map((fault) => ({ ...fault, hours: fault.kind === "off" ? Math.min(fault.hours, 10) : fault.hours }))
}))

/** Founded by the first; the others ask to join, and the last is to leave again. */
const deeds = (hours: readonly [number, number, number]): ReadonlyArray<Gathering.Deed<Node>> => [
  { hour: 1, by: 0, perform: ({ runner }) => runner.offer({ _tag: "Create", policy }) },
  // Asked more than once: a machine may be off just then.
  ...[1, 2, 3].flatMap((by) =>
    [0, 30, 60].map((later) => ({
      hour: 2 + hours[by - 1]! + later,
      by,
      perform: ({ runner }: Node) => runner.offer({ _tag: "Join" })
    }))
  ),
  ...[20, 60, 120, 200, 300].map((hour) => ({
    hour: hour + hours[0],
    by: 0,
    perform: ({ runner }: Node) =>
      Effect.flatMap(runner.state, ({ keyPackages }) =>
        runner.offer(...[...keyPackages.keys()].map((member) => ({ _tag: "Wish", wish: "Add", member }) as const))
      )
  }))
]

const examine = (counts: Map<number, number>) => (nodes: ReadonlyArray<Node>) =>
  Effect.gen(function* () {
    const wrong: Array<string> = []
    const rosters = (yield* Effect.forEach(nodes, ({ runner }) => runner.state)).map(({ roster }) => roster)
    const inside = rosters.filter((roster) => roster !== undefined)
    const size = inside[0]?.members.length ?? 0
    counts.set(size, (counts.get(size) ?? 0) + 1)
    for (const { epoch, members } of inside) {
      if (epoch !== inside[0]!.epoch || members.join() !== inside[0]!.members.join()) {
        wrong.push(`two groups: ${inside.map((one) => `${one.epoch} of ${one.members.length}`).join(", ")}`)
        break
      }
    }
    for (const [index, { self }] of nodes.entries()) {
      const isIn = inside[0]?.members.includes(self) === true
      if (isIn !== (rosters[index] !== undefined)) {
        wrong.push(
          `participant ${index + 1} is ${isIn ? "a member and does not know it" : "no member and thinks it is"}`
        )
      }
    }
    return wrong
  })

describe("members of a group", () => {
  it("MLS-08 MLS-14 MLS-17 MLS-20 MLS-21 MLS-24 A-43: end in one epoch with one roster, whatever happened to their machines", () => {
    const counts = new Map<number, number>()
    fc.assert(
      fc.property(scenario, fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)), (one, hours) => {
        const { wrong } = Gathering.run(one, { program, deeds: deeds(hours), examine: examine(counts) })
        assert.deepStrictEqual(wrong, [])
      }),
      { numRuns: Math.ceil(runs / 100), seed: 1 }
    )
    // The property says something only where groups came about.
    assert.isTrue(
      [...counts.keys()].some((size) => size > 1),
      JSON.stringify([...counts])
    )
  })

  it("MLS-09 MLS-10 MLS-16: without faults all four are members", () => {
    const counts = new Map<number, number>()
    const calm = { seed: 1, weeks: 4, perWeek: 1, members: [0, 0, 0, 0], faults: [] }
    const { wrong } = Gathering.run(calm, { program, deeds: deeds([0, 0, 0]), examine: examine(counts) })
    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual([...counts], [[SIZE, 1]])
  })
})
