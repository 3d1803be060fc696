/** The error of the stores of a home: messages, ledger, history, protocols. */
import * as Schema from "effect/Schema"

/**
 * `Busy` and `Unreachable` (a server that does not answer) may pass; `Full`, `Corrupt`, `Refused` (rights) and `Version` (a
 * database of another release) do not. `TakenOver`: another process works on this community now, and nothing changed.
 */
export class StoreFailure extends Schema.TaggedError<StoreFailure>()("StoreFailure", {
  store: Schema.Literals(["MessageStore", "Ledger", "HistoryStore", "ProtocolStore"]),
  operation: Schema.String,
  reason: Schema.Literals(["Busy", "Full", "Corrupt", "Refused", "Version", "Unreachable", "TakenOver", "Failed"]),
  detail: Schema.String
}) {
  get retryable(): boolean {
    return this.reason === "Busy" || this.reason === "Unreachable"
  }
  override get message(): string {
    return `${this.store} could not ${this.operation}: ${this.detail}`
  }
}
