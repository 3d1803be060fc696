/** The publication state machine of a control node, and the ledger that remembers it. Source: CHA-47. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Semaphore from "effect/Semaphore"
import * as Publication from "../../domain/history/Publication.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import { Ledger } from "../../ports/Ledger.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { now } from "../Now.ts"
import { Settings } from "../Settings.ts"

/** What a host fixes when it creates the community. */
export interface Options {
  readonly name: string
  readonly createdAt: Nanos
  /** Window length; never changes after the first archive. */
  readonly length: Nanos
}

export interface Machine {
  /** What is fixed for the community, and the host's settings. */
  readonly policy: Publication.Policy
  readonly state: Effect.Effect<Publication.State>
  /** Decides, commits, and only then lets anybody see the new state. Only within `exclusively`. */
  readonly transition: (event: Publication.Event) => Effect.Effect<ReadonlyArray<Publication.Command>, StoreFailure>
  /** Deciding whether a message is late and sealing its window must not interleave. */
  readonly exclusively: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const make = Effect.fnUntraced(function* (options: Options) {
  const ledger = yield* Ledger
  const settings = yield* Settings
  const policy: Publication.Policy = {
    length: Time.max(Window.SHORTEST, options.length),
    settle: settings.settle,
    reannounce: settings.reannounce,
    grace: settings.grace,
    retention: settings.retention
  }
  const loaded = yield* ledger.load
  const ref = yield* Ref.make(Option.getOrElse(loaded, () => Publication.initial(options.createdAt)))
  const gate = yield* Semaphore.make(1)

  const transition = Effect.fn("ControlNode.transition")(function* (event: Publication.Event) {
    const present = yield* now
    const before = yield* Ref.get(ref)
    const [after, commands] = Publication.step(policy, before, event, present)
    if (after !== before) {
      yield* ledger.commit(after)
      yield* Ref.set(ref, after)
    }
    return commands
  })

  return { policy, state: Ref.get(ref), transition, exclusively: gate.withPermits(1) } satisfies Machine
})
