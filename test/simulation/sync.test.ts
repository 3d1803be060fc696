/** Members of a channel on machines that lose power, on networks that lose messages, with clocks that are wrong. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as Channel from "../../src/app/sync/Channel.ts"
import * as LookUps from "../../src/app/sync/LookUps.ts"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Snapshot from "../../src/domain/sync/Snapshot.ts"
import * as State from "../../src/domain/sync/State.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import * as Gathering from "../../src/testing/simulator/Gathering.ts"
import * as Scenario from "../../src/testing/simulator/Scenario.ts"

const PARTICIPANTS = 3

/** Nothing is ever given up: what is missing for weeks must come in the end. Clocks may be wrong by ten hours. */
const patient: Policy.Policy = {
  ...Policy.standard,
  participants: PARTICIPANTS,
  lostAfter: Time.days(1_000),
  tolerance: Time.days(2)
}

const node = Effect.gen(function* () {
  return yield* Channel.make({ key: yield* MemberKey, find: LookUps.nowhere, policy: patient })
})
type Node = Effect.Success<typeof node>

const program: Gathering.Gathering<Node>["program"] = (index, enter) =>
  Effect.gen(function* () {
    const channel = yield* node
    enter(channel)
    return yield* channel.runner.run
  }).pipe(Effect.provide([Gathering.key(index), Gathering.ground]))

/** Everybody is to have the same log, byte for byte, and to know that it is whole. */
const examine = (said: ReadonlyArray<string>) => (nodes: ReadonlyArray<Node>) =>
  Effect.gen(function* () {
    const wrong: Array<string> = []
    const logs = new Set<string>()
    for (const [index, { runner, snapshot }] of nodes.entries()) {
      const state = yield* runner.state
      logs.add(Buffer.from(Snapshot.encode(yield* snapshot)).toString("base64"))
      const status = Status.toText(Status.of(state))
      if (status !== "synced") wrong.push(`participant ${index + 1} is ${status}`)
      const { length } = State.log(state)
      if (length < said.length) wrong.push(`participant ${index + 1} has ${length} of ${said.length} messages`)
    }
    if (logs.size > 1) wrong.push("the logs differ")
    return wrong
  })

const scenario = Scenario.arbitrary({ maxWeeks: 2, maxFaults: 12 }).map((one): Scenario.Scenario => ({
  ...one,
  second: undefined,
  members: Array.from({ length: PARTICIPANTS }, (_, index) => one.members[index] ?? 0)
}))

const script = fc.array(fc.record({ hour: fc.nat(335), by: fc.nat(PARTICIPANTS - 1) }), { maxLength: 12, size: "max" })

describe("members of a channel", () => {
  it("SDS-09 SDS-14 SDS-18 SDS-19 SDS-20 SDS-27: have equal logs some days after the last fault, whatever happened to them", () => {
    fc.assert(
      fc.property(scenario, script, (scenario, script) => {
        const said: Array<string> = []
        const deeds = script
          .filter(({ hour }) => hour < scenario.weeks * 7 * 24)
          .map(({ by, hour }, index) => ({
            hour,
            by,
            perform: (node: Node) =>
              Effect.andThen(
                node.say(`message ${index}`),
                Effect.sync(() => said.push(`message ${index}`))
              )
          }))
        const { wrong } = Gathering.run(scenario, { program, deeds, examine: (nodes) => examine(said)(nodes) })
        assert.deepStrictEqual(wrong, [])
      }),
      { numRuns: Math.ceil(heavyRuns / 10) }
    )
  })
})
