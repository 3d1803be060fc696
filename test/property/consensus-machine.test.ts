/** Many votes at a time: the laws of the shape, and what a community of peers makes of lost, repeated and disordered messages. */
import { assert, describe, it } from "@effect/vitest"
import { sha256 } from "@noble/hashes/sha2.js"
import { HashMap, Option, Result } from "effect"
import * as fc from "fast-check"
import * as Consensus from "../../src/domain/consensus/Consensus.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Messages from "../../src/domain/consensus/Messages.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Registry from "../../src/domain/consensus/Registry.ts"
import * as Rows from "../../src/domain/consensus/Rows.ts"
import * as Session from "../../src/domain/consensus/Session.ts"
import * as Terms from "../../src/domain/consensus/Terms.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import {
  at,
  electorate,
  endings,
  member,
  Node,
  proposal,
  reasons,
  second,
  supported,
  voteOf
} from "../support/votes.ts"

const most = (n: number): number => Math.ceil(n / 3) - 1

/** What each member has to say: nothing, one answer, or two. */
type Says = "silent" | "yes" | "no" | "both"

const answers = (about: Proposal.Proposal, says: ReadonlyArray<Says>): ReadonlyArray<Vote.Verified> =>
  says.flatMap((word, n) =>
    word === "silent"
      ? []
      : word === "both"
        ? [voteOf(about, member(n), true), voteOf(about, member(n), false)]
        : [voteOf(about, member(n), word === "yes")]
  )

/** An electorate of up to `largest` with fewer than a third of equivocators; the proposer has voted and does not equivocate. */
const electorates = (largest: number) =>
  fc.integer({ min: 1, max: largest }).chain((n) =>
    fc
      .tuple(
        fc
          .constantFrom<Says>("yes", "no", "silent")
          .chain((mood) =>
            fc.array(fc.constantFrom<Says>("silent", "yes", "no", mood, mood, mood), { minLength: n, maxLength: n })
          ),
        fc.uniqueArray(fc.integer({ min: 1, max: Math.max(1, n - 1) }), { maxLength: most(n) }),
        fc.boolean(),
        fc.constantFrom("reject", "retry")
      )
      .map(([said, equivocators, live, tie]) => {
        const says = said.map((word, place): Says => (equivocators.includes(place) ? "both" : word))
        if (says[0] === "silent") says[0] = "no"
        return { says, about: proposal(n, { live, tie }) }
      })
  )

const shuffled = <A>(list: ReadonlyArray<A>, chance: () => number): ReadonlyArray<A> =>
  list
    .map((item) => [chance(), item] as const)
    .sort(([left], [right]) => left - right)
    .map(([, item]) => item)

const chances = fc.infiniteStream(fc.nat(2 ** 30)).map((stream) => () => stream.next().value as number)

/** A node that heard these votes and saw the deadline. */
const heardBy = (about: Proposal.Proposal, votes: ReadonlyArray<Vote.Verified>, restarts = false): Node => {
  const node = new Node(about.voters, {}, restarts)
  node.hear(about, [votes.find(({ owner }) => owner === about.owner)!])
  for (const vote of votes) node.vote(vote)
  return node
}

