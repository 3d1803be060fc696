/** Single steps of one member: the laws of every machine, and what it refuses. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Electorate from "../../src/domain/membership/Electorate.ts"
import * as Group from "../../src/domain/membership/Group.ts"
import * as KeyPackages from "../../src/domain/membership/KeyPackages.ts"
import * as Lanes from "../../src/domain/membership/Lanes.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import type { Event, Input } from "../../src/domain/membership/Signals.ts"
import * as States from "../../src/domain/membership/State.ts"
import * as StewardList from "../../src/domain/membership/StewardList.ts"
import * as Timers from "../../src/domain/membership/Timers.ts"
import * as Turn from "../../src/domain/membership/Turn.ts"
import * as Update from "../../src/domain/membership/Update.ts"
import type { CommonInput } from "../../src/domain/Step.ts"
import * as Time from "../../src/domain/Time.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import * as Village from "./village.ts"

const { addresses } = Village
const [self, second, third] = addresses as readonly [
  (typeof addresses)[number],
  (typeof addresses)[number],
  (typeof addresses)[number],
  ...typeof addresses
]
const quick: Policy.Policy = { ...Policy.standard, inactivity: Time.seconds(10), expiry: Time.seconds(120) }
const BOUND = Timers.bound(quick)

/** A member of three, number 0, with everything that a step needs; the others are spoken for by the test. */
const member = (size = 3, policy = quick) => {
  const village = Village.settled(size, policy)
  const epoch = village.villagers[0]!.state.roster!.epoch
  const voters = size
  const opened = (update: Update.Update, part: Partial<Extract<Input, { _tag: "Opened" }>> = {}): Input => ({
    _tag: "Opened",
    id: Update.subject(update),
    payload: Update.encode(update),
    proposer: second,
    voters,
    ...part
  })
  const decided = (
    update: Update.Update,
    approved: boolean,
    part: Partial<Extract<Input, { _tag: "Decided" }>> = {}
  ): Input => ({
    _tag: "Decided",
    id: Update.subject(update),
    payload: Update.encode(update),
    proposer: second,
    voters,
    approved,
    ...part
  })
  const state = () => village.villagers[0]!.state
  return { village, epoch, opened, decided, state, input: (input: Input | CommonInput) => village.input(0, input) }
}

const reasons = (events: ReadonlyArray<Event>) =>
  events.flatMap((event) => (event._tag === "Refused" || event._tag === "Ignored" ? [event.reason] : []))

const remove = (epoch: bigint, member = third): Update.Update => ({ _tag: "Remove", epoch, member })
const emergency = (epoch: bigint, violation: Update.Violation, target = third): Update.Update => ({
  _tag: "Emergency",
  epoch,
  violation,
  target: violation === "Deadlock" ? Option.none() : Option.some(target)
})

/** A state without maps, whose entries are compared in order. */
const plain = (state: States.State) =>
  Object.entries(state).map(([piece, value]): unknown => [
    piece,
    value instanceof Map ? [...value].sort(([left], [right]) => (left < right ? -1 : 1)) : value
  ])

