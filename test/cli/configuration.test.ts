/** The table of settings in the README, with that of the limits, is that of the program; a value of a wrong kind is named in one line. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as ConfigFile from "../../src/app/cli/ConfigFile.ts"
import * as Limits from "../../src/app/Limits.ts"
import { temporaryFolder } from "../support/temporary.ts"

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

it.effect("a value of a wrong kind, however odd, is refused in one line that says what is expected", () =>
  Effect.gen(function* () {
    const file = path.join(yield* temporaryFolder, "config.json")
    for (const [value, shown] of [
      ['{"toString":1}', "an object"],
      [`${"[".repeat(20_000)}${"]".repeat(20_000)}`, "a list"],
      ["[9090]", "a list"],
      [`"${"x".repeat(5_000)}"`, `"${"x".repeat(99)}`]
    ]) {
      fs.writeFileSync(file, `{"metrics":${value}}`)
      assert.throws(
        () => ConfigFile.read(file),
        ConfigFile.ConfigFailure,
        `${file}: "metrics" is ${shown}; expected a port, or "HOST:PORT"`
      )
    }
  })
)
