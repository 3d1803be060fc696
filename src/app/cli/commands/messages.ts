/** `messages` and `send`: the history as people see it. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Time from "../../../domain/Time.ts"
import * as History from "../../History.ts"
import * as Send from "../../Send.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

const instant = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("T"),
    Flag.withDescription(description),
    Flag.filterMap(
      (text) => Option.fromUndefinedOr(Instant.parse(text)),
      (text) => `"${text}" is no date; ${Instant.HINT}`
    ),
    Flag.optional
  )

const channel = Flag.String("channel").pipe(Flag.withMetavar("NAME"), Flag.withDescription("Only this channel"))

const plain = ({ author, channel, edited, text, timestamp }: History.Line): string =>
  `${Instant.local(timestamp)}  #${Units.printable(channel)}  ${Units.printable(author)}: ${Units.printable(text)}${edited ? " (edited)" : ""}`

/** With what no two messages share: the id and the nanosecond. */
const exact = (line: History.Line): string => `${line.timestamp}  ${line.id}  ${plain(line)}`

const jsonLine = ({ author, channel, id, text, timestamp }: History.Line): string =>
  Units.inert(
    JSON.stringify({ channel, id, author, timestamp: Time.toIso(timestamp), nanoseconds: `${timestamp}`, text })
  )

export const messages = Command.make(
  "messages",
  {
    home,
    channel: Flag.optional(channel),
    from: instant("from", "Not before this instant"),
    to: instant("to", "Before this instant"),
    exact: Flag.Boolean("exact").pipe(
      Flag.withDescription("With the nanosecond and the id of each message, as `explain` takes it"),
      Flag.withDefault(false)
    ),
    json
  },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const query: History.Query = {
      ...Option.match(flags.channel, { onNone: () => ({}), onSome: (channel) => ({ channel }) }),
      window: {
        from: Option.getOrElse(flags.from, () => Time.nanos(0n)),
        to: Option.getOrElse(flags.to, () => Time.nanos(Time.MAX_NANOS))
      }
    }
    yield* Stream.runForEach(History.lines(query), (batch) =>
      batch.length === 0
        ? Effect.void
        : Console.log(batch.map(flags.json ? jsonLine : flags.exact ? exact : plain).join("\n"))
    ).pipe(Effect.provide(Composition.local(opened)))
  })
).pipe(Command.withDescription("Print the history, ascending by time"))

export const send = Command.make(
  "send",
  {
    home,
    channel,
    json,
    text: Argument.String("TEXT").pipe(Argument.withDescription("What to say"))
  },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openControl(flags.home)
    const record = yield* Send.send(opened.name, flags.channel, flags.text).pipe(
      Effect.provide(Composition.keyed(opened, network))
    )
    yield* flags.json
      ? Output.json({ id: record.id, timestamp: Time.toIso(record.timestamp) })
      : Output.print(`sent ${record.id}`)
  })
).pipe(Command.withDescription("Post one message as the community"))
