/**
 * `community-history/postgres`: the stores in a PostgreSQL database that many communities and processes share.
 *
 * @module community-history/postgres
 */
export * as StoresPostgres from "./adapters/stores-postgres/Stores.ts"
