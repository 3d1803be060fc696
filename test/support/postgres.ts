/** The server that the tests of `test/postgres` run on. */
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { randomUUID } from "node:crypto"
import { afterAll } from "vitest"
import * as Postgres from "../../src/adapters/stores-postgres/Stores.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"

const url = process.env["COMMUNITY_HISTORY_POSTGRES"]

/** There is nothing to see without a server. */
export const isMissing = url === undefined

export const title = (what: string) => `${what}, on a server that npm run test:postgres starts`

export const address = Redacted.make(url ?? "postgres://nowhere")

/** What a process has for itself: a pool that lives as long as the tests of the file. */
export const ownPool = (maxConnections = 4): Layer.Layer<SqlClient, unknown> => {
  const scope = Scope.makeUnsafe()
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  let built: Promise<Layer.Layer<SqlClient, unknown>> | undefined
  return Layer.unwrap(
    Effect.promise(() => {
      built ??= Effect.runPromise(
        Effect.map(Layer.buildWithScope(Postgres.pool({ url: address, maxConnections }), scope), Layer.succeedContext)
      )
      return built
    })
  )
}

/** A name that no community has yet. */
export const newCommunity = (): string => `community ${randomUUID()}`

/** Opens a community as a process does that has just begun. */
export const opened = (pool: Layer.Layer<SqlClient, unknown>, options: Postgres.Options) =>
  Effect.map(Layer.build(Layer.fresh(Layer.provide(Postgres.layer(options), pool))), (context) => ({
    messages: Context.get(context, MessageStore),
    ledger: Context.get(context, Ledger),
    history: Context.get(context, HistoryStore)
  }))

export type Opened = Effect.Success<ReturnType<typeof opened>>