describe("the machine", () => {
  const bytes = fc.uint8Array({ maxLength: 12 })
  const who = fc.constantFrom(...addresses.slice(0, 4))
  const update = fc.oneof(
    fc.record({ _tag: fc.constant("Remove" as const), epoch: fc.bigInt({ min: 0n, max: 4n }), member: who }),
    fc
      .tuple(fc.bigInt({ min: 1n, max: 3n }), fc.constantFrom(...Update.VIOLATIONS), who)
      .map(([epoch, violation, target]) => emergency(epoch, violation, target)),
    fc.record({
      _tag: fc.constant("Election" as const),
      epoch: fc.bigInt({ min: 1n, max: 3n }),
      retry: fc.nat(2),
      stewards: fc.array(who, { minLength: 1, maxLength: 2 })
    }),
    fc.record({
      _tag: fc.constant("Invite" as const),
      epoch: fc.bigInt({ min: 1n, max: 3n }),
      member: fc.constantFrom(...addresses.slice(0, 6)),
      keyPackage: fc.uint8Array({ minLength: 1, maxLength: 5 }),
      signature: fc.constant(new Uint8Array(65))
    })
  )
  const vote = {
    id: fc.constantFrom("a", "b", "c", ""),
    payload: fc.oneof(bytes, update.map(Update.encode)),
    proposer: who,
    voters: fc.integer({ min: 1, max: 4 })
  }
  const answer = fc.constantFrom<Extract<Input, { _tag: "Answered" }>["answer"]>(
    { _tag: "Vetted", keys: Option.some(["a key"]) },
    { _tag: "Failed", why: "no" },
    { _tag: "NotForUs" },
    { _tag: "Unreadable", why: "Future" },
    { _tag: "Unprotected", state: new Uint8Array(3), sender: self, plain: new Uint8Array(1) },
    { _tag: "Protected", state: new Uint8Array(4), cipher: new Uint8Array(2) }
  )
  const input: fc.Arbitrary<Input | CommonInput> = fc.oneof(
    fc.record({
      _tag: fc.constant("Wish" as const),
      wish: fc.constantFrom("Add" as const, "Remove" as const),
      member: who
    }),
    fc.record({ _tag: fc.constant("Accuse" as const), violation: fc.constant("Censorship" as const), target: who }),
    fc.record({ _tag: fc.constantFrom("Say" as const, "Carry" as const), payload: bytes }),
    fc.record({
      _tag: fc.constant("Heard" as const),
      lane: fc.constantFrom("group" as const, "open" as const),
      payload: bytes
    }),
    fc.record({
      _tag: fc.constant("Heard" as const),
      lane: fc.constant("open" as const),
      payload: fc
        .record({
          _tag: fc.constant("Candidate" as const),
          epoch: fc.bigInt({ min: 0n, max: 20n }),
          retry: fc.nat(4),
          commit: fc.uint8Array({ minLength: 1, maxLength: 4 }),
          welcome: bytes
        })
        .map(Lanes.encodeOpen)
    }),
    fc.record({ _tag: fc.constant("Opened" as const), ...vote }),
    fc.record({ _tag: fc.constant("Decided" as const), ...vote, approved: fc.boolean() }),
    fc.record({ _tag: fc.constant("Answered" as const), job: fc.constant("head"), answer }),
    fc.record({ _tag: fc.constant("Answered" as const), job: fc.constant("other"), answer }),
    fc.constantFrom<Input | CommonInput>({ _tag: "Join" }, { _tag: "Create", policy: quick }),
    fc.constantFrom<Input | CommonInput>({ _tag: "Tick" }, { _tag: "Resumed" })
  )
  const identity = { self, group: Village.GROUP, admits: true }
  const machine = Group.machine(identity)
  const inside = Village.settled(3, quick)
  const starts = [
    { state: States.initial, rows: new Map<string, Uint8Array>() },
    { state: inside.villagers[0]!.state, rows: inside.villagers[0]!.rows }
  ]

  it("MLS-12 MLS-17: whatever happens, the rows are the state, no tick comes before its time, and nothing grows without end", () => {
    fc.assert(
      fc.property(
        fc.nat(1),
        fc.array(fc.tuple(input, fc.integer({ min: 0, max: 40 })), { maxLength: 30 }),
        (at, inputs) => {
          const start = starts[at]!
          let { state } = start
          const rows = new Map(start.rows)
          let now: Time.Nanos = inside.now
          for (const [input, wait] of inputs) {
            now = Time.add(now, Time.seconds(wait))
            const head = state.jobs.keys().next().value ?? "none"
            const real = input._tag === "Answered" && input.job === "head" ? { ...input, job: head } : input
            const [next, outputs] = machine.step(state, real, now)
            const [again] = machine.step(state, real, now)
            assert.deepStrictEqual(plain(again), plain(next))
            for (const output of outputs) {
              if (output._tag === "Save") rows.set(output.key, output.value)
              if (output._tag === "Erase") assert.isTrue(rows.delete(output.key))
              if (output._tag === "Save") assert.match(output.key, /^[ -~]{1,256}$/)
            }
            state = next
            const stored = [...rows].map(([key, value]) => ({ key, value }))
            assert.deepStrictEqual(plain(Result.getOrThrow(machine.restore(stored))), plain(state))
            const due = Option.getOrUndefined(machine.due(state))
            if (due === undefined || due > now) {
              const [idle, nothing] = machine.step(state, { _tag: "Tick" }, now)
              assert.strictEqual(idle, state)
              assert.deepStrictEqual(nothing, [])
            }
            assert.isAtMost(state.jobs.size, Turn.MAX_JOBS)
          }
        }
      ),
      { numRuns: heavyRuns * 4 }
    )
  })

  it("MLS-12: a flood fills bounded rooms and leaves the member its own work", () => {
    const { input, state } = member()
    for (let n = 0; n < 600; n++) {
      const commit = new Uint8Array([n >> 8, n & 255])
      for (const epoch of [state().roster!.epoch, state().roster!.epoch + 1n]) {
        const payload = Lanes.encodeOpen({ _tag: "Candidate", epoch, retry: 0, commit, welcome: Bytes.empty })
        input({ _tag: "Heard", lane: "open", payload })
      }
      input({ _tag: "Heard", lane: "group", payload: commit })
      input({ _tag: "Wish", wish: "Add", member: Village.stranger(n) })
    }
    const { early, jobs, pending, wishes } = state()
    assert.isAtMost(early.size, Turn.MAX_EARLY)
    assert.isAtMost(jobs.size, 128)
    assert.isAtMost(wishes.size, 64)
    assert.isAtMost(pending.size, quick.openPerMember)
    assert.notInclude(reasons(input({ _tag: "Say", payload: new Uint8Array(3) })), "Busy")
  })

  it("rows that no state wrote are damaged", () => {
    const value = Bytes.utf8("{}")
    for (const key of ["course", "roster", "jobs/1", "strange", "mls", "jobs", "course/1", "constructor"]) {
      assert.isTrue(Result.isFailure(machine.restore([{ key, value }])), key)
    }
    assert.isTrue(Result.isFailure(machine.restore([{ key: "course", value: new Uint8Array([255]) }])))
  })
})

