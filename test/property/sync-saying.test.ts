/** What a participant says, and how it learns who has it; each defect that other implementations are known for has a test. */
import { assert, describe, it } from "@effect/vitest"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import * as MessageId from "../../src/domain/sync/MessageId.ts"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Sorted from "../../src/domain/sync/Sorted.ts"
import * as State from "../../src/domain/sync/State.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import type * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { CHANNEL, content, hashOf, heard, messageIn, Participant, START } from "../support/SyncBus.ts"
import { policy, after, delivered, reasons, present, say, tick } from "../support/SyncSteps.ts"

describe("what is said", () => {
  it("SDS-02 SDS-04 SDS-07 SDS-08 SDS-09: carries names, a clock that starts with the time and only rises, what came before, and the filter", () => {
    const alice = new Participant("alice", policy)
    assert.strictEqual(State.clock(alice.state, START), present)
    const messages = ["one", "two", "three"].map((text) => say(alice, text))
    assert.deepStrictEqual(
      messages.map((message) => message._tag === "Content" && message.lamport - present),
      [0n, 1n, 2n]
    )
    const [first, second, third] = messages.map((message) => (message._tag === "Content" ? message : assert.fail()))
    assert.deepStrictEqual([third!.senderId, third!.channelId], ["alice", CHANNEL])
    assert.deepStrictEqual(
      third!.causalHistory.map(({ messageId }) => messageId),
      [first!.messageId, second!.messageId]
    )
    assert.deepStrictEqual(third!.causalHistory[0]!.retrievalHint, hashOf(1))
    for (const { messageId } of [first!, second!]) {
      assert.isTrue(Bloom.mayHold(policy.filter, third!.bloomFilter, Bloom.positions(policy.filter, messageId)))
    }
    assert.strictEqual(Status.of(alice.state).unacknowledged, 3)
    const late = say(alice, "four", after(60))
    assert.isTrue(late._tag === "Content" && late.lamport === present + 60_000n)
  })

  it("D-2: enters the log and the filter once the transport has it, and is named by what follows it at once", () => {
    const alice = new Participant("alice", policy)
    alice.take({ _tag: "Say", content: new Uint8Array([1]) }, START)
    const [first] = alice.outbox.splice(0)
    assert.deepStrictEqual(alice.ids(), [])
    alice.take({ _tag: "Say", content: new Uint8Array([2]) }, START)
    const second = messageIn(alice.outbox[0]!)
    assert.deepStrictEqual(second._tag === "Content" && second.causalHistory.map(({ messageId }) => messageId), [
      first!.mark
    ])
    assert.isFalse(
      second._tag === "Content" &&
        Bloom.mayHold(policy.filter, second.bloomFilter, Bloom.positions(policy.filter, first!.mark))
    )
    alice.take({ _tag: "Sent", mark: first!.mark, hash: hashOf(1) }, START)
    assert.deepStrictEqual(alice.ids(), [first!.mark])
    assert.deepStrictEqual(delivered(alice), [])
  })

  it("SDS-01 SDS-02: equal contents are two messages; ids bind sender, channel, clock and content, and forged ones are refused", () => {
    const alice = new Participant("alice", Policy.standard)
    const bob = new Participant("bob", Policy.standard)
    const [one, two] = [say(alice, "ok"), say(alice, "ok")]
    assert.notStrictEqual(one.messageId, two.messageId)
    for (const message of [one, two]) bob.take(heard(message), START)
    assert.deepStrictEqual(delivered(bob), [one.messageId, two.messageId])
    if (one._tag !== "Content") return assert.fail()
    const parts = [one.senderId, one.channelId, one.lamport, one.content] as const
    assert.strictEqual(MessageId.derive(...parts), one.messageId)
    assert.notStrictEqual(MessageId.derive("ab", "c", 1n, one.content), MessageId.derive("a", "bc", 1n, one.content))
    bob.take(heard({ ...one, messageId: "00".repeat(32), content: new Uint8Array([9]) }), START)
    bob.take(heard({ ...one, content: new Uint8Array([9]) }), START)
    assert.deepStrictEqual(reasons(bob), ["ForeignId", "ForeignId"])
  })

  it("SDS-08 SDS-20: names the newest and the oldest that nobody named, no more than agreed; a sync message names them all", () => {
    const alice = new Participant("alice", { ...policy, history: 3 })
    for (const id of ["a", "b", "c", "d", "e"]) alice.take(heard(content(id, id.codePointAt(0)!)), START)
    const names = (message: SyncMessage.SyncMessage | undefined) =>
      message === undefined || message._tag === "Ephemeral"
        ? []
        : message.causalHistory.map(({ messageId }) => messageId)
    const sync = tick(alice, after(45)).find(({ _tag }) => _tag === "Sync")
    assert.deepStrictEqual(names(sync), ["a", "b", "c", "d", "e"])
    const first = say(alice, "one", after(46))
    assert.deepStrictEqual(names(first), ["a", "d", "e"])
    assert.deepStrictEqual(names(say(alice, "two", after(47))), ["b", "c", first.messageId])
  })

  it("SDS-03: is refused where it is empty, too large, or too much is not acknowledged", () => {
    const alice = new Participant("alice", { ...policy, content: 3, unacknowledged: 1 })
    for (const size of [0, 4, 3, 3]) alice.take({ _tag: "Say", content: new Uint8Array(size) }, START)
    assert.deepStrictEqual(reasons(alice), ["Empty", "TooLarge", "Unacknowledged"])
    assert.strictEqual(alice.outbox.length, 1)
  })
})

