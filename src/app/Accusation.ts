/** Tells what speaks against the holder of the control key: a note and a count. It is kept by whoever found it.. */
import * as Effect from "effect/Effect"
import * as Evidence from "../domain/history/Evidence.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import * as Option from "effect/Option"
import * as Metrics from "./Metrics.ts"
import { Progress } from "./Progress.ts"

/** A flood of it is told by its first and its number. */
const MAX_TOLD = 5

export const tell = Effect.fn("Accusation.tell")(function* (fresh: ReadonlyArray<Evidence.Evidence>) {
  if (fresh.length === 0) return
  const progress = yield* Progress
  yield* Effect.forEach(fresh, ({ _tag }) => Metrics.accusation(_tag), { discard: true })
  for (const one of fresh.slice(0, MAX_TOLD)) yield* progress.note(Evidence.describe(one))
  if (fresh.length > MAX_TOLD)
    yield* progress.note(`and ${fresh.length - MAX_TOLD} more of this kind; \`status\` lists them`)
})

/** Of a control node, whose state has no place for what others say under its key. */
export const keep = Effect.fn("Accusation.keep")(function* (found: ReadonlyArray<Evidence.Evidence>) {
  const history = yield* HistoryStore
  const state = Option.getOrElse(yield* history.load, () => MemberState.initial)
  const { all, fresh } = Evidence.add(state.evidence, found)
  if (fresh.length === 0) return
  yield* history.save({ ...state, evidence: all })
  yield* tell(fresh)
})
