/** A group of members over a network that delays, reorders and repeats. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Lanes from "../../src/domain/membership/Lanes.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as Timers from "../../src/domain/membership/Timers.ts"
import * as Update from "../../src/domain/membership/Update.ts"
import * as Time from "../../src/domain/Time.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import * as Village from "./village.ts"

const { addresses } = Village
const TEXT = Bytes.utf8("hello")
const quick: Policy.Policy = { ...Policy.standard, inactivity: Time.seconds(10), expiry: Time.seconds(120) }
const BOUND = Timers.bound(quick)

const tags = (village: Village.Village, n: number) => village.villagers[n]!.events.map(({ _tag }) => _tag)

const said = (village: Village.Village, n: number) =>
  village.villagers[n]!.events.flatMap((event) => (event._tag === "Said" ? [[event.sender, event.payload]] : []))

/** Every epoch had one winner at everybody who saw it, one after another, and every change was voted. */
const agree = (village: Village.Village) => {
  const winners = new Map<string, string>()
  for (const { history, self } of village.villagers) {
    let last = -1
    for (const line of history) {
      if (line === "") {
        last = -1
        continue
      }
      const [epoch, winner] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":"))]
      assert.strictEqual(winners.get(epoch) ?? winner, winner, `epoch ${epoch} at ${self}`)
      winners.set(epoch, winner)
      if (last !== -1) assert.strictEqual(Number(epoch), last + 1)
      last = Number(epoch)
    }
  }
  const carried = village.votes.filter(({ decided }) => decided).map(({ payload }) => Update.decode(payload))
  for (const [epoch, winner] of winners) {
    const [, added = "", removed = ""] = /\+(.*)-(.*)$/.exec(winner)!
    const wasVoted = (tag: string, member: string) =>
      carried.some(
        (update) =>
          update._tag === "Success" &&
          update.success.epoch === BigInt(epoch) - 1n &&
          ((update.success._tag === tag && "member" in update.success && update.success.member === member) ||
            (tag === "Remove" &&
              update.success._tag === "Emergency" &&
              Option.contains(update.success.target, member as never)))
      )
    for (const member of added.split(",")) assert.isTrue(member === "" || wasVoted("Invite", member))
    for (const member of removed.split(",")) assert.isTrue(member === "" || wasVoted("Remove", member))
  }
}

const inEpoch = (village: Village.Village) => {
  const epochs = village.epochs().filter((epoch) => epoch !== undefined)
  const [first] = epochs
  assert.isTrue(epochs.every((epoch) => epoch === first))
  const rosters = village.villagers.flatMap(({ state }) => (state.roster === undefined ? [] : [state.roster]))
  for (const roster of rosters) assert.deepStrictEqual(roster, rosters[0])
  return first
}

const steward = (village: Village.Village): number => {
  const roster = village.villagers.find(({ state }) => state.roster !== undefined)!.state.roster!
  const list = roster.lists.at(-1)!
  const slot = list.stewards[Number((roster.epoch - list.epoch) % BigInt(list.stewards.length))]!
  return addresses.indexOf(slot)
}

/** Nobody votes unless asked by its own machine or user: admissions are decided by hand. */
const silent = {
  ballot: (_: unknown, payload: Uint8Array) => {
    const update = Update.decode(payload)
    return update._tag === "Success" && update.success._tag === "Remove" ? undefined : true
  }
}

interface Act {
  readonly who: number
  readonly whom: number
  readonly what: string
  readonly wait: number
}

/** A joiner hears of what stewards decided before it hears that they were elected. */
const lateList: [number, Array<Act>, 3, "stewards", boolean] = [
  26_008_474,
  [
    { who: 1, whom: 5, what: "Add", wait: 0 },
    { who: 5, whom: 0, what: "Join", wait: 0 },
    { who: 0, whom: 0, what: "Idle", wait: 23 },
    { who: 0, whom: 0, what: "Add", wait: 28 },
    { who: 0, whom: 1, what: "Remove", wait: 0 },
    ...Array.from({ length: 3 }, () => ({ who: 0, whom: 0, what: "Add", wait: 0 }))
  ],
  3,
  "stewards",
  false
]

