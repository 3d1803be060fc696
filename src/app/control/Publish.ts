/** Seals what is due, one command after the other, until the publication has none. CHA-11…14, A-07, A-08, A-32, A-42. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Cid } from "../../domain/codex/Cid.ts"
import type { ArchiveKey } from "../../domain/history/ArchiveIndex.ts"
import * as Publication from "../../domain/history/Publication.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Millis } from "../../domain/Time.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import * as Metrics from "../Metrics.ts"
import { now } from "../Now.ts"
import { Progress } from "../Progress.ts"
import * as Quota from "../Quota.ts"
import { Settings } from "../Settings.ts"
import type { WindowRoom } from "../WindowRoom.ts"
import * as Commands from "./Commands.ts"
import type { Machine } from "./Machine.ts"

export interface Sealed {
  readonly window: Window.Window
  readonly key: ArchiveKey
  readonly cid: Cid
  readonly messages: number
  readonly bytes: number
}

export interface Report {
  readonly sealed: ReadonlyArray<Sealed>
  readonly announced: Option.Option<{ readonly cid: Cid; readonly clock: Millis }>
}

export const make = Effect.fnUntraced(function* (machine: Machine, room: WindowRoom) {
  const messages = yield* MessageStore
  const settings = yield* Settings
  const { exclusively, policy, transition } = machine
  const perform = yield* Commands.make(machine, room)

  const survey = Effect.gen(function* () {
    const { grid } = yield* machine.state
    const oldest = yield* messages.oldest
    const pending = Option.isSome(grid) ? yield* messages.pendingWindows(grid.value) : []
    return { _tag: "Surveyed", oldest, pending } satisfies Publication.Event
  })

  /** The next command, after a survey where nothing is in progress. */
  const nextCommands = exclusively(
    Effect.gen(function* () {
      const present = yield* now
      const inProgress = Publication.commands(yield* machine.state, present)
      if (inProgress.length > 0) return inProgress
      const before = yield* machine.state
      const commands = yield* transition(yield* survey)
      // The first survey only fixes the grid; with it the store can say which windows have something.
      return Option.isNone(before.grid) && commands.length === 0 && Option.isSome((yield* machine.state).grid)
        ? yield* transition(yield* survey)
        : commands
    })
  )

  const dueWindows = Effect.fn("ControlNode.dueWindows")(function* (grid: Window.Grid) {
    const due = Window.dueUntil(grid, yield* now, policy.settle)
    return (yield* messages.pendingWindows(grid)).filter((index) => index < due).length
  })

  const publish = Effect.gen(function* () {
    const sealed: Array<Sealed> = []
    let announced: Report["announced"] = Option.none()
    if (!settings.archiving) return { sealed, announced }
    const progress = yield* Progress
    const quota = yield* Quota.make
    // The survey inside fixes the grid of a new community, without which nobody can say how much there is to do.
    yield* nextCommands
    const { grid } = yield* machine.state
    const task = yield* progress.start("sealing", Option.isSome(grid) ? yield* dueWindows(grid.value) : 0, "windows")
    for (;;) {
      const [command] = yield* nextCommands
      if (command === undefined) return { sealed, announced }
      if (command._tag === "RemoveIndex") {
        const removed = yield* Effect.result(perform(command, quota))
        // An index that cannot be removed now is removed by a later step; it must not hold anything up.
        if (removed._tag === "Failure") {
          yield* progress.note(`the replaced index ${command.cid} is still on Codex: ${removed.failure.message}`)
          return { sealed, announced }
        }
        yield* exclusively(transition(removed.success))
        continue
      }
      const { sealing } = yield* machine.state
      const event = yield* perform(command, quota)
      yield* exclusively(transition(event))
      if (event._tag === "FileKept" && Option.isSome(sealing) && sealing.value._tag === "Stored") {
        const { bytes, entry, key, messages } = sealing.value
        sealed.push({ window: entry.window, key, cid: entry.cid, messages, bytes })
        yield* task.advance(1)
        yield* Metrics.seal
      }
      if (command._tag === "Announce") {
        announced = Option.some({ cid: command.cid, clock: command.clock })
        yield* Metrics.announce
      }
    }
  }).pipe(Effect.scoped, Effect.withSpan("ControlNode.publish"))

  return { publish }
})
