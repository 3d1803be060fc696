/**
 * The state of a machine and how it moves: all that a step asks for is committed before anybody sees the new state, and
 * repeated on what another process committed meanwhile.
 */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import type * as Step from "../../domain/Step.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Room } from "../Community.ts"
import * as Compose from "../Compose.ts"
import { now } from "../Now.ts"
import { transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import * as Changes from "./Changes.ts"

/** Inputs that are stepped through in one commit. */
const BATCH = 256

/** How often a step is taken anew because another process was faster. */
const RIVALS = 32

interface Held<State> {
  readonly state: State
  readonly revision: number
}

export const isTakenOver = ({ reason }: StoreFailure): boolean => reason === "TakenOver"

/** What the store remembers of a machine. `what`: as people call it. */
export const recall = Effect.fn("Progression.recall")(function* <State, Input, Event, Request, Lane extends string>(
  scope: string,
  { restore }: Pick<Step.Machine<State, Input, Event, Request, Lane>, "restore">,
  what = scope
) {
  const { revision, rows } = yield* (yield* ProtocolStore).load(scope)
  const state = restore(rows)
  if (Result.isSuccess(state)) return { state: state.success, revision } satisfies Held<State>
  const detail = `what is remembered of ${what} is damaged: ${state.failure.why}`
  return yield* new StoreFailure({ store: "ProtocolStore", operation: "load", reason: "Corrupt", detail })
})

export interface Options<State, Input, Event, Request, Lane extends string> {
  readonly scope: string
  readonly machine: Step.Machine<State, Input, Event, Request, Lane>
  readonly lanes: Readonly<Record<Lane, Room>>
  /** Makes the padding and the nonces of what is sent. */
  readonly key: Key
}

export const make = Effect.fn("Progression.make")(function* <State, Input, Event, Request, Lane extends string>({
  key,
  lanes,
  machine,
  scope
}: Options<State, Input, Event, Request, Lane>) {
  type Any = Input | Step.CommonInput
  const store = yield* ProtocolStore
  const { limits } = yield* Settings
  const carry = yield* Compose.carrier(key)
  const events = yield* PubSub.sliding<Event>(limits.changes)
  const asked = yield* Queue.unbounded<Request>()
  const changed = yield* Queue.sliding<void>(1)
  const outgoing = yield* Queue.sliding<void>(1)
  const gate = yield* Semaphore.make(1)

  const load = Effect.provideService(recall(scope, machine), ProtocolStore, store)
  const ref = yield* Ref.make<Held<State>>(yield* load)

  /** What another process committed. What it was asked it may never answer: its process may be gone. */
  const reload = Effect.gen(function* () {
    const held = yield* load
    yield* Ref.set(ref, held)
    resumed = false
  })
  let resumed = true

  const attempt = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>, sent: ReadonlyArray<number>) {
    const present = yield* now
    const held = yield* Ref.get(ref)
    const again: ReadonlyArray<Any> = resumed ? [] : [{ _tag: "Resumed" }]
    const { changes, ...after } = Changes.fold(machine, held.state, [...again, ...inputs], present)
    const send = changes.send.flatMap(({ ephemeral, lane, mark, payload }) => {
      const [first, ...rest] = carry(lanes[lane], payload, present, ephemeral)
      // The first part gives the whole its name, so it goes last: then all of it is there.
      return [...rest.map((part) => ({ ...part, mark: "" })), { ...first!, mark }]
    })
    const isIdle = changes.save.length + changes.erase.length + send.length + sent.length === 0
    const revision = isIdle
      ? held.revision
      : yield* store.commit(scope, held.revision, { save: changes.save, erase: changes.erase, send, sent })
    yield* Ref.set(ref, { state: after.state, revision })
    resumed = true
    return { ...after, isSending: send.length > 0 }
  })

  /** Steps through the inputs in one commit; `sent` leaves the outbox with it. Answers the events. */
  const advance = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>, sent: ReadonlyArray<number> = []) {
    const done = yield* gate.withPermits(1)(
      attempt(inputs, sent).pipe(
        Effect.tapError((failure) => (isTakenOver(failure) ? reload : Effect.void)),
        Effect.retry({ times: RIVALS, while: isTakenOver }),
        transient
      )
    )
    yield* Queue.offerAll(asked, done.asked)
    yield* PubSub.publishAll(events, done.told)
    yield* Queue.offer(changed, undefined)
    if (done.isSending) yield* Queue.offer(outgoing, undefined)
    return done.told
  })

  const advanceAll = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>) {
    const told: Array<Event> = []
    for (let at = 0; at < inputs.length; at += BATCH) told.push(...(yield* advance(inputs.slice(at, at + BATCH))))
    return told
  })

  return {
    state: Effect.map(Ref.get(ref), ({ state }) => state),
    events,
    /** Requests that nobody answered yet. */
    asked,
    /** A signal for each new state, and for each one that sends. */
    changed,
    outgoing,
    advance,
    advanceAll
  }
})
