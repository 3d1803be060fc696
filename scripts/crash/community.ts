/** One community from its exports to a restored member, as the steps that are killed; and the state it must end in. */
import * as fs from "node:fs"
import * as path from "node:path"
import * as Exports from "../../test/support/exports.ts"
import { finish } from "./processes.ts"

const KEY = "5a".repeat(32)

export interface Place {
  readonly folder: string
  readonly id: string
}

export interface Step {
  readonly name: string
  readonly args: ReadonlyArray<string>
}

const files = ["general", "random"] as const

/** A new community under the key that all places share, with its exports beside it. */
export const found = async (folder: string): Promise<Place> => {
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, "secret"), KEY)
  await Exports.write(folder, Exports.channel("general", "2023-01-02T00:00:00Z", 14, 40))
  await Exports.write(folder, Exports.channel("random", "2023-02-01T00:00:00Z", 9, 25))
  const { out } = await finish([
    "init",
    ...["--home", path.join(folder, "control")].concat("--name", "Crash"),
    ...["--key", path.join(folder, "secret")].concat("--network", path.join(folder, "network"))
  ])
  return { folder, id: out.trim() }
}

/** In the order in which a user would run them. */
export const steps = ({ folder, id }: Place): ReadonlyArray<Step> => {
  const control = ["--home", path.join(folder, "control"), "--network", path.join(folder, "network")]
  const member = ["--home", path.join(folder, "member"), "--network", path.join(folder, "network")]
  return [
    ...files.map((name) => ({ name: "import", args: ["import", ...control, path.join(folder, `${name}.json`)] })),
    { name: "archive", args: ["archive", ...control] },
    { name: "sync", args: ["sync", ...member, "--community", id] }
  ]
}

/** What was laid aside beside the database. */
const leftovers = (file: string): number =>
  fs.readdirSync(path.dirname(file)).filter((name) => name.startsWith(`${path.basename(file)}.staging-`)).length

const listed = (folder: string): ReadonlyArray<string> => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [])

/** Everything that must not depend on what happened on the way; checked by `verify` before it is answered. */
export const outcome = async ({ folder, id }: Place): Promise<unknown> => {
  const network = ["--network", path.join(folder, "network")]
  const homes = ["control", "member"].map((name) => path.join(folder, name))
  const states = await Promise.all(
    homes.map(async (home) => {
      await finish(["verify", "--home", home, ...network])
      const status = JSON.parse((await finish(["status", "--home", home, "--json", ...network])).out) as {
        readonly archives: unknown
        readonly gaps: unknown
        readonly index: { readonly cid: string }
        readonly records: number
        readonly late: number
      }
      const { archives, gaps, index, late, records } = status
      return {
        archives,
        gaps,
        late,
        records,
        index: index.cid,
        messages: (await finish(["messages", "--home", home, "--json", ...network])).out,
        files: listed(path.join(home, id, "archives")),
        drafts: listed(path.join(home, id, "drafts")),
        staged: leftovers(path.join(home, "history.db"))
      }
    })
  )
  const datasets = listed(path.join(folder, "network", "codex")).filter((name) => name.endsWith(".manifest"))
  return { states, datasets }
}