describe("peers", () => {
  it("HGC-02 HGC-17 H-10: with equal votes decide equally, in any order, repeated or not, and tell it once", () => {
    fc.assert(
      fc.property(electorates(64), chances, chances, ({ about, says }, one, other) => {
        const votes = answers(about, says)
        const nodes = [one, other].map((chance) => {
          const order = shuffled(votes, chance)
          const node = heardBy(about, [...order, ...order.slice(0, chance() % (order.length + 1))])
          node.tick(at(60))
          node.tick(at(90))
          return node
        })
        const [left, right] = nodes.map(({ told }) => endings(told))
        assert.deepStrictEqual(left, right)
        assert.strictEqual(left?.length, 1)
      }),
      { numRuns: heavyRuns * 4 }
    )
  })

  it("HGC-02 HGC-21: never decide differently before the deadline, whatever each has heard and from whomever", () => {
    fc.assert(
      fc.property(electorates(64), chances, fc.integer({ min: 2, max: 4 }), ({ about, says }, chance, peers) => {
        const votes = answers(about, says)
        const first = votes.find(({ owner }) => owner === about.owner)!
        const words = Array.from({ length: peers }, () => {
          const most = 1 + (chance() % 8)
          const heard = shuffled(votes, chance).filter(() => chance() % most > 0 || most === 1)
          return endings(heardBy(about, [first, ...heard]).told)
        })
        assert.isAtMost(new Set(words.flat()).size, 1)
      }),
      { numRuns: heavyRuns * 4 }
    )
  })

  it("HGC-14 HGC-20: all that are honest say YES, none is faulty: YES as soon as all have voted", () => {
    for (let n = 1; n <= 12; n++) {
      const about = proposal(n, { live: false })
      const votes = answers(
        about,
        Array.from({ length: n }, (): Says => "yes")
      )
      assert.deepStrictEqual(endings(heardBy(about, votes).told), ["YES"])
    }
  })

  it("H-10 HGC-21: keep a proof of every equivocator, exclude it, and say so once", () => {
    fc.assert(
      fc.property(electorates(16), chances, ({ about, says }, chance) => {
        const node = heardBy(about, shuffled(answers(about, says), chance))
        const exposed = node.told.flatMap((event) => (event._tag === "Equivocation" ? [event.evidence.yes.owner] : []))
        const both = says.flatMap((word, n) => (word === "both" ? [member(n)] : []))
        assert.sameMembers(exposed, both)
        const session = Option.getOrThrow(Registry.session(node.state, about.id))
        assert.sameMembers(
          Session.equivocations(session).map(({ no }) => no.owner),
          both
        )
        assert.notIncludeMembers(
          Session.clean(session).map(({ owner }) => owner as string),
          both.length === 0 ? ["nobody"] : both
        )
      }),
      { numRuns: heavyRuns * 4 }
    )
  })

  it("HGC-07 HGC-21: a repeated vote counts for who does not hold the former one as nothing, and else as evidence", () => {
    const about = proposal(4, { live: false })
    const first = voteOf(about, member(1), true)
    const ballot = Proposal.ballot(about, [first], { owner: member(1), at: about.at, yes: false }, sha256)
    const again = Vote.kept(Voting.encodeVote(Vote.draft({ ...ballot, parent: first.wire.hash }, sha256)))!
    const node = new Node(4)
    node.hear(about, [voteOf(about, member(0), true)])
    assert.deepStrictEqual(reasons(node.vote(again)), ["ParentHashMismatch"])
    node.vote(first)
    assert.deepStrictEqual(
      node.vote(again).map(({ _tag }) => _tag),
      ["Equivocation"]
    )
  })

  it("HGC-21 H-10: an equivocator that is known brings no quorum about", () => {
    const about = proposal(4, { live: false })
    const node = new Node(4)
    node.hear(about, [voteOf(about, member(0), true)])
    for (const yes of [true, false]) node.vote(voteOf(about, member(3), yes))
    assert.deepStrictEqual(endings(node.vote(voteOf(about, member(1), true))), [])
    assert.deepStrictEqual(endings(node.vote(voteOf(about, member(2), true))), ["YES"])
  })
})

type Step =
  | { readonly _tag: "hear" | "vote" | "cast"; readonly who: number; readonly which: number; readonly yes: boolean }
  | { readonly _tag: "open"; readonly which: number; readonly yes: boolean }
  | { readonly _tag: "tick" | "resumed" | "sent" | "enrol" }
  | { readonly _tag: "caughtUp"; readonly until: number }

const step: fc.Arbitrary<readonly [Step, number]> = fc.tuple(
  fc.oneof(
    fc.record({
      _tag: fc.constantFrom("hear" as const, "vote" as const, "cast" as const),
      who: fc.nat(4),
      which: fc.nat(4),
      yes: fc.boolean()
    }),
    fc.record({ _tag: fc.constant("open" as const), which: fc.nat(4), yes: fc.boolean() }),
    fc.record({ _tag: fc.constant("caughtUp" as const), until: fc.integer({ min: 0, max: 200 }) }),
    fc.constantFrom<Step>({ _tag: "tick" }, { _tag: "resumed" }, { _tag: "sent" }, { _tag: "enrol" })
  ),
  fc.integer({ min: 0, max: 25 })
)

