/** Rows and outboxes of protocols in SQLite. */
import * as Result from "effect/Result"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { ProtocolStore } from "../../ports/ProtocolStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Columns from "./Columns.ts"
import type { Database } from "./Database.ts"

export const make = (database: Database): ProtocolStore["Service"] => {
  const { all, get, run } = database

  const revisionOf = (scope: string): number => {
    const row = get("SELECT revision FROM protocol WHERE scope = ?", scope)
    return row === undefined ? 0 : Columns.number(row, "revision")
  }

  return {
    load: (scope) =>
      database.transaction("ProtocolStore", "load", () => ({
        rows: all("SELECT key, value FROM protocol_row WHERE scope = ? ORDER BY key", scope).map((row) => ({
          key: Columns.text(row, "key"),
          value: Columns.bytes(row, "value")
        })),
        revision: revisionOf(scope)
      })),
    commit: (scope, revision, { erase, save, send, sent }) =>
      database.transaction("ProtocolStore", "commit", () => {
        if (revisionOf(scope) !== revision) {
          throw new StoreFailure({
            store: "ProtocolStore",
            operation: "commit",
            reason: "TakenOver",
            detail: "another process has changed the state meanwhile"
          })
        }
        run("INSERT OR REPLACE INTO protocol (scope, revision) VALUES (?, ?)", scope, revision + 1)
        for (const { key, value } of save) {
          run("INSERT OR REPLACE INTO protocol_row (scope, key, value) VALUES (?, ?, ?)", scope, key, value)
        }
        for (const key of erase) run("DELETE FROM protocol_row WHERE scope = ? AND key = ?", scope, key)
        for (const { mark, message, pubsubTopic } of send) {
          const body = Wire.encodeMessage(message)
          run("INSERT INTO outbox (scope, mark, pubsub, body) VALUES (?, ?, ?, ?)", scope, mark, pubsubTopic, body)
        }
        for (const number of sent) run("DELETE FROM outbox WHERE scope = ? AND number = ?", scope, number)
        return revision + 1
      }),
    waiting: (scope, limit) =>
      database.attempt("ProtocolStore", "waiting", () =>
        all("SELECT number, mark, pubsub, body FROM outbox WHERE scope = ? ORDER BY number LIMIT ?", scope, limit).map(
          (row) => {
            const message = Wire.decodeMessage(Columns.bytes(row, "body"))
            if (Result.isFailure(message))
              return Columns.damaged(`a message of the outbox is damaged: ${message.failure.why}`)
            return {
              number: Columns.number(row, "number"),
              mark: Columns.text(row, "mark"),
              pubsubTopic: Columns.text(row, "pubsub") as PubsubTopic,
              message: message.success
            }
          }
        )
      )
  }
}
