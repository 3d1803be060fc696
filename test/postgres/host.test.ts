/** The command line of a host, and a small sample of `npm run cluster`. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import * as path from "node:path"
import { promisify } from "node:util"
import { freePort } from "../../scripts/postgres/freePort.ts"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import { channel, write } from "../support/exports.ts"
import { isMissing, title } from "../support/postgres.ts"
import { temporaryFolder } from "../support/temporary.ts"

const cluster = path.resolve(import.meta.dirname, "../../scripts/cluster/main.ts")

interface Status {
  readonly runners: ReadonlyArray<{ readonly runner: string; readonly alive: boolean; readonly held: number }>
  readonly communities: ReadonlyArray<{
    readonly community: string
    readonly runner: string | null
    readonly state: string
    readonly archives: number
    readonly alive: boolean
  }>
}

describe.skipIf(isMissing)(title("host"), () => {
  it.live("takes homes that lived, brings what they know, seals what is due, tells who runs what, and hands over", () =>
    Effect.flatMap(temporaryFolder, (folder) =>
      Effect.promise(async () => {
        const network = path.join(folder, "network")
        const homes = path.join(folder, "homes")
        const ids: Array<string> = []
        for (const name of ["one", "two"]) {
          const home = path.join(homes, name)
          ids.push((await succeed(network, ["init", "--home", home, "--name", name])).trim())
        }
        const file = await write(folder, channel("general", "2024-01-01T00:00:00Z", 3, 4))
        await succeed(network, ["import", "--home", path.join(homes, "one"), file])
        const args = [
          "host",
          "--communities",
          homes,
          "--archives",
          path.join(folder, "archives"),
          "--lease",
          "6 seconds"
        ]
        const [first, second] = [String(await freePort()), String(await freePort())]
        const ask = async () => {
          const status = JSON.parse(
            await succeed(network, ["host", "status", "--json", "--lease", "6 seconds"])
          ) as Status
          return status.communities.filter(({ community }) => ids.includes(community))
        }
        const node = daemon(network, [...args, "--listen", first])
        await node.says("runs ")
        const settled = await eventually(ask, (list) => list.every(({ state }) => state === "ok"))
        const held = new Map(settled.map(({ archives, community }) => [community, archives]))
        assert.deepStrictEqual([held.get(ids[0]!), held.get(ids[1]!)], [3, 0])
        assert.isTrue(settled.every(({ alive, runner }) => alive && runner === `127.0.0.1:${first}`))

        const member = path.join(folder, "member")
        await succeed(network, ["sync", "--home", member, "--community", ids[0]!])
        assert.strictEqual(
          (await succeed(network, ["messages", "--home", member, "--json"])).trim().split("\n").length,
          12
        )

        assert.strictEqual(await node.stop(), 0)
        assert.isTrue((await ask()).every(({ alive, runner }) => !alive && runner === null))
        const other = daemon(network, [...args, "--listen", second])
        await eventually(ask, (list) => list.every(({ alive, state }) => alive && state === "ok"))
        assert.strictEqual(await other.stop(), 0)
      })
    )
  )

  it.live("says in one line what it cannot work with", () =>
    Effect.flatMap(temporaryFolder, (folder) =>
      Effect.promise(async () => {
        const network = path.join(folder, "network")
        const home = path.join(folder, "home")
        await succeed(network, ["init", "--home", home, "--name", "one"])
        const cases: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
          [["--communities", path.join(folder, "none")], /none: there is no such file or folder/],
          [
            ["--communities", folder, "--postgres", "postgres://nobody@127.0.0.1:1/none"],
            /the Postgres of the host: it does not answer/
          ],
          [["--communities", network], /there is no community to host/]
        ]
        for (const [args, expected] of cases) {
          const { code, err } = await run(network, ["host", ...args, "--listen", String(await freePort())])
          assert.strictEqual(code, 1)
          assert.match(err.trim().split("\n").at(-1)!, expected)
        }
      })
    )
  )

  it.live(
    "CHA-11 CHA-15 CHA-41 A-43: runners are killed, their communities go on elsewhere; nothing twice, nothing lost",
    () =>
      Effect.promise(async () => {
        const { stderr } = await promisify(execFile)(process.execPath, [
          cluster,
          "--communities=20",
          "--processes=3",
          "--kills=2",
          "--lease=5"
        ])
        assert.match(stderr, /problems +0\n/u)
      })
  )
})
