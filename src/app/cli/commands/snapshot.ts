/** `snapshot`: the log of the chat on Codex, for those who join later. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Bytes from "../../../domain/Bytes.ts"
import * as PublicKey from "../../../domain/community/PublicKey.ts"
import * as Time from "../../../domain/Time.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import { Successions } from "../../authority/Successions.ts"
import * as Snapshots from "../../snapshot/Snapshots.ts"
import type * as Channel from "../../sync/Channel.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json, refuse } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"
import { taking } from "./chat.ts"

type Talk = Effect.Success<ReturnType<typeof Channel.make>>

const within = <A, E, R>(folder: string, work: (channel: Talk) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const network = yield* Shared.network
    const opened = yield* Home.open(folder)
    return yield* Effect.gen(function* () {
      yield* (yield* Successions).catchUp
      return yield* work(yield* taking)
    }).pipe(Effect.provide(Composition.participant(opened, network)))
  })

const publish = Command.make(
  "publish",
  { home, json },
  Effect.fn(function* (flags) {
    const notice = yield* within(flags.home, (channel) =>
      Effect.gen(function* () {
        const key = yield* MemberKey
        const { holder } = yield* (yield* Successions).succession
        if (!Bytes.equals(holder, key.publicKey)) {
          return yield* refuse(
            flags.home,
            `nobody would believe it: snapshots are announced by the control node, ${PublicKey.toText(holder)}`
          )
        }
        yield* channel.runner.catchUp
        yield* channel.runner.settle
        return yield* Snapshots.publish(key, yield* channel.snapshot)
      })
    )
    yield* flags.json
      ? Output.json(
          Option.getOrNull(Option.map(notice, ({ frontier, ...rest }) => ({ ...rest, frontier: `${frontier}` })))
        )
      : Output.print(
          Option.match(notice, {
            onNone: () => "nothing was said yet",
            onSome: ({ cid, entries }) => `announced the log of ${Units.count(entries)} messages at ${cid}`
          })
        )
  })
).pipe(Command.withDescription("As the control node: put the log of the chat on Codex, and say where"))

const restore = Command.make(
  "restore",
  { home, json },
  Effect.fn(function* (flags) {
    const found = yield* within(flags.home, (channel) =>
      Effect.gen(function* () {
        const { channel: name } = yield* channel.snapshot
        const newest = yield* Snapshots.newest(name)
        const added = Option.isNone(newest)
          ? 0
          : (yield* channel.merge(newest.value.snapshot)).reduce(
              (sum, event) => (event._tag === "Restored" ? sum + event.added : sum),
              0
            )
        // What came after the snapshot, and what it left out, is with the stores.
        yield* channel.runner.catchUp
        yield* channel.runner.settle
        const { messages } = yield* channel.snapshot
        return { notice: Option.map(newest, ({ notice }) => notice), added, messages: messages.length }
      })
    )
    const { added, messages, notice } = found
    if (flags.json) {
      const cid = Option.getOrNull(Option.map(notice, (one) => one.cid))
      return yield* Output.json({ cid, added, messages })
    }
    yield* Output.print(
      Option.match(notice, {
        onNone: () => `there is no snapshot to begin with; ${Units.count(messages)} messages from the stores`,
        onSome: ({ entries, frontier }) =>
          `began with the log of ${Instant.local(Time.fromMillis(frontier))}: ${Units.count(added)} of its ${Units.count(entries)} messages were new; ${Units.count(messages)} now`
      })
    )
  })
).pipe(Command.withDescription("Begin with the newest log that was announced, then catch up"))

export const snapshot = Command.make("snapshot").pipe(
  Command.withDescription("The log of the chat on Codex, for those who join later"),
  Command.withSubcommands([publish, restore])
)
