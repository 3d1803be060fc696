/** A runner process: joins the cluster, keeps the communities that fall to it, and tells how they are. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import type { ControlNode } from "../ControlNode.ts"
import { Progress } from "../Progress.ts"
import * as Board from "./Board.ts"
import * as Engine from "./Engine.ts"
import * as Fleet from "./Fleet.ts"
import type { Listed } from "./Listed.ts"
import * as Roster from "./Roster.ts"

export * as Board from "./Board.ts"
export { defaults } from "./Fleet.ts"

export interface Options extends Engine.Options {
  readonly fleet: Fleet.Options
}

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
export const run = <E, R>(
  communities: ReadonlyArray<Listed>,
  node: (community: Listed) => Layer.Layer<ControlNode, E, R>,
  options: Options,
  show: (sight: Sight) => Effect.Effect<void>,
  every: Duration.Duration
) => {
  const runner = Engine.nameOf(options.address)
  const watched = Effect.gen(function* () {
    const roster = Roster.make()
    yield* Board.telling(runner, roster)
    yield* Fleet.register(communities, roster, node, options.fleet)
    let known: ReadonlyArray<Board.RunnerLine> = []
    const look = Effect.gen(function* () {
      known = yield* Effect.orElseSucceed(Board.runners(options.lease), () => known)
      yield* show({ runner, here: roster.rows(), runners: known })
    })
    return yield* Effect.forever(Effect.andThen(look, Effect.sleep(every)))
  })
  return Effect.andThen(
    Board.prepare(communities),
    watched.pipe(Effect.scoped, Effect.provide(Engine.layer(options)))
  ).pipe(Effect.provide(heard))
}
