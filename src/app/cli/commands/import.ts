/** `import`: exports into the community's history. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Command from "effect/cli/Command"
import * as fs from "node:fs/promises"
import * as Bytes from "../../../domain/Bytes.ts"
import * as DiscordExport from "../../../domain/community/DiscordExport.ts"
import * as Import from "../../Import.ts"
import * as Advice from "../Advice.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as HomeLock from "../HomeLock.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { files, home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

/** A JavaScript string ends at half a gigabyte; larger exports are split by the exporter itself. */
const MAX_FILE = 500 * 1024 * 1024

/** Reads and checks one export. */
export const readSource = Effect.fn("cli.readSource")(function* (file: string) {
  const refuse = (why: string) => new Import.ImportRefused({ source: file, why })
  const failed = (cause: unknown) => refuse(Advice.of(cause))
  const { size } = yield* Effect.tryPromise({ try: () => fs.stat(file), catch: failed })
  if (size > MAX_FILE) {
    return yield* refuse(
      `it has ${Units.bytes(size)}; export in parts of at most ${Units.bytes(MAX_FILE)} (--partition)`
    )
  }
  const bytes = yield* Effect.tryPromise({ try: () => fs.readFile(file), catch: failed })
  const text = Bytes.toUtf8(bytes)
  // Replacing what does not decode would sign and archive words that nobody wrote.
  if (text === undefined) return yield* refuse("it is not valid UTF-8; export it again")
  const parsed = yield* Effect.try({
    try: () => JSON.parse(text) as unknown,
    catch: () => refuse(size === 0 ? "it is empty; export it again" : "it is not JSON, or cut off; export it again")
  })
  const content = DiscordExport.fromJson(parsed)
  return Result.isSuccess(content) ? { name: file, content: content.success } : yield* refuse(content.failure.why)
})

const summary = (report: Import.Report): string =>
  [
    ...report.channels.map(({ messages, name }) => `  #${Units.printable(name)}: ${Units.count(messages)} messages`),
    `${Units.count(report.added)} messages are new, ${Units.count(report.known)} were here before` +
      Option.match(report.span, {
        onNone: () => "",
        onSome: ({ from, to }) => `; they span ${Instant.day(from)} to ${Instant.day(to)}`
      }),
    ...(report.live > 0 ? [`${Units.count(report.live)} of the week that is still open were published live`] : []),
    ...(report.repaired > 0
      ? [`${Units.count(report.repaired)} texts were no valid Unicode; the broken characters became U+FFFD`]
      : []),
    ...(report.added > 0 ? ["run `archive` to seal and announce them"] : [])
  ].join("\n")

export const imports = Command.make(
  "import",
  { home, json, files },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openControl(flags.home)
    yield* HomeLock.acquire(opened.folder)
    const sources = yield* Effect.forEach(flags.files, readSource)
    const report = yield* Import.run(sources).pipe(Effect.provide(Composition.control(opened, network)))
    yield* flags.json
      ? Output.json({
          channels: report.channels,
          added: report.added,
          known: report.known,
          live: report.live,
          repaired: report.repaired
        })
      : Output.print(summary(report))
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Bring exports of DiscordChatExporter into the history; a file imported again changes nothing"
  )
)
