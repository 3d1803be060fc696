/** Two homes talk over the command line, one of them all the time, the other one now and then. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as path from "node:path"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

const texts = (log: string) =>
  log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { readonly text: string }).text)

describe("chat", () => {
  it.live(
    "SDS-09 SDS-14 SDS-15 SDS-17 CHA-98: what is said is in both logs, in one order, and the history shows it too",
    () =>
      Effect.flatMap(temporaryFolder, (folder) =>
        Effect.promise(async () => {
          const network = path.join(folder, "network")
          const [control, member] = [path.join(folder, "control"), path.join(folder, "member")]
          const id = (await succeed(network, ["init", "--home", control, "--name", "Talk"])).trim()
          await succeed(network, ["sync", "--home", member, "--community", id])
          const chat = (home: string, ...args: ReadonlyArray<string>) =>
            succeed(network, ["chat", args[0]!, "--home", home, ...args.slice(1)])
          const listener = daemon(network, ["chat", "run", "--home", member])
          await listener.says("is up")
          await chat(control, "say", "hello")
          await chat(member, "say", "hello yourself")
          await chat(control, "say", "goodbye")
          const log = await eventually(
            () => chat(member, "log", "--json"),
            (log) => texts(log).length === 3
          )
          assert.deepStrictEqual(texts(log), ["hello", "hello yourself", "goodbye"])
          assert.strictEqual(await chat(control, "log", "--json"), log)
          assert.match(await chat(member, "status"), /^synced; 3 messages/)
          assert.strictEqual(await listener.stop(), 0)
          await succeed(network, ["sync", "--home", member, "--community", id])
          const history = await succeed(network, ["messages", "--home", member, "--json"])
          assert.deepStrictEqual(texts(history), texts(log))
          const nothing = await run(network, ["chat", "say", "--home", member, ""])
          assert.notStrictEqual(nothing.code, 0)
          assert.match(nothing.err, /the text is empty/)
        })
      )
  )
})