describe("votes", () => {
  it("MLS-08 M-1: of another epoch decide nothing", () => {
    const { decided, epoch, input, state } = member()
    assert.include(reasons(input(decided(remove(epoch - 1n), true))), "Stale")
    assert.strictEqual(state().approved.size, 0)
    assert.include(reasons(input(decided(remove(epoch + 1n), true))), "Stashed")
    assert.strictEqual(state().approved.size, 0)
  })

  it("MLS-09: yes is work, no is none, twice is once, and what is impossible is ignored", () => {
    const { decided, epoch, input, state } = member()
    input(decided(remove(epoch), false, { id: "1" }))
    assert.strictEqual(state().approved.size, 0)
    input(decided(remove(epoch), true, { id: "2" }))
    assert.strictEqual(state().approved.size, 1)
    assert.include(reasons(input(decided(remove(epoch), true, { id: "2" }))), "AlreadyResolved")
    assert.include(reasons(input(decided(remove(epoch, Village.stranger(1)), true, { id: "3" }))), "TargetNotMember")
    assert.strictEqual(state().approved.size, 1)
  })

  it("MLS-13: whose electorate is not the membership's count for nothing, whatever their proposals say", () => {
    const { decided, epoch, input, opened, state } = member()
    for (const voters of [0, 1, 2, 4, 1000]) {
      assert.include(reasons(input(opened(remove(epoch), { voters }))), "WrongElectorate")
      assert.include(reasons(input(decided(remove(epoch), true, { voters }))), "WrongElectorate")
    }
    const stranger = Village.stranger(1)
    assert.include(reasons(input(decided(remove(epoch), true, { proposer: stranger }))), "WrongElectorate")
    assert.strictEqual(state().approved.size, 0)
    const payload = Update.encode(remove(epoch))
    assert.deepStrictEqual(Group.electorate(state(), payload, second), Option.some(state().roster!.members))
    assert.isTrue(Option.isNone(Group.electorate(state(), Update.encode(remove(epoch + 1n)), second)))
    assert.isTrue(Option.isNone(Group.electorate(state(), Bytes.empty, second)))
    assert.isTrue(Option.isNone(Group.electorate(States.initial, payload, second)))
  })

  it("MLS-25: one voter suffices for one's own leave and for nothing else", () => {
    const { decided, epoch, input, state } = member()
    assert.include(
      reasons(input(decided(remove(epoch, third), true, { voters: 1, proposer: second }))),
      "WrongElectorate"
    )
    assert.include(reasons(input(decided(remove(epoch, third), true, { proposer: third }))), "WrongElectorate")
    assert.strictEqual(state().approved.size, 0)
    input(decided(remove(epoch, third), true, { voters: 1, proposer: third }))
    assert.strictEqual(state().approved.size, 1)
    const asked = Village.settled(3, quick)
    asked.input(0, { _tag: "Wish", wish: "Remove", member: self })
    const leave = asked.votes.at(-1)!
    assert.deepStrictEqual([...leave.voters], [self])
    assert.strictEqual(Electorate.leaveId(self), Electorate.leaveId(self))
  })

  it("MLS-18: while an emergency is open nothing lower is asked or answered; it is lifted once, by its end or its time", () => {
    for (const end of ["decided", "lapsed"]) {
      const { decided, epoch, input, opened, state, village } = member()
      input(opened(emergency(epoch, "Censorship", second), { proposer: third }))
      assert.include(reasons(input(opened(remove(epoch)))), "PartialFreeze")
      const votes = village.votes.length
      input({ _tag: "Wish", wish: "Remove", member: second })
      assert.strictEqual(village.votes.length, votes)
      const events =
        end === "decided"
          ? input(decided(emergency(epoch, "Censorship", second), false, { proposer: third }))
          : (village.run(Time.add(quick.expiry, Time.seconds(1))), village.villagers[0]!.events)
      assert.strictEqual(events.filter(({ _tag }) => _tag === "Lifted").length, 1)
      assert.include(
        events.map(({ _tag }) => _tag),
        "VoteRequested"
      )
      assert.isAbove(village.votes.length, votes)
      if (end === "lapsed") assert.strictEqual(state().open.size, 0)
    }
  })

  it("MLS-01 MLS-18 M-2: a vote whose end nobody hears of holds nothing up for ever", () => {
    const { epoch, input, opened, state, village } = member()
    input(opened(emergency(epoch, "Censorship", second), { proposer: third }))
    const due = Option.getOrThrow(village.villagers[0]!.machine.due(state()))
    assert.isAtMost(Number(due - village.now), Number(quick.expiry))
    village.run(quick.expiry)
    assert.include(
      village.villagers[0]!.events.map(({ _tag }) => _tag),
      "Lapsed"
    )
    assert.strictEqual(state().open.size, 0)
  })

  it("MLS-12: one member does not open votes without end", () => {
    const { epoch, input, opened, state } = member()
    const refused = Array.from({ length: 30 }, (_, n) => reasons(input(opened(remove(epoch), { id: `${n}` })))).flat()
    assert.strictEqual(state().open.size, quick.openPerMember)
    assert.include(refused, "TooManyOpen")
  })

  it("MLS-19: an elected list is the one of the whole membership, of the attempt that is due, or it is none", () => {
    const { decided, epoch, input, state, village } = member(6)
    for (const villager of village.villagers) villager.idle = true
    const before = state().roster!.lists
    const electable = state().roster!.members
    const list = (retry: number, members: ReadonlyArray<(typeof addresses)[number]>) =>
      Option.getOrThrow(StewardList.make(quick, epoch, retry, members, Village.GROUP))
    const election = ({ retry, stewards }: StewardList.StewardList): Update.Update => ({
      _tag: "Election",
      epoch,
      retry,
      stewards
    })
    const next = before.at(-1)!.retry + 1
    const honest = list(next, electable)
    const biased = list(
      next,
      electable.filter((one) => one !== honest.stewards[0])
    )
    assert.include(reasons(input(decided(election(biased), true, { id: "1" }))), "UnexpectedList")
    assert.include(reasons(input(decided(election(list(next + 1, electable)), true, { id: "2" }))), "UnexpectedList")
    assert.deepStrictEqual(state().roster!.lists, before)
    input(decided(election(honest), true, { id: "3" }))
    assert.deepStrictEqual(state().roster!.lists.at(-1), honest)
  })
})

