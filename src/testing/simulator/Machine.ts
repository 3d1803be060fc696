/**
 * A computer with a disk and a clock that runs one node of the community, loses power between any two effects, and starts
 * again from what is on its disk.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { MessageHash, Received } from "../../domain/waku/WakuMessage.ts"
import * as Time from "../../domain/Time.ts"
import { now } from "../../app/Now.ts"
import type { ArchiveIndex } from "../../domain/history/ArchiveIndex.ts"
import type { State } from "../../domain/history/Publication.ts"
import { ArchiveFolder, type FolderFailure } from "../../ports/ArchiveFolder.ts"
import { Codex } from "../../ports/Codex.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku } from "../../ports/Waku.ts"
import { chance, pick } from "./Chance.ts"
import * as Disk from "./Disk.ts"
import * as Guard from "./Guard.ts"
import * as Journal from "./Journal.ts"
import type { Network } from "./Network.ts"
import { type Scenario, targetOf } from "./Scenario.ts"
import type { Storage } from "./Storage.ts"
import * as Weeks from "./Weeks.ts"
import type { Weather } from "./Weather.ts"

export type Ports = Disk.Stores | Waku | Codex

/** A program that never ends by itself; it may fail, as a daemon may end with an error. */
export type Program = Effect.Effect<never, { readonly message: string }, Ports>

export interface Surroundings {
  readonly scenario: Scenario
  readonly weather: Weather
  readonly journal: Journal.Journal
  readonly network: Network
  readonly storage: Storage
  readonly clock: Clock.Clock
  readonly scope: Scope.Scope
}

/** What the disks of this simulator fail with. */
type Failure = StoreFailure | FolderFailure

interface Life {
  dead: boolean
  readonly died: Deferred.Deferred<void>
}

/** How long a window waits for stragglers, by default. */
export const SETTLE = Time.minutes(1)

/** Calls of ports at one instant. */
const RESTLESS = 20_000

const HOUR = 3_600_000

/** Whether an entry has disappeared. */
const lacks = (before: ArchiveIndex, after: ArchiveIndex): boolean =>
  [...before].some(([key]) => !HashMap.has(after, key))

