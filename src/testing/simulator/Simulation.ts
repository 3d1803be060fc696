/**
 * A whole community from its first day on: control nodes, members, store nodes and Codex in memory under one test clock, through the
 * faults of a scenario and some days of calm after them.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { TestClock } from "effect/testing"
import * as CodexMemory from "../../adapters/codex-memory/Codex.ts"
import { Community } from "../../app/Community.ts"
import * as Limits from "../../app/Limits.ts"
import type { Values } from "../../app/Settings.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Cid } from "../../domain/codex/Cid.ts"
import type * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Time from "../../domain/Time.ts"
import * as HashMap from "effect/HashMap"
import { Codex } from "../../ports/Codex.ts"
import * as Actors from "./Actors.ts"
import * as Adversary from "./Adversary.ts"
import { chance, pick } from "./Chance.ts"
import * as Course from "./Course.ts"
import * as Disk from "./Disk.ts"
import * as Invariants from "./Invariants.ts"
import * as Journal from "./Journal.ts"
import * as Machine from "./Machine.ts"
import * as Misfortunes from "./Misfortunes.ts"
import * as Network from "./Network.ts"
import * as Pump from "./Pump.ts"
import { type Kind, MEMBERS_FROM, type Scenario, targetOf } from "./Scenario.ts"
import * as Storage from "./Storage.ts"
import * as Weather from "./Weather.ts"

/** The room of a window for what a few people say in some days, and not for a week of it. */
const LITTLE = 6 * 2_000

/** What members keep of what they hear, and whether they store the archives that they make of it. */
const HABITS: ReadonlyArray<Partial<Values>> = [
  {},
  { serving: true },
  { limits: { ...Limits.defaults, keptBytes: LITTLE } },
  { limits: { ...Limits.defaults, keptMessages: 0 } }
]

/** Hours of calm: longer than an index waits to be announced again, than any back-off, and than a clock was ahead. */
export const CALM = 9 * 24

export interface Report {
  /** What is wrong; nothing where every invariant holds. */
  readonly wrong: ReadonlyArray<string>
  readonly archives: number
  readonly messages: number
  readonly hours: number
  /** Bytes of archives that each member downloaded, in the order of the scenario. */
  readonly downloaded: ReadonlyArray<number>
  readonly faults: ReadonlyMap<Kind, number>
  /** Calls of ports, by all nodes together. */
  readonly calls: number
}

/** What a simulation is made of. Whatever it does must be done when it answers: nothing may wait for a real clock or file. */
export interface Parts {
  /** A control node of a community that began, as far as it knows, at `createdAt`. */
  readonly control: (createdAt: Time.Nanos, settings: Partial<Values>) => Machine.Program
  /** `isAsking`: it has a key of its own and asks to join. */
  readonly member: (settings: Partial<Values>, isAsking: boolean) => Machine.Program
  /** A new disk for the machine of this name; it outlives the processes that run on it. */
  readonly disk: (machine: string) => Layer.Layer<Disk.Stores, unknown>
}

const ours: Parts = { control: Actors.control, member: Actors.member, disk: Disk.memory }

/** Whether a control node that stays has the archive whole in its folder, or the dataset is none of theirs. */
const isKept = (
  codex: Codex["Service"],
  all: ReadonlyArray<Machine.Machine>,
  lasting: ReadonlyArray<Machine.Machine>,
  cid: Cid
) =>
  Effect.gen(function* () {
    const named: Array<ArchiveIndex.Keyed> = []
    for (const { raw } of all) {
      const state = yield* raw.ledger.load
      if (Option.isSome(state)) named.push(...[...state.value.index].filter(([, entry]) => entry.cid === cid))
    }
    const [known] = named
    if (known === undefined) return true
    const [key, { window }] = known
    const { datasetSize } = yield* codex.manifest(cid)
    for (const { raw } of lasting) {
      if (Option.contains(yield* raw.files.size({ window, key }), datasetSize)) return true
    }
    return false
  }).pipe(Effect.orDie)

