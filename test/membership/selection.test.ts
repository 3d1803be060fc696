/** Approved changes, candidates, the one that wins; scores; key packages; timers. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Address } from "../../src/domain/community/Address.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import * as Approved from "../../src/domain/membership/Approved.ts"
import * as Candidate from "../../src/domain/membership/Candidate.ts"
import * as KeyPackages from "../../src/domain/membership/KeyPackages.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as Scores from "../../src/domain/membership/Scores.ts"
import * as Timers from "../../src/domain/membership/Timers.ts"
import * as Update from "../../src/domain/membership/Update.ts"
import * as Time from "../../src/domain/Time.ts"
import { runs } from "../../src/testing/runs.ts"

const member = (n: number): Address => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!
const MEMBERS = [1, 2, 3, 4, 5, 6].map(member)
const LONG_AGO = Time.seconds(1)
const NOW = Time.seconds(1000)
const { delta } = Policy.standard
const keyPackage = (n: number) => new Uint8Array([n])

const item: fc.Arbitrary<Approved.Item> = fc
  .record({ n: fc.integer({ min: 1, max: 12 }), variant: fc.nat(2), urgent: fc.boolean() })
  .map(({ n, urgent, variant }) =>
    n <= 6
      ? { member: member(n), at: LONG_AGO, urgent }
      : {
          member: member(n),
          keyPackage: keyPackage(10 * n + variant),
          keys: [`${(3 * n + variant) % 7}`],
          at: LONG_AGO,
          urgent: false
        }
  )

const queue = (items: ReadonlyArray<Approved.Item>) => items.reduce(Approved.add, Approved.empty)

const read = (changes: ReadonlyArray<Approved.Change>): Approved.Changes => ({
  adds: changes.flatMap((change) =>
    change._tag === "Add" ? [{ member: change.member, keyPackage: Update.hashOf(change.keyPackage) }] : []
  ),
  removes: changes.flatMap((change) => (change._tag === "Remove" ? [change.member] : []))
})

const fault = (approved: Approved.Approved, changes: Approved.Changes) =>
  Approved.fault(approved, changes, NOW, delta, Policy.standard.batch)

describe("approved changes", () => {
  it("MLS-09 MLS-17 MLS-21: what an honest steward commits is what everybody expects, in whatever order the votes ended", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 10 }), (items) => {
        const approved = queue(items)
        const changes = Approved.changes(approved, 50)
        assert.deepStrictEqual(Approved.changes(queue(items.toReversed()), 50), changes)
        assert.isUndefined(fault(approved, read(changes)))
        assert.isUndefined(fault(queue(items.toReversed()), read(changes)))
        assert.deepStrictEqual(queue([...items, ...items]), approved)
      }),
      { numRuns: runs }
    )
  })

  it("MLS-21: a commit that adds a change or drops one never passes; neither does one that says a thing twice", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 10 }), fc.nat(), (items, pick) => {
        const approved = queue(items)
        const changes = Approved.changes(approved, 50)
        const at = pick % changes.length
        const dropped = read(changes.toSpliced(at, 1))
        assert.strictEqual(fault(approved, dropped), changes.length === 1 ? "Empty" : "Incomplete")
        const honest = read(changes)
        const stranger = { ...honest, removes: [...honest.removes, member(99)] }
        assert.strictEqual(fault(approved, stranger), "Unapproved")
        const swapped = {
          ...honest,
          adds: honest.adds.map((add) => ({ ...add, keyPackage: Update.hashOf(keyPackage(0)) }))
        }
        if (honest.adds.length > 0) assert.strictEqual(fault(approved, swapped), "Unapproved")
        const twice = { adds: [...honest.adds, ...honest.adds], removes: [...honest.removes, ...honest.removes] }
        assert.strictEqual(fault(approved, twice), "Twice")
      }),
      { numRuns: runs }
    )
  })

  it("MLS-05 MLS-21: of joiners that share a key a commit holds one, and who is left over is not owed", () => {
    const join = (n: number, ...keys: ReadonlyArray<string>): Approved.Item => ({
      member: member(n),
      keyPackage: keyPackage(n),
      keys,
      at: LONG_AGO,
      urgent: false
    })
    const approved = queue([join(1, "a", "b"), join(2, "b", "c"), join(3, "d")])
    const change = (n: number): Approved.Change => ({ _tag: "Add", member: member(n), keyPackage: keyPackage(n) })
    assert.deepStrictEqual(Approved.changes(approved, 50), [change(1), change(3)])
    assert.isUndefined(fault(approved, read([change(1), change(3)])))
    assert.isUndefined(fault(approved, read([change(2), change(3)])))
    assert.strictEqual(fault(approved, read([change(1), change(2), change(3)])), "Twice")
    assert.strictEqual(fault(approved, read([change(3)])), "Incomplete")
  })

  it("MLS-14 MLS-21: what was decided within 2Δ before the commit came may be in it or wait; older decisions may not", () => {
    const old: Approved.Item = { member: member(1), at: LONG_AGO, urgent: false }
    const at = (age: bigint): Approved.Item => ({ member: member(2), at: Time.nanos(NOW - age), urgent: false })
    const only = read([{ _tag: "Remove", member: member(1) }])
    const both = read([
      { _tag: "Remove", member: member(1) },
      { _tag: "Remove", member: member(2) }
    ])
    for (const age of [0n, 2n * delta - 1n]) {
      assert.isUndefined(fault(queue([old, at(age)]), only))
      assert.isUndefined(fault(queue([old, at(age)]), both))
    }
    assert.strictEqual(fault(queue([old, at(2n * delta)]), only), "Incomplete")
    assert.isUndefined(fault(queue([old, at(2n * delta)]), both))
  })

  it("MLS-23 MLS-26: an urgent removal is committed alone", () => {
    const urgent: Approved.Item = { member: member(1), at: LONG_AGO, urgent: true }
    const other: Approved.Item = { member: member(2), at: LONG_AGO, urgent: false }
    const approved = queue([other, urgent])
    assert.deepStrictEqual(Approved.changes(approved, 50), [{ _tag: "Remove", member: member(1) }])
    assert.isUndefined(fault(approved, read(Approved.changes(approved, 50))))
    assert.strictEqual(fault(approved, { adds: [], removes: [member(1), member(2)] }), "Incomplete")
    assert.strictEqual(fault(approved, { adds: [], removes: [member(2)] }), "Incomplete")
    assert.deepStrictEqual(queue([{ ...urgent, urgent: false }, urgent, { ...urgent, urgent: false }]), queue([urgent]))
  })

  it("MLS-12: no commit is larger than the batch, and the queue is bounded", () => {
    const many = Array.from({ length: 300 }, (_, n) => ({
      member: Addresses.parse(n.toString(16).padStart(40, "0"))!,
      at: LONG_AGO,
      urgent: false
    }))
    const approved = queue([...many, ...many.map((one) => ({ ...one, keyPackage: keyPackage(1) }))])
    assert.isAtMost(approved.size, Approved.CAPACITY)
    const changes = Approved.changes(queue(many), 50)
    assert.strictEqual(changes.length, 50)
    assert.isUndefined(fault(queue(many), read(changes)))
    assert.strictEqual(fault(queue(many), read(changes.slice(1))), "Incomplete")
    assert.strictEqual(
      fault(queue(many), { adds: [], removes: many.slice(0, 51).map(({ member }) => member) }),
      "Unapproved"
    )
  })
})

const LIST = { epoch: 4n, retry: 0, stewards: [member(1), member(2), member(3)] }
const NEXT = { epoch: 5n, retry: 1, stewards: [member(3), member(4)] }
const APPROVED = queue([
  { member: member(6), at: LONG_AGO, urgent: false },
  { member: member(7), keyPackage: keyPackage(7), at: NOW, urgent: false }
])

const round: Candidate.Round = {
  policy: Policy.standard,
  epoch: 5n,
  members: new Set(MEMBERS),
  lists: [LIST, NEXT],
  recovery: false,
  suspended: new Set(),
  approved: APPROVED
}

const FULL = read(Approved.changes(APPROVED, 50))
const PART = { adds: [], removes: FULL.removes }

const make = (part: Partial<Candidate.Candidate>): Candidate.Candidate => ({
  hash: "0".repeat(64),
  epoch: 5n,
  retry: 0,
  creator: member(2),
  commit: new Uint8Array(1),
  welcome: new Uint8Array(),
  staged: new Uint8Array(),
  heard: NOW,
  ...FULL,
  ...part
})

const candidate: fc.Arbitrary<Candidate.Candidate> = fc
  .record({
    hash: fc.integer({ min: 0, max: 999 }).map((n) => n.toString(16).padStart(64, "0")),
    epoch: fc.constantFrom(4n, 5n, 5n, 5n, 6n),
    retry: fc.constantFrom(0, 0, 1, 2),
    creator: fc.integer({ min: 1, max: 8 }).map(member),
    changes: fc.constantFrom(FULL, PART, { adds: [], removes: [member(5)] }, { adds: [], removes: [] })
  })
  .map(({ changes, ...rest }) => make({ ...rest, ...changes }))

describe("candidates", () => {
  it("MLS-04 MLS-21: the winner is one, whatever order they came in, however often, whoever looks", () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 8 }), fc.integer(), fc.boolean(), (all, seed, recovery) => {
        const judged = { ...round, recovery }
        const shuffled = [...all, ...all].sort((left, right) =>
          left.hash + left.creator.slice(seed % 40) < right.hash + right.creator.slice(seed % 40) ? -1 : 1
        )
        const kept = (some: ReadonlyArray<Candidate.Candidate>) => some.reduce(Candidate.keep, new Map())
        const [ours] = Candidate.choose(judged, kept(all).values())
        const [theirs] = Candidate.choose(
          judged,
          kept(shuffled.map((one) => ({ ...one, staged: one.commit }))).values()
        )
        assert.strictEqual(theirs?.hash, ours?.hash)
        assert.strictEqual(theirs?.creator, ours?.creator)
        if (ours !== undefined) assert.isUndefined(Candidate.fault(judged, ours))
      }),
      { numRuns: runs }
    )
  })

  it("MLS-21: their order is total and agrees with itself", () => {
    const order = Candidate.order(round)
    fc.assert(
      fc.property(candidate, candidate, candidate, (a, b, c) => {
        assert.strictEqual(order(a, b) + order(b, a), 0)
        if (order(a, b) <= 0 && order(b, c) <= 0) assert.isAtMost(order(a, c), 0)
      }),
      { numRuns: runs }
    )
  })

  it("MLS-21: the later list first, then more changes, the epoch steward, the smaller committer, the smaller hash", () => {
    const ascending = [
      make({ retry: 1, creator: member(3) }),
      make({ retry: 1, creator: member(4) }),
      make({ creator: member(2), hash: "1".padStart(64, "0") }),
      make({ creator: member(2), hash: "2".padStart(64, "0") }),
      make({ creator: member(1) }),
      make({ creator: member(3) }),
      make({ creator: member(2), ...PART })
    ]
    assert.deepStrictEqual(Candidate.choose(round, ascending.toReversed()), ascending)
  })

  it("MLS-04 MLS-20 MLS-24 MLS-25: only who may commit does: on the list of the attempt, not suspended, not to be removed", () => {
    const faultOf = (part: Partial<Candidate.Candidate>, change: Partial<Candidate.Round> = {}) =>
      Candidate.fault({ ...round, ...change }, make(part))
    assert.isUndefined(faultOf({}))
    assert.strictEqual(faultOf({ creator: member(4) }), "NotASteward")
    assert.isUndefined(faultOf({ creator: member(4), retry: 1 }))
    assert.strictEqual(faultOf({ creator: member(1), retry: 1 }), "NotASteward")
    assert.strictEqual(faultOf({ creator: member(5), retry: 2 }), "NotASteward")
    assert.isUndefined(faultOf({ creator: member(5), retry: 2 }, { recovery: true }))
    assert.strictEqual(faultOf({}, { suspended: new Set([member(2)]) }), "NotASteward")
    assert.strictEqual(faultOf({ epoch: 4n }), "WrongEpoch")
    assert.strictEqual(faultOf({ creator: member(9) }), "Stranger")
    assert.strictEqual(faultOf({ adds: [{ member: member(1), keyPackage: "0".repeat(64) }] }), "Stranger")
    assert.strictEqual(faultOf({ removes: [member(2)] }), "OwnRemoval")
    const own = queue([{ member: member(2), at: LONG_AGO, urgent: false }])
    assert.strictEqual(faultOf({ adds: [], removes: [member(2)] }, { approved: own }), "OwnRemoval")
    assert.strictEqual(faultOf({ adds: [], removes: [] }, { approved: own }), "NotASteward")
  })

  it("MLS-21: a creator that sends many takes the room of one", () => {
    fc.assert(
      fc.property(fc.array(candidate), (all) => {
        const kept = all.reduce(Candidate.keep, new Map<string, Candidate.Candidate>())
        assert.strictEqual(kept.size, new Set(all.map(({ creator, retry }) => `${creator}/${retry}`)).size)
      }),
      { numRuns: runs }
    )
  })
})

describe("scores", () => {
  const reasons = [
    "BrokenCommit",
    "BrokenProposal",
    "Censorship",
    "Misbehaving",
    "SuccessfulCommit",
    "HonestAttempt",
    "EmergencyUpheld",
    "EmergencyRefused"
  ] as const

  it("MLS-22 MLS-23: saturate, know no stranger, and cost an honest loser nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...reasons), { maxLength: 200 }), (moves) => {
        const start = Scores.among(new Map(), [member(1)])
        const after = moves.reduce((scores, reason) => Scores.move(scores, member(1), reason), start)
        const score = after.get(member(1))!
        assert.isTrue(score >= -1000 && score <= 1000)
        assert.isAtLeast(Scores.move(after, member(1), "HonestAttempt").get(member(1))!, score)
        assert.strictEqual(Scores.move(after, member(2), "BrokenCommit"), after)
        assert.deepStrictEqual(Scores.below(after), score <= Scores.REMOVAL ? [member(1)] : [])
        assert.deepStrictEqual(
          [...Scores.among(after, [member(1), member(2)])],
          [
            [member(1), score],
            [member(2), Scores.START]
          ]
        )
      }),
      { numRuns: runs }
    )
  })
})

describe("key packages", () => {
  it("MLS-16: stay for three epochs or until their owner is a member, and a flood displaces none", () => {
    const nobody = () => false
    const announced = (epoch: bigint) => ({ keyPackage: keyPackage(1), signature: keyPackage(2), epoch })
    const one = KeyPackages.add(new Map(), member(1), announced(5n), nobody)
    for (const epoch of [5n, 6n, 8n]) assert.strictEqual(KeyPackages.current(one, epoch, new Set()).size, 1)
    assert.strictEqual(KeyPackages.current(one, 9n, new Set()).size, 0)
    assert.strictEqual(KeyPackages.current(one, 6n, new Set([member(1)])).size, 0)
    let full: KeyPackages.KeyPackages = one
    for (let n = 0; n < 300; n++) {
      full = KeyPackages.add(full, Addresses.parse(n.toString(16).padStart(40, "0"))!, announced(6n), nobody)
    }
    assert.strictEqual(full.size, KeyPackages.CAPACITY)
    assert.isTrue(full.has(member(1)))
    assert.strictEqual(KeyPackages.add(full, member(1), announced(7n), nobody).get(member(1))!.epoch, 7n)
    const isWanted = (one: Address) => one === member(1) || one === member(2)
    const moved = KeyPackages.add(full, member(2), announced(7n), isWanted)
    assert.strictEqual(moved.size, KeyPackages.CAPACITY)
    assert.isTrue(moved.has(member(1)) && moved.has(member(2)))
    assert.strictEqual(
      KeyPackages.add(full, member(2), announced(7n), () => true),
      full
    )
    assert.isFalse(KeyPackages.drop(full, member(1)).has(member(1)))
  })
})

describe("timers", () => {
  it("MLS-14 MLS-15 MLS-20 MLS-24: steward, then backups, then the end of the round, within the bound; recovery is quicker", () => {
    const policy = Policy.standard
    const [steward, backup] = [true, false].map((is) => Timers.freezesAt(policy, NOW, false, is))
    assert.deepStrictEqual([steward! - NOW, backup! - NOW], [policy.inactivity, policy.inactivity + policy.recovery])
    assert.strictEqual(Timers.freezesAt(policy, NOW, true, false) - NOW, policy.recovery)
    const end = Timers.endsAt(policy, Time.add(backup!, policy.freeze), backup!, false)
    assert.isAtMost(Number(end - NOW), Number(Timers.bound(policy)))
    assert.strictEqual(Timers.endsAt(policy, end, NOW, true), Time.add(NOW, Time.nanos(2n * delta)))
    assert.strictEqual(Timers.buildsAt(policy, NOW, false, 7), NOW)
    for (let place = 0; place < 40; place++) {
      const at = Timers.buildsAt(policy, NOW, true, place)
      assert.isTrue(at <= Timers.buildsAt(policy, NOW, true, place + 1) && at - NOW <= policy.freeze / 2n)
      assert.isTrue(Timers.proposesAt(policy, NOW, place) <= Timers.proposesAt(policy, NOW, place + 1))
    }
  })
})
