/**
 * Who works on the publication of a community. Each process that takes it over begins a new epoch; whoever holds an older
 * one is refused, and changes nothing. A process that never held any is not fenced: it has nothing that could be stale.
 */
import * as Effect from "effect/Effect"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Columns from "./Columns.ts"
import type { Database, Work } from "./Database.ts"
import type { Store } from "./Failures.ts"

export interface Epoch {
  /** Fails where another process has taken over. Inside of a transaction. */
  readonly check: (store: Store, operation: string) => Work<void>
  /** Takes over, unless it is held already; answers what to call once the transaction has ended well. */
  readonly claim: Work<() => void>
}

export const make = (name: string, { get, run }: Database): Epoch => {
  let held: bigint | undefined
  const current = Effect.map(get("SELECT epoch FROM community_history.ledger WHERE community = $1"), (row) =>
    row === undefined ? 0n : Columns.integer(row, "epoch")
  )
  return {
    check: (store, operation) =>
      Effect.suspend(() => {
        if (held === undefined) return Effect.void
        return Effect.flatMap(current, (epoch) =>
          epoch === held
            ? Effect.void
            : new StoreFailure({
                store,
                operation,
                reason: "TakenOver",
                detail: `community ${name}: another process has taken it over; stop this one, or load again to take it back`
              })
        )
      }),
    claim: Effect.flatMap(current, (epoch) => {
      if (epoch === held) return Effect.succeed(() => {})
      const next = epoch + 1n
      return Effect.as(
        run(
          `INSERT INTO community_history.ledger (community, epoch) VALUES ($1, $2)
           ON CONFLICT (community) DO UPDATE SET epoch = excluded.epoch`,
          next
        ),
        () => {
          held = next
        }
      )
    })
  }
}
