/** Participants of a channel on a bad network: what they end with, and what they never do on the way. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { Bus } from "../support/SyncBus.ts"

const patient: Policy.Policy = { ...Policy.standard, lostAfter: Time.days(1), participants: 4, history: 3 }

const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant("Say" as const), who: fc.nat(3) }) },
  { weight: 10, arbitrary: fc.record({ _tag: fc.constant("Deliver" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("Drop" as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Repeat" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("Pass" as const), seconds: fc.constantFrom(1, 7, 40, 200) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Crash" as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Split" as const), at: fc.nat(3) }) }
)

type Operation = typeof operation extends fc.Arbitrary<infer A> ? A : never

const run = (bus: Bus, operations: ReadonlyArray<Operation>): void => {
  let said = 0
  for (const one of operations) {
    bus.flush()
    const place = "which" in one && bus.packets.length > 0 ? one.which % bus.packets.length : undefined
    switch (one._tag) {
      case "Say":
        bus.say(one.who, `content ${said++ % 3}`)
        break
      case "Deliver":
        if (place !== undefined) bus.deliver(bus.packets.splice(place, 1)[0]!)
        break
      case "Drop":
        if (place !== undefined) bus.packets.splice(place, 1)
        break
      case "Repeat":
        if (place !== undefined) bus.packets.push(bus.packets[place]!)
        break
      case "Pass":
        bus.pass(Time.seconds(one.seconds))
        break
      case "Crash":
        bus.participants[one.who]!.crash(bus.now)
        break
      case "Split":
        bus.split = one.at
    }
  }
}

describe("a channel", () => {
  it("SDS-14 SDS-15 SDS-16 SDS-18 SDS-20 SDS-22 SDS-25 SDS-27: ends with equal logs, whatever the network did, each message once and in causal order", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const bus = new Bus(4, patient)
        run(bus, operations)
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
})
