/** The table of limits is that of the program, and every test it names exists. */
import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import * as Limits from "../../src/app/Limits.ts"

const root = path.resolve(import.meta.dirname, "../..")
const text = fs.readFileSync(path.join(root, "docs/limits.md"), "utf8")

const rows = [...text.matchAll(/^\| (.+) \| (.+) \| `(max\w+)` \| `(MAX_[A-Z_]+)` \| (.+) \| (.+) \|$/gm)].map(
  ([, what, standard, key, variable, consequence]) => ({ what, standard, key, variable, consequence })
)

const sources = ["test", "src/testing"].flatMap((folder) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith("docs.test.ts"))
    .map((name) => fs.readFileSync(path.join(root, folder, name), "utf8"))
)

/** The last column of every table that has tests in it. */
const titles = text
  .split("\n")
  .filter((line) => line.startsWith("|") && !line.startsWith("|-"))
  .map((line) => line.split(" | "))
  .filter((cells) => cells.length === 3 || cells.length === 6)
  .flatMap((cells) => [...cells.at(-1)!.matchAll(/`([^`]+)`/g)].map(([, title]) => title!))

describe("docs/limits.md", () => {
  it("names every limit once, by the names and with the default that it has", () => {
    assert.sameMembers(
      rows.map(({ key }) => key!),
      Limits.names.map(Limits.key)
    )
    for (const name of Limits.names) {
      const row = rows.find(({ key }) => key === Limits.key(name))!
      assert.strictEqual(`COMMUNITY_HISTORY_${row.variable}`, Limits.setting(name))
      assert.strictEqual(
        Limits.parse(Limits.kinds[name], row.standard!.replaceAll(",", "")),
        Limits.defaults[name],
        name
      )
      assert.isAbove(row.consequence!.length, 5)
    }
  })

  it("names tests that exist", () => {
    assert.isAbove(titles.length, Limits.names.length)
    for (const title of titles)
      assert.isTrue(
        sources.some((source) => source.includes(title)),
        title
      )
  })
})
