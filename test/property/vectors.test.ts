/** The golden vectors: what is committed is what the code writes, the code answers to it, and so does other code. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { files } from "../../scripts/vectors/files.ts"
import type { Case, Invalid, Reason } from "../../scripts/vectors/vector.ts"
import { render } from "../../scripts/vectors/vector.ts"
import { oracle } from "../support/oracle/oracle.ts"

const folder = path.resolve(import.meta.dirname, "../../vectors")
const text = (name: string) => readFileSync(path.join(folder, `${name}.json`), "utf8")

interface Committed {
  readonly format: number
  readonly cases: ReadonlyArray<Case>
  readonly invalid: ReadonlyArray<Invalid>
}

/** Our own words for each reason: a refusal must be for the reason that the file names. */
const words: Readonly<Record<Reason, RegExp>> = {
  author: /is ignored|not signed by|nobody/,
  damaged: /damaged|checksum|size|not those|invalid|incorrect|block/i,
  empty: /at least one/,
  form: /is ignored|no known layout|magnet|base58|not a |no |not valid|too short/,
  "foreign-field": /is ignored|belongs to another type/,
  key: /is ignored|decrypted|key/,
  length: /length|longer/,
  limit: /more than|too large/,
  malformed: /middle|out of range|not one header|does not decode|not a protobuf|varint|illegal|group|buffer|tag|UTF|wire type|depth/i,
  missing: /no |carries/,
  range: /range|negative|empty/,
  signature: /is ignored|signature|no signed/,
  time: /is ignored|dated|clock/,
  type: /is ignored|not a dataset|type/,
  version: /version/
}

const check = (name: string) => {
  const file = files.find((one) => one.name === name)!
  const committed = JSON.parse(text(name)) as Committed
  assert.strictEqual(committed.format, 1)
  for (const { expected, input, name, operation } of committed.cases) {
    const run = file.operations[operation]!
    const why = `${operation}: ${name}`
    assert.deepStrictEqual(Result.getOrThrowWith(run(input as never), (error) => new Error(`${why}: ${error}`)), expected, why)
    const second = oracle[operation]
    if (second !== undefined) assert.deepStrictEqual(second(input, expected), expected, `other code: ${why}`)
  }
  for (const { input, name, operation, reason } of committed.invalid) {
    const result = file.operations[operation]!(input as never)
    assert.isTrue(Result.isFailure(result), `${operation} accepts ${name}`)
    if (Result.isFailure(result)) assert.match(result.failure, words[reason], `${operation}: ${name}`)
  }
}

describe("vectors", () => {
  it("are what the code writes today, small, and named once", () => {
    const generated = files.map(({ name }) => `${name}.json`)
    assert.sameMembers(
      readdirSync(folder).filter((name) => name.endsWith(".json")),
      [...generated, "codex-published.json"]
    )
    for (const file of files) {
      assert.strictEqual(render(file), text(file.name), `${file.name}.json is old: npm run vectors`)
      assert.isBelow(text(file.name).length, 200_000, file.name)
      const names = [...file.cases, ...file.invalid].map(({ name, operation }) => `${operation}: ${name}`)
      assert.deepStrictEqual(
        names.filter((name, n) => names.indexOf(name) !== n),
        []
      )
    }
  })

  it("A-05 A-06 A-07 A-08 A-29 A-32 CHA-21 CHA-22 CHA-24 CHA-30 CHA-31: windows.json", () => check("windows"))

  it("messages.json", () => check("messages"))
  it("topics.json", () => check("topics"))
  it("encryption.json", () => check("encryption"))

  it("archives.json", () => check("archives"))
  it("index.json", () => check("index"))
  it("announcements.json", () => check("announcements"))
  it("canonical.json", () => check("canonical"))

  it("A-40 A-41 A-51: codex.json", () => check("codex"))
})
