/** docs/security.md names tests that exist, and every test of this folder. */
import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")
const page = fs.readFileSync(path.join(root, "docs/security.md"), "utf8")
const COLUMNS = 5

/** The rows of the tables of attacks, by their cells. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| attack "))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
  .filter((cells) => cells.length >= COLUMNS)

const links = (text: string) =>
  [...text.matchAll(/\[([^\]]+)\]\(\.\.\/((?:test|src\/testing)\/[^)]+\.ts)\)/g)].map(([, title = "", file = ""]) => ({
    title,
    file
  }))

/** The titles in a file: what stands as text where a test is named. Of a computed one the end that is fixed. */
const titles = (file: string): ReadonlyArray<string> =>
  [
    ...fs
      .readFileSync(path.join(root, file), "utf8")
      .matchAll(/\b(?:it|live)(?:\.\w+)?\(\s*(?:"((?:[^"\\]|\\.)+)"|`((?:[^`\\]|\\.)+)`)/g)
  ].map(([, quoted, computed = ""]) => quoted ?? computed.replace(/^.*\}/s, "").trim())

describe("the page on security", () => {
  it("has tests in every row of an attack, in files that hold them", () => {
    assert.isAbove(rows.length, 50)
    for (const cells of rows) {
      assert.strictEqual(cells.length, COLUMNS, cells[0])
      const [attack = "", , , , tests = ""] = cells
      for (const cell of cells) assert.notStrictEqual(cell, "", attack)
      assert.isNotEmpty(links(tests), attack)
    }
    for (const { file, title } of links(page)) {
      const found = titles(file).map((one) => one.replaceAll("\\`", "`"))
      assert.include(found, title, file)
    }
  })

  it("names every test of this folder", () => {
    const named = new Set(links(page).map(({ title }) => title))
    const files = fs
      .readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith(".test.ts") && file !== path.basename(import.meta.filename))
    assert.isNotEmpty(files)
    for (const file of files)
      for (const title of titles(`test/attacks/${file}`)) assert.isTrue(named.has(title), `${file}: ${title}`)
  })
})
