/**
 * Runs a protocol: a pure machine over the Waku port and a store. Everything a step asks for is committed before anybody
 * sees the new state; what is to be sent goes from the committed outbox, in order, until the network has it.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type * as Step from "../../domain/Step.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { ProtocolStore, type Waiting } from "../../ports/ProtocolStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../../ports/Waku.ts"
import type { Room } from "../Community.ts"
import * as Compose from "../Compose.ts"
import * as Inbox from "../Inbox.ts"
import { now, sleepUntil } from "../Now.ts"
import { Progress } from "../Progress.ts"
import { again, patiently, pauses, transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import * as Changes from "./Changes.ts"

/** What somebody said on one of the protocol's topics, decrypted and whole. Nothing else of it is proved. */
export interface Delivery<Lane extends string> {
  readonly lane: Lane
  readonly received: Received
  readonly payload: Uint8Array
}

export interface Protocol<State, Input, Event, Request, Lane extends string, R> {
  /** Names the state in the store: protocol, group, whatever tells it from others of this home. */
  readonly scope: string
  readonly machine: Step.Machine<State, Input, Event, Request, Lane>
  readonly lanes: Readonly<Record<Lane, Room>>
  /** From messages to inputs: decodes, checks signatures. What is no message of this protocol gives none. */
  readonly read: (deliveries: ReadonlyArray<Delivery<Lane>>) => Effect.Effect<ReadonlyArray<Input>, never, R>
  /** Asks a port. No input: nothing is known yet, and the machine asks again when it is due. */
  readonly answer: (request: Request) => Effect.Effect<ReadonlyArray<Input>, never, R>
}

export interface Runner<State, Input, Event> {
  /** The last state committed that this process knows. */
  readonly state: Effect.Effect<State>
  /** Events while the scope is open, also of what is offered here. */
  readonly events: Stream.Stream<Event>
  /** Steps through the inputs in one commit; answers their events. */
  readonly offer: (...inputs: ReadonlyArray<Input>) => Effect.Effect<ReadonlyArray<Event>, StoreFailure>
  /** Asks the network's stores for what was missed, at most as far back as they remember. */
  readonly catchUp: Effect.Effect<void, Failure>
  /** Answers what was asked and sends what waits, until nothing of it is left. */
  readonly settle: Effect.Effect<void, Failure>
  /** For ever: listens, steps when something is due, sends. Failures are reported and tried again. */
  readonly run: Effect.Effect<never, Failure>
}

type Needs = Digest | Settings

export type Failure = StoreFailure | WakuFailure

/** Messages of the outbox that are read at once. */
const PAGE = 32
/** Inputs that are stepped through in one commit. */
const BATCH = 256
const HEARTBEAT = "6 hours"

/** How often a step is taken anew because another process was faster. */
const RIVALS = 32

const isTakenOver = ({ reason }: StoreFailure): boolean => reason === "TakenOver"

/** An instant as decimal digits; long ago where it is none. */
const instantOf = (value: Uint8Array): Nanos => {
  const digits = Bytes.toUtf8(value) ?? ""
  return /^\d{1,19}$/.test(digits) ? Time.nanos(BigInt(digits)) : Time.nanos(0n)
}

interface Held<State> {
  readonly state: State
  readonly revision: number
}

