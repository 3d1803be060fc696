/** `demo community`: the archive, sync, votes and MLS together, in the life of five people. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Command from "effect/cli/Command"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import * as Composition from "../Composition.ts"
import * as JumpClock from "../JumpClock.ts"
import * as Output from "../Output.ts"
import { json } from "../Shared.ts"
import * as Table from "../Table.ts"
import * as Units from "../Units.ts"
import * as Story from "../village/Story.ts"

/** Weeks that the story takes, and some days. */
const LIVED = 60 * 24 * 3_600_000

const picture = ({ people }: Story.Ending, columns: number): string =>
  Table.render(
    [
      { title: "member", align: "left" },
      { title: "messages", align: "right" },
      { title: "history", align: "left" },
      { title: "log", align: "right" },
      { title: "", align: "left" },
      { title: "group", align: "right" }
    ],
    people.map(({ held, members, name }) => [
      name,
      Units.count(held.messages),
      held.history.slice(0, 16),
      Units.count(held.said),
      held.log.slice(0, 16),
      `${members}`
    ]),
    columns
  )

export const village = Command.make(
  "community",
  { json },
  Effect.fn(function* (flags) {
    const started = Date.now()
    const folder = yield* Effect.promise(() => fs.mkdtemp(path.join(os.tmpdir(), "community-history-demo-")))
    const clock = JumpClock.make(started - LIVED)
    let told = 0
    const tell = (text: string) => (flags.json ? Effect.void : Output.print(`${`${++told}`.padStart(2)}  ${text}`))
    const ending = yield* Story.live(folder, clock, tell).pipe(
      Effect.provide(Layer.merge(Composition.crypto, clock.layer))
    )
    const [first, ...others] = ending.people
    const equalHistories = others.every(({ held }) => held.history === first?.held.history)
    const equalLogs = others.every(({ held }) => held.log === first?.held.log)
    if (flags.json) {
      yield* Output.json({ folder, ...ending, epoch: Number(ending.epoch), equalHistories, equalLogs })
    } else {
      const { columns } = yield* Output.terminal
      yield* Output.print(
        [
          "",
          picture(ending, columns),
          "",
          `${equalHistories ? "the histories are equal" : "THE HISTORIES DIFFER"}, ${equalLogs ? "the logs are equal" : "THE LOGS DIFFER"}; the group is in epoch ${ending.epoch}, and Dan is ${ending.left ? "out of it" : "STILL IN IT"}`,
          `finished in ${Units.duration(Date.now() - started)}; remove ${folder} when you have seen enough`
        ].join("\n")
      )
    }
    if (!equalHistories || !equalLogs || !ending.left) {
      return yield* new Story.StoryFailed({ why: "members hold different things" })
    }
  }, Effect.scoped)
).pipe(
  Command.withDescription("See the protocols together: five members, one leaves, one joins late, the control node dies")
)
