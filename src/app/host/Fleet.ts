/**
 * The control nodes of many communities in one process: those whose shards this runner holds. Each lives from the moment its
 * shard comes until the shard goes, is begun again where it fails, and takes its turn with the others.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { Sharding } from "effect/cluster/Sharding"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { ControlNode } from "../ControlNode.ts"
import { Progress } from "../Progress.ts"
import { Pulse } from "../Pulse.ts"
import { pauses } from "../Retry.ts"
import { type Order, Turns } from "../Turns.ts"
import type { Listed } from "./Listed.ts"
import type { Roster } from "./Roster.ts"

export interface Options {
  /** Steps, and starts, of so many communities at once. */
  readonly turns: number
  /** How long a runner that says nothing keeps its communities. */
  readonly lease: Duration.Duration
  /** Starts after a take-over, and first audits, are spread over so long. */
  readonly spread: { readonly start: Duration.Duration; readonly audit: Duration.Duration }
}

export const defaults: Options = {
  turns: 16,
  lease: Duration.seconds(20),
  spread: { start: Duration.seconds(1), audit: Duration.minutes(30) }
}

/** Audits wait for remote nodes most of their time, and nobody waits for them. */
const AUDITS = 2

const within = (span: Duration.Duration) =>
  Effect.map(Random.next, (part) => Duration.millis(part * Duration.toMillis(span)))

/** The same turns for all: steps in the order in which they are due, audits beside them and spread. */
const order = Effect.fnUntraced(function* ({ spread, turns }: Options) {
  const steps = yield* Semaphore.make(turns)
  const audits = yield* Semaphore.make(AUDITS)
  return {
    step: steps.withPermits(1),
    audit: (work) => Effect.flatMap(within(spread.audit), (delay) => Effect.delay(audits.withPermits(1)(work), delay))
  } satisfies Order
})

const wordsOf = (error: unknown): string =>
  error instanceof Error && error.message !== "" ? error.message : String(error)

const isTakenOver = (error: unknown): boolean => error instanceof StoreFailure && error.reason === "TakenOver"

/**
 * Registers every community; `node` makes the control node of one out of what all of them share. Returns at once: what runs
 * here is decided by the engine from now on, until the scope ends.
 */
export const register = Effect.fn("Fleet.register")(function* <E, R>(
  communities: ReadonlyArray<Listed>,
  roster: Roster,
  node: (community: Listed) => Layer.Layer<ControlNode, E, R>,
  options: Options = defaults
) {
  const sharding = yield* Sharding
  const progress = yield* Progress
  const turns = yield* order(options)
  const starts = yield* Semaphore.make(options.turns)

  const once = (community: Listed, pause: Effect.Success<typeof pauses>) =>
    Effect.gen(function* () {
      // Its own memo map: two lives of one community share nothing.
      const built = yield* starts.withPermits(1)(Layer.build(Layer.fresh(node(community))))
      const control = Context.get(built, ControlNode)
      const listener = {
        succeeded: Effect.flatMap(control.state, ({ index }) =>
          Effect.andThen(pause.reset, roster.succeeded(community.id, ArchiveIndex.size(index)))
        ),
        failed: (message: string) => roster.failed(community.id, message)
      }
      return yield* Effect.provideService(control.run, Pulse, listener)
    }).pipe(Effect.scoped)

  const life = (community: Listed) =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(roster.arrived(community.id), () => roster.left(community.id))
      yield* Effect.sleep(yield* within(options.spread.start))
      const pause = yield* pauses
      return yield* once(community, pause).pipe(
        // Also where it was interrupted from within: a singleton that ends is started by nobody. Who takes the shard away
        // interrupts this fiber itself, which then comes to no handler.
        Effect.catchCause((cause) =>
          Effect.gen(function* () {
            const error = Cause.squash(cause)
            const message = wordsOf(error)
            yield* roster.failed(community.id, message)
            yield* progress.note(`${community.name} (${community.id}): ${message}; beginning again`)
            // Until then the engine has taken the shard away, or it is ours after all.
            yield* isTakenOver(error)
              ? Effect.sleep(options.lease)
              : Effect.sleep(yield* within(Duration.minutes(yield* pause.next)))
          })
        ),
        Effect.forever
      )
    }).pipe(
      Effect.provideService(Turns, turns),
      Effect.provideService(Progress, {
        start: () => Effect.succeed({ advance: () => Effect.void }),
        note: (text) => progress.note(`${community.name}: ${text}`)
      }),
      Effect.scoped,
      Effect.orDie
    )

  // They end together: one after the other, thousands would take longer than a process has after a signal.
  const registered = yield* Scope.fork(yield* Effect.scope, "parallel")
  yield* Effect.forEach(communities, (community) => sharding.registerSingleton(community.id, life(community)), {
    discard: true
  }).pipe(Scope.provide(registered))
})
