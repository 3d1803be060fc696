/** `archive` and `control`: the control node, once or for ever. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import { ControlNode } from "../../ControlNode.ts"
import { Progress } from "../../Progress.ts"
import { Settings } from "../../Settings.ts"
import * as Status from "../../Status.ts"
import * as Composition from "../Composition.ts"
import * as Coverage from "../Coverage.ts"
import * as Daemon from "../Daemon.ts"
import * as Home from "../Home.ts"
import * as HomeLock from "../HomeLock.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

const step = (asJson: boolean) =>
  Effect.gen(function* () {
    const node = yield* ControlNode
    const { archiving } = yield* Settings
    if (!archiving) {
      yield* (yield* Progress).note(
        "archiving is switched off (COMMUNITY_HISTORY_ARCHIVING); messages are kept, nothing is sealed"
      )
    }
    const report = yield* node.archive
    const status = yield* Status.control(node.policy, yield* node.state)
    if (asJson) {
      return yield* Output.json({
        sealed: report.sealed.map(({ bytes, cid, key, messages, window }) => ({
          key,
          ...window,
          messages,
          bytes,
          cid
        })),
        announced: Option.getOrNull(report.announced),
        archives: status.archives.length,
        gaps: Coverage.json(status).gaps
      })
    }
    const terminal = yield* Output.terminal
    const sealed = report.sealed.map((archive) => archive)
    const lines = [
      Coverage.table(sealed, terminal),
      Coverage.picture(status, terminal),
      Coverage.gaps(status),
      sealed.length === 0
        ? `nothing was due; ${Units.count(status.archives.length)} archives hold the history so far`
        : `sealed ${Units.count(sealed.length)} archives with ${Units.count(
            sealed.reduce((sum, { messages }) => sum + messages, 0)
          )} messages, ${Units.bytes(sealed.reduce((sum, { bytes }) => sum + bytes, 0))}`,
      ...Option.toArray(report.announced).map(({ cid }) => `announced index ${cid}`)
    ]
    yield* Output.print(lines.filter((line) => line !== "").join("\n\n"))
  })

export const archive = Command.make(
  "archive",
  { home, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openControl(flags.home)
    yield* HomeLock.acquire(opened.folder)
    yield* step(flags.json).pipe(Effect.provide(Composition.control(opened, network)))
  }, Effect.scoped)
).pipe(Command.withDescription("Seal every due window, store it on Codex, update the index, announce it"))

export const control = Command.make(
  "control",
  { home, ...Daemon.flags },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openControl(flags.home)
    yield* HomeLock.acquire(opened.folder)
    return yield* Daemon.node(
      flags,
      {
        role: "control",
        community: opened.community,
        status: Effect.gen(function* () {
          const node = yield* ControlNode
          return yield* Status.control(node.policy, yield* node.state)
        })
      },
      Composition.control(opened, network),
      Effect.flatMap(ControlNode, (node) => node.run)
    )
  }, Effect.scoped)
).pipe(Command.withDescription("Run the control node until it is stopped (Ctrl-C)"))