/** `key` makes the padding and nonces of what is sent; it signs nothing here. */
export const make = Effect.fn("Runner.make")(function* <State, Input, Event, Request, Lane extends string, R>(
  { answer, lanes, machine, read, scope }: Protocol<State, Input, Event, Request, Lane, R>,
  key: Key
) {
  type Any = Input | Step.CommonInput
  const store = yield* ProtocolStore
  const waku = yield* Waku
  const settings = yield* Settings
  const progress = yield* Progress
  /** Until when the network's stores were asked. */
  const memory = `${scope}#stores`
  const carry = yield* Compose.carrier(key)
  const context = yield* Effect.context<R | Needs>()
  const rooms = (Object.keys(lanes) as ReadonlyArray<unknown> as ReadonlyArray<Lane>).map(
    (lane) => [lane, lanes[lane]] as const
  )
  const parts = new Map<Lane, Inbox.Parts>()
  for (const [lane] of rooms) parts.set(lane, yield* Inbox.liveParts)

  const events = yield* PubSub.sliding<Event>(settings.limits.changes)
  const asked = yield* Queue.unbounded<Request>()
  const wake = yield* Queue.sliding<void>(1)
  const outgoing = yield* Queue.sliding<void>(1)
  const missed = yield* Queue.sliding<void>(1)
  const gate = yield* Semaphore.make(1)

  const load = Effect.gen(function* () {
    const { revision, rows } = yield* store.load(scope)
    const state = machine.restore(rows)
    if (Result.isSuccess(state)) return { state: state.success, revision } satisfies Held<State>
    const detail = `what is remembered of ${scope} is damaged: ${state.failure.why}`
    return yield* new StoreFailure({ store: "ProtocolStore", operation: "load", reason: "Corrupt", detail })
  })
  const ref = yield* Ref.make<Held<State>>(yield* load)

  const attempt = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>, sent: ReadonlyArray<number>) {
    const present = yield* now
    const held = yield* Ref.get(ref)
    const { changes, ...after } = Changes.fold(machine, held.state, inputs, present)
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
    return { ...after, isSending: send.length > 0 }
  })

  /** All of it in one commit, and again on what another process committed meanwhile. */
  const advance = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>, sent: ReadonlyArray<number> = []) {
    const done = yield* gate.withPermits(1)(
      attempt(inputs, sent).pipe(
        Effect.tapError((failure) =>
          isTakenOver(failure) ? Effect.flatMap(load, (held) => Ref.set(ref, held)) : Effect.void
        ),
        Effect.retry({ times: RIVALS, while: isTakenOver }),
        transient
      )
    )
    yield* Queue.offerAll(asked, done.asked)
    yield* PubSub.publishAll(events, done.told)
    yield* Queue.offer(wake, undefined)
    if (done.isSending) yield* Queue.offer(outgoing, undefined)
    return done.told
  })

  const advanceAll = Effect.fnUntraced(function* (inputs: ReadonlyArray<Any>) {
    const told: Array<Event> = []
    for (let at = 0; at < inputs.length; at += BATCH) told.push(...(yield* advance(inputs.slice(at, at + BATCH))))
    return told
  })

  const deliver = Effect.fn("Runner.deliver")(function* (batch: ReadonlyArray<Received>) {
    const deliveries: Array<Delivery<Lane>> = []
    for (const [lane, room] of rooms) {
      const mine = batch.filter(({ message }) => message.contentTopic === room.topic)
      for (const { content, received } of yield* Inbox.decrypt(room, mine, parts.get(lane)!)) {
        if (Result.isSuccess(content)) deliveries.push({ lane, received, payload: content.success })
      }
    }
    if (deliveries.length > 0) yield* advanceAll(yield* read(deliveries))
  })

  const reply = Effect.fnUntraced(function* (request: Request) {
    const inputs = yield* answer(request)
    if (inputs.length > 0) yield* advanceAll(inputs)
  })

  const post = Effect.fnUntraced(function* ({ mark, message, number, pubsubTopic }: Waiting) {
    const published = yield* Effect.result(transient(waku.publish(pubsubTopic, message)))
    if (Result.isSuccess(published)) {
      const input = { _tag: "Sent", mark, hash: Bytes.fromHex(published.success.hash)! } as const
      yield* advance(mark === "" ? [] : [input], [number])
      return
    }
    if (published.failure.retryable) return yield* published.failure
    // It would be refused for ever, and hold up everything behind it.
    yield* progress.note(`${published.failure.message}; a message of ${scope} is given up`)
    yield* advance([], [number])
  })

  const drain = Effect.gen(function* () {
    for (;;) {
      const waiting = yield* store.waiting(scope, PAGE)
      if (waiting.length === 0) return
      yield* Effect.forEach(waiting, post, { discard: true })
    }
  }).pipe(Effect.withSpan("Runner.drain"))

  const settle = Effect.gen(function* () {
    for (;;) {
      const requests = yield* Queue.clear(asked)
      yield* Effect.forEach(requests, reply, { discard: true })
      yield* drain
      if ((yield* Queue.size(asked)) === 0) return
    }
  })

  const query = Effect.gen(function* () {
    const present = yield* now
    const { revision, rows } = yield* store.load(memory)
    const last = rows.map(({ value }) => instantOf(value)).reduce(Time.max, Time.nanos(0n))
    const from = Time.max(Time.subtract(present, settings.horizon), Time.subtract(last, settings.overlap))
    const window = { from, to: Time.add(present, settings.futureSkew) }
    for (const [, { pubsubTopic, topic }] of rooms) {
      yield* Stream.runForEach(waku.query({ pubsubTopic, contentTopics: [topic], window }), deliver)
    }
    const row = { key: "asked", value: Bytes.utf8(`${present}`) }
    // Where another process asked meanwhile, its answer stands as well as ours.
    yield* store
      .commit(memory, revision, { save: [row], erase: [], send: [], sent: [] })
      .pipe(Effect.catchIf(isTakenOver, () => Effect.void))
  })
  const catchUp = transient(query).pipe(Effect.withSpan("Runner.catchUp"))

  const listen = Effect.gen(function* () {
    const streams = yield* Effect.forEach(rooms, ([, { pubsubTopic, topic }]) =>
      patiently(waku.subscribe({ pubsubTopic, contentTopics: [topic] }))
    )
    return Stream.mergeAll(streams, { concurrency: rooms.length })
  })

  const tick = Effect.gen(function* () {
    const { state } = yield* Ref.get(ref)
    const due = machine.due(state)
    const present = yield* now
    if (Option.isSome(due) && due.value <= present) yield* advance([{ _tag: "Tick" }])
    return due
  })

  const patient = <A>(name: string, work: Effect.Effect<A, Failure>, then: (answer: A) => Effect.Effect<unknown>) =>
    Effect.gen(function* () {
      const pause = yield* pauses
      return yield* work.pipe(
        Effect.tap(pause.reset),
        Effect.flatMap(then),
        Effect.catch((failure) =>
          Effect.gen(function* () {
            const minutes = yield* pause.next
            yield* progress.note(`${name}: ${failure.message}; ${again(minutes)}`)
            yield* Effect.sleep(`${minutes} minutes`)
          })
        ),
        Effect.forever
      )
    })

  const run = Effect.gen(function* () {
    const live = yield* listen
    const provided = <A, E>(effect: Effect.Effect<A, E, R | Needs>) => Effect.provideContext(effect, context)
    const untilDue = (due: Option.Option<Nanos>) =>
      Effect.raceFirst(
        Queue.take(wake),
        Option.match(due, { onNone: () => Effect.never, onSome: (instant) => sleepUntil(instant) })
      )
    return yield* Effect.raceAllFirst([
      Effect.andThen(
        Stream.runForEach(live, (batch) =>
          provided(deliver(batch)).pipe(
            // The stores of the network have it still.
            Effect.catch(({ message }) =>
              Effect.andThen(progress.note(`${message}; asking the network again`), Queue.offer(missed, undefined))
            )
          )
        ),
        Effect.never
      ),
      patient("asking the stores", provided(catchUp), () =>
        Effect.raceFirst(Effect.sleep(HEARTBEAT), Queue.take(missed))
      ),
      patient("sending", drain, () => Queue.take(outgoing)),
      patient(
        "answering",
        Effect.flatMap(Queue.take(asked), (request) => provided(reply(request))),
        () => Effect.void
      ),
      patient("stepping", tick, untilDue)
    ])
  }).pipe(Effect.scoped)

  yield* advance([{ _tag: "Resumed" }])

  const within = <A, E>(effect: Effect.Effect<A, E, R | Needs>) => Effect.provideContext(effect, context)
  return {
    state: Effect.map(Ref.get(ref), ({ state }) => state),
    events: Stream.fromPubSub(events),
    offer: (...inputs) => within(advanceAll(inputs)),
    catchUp: within(catchUp),
    settle: within(settle),
    run: within(run)
  } satisfies Runner<State, Input, Event>
})
