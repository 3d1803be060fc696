/** Single rules of a channel; each defect that other implementations are known for has a test here. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import * as Delay from "../../src/domain/sync/Delay.ts"
import * as MessageId from "../../src/domain/sync/MessageId.ts"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Sorted from "../../src/domain/sync/Sorted.ts"
import * as State from "../../src/domain/sync/State.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import type * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { CHANNEL, Participant, content, hashOf, heard, messageIn, START } from "../support/SyncBus.ts"

const policy: Policy.Policy = { ...Policy.standard, ids: "any" }
const after = (seconds: number) => Time.add(START, Time.seconds(seconds))
const delivered = (participant: Participant) => participant.told("Delivered").map(({ message }) => message.messageId)
const reasons = (participant: Participant) => participant.told("Refused").map(({ reason }) => reason)
const present = Time.toMillis(START)
const say = (participant: Participant, text: string, now = START) => {
  participant.take({ _tag: "Say", content: new TextEncoder().encode(text) }, now)
  const sent = participant.outbox.at(-1)!
  participant.take({ _tag: "Sent", mark: sent.mark, hash: hashOf(participant.outbox.length) }, now)
  return messageIn(sent)
}
/** What it does at that instant, as messages. */
const tick = (participant: Participant, now: Time.Nanos) => {
  participant.outbox.splice(0)
  participant.take({ _tag: "Tick" }, now)
  return participant.outbox.map(messageIn)
}

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

describe("what is heard", () => {
  it("SDS-10 SDS-11 SDS-15: own, repeated and foreign messages change nothing; no message is delivered twice", () => {
    const alice = new Participant("alice", policy)
    const bob = new Participant("bob", policy)
    const message = say(alice, "hello")
    alice.take(heard(message), START)
    bob.take(heard({ ...message, channelId: "elsewhere" }), START)
    for (let times = 0; times < 3; times++) bob.take(heard(message), START)
    assert.deepStrictEqual(reasons(alice), ["Own"])
    assert.deepStrictEqual(reasons(bob), ["OtherChannel", "Duplicate", "Duplicate"])
    assert.deepStrictEqual(delivered(bob), [message.messageId])
  })

  it("SDS-14: a message that waits is not there for those that need it", () => {
    const bob = new Participant("bob", policy)
    const [x, a, b] = [content("x", 1), content("a", 2, ["x"]), content("b", 3, ["a"])]
    bob.take(heard(a), START)
    bob.take(heard(b), START)
    assert.deepStrictEqual(delivered(bob), [])
    assert.deepStrictEqual(Status.toText(Status.of(bob.state)), "1 missing")
    bob.take(heard(x), START)
    assert.deepStrictEqual(delivered(bob), ["x", "a", "b"])
    assert.strictEqual(Status.toText(Status.of(bob.state)), "synced")
  })

  it("SDS-14: messages that name each other do not wait for ever: nothing depends on what is not older", () => {
    for (const order of [
      [0, 1],
      [1, 0]
    ] as const) {
      const bob = new Participant("bob", policy, false)
      const circle = [content("a", 5, ["b"]), content("b", 5, ["a"])]
      for (const place of order) bob.take(heard(circle[place]!), START)
      assert.deepStrictEqual(delivered(bob).toSorted(), ["a", "b"])
    }
    const bob = new Participant("bob", policy)
    bob.take(heard(content("self", 1, ["self"])), START)
    assert.deepStrictEqual(delivered(bob), ["self"])
  })

  it("SDS-15 SDS-16: the log ascends by clock, then by the code units of the ids, wherever it is", () => {
    const bob = new Participant("bob", policy)
    for (const id of ["ä", "b", "B", "a", "Z"]) bob.take(heard(content(id, 7)), START)
    bob.take(heard(content("z", 6)), START)
    assert.deepStrictEqual(bob.ids(), ["z", "B", "Z", "a", "b", "ä"])
    assert.strictEqual(bob.state.clock, present + 7n)
  })

  it("SDS-21 D-5: ephemeral content is delivered at once, and neither log, filter nor clock know of it", () => {
    const alice = new Participant("alice", policy)
    const bob = new Participant("bob", policy)
    alice.take({ _tag: "SayEphemeral", content: new Uint8Array([1]) }, START)
    const [send] = alice.outbox
    assert.isTrue(send!.ephemeral)
    const before = bob.state
    bob.take(heard(messageIn(send!)), START)
    assert.deepStrictEqual(
      bob.told("Ephemeral").map(({ message }) => message.content),
      [new Uint8Array([1])]
    )
    assert.deepStrictEqual(bob.state, before)
    assert.strictEqual(bob.rows.size, 0)
  })

  it("D-8: a clock too far ahead poisons nothing, and the message may come again when its time has come", () => {
    const bob = new Participant("bob", policy)
    const ahead = content("x", 120_001)
    bob.take(heard(ahead), START)
    assert.deepStrictEqual([reasons(bob), bob.state.clock], [["TooFarInFuture"], 0n])
    bob.take(heard(ahead), after(1))
    assert.deepStrictEqual(delivered(bob), ["x"])
    bob.take(heard({ ...content("y", 1), lamport: Time.millis(2n ** 64n - 1n) }), after(1))
    assert.deepStrictEqual(reasons(bob), ["TooFarInFuture", "TooFarInFuture"])
  })

  it("SDS-14: of too many messages that wait, further ones are refused, and come in when there is room", () => {
    const bob = new Participant("bob", { ...policy, waiting: 1 })
    const late = content("b", 3, ["y"])
    bob.take(heard(content("a", 2, ["x"])), START)
    bob.take(heard(late), START)
    assert.deepStrictEqual(reasons(bob), ["Full"])
    bob.take(heard(content("x", 1)), START)
    bob.take(heard(late), START)
    assert.strictEqual(Status.of(bob.state).waiting, 1)
  })

  it("SDS-13 SDS-05: the filter holds what waits too, and rolls over to the newest ids", () => {
    const small = { ...policy, filter: Bloom.parameters(10, 0.0001) }
    const bob = new Participant("bob", small)
    bob.take(heard(content("waits", 2, ["x"])), START)
    for (let n = 0; n < 30; n++) bob.take(heard(content(`m${n}`, 10 + n)), START)
    const message = say(bob, "look")
    if (message._tag !== "Content") return assert.fail()
    const has = (id: string) => Bloom.mayHold(small.filter, message.bloomFilter, Bloom.positions(small.filter, id))
    assert.isFalse(has("m0"))
    for (let n = 22; n < 30; n++) assert.isTrue(has(`m${n}`))
  })
})