describe("acknowledgements", () => {
  const filterWith = (...ids: ReadonlyArray<string>) =>
    Bloom.union(policy.filter, [ids.reduce(Bloom.add, Bloom.empty(policy.filter))])

  it("SDS-06 SDS-12 SDS-17: who names a message has it, and it is not sent again", () => {
    const alice = new Participant("alice", policy)
    const { messageId } = say(alice, "hello")
    alice.take(heard(content("x", 9, [messageId])), START)
    assert.deepStrictEqual(alice.told("Acknowledged"), [{ _tag: "Acknowledged", id: messageId }])
    assert.strictEqual(Status.of(alice.state).unacknowledged, 0)
  })

  it("SDS-17 D-12: filters of as many participants as the policy says acknowledge; of one participant they count once", () => {
    const alice = new Participant("alice", policy)
    const { messageId } = say(alice, "hello")
    const from = (senderId: string, id: string) => ({ ...content(id, 9), senderId, bloomFilter: filterWith(messageId) })
    for (const id of ["a", "b", "c"]) alice.take(heard(from("bob", id)), START)
    assert.deepStrictEqual(
      [alice.told("PossiblyAcknowledged").map(({ holders }) => holders), alice.told("Acknowledged").length],
      [[1], 0]
    )
    alice.take(heard(from("carol", "d")), START)
    assert.strictEqual(alice.told("Acknowledged").length, 1)
  })

  it("SDS-12 D-3 D-4: a message that is known acknowledges too; a filter of another size does not, and loses nothing", () => {
    const alice = new Participant("alice", policy)
    const { messageId } = say(alice, "hello")
    const odd = { ...content("x", 9), bloomFilter: new Uint8Array(7).fill(255) }
    alice.take(heard(odd), START)
    assert.deepStrictEqual([delivered(alice), alice.told("PossiblyAcknowledged")], [["x"], []])
    alice.take(heard({ ...odd, bloomFilter: filterWith(messageId) }), START)
    assert.deepStrictEqual(reasons(alice), ["Duplicate"])
    assert.strictEqual(alice.told("PossiblyAcknowledged").length, 1)
  })

  it("SDS-19: what is not acknowledged is sent again, rarer each time, with its id and its clock, and is given up in the end, which is told", () => {
    const alice = new Participant("alice", { ...policy, resends: 3 })
    const first = say(alice, "hello")
    const { clock } = alice.state
    const waits: Array<bigint> = []
    let now = START
    while (alice.told("GivenUp").length === 0) {
      const due = Sorted.first(alice.state.agenda)!.at
      waits.push(due - now)
      now = due
      for (const again of tick(alice, now)) {
        if (again._tag !== "Content") continue
        if (first._tag !== "Content") return assert.fail()
        assert.deepStrictEqual(
          { ...again, bloomFilter: first.bloomFilter, repairRequest: [] },
          { ...first, repairRequest: [] }
        )
        alice.take({ _tag: "Sent", mark: again.messageId, hash: hashOf(9) }, now)
      }
    }
    assert.strictEqual(waits.length, 4)
    for (const [n, wait] of waits.slice(0, 3).entries()) {
      const expected = policy.resendAfter * 2n ** BigInt(n)
      assert.isTrue(wait >= expected / 2n && wait <= (expected * 3n) / 2n)
    }
    assert.deepStrictEqual(alice.ids(), [first.messageId])
    assert.strictEqual(Status.of(alice.state).unacknowledged, 0)
    assert.isTrue(alice.state.clock >= clock)
  })

  it("SDS-19: retransmission alone moves no clock, and what nobody is known to have goes before what somebody may have", () => {
    const alice = new Participant("alice", { ...policy, syncAfter: Time.days(1), syncAtMost: Time.days(1) })
    const [held, unknown] = [say(alice, "held"), say(alice, "unknown")]
    const message = { ...content("x", 9), bloomFilter: filterWith(held.messageId) }
    alice.take(heard(message), START)
    const { clock } = alice.state
    assert.deepStrictEqual(
      tick(alice, after(600)).map(({ messageId }) => messageId),
      [unknown.messageId, held.messageId]
    )
    assert.strictEqual(alice.state.clock, clock)
  })

  it("SDS-19: what somebody may have waits twice as long as what nobody is known to have", () => {
    const alice = new Participant("alice", policy)
    const { messageId } = say(alice, "hello")
    const due = () => Sorted.first(alice.state.agenda)!.at
    const first = due() - START
    alice.take(heard({ ...content("x", 9), bloomFilter: filterWith(messageId) }), START)
    const again = Time.nanos(due())
    tick(alice, again)
    alice.take({ _tag: "Sent", mark: messageId, hash: hashOf(9) }, again)
    const span = due() - again
    assert.isTrue(first <= (policy.resendAfter * 3n) / 2n && span >= policy.resendAfter * 2n)
  })

  it("SDS-09 SDS-17: who names what the transport has not confirmed shows that it went out", () => {
    const alice = new Participant("alice", policy)
    alice.take({ _tag: "Say", content: new Uint8Array([1]) }, START)
    const { mark } = alice.outbox[0]!
    alice.take(heard(content("x", 9, [mark])), START)
    assert.deepStrictEqual(delivered(alice), ["x"])
    assert.deepStrictEqual(alice.ids(), [mark, "x"])
    alice.take({ _tag: "Sent", mark, hash: hashOf(1) }, START)
    assert.strictEqual(Status.of(alice.state).unacknowledged, 0)
    assert.deepStrictEqual(State.log(alice.state)[0]!.hint, hashOf(1))
  })
})
