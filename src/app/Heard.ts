/**
 * What a member hears, within what it may keep of it: anybody may write in the channel of a community, and no archive has
 * confirmed it yet. What archives replaced leaves first; then what is new is not kept, is counted, and is told once. It
 * comes with its archive.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { HistoryRecord, Origin } from "../domain/community/HistoryRecord.ts"
import { HistoryStore, type Unconfirmed } from "../ports/HistoryStore.ts"
import * as Limits from "./Limits.ts"
import * as Metrics from "./Metrics.ts"
import { Progress } from "./Progress.ts"
import { Settings } from "./Settings.ts"

/** At least this part of all is freed at once, so that a flood does not cost a search for every message. */
const SHARE = 16

export const make = Effect.gen(function* () {
  const history = yield* HistoryStore
  const { unconfirmedBytes: limit } = (yield* Settings).limits
  const gate = yield* Semaphore.make(1)
  let known: Unconfirmed | undefined
  /** Something that counted as shown may be hidden by now, or an archive's. */
  let isStale = true
  let isTold = false

  const room = Effect.fnUntraced(function* (incoming: number) {
    if (known === undefined || (isStale && known.shown + known.hidden + incoming > limit)) {
      known = yield* history.unconfirmed
      isStale = false
    }
    const excess = known.shown + known.hidden + incoming - limit
    if (excess > 0 && known.hidden > 0) {
      const freed = yield* history.forget(Math.max(excess, Math.floor(limit / SHARE)))
      known = { ...known, hidden: known.hidden - freed }
    }
    return Math.max(0, limit - known.shown - known.hidden)
  })

  return {
    append: Effect.fn("Heard.append")(function* (
      records: ReadonlyArray<HistoryRecord>,
      origin: Exclude<Origin, "archive">
    ) {
      const left = yield* room(records.reduce((sum, { envelope }) => sum + envelope.length, 0))
      const accepted = yield* history.append(records, origin, left)
      known = { hidden: known?.hidden ?? 0, shown: (known?.shown ?? 0) + accepted.bytes }
      isStale ||= accepted.covered > 0
      if (accepted.surplus.length === 0) {
        isTold = false
        return accepted
      }
      yield* Metrics.surplus(accepted.surplus.length)
      if (!isTold) {
        isTold = true
        yield* (yield* Progress).note(
          `messages that no archive holds take all of the room they may; more are not kept until an archive brings them. If they are meant, raise ${Limits.setting("unconfirmedBytes")}`
        )
      }
      return accepted
    }, gate.withPermits(1)),
    /** An archive was applied. */
    confirmed: Effect.sync(() => {
      isStale = true
    })
  }
})
