/** The error of the three stores of a home: messages, ledger, history. */
import * as Schema from "effect/Schema"

/** `Busy` may pass; `Full`, `Corrupt`, `Refused` (rights) and `Version` (a database of another release) do not. */
export class StoreFailure extends Schema.TaggedError<StoreFailure>()("StoreFailure", {
  store: Schema.Literals(["MessageStore", "Ledger", "HistoryStore"]),
  operation: Schema.String,
  reason: Schema.Literals(["Busy", "Full", "Corrupt", "Refused", "Version", "Failed"]),
  detail: Schema.String
}) {
  get retryable(): boolean {
    return this.reason === "Busy"
  }
  override get message(): string {
    return `${this.store} could not ${this.operation}: ${this.detail}`
  }
}