describe("a restart", () => {
  it("MLS-14 MLS-24: gives a time again that passed while nobody was there, and no other", () => {
    const { decided, epoch, input, state, village } = member()
    for (const villager of village.villagers) villager.idle = true
    input(decided(remove(epoch), true))
    const { since } = state().course
    village.now = Time.add(village.now, quick.delta)
    village.restart(0)
    assert.deepStrictEqual(state().course.since, since)
    village.now = Time.add(village.now, Time.nanos(3n * BOUND))
    village.restart(0)
    assert.strictEqual(state().course.phase._tag, "Working")
    const due = Option.getOrThrow(village.villagers[0]!.machine.due(state()))
    assert.isAtLeast(Number(due - village.now), Number(quick.inactivity))
    village.run(Time.add(quick.inactivity, quick.recovery))
    assert.strictEqual(state().course.phase._tag, "Freezing")
    village.now = Time.add(village.now, Time.nanos(3n * BOUND))
    village.restart(0)
    assert.strictEqual(state().course.phase._tag, "Freezing")
  })
})

describe("emergencies", () => {
  it("MLS-22 MLS-26: upheld, they start the round at once, keep the accused from committing and reward who raised them; refused, they cost", () => {
    const { decided, epoch, input, state } = member()
    input(decided(remove(epoch), true))
    assert.strictEqual(state().course.phase._tag, "Working")
    const scores = state().scores
    input(decided(emergency(epoch, "BrokenCommit", third), true))
    assert.strictEqual(state().course.phase._tag, "Freezing")
    assert.deepStrictEqual(state().course.suspended, [third])
    assert.strictEqual(state().scores.get(second), scores.get(second)! + 20)
    assert.strictEqual(state().scores.get(third), scores.get(third)! - 50)
    const refused = member()
    const before = refused.state().scores.get(second)!
    refused.input(refused.decided(emergency(refused.epoch, "BrokenCommit"), false))
    assert.strictEqual(refused.state().scores.get(second), before - 50)
    assert.deepStrictEqual(refused.state().course.suspended, [])
  })

  it("MLS-23 MLS-26: a low score is put to the vote, and the vote, not the score, removes, alone and at once", () => {
    const { decided, epoch, input, state, village } = member(4)
    const patched = new Map(state().scores).set(third, 0)
    village.villagers[0]!.state = { ...state(), scores: patched }
    const votes = village.votes.length
    input({ _tag: "Tick" })
    const vote = Result.getOrThrow(Update.decode(village.votes.at(-1)!.payload))
    assert.strictEqual(village.votes.length, votes + 1)
    assert.deepStrictEqual(vote, emergency(epoch, "LowScore", third))
    assert.isTrue(state().roster!.members.includes(third))
    input(decided(remove(epoch, second), true, { id: "other" }))
    input(decided(emergency(epoch, "LowScore", third), true))
    assert.strictEqual(state().course.phase._tag, "Freezing")
    assert.deepStrictEqual(
      [...state().approved.values()].filter(({ urgent }) => urgent).map(({ member }) => member),
      [third]
    )
  })

  it("MLS-24: a deadlock that is voted lets everybody commit, and is not put to the vote before its time", () => {
    const { decided, epoch, input, state } = member()
    input(decided(remove(epoch), true))
    input(decided(emergency(epoch, "Deadlock"), true))
    assert.isTrue(state().course.recovery)
    assert.strictEqual(state().course.phase._tag, "Freezing")
    assert.strictEqual(state().approved.size, 1)
  })
})

