/**
 * Machines that take part in a protocol beside the archive, under the same network, faults and clock as a whole community.
 * Whoever runs them says what they do while the weather is bad, and looks at them after some days of calm.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import * as CodexMemory from "../../adapters/codex-memory/Codex.ts"
import * as KeyMemory from "../../adapters/key-memory/ControlKey.ts"
import { Settings } from "../../app/Settings.ts"
import { Codex } from "../../ports/Codex.ts"
import type { MemberKey } from "../../ports/MemberKey.ts"
import * as Actors from "./Actors.ts"
import * as Course from "./Course.ts"
import * as Disk from "./Disk.ts"
import * as Journal from "./Journal.ts"
import * as Machine from "./Machine.ts"
import * as Misfortunes from "./Misfortunes.ts"
import * as Network from "./Network.ts"
import * as Pump from "./Pump.ts"
import { type Kind, MEMBERS_FROM, type Scenario, targetOf } from "./Scenario.ts"
import * as Storage from "./Storage.ts"
import * as Weather from "./Weather.ts"

const CALM = 3 * 24

/** Something that a participant is made to do; nothing happens where its machine is off, and it may fail there. */
export interface Deed<Node> {
  /** Since the start. */
  readonly hour: number
  readonly by: number
  readonly perform: (node: Node) => Effect.Effect<unknown, unknown>
}

export interface Gathering<Node> {
  /** `enter` is called with what can be spoken to, each time the program starts. */
  readonly program: (index: number, enter: (node: Node) => void) => Machine.Program
  readonly deeds: ReadonlyArray<Deed<Node>>
  /** What is wrong at the end; every machine is running, in the order of their numbers. */
  readonly examine: (nodes: ReadonlyArray<Node>) => Effect.Effect<ReadonlyArray<string>>
}

export interface Outcome {
  readonly wrong: ReadonlyArray<string>
  readonly faults: ReadonlyMap<Kind, number>
}

/** The key of a participant. */
export const key = (index: number): Layer.Layer<MemberKey> =>
  KeyMemory.memberLayer(new Uint8Array(32).fill(0x61 + index)).pipe(Layer.provide(Actors.shared), Layer.orDie)

/** The community, hashes and signatures, and settings: what every program of a gathering stands on. */
export const ground = Layer.merge(Actors.shared, Settings.layer())

const gather = <Node>(scenario: Scenario, { deeds, examine, program }: Gathering<Node>) =>
  Effect.gen(function* () {
    const { faults, members, weeks } = scenario
    const scope = yield* Effect.scope
    const { clock, hour, now, play } = yield* Course.begin
    const journal = Journal.make()
    const calm = weeks * Course.WEEK
    const weather = Weather.make(scenario, journal, hour, calm)
    const network = Network.make(weather, now, scope, clock)
    const memory = yield* Effect.provide(Codex, CodexMemory.make().layer)
    const storage = Storage.make(memory, weather, journal, now, clock)
    const surroundings = { scenario, weather, journal, network, storage, clock, scope }
    const nodes: Array<Node | undefined> = members.map(() => undefined)
    const machines: Array<Machine.Machine> = []
    for (const index of members.keys()) {
      const name = `participant ${index + 1}`
      const enter = (node: Node) => {
        nodes[index] = node
      }
      machines.push(
        yield* Machine.make(surroundings, MEMBERS_FROM + index, name, program(index, enter), Disk.memory(name))
      )
    }
    const backOn = (target: Machine.Machine) =>
      Effect.suspend(() => (hour() < members[target.node - MEMBERS_FROM]! ? Effect.void : target.start))
    const acts: Array<Course.Act> = members.map((at, index) => ({ hour: at, perform: machines[index]!.start }))
    for (const fault of faults) {
      // A machine that no participant has: the control nodes of a whole community.
      const target = machines[targetOf(scenario, fault) - MEMBERS_FROM]
      if (target !== undefined) acts.push(...Misfortunes.of(fault, target, journal, calm, backOn(target)))
    }
    for (const { by, hour: at, perform } of deeds) {
      acts.push({
        hour: at,
        perform: Effect.suspend(() => {
          const node = nodes[by]
          return node === undefined || machines[by]?.isRunning() !== true
            ? Effect.void
            : Effect.asVoid(Effect.forkIn(Effect.exit(perform(node)), scope))
        })
      })
    }
    yield* play(acts, calm)
    for (const one of machines) {
      yield* one.disarm
      yield* one.start
    }
    yield* TestClock.adjust(Duration.hours(CALM))
    const wrong = yield* examine(nodes.filter((node) => node !== undefined))
    for (const one of machines) yield* one.stop
    return { wrong: [...journal.violations, ...wrong], faults: journal.faults } satisfies Outcome
  })

/** The same scenario always takes the same course. `members` of the scenario: the hours at which participants begin. */
export const run = <Node>(scenario: Scenario, gathering: Gathering<Node>): Outcome => {
  const exit = Pump.run(
    Effect.scoped(gather(scenario, gathering)).pipe(Effect.provide([ground, TestClock.layer()], { local: true }))
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Error(`the gathering broke: ${String(exit.cause)}`, { cause: exit.cause })
}
