/** Members vote under the faults of the simulator: lossy networks, crashes, disks and clocks that fail. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, HashMap } from "effect"
import * as fc from "fast-check"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { now } from "../../src/app/Now.ts"
import * as Votes from "../../src/app/consensus/Votes.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import { PublicKey } from "../../src/domain/community/PublicKey.ts"
import * as Certificate from "../../src/domain/consensus/Certificate.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import type { ProposalId } from "../../src/domain/consensus/Proposal.ts"
import type { Session } from "../../src/domain/consensus/Session.ts"
import * as Sessions from "../../src/domain/consensus/Session.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { runs } from "../../src/testing/runs.ts"
import { Gathering } from "../../src/testing/simulator/index.ts"
import * as Simulator from "../../src/testing/simulator/index.ts"

type Node = Effect.Success<ReturnType<typeof Votes.make>>

const VOTERS = 4
const secret = (index: number) => new Uint8Array(32).fill(0x61 + index)
const address = (index: number) => Address.of(PublicKey(secp256k1.getPublicKey(secret(index), false)))
const electorate = Electorate.of(
  Array.from({ length: VOTERS }, (_, index) => address(index)),
  Vote.pureHashes.sha256
)!

const program = (index: number, enter: (node: Node) => void) =>
  Effect.gen(function* () {
    const key = yield* MemberKey
    const votes = yield* Votes.make({ scope: "votes", key, electorate })
    enter(votes)
    return yield* votes.run
  }).pipe(Effect.scoped, Effect.provide([Gathering.ground, Gathering.key(index)], { local: true }))

/** Somebody proposes, and members say what they think of it, sooner or later or never. */
const motion = fc.record({
  by: fc.nat(VOTERS - 1),
  hour: fc.nat(150),
  name: fc.constantFrom("a", "b", "c"),
  says: fc.array(fc.record({ by: fc.nat(VOTERS - 1), yes: fc.boolean(), after: fc.integer({ min: 1, max: 10 }) }), {
    maxLength: 6
  })
})

const scenario = Simulator.arbitrary({ maxWeeks: 1, maxFaults: 10 }).map((one) => ({
  ...one,
  members: Array.from({ length: VOTERS }, () => 0)
}))

/** Seconds that a vote is open. */
const OPEN = 12n * 3_600n

const deedsOf = (motions: ReadonlyArray<typeof motion extends fc.Arbitrary<infer M> ? M : never>) => {
  const ids = new Map<number, ProposalId>()
  return motions.flatMap(({ by, hour, name, says }, n): ReadonlyArray<Gathering.Deed<Node>> => [
    {
      hour,
      by,
      perform: (votes) =>
        Effect.gen(function* () {
          const expires = Time.unixSeconds(Time.toUnixSeconds(yield* now) + OPEN)
          const proposal = yield* votes.propose(
            { name: `${name}${n}`, subject: Bytes.utf8(name), tie: "reject", expires },
            true
          )
          ids.set(n, proposal.id)
        })
    },
    ...says.map(({ after, by, yes }) => ({
      hour: hour + after,
      by,
      perform: (votes: Node) => {
        const id = ids.get(n)
        return id === undefined ? Effect.void : votes.cast(id, yes)
      }
    }))
  ])
}

/** What each node made of each vote. */
const examine = (nodes: ReadonlyArray<Node>) =>
  Effect.gen(function* () {
    const wrong: Array<string> = []
    const seen = new Map<string, Array<Session>>()
    for (const node of nodes) {
      for (const session of yield* node.sessions) {
        const name = `${session.proposal.id}`
        seen.set(name, [...(seen.get(name) ?? []), session])
      }
    }
    for (const [name, sessions] of seen) {
      const votesOf = ({ votes }: Session) =>
        [...HashMap.values(votes)]
          .map(({ vote }) => Bytes.toHex(vote.wire.hash))
          .sort()
          .join()
      const certified = sessions.map(Certificate.of).filter((one) => one !== undefined)
      if (sessions.some(Sessions.isActive)) wrong.push(`the vote ${name} never ended`)
      const outcomes = sessions.map(({ state }) => JSON.stringify({ ...state, at: undefined }))
      for (const [n, left] of sessions.entries()) {
        for (const [m, right] of sessions.entries()) {
          if (votesOf(left) === votesOf(right) && outcomes[n] !== outcomes[m]) {
            wrong.push(`equal votes, and two outcomes of ${name}: ${outcomes[n]}, ${outcomes[m]}`)
          }
          const [one, other] = [left.state, right.state]
          const early = ({ proposal, state }: Session) =>
            state._tag === "Reached" && state.at < Time.fromUnixSeconds(proposal.expires)
          if (
            early(left) &&
            early(right) &&
            one._tag === "Reached" &&
            other._tag === "Reached" &&
            one.yes !== other.yes
          ) {
            wrong.push(`two early outcomes of ${name}`)
          }
        }
      }
      const isRefused = sessions.some(({ state }) => state._tag === "Reached" && !state.yes)
      const early = sessions.some(
        ({ proposal, state }) =>
          state._tag === "Reached" && !state.yes && state.at < Time.fromUnixSeconds(proposal.expires)
      )
      if (certified.length > 0 && isRefused && early) wrong.push(`${name} is certified, and was refused early`)
    }
    return wrong
  })

