/** The mutants of the power check still say what they change, and each has a witness. */
import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import known from "../../scripts/power/caught.json" with { type: "json" }
import { apply } from "../../scripts/power/mutate.ts"
import { mutants } from "../../scripts/power/mutants.ts"

const root = path.resolve(import.meta.dirname, "../..")

/** Who noticed which; `npm run power` writes it. */
const caught: Readonly<Record<string, object>> = known

describe("the mutants", () => {
  it("each fits its source at exactly one place, under a name of its own", () => {
    assert.isAtLeast(mutants.length, 25)
    assert.strictEqual(new Set(mutants.map(({ name }) => name)).size, mutants.length)
    for (const mutant of mutants) {
      const source = fs.readFileSync(path.join(root, mutant.file), "utf8")
      assert.notStrictEqual(apply(mutant, source), source)
    }
  })

  it("each was caught by a community of the simulator or by a test", () => {
    assert.sameMembers(
      Object.keys(caught),
      mutants.map(({ name }) => name)
    )
    for (const witness of Object.values(caught)) assert.isTrue("seed" in witness || "test" in witness)
  })
})
