/** The publication state of a control node in memory. */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Cid } from "../../domain/codex/Cid.ts"
import type { State } from "../../domain/history/Publication.ts"
import type { Millis, Nanos } from "../../domain/Time.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"

/** A ledger that outlives its layer. */
export const make = () => {
  let last = Option.none<State>()
  const stored = new Map<Cid, Nanos>()
  const answered = new Map<string, Millis>()
  const layer: Layer.Layer<Ledger> = Layer.succeed(Ledger, {
    load: Effect.sync(() => last),
    commit: (state) =>
      Effect.suspend(() => {
        const lost = Option.isSome(last) && [...last.value.index].some(([key]) => !HashMap.has(state.index, key))
        if (lost) {
          return Effect.fail(
            new StoreFailure({
              store: "Ledger",
              operation: "commit",
              reason: "Refused",
              detail: "the index would lose an entry"
            })
          )
        }
        last = Option.some(state)
        return Effect.void
      }),
    stored: Effect.sync(() => new Map(stored)),
    markStored: (cid, at) =>
      Effect.sync(() => {
        if (at > (stored.get(cid) ?? -1n)) stored.set(cid, at)
      }),
    answered: (member) => Effect.sync(() => Option.fromUndefinedOr(answered.get(member))),
    markAnswered: (member, clock, quota) =>
      Effect.sync(() => {
        if (clock > (answered.get(member) ?? -1n)) answered.set(member, clock)
        if (answered.size <= quota) return
        const oldest = [...answered].reduce((first, next) =>
          next[1] < first[1] || (next[1] === first[1] && next[0] < first[0]) ? next : first
        )
        answered.delete(oldest[0])
      })
  })
  return { layer }
}
