/**
 * Runs a protocol: a pure machine over the Waku port and a store. What it is told is stepped through and committed; what it
 * sends goes from the committed outbox; what it asks is answered.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type * as Step from "../../domain/Step.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import type { Key } from "../../ports/ControlKey.ts"
import type { Digest } from "../../ports/Digest.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../../ports/Waku.ts"
import type { Room } from "../Community.ts"
import * as Inbox from "../Inbox.ts"
import { now, sleepUntil } from "../Now.ts"
import { Progress } from "../Progress.ts"
import { again, patiently, pauses, transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import * as Outbox from "./Outbox.ts"
import * as Progression from "./Progression.ts"

/** What somebody said on one of the protocol's topics, decrypted and whole. Nothing else of it is proved. */
export interface Delivery<Lane extends string> {
  readonly lane: Lane
  readonly received: Received
  readonly payload: Uint8Array
  /** Whether it was just said, or is what a store of the network kept. */
  readonly origin?: "live" | "store"
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

export type Failure = StoreFailure | WakuFailure

export interface Runner<State, Input, Event> {
  /** The last state committed that this process knows. */
  readonly state: Effect.Effect<State>
  /** Events from now on, of everything that is stepped through here. */
  readonly events: Stream.Stream<Event>
  /** Steps through the inputs in one commit; answers their events. */
  readonly offer: (...inputs: ReadonlyArray<Input>) => Effect.Effect<ReadonlyArray<Event>, StoreFailure>
  /** Asks the network's stores for what was missed, at most as far back as they remember. */
  readonly catchUp: Effect.Effect<void, Failure>
  /** Does what is due, answers what was asked and sends what waits, until nothing of it is left. */
  readonly settle: Effect.Effect<void, Failure>
  /** For ever: listens, steps when something is due, sends. Failures are reported and tried again. */
  readonly run: Effect.Effect<never, Failure>
}

type Needs = Digest | Settings

/** Messages of a store that are taken in at once. */
const BITE = 50

const HEARTBEAT = "6 hours"

/** An instant as decimal digits; long ago where it is none. */
const instantOf = (value: Uint8Array): Nanos => {
  const digits = Bytes.toUtf8(value) ?? ""
  return /^\d{1,19}$/.test(digits) ? Time.nanos(BigInt(digits)) : Time.nanos(0n)
}

/** `key` makes the padding and nonces of what is sent; it signs nothing here. */
export const make = Effect.fn("Runner.make")(function* <State, Input, Event, Request, Lane extends string, R>(
  { answer, lanes, machine, read, scope }: Protocol<State, Input, Event, Request, Lane, R>,
  key: Key
) {
  const store = yield* ProtocolStore
  const waku = yield* Waku
  const settings = yield* Settings
  const progress = yield* Progress
  const context = yield* Effect.context<R | Needs>()
  const within = <A, E>(effect: Effect.Effect<A, E, R | Needs>) => Effect.provideContext(effect, context)

  const { advance, advanceAll, asked, changed, events, outgoing, state } = yield* Progression.make({
    scope,
    machine,
    lanes,
    key
  })
  const { drain } = yield* Outbox.make(scope, advance)

  const rooms = (Object.keys(lanes) as ReadonlyArray<unknown> as ReadonlyArray<Lane>).map(
    (lane) => [lane, lanes[lane]] as const
  )
  const parts = new Map<Lane, Inbox.Parts>()
  for (const [lane] of rooms) parts.set(lane, yield* Inbox.liveParts)

  const deliver = Effect.fn("Runner.deliver")(function* (batch: ReadonlyArray<Received>, origin: "live" | "store") {
    const deliveries: Array<Delivery<Lane>> = []
    for (const [lane, room] of rooms) {
      const mine = batch.filter(({ message }) => message.contentTopic === room.topic)
      for (const { content, received } of yield* Inbox.decrypt(room, mine, parts.get(lane)!)) {
        if (Result.isSuccess(content)) deliveries.push({ lane, received, payload: content.success, origin })
      }
    }
    if (deliveries.length > 0) yield* advanceAll(yield* read(deliveries))
  })

  const reply = Effect.fnUntraced(function* (request: Request) {
    const inputs = yield* answer(request)
    if (inputs.length > 0) yield* advanceAll(inputs)
  })

  const turns = yield* Semaphore.make(1)

  /** One after another; a request whose answer could not be kept is asked again. */
  const give = (request: Request) =>
    turns.withPermits(1)(Effect.tapError(reply(request), () => Queue.offer(asked, request)))

  /** Until nothing is asked any more. Somebody else may be giving an answer, after which more is asked. */
  const answerAll = Effect.gen(function* () {
    for (;;) {
      yield* turns.withPermits(1)(Effect.void)
      const request = yield* Queue.poll(asked)
      if (Option.isNone(request)) return
      yield* give(request.value)
    }
  })

  /** Answers when the machine wants to be told again. */
  const tick = Effect.gen(function* () {
    const due = machine.due(yield* state)
    if (Option.isNone(due) || due.value > (yield* now)) return due
    yield* advance([{ _tag: "Tick" }])
    return machine.due(yield* state)
  })

  const settle = Effect.gen(function* () {
    yield* tick
    do {
      yield* answerAll
      yield* drain
    } while ((yield* Queue.size(asked)) > 0)
  })

  /** Until when the network's stores were asked is remembered beside the state. */
  const memory = `${scope}#stores`
  const query = Effect.gen(function* () {
    const present = yield* now
    const { revision, rows } = yield* store.load(memory)
    const known = rows.map(({ value }) => instantOf(value)).reduce(Time.max, Time.nanos(0n))
    // A clock that was ahead must not hide what was said until it was right again.
    const last = known > Time.add(present, settings.futureSkew) ? Time.nanos(0n) : known
    const from = Time.max(Time.subtract(present, settings.horizon), Time.subtract(last, settings.overlap))
    const window = { from, to: Time.add(present, settings.futureSkew) }
    for (const [, { pubsubTopic, topic }] of rooms) {
      // What a machine has no room for while it waits for answers would be lost: they are given in between.
      yield* Stream.runForEach(waku.query({ pubsubTopic, contentTopics: [topic], window }), (batch) =>
        Effect.gen(function* () {
          for (let at = 0; at < batch.length; at += BITE) {
            yield* deliver(batch.slice(at, at + BITE), "store")
            yield* answerAll
          }
        })
      )
    }
    const row = { key: "asked", value: Bytes.utf8(`${present}`) }
    // Where another process asked meanwhile, its answer stands as well as ours.
    yield* store
      .commit(memory, revision, { save: [row], erase: [], send: [], sent: [] })
      .pipe(Effect.catchIf(Progression.isTakenOver, () => Effect.void))
  })
  const catchUp = transient(query).pipe(Effect.withSpan("Runner.catchUp"))

  /** Again and again; after a failure in a while. */
  const keeping = <A>(name: string, work: Effect.Effect<A, Failure>, then: (answer: A) => Effect.Effect<unknown>) =>
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

  const untilDue = Option.match<Effect.Effect<void>, Nanos>({ onNone: () => Effect.never, onSome: sleepUntil })

  const subscribe = Effect.forEach(rooms, ([, { pubsubTopic, topic }]) =>
    patiently(waku.subscribe({ pubsubTopic, contentTopics: [topic] }))
  )

  const run = Effect.gen(function* () {
    const missed = yield* Queue.sliding<void>(1)
    const hear = (streams: Effect.Success<typeof subscribe>) =>
      Stream.runForEach(Stream.mergeAll(streams, { concurrency: rooms.length }), (batch) =>
        within(deliver(batch, "live")).pipe(
          // The stores of the network have it still.
          Effect.catch(({ message }) =>
            Effect.andThen(progress.note(`${message}; asking the network again`), Queue.offer(missed, undefined))
          )
        )
      )
    const first = yield* subscribe
    const listenAgain = Effect.scoped(
      Effect.flatMap(subscribe, (streams) => Effect.andThen(Queue.offer(missed, undefined), hear(streams)))
    )
    const listening = hear(first).pipe(
      Effect.catch(({ message }) => progress.note(`${message}; listening again`)),
      Effect.andThen(keeping("listening", listenAgain, () => Effect.sleep("1 second")))
    )
    return yield* Effect.raceAllFirst([
      listening,
      keeping("asking the stores", within(catchUp), () => Effect.timeoutOption(Queue.take(missed), HEARTBEAT)),
      keeping("sending", within(drain), () => Queue.take(outgoing)),
      keeping("answering", within(Effect.flatMap(Queue.take(asked), give)), () => Effect.void),
      keeping("stepping", within(tick), (due) => Effect.raceFirst(Queue.take(changed), untilDue(due)))
    ])
  }).pipe(Effect.scoped)

  yield* advance([{ _tag: "Resumed" }])

  return {
    state,
    events: Stream.fromPubSub(events),
    offer: (...inputs) => within(advanceAll(inputs)),
    catchUp: within(catchUp),
    settle: within(settle),
    run: within(run)
  } satisfies Runner<State, Input, Event>
})
