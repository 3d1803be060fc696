/** A runner process: joins the cluster, keeps the communities that fall to it, and tells how they are. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import type { SqlClient } from "effect/sql/SqlClient"
import type { ControlNode } from "../ControlNode.ts"
import { Progress } from "../Progress.ts"
import * as Board from "./Board.ts"
import * as DatabaseFailure from "./DatabaseFailure.ts"
import * as Engine from "./Engine.ts"
import * as Fleet from "./Fleet.ts"
import type { Listed } from "./Listed.ts"
import * as Roster from "./Roster.ts"

export * as Board from "./Board.ts"
export { defaults } from "./Fleet.ts"

export interface Options extends Engine.Options {
  readonly fleet: Fleet.Options
}

export class ListenFailure extends Schema.TaggedError<ListenFailure>()("ListenFailure", {
  where: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `cannot listen on ${this.where}: ${this.detail}; choose another --listen`
  }
}

/** The innermost. */
const wordsOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined
    ? wordsOf(error.cause)
    : error instanceof Error
      ? error.message
      : String(error)

/** A pool for locks and the board alone: a lock that waits for a free connection would be lost for no reason. */
export type Locks<E> = Layer.Layer<SqlClient, E>

/** What the engine has to say to people; the rest is nobody's business. */
const heard = Layer.unwrap(
  Effect.gen(function* () {
    const progress = yield* Progress
    const run = Effect.runForkWith(yield* Effect.context())
    return Logger.layer([
      Logger.make(({ logLevel, message }) => {
        if (LogLevel.isGreaterThanOrEqualTo(logLevel, "Warn"))
          run(progress.note(`cluster: ${[message].flat().map(String).join(" ")}`))
      })
    ])
  })
)

/** A picture of this runner and of all that share its Postgres. */
export interface Sight {
  readonly runner: string
  readonly here: ReturnType<Roster.Roster["rows"]>
  readonly runners: ReadonlyArray<Board.RunnerLine>
}

/** For ever; `show` is called again and again with what there is to see. */
export const run = <E, R, E2>(
  communities: ReadonlyArray<Listed>,
  node: (community: Listed) => Layer.Layer<ControlNode, E, R>,
  locks: Locks<E2>,
  options: Options,
  show: (sight: Sight) => Effect.Effect<void>,
  every: Duration.Duration
) => {
  const runner = Engine.nameOf(options.address)
  return Effect.gen(function* () {
    const pool = yield* Layer.build(locks)
    const onLocks = Effect.provide(Layer.succeedContext(pool))
    yield* onLocks(Board.prepare(communities))
    const engine = yield* Layer.build(Layer.provide(Engine.layer(options), Layer.succeedContext(pool))).pipe(
      Effect.catchTags({
        SqlError: (failure) => Effect.fail(DatabaseFailure.of(failure)),
        SocketServerError: ({ reason }) =>
          new ListenFailure({ where: Engine.nameOf(options.listen), detail: wordsOf(reason) })
      })
    )
    const roster = Roster.make()
    yield* onLocks(Board.telling(runner, roster))
    yield* Effect.provideContext(Fleet.register(communities, roster, node, options.fleet), engine)
    let known: ReadonlyArray<Board.RunnerLine> = []
    const look = Effect.gen(function* () {
      known = yield* Effect.orElseSucceed(onLocks(Board.runners(options.lease)), () => known)
      yield* show({ runner, here: roster.rows(), runners: known })
    })
    return yield* Effect.forever(Effect.andThen(look, Effect.sleep(every)))
  }).pipe(Effect.scoped, Effect.provide(heard))
}
