/** What the server and the driver say, as the failure of a store: one line that says what happened and what to do. */
import { SqlError } from "effect/sql/SqlError"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { Damaged } from "./Columns.ts"

export type Store = StoreFailure["store"]

type Reason = StoreFailure["reason"]

const BY_TAG: Readonly<Record<string, Reason>> = {
  ConnectionError: "Unreachable",
  AuthenticationError: "Refused",
  AuthorizationError: "Refused",
  DeadlockError: "Busy",
  SerializationError: "Busy",
  LockTimeoutError: "Busy",
  StatementTimeoutError: "Busy"
}

/** Of the codes of PostgreSQL, those that the driver does not tell apart. */
const BY_CODE: Readonly<Record<string, Reason>> = {
  "25006": "Unreachable",
  "25P03": "Busy",
  "3D000": "Refused",
  "53100": "Full",
  "53200": "Busy",
  "53300": "Busy",
  "53400": "Busy",
  "57P01": "Unreachable",
  "57P02": "Unreachable",
  "57P03": "Unreachable",
  "57P05": "Unreachable",
  "58030": "Full",
  XX001: "Corrupt",
  XX002: "Corrupt"
}

const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  Busy: "the database is busy; try again",
  Full: "the server's disk does not take what is written to it, it is full or failing; make room and try again",
  Corrupt: "what is stored is damaged; restore the database from a backup",
  Refused: "the server does not let us in; check the user, its rights and the name of the database",
  Unreachable: "the server does not answer or takes no writes; check that it runs, and try again"
}

const codeOf = (cause: unknown): string | undefined =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

/** The innermost words. */
const wordsOf = (cause: unknown): string => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return wordsOf(cause.errors[0])
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? wordsOf(cause.cause) : cause.message
}

const oneLine = (words: string): string => words.replaceAll(/\s+/gu, " ").trim().slice(0, 300)

/** Whether the same transaction may succeed when it is run again at once. */
export const isConflict = (error: SqlError | StoreFailure): boolean =>
  error instanceof SqlError && (error.reason._tag === "DeadlockError" || error.reason._tag === "SerializationError")

/** `place` names the community. */
export const failed = (store: Store, operation: string, place: string, cause: unknown): StoreFailure => {
  if (cause instanceof StoreFailure) return cause
  const say = (reason: Reason, detail: string) =>
    new StoreFailure({ store, operation, reason, detail: `${place}: ${detail}` })
  if (cause instanceof Damaged) return say("Corrupt", cause.message)
  const words = oneLine(wordsOf(cause))
  if (!(cause instanceof SqlError)) return say("Failed", words)
  const code = codeOf(cause.reason.cause)
  const reason = BY_CODE[code ?? ""] ?? BY_TAG[cause.reason._tag] ?? "Failed"
  const advice = ADVICE[reason]
  return say(reason, advice === undefined ? words : `${advice} (${words})`)
}
