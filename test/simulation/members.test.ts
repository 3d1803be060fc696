/** A group governs itself under the faults of the simulator: lossy networks, crashes, disks and clocks that fail. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as fc from "fast-check"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as Members from "../../src/app/membership/Members.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import { PublicKey } from "../../src/domain/community/PublicKey.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import type { State } from "../../src/domain/membership/State.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { runs } from "../../src/testing/runs.ts"
import { Gathering } from "../../src/testing/simulator/index.ts"
import * as Simulator from "../../src/testing/simulator/index.ts"

type Node = Effect.Success<ReturnType<typeof Members.make>>

const MEMBERS = 4
const secret = (index: number) => new Uint8Array(32).fill(0x61 + index)
const address = (index: number) => Address.of(PublicKey(secp256k1.getPublicKey(secret(index), false)))

/** Machines are off and networks down for hours: what reaches one member in time is a matter of half a day. */
const slow: Policy.Policy = {
  ...Policy.standard,
  inactivity: Time.hours(12),
  recovery: Time.hours(12),
  freeze: Time.hours(48),
  delta: Time.hours(12),
  expiry: Time.hours(48)
}

/** Votes yes on everything, and writes down each epoch and what it began with. */
const program = (seen: Map<string, Set<string>>) => (index: number, enter: (node: Node) => void) =>
  Effect.gen(function* () {
    const group = yield* Members.make({ key: yield* MemberKey, admits: true, heartbeat: "6 hours" })
    enter(group)
    const react = Stream.runForEach(group.runner.events, (event) => {
      if (event._tag === "VoteRequested") return Effect.exit(group.vote(event.id, true))
      if (event._tag !== "CommitApplied") return Effect.void
      const { added, creator, epoch, removed } = event
      const winner = [creator, ...added, "-", ...removed].join()
      return Effect.sync(() => seen.set(`${epoch}`, (seen.get(`${epoch}`) ?? new Set()).add(winner)))
    })
    return yield* Effect.raceFirst(Effect.andThen(react, Effect.never), group.run)
  }).pipe(
    Effect.scoped,
    Effect.provide([Gathering.ground, Gathering.key(index), MlsMemory.layer(Bytes.utf8(`member ${index}`))], {
      local: true
    })
  )

const deeds: ReadonlyArray<Gathering.Deed<Node>> = [
  { hour: 1, by: 0, perform: ({ runner }) => runner.offer({ _tag: "Create", policy: slow }) },
  ...[1, 2, 3].map((by): Gathering.Deed<Node> => ({
    hour: 1 + by,
    by,
    perform: ({ runner }) => runner.offer({ _tag: "Join" })
  })),
  ...[20, 200].map((hour): Gathering.Deed<Node> => ({
    hour,
    by: 3,
    perform: ({ runner }) => runner.offer({ _tag: "Join" })
  })),
  {
    hour: 150,
    by: 0,
    perform: ({ runner }) => runner.offer({ _tag: "Wish", wish: "Remove", member: address(2) })
  }
]

const examine = (seen: ReadonlyMap<string, ReadonlySet<string>>, last: Array<State>) => (nodes: ReadonlyArray<Node>) =>
  Effect.gen(function* () {
    const wrong: Array<string> = []
    for (const [epoch, winners] of seen) {
      if (winners.size > 1) wrong.push(`epoch ${epoch} has several winners: ${[...winners].join(" and ")}`)
    }
    for (const { runner } of nodes) last.push(yield* runner.state)
    const inside = last.flatMap(({ roster }) => (roster === undefined ? [] : [roster]))
    const newest = inside.reduce((most, { epoch }) => (epoch > most ? epoch : most), 0n)
    const rosters = new Set(
      inside.filter(({ epoch }) => epoch === newest).map(({ lists, members }) => JSON.stringify([members, lists], text))
    )
    if (rosters.size > 1) wrong.push(`epoch ${newest} has several rosters`)
    return wrong
  })

const text = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}` : value)

const hold = (scenario: Simulator.Scenario) => {
  const seen = new Map<string, Set<string>>()
  const last: Array<State> = []
  const { wrong } = Gathering.run(scenario, { program: program(seen), deeds, examine: examine(seen, last) })
  return { wrong, last }
}

const members = Array.from({ length: MEMBERS }, () => 0)

describe("members under faults", () => {
  it("MLS-14 MLS-21 A-43: every epoch has one winner, whatever machines and networks do within Δ", () =>
    fc.assert(
      fc.property(Simulator.arbitrary({ maxWeeks: 2, maxFaults: 6 }), (one) => {
        assert.deepStrictEqual(hold({ ...one, members }).wrong, [])
      }),
      { numRuns: Math.ceil(runs / 100), seed: 1 }
    ))

  it("MLS-01 MLS-10 MLS-16: without faults everybody who asked is a member, and who was voted out is not", () => {
    const { last, wrong } = hold({ seed: 3, weeks: 2, perWeek: 1, members, faults: [] })
    assert.deepStrictEqual(wrong, [])
    const there = [0, 1, 3].map(address).sort()
    for (const [n, { roster }] of last.entries()) {
      if (n === 2) assert.isUndefined(roster)
      else assert.deepStrictEqual(roster?.members, there)
    }
  })
})
