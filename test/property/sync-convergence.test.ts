/** Participants of a channel on a bad network: what they end with, and what they never do on the way. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { Bus, operation } from "../support/SyncBus.ts"

const patient: Policy.Policy = { ...Policy.standard, lostAfter: Time.days(1), participants: 4, history: 3 }

describe("a channel", () => {
  it("SDS-14 SDS-15 SDS-16 SDS-18 SDS-20 SDS-22 SDS-25 SDS-27: ends with equal logs, whatever the network did, each message once and in causal order", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120, size: "max" }), (operations) => {
        const bus = new Bus(4, patient)
        bus.run(operations)
        bus.heal(80, Time.seconds(61))
        const [first, ...others] = bus.participants
        const said = operations.filter(({ _tag }) => _tag === "Say").length
        assert.strictEqual(first!.ids().length, said)
        for (const other of others) assert.deepStrictEqual(other.ids(), first!.ids())
        for (const { state } of bus.participants) {
          assert.strictEqual(Status.toText(Status.of(state)), "synced")
          assert.strictEqual(Status.of(state).unacknowledged, 0)
        }
      }),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("SDS-14 SDS-18 D-6: nobody waits for ever; what is given up is told, and what depends on it comes without", () => {
    const impatient = { ...patient, lostAfter: Time.seconds(20), lookUpAfter: Time.seconds(5), resends: 1 }
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120, size: "max" }), (operations) => {
        const bus = new Bus(4, impatient)
        bus.run(operations)
        bus.heal(30, Time.seconds(61))
        for (const participant of bus.participants) {
          const { lost, missing, unacknowledged, waiting } = Status.of(participant.state)
          assert.deepStrictEqual([missing, waiting, unacknowledged], [0, 0, 0])
          assert.isAtMost(lost, participant.told("Lost").length)
        }
      }),
      { numRuns: heavyRuns * 2 }
    )
  })
})
