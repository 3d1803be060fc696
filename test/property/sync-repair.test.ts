/** Quiet channels, repair, and where the archives come in. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import * as Delay from "../../src/domain/sync/Delay.ts"
import * as Sorted from "../../src/domain/sync/Sorted.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import { content, heard, Participant, START } from "../support/SyncBus.ts"
import { policy, after, reasons, say, tick, heardOf } from "../support/SyncSteps.ts"

describe("quiet channels", () => {
  it("SDS-20 D-7: hear sync messages, which nobody keeps, rarer and rarer, and none when there is nothing to tell", () => {
    const alice = new Participant("alice", policy)
    assert.deepStrictEqual(alice.machine.due(alice.state), Option.none())
    alice.take(heard(content("x", 9)), START)
    const bob = new Participant("bob", policy)
    let [now, wait] = [START, 0n]
    for (let n = 0; n < 4; n++) {
      const due = Option.getOrThrow(alice.machine.due(alice.state))
      const expected = policy.syncAfter * 2n ** BigInt(n)
      wait = due - now
      assert.isTrue(wait >= expected / 2n && wait <= (expected * 3n) / 2n)
      now = due
      const { clock } = alice.state
      const [sync, ...others] = tick(alice, now)
      if (sync?._tag !== "Sync") return assert.fail()
      assert.deepStrictEqual(others, [])
      assert.isTrue(alice.outbox[0]!.ephemeral && sync.lamport > clock)
      assert.deepStrictEqual(
        sync.causalHistory.map(({ messageId }) => messageId),
        ["x"]
      )
      assert.isTrue(Bloom.mayHold(policy.filter, sync.bloomFilter, Bloom.positions(policy.filter, "x")))
      bob.take(heard(sync), now)
      assert.deepStrictEqual(alice.ids(), ["x"])
      assert.strictEqual(Status.of(alice.state).unacknowledged, 0)
    }
    assert.deepStrictEqual([bob.ids(), Status.of(bob.state).missing, Status.of(bob.state).waiting], [[], 1, 0])
  })

  it("SDS-20: hear of what was said there last", () => {
    const alice = new Participant("alice", { ...policy, resendAfter: Time.days(1), resendAtMost: Time.days(1) })
    const { messageId } = say(alice, "hello")
    const [sync] = tick(alice, after(45))
    assert.deepStrictEqual(sync?._tag === "Sync" && sync.causalHistory.map((entry) => entry.messageId), [messageId])
  })

  it("SDS-20: whatever is said puts the next one off, and so does somebody who tells the same", () => {
    const alice = new Participant("alice", policy)
    alice.take(heard(content("x", 9)), START)
    const due = () => Option.getOrThrow(alice.machine.due(alice.state))
    const first = due()
    alice.take(heard(content("y", 10, ["x"])), after(14))
    assert.isTrue(due() >= after(14 + 15) && due() !== first)
    const second = due()
    const told = { ...content("s", 11, ["x"]), _tag: "Sync" as const }
    alice.take(heard(told), after(20))
    assert.strictEqual(due(), second)
    alice.take(heard({ ...told, ...content("s", 11, ["y"]), _tag: "Sync" }), after(20))
    assert.isTrue(due() >= after(20 + 15))
  })
})

describe("repair", () => {
  it("SDS-23 SDS-26 D-9 D-10: waits as long as js-waku does", () => {
    const times = { ...policy, repairAfter: Time.seconds(30), repairBefore: Time.seconds(120) }
    assert.strictEqual(Time.toMillis(Delay.request(times, "alice", "msg1")), 82_853n)
    assert.strictEqual(Time.toMillis(Delay.response(times, "bob", "alice", "msg1")), 39_228n)
    assert.strictEqual(Delay.response(times, "alice", "alice", "msg1"), 0n)
    const four = { ...times, participants: 400 }
    assert.strictEqual(Delay.groups(four.participants), 4)
    assert.isFalse(Delay.responds(four, "bob", "alice", "msg1"))
    assert.isTrue(Delay.responds(four, "alice", "alice", "msg1"))
    assert.isTrue(Delay.responds(times, "bob", "alice", "msg1"))
    assert.deepStrictEqual([0, 127, 128, 256].map(Delay.groups), [1, 1, 2, 3])
  })

  it("SDS-22 SDS-24 SDS-27: what is missing is asked for when its time has come, three at a time, and again where nothing comes of it", () => {
    const bob = new Participant("bob", { ...policy, lostAfter: Time.days(1), lookUpAfter: Time.days(1) })
    bob.take(heard(content("b", 5, ["v", "w", "x", "y"])), START)
    const early = say(bob, "early")
    assert.isTrue(early._tag === "Content" && early.repairRequest.length === 0)
    const asked: Array<string> = []
    for (let seconds = 0; seconds < 300; seconds += 5) {
      for (const message of tick(bob, after(seconds))) {
        if (message._tag !== "Sync") continue
        assert.isAtMost(message.repairRequest.length, 3)
        asked.push(...message.repairRequest.map(({ messageId }) => messageId))
      }
    }
    const times = (id: string) => asked.filter((one) => one === id).length
    for (const id of ["v", "w", "x", "y"]) assert.isAtLeast(times(id), 2)
    bob.take(heard(content("x", 1)), after(300))
    assert.isFalse(Sorted.toArray(bob.state.requests).some(({ id }) => id === "x"))
  })

  it("SDS-25 SDS-27: is given by whoever has it, at its time, as it was said; not where another one gave it before", () => {
    const x = content("x", 1)
    const request = { ...content("s", 9), _tag: "Sync" as const, repairRequest: heardOf("x") }
    for (const isGivenByOther of [false, true]) {
      const bob = new Participant("bob", { ...policy, resends: 0, syncAfter: Time.days(1), syncAtMost: Time.days(1) })
      bob.take(heard(x), START)
      bob.take(heard(request), START)
      bob.take(heard(request), START)
      if (isGivenByOther) bob.take(heard(x), after(0))
      const given = tick(bob, after(120))
      assert.deepStrictEqual(given, isGivenByOther ? [] : [x])
    }
  })

  it("SDS-25 SDS-26: is given at the time of the first request, however often it is asked for", () => {
    const bob = new Participant("bob", { ...policy, syncAfter: Time.days(1), syncAtMost: Time.days(1) })
    bob.take(heard(content("x", 1)), START)
    const request = { ...content("s", 9), _tag: "Sync" as const, repairRequest: heardOf("x") }
    bob.take(heard(request), START)
    const at = Time.add(START, Delay.response(policy, "bob", "carol", "x"))
    bob.take(heard(request), Time.subtract(at, Time.nanos(1n)))
    assert.deepStrictEqual(tick(bob, Time.subtract(at, Time.nanos(1n))), [])
    assert.strictEqual(tick(bob, at).length, 1)
  })

  it("SDS-25: somebody's request is everybody's: ours is put off", () => {
    const bob = new Participant("bob", policy)
    bob.take(heard(content("b", 5, ["x"])), START)
    const request = { ...content("s", 9), _tag: "Sync" as const, repairRequest: heardOf("x") }
    bob.take(heard(request), after(29))
    assert.deepStrictEqual(Sorted.first(bob.state.requests), { at: after(29 + 120), id: "x" })
  })
})

describe("archives", () => {
  it("SDS-25: what an archive removed counts as met, and is neither asked for, nor given, nor taken in again", () => {
    const bob = new Participant("bob", policy)
    const x = content("x", 1)
    bob.take(heard(x), START)
    bob.take(heard(content("b", 5, ["x", "y"])), START)
    bob.take({ _tag: "Replaced", ids: ["x", "y", "z"] }, START)
    assert.deepStrictEqual([bob.ids(), Status.toText(Status.of(bob.state))], [["b"], "synced"])
    const request = { ...content("s", 9), _tag: "Sync" as const, repairRequest: heardOf("x") }
    bob.take(heard(request), START)
    bob.take(heard(x), START)
    bob.take(heard(content("z", 2)), START)
    assert.deepStrictEqual(reasons(bob), ["Removed", "Removed"])
    assert.isTrue(tick(bob, after(1_000)).every(({ _tag }) => _tag === "Sync"))
    bob.take(heard(content("c", 6, ["z", "x"])), START)
    assert.deepStrictEqual(bob.ids(), ["b", "c"])
  })

  it("SDS-19 SDS-25: what an archive removed is not sent again by who said it", () => {
    const alice = new Participant("alice", policy)
    const { messageId } = say(alice, "hello")
    alice.take({ _tag: "Replaced", ids: [messageId] }, START)
    const { clock } = alice.state
    // A sync message is due as well, and there is nothing left to tell in it.
    assert.deepStrictEqual(tick(alice, after(600)), [])
    assert.deepStrictEqual([alice.told("GivenUp"), alice.state.clock], [[], clock])
    assert.deepStrictEqual([alice.ids(), Status.of(alice.state).unacknowledged], [[], 0])
  })

  it("SDS-14 SDS-15: what is too old for the log and was waited for is not waited for any more", () => {
    const bob = new Participant("bob", { ...policy, logLength: 1 }, false)
    for (const id of ["b", "c"]) bob.take(heard(content(id, id.codePointAt(0)!)), START)
    bob.take(heard(content("d", 120, ["a"])), START)
    assert.strictEqual(Status.of(bob.state).waiting, 1)
    bob.take(heard(content("a", 1)), START)
    assert.deepStrictEqual([reasons(bob), bob.ids()], [["TooOld"], ["d"]])
  })

  it("SDS-14: what was removed and forgotten, and comes again, waits for everything that it names", () => {
    const bob = new Participant("bob", { ...policy, settled: 1 })
    const message = content("m", 9, ["d", "e"])
    bob.take(heard(message), START)
    bob.take({ _tag: "Replaced", ids: ["m", "z"] }, START)
    bob.take(heard(message), START)
    bob.take(heard(content("d", 1)), START)
    assert.deepStrictEqual(bob.ids(), ["d"])
    bob.take(heard(content("e", 2)), START)
    assert.deepStrictEqual(bob.ids(), ["d", "e", "m"])
  })

  it("SDS-15: a log without room loses its oldest, which count as met and do not come back", () => {
    const bob = new Participant("bob", { ...policy, logLength: 2 })
    for (const id of ["a", "b", "c"]) bob.take(heard(content(id, id.codePointAt(0)!)), START)
    bob.take(heard(content("d", 120, ["a"])), START)
    assert.deepStrictEqual(bob.ids(), ["c", "d"])
    for (const id of ["a", "0"]) bob.take(heard(content(id, id.codePointAt(0)!)), START)
    assert.deepStrictEqual(reasons(bob), ["Removed", "TooOld"])
  })
})
