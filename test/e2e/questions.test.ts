/** What a user asks of a history: what is in this file, why is that message not here; and how the program is set up. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { promisify } from "node:util"
import { run, succeed } from "../support/cli.ts"
import * as Exports from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"

const main = path.resolve(import.meta.dirname, "../../src/app/cli/main.ts")

const made = async (folder: string) => {
  const network = path.join(folder, "network")
  const control = path.join(folder, "control")
  const id = (await succeed(network, ["init", "--home", control, "--name", "Questions"])).trim()
  const channels = [
    Exports.channel("general", "2024-01-01T00:00:00Z", 2, 12),
    Exports.channel("random", "2024-01-02T00:00:00Z", 1, 5)
  ]
  const files = await Promise.all(channels.map((one) => Exports.write(folder, one)))
  await succeed(network, ["import", "--home", control, ...files])
  await succeed(network, ["archive", "--home", control])
  const archives = path.join(control, id, "archives")
  const names = (await fs.readdir(archives)).filter((name) => name.endsWith(".archive")).sort()
  return {
    network,
    control,
    id,
    archives: names.map((name) => path.join(archives, name)),
    index: path.join(control, id, "index.pb")
  }
}

const inFolder = <A>(use: (folder: string) => Promise<A>) =>
  Effect.flatMap(temporaryFolder, (folder) => Effect.promise(() => use(folder)))

describe("inspect", () => {
  it.live("CHA-36: shows an archive by channel and day, an index by entry, by path and by CID alike", () =>
    inFolder(async (folder) => {
      const { archives, control, index, network } = await made(folder)
      const first = archives[0]!
      const shown = await succeed(network, ["inspect", first, "--home", control])
      assert.match(shown, /^an archive\n/u)
      assert.match(shown, /#general +\S+ +12\n/u)
      assert.match(shown, /#random +\S+ +5\n/u)
      assert.match(shown, /signed +17 by 1 author\n/u)
      assert.match(shown, /from +\d{4}-\d\d-\d\d .* ns\)/u)
      const facts = JSON.parse(await succeed(network, ["inspect", first, "--json"])) as {
        readonly cid: string
        readonly messages: number
      }
      assert.strictEqual(facts.messages, 17)
      assert.strictEqual(await succeed(network, ["inspect", facts.cid, "--home", control]), shown)
      const listed = JSON.parse(await succeed(network, ["inspect", index, "--json"])) as {
        readonly kind: string
        readonly archives: ReadonlyArray<{ readonly cid: string }>
      }
      assert.strictEqual(listed.kind, "index")
      assert.lengthOf(listed.archives, 2)
      assert.include(
        listed.archives.map(({ cid }) => cid),
        facts.cid
      )
      assert.match(await succeed(network, ["inspect", index]), /archives +2\n/u)
    })
  )

  it.live("says in one line what a file is that is neither, and how far a cut one could be read", () =>
    inFolder(async (folder) => {
      const { archives, network } = await made(folder)
      const bytes = await fs.readFile(archives[0]!)
      const cut = path.join(folder, "cut.archive")
      await fs.writeFile(cut, bytes.subarray(0, bytes.length / 2))
      const text = path.join(folder, "text")
      await fs.writeFile(text, "hello")
      const empty = path.join(folder, "empty")
      await fs.writeFile(empty, "")
      for (const [what, expected] of [
        [cut, /could be read up to message \d+/u],
        [text, /neither an archive nor an index/u],
        [empty, /it is empty/u],
        [folder, /this is a folder/u],
        [path.join(folder, "absent"), /there is no such file/u]
      ] as const) {
        const { code, err } = await run(network, ["inspect", what])
        assert.strictEqual(code, 1, what)
        assert.match(err, expected)
        assert.strictEqual(err.trim().split("\n").length, 1, err)
      }
    })
  )
})

describe("explain", () => {
  it.live("answers with one sentence and facts, exit code 1 where nobody has seen the message", () =>
    inFolder(async (folder) => {
      const { control, network } = await made(folder)
      const [line] = Exports.parse(await succeed(network, ["messages", "--home", control, "--json"]))
      const answer = await succeed(network, ["explain", "--home", control, line!.id])
      assert.match(answer, /^it is here .*archived\n/u)
      assert.match(answer, /archive +2024-01-01/u)
      await succeed(network, ["send", "--home", control, "--channel", "general", "now"])
      const lines = (await succeed(network, ["messages", "--home", control, "--exact"])).trim().split("\n")
      const [nanoseconds, id] = lines.at(-1)!.split("  ")
      const open = JSON.parse(await succeed(network, ["explain", "--home", control, id!, "--json"])) as {
        readonly verdict: string
        readonly nanoseconds: string
      }
      assert.deepStrictEqual([open.verdict, open.nanoseconds], ["Shown", nanoseconds!])
      const unknown = await run(network, ["explain", "--home", control, `0x${"0".repeat(64)}`])
      assert.strictEqual(unknown.code, 1)
      assert.match(unknown.out, /ever seen it/u)
      assert.notStrictEqual((await run(network, ["explain", "--home", control, "0x12"])).code, 0)
    })
  )
})

describe("the program", () => {
  it.live("takes settings from a file, the environment overrides it, flags override both; mistakes are named", () =>
    inFolder(async (folder) => {
      const { control, network } = await made(folder)
      const config = path.join(folder, "config.json")
      const plain = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
        promisify(execFile)(process.execPath, [main, ...args], { env: { PATH: process.env["PATH"], ...env } }).then(
          ({ stdout }) => ({ stdout, stderr: "" }),
          ({ stderr, stdout }: { readonly stderr: string; readonly stdout: string }) => ({ stdout, stderr })
        )
      await fs.writeFile(config, JSON.stringify({ home: "control", network: "elsewhere", settle: "2 seconds" }))
      const { stdout } = await plain(["messages", "--config", config, "--json"])
      assert.lengthOf(Exports.parse(stdout), 29)
      const overridden = await plain(["status", "--json", "--home", control], {
        COMMUNITY_HISTORY_CONFIG: config,
        COMMUNITY_HISTORY_NETWORK: network
      })
      assert.strictEqual(overridden.stderr, "")
      for (const [content, expected] of [
        ['{"setle":"1 minute"}', /"setle" is no setting; known are/u],
        ['{"settle":5}', /"settle" is 5; expected a span of time/u],
        ["{", /no valid JSON/u],
        ["[]", /must hold one JSON object/u]
      ] as const) {
        await fs.writeFile(config, content)
        const { stderr } = await plain(["status", "--home", control, "--config", config])
        assert.match(stderr, expected)
        assert.include(stderr, config)
        assert.strictEqual(stderr.trim().split("\n").length, 1, stderr)
      }
    })
  )

  it.live("completes commands in bash", () =>
    Effect.promise(async () => {
      const script = await succeed("unused", ["--completions", "bash"])
      const asked = `${script}
COMP_WORDS=(community-history in); COMP_CWORD=1; COMP_LINE="community-history in"; COMP_POINT=20
$(complete -p community-history | sed 's/.*-F \\([^ ]*\\).*/\\1/') community-history in community-history
printf '%s\\n' "\${COMPREPLY[@]}"`
      const { stdout } = await promisify(execFile)("bash", ["-c", asked])
      assert.sameMembers(stdout.trim().split("\n"), ["init", "inspect"])
    })
  )

  it.live("prints no escape codes into a pipe, and ends quietly when its reader does", () =>
    inFolder(async (folder) => {
      const { control, network } = await made(folder)
      for (const args of [["--help"], ["status", "--home", control], ["messages", "--home", control]])
        assert.notInclude(await succeed(network, args), "\u001B")
      const child = spawn(process.execPath, [main, "messages", "--home", control], {
        stdio: ["ignore", "pipe", "pipe"]
      })
      let err = ""
      child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text))
      child.stdout.destroy()
      const [code] = (await once(child, "close")) as [number | null]
      assert.deepStrictEqual([code, err], [0, ""])
    })
  )
})
