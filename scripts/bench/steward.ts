/** What a member does with a steward's commit in a group of a thousand: judging it, and having MLS look at it. */
import * as Effect from "effect/Effect"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as MlsTs from "../../src/adapters/mls-ts/MlsGroup.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Address } from "../../src/domain/community/Address.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import * as Approved from "../../src/domain/membership/Approved.ts"
import * as Candidate from "../../src/domain/membership/Candidate.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as StewardList from "../../src/domain/membership/StewardList.ts"
import * as Updates from "../../src/domain/membership/Update.ts"
import * as Time from "../../src/domain/Time.ts"
import { MlsGroup } from "../../src/ports/MlsGroup.ts"
import { median, rounds, type Measure } from "./measure.ts"

const MEMBERS = 1_000
const CHANGES = 50
const REAL = 1_000
const GROUP = Bytes.utf8("bench")

const member = (n: number): Address => Addresses.parse(n.toString(16).padStart(40, "0"))!

const everybody = Array.from({ length: MEMBERS }, (_, n) => member(n))

/** Half of the changes add, half remove. */
const half = CHANGES / 2
const keyPackages = Array.from({ length: half }, (_, n) => Bytes.utf8(`key package ${n}`))
const at = Time.days(20_000)
const approved = [
  ...keyPackages.map((keyPackage, n) => ({ member: member(MEMBERS + n), keyPackage, at, urgent: false })),
  ...everybody.slice(-half).map((member) => ({ member, at, urgent: false }))
].reduce(Approved.add, Approved.empty)

const policy: Policy.Policy = { ...Policy.standard, stewardsMax: 5 }
const list: StewardList.StewardList = {
  epoch: 9n,
  retry: 0,
  stewards: StewardList.order(9n, 0, everybody.slice(0, -half), GROUP).slice(0, policy.stewardsMax)
}

const candidate = (n: number): Candidate.Candidate => ({
  hash: n.toString(16).padStart(64, "0"),
  epoch: 9n,
  retry: 0,
  creator: list.stewards[n % list.stewards.length]!,
  adds: keyPackages.map((keyPackage, n) => ({ member: member(MEMBERS + n), keyPackage: Updates.hashOf(keyPackage) })),
  removes: everybody.slice(-half),
  commit: Bytes.empty,
  welcome: Bytes.empty,
  staged: Bytes.empty,
  heard: Time.add(at, Time.minutes(5))
})

/** The roster is made a set and the winner is found among as many candidates as there are stewards, as at the end of a round. */
const judge = (candidates: ReadonlyArray<Candidate.Candidate>): number => {
  const started = performance.now()
  const round: Candidate.Round = {
    policy,
    epoch: 9n,
    members: new Set(everybody),
    lists: [list],
    recovery: false,
    suspended: new Set(),
    approved
  }
  if (Candidate.choose(round, candidates).length !== candidates.length) throw new Error("a good candidate was refused")
  return performance.now() - started
}

/** A group of this size, and how long it takes to look at a commit of so many changes. */
const inspect = (size: number, changes: number) =>
  Effect.gen(function* () {
    const mls = yield* MlsGroup
    const joiners = yield* Effect.forEach(
      Array.from({ length: size - 1 + changes }, (_, n) => member(n + 1)),
      (member) => Effect.map(mls.keyPackage(member), ({ keyPackage, secret }) => ({ member, keyPackage, secret }))
    )
    const adding = (from: number, to: number) =>
      joiners.slice(from, to).map(({ keyPackage, member }): Approved.Change => ({ _tag: "Add", member, keyPackage }))
    const founder = yield* mls.create(GROUP, member(0))
    const first = yield* mls.build(founder, adding(0, size - 1), Bytes.empty, Bytes.empty)
    const { state } = yield* mls.apply(founder, first.commit, first.staged)
    const witness = yield* mls.join(GROUP, joiners[0]!.keyPackage, joiners[0]!.secret, first.welcome)
    if (witness._tag === "None") throw new Error("the witness did not join")
    const { commit } = yield* mls.build(state, adding(size - 1, size - 1 + changes), Bytes.empty, Bytes.empty)
    const started = performance.now()
    yield* mls.inspect(witness.value.state, commit)
    return { millis: performance.now() - started, state: witness.value.state.length, commit: commit.length }
  })

const GOAL = 5

export const measure: Measure = {
  title: `a steward's commit of ${CHANGES} changes judged at ${MEMBERS.toLocaleString("en-US")} members, by every rule, among five of them`,
  goal: `< ${GOAL} ms`,
  limit: GOAL,
  run: async (times) => {
    const candidates = Array.from({ length: policy.stewardsMax }, (_, n) => candidate(n))
    rounds(50, () => judge(candidates))
    const value = median(rounds(Math.max(times, 3) * 20, () => judge(candidates)))
    const model = await Effect.runPromise(Effect.provide(inspect(MEMBERS, CHANGES), MlsMemory.layer(GROUP)))
    const real = await Effect.runPromise(Effect.provide(inspect(REAL, CHANGES), MlsTs.layer))
    const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`
    return {
      value,
      unit: "ms",
      detail: [
        `the model of MLS looks at it in ${model.millis.toFixed(1)} ms; state ${kilobytes(model.state)}`,
        `ts-mls looks at one of ${CHANGES} additions to a group of ${REAL} in ${real.millis.toFixed(0)} ms; state ${kilobytes(real.state)}, commit ${kilobytes(real.commit)}`
      ]
    }
  }
}