describe("votes under faults", () => {
  it("HGC-02 HGC-16 HGC-17 HGC-21 H-8 A-43: every vote ends, no two early outcomes differ, equal votes have equal outcomes", () =>
    fc.assert(
      fc.property(scenario, fc.array(motion, { maxLength: 4 }), (one, motions) => {
        const { wrong } = Gathering.run(one, { program, deeds: deedsOf(motions), examine })
        assert.deepStrictEqual(wrong, [])
      }),
      { numRuns: Math.ceil(runs / 50), seed: 1 }
    ))

  it("HGC-16 HGC-17 H-6: who heard nothing live asks at the deadline, and comes to the result of the others", () => {
    const deaf = { kind: "drop", node: VOTERS, at: 4, hours: 40, strength: 10 } as const
    const one = { seed: 3, weeks: 1, perWeek: 1, members: [0, 0, 0, 0], faults: [deaf] }
    const says = [1, 2].map((by) => ({ by, yes: false, after: 11.5 }))
    const { wrong } = Gathering.run(one, {
      program,
      deeds: deedsOf([{ by: 0, hour: 5, name: "a", says }]),
      examine: (nodes) =>
        Effect.gen(function* () {
          const outcomes: Array<string> = []
          for (const node of nodes) {
            for (const { state, votes } of yield* node.sessions) {
              outcomes.push(`${HashMap.size(votes)} ${state._tag === "Reached" ? state.yes : state._tag}`)
            }
          }
          return outcomes
        })
    })
    assert.deepStrictEqual(wrong, ["3 false", "3 false", "3 false", "3 false"])
  })

  it("HGC-04 HGC-19: what no message carries is refused by name, and nothing of it is kept", () => {
    const calm = { seed: 3, weeks: 1, perWeek: 1, members: [0], faults: [] }
    const refused: Array<string> = []
    const propose = (votes: Node, size: number) =>
      Effect.gen(function* () {
        const expires = Time.unixSeconds(Time.toUnixSeconds(yield* now) + OPEN)
        yield* votes.propose({ name: "a", subject: new Uint8Array(size).fill(97), tie: "reject", expires }, true)
      })
    const perform = (votes: Node) =>
      Effect.gen(function* () {
        const refusal = yield* Effect.flip(propose(votes, 70_000))
        if (refusal._tag === "VoteRefused") refused.push(refusal.reason)
        yield* propose(votes, 60_000)
      })
    const { wrong } = Gathering.run(calm, {
      program,
      deeds: [{ hour: 5, by: 0, perform }],
      examine: ([node]) => Effect.map(node!.sessions, (all) => (all.length === 1 ? [] : [`${all.length} votes`]))
    })
    assert.deepStrictEqual([wrong, refused], [[], ["TooLarge"]])
  })

  it("HGC-12 HGC-14 HGC-17: without faults everybody knows the outcome of every vote, and whoever asks has its certificate", () => {
    const calm = { seed: 3, weeks: 1, perWeek: 1, members: [0, 0, 0, 0], faults: [] }
    const says = [1, 2].map((by) => ({ by, yes: true, after: 1 }))
    let certificates = 0
    const { wrong } = Gathering.run(calm, {
      program,
      deeds: deedsOf([{ by: 0, hour: 5, name: "a", says }]),
      examine: (nodes) =>
        Effect.gen(function* () {
          for (const node of nodes) {
            const [session] = yield* node.sessions
            assert.isDefined(session)
            assert.strictEqual(session.state._tag, "Reached")
            if (Certificate.of(session) !== undefined) certificates++
          }
          return yield* examine(nodes)
        })
    })
    assert.deepStrictEqual(wrong, [])
    assert.strictEqual(certificates, VOTERS)
  })
})
