/** Every input that once broke a law, again; and a few new ones for each decoder. `npm run fuzz` tries many more. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as fs from "node:fs"
import * as path from "node:path"
import { runs } from "../../src/testing/runs.ts"
import { all } from "./targets/index.ts"

const few = Math.max(20, Math.floor(runs / 10))
const corpus = path.join(import.meta.dirname, "corpus")
const targets = (await all()).map(({ target }) => target)

const kept = fs
  .readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => fs.readdirSync(path.join(corpus, name)).map((file) => ({ name, file })))

describe("inputs that broke a law once", () => {
  it("each belongs to a decoder that is there", () => {
    const names = new Set(targets.map(({ name }) => name))
    assert.strictEqual(names.size, targets.length)
    for (const { name } of kept) assert.isTrue(names.has(name), name)
  })

  for (const { file, name } of kept) {
    it(`${name}/${file} breaks it no more`, async () => {
      await targets.find((target) => target.name === name)!.check(fs.readFileSync(path.join(corpus, name, file)))
    })
  }
})

describe("a decoder under inputs that are nearly right", () => {
  for (const { check, inputs, law, name } of targets) {
    it(`${name}: ${law}`, async () => {
      await fc.assert(
        fc.asyncProperty(inputs, async (input) => void (await check(input))),
        { numRuns: few }
      )
    })

    it(`${name} takes some of them: they are not too far from what it reads`, async () => {
      for (const input of fc.sample(inputs, { seed: 1, numRuns: 500 })) if (await check(input)) return
      assert.fail("none is taken")
    })
  }
})