const inputOf = (one: Step): Parameters<Consensus.Machine["step"]>[1] => {
  switch (one._tag) {
    case "tick":
      return { _tag: "Tick" }
    case "caughtUp":
      return { _tag: "CaughtUp", until: at(one.until) }
    case "resumed":
      return { _tag: "Resumed" }
    case "sent":
      return { _tag: "Sent", mark: "open/00000000/0", hash: sha256(Uint8Array.of()) }
    case "enrol":
      return { _tag: "Enrol", electorate: electorate(4) }
    case "open":
    case "hear":
    case "vote":
    case "cast": {
      const about = proposal(4, {
        name: `${one.which}`,
        at: second(10 * one.which),
        expires: second(60 + 20 * one.which)
      })
      const first = voteOf(about, member(0), one.yes)
      if (one._tag === "open") return { _tag: "Open", supported: supported(about, [first]) }
      const vote = one.who === 0 ? first : voteOf(about, member(one.who), one.yes, [first], second(10 * one.which + 1))
      if (one._tag === "hear") {
        const carried = at(10 * one.which + 5 * one.who)
        return { _tag: "Heard", supported: supported(about, one.who === 0 ? [first] : [first, vote]), at: carried }
      }
      return one._tag === "cast" ? { _tag: "Cast", vote } : { _tag: "HeardVote", vote, at: at(200) }
    }
  }
}

/** Rows that a state is, to compare states by. */
const rowsOf = (state: Consensus.State): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [
      ...Option.toArray(state.electorate).map(Rows.saveElectorate),
      ...(state.floor === 0n ? [] : [Rows.saveFloor(state.floor)]),
      ...[...HashMap.values(state.sessions)].flatMap((session) => [
        Rows.saveHead(session),
        ...[...HashMap.values(session.votes)].flatMap(({ other, vote }) => [
          Rows.saveVote(session.proposal.id, vote, "first"),
          ...Option.toArray(other).map((vote) => Rows.saveVote(session.proposal.id, vote, "other"))
        ])
      ])
    ]
      .map(({ key, value }) => [key, value] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1))
  )

const BOUNDS = { sessions: 3, perProposer: 3, unexpired: 4, remembered: 1 }

