/** What the runners say of themselves on their board: for the pace of the demonstration, not for its result. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const POLL = 200

export interface Look {
  /** Communities that some runner says it runs. */
  readonly run: number
  readonly archives: number
  readonly failing: number
}

const sleep = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, POLL)))

export const open = (url: string) =>
  Effect.gen(function* () {
    const sql = Context.get(
      yield* Layer.build(PgClient.layer({ url: Redacted.make(url), maxConnections: 4 })),
      PgClient.PgClient
    )
    const none: Look = { run: 0, archives: 0, failing: 0 }
    // The first runner makes the table; until then there is nothing to see.
    const look = sql<Look>`
      SELECT count(runner)::int AS run, coalesce(sum(archives), 0)::int AS archives,
        count(*) FILTER (WHERE state = 'failing')::int AS failing FROM community_history_host.board`.pipe(
      Effect.map(([first]) => first ?? none),
      Effect.orElseSucceed(() => none)
    )
    const until = Effect.fnUntraced(function* (satisfied: (seen: Look) => boolean, patience: number) {
      const from = performance.now()
      for (;;) {
        const seen = yield* look
        if (satisfied(seen)) return
        if (performance.now() - from > patience)
          return yield* Effect.die(new Error(`it does not come about: ${JSON.stringify(seen)}`))
        yield* sleep
      }
    })
    return {
      look,
      until,
      held: (runner: string) =>
        Effect.map(
          sql<{ n: number }>`SELECT count(*)::int AS n FROM community_history_host.board WHERE runner = ${runner}`,
          ([row]) => row?.n ?? 0
        ),
      /** The milliseconds from `at` until every community that this runner had is run by whom took it since. */
      taken: Effect.fnUntraced(function* (runner: string, at: number, patience: number) {
        const since = Date.now() - (performance.now() - at)
        for (;;) {
          const [row] = yield* sql<{ n: number }>`
            SELECT count(*)::int AS n FROM community_history_host.board
            WHERE runner IS NULL OR (runner = ${runner} AND since < to_timestamp(${since / 1000}))`
          const millis = performance.now() - at
          if (row?.n === 0) return millis
          if (millis > patience) return yield* Effect.die(new Error(`nobody takes the communities of ${runner}`))
          yield* sleep
        }
      })
    }
  })