/** A member hears of what the only steward decided before it hears that it was elected. */
const lateOnlySteward: [number, Array<Act>, 1, "stewards", boolean] = [
  1_459_531_100,
  [
    { who: 0, whom: 0, what: "Remove", wait: 0 },
    ...Array.from({ length: 3 }, () => ({ who: 0, whom: 0, what: "Add", wait: 0 }))
  ],
  1,
  "stewards",
  true
]

describe("a group", () => {
  it("MLS-01 MLS-03 MLS-10 MLS-11 MLS-16: grows by votes; who joins reads what is said from then on", () => {
    for (const policy of [quick, { ...Policy.single, inactivity: quick.inactivity }]) {
      const village = Village.grown(4, policy, { repeats: 3 })
      assert.deepStrictEqual(village.villagers[3]!.state.roster?.members.length, 4)
      inEpoch(village)
      agree(village)
      village.input(3, { _tag: "Say", payload: TEXT })
      village.run(policy.delta)
      for (const n of [0, 1, 2]) assert.deepStrictEqual(said(village, n), [[addresses[3], TEXT]])
    }
  })

  it("MLS-05 MLS-07: who is removed reads nothing that is said afterwards", () => {
    const village = Village.grown(4, quick)
    village.input(1, { _tag: "Wish", wish: "Remove", member: addresses[2]! })
    village.run(BOUND)
    assert.include(tags(village, 2), "Removed")
    assert.isUndefined(village.villagers[2]!.state.roster)
    assert.deepStrictEqual([...village.villagers[2]!.rows.keys()], ["course"])
    const before = village.wire.length
    village.input(0, { _tag: "Say", payload: TEXT })
    village.run(BOUND)
    assert.deepStrictEqual(said(village, 2), [])
    assert.deepStrictEqual(said(village, 3), [[addresses[0], TEXT]])
    assert.isTrue(village.wire.slice(before).every(({ payload }) => !Bytes.toHex(payload).includes(Bytes.toHex(TEXT))))
    agree(village)
    village.input(2, { _tag: "Join" })
    village.run(Time.nanos(2n * BOUND))
    assert.strictEqual(village.epochs()[2], inEpoch(village))
  })

  it("MLS-04 MLS-08 MLS-09 MLS-17 MLS-21: has one winner an epoch at every member, voted on, whatever the network and restarts do", () => {
    const act = fc.record({
      who: fc.nat(5),
      whom: fc.nat(5),
      what: fc.constantFrom("Add", "Remove", "Join", "Restart", "Say", "Wait", "Idle") as fc.Arbitrary<string>,
      wait: fc.integer({ min: 0, max: 40 })
    })
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(act, { minLength: 3, maxLength: 14 }),
        fc.constantFrom(1, 2, 3, 5),
        fc.constantFrom("members" as const, "stewards" as const),
        fc.boolean(),
        (seed, acts, stewardsMax, commitVoters, slow) => {
          const policy = { ...quick, stewardsMax, commitVoters }
          const village = Village.grown(4, policy, { chance: Village.chance(seed), repeats: 3, slow }, 2)
          for (const { wait, what, who, whom } of acts) {
            if (what === "Join") village.input(who, { _tag: "Join" })
            else if (what === "Add" || what === "Remove") {
              village.input(who, { _tag: "Wish", wish: what, member: addresses[whom]! })
            } else if (what === "Restart") village.restart(who)
            else if (what === "Say") village.input(who, { _tag: "Say", payload: TEXT })
            else if (what === "Idle") village.villagers[who]!.idle = !village.villagers[who]!.idle
            village.run(Time.seconds(wait))
          }
          for (const villager of village.villagers) villager.idle = false
          village.run(Time.nanos(12n * BOUND))
          agree(village)
          inEpoch(village)
        }
      ),
      { numRuns: heavyRuns, examples: [lateList, lateOnlySteward] }
    )
  })

  it("MLS-20 MLS-21 MLS-24: approved work and one honest steward: the next epoch comes within the bound, and the silent one is marked down", () => {
    const policy = { ...quick, stewardsMin: 3, stewardsMax: 3 }
    for (const honest of [0, 1, 2]) {
      const village = Village.grown(3, policy)
      for (const [n, villager] of village.villagers.entries()) villager.idle = n !== honest
      const first = steward(village)
      const gone = [0, 1, 2].find((n) => n !== honest)!
      const before = inEpoch(village)!
      const scores = village.villagers[honest]!.state.scores
      village.input(honest, { _tag: "Wish", wish: "Remove", member: addresses[gone]! })
      village.run(Time.add(BOUND, policy.delta))
      assert.strictEqual(inEpoch(village), before + 1n)
      agree(village)
      const after = village.villagers[honest]!.state.scores
      assert.strictEqual(after.get(addresses[honest]!), scores.get(addresses[honest]!)! + 10)
      if (first !== honest && first !== gone) {
        assert.strictEqual(after.get(addresses[first]!), scores.get(addresses[first]!)! - 40)
      }
    }
  })

  it("MLS-04 MLS-05 MLS-09 MLS-21 MLS-22: a steward that commits what nobody voted on, more of it or less, wins nothing; an honest one does", () => {
    const policy = { ...quick, stewardsMin: 4, stewardsMax: 4 }
    const [, , third, fourth] = addresses
    const rejected = new Set<string>()
    for (const kind of ["more", "other"] as const) {
      for (const honest of [0, 1]) {
        const village = Village.grown(5, policy)
        const gone = addresses[4]!
        const before = inEpoch(village)!
        for (const [n, villager] of village.villagers.entries()) {
          if (n === honest) continue
          // Nobody removes himself: that would be refused for its own reason.
          const victim = villager.self === third ? fourth! : third!
          const deed = { _tag: "Remove", member: victim } as const
          villager.twist = (changes) => (kind === "more" ? [...changes, deed] : [deed])
        }
        village.input(honest, { _tag: "Wish", wish: "Remove", member: gone })
        for (let n = 0; n < 3; n++) village.run(BOUND)
        assert.strictEqual(inEpoch(village), before + 1n, `${kind} ${honest}`)
        agree(village)
        const { members } = village.villagers[honest]!.state.roster!
        assert.isTrue(members.includes(third!) && members.includes(fourth!) && !members.includes(gone))
        for (const event of village.villagers[honest]!.events) {
          if (event._tag === "CandidateRejected") rejected.add(event.fault)
        }
      }
    }
    assert.isTrue(rejected.has("Unapproved"))
  })

  it("MLS-14 MLS-21: a steward whose commit does not reach the network does not follow it alone", () => {
    const policy = { ...quick, stewardsMin: 3, stewardsMax: 3 }
    for (const lonely of [0, 1, 2]) {
      const village = Village.settled(3, policy)
      const before = inEpoch(village)!
      const gone = (lonely + 1) % 3
      village.input(gone, { _tag: "Wish", wish: "Remove", member: addresses[gone]! })
      village.run(policy.delta)
      village.mute(lonely, true)
      village.run(Time.nanos(3n * BOUND))
      village.mute(lonely, false)
      village.run(BOUND)
      assert.strictEqual(inEpoch(village), before + 1n)
      assert.isFalse(village.villagers[lonely]!.history.at(-1)!.includes(`:${addresses[lonely]}+`))
      agree(village)
    }
  })

  it("MLS-04 MLS-08: what is decided while the winner is applied is no work of the next epoch", () => {
    const village = Village.settled(4, quick, { slow: true }, 1)
    const before = inEpoch(village)!
    const state = () => village.villagers[0]!.state
    village.input(3, { _tag: "Wish", wish: "Remove", member: addresses[2]! })
    for (let n = 0; n < 4000 && state().course.phase._tag !== "Selecting"; n++) village.run(Time.nanos(10_000_000n))
    assert.strictEqual(state().course.phase._tag, "Selecting")
    const { keyPackage, member, signature } = Village.joiner(9)
    const invite = { _tag: "Invite", epoch: before, member, keyPackage, signature } as const
    const decided = { payload: Update.encode(invite), proposer: addresses[1]!, voters: 4, approved: true }
    village.input(0, { _tag: "Decided", id: "late", ...decided })
    assert.isTrue([...state().jobs.values()].some(({ _tag }) => _tag === "Vet"))
    village.run(BOUND)
    assert.strictEqual(state().roster!.epoch, before + 1n)
    assert.strictEqual(state().approved.size, 0)
    agree(village)
  })

  it("MLS-04 MLS-21: a copy of a commit under another attempt is the commit, whichever comes first", () => {
    for (const retry of [1, 2, 2 ** 31]) {
      const village = Village.settled(4, quick)
      const before = inEpoch(village)!
      const [witness] = village.villagers.slice(3)
      witness!.asleep = true
      const from = village.wire.length
      village.input(0, { _tag: "Wish", wish: "Remove", member: addresses[2]! })
      village.run(Time.nanos(2n * BOUND))
      for (const { lane, payload } of village.wire.slice(from)) {
        const read = Lanes.decodeOpen(payload)
        if (lane !== "open" || read._tag === "Failure" || read.success._tag !== "Candidate") continue
        const copy = Lanes.encodeOpen({ ...read.success, retry })
        village.input(3, { _tag: "Heard", lane, payload: copy })
      }
      witness!.asleep = false
      village.run(Time.nanos(4n * BOUND))
      assert.strictEqual(inEpoch(village), before + 1n)
      agree(village)
    }
  })

  it("MLS-13 MLS-19 MLS-20 MLS-24: no steward commits: another list is elected, then everybody may, and the work is not lost", () => {
    const policy = { ...quick, stewardsMax: 2 }
    const village = Village.settled(6, policy)
    const before = inEpoch(village)!
    for (const villager of village.villagers) villager.idle = true
    village.input(1, { _tag: "Wish", wish: "Remove", member: addresses[5]! })
    village.run(Time.nanos(2n * BOUND))
    assert.include(tags(village, 0), "PhaseChanged")
    const elected = village.villagers[0]!.state.roster!
    assert.deepStrictEqual(
      elected.lists.map(({ retry }) => retry),
      [0, 1]
    )
    assert.strictEqual(village.villagers[0]!.state.approved.size, 1)
    village.run(Time.nanos(2n * BOUND))
    assert.isTrue(village.villagers.slice(0, 6).every(({ state }) => state.course.recovery))
    const outsider = [0, 1, 2, 3, 4].find(
      (n) => !elected.lists.some(({ stewards }) => stewards.includes(addresses[n]!))
    )!
    village.villagers[outsider]!.idle = false
    village.run(Time.nanos(2n * BOUND))
    assert.strictEqual(inEpoch(village), before + 1n)
    assert.isTrue(village.villagers[0]!.history.at(-1)!.includes(`:${addresses[outsider]}+`))
    assert.isTrue(village.villagers.every(({ state }) => !state.course.recovery))
    agree(village)
  })

  it("MLS-13: with two consensuses the stewards vote on changes and everybody on stewards", () => {
    const village = Village.settled(6, { ...quick, commitVoters: "stewards" })
    village.input(0, { _tag: "Wish", wish: "Remove", member: addresses[5]! })
    for (let n = 0; n < 3; n++) village.run(BOUND)
    const kinds = new Map<string, Set<number>>()
    for (const { payload, voters } of village.votes) {
      const update = Update.decode(payload)
      if (update._tag === "Failure") continue
      const members = kinds.get(update.success._tag) ?? new Set()
      kinds.set(update.success._tag, members.add(voters.length))
    }
    assert.deepStrictEqual([...kinds.get("Invite")!], [1])
    assert.includeMembers([...kinds.get("Election")!], [6])
    assert.include([...kinds.get("Remove")!], 2)
    assert.strictEqual(village.villagers[0]!.state.roster?.members.length, 5)
    agree(village)
  })

  it("MLS-25: leaving needs one's own vote alone, twice is once, and the leaver commits it not", () => {
    for (const leaver of [0, 1, 2]) {
      const village = Village.grown(3, { ...quick, stewardsMax: 1 }, silent)
      for (let n = 0; n < 2; n++) village.input(leaver, { _tag: "Wish", wish: "Remove", member: addresses[leaver]! })
      village.run(Time.seconds(1))
      village.input(leaver, { _tag: "Wish", wish: "Remove", member: addresses[leaver]! })
      for (let n = 0; n < 4; n++) village.run(BOUND)
      assert.isUndefined(village.villagers[leaver]!.state.roster)
      const leaves = village.votes.filter(({ payload }) => {
        const update = Update.decode(payload)
        return update._tag === "Success" && update.success._tag === "Remove"
      })
      assert.deepStrictEqual(
        leaves.map(({ voters }) => voters),
        [[addresses[leaver]!]]
      )
      agree(village)
      const last = village.villagers[(leaver + 1) % 3]!.history.at(-1)!
      assert.isFalse(last.includes(`:${addresses[leaver]}+`))
    }
  })

  it("MLS-25: a group that everybody leaves is over, and so is that of one who leaves alone", () => {
    for (const size of [1, 2, 3]) {
      const village = Village.grown(size, quick)
      for (let n = 0; n < size; n++) village.input(n, { _tag: "Wish", wish: "Remove", member: addresses[n]! })
      for (let n = 0; n < 4; n++) village.run(BOUND)
      for (const { state } of village.villagers) assert.isUndefined(state.roster)
      agree(village)
    }
  })

  it("MLS-06 MLS-15: while commits are collected nobody chats and nothing is put to the vote; votes go on", () => {
    const village = Village.grown(3, quick)
    village.input(0, { _tag: "Wish", wish: "Remove", member: addresses[2]! })
    while (village.villagers[0]!.state.course.phase._tag !== "Freezing") village.run(Time.seconds(1))
    const events = village.input(0, { _tag: "Say", payload: TEXT })
    assert.deepInclude(events, { _tag: "Refused", what: "Chat", reason: "Blocked" })
    const votes = village.votes.length
    village.input(0, { _tag: "Wish", wish: "Remove", member: addresses[1]! })
    assert.strictEqual(village.votes.length, votes)
    village.input(0, { _tag: "Carry", payload: TEXT })
    village.run(quick.delta)
    assert.include(tags(village, 1), "Carried")
    for (let n = 0; n < 3; n++) village.run(BOUND)
    assert.deepStrictEqual(village.villagers[0]!.state.roster?.members, [addresses[0]!])
  })

  it("MLS-10: a welcome whose sender is gone comes from another steward", () => {
    const village = Village.settled(3, quick, {}, 1)
    const before = inEpoch(village)!
    const lost: Array<Uint8Array> = []
    village.lose = (payload) => {
      const message = Lanes.decodeOpen(payload)
      const isFirst = message._tag === "Success" && message.success._tag === "Welcome" && lost.length === 0
      if (isFirst) lost.push(payload)
      return isFirst
    }
    village.input(4, { _tag: "Join" })
    village.run(Time.nanos(3n * BOUND))
    assert.strictEqual(lost.length, 1)
    assert.isAbove(Number(inEpoch(village)), Number(before))
    assert.strictEqual(village.epochs()[4], inEpoch(village))
  })

  it("MLS-14: a member that was away hears what it missed before it decides anything on its absence", () => {
    const village = Village.grown(4, quick)
    const before = inEpoch(village)!
    village.villagers[3]!.asleep = true
    for (const n of [1, 2]) {
      village.input(0, { _tag: "Wish", wish: "Remove", member: addresses[n]! })
      village.run(Time.nanos(2n * BOUND))
    }
    assert.strictEqual(village.villagers[0]!.state.roster!.epoch, before + 2n)
    village.villagers[3]!.asleep = false
    village.restart(3)
    village.run(Time.nanos(3n * BOUND))
    assert.strictEqual(inEpoch(village), before + 2n)
    agree(village)
  })
})
