/** What the server of a host says, in one line that says what to do. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"

const ADVICE: Readonly<Record<string, string>> = {
  ConnectionError: "it does not answer; check that it runs, and the address",
  AuthenticationError: "it does not let us in; check the user and the password",
  AuthorizationError: "the user may not do what is needed; check its rights (it makes schemas and tables)"
}

const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? wordsOf(cause.cause) : cause.message
}

export class DatabaseFailure extends Schema.TaggedError<DatabaseFailure>()("DatabaseFailure", {
  detail: Schema.String
}) {
  override get message(): string {
    return `the Postgres of the host: ${this.detail}`
  }
}

export const of = ({ cause }: SqlError): DatabaseFailure =>
  new DatabaseFailure({
    detail: ADVICE[cause._tag] ?? wordsOf(cause).replaceAll(/\s+/gu, " ").trim().slice(0, 300)
  })

export const mapped = <A, R>(work: Effect.Effect<A, SqlError, R>): Effect.Effect<A, DatabaseFailure, R> =>
  Effect.mapError(work, of)
