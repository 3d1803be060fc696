/** Members as processes that make archives of what they kept, on one network folder. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

interface StatusJson {
  readonly archives: ReadonlyArray<{ readonly cid: string; readonly bytes: number }>
  readonly kept: { readonly messages: number; readonly bytes: number } | null
  readonly saved: number
}

interface SyncJson {
  readonly restored: ReadonlyArray<{ readonly cid: string; readonly source: string; readonly bytes: number }>
  readonly saved: number
}

const NOTHING = { COMMUNITY_HISTORY_MAX_KEPT_BYTES: "0" }

const inFolder = (test: (folder: string) => Promise<void>) =>
  Effect.flatMap(temporaryFolder, (folder) => Effect.promise(() => test(folder)))

/** A community with one archive of two messages, and the member daemon that heard them. */
const archived = async (folder: string, listens: boolean) => {
  const network = path.join(folder, "network")
  const control = path.join(folder, "control")
  const member = path.join(folder, "member")
  const short = { COMMUNITY_HISTORY_WINDOW: "4 seconds" }
  const id = (await succeed(network, ["init", "--home", control, "--name", "Kept"], short)).trim()
  // Two processes tell each other what is said within a second.
  const node = daemon(network, ["control", "--home", control], { COMMUNITY_HISTORY_SETTLE: "1 second" })
  const listener = listens ? daemon(network, ["member", "--home", member, "--community", id]) : undefined
  await Promise.all([node.says("is up"), listener?.says("is up")])
  for (const text of ["one", "two"]) await succeed(network, ["send", "--home", control, "--channel", "general", text])
  await node.says("sealed")
  return { control, id, listener, member, network, node }
}

const statusOf = async (network: string, home: string) =>
  JSON.parse(await succeed(network, ["status", "--home", home, "--json"])) as StatusJson

describe("the command line", () => {
  it.live("CHA-73: a member that ran all the time says what it did not download, and status and messages agree", () =>
    inFolder(async (folder) => {
      const { control, listener, member, network, node } = await archived(folder, true)
      await listener!.says("rebuilt from what was kept")
      const messages = (home: string) => succeed(network, ["messages", "--home", home, "--json"])
      const theirs = await eventually(
        () => messages(member),
        (output) => output.includes('"two"')
      )
      assert.deepStrictEqual(await Promise.all([node.stop(), listener!.stop()]), [0, 0])
      assert.strictEqual(theirs, await messages(control))
      const { archives, saved } = await statusOf(network, member)
      assert.isAbove(saved, 0)
      assert.isAtMost(
        saved,
        archives.reduce((sum, { bytes }) => sum + bytes, 0)
      )
      assert.match(await succeed(network, ["status", "--home", member]), /^kept {7}.*not downloaded so far$/m)
      await succeed(network, ["verify", "--home", member])
    })
  )

  it.live("CHA-45: sync makes an archive that Codex has lost, and with serving others have it again", () =>
    inFolder(async (folder) => {
      const { control, id, network, node } = await archived(folder, false)
      assert.strictEqual(await node.stop(), 0)
      const { archives } = await statusOf(network, control)
      const { cid } = archives[0]!
      const codex = path.join(network, "codex")
      const files = await fs.readdir(codex, { recursive: true })
      for (const file of files.filter((name) => name.includes(cid)))
        await fs.rm(path.join(codex, file), { recursive: true })

      const home = (name: string) => ["--home", path.join(folder, name), "--community", id]
      const missing = await run(network, ["sync", ...home("plain")], NOTHING)
      assert.notStrictEqual(missing.code, 0)
      const serving = { COMMUNITY_HISTORY_SERVING: "true" }
      const made = JSON.parse(await succeed(network, ["sync", ...home("serving"), "--json"], serving)) as SyncJson
      const one = made.restored.find((archive) => archive.cid === cid)
      assert.strictEqual(one!.source, "rebuilt")
      assert.strictEqual(one!.bytes, archives[0]!.bytes)
      assert.strictEqual(
        made.saved,
        made.restored.reduce((sum, { bytes }) => sum + bytes, 0)
      )

      const late = JSON.parse(await succeed(network, ["sync", ...home("late"), "--json"], NOTHING)) as SyncJson
      assert.deepStrictEqual(
        late.restored.map(({ source }) => source),
        archives.map(() => "downloaded")
      )
      assert.strictEqual(late.saved, 0)
      const text = await succeed(network, ["sync", ...home("text")])
      assert.match(text, /restored \d+ archives with \d+ messages; \d+ rebuilt from what was kept, .+ not downloaded/)
    })
  )
})
