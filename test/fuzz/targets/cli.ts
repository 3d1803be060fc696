/** What a user gives: arguments, a configuration file, variables, dates, exports. No command is run. */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import * as fc from "fast-check"
import { commands } from "../../../src/app/cli/commands/index.ts"
import * as Instant from "../../../src/app/cli/Instant.ts"
import { root } from "../../../src/app/cli/Shared.ts"
import * as Windows from "../../../src/domain/history/Window.ts"
import * as Time from "../../../src/domain/Time.ts"
import { community } from "../../../src/testing/generators/community.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { assertTyped, type Target, textOf, texts } from "../Target.ts"

const FLAGS =
  "--home --json --no-json --community --select --codex --waku --network --config --profile --help -h --version " +
  "--wizard --log-level --completions --window --metrics --codex-port --waku-port --ttl --quota --exact --from --to"
const VALUES =
  "-- - = --= /tmp/x --home=/tmp/x all latest 2024-01-31.. .. spec bash debug -1 0 1e9 NaN http://127.0.0.1:8080 " +
  `http://u:p@h /ip4/127.0.0.1/tcp/8000/ws /ip4/ x=y 0x${"ab".repeat(32)} ${community} é \u202e`
const NAMES = commands.map(({ name }) => name)
const WORDS = [...NAMES, ...FLAGS.split(" "), ...VALUES.split(" "), "", "1 day"]

/** One argument in a line. */
const lines = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...FLAGS.split(" ")), fc.constantFrom(...VALUES.split(" "))) },
        { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...WORDS)) },
        { weight: 1, arbitrary: fc.tuple(fc.string({ maxLength: 6 })) }
      ),
      { maxLength: 5 }
    )
  )
  .map(([name, words]) => [name, ...words.flat()].join("\n"))

/** A host that shows nothing, has no files, and whose user has gone. */
const host = Layer.mergeAll(
  FileSystem.layerNoop({}),
  Path.layer,
  Stdio.layerTest({}),
  ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })),
  Layer.succeed(CliOutput.Presenter, { present: () => Effect.void }),
  Layer.succeed(Console.Console, { ...globalThis.console, log: () => {}, error: () => {} }),
  Layer.succeed(
    Terminal.Terminal,
    Terminal.make({
      columns: Effect.succeed(80),
      rows: Effect.succeed(24),
      size: Effect.die("unused"),
      readInput: Effect.tap(Queue.unbounded<Terminal.UserInput, Cause.Done>(), Queue.end),
      readLine: Effect.fail(new Terminal.QuitError({})),
      display: () => Effect.void
    })
  ),
  Layer.succeed(
    ChildProcessSpawner.ChildProcessSpawner,
    ChildProcessSpawner.make(() => Effect.die("a process is started"))
  )
)
const parser = Command.runWith(
  root.pipe(
    Command.withSubcommands(commands.map((one) => Command.withHandler(one as Command.Command.Any, () => Effect.void)))
  ),
  { version: "0" }
)

const checkArguments: Target["check"] = async (input) => {
  const exit = await Effect.runPromiseExit(parser(textOf(input).split("\n")).pipe(Effect.provide(host)))
  if (Exit.isSuccess(exit)) return true
  for (const reason of exit.cause.reasons) {
    if (reason._tag !== "Fail") throw Cause.squash(exit.cause)
    assert.isTrue(CliError.isCliError(reason.error), String(reason.error))
  }
  return false
}

const dates = fc.oneof(
  Generators.Histories.instant.map((at) => `${at}`),
  Generators.Histories.instant.map(Time.toIso),
  fc.constantFrom("2024-01-31", "2024-02-30T12:00", "2024-01-31 12:00:00.123456789+05:30", "0000-01-01", "9999-12-31"),
  fc.constantFrom("1970-01-01T00:00:00+23:59", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775808Z"),
  fc.constantFrom("2024-01-31..", "..2024-01-31", "2024-01-31..2024-02-30", "all", "latest", "....")
)

const checkDate: Target["check"] = (input) => {
  const text = textOf(input)
  for (const at of [Instant.parse(text), Time.fromIso(text)]) {
    if (at === undefined) continue
    assert.isTrue(Time.isNanos(at))
    assert.strictEqual(Time.fromIso(Time.toIso(at)), at)
    assert.match(Instant.exact(at), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d \(\d+ ns\)$/)
  }
  const selection = Instant.parseSelection(text)
  if (Result.isFailure(selection)) assertTyped(selection.failure, "InvalidSelection")
  else if (selection.success._tag === "Range") {
    const { from, to } = selection.success.window
    assert.isTrue(from < to && Windows.contains(selection.success.window, from))
  }
  const span = Duration.fromInput(text as Duration.Input)
  return Instant.parse(text) !== undefined || Result.isSuccess(selection) || Option.isSome(span)
}

export const targets: ReadonlyArray<Target> = [
  {
    name: "cli-arguments",
    law: "arguments are refused in words, or a command is chosen; none of them dies",
    kind: "text",
    inputs: damaged(texts(lines)),
    check: checkArguments
  },
  {
    name: "date",
    law: "a date or a selection is refused, or is an instant that is shown and read again as the same",
    kind: "text",
    inputs: damaged(texts(dates)),
    check: checkDate
  }
]
