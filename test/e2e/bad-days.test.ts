/** Bad input and bad days: one clear line, a non-zero exit, nothing changed. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { DatabaseSync } from "node:sqlite"
import { MIGRATIONS } from "../../src/adapters/stores-sqlite/migrations.ts"
import { daemon, run, succeed } from "../support/cli.ts"
import * as Exports from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"

const main = path.resolve(import.meta.dirname, "../../src/app/cli/main.ts")

interface Place {
  readonly folder: string
  readonly network: string
  readonly home: string
  readonly id: string
}

const made = async (folder: string): Promise<Place> => {
  const place = { folder, network: path.join(folder, "network"), home: path.join(folder, "control") }
  const id = (await succeed(place.network, ["init", "--home", place.home, "--name", "Bad days"])).trim()
  await Exports.write(folder, Exports.channel("general", "2024-01-01T00:00:00Z", 3, 10))
  await succeed(place.network, ["import", "--home", place.home, path.join(folder, "general.json")])
  await succeed(place.network, ["archive", "--home", place.home])
  return { ...place, id }
}

const inPlace = (use: (place: Place) => Promise<void>) =>
  Effect.flatMap(temporaryFolder, (folder) => Effect.promise(async () => use(await made(folder))))

/** What a home says of itself. */
const state = ({ home, network }: Place) =>
  Promise.all(
    [
      ["status", "--json"],
      ["messages", "--json"]
    ].map((args) => succeed(network, [...args, "--home", home]))
  )