/** Bytes of those datasets that count. */
const sum = (given: ReadonlyMap<Cid, number> | undefined, counts: (cid: Cid) => boolean): number =>
  [...(given ?? [])].reduce((bytes, [cid, size]) => (counts(cid) ? bytes + size : bytes), 0)

const simulate = (scenario: Scenario, { control, disk, member }: Parts) =>
  Effect.gen(function* () {
    const { faults, members, perWeek, second, seed, weeks } = scenario
    const scope = yield* Effect.scope
    const { channel } = yield* Community
    const { clock, hour, now, play } = yield* Course.begin
    const journal = Journal.make()
    const calm = weeks * Course.WEEK
    const weather = Weather.make(scenario, journal, hour, calm)
    const memory = yield* Effect.provide(Codex, CodexMemory.make().layer)
    const network = Network.make(weather, now, scope, clock)
    const storage = Storage.make(memory, weather, journal, now, clock)
    const surroundings = { scenario, weather, journal, network, storage, clock, scope }

    const retention = [Time.days(1), Time.days(30)][pick(2, seed, "retention")]!
    const settings: Partial<Values> = {
      compression: chance(seed, "compression") < 0.5 ? "none" : "auto",
      grace: [Time.nanos(0n), Time.hours(1), Time.days(1)][pick(3, seed, "grace")]!,
      retention
    }
    const machine = (node: number, name: string, program: Machine.Program) =>
      Machine.make(surroundings, node, name, program, disk(name))
    const first = yield* machine(0, "control", control(Course.START, settings))
    // Nobody told it when the community began, so its windows are its own.
    const believed = Time.subtract(Course.START, Time.hours(pick(Course.WEEK, seed, "believed")))
    const other = yield* machine(1, "second control", control(believed, settings))
    const others: Array<Machine.Machine> = []
    for (const index of members.keys()) {
      const isAsking = chance(seed, "asks", index) < 0.3
      const habits = { ...settings, ...HABITS[pick(HABITS.length, seed, "habits", index)] }
      others.push(yield* machine(MEMBERS_FROM + index, `member ${index + 1}`, member(habits, isAsking)))
    }
    const all = [first, other, ...others]
    const until = second === undefined ? Infinity : second.at + second.hours
    const lasting = second === undefined || until < calm ? [first] : [first, other]
    storage.spares(
      (cid) => isKept(memory, [first, other], lasting, cid),
      (node) => lasting.some((one) => one.node === node)
    )
    const acts: Array<Course.Act> = []
    const on = (at: number, perform: Effect.Effect<void, unknown>) => acts.push({ hour: at, perform })

    on(0, first.start)
    for (const [index, at] of members.entries()) on(at, others[index]!.start)
    if (second !== undefined) {
      on(second.at, other.start)
      if (until < calm) on(until, other.stop)
    }

    const says = (at: number, dated: Time.Nanos, number: number) => {
      const by = Actors.author(pick(3, seed, "author", number))
      return on(
        at,
        Effect.gen(function* () {
          const { id, received } = yield* Actors.chat(by, dated, `message ${number}`)
          const said = { hash: received.hash, timestamp: received.message.timestamp, id }
          journal.said.set(said.hash, said)
          yield* network.of(Network.OUTSIDE).publish(received.pubsubTopic, received.message)
        })
      )
    }
    const count = weeks * perWeek
    for (let number = 0; number < count; number++) {
      const edge = 1 + pick(weeks, seed, "edge", number)
      const end = Time.nanos(Course.START + BigInt(edge) * Window.WEEK)
      const at = 0.1 + chance(seed, "says", number) * (calm - 0.1)
      // The clocks of people are wrong by minutes, and their messages are on the way for seconds.
      const skew = BigInt(pick(240, seed, "skew", number)) * 1_000_000_000n
      const dice = pick(16, seed, "kind", number)
      if (edge === weeks || dice > 2) {
        says(at, Time.nanos(Course.START + BigInt(Math.round(at * Course.HOUR)) * 1_000_000n - skew), number)
      } else if (dice === 0) says(edge * Course.WEEK, end, number)
      else if (dice === 1) says(edge * Course.WEEK, Time.nanos(end - 1n), number)
      else says(edge * Course.WEEK + 30 / 3_600, Time.nanos(end - 1_000_000_000n), number)
    }

    for (const [index, fault] of faults.entries()) {
      const target = all[targetOf(scenario, fault)]!
      const dice = `${seed} ${index}`
      for (const act of Misfortunes.of(fault, target, journal, calm, backOn(target))) {
        on(act.hour, act.perform)
      }
      if (fault.kind === "forgery") {
        for (let deed = 0; deed < fault.strength * 2; deed++) {
          const at = fault.at + (deed * Math.min(fault.hours, 200)) / (fault.strength * 2)
          if (at >= calm) break
          on(
            at,
            Effect.suspend(() => {
              Journal.count(journal, "forgery")
              return Actors.as(
                Adversary.KEY,
                Adversary.act(memory, network, Network.OUTSIDE, journal, now(), Course.START, `${dice} ${deed}`)
              )
            })
          )
        }
      }
      if (fault.kind === "codex-forgets") {
        on(
          fault.at,
          Effect.map(storage.lose(fault.strength, dice), (lost) => {
            if (lost > 0) Journal.count(journal, fault.kind)
          })
        )
      }
      if (fault.kind === "disk-rot") {
        const may = (key: Parameters<Parameters<typeof Disk.rot>[3]>[0]) =>
          Effect.gen(function* () {
            if (target.node >= MEMBERS_FROM) return true
            const state = yield* target.raw.ledger.load
            const entry = Option.flatMap(state, (known) => HashMap.get(known.index, key))
            return Option.isSome(entry) && (yield* memory.has(entry.value.cid))
          }).pipe(Effect.orDie)
        on(
          fault.at,
          Effect.map(Disk.rot(target.raw.files, fault.strength, dice, may), (damaged) => {
            if (damaged > 0) Journal.count(journal, fault.kind)
          })
        )
      }
    }

    /** The second control node is only there for its time, and a member not before it joined. */
    function backOn(target: Machine.Machine): Effect.Effect<void> {
      return Effect.suspend(() => {
        const at = hour()
        if (target === other && (second === undefined || at < second.at || at >= until)) return Effect.void
        const joins = members[target.node - MEMBERS_FROM]
        return joins !== undefined && at < joins ? Effect.void : target.start
      })
    }

    yield* play(acts, calm)
    for (const one of all) {
      yield* one.disarm
      yield* backOn(one)
    }
    yield* TestClock.adjust(Duration.hours(CALM))
    const running = all.filter((one) => one.isRunning())
    for (const one of all) yield* one.stop
    const controls = running.filter(({ node }) => node < MEMBERS_FROM)
    const { archives, cids, messages, wrong } = yield* Invariants.check({
      journal,
      codex: memory,
      controls,
      members: running.filter(({ node }) => node >= MEMBERS_FROM),
      gone: all.filter((one) => !controls.includes(one)).map(({ name }) => name),
      stored: network.held().filter(({ message }) => message.contentTopic === channel.topic),
      everywhere: network.everywhere().filter(({ message }) => message.contentTopic === channel.topic),
      pubsubTopic: channel.pubsubTopic,
      now: now(),
      settle: Machine.SETTLE,
      retention
    })
    return {
      wrong,
      archives,
      messages,
      hours: hour(),
      downloaded: others.map(({ node }) => sum(journal.given.get(node), (cid) => cids.has(cid))),
      faults: journal.faults,
      calls: all.reduce((sum, one) => sum + one.calls(), 0)
    } satisfies Report
  })

/**
 * The same scenario always takes the same course. `parts` replaces what a host has of its own: nodes, or the stores on their
 * disks. Throws where the simulator itself is at fault, or where a part waits for something real.
 */
export const run = (scenario: Scenario, parts: Partial<Parts> = {}): Report => {
  const exit = Pump.run(
    Effect.scoped(simulate(scenario, { ...ours, ...parts })).pipe(
      Effect.provide([Actors.shared, Actors.ground, TestClock.layer()], { local: true })
    )
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Error(`the simulation broke: ${String(exit.cause)}`, { cause: exit.cause })
}
