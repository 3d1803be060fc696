/** The three stores of a community in a PostgreSQL database that many communities and processes share. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import * as Database from "./Database.ts"
import * as Epoch from "./Epoch.ts"
import * as Failures from "./Failures.ts"
import * as History from "./HistoryStore.ts"
import * as Ledgers from "./Ledger.ts"
import * as Messages from "./MessageStore.ts"

/** One row of the longest document that a community may have; the driver refuses more than 16 MiB unless told so. */
const LONGEST_ROW = 256 * 1024 * 1024

export interface Pool {
  /** `postgres://user:password@host:port/database`, as libpq reads it. */
  readonly url: Redacted.Redacted
  /** Of this process, for all of its communities; 10 unless said otherwise. */
  readonly maxConnections?: number
  readonly connectTimeout?: Duration.Input
}

const isAddress = (text: string): boolean =>
  URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol)

/** A pool of connections for all communities of a process. Connects when it is used for the first time. */
export const pool = ({ connectTimeout, maxConnections, url }: Pool): Layer.Layer<SqlClient, StoreFailure> =>
  PgClient.layerFrom(
    isAddress(Redacted.value(url))
      ? Effect.mapError(
          PgClient.make({
            url,
            maxConnections: maxConnections ?? 10,
            connectTimeout: connectTimeout ?? "5 seconds",
            keepAlive: "30 seconds",
            applicationName: "community-history",
            maxMessageSize: LONGEST_ROW
          }),
          (error) => Failures.failed("Ledger", "open", "the database", error)
        )
      : Effect.fail(
          new StoreFailure({
            store: "Ledger",
            operation: "open",
            reason: "Refused",
            detail: "the address of the database is none; write postgres://user:password@host:port/database"
          })
        )
  )

export interface Options {
  /**
   * The name of a node's stores in the database: 1 to 200 printable characters, such as the community's id. Processes that
   * share it stand in for each other; a member and a control node of one community need two names.
   */
  readonly community: string
  /**
   * `control` (unless said otherwise): loading the ledger takes the community over from whoever had it. `observe`: the
   * ledger is read and never written, for a process that shows what another one does.
   */
  readonly access?: "control" | "observe"
}

/** The stores of one community, on the client of the process. Makes the tables where they are missing. */
export const layer = ({
  access,
  community
}: Options): Layer.Layer<MessageStore | Ledger | HistoryStore, StoreFailure, SqlClient> =>
  Layer.effectContext(
    Effect.map(Database.open(community), (database) => {
      const epoch = Epoch.make(community, database)
      return Context.make(MessageStore, Messages.make(database, epoch)).pipe(
        Context.add(Ledger, Ledgers.make(database, epoch, access === "observe")),
        Context.add(HistoryStore, History.make(database))
      )
    })
  )

/** The stores of one community, with a pool of their own. */
export const layerUrl = (options: Options & Pool): Layer.Layer<MessageStore | Ledger | HistoryStore, StoreFailure> =>
  Layer.provide(layer(options), pool(options))
