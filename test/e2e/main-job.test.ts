/** The main job through the command line: archive as a control node, restore as a member. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { run, succeed } from "../support/cli.ts"
import * as Exports from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"

const KEY = "11".repeat(32)

const community = [
  Exports.channel("general", "2023-01-02T09:00:00Z", 9, 12),
  Exports.channel("development", "2023-02-01T10:00:00Z", 3, 7)
]

interface StatusJson {
  readonly community: string
  readonly index: { readonly cid: string; readonly clock: string } | null
  readonly archives: ReadonlyArray<{
    readonly key: string
    readonly from: string
    readonly to: string
    readonly messages: number
    readonly bytes: number
    readonly cid: string
  }>
  readonly gaps: ReadonlyArray<{ readonly from: string; readonly to: string; readonly reason: string }>
}

const scenario = (test: (folder: string) => Promise<void>) => () =>
  Effect.flatMap(temporaryFolder, (folder) => Effect.promise(() => test(folder)))

const prepare = async (folder: string, exported: ReadonlyArray<Exports.Exported>) => {
  const network = path.join(folder, "network")
  const control = path.join(folder, "control")
  await fs.writeFile(path.join(folder, "given.key"), KEY)
  const id = (
    await succeed(network, ["init", "--home", control, "--name", "Test", "--key", path.join(folder, "given.key")])
  ).trim()
  const files = await Promise.all(exported.map((one) => Exports.write(folder, one)))
  return { network, control, id, files, member: path.join(folder, "member") }
}

const status = async (network: string, home: string): Promise<StatusJson> =>
  JSON.parse(await succeed(network, ["status", "--home", home, "--json"])) as StatusJson

describe("the main job", () => {
  it.live(
    "CHA-11…14 CHA-34 CHA-58…70: what is imported and archived is what a member restores",
    scenario(async (folder) => {
      const { control, files, id, member, network } = await prepare(folder, community)
      assert.match(id, /^0x[0-9a-f]{66}$/)
      await succeed(network, ["import", "--home", control, ...files])
      await succeed(network, ["archive", "--home", control])
      await succeed(network, ["sync", "--home", member, "--community", id])
      const restored = await succeed(network, ["messages", "--home", member, "--json"])
      assert.deepStrictEqual(Exports.printed(restored), Exports.lines(community))
      assert.strictEqual(restored, await succeed(network, ["messages", "--home", control, "--json"]))
      const instants = Exports.parse(restored).map(({ timestamp }) => timestamp)
      assert.deepStrictEqual(instants, [...instants].sort())
      const held = await status(network, control)
      assert.deepStrictEqual(held.gaps, [])
      assert.strictEqual(held.archives.length, 9)
      for (const { from, to } of held.archives) assert.strictEqual(BigInt(to) - BigInt(from), 604_800_000_000_000n)
      const theirs = await status(network, member)
      assert.deepStrictEqual(
        theirs.archives.map(({ cid }) => cid),
        held.archives.map(({ cid }) => cid)
      )
      await succeed(network, ["verify", "--home", control])
      await succeed(network, ["verify", "--home", member])
    })
  )

  it.live(
    "A-01 A-22 A-57: the same import with the same key gives the same archives anywhere, and once more changes nothing",
    scenario(async (folder) => {
      const first = await prepare(folder, community)
      await succeed(first.network, ["import", "--home", first.control, ...first.files])
      await succeed(first.network, ["archive", "--home", first.control])
      const before = await status(first.network, first.control)
      const other = { network: path.join(folder, "network2"), control: path.join(folder, "control2") }
      await succeed(other.network, [
        "init",
        "--home",
        other.control,
        "--name",
        "Elsewhere",
        "--key",
        path.join(folder, "given.key")
      ])
      await succeed(other.network, ["import", "--home", other.control, ...first.files.toReversed()])
      await succeed(other.network, ["archive", "--home", other.control])
      assert.deepStrictEqual((await status(other.network, other.control)).archives, before.archives)
      await succeed(first.network, ["import", "--home", first.control, ...first.files])
      await succeed(first.network, ["archive", "--home", first.control])
      assert.deepStrictEqual(await status(first.network, first.control), before)
    })
  )

  it.live(
    "A-33 A-57: files may come one at a time, newest first, into a community that has archives",
    scenario(async (folder) => {
      const { control, files, id, member, network } = await prepare(folder, community)
      for (const file of files.toReversed()) {
        await succeed(network, ["import", "--home", control, file])
        await succeed(network, ["archive", "--home", control])
      }
      await succeed(network, ["sync", "--home", member, "--community", id])
      assert.deepStrictEqual(
        Exports.printed(await succeed(network, ["messages", "--home", member, "--json"])),
        Exports.lines(community)
      )
      assert.deepStrictEqual((await status(network, control)).gaps, [])
    })
  )

  it.live(
    "CHA-64: a member may restore the latest archive or a range, and the rest later",
    scenario(async (folder) => {
      const { control, files, id, member, network } = await prepare(folder, community)
      await succeed(network, ["import", "--home", control, ...files])
      await succeed(network, ["archive", "--home", control])
      const sync = (select: string) =>
        succeed(network, ["sync", "--home", member, "--community", id, "--select", select])
      await sync("latest")
      assert.strictEqual((await status(network, member)).archives.length, 1)
      await sync("2023-01-01..2023-01-20")
      const partly = await status(network, member)
      assert.strictEqual(partly.archives.length, 4)
      assert.strictEqual(partly.gaps.length, 5)
      await sync("all")
      assert.deepStrictEqual(
        Exports.printed(await succeed(network, ["messages", "--home", member, "--json"])),
        Exports.lines(community)
      )
    })
  )

  it.live(
    "A-36: a damaged archive is found by verify and never restored",
    scenario(async (folder) => {
      const { control, files, id, member, network } = await prepare(folder, community)
      await succeed(network, ["import", "--home", control, ...files])
      await succeed(network, ["archive", "--home", control])
      const [victim] = (await status(network, control)).archives
      const archives = path.join(control, id, "archives")
      const file = (await fs.readdir(archives)).find((name) => name.includes(victim!.key))
      const bytes = await fs.readFile(path.join(archives, file!))
      bytes[bytes.length - 1]! ^= 1
      await fs.writeFile(path.join(archives, file!), bytes)
      const verified = await run(network, ["verify", "--home", control])
      assert.notStrictEqual(verified.code, 0)
      assert.include(verified.out, victim!.key)
      await fs.writeFile(path.join(network, "codex", `${victim!.cid}.data`), bytes)
      const synced = await run(network, ["sync", "--home", member, "--community", id])
      assert.notStrictEqual(synced.code, 0)
      const restored = await status(network, member)
      assert.strictEqual(restored.archives.length, 8)
      assert.deepStrictEqual(
        restored.gaps.map(({ from }) => from),
        [victim!.from]
      )
    })
  )
})

describe("what a user can get wrong", () => {
  const refused = async (network: string, args: ReadonlyArray<string>, text: RegExp) => {
    const { code, err } = await run(network, args)
    assert.notStrictEqual(code, 0)
    assert.match(err, text)
  }

  it.live(
    "is answered in one line that says what to do",
    scenario(async (folder) => {
      const { control, id, member, network } = await prepare(folder, [])
      await refused(network, ["archive", "--home", member], /run `init`/)
      await refused(network, ["init", "--home", control, "--name", "Again"], /lives 0x/)
      await refused(network, ["sync", "--home", control, "--community", id], /control node's home/)
      await refused(
        network,
        ["import", "--home", control, path.join(folder, "absent.json")],
        /absent\.json was not imported/
      )
      await fs.writeFile(path.join(folder, "wrong.json"), JSON.stringify({ channel: 1 }))
      await refused(
        network,
        ["import", "--home", control, path.join(folder, "wrong.json")],
        /not an export of DiscordChatExporter/
      )
      await fs.chmod(path.join(control, "key"), 0o644)
      await refused(network, ["archive", "--home", control], /chmod 600/)
      assert.notStrictEqual((await run(network, ["sync", "--home", member, "--community", "0x12"])).code, 0)
    })
  )
})