describe("the machine", () => {
  it("HGC-17 H-6: after any steps its rows restore its state, each session ends once, a tick too early changes nothing", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom("gossipsub", "p2p"),
        fc.nat(2),
        (steps, network, times) => {
          const policy = { ...BOUNDS, network, asking: { times, pause: Time.seconds(7) } }
          const [node, restarting] = [new Node(4, policy), new Node(4, policy, true)]
          let now = at(0)
          const ended = new Map<string, number>()
          for (const [one, later] of steps) {
            now = Time.add(now, Time.seconds(later))
            const due = node.machine.due(node.state)
            if (!Option.exists(due, (when) => when <= now)) {
              assert.deepStrictEqual(node.machine.step(node.state, { _tag: "Tick" }, now), [node.state, []])
            }
            for (const event of node.step(inputOf(one), now)) {
              if (event._tag !== "Decided" && event._tag !== "Failed") continue
              ended.set(event.proposal.name, (ended.get(event.proposal.name) ?? 0) + 1)
            }
            restarting.step(inputOf(one), now)
            const kept = new Map([...node.rows].sort(([left], [right]) => (left < right ? -1 : 1)))
            assert.deepStrictEqual(rowsOf(node.state), kept)
            assert.deepStrictEqual(rowsOf(node.restored()), kept)
            assert.isAtMost(HashMap.size(node.state.sessions), BOUNDS.unexpired + BOUNDS.remembered)
          }
          assert.deepStrictEqual(restarting.told, node.told)
          assert.deepStrictEqual(restarting.rows, node.rows)
          assert.deepStrictEqual(restarting.sent, node.sent)
          for (const later of [1_000, 1_007, 1_014]) node.tick(at(later))
          for (const session of HashMap.values(node.state.sessions)) assert.isFalse(Session.isActive(session))
          assert.deepStrictEqual(node.machine.due(node.state), Option.none())
          for (const times of ended.values()) assert.strictEqual(times, 1)
        }
      ),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("HGC-17 H-6: who wakes after a deadline asks the network first, and counts what was given in time", () => {
    const about = proposal(4, { live: true })
    const first = voteOf(about, member(0), true)
    const node = new Node(4, { asking: Consensus.standard.asking }, true)
    node.hear(about, [first])
    assert.deepStrictEqual(node.tick(at(9_000)), [])
    assert.strictEqual(node.asked, 1)
    for (const n of [1, 2, 3]) {
      node.step({ _tag: "HeardVote", vote: voteOf(about, member(n), false), at: at(5) }, at(9_001))
      if (n < 3) node.step({ _tag: "CaughtUp", until: at(59) }, at(9_001))
    }
    assert.deepStrictEqual(endings(node.told), ["NO"])
    const silent = new Node(4, { asking: Consensus.standard.asking }, true)
    silent.hear(about, [first])
    silent.tick(at(60))
    assert.deepStrictEqual(endings(silent.step({ _tag: "CaughtUp", until: at(60) }, at(60))), ["YES"])
    assert.deepStrictEqual(silent.machine.due(silent.state), Option.none())
  })

  it("HGC-17 H-6: who gets no answer asks again, not before the pause is over, and in the end decides by what it has", () => {
    const { pause, times } = Consensus.standard.asking
    const about = proposal(4)
    const node = new Node(4, { asking: { pause, times } }, true)
    node.hear(about, [voteOf(about, member(0), true)])
    let now = at(9_000)
    for (let n = 1; n <= times; n++) {
      node.tick(now)
      node.tick(Time.subtract(Time.add(now, pause), Time.nanos(1n)))
      assert.strictEqual(node.asked, n)
      now = Time.add(now, pause)
    }
    assert.deepStrictEqual(endings(node.told), [])
    assert.deepStrictEqual(endings(node.tick(now)), ["YES"])
    assert.strictEqual(node.asked, times)
  })

  it("HGC-10 HGC-21 H-6: after the deadline nothing changes but the decision", () => {
    const about = proposal(4)
    const node = new Node(4)
    node.hear(about, [voteOf(about, member(0), true)])
    const before = node.state
    assert.deepStrictEqual(reasons(node.vote(voteOf(about, member(1), true), at(60))), ["VoteExpired"])
    assert.strictEqual(node.state, before)
    const late = proposal(4, { name: "late" })
    assert.deepStrictEqual(reasons(node.hear(late, [voteOf(late, member(0), true)], at(60))), ["ProposalExpired"])
    assert.deepStrictEqual(endings(node.tick(Time.subtract(at(60), Time.nanos(1n)))), [])
    assert.deepStrictEqual(endings(node.tick(at(60))), ["YES"])
    assert.deepStrictEqual(reasons(node.vote(voteOf(about, member(1), false), at(61))), ["VoteExpired"])
    assert.deepStrictEqual(endings(node.tick(at(62))), [])
  })

  it("HGC-03 HGC-11 HGC-21: refuses, with the reason, what does not fit", () => {
    const about = proposal(4)
    const first = voteOf(about, member(0), true)
    const node = new Node(4)
    const refusals = (events: ReadonlyArray<Consensus.Event>) => reasons(events).join()
    assert.strictEqual(refusals(node.vote(first)), "SessionNotFound")
    assert.strictEqual(refusals(new Node(0).hear(about, [first])), "NoElectorate")
    assert.strictEqual(refusals(new Node(5).hear(about, [first])), "OtherElectorate")
    const alone: Proposal.Idea = {
      name: "",
      subject: sha256(Uint8Array.of()),
      tie: "reject",
      owner: member(0),
      at: second(0),
      expires: second(60)
    }
    const lying = Proposal.draft(alone, { ...electorate(4), members: [member(0)] }, sha256)
    assert.strictEqual(refusals(node.hear(lying, [voteOf(lying, member(0), true)])), "InvalidExpectedVotersCount")
    const stranger = proposal(4, { owner: member(9) })
    assert.strictEqual(refusals(node.hear(stranger, [voteOf(stranger, member(9), true)])), "NotAMember")
    const empty = proposal(4, { expires: second(0) })
    assert.strictEqual(refusals(node.hear(empty, [voteOf(empty, member(0), true)])), "InvalidWindow")
    const endless = proposal(4, { expires: second(86_400 * 30 + 1) })
    assert.strictEqual(refusals(node.hear(endless, [voteOf(endless, member(0), true)])), "InvalidWindow")
    const future = proposal(4, { at: second(122), expires: second(200) })
    assert.strictEqual(refusals(node.hear(future, [voteOf(future, member(0), true)])), "TimestampInTheFuture")
    assert.strictEqual(refusals(node.hear(future, [voteOf(future, member(0), true)], at(2))), "")
    node.hear(about, [first])
    assert.strictEqual(refusals(node.vote(voteOf(about, member(9), true))), "NotAMember")
    const listed = [first, voteOf(about, member(9), true, [first])]
    assert.strictEqual(refusals(node.hear(about, listed)), "NotAMember")
    assert.strictEqual(refusals(node.step({ _tag: "Cast", vote: first }, at(1))), "UserAlreadyVoted")
    assert.strictEqual(
      refusals(node.step({ _tag: "Open", supported: supported(about, [first]) }, at(1))),
      "ProposalAlreadyExist"
    )
    const twin = { ...proposal(4, { name: "twin" }), id: about.id }
    const masked = { ...about, digest: twin.digest }
    assert.strictEqual(refusals(node.hear(masked, [voteOf(masked, member(0), true)])), "ProposalAlreadyExist")
    assert.strictEqual(refusals(node.vote(voteOf(about, member(1), true, [], second(60)), at(1))), "")
  })

  it("HGC-04 HGC-05 HGC-09 HGC-10 H-1 H-9: a proposal goes out with its owner's vote, a vote behind the list it was given on, a round on", () => {
    const about = proposal(4)
    const first = voteOf(about, member(0), true)
    const [owner, voter] = [new Node(4), new Node(4)]
    owner.step({ _tag: "Open", supported: supported(about, [first]) }, at(0))
    const opened = Result.getOrThrow(Voting.decodeProposal(owner.sent[0]!))
    assert.deepStrictEqual([owner.sent.length, opened.round, opened.votes], [1, 1, [first.wire]])
    assert.deepStrictEqual([first.wire.parent.length, first.wire.received.length], [0, 0])
    assert.deepStrictEqual(voter.hear(about, [first]), [{ _tag: "VoteWanted", proposal: about }])
    assert.deepStrictEqual(voter.hear(about, [first]), [])
    const session = Option.getOrThrow(Registry.session(voter.state, about.id))
    const second_ = voteOf(about, member(1), false, Messages.list(session), second(1))
    voter.step({ _tag: "Cast", vote: second_ }, at(1))
    const sent = Result.getOrThrow(Voting.decodeProposal(voter.sent[0]!))
    assert.deepStrictEqual([voter.sent.length, sent.round, sent.votes], [1, 2, [first.wire, second_.wire]])
    assert.deepStrictEqual({ ...sent, round: 1, votes: [] }, { ...opened, votes: [] })
    assert.deepStrictEqual(second_.wire.received, first.wire.hash)
  })

  it("HGC-16 HGC-15: what is held is sent again once before the deadline, also votes that hang on no list", () => {
    const about = proposal(4)
    const first = voteOf(about, member(0), true)
    const node = new Node(4)
    node.hear(about, [first])
    const others = [1, 2].map((n) => voteOf(about, member(n), n === 1, [first], second(1)))
    for (const vote of others) node.vote(vote)
    assert.deepStrictEqual(node.machine.due(node.state), Option.some(at(45)))
    node.tick(at(44))
    assert.strictEqual(node.sent.length, 0)
    node.tick(at(45))
    assert.strictEqual(node.sent.length, 2)
    const other = new Node(4)
    for (const payload of node.sent) {
      const message = Result.getOrThrow(Voting.decode(payload))
      if (message._tag === "Vote") other.vote(Vote.kept(payload)!)
      else
        other.hear(
          about,
          message.proposal.votes.map((vote) => Vote.kept(Voting.encodeVote(vote))!)
        )
    }
    const votes = (state: Consensus.State) => [...rowsOf(state).keys()].filter((key) => key.startsWith("vote/"))
    assert.deepStrictEqual(votes(other.state), votes(node.state))
    node.tick(at(50))
    assert.strictEqual(node.sent.length, 2)
    assert.deepStrictEqual(node.machine.due(node.state), Option.some(at(60)))
  })

  it("HGC-02 HGC-15: peer to peer, a vote that is heard is sent on within two thirds of n rounds; on gossip never", () => {
    const about = proposal(6, { live: false })
    for (const network of ["p2p", "gossipsub"] as const) {
      const node = new Node(6, { network })
      const list = [voteOf(about, member(0), true)]
      node.hear(about, list)
      for (const n of [1, 2, 3, 4, 5]) {
        list.push(voteOf(about, member(n), n % 2 === 0, list))
        node.hear(about, list)
      }
      const rounds = node.sent.map((payload) => Result.getOrThrow(Voting.decodeProposal(payload)).round)
      assert.deepStrictEqual(rounds, network === "p2p" ? [2, 3, 4] : [])
      assert.deepStrictEqual(endings(node.told), [])
    }
  })

  it("HGC-18: a tie that is to be tried again fails, and the next proposal of the same words has another id", () => {
    const about = proposal(4, { tie: "retry", live: false })
    const node = new Node(4)
    node.hear(about, [voteOf(about, member(0), true)])
    node.vote(voteOf(about, member(1), true))
    node.vote(voteOf(about, member(2), false))
    assert.deepStrictEqual(node.tick(at(60)), [{ _tag: "Failed", proposal: about, why: "Tied" }])
    const again = proposal(4, { tie: "retry", live: false, at: second(60), expires: second(120) })
    assert.notStrictEqual(again.id, about.id)
    assert.deepStrictEqual(node.hear(again, [voteOf(again, member(0), true)], at(60)), [
      { _tag: "VoteWanted", proposal: again }
    ])
  })

  it("HGC-02 H-6: who was offline decides by what the others heard in time, and tells it once, also after it was forgotten", () => {
    const about = proposal(4, { live: false })
    const first = voteOf(about, member(0), true)
    const [node, away] = [new Node(4, BOUNDS), new Node(4, BOUNDS)]
    const votes = [1, 2].map((n) => voteOf(about, member(n), true, [first], second(5)))
    node.hear(about, [first])
    for (const vote of votes) node.vote(vote, at(5))
    assert.deepStrictEqual(endings(node.told), ["YES"])
    away.step({ _tag: "Heard", supported: supported(about, [first]), at: at(1) }, at(500))
    assert.deepStrictEqual(away.told, [])
    for (const vote of votes) away.step({ _tag: "HeardVote", vote, at: at(5) }, at(500))
    assert.deepStrictEqual(endings(away.told), ["YES"])
    assert.deepStrictEqual(reasons(away.step({ _tag: "HeardVote", vote: first, at: at(5) }, at(501))), ["VoteExpired"])
    for (const n of [1, 2, 3]) {
      const next = proposal(4, { name: `${n}`, at: second(500), expires: second(510 + n) })
      away.hear(next, [voteOf(next, member(0), true)], at(500))
      away.tick(at(510 + n))
    }
    assert.strictEqual(HashMap.size(away.state.sessions), 1)
    const again = away.step({ _tag: "Heard", supported: supported(about, [first]), at: at(1) }, at(600))
    assert.deepStrictEqual(reasons(again), ["ProposalExpired"])
  })

  it("HGC-17 H-6: who catches up on more votes than there is room for ends each when its deadline is past", () => {
    const node = new Node(4, BOUNDS)
    for (let n = 0; n < 10; n++) {
      const about = proposal(4, { name: `${n}`, at: second(n * 20), expires: second(n * 20 + 30), live: n % 2 === 0 })
      const input = {
        _tag: "Heard",
        supported: supported(about, [voteOf(about, member(0), true)]),
        at: at(n * 20)
      } as const
      assert.deepStrictEqual(reasons(node.step(input, at(1_000))), [])
    }
    node.tick(at(1_000))
    assert.deepStrictEqual(
      endings(node.told),
      Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? "YES" : "NO"))
    )
  })

  it("HGC-04 HGC-19: whatever may be opened restores from its rows, and what is too large for a message is refused", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 65_400, max: 65_600 }), fc.constantFrom(0, 70_000)),
        fc.oneof(fc.integer({ min: 1_000, max: 1_050 }), fc.constant(0)),
        (subject, name) => {
          const about = proposal(2, { name: "n".repeat(name), subject: new Uint8Array(subject).fill(1) })
          const checked = Proposal.verify(about, [voteOf(about, member(0), true)], sha256)
          const fits = name <= Voting.MAX_NAME && Terms.encode(about.terms).length <= Voting.MAX_PAYLOAD
          assert.strictEqual(Result.isSuccess(checked), fits)
          if (Result.isFailure(checked)) return assert.strictEqual(checked.failure.reason, "TooLarge")
          const node = new Node(2, {}, true)
          node.step({ _tag: "Open", supported: checked.success }, at(0))
          assert.isTrue(Option.isSome(Registry.session(node.state, about.id)))
          assert.isTrue(Result.isSuccess(Voting.decodeProposal(node.sent[0]!)))
        }
      ),
      { numRuns: runs }
    )
  })

  it("HGC-21: rows that no state wrote are damaged", () => {
    const about = proposal(4)
    const node = new Node(4)
    node.hear(about, [voteOf(about, member(0), true)])
    node.vote(voteOf(about, member(0), false))
    const rows = node.asRows()
    const isDamaged = (rows: ReadonlyArray<{ key: string; value: Uint8Array }>) =>
      Result.isFailure(node.machine.restore(rows))
    assert.isFalse(isDamaged(rows))
    fc.assert(
      fc.property(fc.nat(rows.length - 1), fc.uint8Array({ maxLength: 30 }), (place, value) => {
        assert.isTrue(isDamaged(rows.with(place, { ...rows[place]!, value })))
        assert.isTrue(isDamaged(rows.with(place, { ...rows[place]!, key: "stranger" })))
      }),
      { numRuns: runs }
    )
    const without = (prefix: string) => rows.filter(({ key }) => !key.startsWith(prefix))
    assert.isTrue(isDamaged(without("session/")))
    assert.isTrue(isDamaged(rows.filter(({ key }) => !key.endsWith("/first"))), "another answer without a first one")
    assert.isFalse(isDamaged(rows.filter(({ key }) => !key.endsWith("/other"))))
  })

  it("HGC-03: an electorate has between one and 1024 members, each once, and one digest in whatever order", () => {
    assert.isUndefined(Electorate.of([], sha256))
    assert.isUndefined(
      Electorate.of(
        Array.from({ length: 1025 }, (_, n) => member(n)),
        sha256
      )
    )
    const all = Array.from({ length: 1024 }, (_, n) => member(n))
    const [one, other] = [Electorate.of(all, sha256)!, Electorate.of([...all.toReversed(), member(3)], sha256)!]
    assert.deepStrictEqual(one.digest, other.digest)
    assert.deepStrictEqual(Electorate.decode(one.bytes), one)
    assert.notDeepEqual(Electorate.of(all, sha256, Uint8Array.of(1))?.digest, one.digest)
    assert.isTrue(Electorate.has(one, member(1023)) && !Electorate.has(one, member(1024)))
  })

  it("HGC-10: a proposal with all votes of 1024 members fits a message; the rest goes by itself", () => {
    const about = proposal(1024, { live: false })
    const list = [voteOf(about, member(0), true)]
    for (let n = 1; n < 600; n++) list.push(voteOf(about, member(n), n % 2 === 0, list))
    const node = new Node(1024)
    node.hear(about, list.slice(0, 512))
    node.hear(about, list)
    const own = voteOf(about, member(700), true, list)
    node.step({ _tag: "Cast", vote: own }, at(1))
    for (const payload of node.sent) assert.isBelow(payload.length, 100_000)
    assert.deepStrictEqual(node.sent.at(-1), Voting.encodeVote(own.wire))
  })
})
