/** `chat`: what members say to each other, over Scalable Data Sync. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as State from "../../../domain/sync/State.ts"
import * as Status from "../../../domain/sync/Status.ts"
import * as Time from "../../../domain/Time.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import * as Channel from "../../sync/Channel.ts"
import * as LookUps from "../../sync/LookUps.ts"
import * as Replacements from "../../sync/Replacements.ts"
import * as Speech from "../../sync/Speech.ts"
import * as Composition from "../Composition.ts"
import * as Daemon from "../Daemon.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

const plain = ({ at, author, text }: Speech.Line): string =>
  `${Instant.local(Time.fromMillis(at))}  ${author.slice(0, 10)}: ${Units.printable(text)}`

const forPrograms = ({ at, author, id, text }: Speech.Line): string =>
  Units.inert(JSON.stringify({ id, author, timestamp: Time.toIso(Time.fromMillis(at)), text }))

/** The chat of the home, without what the archives replaced. */
export const taking = Effect.gen(function* () {
  const channel = yield* Channel.make({ key: yield* MemberKey, find: LookUps.archives })
  yield* Replacements.settle(channel)
  return channel
})

const recalled = Effect.gen(function* () {
  return yield* Channel.recall(yield* MemberKey)
})

const say = Command.make(
  "say",
  { home, text: Argument.String("TEXT").pipe(Argument.withDescription("What to say")) },
  Effect.fn(function* ({ home, text }) {
    const network = yield* Shared.network
    const opened = yield* Home.open(home)
    yield* Effect.gen(function* () {
      const channel = yield* taking
      yield* channel.runner.catchUp
      yield* channel.say(text)
      yield* channel.runner.settle
    }).pipe(Effect.provide(Composition.participant(opened, network)))
  })
).pipe(Command.withDescription("Say something to all members"))

const log = Command.make(
  "log",
  { home, json },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const state = yield* recalled.pipe(Effect.provide(Composition.remembering(opened)))
    const lines = State.log(state).flatMap(({ message }) => Speech.line(message) ?? [])
    if (lines.length > 0) yield* Console.log(lines.map(flags.json ? forPrograms : plain).join("\n"))
  })
).pipe(Command.withDescription("Print what was said, in the order that all members see"))

const status = Command.make(
  "status",
  { home, json },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const state = yield* recalled.pipe(Effect.provide(Composition.remembering(opened)))
    const { messages, pending, unacknowledged, ...rest } = Status.of(state)
    const text = Status.toText({ messages, pending, unacknowledged, ...rest })
    yield* flags.json
      ? Output.json({ state: text, messages, ...rest, pending, unacknowledged })
      : Output.print(
          [
            `${text}; ${Units.count(messages)} messages`,
            ...(pending > 0 ? [`not sent yet: ${Units.count(pending)} of your messages`] : []),
            ...(unacknowledged > 0
              ? [`not known to have arrived: ${Units.count(unacknowledged)} of your messages`]
              : [])
          ].join("\n")
        )
  })
).pipe(Command.withDescription("Say whether everything that was said is here"))

const run = Command.make(
  "run",
  { home, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.open(flags.home)
    const talk = Effect.gen(function* () {
      const channel = yield* taking
      const printing = Stream.runForEach(channel.lines, (line) =>
        Console.log(flags.json ? forPrograms(line) : plain(line))
      )
      return yield* Daemon.run(
        `chat of ${opened.community}`,
        Effect.raceFirst(Effect.andThen(printing, Effect.never), channel.runner.run)
      )
    })
    return yield* talk.pipe(Effect.provide(Composition.participant(opened, network)))
  })
).pipe(Command.withDescription("Stay with the others until stopped (Ctrl-C), and print what they say"))

export const chat = Command.make("chat").pipe(
  Command.withSubcommands([say, log, status, run]),
  Command.withDescription("Talk with the other members")
)
