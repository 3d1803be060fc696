/** The table of settings in the README, with that of the limits, is that of the program. */
import { assert, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import * as ConfigFile from "../../src/app/cli/ConfigFile.ts"
import * as Limits from "../../src/app/Limits.ts"

const readme = fs.readFileSync(path.resolve(import.meta.dirname, "../../README.md"), "utf8")
/** `test/limits/docs.test.ts` holds these against the program. */
const limits = new Set(Limits.names.map(Limits.key))
const rows = [...readme.matchAll(/^\| (?:`(\w+)`)? ?\| `([A-Z_]+)` \|(.*?)\| (.*) \|$/gm)]

it("every key of the configuration file stands in the README's table once, with its variable and its meaning", () => {
  const keyed = rows.filter(([, key]) => key !== undefined)
  assert.sameMembers(
    keyed.map(([, key]) => key!),
    ConfigFile.keys.filter((key) => !limits.has(key))
  )
  for (const [, key, variable, , meaning] of keyed) {
    assert.strictEqual(variable, ConfigFile.variable(key!))
    assert.isAbove(meaning!.length, 10)
  }
})
