/** What a participant hears, and what it does about what it does not hear. */
import { assert, describe, it } from "@effect/vitest"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import * as Status from "../../src/domain/sync/Status.ts"
import * as Time from "../../src/domain/Time.ts"
import { content, hashOf, heard, messageIn, Participant, START } from "../support/SyncBus.ts"
import { policy, after, delivered, reasons, present, say, tick } from "../support/SyncSteps.ts"

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