describe("commits", () => {
  it("MLS-21: an echo after a restart is not applied again, and one of another epoch not at all", () => {
    const village = Village.settled(3, quick)
    const epoch = village.epochs()[0]
    const sent = village.wire.filter(({ lane }) => lane === "open")
    village.restart(0)
    for (const { lane, payload } of sent) village.input(0, { _tag: "Heard", lane, payload })
    village.run(BOUND)
    assert.strictEqual(village.epochs()[0], epoch)
    const { events } = village.villagers[0]!
    assert.include(reasons(events), "AlreadyCommitted")
    const old = { _tag: "Candidate", epoch: 0n, retry: 0, commit: new Uint8Array(1), welcome: Bytes.empty } as const
    const again = village.input(0, { _tag: "Heard", lane: "open", payload: Lanes.encodeOpen(old) })
    assert.deepStrictEqual(reasons(again), ["Stale"])
  })

  it("MLS-21: what MLS does not take is dropped before it can be merged, and the next best is tried", () => {
    const { decided, epoch, input, state, village } = member()
    for (const villager of village.villagers) villager.idle = true
    input(decided(remove(epoch), true))
    village.run(quick.delta)
    const round = state().roster!
    const commit = new Uint8Array([1])
    const payload = Lanes.encodeOpen({
      _tag: "Candidate",
      epoch,
      retry: round.lists.at(-1)!.retry,
      commit,
      welcome: Bytes.empty
    })
    const events = input({ _tag: "Heard", lane: "open", payload })
    assert.include(reasons(events.concat(village.villagers[0]!.events)), "Uninspectable")
    assert.strictEqual(state().candidates.size, 0)
    assert.strictEqual(state().roster!.epoch, epoch)
    assert.deepStrictEqual(state().scores, village.villagers[0]!.state.scores)
  })

  const junk = (epoch: bigint, n: number): Input => ({
    _tag: "Heard",
    lane: "open",
    payload: Lanes.encodeOpen({
      _tag: "Candidate",
      epoch,
      retry: 0,
      commit: Bytes.utf8(`junk ${n}`),
      welcome: Bytes.empty
    })
  })

  it("MLS-12 MLS-21: junk for a later epoch takes no room from the next one, nor from chat and votes", () => {
    const { decided, epoch, input, state } = member()
    for (let n = 0; n < 100; n++) input(junk(epoch + 8n, n))
    const early = state().early.size
    assert.include(reasons(input(junk(epoch + 1n, 0))), "Stashed")
    assert.include(reasons(input(decided(remove(epoch + 1n), true))), "Stashed")
    assert.strictEqual(state().early.size, early + 2)
  })

  it("MLS-14 MLS-21: junk that does not end holds no round open", () => {
    const { decided, epoch, input, state, village } = member()
    for (const villager of village.villagers) villager.idle = true
    input(decided(remove(epoch), true))
    village.run(Time.add(quick.inactivity, quick.recovery))
    assert.strictEqual(state().course.phase._tag, "Freezing")
    const { machine } = village.villagers[0]!
    let held = state()
    for (let n = 0; n < 400 && held.course.phase._tag === "Freezing"; n++) {
      const now = Time.add(village.now, Time.seconds(n))
      for (const one of [2 * n, 2 * n + 1]) [held] = machine.step(held, junk(epoch, one), now)
      const job = [...held.jobs.keys()][0]!
      ;[held] = machine.step(held, { _tag: "Answered", job, answer: { _tag: "Failed", why: "junk" } }, now)
    }
    assert.notStrictEqual(held.course.phase._tag, "Freezing")
  })

  it("MLS-22 MLS-23: junk that nobody signed costs nobody", () => {
    const { input, state } = member()
    const before = state().scores
    for (let n = 0; n < 50; n++) {
      const payload = Lanes.encodeOpen({
        _tag: "Candidate",
        epoch: state().roster!.epoch,
        retry: 0,
        commit: new Uint8Array([9, n]),
        welcome: Bytes.empty
      })
      input({ _tag: "Heard", lane: "open", payload })
      input({ _tag: "Heard", lane: "group", payload: new Uint8Array([9, n]) })
    }
    assert.strictEqual(state().scores, before)
  })
})