/** The command fails with exactly this one line, besides what it says of its progress. */
const refused = async ({ network }: Place, args: ReadonlyArray<string>, expected: RegExp) => {
  const { code, err } = await run(network, args)
  const lines = err.split("\n").filter((line) => line.startsWith("community-history: "))
  assert.notStrictEqual(code, 0, args.join(" "))
  assert.lengthOf(lines, 1, err)
  assert.match(lines[0]!, expected)
  assert.notMatch(err, /\bat .*:\d+:\d+|\[object|undefined/u)
}

const copy = ({ folder, home }: Place, name: string): string => {
  const target = path.join(folder, name)
  fs.cpSync(home, target, { recursive: true })
  for (const side of ["-wal", "-shm"]) fs.rmSync(path.join(target, `history.db${side}`), { force: true })
  return target
}

describe("an import file", () => {
  it.live(
    "that is damaged, cut, foreign, empty, a folder, missing or no UTF-8 is refused, and nothing of it stays",
    () =>
      inPlace(async (place) => {
        const before = await state(place)
        const file = (name: string, content: string | Uint8Array) => {
          fs.writeFileSync(path.join(place.folder, name), content)
          return path.join(place.folder, name)
        }
        const good = fs.readFileSync(path.join(place.folder, "general.json"))
        const latin = Buffer.from(good.toString("utf8").replaceAll("good morning", "gut\u00e9n"), "latin1")
        for (const [name, expected] of [
          [
            file("cut.json", good.subarray(0, good.length / 2)),
            /cut\.json was not imported: it is not JSON, or cut off/u
          ],
          [file("other.json", '{"a":1}'), /not an export of DiscordChatExporter/u],
          [file("list.json", "[]"), /not an export of DiscordChatExporter/u],
          [file("empty.json", ""), /it is empty/u],
          [file("binary.json", new Uint8Array(5_000).fill(0x80)), /not valid UTF-8/u],
          [file("latin.json", latin), /not valid UTF-8/u],
          [place.folder, /this is a folder, a file is expected/u],
          [path.join(place.folder, "absent.json"), /there is no such file/u]
        ] as const)
          await refused(
            place,
            ["import", "--home", place.home, path.join(place.folder, "general.json"), name],
            expected
          )
        assert.deepStrictEqual(await state(place), before)
      })
  )
})

describe("a home", () => {
  it.live("whose files are damaged, missing or somebody else's is named, with what to do", () =>
    inPlace(async (place) => {
      const broken = (name: string, file: string, content: string | Uint8Array) => {
        const home = copy(place, name)
        fs.writeFileSync(path.join(home, file), content)
        return ["status", "--home", home]
      }
      const database = fs.readFileSync(path.join(place.home, "history.db"))
      await refused(place, broken("a", "community.json", "{"), /community\.json is damaged; restore it from a backup/u)
      await refused(
        place,
        broken("b", "history.db", new Uint8Array(9_000).fill(7)),
        /history\.db: the file is damaged/u
      )
      await refused(place, broken("c", "history.db", ""), /history\.db is missing or empty; restore it/u)
      await refused(place, broken("d", "history.db", database.subarray(0, 5_000)), /history\.db: the file is damaged/u)
      const [, , key] = broken("e", "key", "zz")
      await refused(place, ["archive", "--home", key!], /holds no private key/u)

      const foreign = copy(place, "f")
      fs.rmSync(path.join(foreign, "history.db"))
      const other = new DatabaseSync(path.join(foreign, "history.db"))
      other.exec("CREATE TABLE mine (n INTEGER)")
      other.close()
      await refused(place, ["status", "--home", foreign], /database of another program/u)

      const newer = copy(place, "g")
      const db = new DatabaseSync(path.join(newer, "history.db"))
      db.exec("PRAGMA user_version = 99")
      db.close()
      await refused(place, ["status", "--home", newer], /written by a newer release.*update this program/u)

      const file = path.join(place.folder, "file")
      fs.writeFileSync(file, "")
      for (const args of [["init", "--name", "X"], ["status"], ["archive"], ["sync", "--community", place.id]])
        await refused(place, [...args, "--home", file], /file: a file stands where a folder is expected/u)
      await refused(place, ["status", "--home", path.join(place.folder, "nowhere")], /there is no community here; run/u)
      await refused(place, ["sync", "--home", place.home, "--community", place.id], /control node's home/u)
      const stranger = "0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
      const member = path.join(place.folder, "member")
      await succeed(place.network, ["sync", "--home", member, "--community", place.id])
      await refused(place, ["sync", "--home", member, "--community", stranger], /belongs to 0x.*use another --home/u)
    })
  )

  it.live("is held by one writing process; readers and send are welcome beside it", () =>
    inPlace(async (place) => {
      const node = daemon(place.network, ["control", "--home", place.home])
      await node.says("is up")
      for (const command of ["control", "archive"])
        await refused(place, [command, "--home", place.home], /another process works on this home; stop it first/u)
      await succeed(place.network, ["send", "--home", place.home, "--channel", "general", "beside it"])
      assert.include((await state(place))[1], "beside it")
      assert.strictEqual(await node.stop(), 0)
    })
  )

  it.live("of another user is refused where access is denied", (context) =>
    inPlace(async (place) => {
      if (process.getuid?.() !== 0) return context.skip("needs root, to become somebody else")
      const nobody = (args: ReadonlyArray<string>) =>
        spawnSync(process.execPath, [main, ...args, "--network", place.network], {
          uid: 65_534,
          gid: 65_534,
          encoding: "utf8",
          env: { PATH: process.env["PATH"], HOME: place.folder }
        })
      if (nobody(["--version"]).status !== 0) return context.skip("others may not read this checkout")
      fs.chmodSync(place.folder, 0o755)
      const before = await state(place)
      fs.chmodSync(path.join(place.home, "history.db"), 0o600)
      for (const [args, expected] of [
        [["status", "--home", place.home], /history\.db: it cannot be opened; check .* who owns it/u],
        [["init", "--home", path.join(place.home, "inside"), "--name", "X"], /access is denied; check who owns it/u]
      ] as const) {
        const { status, stderr } = nobody(args)
        assert.strictEqual(status, 1)
        assert.match(stderr, expected)
        assert.lengthOf(stderr.trim().split("\n"), 1)
      }
      fs.chmodSync(place.home, 0o700)
      for (const args of [["status"], ["archive"], ["init", "--name", "X"], ["sync", "--community", place.id]]) {
        const { status, stderr } = nobody([...args, "--home", place.home])
        assert.strictEqual(status, 1)
        assert.match(stderr, /^community-history: .*control: access is denied; check who owns it/u)
        assert.lengthOf(stderr.trim().split("\n"), 1)
      }
      assert.deepStrictEqual(await state(place), before)
    })
  )

  it.live("of an older release is copied before its database changes, and one line says where", () =>
    inPlace(async (place) => {
      const home = copy(place, "older")
      const file = path.join(home, "history.db")
      fs.rmSync(file)
      const old = new DatabaseSync(file)
      old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`)
      old.close()
      const first = await run(place.network, ["status", "--home", home])
      assert.strictEqual(first.code, 0, first.err)
      assert.lengthOf(first.err.trim().split("\n"), 1)
      assert.include(first.err, `${file}.v1.backup`)
      const second = await run(place.network, ["status", "--home", home])
      assert.deepStrictEqual([second.code, second.err, second.out], [0, "", first.out])
    })
  )
})

describe("an archive", () => {
  it.live(
    "A-36 A-52: damaged on Codex costs itself: the others are restored, and the next sync has it once it is whole",
    () =>
      inPlace(async (place) => {
        const codex = path.join(place.network, "codex")
        const status = JSON.parse((await state(place))[0]!) as {
          readonly archives: ReadonlyArray<{ readonly cid: string }>
        }
        const data = path.join(codex, `${status.archives[1]!.cid}.data`)
        const whole = fs.readFileSync(data)
        const member = path.join(place.folder, "member")
        const sync = ["sync", "--home", member, "--community", place.id]
        for (const bytes of [
          Buffer.concat([whole.subarray(0, -1), Buffer.of(whole.at(-1)! ^ 1)]),
          whole.subarray(0, 90)
        ]) {
          fs.writeFileSync(data, bytes)
          await refused(place, sync, /1 archives are still missing; run sync again/u)
          assert.lengthOf(Exports.parse(await succeed(place.network, ["messages", "--home", member, "--json"])), 20)
          fs.rmSync(member, { recursive: true })
        }
        fs.writeFileSync(data, whole)
        await succeed(place.network, sync)
        assert.lengthOf(Exports.parse(await succeed(place.network, ["messages", "--home", member, "--json"])), 30)

        const archives = path.join(place.home, place.id, "archives")
        const [name] = fs.readdirSync(archives)
        fs.truncateSync(path.join(archives, name!), 50)
        const { code, out } = await run(place.network, ["verify", "--home", place.home])
        assert.strictEqual(code, 1)
        assert.match(out, /its file has the CID .*, the index says/u)
      })
  )
})

describe("the shared network", () => {
  it.live("that is a file or whose database is damaged is named with its path, and what to do", () =>
    inPlace(async (place) => {
      const sync = ["sync", "--home", path.join(place.folder, "member"), "--community", place.id]
      const file = path.join(place.folder, "file")
      fs.writeFileSync(file, "")
      await refused({ ...place, network: file }, sync, /file\/waku: a file stands where a folder is expected; choose/u)
      fs.writeFileSync(path.join(place.network, "waku", "waku.db"), new Uint8Array(9_000).fill(7))
      await refused(place, sync, /network\/waku: its database is damaged; restore it from a backup/u)
    })
  )
})

describe("a full disk", () => {
  const mounted = (folder: string): boolean => {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" })
      return true
    } catch {
      return false
    }
  }

  it.live("stops in one line; with room made, the same commands finish", (context) =>
    inPlace(async (place) => {
      const small = path.join(place.folder, "small")
      fs.mkdirSync(small)
      if (process.platform !== "linux" || process.getuid?.() !== 0 || !mounted(small))
        return context.skip("needs the right to mount a small disk")
      try {
        const home = path.join(small, "home")
        await succeed(place.network, ["init", "--home", home, "--name", "Small"])
        const large = await Exports.write(place.folder, Exports.channel("large", "2024-01-01T00:00:00Z", 4, 700))
        await refused(
          place,
          ["import", "--home", home, large],
          /history\.db: the disk .* full.*make room and try again/u
        )
        execFileSync("mount", ["-o", "remount,size=60m", small])
        await succeed(place.network, ["import", "--home", home, large])
        await succeed(place.network, ["archive", "--home", home])
        await succeed(place.network, ["verify", "--home", home])
        assert.lengthOf(Exports.parse(await succeed(place.network, ["messages", "--home", home, "--json"])), 2_800)
      } finally {
        execFileSync("umount", [small])
      }
    })
  )
})