/** The clock of a machine: the true one, behind, ahead, or drifting. Sleeping takes true time. */
const skewed = (clock: Clock.Clock, weather: Weather, node: number): Clock.Clock => {
  const offset = () => {
    const back = weather.lasts("clock-back", node)
    const ahead = weather.lasts("clock-ahead", node)
    const drift = weather.lasts("clock-drift", node)
    const hours = (ahead?.strength ?? 0) - (back?.strength ?? 0)
    if (drift === undefined) return hours * HOUR
    const sign = drift.strength % 2 === 0 ? 1 : -1
    return Math.round(hours * HOUR + (sign * drift.strength * 60_000 * (weather.hour() - drift.at)) / 24)
  }
  const millis = () => clock.currentTimeMillisUnsafe() + offset()
  const nanos = () => clock.currentTimeNanosUnsafe() + BigInt(offset()) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

/** `node`: its number in the scenario. */
export const make = Effect.fnUntraced(function* (
  { clock, journal, network, scenario, scope, storage, weather }: Surroundings,
  node: number,
  name: string,
  program: Program,
  disk: Layer.Layer<Disk.Stores, unknown>
) {
  const built = yield* Layer.buildWithScope(disk, scope)
  const raw = yield* Effect.provideContext(
    Effect.all({
      messages: MessageStore,
      ledger: Ledger,
      history: HistoryStore,
      protocols: ProtocolStore,
      files: ArchiveFolder
    }),
    built
  )
  const { seed } = scenario
  const isClockWrong = scenario.faults.some(
    (fault) => fault.kind.startsWith("clock") && targetOf(scenario, fault) === node
  )
  let calls = 0
  let instant = 0
  let callsNow = 0
  /** Port calls until the power fails. */
  let fuse: number | undefined
  let isTearing = false
  let current: Life | undefined
  let running: Fiber.Fiber<unknown, unknown> | undefined
  const accepted = new Set<MessageHash>()
  journal.accepted.set(name, accepted)
  const own = new Set<string>()
  journal.own.set(name, own)

  /** A node that works on and on at one instant will never come to rest; it is left hanging there. */
  const isRestless = () => {
    const present = clock.currentTimeMillisUnsafe()
    if (present !== instant) {
      instant = present
      callsNow = 0
    }
    if (++callsNow < RESTLESS) return false
    if (callsNow === RESTLESS) journal.violations.push(`${name} does not come to rest`)
    return true
  }

  const die = (life: Life) =>
    Effect.suspend(() => {
      life.dead = true
      Deferred.doneUnsafe(life.died, Effect.void)
      return Effect.interrupt
    })

  /** Nothing that a dead process began has an effect any more, its finalizers included. */
  const guard =
    (life: Life, fail: (name: string, call: number) => readonly [Failure, boolean] | undefined): Guard.Around =>
    <A, E, R>(operation: string, run: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => {
        if (life.dead) return Effect.interrupt
        const call = ++calls
        if (isRestless()) return Effect.never
        if (fuse !== undefined && --fuse <= 0) {
          fuse = undefined
          Journal.count(journal, "crash")
          return chance(seed, node, call, "after") < 0.5 ? Effect.andThen(Effect.exit(run), die(life)) : die(life)
        }
        const failure = fail(operation, call)
        if (failure === undefined) return run
        const [error, isDone] = failure
        const failed = Effect.fail(error as unknown as E)
        return isDone ? Effect.andThen(Effect.exit(run), failed) : failed
      })

  const onDisk = (life: Life, failure: (operation: string, reason: "Busy" | "Full" | "Failed") => Failure) =>
    guard(life, (operation, call) => {
      const reason = Disk.trouble(weather, node, operation, call)
      return reason === undefined ? undefined : [failure(operation, reason), Disk.isAmbiguous(reason, node, call)]
    })

  const torn = (life: Life, files: ArchiveFolder["Service"]): ArchiveFolder["Service"] => ({
    ...files,
    draft: <E, R>(draft: string, bytes: Stream.Stream<Uint8Array, E, R>) => {
      if (!isTearing || life.dead) return files.draft(draft, bytes)
      isTearing = false
      Journal.count(journal, "disk-torn")
      const half = Disk.tear(raw.files, draft, bytes as Stream.Stream<Uint8Array, unknown>)
      return Effect.andThen(Effect.exit(half), die(life))
    }
  })

  const take = (batch: ReadonlyArray<Received>) =>
    Effect.sync(() => {
      for (const { hash } of batch) accepted.add(hash)
    })

  /** No message is late before its window has ended and settled, by a clock that was always right. */
  const punctual = (batch: ReadonlyArray<Received>) =>
    Effect.gen(function* () {
      const state = yield* raw.ledger.load
      if (isClockWrong || Option.isNone(state) || Option.isNone(state.value.grid)) return
      const grid = state.value.grid.value
      const present = yield* now
      const early = batch.find(({ message }) => Weeks.around(grid, message.timestamp).to + SETTLE > present)
      if (early !== undefined) journal.violations.push(`${name} counted ${early.hash} as late, which came in time`)
    })

  const check = (before: State, after: State) => {
    if (lacks(before.index, after.index)) {
      journal.violations.push(`the index of ${name} shrank`)
    }
    if (Option.isNone(after.published)) return
    const { cid, clock: stated } = after.published.value
    if (Option.isSome(before.published)) {
      if (before.published.value.cid === cid && before.published.value.clock === stated) return
      if (before.published.value.clock >= stated) journal.violations.push(`${name} announced twice under one clock`)
    }
    journal.published.push({ node: name, cid, index: after.index })
  }

  /** What this project promises at every commit, looked at as it happens. */
  const watched: typeof raw = {
    ...raw,
    messages: {
      ...raw.messages,
      append: (batch, room) =>
        Effect.tap(raw.messages.append(batch, room), ({ surplus }) =>
          take(batch.filter((received) => !surplus.includes(received)))
        ),
      appendLate: (batch, quota) =>
        Effect.tap(raw.messages.appendLate(batch, quota), () => Effect.andThen(take(batch), punctual(batch)))
    },
    ledger: {
      ...raw.ledger,
      commit: (state) =>
        Effect.gen(function* () {
          const before = yield* raw.ledger.load
          if (Option.isSome(before)) check(before.value, state)
          return yield* raw.ledger.commit(state)
        })
    },
    history: {
      ...raw.history,
      append: (records, origin, room) =>
        Effect.tap(raw.history.append(records, origin, room), ({ added }) =>
          Effect.sync(() => {
            for (const { id } of added) own.add(id)
          })
        ),
      save: (state) =>
        Effect.gen(function* () {
          const before = yield* raw.history.load
          if (Option.exists(before, ({ index }) => lacks(index, state.index))) {
            journal.violations.push(`${name} forgot an archive of its index`)
          }
          return yield* raw.history.save(state)
        })
    }
  }

  const ports = (life: Life): Layer.Layer<Ports> => {
    const stores = {
      messages: Guard.service(
        watched.messages,
        onDisk(life, (operation, reason) => Disk.storeFailure("MessageStore", operation, reason))
      ),
      ledger: Guard.service(
        watched.ledger,
        onDisk(life, (operation, reason) => Disk.storeFailure("Ledger", operation, reason))
      ),
      history: Guard.service(
        watched.history,
        onDisk(life, (operation, reason) => Disk.storeFailure("HistoryStore", operation, reason))
      ),
      protocols: Guard.service(
        watched.protocols,
        onDisk(life, (operation, reason) => Disk.storeFailure("ProtocolStore", operation, reason))
      ),
      files: torn(life, Guard.service(raw.files, onDisk(life, Disk.folderFailure)))
    }
    const mortal = guard(life, () => undefined)
    return Layer.mergeAll(
      Layer.succeed(MessageStore, stores.messages),
      Layer.succeed(Ledger, stores.ledger),
      Layer.succeed(HistoryStore, stores.history),
      Layer.succeed(ProtocolStore, stores.protocols),
      Layer.succeed(ArchiveFolder, stores.files),
      Layer.succeed(Waku, Guard.service(network.of(node), mortal)),
      Layer.succeed(Codex, Guard.service(storage.of(node), mortal))
    )
  }

  /** One process after the other, as a service manager starts them. */
  const lives = Effect.gen(function* () {
    for (;;) {
      const life: Life = { dead: false, died: Deferred.makeUnsafe<void>() }
      current = life
      const process = yield* Effect.forkChild(Effect.provide(program, ports(life), { local: true }))
      yield* Effect.raceFirst(Fiber.await(process), Deferred.await(life.died))
      life.dead = true
      yield* Fiber.interrupt(process)
      const pause = 1 + pick(3_600, seed, node, calls, "restart")
      yield* Effect.provideService(Effect.sleep(`${pause} seconds`), Clock.Clock, clock)
    }
  })

  return {
    name,
    node,
    raw,
    /** The power fails at one of the next calls of a port. */
    arm: (within: number, dice: string) =>
      Effect.sync(() => {
        fuse = 1 + pick(within, seed, node, dice)
      }),
    /** The power fails while the next file is written. */
    armTear: Effect.sync(() => {
      isTearing = true
    }),
    /** Nothing that was armed happens any more. */
    disarm: Effect.sync(() => {
      fuse = undefined
      isTearing = false
    }),
    start: Effect.suspend(() =>
      running === undefined
        ? Effect.map(
            Effect.forkIn(Effect.provideService(lives, Clock.Clock, skewed(clock, weather, node)), scope),
            (fiber) => {
              running = fiber
            }
          )
        : Effect.void
    ),
    /** Switches the machine off, as a crash does: nothing is asked. */
    stop: Effect.suspend(() => {
      const fiber = running
      running = undefined
      if (current !== undefined) current.dead = true
      return fiber === undefined ? Effect.void : Fiber.interrupt(fiber)
    }),
    isRunning: () => running !== undefined,
    calls: () => calls
  }
})

export type Machine = Effect.Success<ReturnType<typeof make>>
