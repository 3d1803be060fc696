/** What the reference implementation gets wrong (protocols A4): each of it once, so that it stays right here. */
import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import * as Decision from "../../src/domain/consensus/Decision.ts"
import * as Registry from "../../src/domain/consensus/Registry.ts"
import { at, endings, member, Node, proposal, reasons, second, supported, voteOf } from "../support/votes.ts"

/** A node that has heard the proposal and its owner's vote. */
const listening = (n: number, policy = {}, idea = {}) => {
  const about = proposal(n, idea)
  const node = new Node(n, policy)
  node.hear(about, [voteOf(about, member(0), true)])
  return { about, node }
}

describe("defects of the reference implementation", () => {
  it("HGC-02 H-8 (HX-1): of three, one that sees YES and NO and one that sees NO and NO do not part", () => {
    const about = proposal(3, { owner: member(1) })
    const votes = [voteOf(about, member(1), false), voteOf(about, member(0), true), voteOf(about, member(2), false)]
    const [one, other] = [new Node(3), new Node(3)]
    one.hear(about, [votes[0]!])
    assert.deepStrictEqual(endings(one.vote(votes[1]!)), [])
    other.hear(about, [votes[0]!])
    assert.deepStrictEqual(endings(other.vote(votes[2]!)), ["NO"])
    assert.deepStrictEqual(endings(one.vote(votes[2]!)), ["NO"])
    const [parting, parted] = [new Node(3, { rule: "anchor" }), new Node(3, { rule: "anchor" })]
    parting.hear(about, [votes[0]!])
    assert.deepStrictEqual(endings(parting.vote(votes[1]!)), ["YES"])
    parted.hear(about, [votes[0]!])
    assert.deepStrictEqual(endings(parted.vote(votes[2]!)), ["NO"])
  })

  it("HGC-14 (HX-2): five of five, three of them YES, is a YES at the deadline, not a failure", () => {
    const { about, node } = listening(5)
    for (const [n, yes] of [true, true, false, false].entries()) node.vote(voteOf(about, member(n + 1), yes))
    assert.deepStrictEqual(endings(node.tick(at(60))), ["YES"])
  })

  it("HGC-18 HGC-19 (HX-3): a tie goes by the policy of its payload, whether cast or by silence", () => {
    for (const tie of ["reject", "retry"] as const) {
      for (const silent of [false, true]) {
        const { about, node } = listening(4, {}, { tie, live: true })
        for (const n of [1, 2]) node.vote(voteOf(about, member(n), false))
        if (!silent) node.vote(voteOf(about, member(3), true))
        assert.deepStrictEqual(endings(node.tick(at(60))), [tie === "retry" ? "Tied" : "NO"])
      }
    }
  })

  it("HGC-20 (HX-4): of two, a silent one counts as the proposal says", () => {
    for (const live of [true, false]) {
      const { node } = listening(2, {}, { live })
      assert.deepStrictEqual(endings(node.tick(at(60))), [live ? "YES" : "NO"])
    }
  })

  it("HGC-15 H-9 (HX-5): peer to peer, the fifth of five votes decides after four that did not", () => {
    const { about, node } = listening(5, { network: "p2p" }, { live: false })
    const list = [voteOf(about, member(0), true)]
    for (const [n, yes] of [true, true, false].entries()) {
      list.push(voteOf(about, member(n + 1), yes, list))
      assert.deepStrictEqual(endings(node.hear(about, list)), [])
    }
    assert.deepStrictEqual(endings(node.vote(voteOf(about, member(4), true, list))), ["YES"])
  })

  it("HGC-17 (HX-6): what failed has failed", () => {
    const { about, node } = listening(4, {}, { tie: "retry", live: false })
    node.vote(voteOf(about, member(1), true))
    assert.deepStrictEqual(endings(node.tick(at(60))), ["Tied"])
    for (const later of [60, 61, 1_000]) {
      assert.deepStrictEqual(endings(node.tick(at(later))), [])
      assert.deepStrictEqual(endings(node.vote(voteOf(about, member(2), true), at(later))), [])
    }
    const session = Option.getOrThrow(Registry.session(node.state, about.id))
    assert.strictEqual(session.state._tag, "Failed")
  })

  it("HGC-17 (HX-7): a result is told once, however many votes and deadlines follow, also after restarts", () => {
    for (const restarts of [false, true]) {
      const about = proposal(4)
      const node = new Node(4, {}, restarts)
      node.hear(about, [voteOf(about, member(0), true)])
      for (const n of [1, 2, 3, 3, 2]) node.vote(voteOf(about, member(n), true))
      for (const later of [45, 60, 61]) node.tick(at(later))
      node.step({ _tag: "Resumed" }, at(62))
      assert.deepStrictEqual(endings(node.told), ["YES"])
      assert.strictEqual(HashMap.size(Option.getOrThrow(Registry.session(node.state, about.id)).votes), 4)
    }
  })

  it("HGC-08 H-11 (HX-8): after votes at the same time, what is sent again holds for who receives it", () => {
    const { about, node } = listening(4, {}, { live: false })
    const first = voteOf(about, member(0), true)
    for (const n of [1, 2]) node.vote(voteOf(about, member(n), n === 1, [first]))
    node.tick(at(50))
    const list = [first, voteOf(about, member(1), true, [first]), voteOf(about, member(2), false, [first])]
    assert.throws(() => supported(about, list))
    assert.isAbove(node.sent.length, 1)
  })

  it("HGC-03 HGC-21 (HX-9): strangers do not vote, one does not make itself an electorate, content is not exchanged", () => {
    const { about, node } = listening(4)
    assert.deepStrictEqual(reasons(node.vote(voteOf(about, member(7), false))), ["NotAMember"])
    const alone = proposal(1, { owner: member(0), name: "I alone" })
    assert.deepStrictEqual(reasons(node.hear(alone, [voteOf(alone, member(0), true)])), ["OtherElectorate"])
    assert.throws(() => supported({ ...about, name: "another" }, []))
  })

  it("HGC-20 H-5 (HX-10): nothing but the proposal says what silence means and when it ends", () => {
    for (const live of [true, false]) {
      for (const expires of [30, 60]) {
        const { about, node } = listening(5, {}, { live, expires: second(expires) })
        node.vote(voteOf(about, member(1), false))
        assert.deepStrictEqual(endings(node.tick(at(expires - 1))), [])
        assert.deepStrictEqual(endings(node.tick(at(expires))), [live ? "YES" : "NO"])
      }
    }
  })

  it("HGC-17 (HX-11): a session that is under way is never dropped: further ones are refused, also of one proposer alone", () => {
    const node = new Node(4, { sessions: 3, perProposer: 2, remembered: 1 })
    const hear = (n: number, owner: number, now = at(1), until = 60) => {
      const about = proposal(4, { name: `${n}`, owner: member(owner), at: second(0), expires: second(until) })
      return reasons(node.hear(about, [voteOf(about, member(owner), true)], now)).join()
    }
    assert.deepStrictEqual(
      [hear(1, 0), hear(2, 0), hear(3, 0), hear(3, 1), hear(4, 2)],
      ["", "", "TooManySessions", "", ""]
    )
    assert.deepStrictEqual([hear(5, 1), hear(5, 2), hear(6, 3)], ["TooManySessions", "TooManySessions", ""])
    node.tick(at(60))
    assert.strictEqual(HashMap.size(node.state.sessions), 1)
    assert.deepStrictEqual(endings(node.told), ["YES", "YES", "YES", "YES", "YES"])
    assert.deepStrictEqual([hear(1, 0, at(61)), hear(7, 0, at(61), 90)], ["ProposalExpired", ""])
  })

  it("HGC-17 (HX-11): members that fill the room block nobody's first vote, and what is decided takes no room", () => {
    const node = new Node(13)
    const open = (name: string, owner: number, now = at(1)) => {
      const about = proposal(13, { name, owner: member(owner), expires: second(86_400 * 30) })
      return [about, reasons(node.hear(about, [voteOf(about, member(owner), true)], now)).join()] as const
    }
    for (let n = 0; n < 32; n++) assert.strictEqual(open(`${n}`, n % 4)[1], "")
    for (let n = 0; n < 4; n++) assert.strictEqual(open("more", n)[1], "TooManySessions")
    for (let n = 4; n < 13; n++) {
      for (let round = 0; round < node.bounds.unexpired; round++) {
        const [about, why] = open(`mine ${round}`, n)
        assert.strictEqual(why, "")
        assert.strictEqual(open(`another ${round}`, n)[1], "TooManySessions")
        for (let voter = 0; voter < 9; voter++) node.vote(voteOf(about, member((n + voter) % 13), true))
      }
      assert.strictEqual(open("too many", n)[1], "TooManySessions")
    }
  })

  it("H-7: both rules are there to be compared, and only the name of the rule chooses", () => {
    const tally = { voters: 3, yes: 1, no: 1, both: 0 }
    const counting: Decision.Counting = { live: true, tie: "reject" }
    assert.isUndefined(Decision.beforeDeadline("text", tally, counting))
    assert.deepStrictEqual(Decision.beforeDeadline("anchor", tally, counting), { _tag: "Reached", yes: true })
    assert.deepStrictEqual(Decision.atDeadline("anchor", { ...tally, voters: 5, yes: 3, no: 2 }, counting), {
      _tag: "Failed",
      why: "Insufficient"
    })
  })
})
