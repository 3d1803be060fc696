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
  author: /not signed by/,
  damaged: /is damaged|not those of the manifest/,
  empty: /at least one byte|there is no announcement/,
  "foreign-field": /belongs to another type/,
  form: /not valid|it names no|of a community|it lists a channel|not a content topic|not a community id|too short|twice|is no date|is none of|no known layout|not base58btc|magnet/,
  key: /the key/,
  length: /longer than|length field|wrong length/,
  limit: /too large|more than/,
  malformed:
    /does not decode|index out of range|varint|illegal tag|utf-8|middle of a field|not a protobuf|not one header/,
  missing: /carries no|names no community/,
  range: /range|negative|ends before it begins/,
  signature: /signature|no signed/,
  time: /dated/,
  type: /not a dataset/,
  version: /of version/
}

const committed = new Map(files.map(({ name }) => [name, JSON.parse(text(name)) as Committed]))

interface Group {
  readonly operation: string
  readonly cases: ReadonlyArray<Case>
  readonly invalid: ReadonlyArray<Invalid>
}

/** The cases of a file by operation, and by message where the operation takes any. */
const groups = (file: string): ReadonlyMap<string, Group> => {
  const { cases, invalid } = committed.get(file)!
  const title = ({ input, operation }: Case | Invalid): string => {
    const { message } = input as { readonly message?: unknown }
    return typeof message === "string" ? `${operation} ${message}` : operation
  }
  return new Map(
    [...cases, ...invalid].map((one) => [
      title(one),
      {
        operation: one.operation,
        cases: cases.filter((other) => title(other) === title(one)),
        invalid: invalid.filter((other) => title(other) === title(one))
      }
    ])
  )
}

/** Values from outside: test vectors of 14/WAKU2-MESSAGE, bytes of status-go, datasets of Codex nodes, derivations by hand. */
const PUBLISHED: Readonly<Record<string, ReadonlyArray<string>>> = {
  messages: [
    "64cce733fed134e83da02b02c6f689814872b1a0ac97ea56b76095c3c72bfe05",
    "7158b6498753313368b9af8f6e0a0a05104f68f972981da42a43bc53fb0c1b27",
    "a2554498b31f5bcdfcbf7fa58ad1c2d45f0254f3f8110a85588ec3cf10720fd8",
    "483ea950cb63f9b9d6926b262bb36194d3f40a0463ce8446228350bd44e96de4",
    "e1a9596237dbe2cc8aaf4b838c46a7052df6bc0d42ba214b998a8bfdbe8487d6",
    `0880d095ffbc311234${Buffer.from("zDvZRwzm22eSYNdLBuNHVi7jSTR2a4n48yy4Ur9qws4vHV6madiz").toString("hex")}`
  ],
  topics: [
    ...["97e4158c", "1aacf568", "8ddd3f34", "69b87714", "fd367d00", "48370e06"].map(
      (digits) => `/waku/1/0x${digits}/rfc26`
    ),
    "22fb036ef2f6f6f353c2f5a4751f099a3c0a1c2d8a7e3c96ccdb13acaac08ddf"
  ],
  index: ["0x83e676add8e9f384541f1178980d80c119065deef93414a11576b40ad9a91787"],
  codex: [
    "zDvZRwzmDax5hzon7RJTWUpDT1gjbGkW12grzXHeG43FMQHe7eQg",
    "zDvZRwzmARzUfA6Y23z6Q7d7DghA71KFKX8igPHgrowEZkT8jDZN",
    "zDzSvJTf2Nu9hwAzzj9aEQ61cHUWmmAJUeBSNK3vD1g1F1RERgze"
  ],
  consensus: [
    "93f464de682fc3587192f8fccb927753108146a39e41b28fa098c3396ffcf4b6",
    "fa573b66a3dbd6e50bf9259f6f49ad03326f95db81c2a5f0d6ff2dc92bac0ce762c3501c416bff9cb62a6d296fc8055d1d206bee1dce96ed099c4fb197b487f81c",
    "5f824b4a59d00f84cd9060bdf61abe553d400761fe158804999713420bafdab3",
    "208f6c1e6889f1bc57ceab65ca2e83b95b928106990c4d5ac9f009cc7f5116df2d34e0bff6ee0113288df04df6ab4fe4b4582e0d2a51408379dfa7df258763201b"
  ]
}

describe("golden vectors", () => {
  it("are what the code writes today, small, and named once", () => {
    const generated = files.map(({ name }) => `${name}.json`)
    assert.sameMembers(
      readdirSync(folder).filter((name) => name.endsWith(".json")),
      [...generated, "codex-published.json"]
    )
    for (const file of files) {
      assert.strictEqual(render(file), text(file.name), `${file.name}.json is old: npm run vectors`)
      assert.strictEqual(committed.get(file.name)?.format, 1)
      assert.isBelow(text(file.name).length, 200_000, file.name)
      const names = [...file.cases, ...file.invalid].map(({ name, operation }) => `${operation}: ${name}`)
      assert.deepStrictEqual(
        names.filter((name, n) => names.indexOf(name) !== n),
        []
      )
    }
  })

  it("are described, every file and every operation once", () => {
    const readme = readFileSync(path.join(folder, "README.md"), "utf8")
    const operations = files.flatMap(({ operations }) => Object.keys(operations))
    assert.strictEqual(new Set(operations).size, operations.length)
    for (const { name } of files) assert.include(readme, `\n## ${name}.json\n`)
    for (const operation of operations) assert.include(readme, `\n| \`${operation}\` |`)
  })

  it("A-10 A-16 A-22 A-28 A-40 CHA-77 CHA-93 HGC-09 H-2 H-3: hold what others published or derived", () => {
    for (const [name, facts] of Object.entries(PUBLISHED))
      for (const fact of facts) assert.include(text(name), `"${fact}"`)
  })

  for (const { name, operations } of files) {
    for (const [title, { cases, invalid, operation }] of groups(name)) {
      const run = operations[operation]!
      const ids = [...new Set([...cases, ...invalid].flatMap(({ requirements }) => requirements))].sort()

      it(`${ids.length === 0 ? "" : `${ids.join(" ")}: `}${title} of vectors/${name}.json`, () => {
        for (const { expected, input, name } of cases) {
          const answer = Result.getOrThrowWith(run(input as never), (why) => new Error(`${name}: ${why}`))
          assert.deepStrictEqual(answer, expected, name)
          const second = oracle[operation]
          if (second !== undefined) assert.deepStrictEqual(second(input, expected), expected, `other code: ${name}`)
        }
        for (const { input, name, reason } of invalid) {
          const answer = run(input as never)
          assert.isTrue(Result.isFailure(answer), `it accepts ${name}`)
          // What is said on the special channel is ignored without a word.
          if (Result.isFailure(answer) && operation !== "hear") assert.match(answer.failure, words[reason], name)
        }
      })
    }
  }
})