describe("acknowledgements", () => {
  const filterWith = (...ids: ReadonlyArray<string>) => Bloom.toBytes(ids.reduce(Bloom.add, Bloom.empty(policy.filter)))

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

describe("what is missing", () => {
  it("SDS-18 D-6: is looked up, and lost only when its time is over and nobody found it; what depends on it is delivered, and it may still come", () => {
    const bob = new Participant("bob", policy)
    const dependant = content("b", 5, ["x"])
    bob.take(heard(dependant), START)
    assert.deepStrictEqual(
      bob.told("Missing").map(({ entry }) => entry.messageId),
      ["x"]
    )
    tick(bob, after(10))
    assert.deepStrictEqual(bob.asked, [{ _tag: "LookUp", id: "x", hint: hashOf(77), senderId: "carol" }])
    bob.take({ _tag: "Unfound", id: "x" }, after(11))
    tick(bob, after(599))
    assert.strictEqual(bob.asked.length, 1)
    tick(bob, after(600))
    assert.deepStrictEqual([bob.asked.length, bob.told("Lost").length, delivered(bob)], [2, 0, []])
    bob.take({ _tag: "Unfound", id: "x" }, after(601))
    assert.deepStrictEqual([bob.told("Lost").length, delivered(bob)], [1, ["b"]])
    assert.strictEqual(Status.toText(Status.of(bob.state)), "synced, 1 lost")
    bob.take(heard(content("x", 2)), after(900))
    assert.deepStrictEqual(
      [delivered(bob), bob.ids()],
      [
        ["b", "x"],
        ["x", "b"]
      ]
    )
    assert.strictEqual(Status.toText(Status.of(bob.state)), "synced")
  })

  it("SDS-18: what is found is delivered as if it had been heard, and asked for again after a restart", () => {
    const bob = new Participant("bob", policy)
    bob.take(heard(content("b", 5, ["x"])), START)
    tick(bob, after(10))
    bob.asked.splice(0)
    bob.crash(after(20))
    assert.deepStrictEqual(
      bob.asked.map(({ id }) => id),
      ["x"]
    )
    bob.take({ _tag: "Found", id: "x", message: content("other", 1), hash: hashOf(1) }, after(21))
    assert.deepStrictEqual(delivered(bob), [])
    tick(bob, after(600))
    bob.take({ _tag: "Found", id: "x", message: content("x", 1), hash: hashOf(1) }, after(601))
    assert.deepStrictEqual(delivered(bob), ["x", "b"])
    bob.take({ _tag: "Unfound", id: "x" }, after(602))
    assert.deepStrictEqual(reasons(bob), ["NotAsked"])
  })

  it("SDS-14 SDS-18: what a message names that is older than stores remember is not waited for, but may come", () => {
    const bob = new Participant("bob", policy, false)
    const now = Time.add(START, Time.days(30))
    bob.take(heard(content("old", 1, ["older"])), now)
    bob.take(heard(content("young", 2 * 86_400_000, ["old", "lost"])), now)
    assert.deepStrictEqual(delivered(bob), ["old"])
    assert.deepStrictEqual(
      bob.told("Missing").map(({ entry }) => entry.messageId),
      ["lost"]
    )
    bob.take(heard(content("older", 0)), now)
    assert.deepStrictEqual(bob.ids(), ["older", "old"])
  })

  it("SDS-18 D-7: what sync messages name, which nobody signs, takes half of the room for what is missing", () => {
    const bob = new Participant("bob", { ...policy, missing: 4 })
    bob.take(heard({ ...content("s", 9, ["a", "b", "c"]), _tag: "Sync" }), START)
    assert.strictEqual(Status.of(bob.state).missing, 2)
    bob.take(heard(content("x", 9, ["d", "e"])), START)
    assert.deepStrictEqual([Status.of(bob.state).missing, reasons(bob)], [4, []])
  })

  it("SDS-18: what may soon be lost is looked up before", () => {
    const bob = new Participant("bob", { ...policy, lookUpAfter: Time.days(1), lostAfter: Time.seconds(5) })
    bob.take(heard(content("b", 5, ["x"])), START)
    tick(bob, after(5))
    bob.take({ _tag: "Unfound", id: "x" }, after(5))
    assert.deepStrictEqual(delivered(bob), ["b"])
  })

  it("SDS-18: what was answered is not asked again after a restart", () => {
    const bob = new Participant("bob", policy)
    bob.take(heard(content("b", 5, ["x"])), START)
    tick(bob, after(10))
    bob.take({ _tag: "Unfound", id: "x" }, after(11))
    bob.crash(after(12))
    assert.strictEqual(bob.asked.length, 1)
  })

  it("SDS-18: what nobody can say anything about is asked again and again, and not lost", () => {
    const bob = new Participant("bob", policy)
    bob.take(heard(content("b", 5, ["x"])), START)
    for (const seconds of [10, 40, 70, 130, 700, 760]) tick(bob, after(seconds))
    assert.strictEqual(bob.asked.length, 5)
    assert.strictEqual(Status.toText(Status.of(bob.state)), "1 missing")
  })

  it("SDS-10 SDS-18: who lost its own messages takes them back when others name them", () => {
    const alice = new Participant("alice", policy)
    const own = { ...content("x", 1), senderId: "alice" }
    alice.take(heard(own), START)
    assert.deepStrictEqual(reasons(alice), ["Own"])
    alice.take(heard(content("b", 5, ["x"])), START)
    alice.take(heard(own), START)
    assert.deepStrictEqual(delivered(alice), ["x", "b"])
  })
})

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

const heardOf = (...ids: ReadonlyArray<string>) =>
  ids.map((messageId) => ({ messageId, retrievalHint: hashOf(77), senderId: "carol" }))

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
