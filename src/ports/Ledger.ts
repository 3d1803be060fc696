/**
 * The control node's memory of its publication: the outbox, the newest index, the clock.
 * Implementations: `stores-memory`, `stores-sqlite` (embedded default), `stores-postgres`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { Cid } from "../domain/codex/Cid.ts"
import type { State } from "../domain/history/Publication.ts"
import type { Millis, Nanos } from "../domain/Time.ts"
import type { StoreFailure } from "./StoreFailure.ts"

export class Ledger extends Context.Service<
  Ledger,
  {
    /**
     * The last committed state; none before the first commit. Where several processes can reach the ledger, who loads it
     * takes the community over: from then on the others fail with `TakenOver`.
     */
    readonly load: Effect.Effect<Option.Option<State>, StoreFailure>
    /**
     * Makes `state` the last state, atomically and durably: after a crash `load` gives the state before or the state
     * after, never a mixture. Entries of the index are only ever added: committing a state that lacks an entry
     * committed before fails with `Refused` and changes nothing (CHA-41).
     */
    readonly commit: (state: State) => Effect.Effect<void, StoreFailure>
    /** When each dataset was last stored on Codex, as far as this node remembers. */
    readonly stored: Effect.Effect<ReadonlyMap<Cid, Nanos>, StoreFailure>
    /** Remembers durably that a dataset was stored; the latest instant counts. */
    readonly markStored: (cid: Cid, at: Nanos) => Effect.Effect<void, StoreFailure>
    /** The clock of the last request to join that was answered, by the member's public key as text; none before the first. */
    readonly answered: (member: string) => Effect.Effect<Option.Option<Millis>, StoreFailure>
    /**
     * Remembers durably that a request was answered; the greatest clock of a member counts. Of all members the `quota`
     * with the greatest clocks are kept; of equal ones those whose key is greater as text.
     */
    readonly markAnswered: (member: string, clock: Millis, quota: number) => Effect.Effect<void, StoreFailure>
  }
>()("community-history/ports/Ledger") {}
