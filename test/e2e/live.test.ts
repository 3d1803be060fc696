/** Two long-lived processes and one network folder: messages travel, archives follow. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as path from "node:path"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import * as Exports from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"

const texts = (output: string) => Exports.parse(output).map(({ text }) => text)

describe("live", () => {
  it.live(
    "CHA-09 CHA-14 CHA-58: a message sent is at a running member; who joins late has everything after one announcement",
    () =>
      Effect.flatMap(temporaryFolder, (folder) =>
        Effect.promise(async () => {
          const network = path.join(folder, "network")
          const control = path.join(folder, "control")
          const member = path.join(folder, "member")
          const short = { COMMUNITY_HISTORY_WINDOW: "2 seconds" }
          const id = (await succeed(network, ["init", "--home", control, "--name", "Live"], short)).trim()
          const node = daemon(network, ["control", "--home", control])
          const listener = daemon(network, ["member", "--home", member, "--community", id])
          await Promise.all([node.says("is up"), listener.says("is up")])

          await succeed(network, ["send", "--home", control, "--channel", "general", "hello"])
          const messages = (home: string) => succeed(network, ["messages", "--home", home, "--json"])
          const heard = await eventually(
            () => messages(member),
            (output) => texts(output).includes("hello")
          )
          assert.deepStrictEqual(
            Exports.parse(heard).map(({ author, channel }) => [channel, author]),
            [["general", "Live"]]
          )

          const second = await run(network, ["control", "--home", control])
          assert.notStrictEqual(second.code, 0)
          assert.match(second.err, /another process works on this home/)

          await node.says("sealed")
          await succeed(network, ["send", "--home", control, "--channel", "general", "younger than the archive"])
          const late = path.join(folder, "late")
          const restored = await eventually(
            async () => {
              await run(network, ["sync", "--home", late, "--community", id])
              return messages(late)
            },
            (output) => texts(output).length === 2
          )
          assert.deepStrictEqual(texts(restored), ["hello", "younger than the archive"])
          assert.strictEqual(restored, await messages(control))
          assert.deepStrictEqual(await Promise.all([node.stop("SIGINT"), listener.stop("SIGTERM")]), [0, 0])
        })
      )
  )
})
