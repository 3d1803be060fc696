/** Publishes what a machine has committed to send: in order, each until the network has it. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import type * as Step from "../../domain/Step.ts"
import * as Time from "../../domain/Time.ts"
import { ProtocolStore, type Waiting } from "../../ports/ProtocolStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku } from "../../ports/Waku.ts"
import { now } from "../Now.ts"
import { Progress } from "../Progress.ts"
import { transient } from "../Retry.ts"

/** What waited longer is dated anew; before that, a message that is sent twice is one message. */
const FRESH = Time.minutes(1)

/** Messages that are read at once. */
const PAGE = 32

/** `advance` tells the machine what was sent, and takes it out of the outbox with the same commit. */
export const make = Effect.fnUntraced(function* (
  scope: string,
  advance: (
    inputs: ReadonlyArray<Extract<Step.CommonInput, { readonly _tag: "Sent" }>>,
    sent: ReadonlyArray<number>
  ) => Effect.Effect<unknown, StoreFailure>
) {
  const store = yield* ProtocolStore
  const waku = yield* Waku
  const progress = yield* Progress

  /** The parts of a message have one date, and keep one. */
  let last = { before: Time.nanos(0n), after: Time.nanos(0n) }

  /** Who asks stores from where he stopped would never see what is dated long before it was sent. */
  const dated = (before: Time.Nanos) =>
    Effect.map(now, (present) => {
      if (Time.add(before, FRESH) >= present) return before
      if (last.before !== before || Time.add(last.after, FRESH) < present) last = { before, after: present }
      return last.after
    })

  const post = Effect.fnUntraced(function* ({ mark, message, number, pubsubTopic }: Waiting) {
    const timestamp = yield* dated(message.timestamp)
    const current = timestamp === message.timestamp ? message : { ...message, timestamp }
    const published = yield* Effect.result(transient(waku.publish(pubsubTopic, current)))
    if (Result.isSuccess(published)) {
      const hash = Bytes.fromHex(published.success.hash)!
      yield* advance(mark === "" ? [] : [{ _tag: "Sent", mark, hash }], [number])
      return
    }
    if (published.failure.retryable) return yield* published.failure
    // It would be refused for ever, and hold up everything behind it.
    yield* progress.note(`${published.failure.message}; a message of ${scope} is given up`)
    yield* advance([], [number])
  })

  /** Until nothing waits. */
  const drain = Effect.gen(function* () {
    for (;;) {
      const waiting = yield* store.waiting(scope, PAGE)
      if (waiting.length === 0) return
      yield* Effect.forEach(waiting, post, { discard: true })
    }
  }).pipe(Effect.withSpan("Outbox.drain"))
  return { drain }
})
