/** The three stores of a community in a PostgreSQL database that thousands of communities share. */
import { describe } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Postgres from "../../src/adapters/stores-postgres/Stores.ts"
import { historyStoreContract } from "../../src/testing/contract/HistoryStore.ts"
import { ledgerContract } from "../../src/testing/contract/Ledger.ts"
import { messageStoreContract } from "../../src/testing/contract/MessageStore.ts"
import { isMissing, newCommunity, ownPool, title } from "../support/postgres.ts"

describe.skipIf(isMissing)(title("stores-postgres"), () => {
  const pool = ownPool()
  const shared = Effect.sync(() => Layer.provide(Postgres.layer({ community: newCommunity() }), pool))
  const fresh = Layer.unwrap(shared)

  messageStoreContract("stores-postgres", fresh)
  historyStoreContract("stores-postgres", fresh)
  ledgerContract("stores-postgres", fresh, { shared })
})