describe("key packages", () => {
  it("MLS-05 MLS-16: who left does not come back by the key package that its first coming used up", () => {
    const village = Village.grown(3, quick)
    const announcement = village.wire.find(({ lane, payload }) => {
      const read = Lanes.decodeOpen(payload)
      return (
        lane === "open" && Result.isSuccess(read) && read.success._tag === "KeyPackage" && read.success.member === third
      )
    })
    village.input(0, { _tag: "Wish", wish: "Remove", member: third })
    for (let n = 0; n < 4; n++) village.run(BOUND)
    const { roster } = village.villagers[0]!.state
    assert.isFalse(roster!.members.includes(third))
    for (const _ of ["before a restart", "after it"]) {
      assert.include(reasons(village.input(0, { _tag: "Heard", ...announcement! })), "KeyPackageIgnored")
      village.restart(0)
    }
    for (let n = 0; n < 4; n++) village.run(BOUND)
    assert.deepStrictEqual(village.villagers[0]!.state.roster, roster)
    village.input(2, { _tag: "Join" })
    for (let n = 0; n < 4; n++) village.run(BOUND)
    assert.isTrue(village.villagers[0]!.state.roster!.members.includes(third))
  })

  it("MLS-16: who has not asked to join is not wished for", () => {
    const { input, state } = member()
    const asked = input({ _tag: "Wish", wish: "Add", member: Village.stranger(1) })
    assert.include(reasons(asked), "NoKeyPackage")
    assert.strictEqual(state().wishes.size, 0)
  })

  it("MLS-16: one that its member did not sign, for this group, enters neither the buffer nor the group", () => {
    const { decided, epoch, input, state } = member()
    const joiner = Village.joiner(9)
    const forged = joiner.signature.with(5, joiner.signature[5]! ^ 1)
    for (const [member, signature] of [
      [joiner.member, forged],
      [addresses[10]!, joiner.signature]
    ] as const) {
      const payload = Lanes.encodeOpen({ _tag: "KeyPackage", member, keyPackage: joiner.keyPackage, signature })
      input({ _tag: "Heard", lane: "open", payload })
      assert.isFalse(state().keyPackages.has(member))
      const invite: Update.Update = { _tag: "Invite", epoch, member, keyPackage: joiner.keyPackage, signature }
      input(decided(invite, true, { id: member }))
      assert.strictEqual(state().approved.size, 0)
    }
    const { keyPackage, member: address, signature } = joiner
    input({
      _tag: "Heard",
      lane: "open",
      payload: Lanes.encodeOpen({ _tag: "KeyPackage", member: address, keyPackage, signature })
    })
    assert.deepStrictEqual(state().keyPackages.get(address), { keyPackage, signature, epoch })
    assert.strictEqual(KeyPackages.binding(Village.GROUP, keyPackage).length, 32)
  })
})
