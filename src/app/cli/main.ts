/** The process: runs the command line, says in one line what went wrong, sets the exit code. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Command from "effect/cli/Command"
import * as CliError from "effect/cli/CliError"
import { commands } from "./commands/index.ts"
import * as ConfigFile from "./ConfigFile.ts"
import { root } from "./Shared.ts"
import * as Output from "./Output.ts"
import * as Units from "./Units.ts"
import { version } from "./version.ts"

const message = (error: unknown): string =>
  Units.printable(error instanceof Error && error.message !== "" ? error.message : String(error))

const report = (cause: Cause.Cause<unknown>) =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return
    const error = Cause.squash(cause)
    // Usage errors have been explained beside the help text already.
    if (CliError.isCliError(error)) return
    process.stderr.write(`community-history: ${message(error)}\n`)
  })

// Who reads our output may stop reading: `messages | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(0)
})

/** The configuration file is read before any flag, since flags fall back to it. */
const configuration = Layer.unwrap(
  Effect.map(
    Effect.try({
      try: () => ConfigFile.provider(process.argv.slice(2)),
      catch: (cause) =>
        cause instanceof ConfigFile.ConfigFailure
          ? cause
          : new ConfigFile.ConfigFailure({ file: "the configuration", why: String(cause) })
    }),
    ConfigProvider.layer
  )
)

root.pipe(
  Command.withSubcommands(commands),
  Command.run({ version }),
  Effect.provide(configuration),
  Effect.tapCause(report),
  Effect.provide(Layer.merge(Output.progress, NodeServices.layer)),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, done) => {
      if (Exit.isSuccess(exit)) return done(Number(process.exitCode ?? 0))
      done(Cause.hasInterruptsOnly(exit.cause) ? Number(process.exitCode ?? 130) : 1)
    }
  })
)
