/** The table of settings in the README is that of the program. */
import { assert, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import * as ConfigFile from "../../src/app/cli/ConfigFile.ts"

const readme = fs.readFileSync(path.resolve(import.meta.dirname, "../../README.md"), "utf8")
const rows = [...readme.matchAll(/^\| (?:`(\w+)`)? ?\| `([A-Z_]+)` \|(.*?)\| (.*) \|$/gm)]

it("every key of the configuration file stands in the README's table once, with its variable and its meaning", () => {
  const keyed = rows.filter(([, key]) => key !== undefined)
  assert.strictEqual(keyed.length, ConfigFile.keys.length)
  assert.sameMembers(
    keyed.map(([, key]) => key!),
    [...ConfigFile.keys]
  )
  for (const [, key, variable, , meaning] of keyed) {
    assert.strictEqual(variable, ConfigFile.variable(key!))
    assert.isAbove(meaning!.length, 10)
  }
})
