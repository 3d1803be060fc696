/** A community that lived in a home of its own goes on in the stores of a host, with everything that it knew. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Time from "../../domain/Time.ts"
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import { Settings } from "../Settings.ts"

export type Stores = MessageStore | Ledger | HistoryStore

const EVER = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }

/**
 * Copies from `home` into the stores in scope where these know nothing yet; answers whether it did. The state is committed
 * last: what was begun and not finished is begun again, and copies nothing twice.
 */
export const from = Effect.fn("Adopt.from")(function* <E, R>(home: Effect.Effect<Context.Context<Stores>, E, R>) {
  const ledger = yield* Ledger
  if (Option.isSome(yield* ledger.load)) return false
  const before = yield* home
  const old = Context.get(before, Ledger)
  const state = yield* old.load
  const messages = yield* MessageStore
  const lived = Context.get(before, MessageStore)
  // An import leaves messages where nothing was ever published.
  if (Option.isNone(state) && Option.isNone(yield* lived.oldest)) return false
  const pending = new Set<MessageHash>()
  yield* Stream.runForEach(lived.scan(EVER, "pending"), (batch) =>
    Effect.sync(() => {
      for (const { hash } of batch) pending.add(hash)
    })
  )
  // What is archived already comes first and is settled; what is pending comes then and stays so, the next time too.
  const [first] = pending
  if (first === undefined || Option.isNone(yield* messages.locate(first))) {
    yield* Stream.runForEach(lived.scan(EVER, "all"), (batch) =>
      messages.append(batch.filter(({ hash }) => !pending.has(hash)))
    )
    yield* messages.settle(EVER)
  }
  yield* Stream.runForEach(lived.scan(EVER, "pending"), (batch) => messages.append(batch))
  const { limits } = yield* Settings
  yield* Stream.runForEach(lived.late, (batch) =>
    messages.appendLate(batch, { messages: limits.late, bytes: limits.lateBytes })
  )
  const history = yield* HistoryStore
  yield* Stream.runForEach(Context.get(before, HistoryStore).records({}), (batch) =>
    Effect.forEach(
      ["live", "store"] as const,
      (origin) =>
        history.append(
          batch.filter((record) => record.origin === origin),
          origin
        ),
      { discard: true }
    )
  )
  yield* Effect.forEach(yield* old.stored, ([cid, at]) => ledger.markStored(cid, at), { discard: true })
  if (Option.isSome(state)) yield* ledger.commit(state.value)
  return true
})
