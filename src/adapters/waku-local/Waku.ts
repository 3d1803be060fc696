/**
 * A Waku network as a folder that the processes of one machine share. Every message has a number; who listens reads on
 * from the number it has seen. Answers to store queries reach back as far as the retention.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import { type Filter, Waku, WakuFailure } from "../../ports/Waku.ts"
import * as Database from "./Database.ts"

/** `retention`: how long a message can be asked for, 30 days by default (CHA-01). */
export interface Options {
  readonly folder: string
  readonly retention?: Nanos
}

const POLL_MILLIS = 150
/** Batches read ahead of a slow listener; the rest waits in the folder. */
const MAX_WAITING = 100

/** Result codes of SQLite, in the words of a user. */
const DETAILS: Readonly<Record<number, string>> = {
  5: "another process holds it; try again",
  8: "it may not be written to; check who owns it",
  10: "the disk does not take what is written to it, it is full or failing; make room, check it and try again",
  11: "its database is damaged; restore it from a backup",
  13: "the disk is full; make room and try again",
  14: "it cannot be opened; check that the folder exists and who owns it",
  26: "its database is damaged; restore it from a backup"
}

/** The same for what the file system answers where the folder is made. */
const FOLDER_DETAILS: Readonly<Record<string, string>> = {
  EEXIST: "a file stands where a folder is expected; choose another one",
  ENOTDIR: "a file stands where a folder is expected; choose another one",
  EACCES: "access is denied; check who owns it and its permissions",
  EPERM: "access is denied; check who owns it and its permissions",
  EROFS: "it is on a read-only file system; choose another place",
  ENOSPC: "the disk is full; make room and try again"
}

const detailOf = (cause: unknown): string => {
  const code = typeof cause === "object" && cause !== null && "errcode" in cause ? Number(cause.errcode) & 0xff : -1
  const name = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  return DETAILS[code] ?? FOLDER_DETAILS[name] ?? (cause instanceof Error ? cause.message : String(cause))
}

const failedIn = (folder: string) => (operation: WakuFailure["operation"]) => (cause: unknown) =>
  cause instanceof Database.Damaged
    ? new WakuFailure({
        operation,
        reason: "Incomplete",
        detail: `a message of the shared network folder ${folder} is damaged; restore the folder from a backup`
      })
    : new WakuFailure({
        operation,
        reason: "Unavailable",
        detail: `the shared network folder ${folder}: ${detailOf(cause)}`
      })

const make = Effect.fnUntraced(function* (options: Options) {
  const failed = failedIn(options.folder)
  const retention = options.retention ?? Time.days(30)
  const database = yield* Effect.acquireRelease(
    Effect.try({ try: () => Database.open(options.folder), catch: failed("subscribe") }),
    (handle) => Effect.sync(handle.close)
  )
  /** Look-ups of the listeners in this process, for messages that this process publishes. */
  const listeners = new Set<() => void>()
  const horizon = Effect.map(Clock.currentTimeMillis, (millis) =>
    Time.subtract(Time.nanos(BigInt(Math.trunc(millis)) * 1_000_000n), retention)
  )

  const subscribe = (filter: Filter) =>
    Effect.gen(function* () {
      const queue = yield* Queue.bounded<ReadonlyArray<Received>, WakuFailure | Cause.Done>(MAX_WAITING)
      let seen = yield* Effect.try({ try: database.newest, catch: failed("subscribe") })
      let timer: NodeJS.Timeout | undefined
      const stop = () => {
        clearInterval(timer)
        listeners.delete(look)
      }
      const look = () => {
        try {
          const until = database.newest()
          while (seen < until && !Queue.isFullUnsafe(queue)) {
            const found = database.following(filter, seen, until)
            seen = found.seen
            if (found.batch.length > 0) Queue.offerUnsafe(queue, found.batch)
          }
        } catch (cause) {
          stop()
          Queue.failCauseUnsafe(queue, Cause.fail(failed("subscribe")(cause)))
        }
      }
      // Other processes are outside: only a timer of the host can tell when to look for their messages.
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          listeners.add(look)
          timer = setInterval(look, POLL_MILLIS)
        }),
        () => Effect.andThen(Effect.sync(stop), Queue.end(queue))
      )
      return Stream.fromQueue(queue)
    })

  return Waku.of({
    publish: (pubsubTopic, message) =>
      Effect.gen(function* () {
        const refused = Publishing.refusal(message)
        if (refused !== undefined) {
          return yield* new WakuFailure({ operation: "publish", reason: "Rejected", detail: refused })
        }
        const old = yield* horizon
        const { isNew, own } = yield* Effect.try({
          try: () => database.insert(pubsubTopic, message, old),
          catch: failed("publish")
        })
        if (isNew) for (const look of listeners) look()
        return own
      }),
    subscribe,
    query: (query) =>
      Stream.unwrap(
        Effect.map(horizon, (old) =>
          Stream.paginate(undefined as Received | undefined, (after) =>
            Effect.map(
              Effect.andThen(
                Effect.yieldNow,
                Effect.try({ try: () => database.page(query, old, after), catch: failed("query") })
              ),
              (found) =>
                [
                  found.length === 0 ? [] : [found],
                  found.length < Database.PAGE ? Option.none() : Option.fromUndefinedOr(found.at(-1))
                ] as const
            )
          )
        )
      )
  })
})

/** The folder is made where it is missing. */
export const layer = (options: Options): Layer.Layer<Waku, WakuFailure> => Layer.effect(Waku, make(options))
