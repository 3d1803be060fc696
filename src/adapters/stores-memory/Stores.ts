/** The stores of a home in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as History from "./HistoryStore.ts"
import * as Ledgers from "./Ledger.ts"
import * as Messages from "./MessageStore.ts"
import * as Protocols from "./ProtocolStore.ts"

/** Stores that outlive their layer, so that a node can be restarted on them. */
export const make = () => ({
  layer: Layer.mergeAll(Messages.make().layer, Ledgers.make().layer, History.make().layer, Protocols.make().layer)
})

export const layer = Layer.unwrap(Effect.sync(() => make().layer))
