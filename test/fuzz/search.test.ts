/** The search itself: what it follows, that it repeats itself, and how small it makes what it finds. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Coverage } from "../../scripts/fuzz/Coverage.ts"
import { blocks, union } from "../../scripts/fuzz/Coverage.ts"
import { type Found, search } from "../../scripts/fuzz/guide.ts"
import { kindOf, minimise } from "../../scripts/fuzz/minimise.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Target } from "./Target.ts"

const MAGIC = Bytes.utf8("magic")

/** Fails at five bytes that nobody guesses; each of them is a branch of its own. `sees`: whether branches are told. */
const planted = (sees: boolean) => {
  let reached: Array<number> = []
  const known = new Set<string>()
  const target: Target = {
    name: "planted",
    law: "it does not begin with the magic bytes",
    kind: "bytes",
    inputs: fc.uint8Array({ maxLength: 8 }),
    check: (input) => {
      const depth = MAGIC.findIndex((byte, at) => input[at] !== byte)
      if (depth < 0) throw new Error("it begins with the magic bytes")
      reached.push(depth)
      return depth > 0
    }
  }
  const coverage: Coverage = {
    fresh: () => {
      const names = new Set(reached.map(String))
      reached = []
      return [...names]
        .filter((name) => sees && !known.has(name))
        .map((name) => ({ name, ran: Bytes.empty, begins: new Set<number>() }))
    },
    add: (functions) => {
      for (const { name } of functions) known.add(name)
    },
    functions: () => []
  }
  return { target, coverage }
}

const searched = async (seed: number, sees: boolean, most: number) => {
  const tried: Array<string> = []
  const failures: Array<Found> = []
  const progress = await search({
    ...planted(sees),
    seed,
    corpus: [],
    watch: (input) => void (input !== undefined && tried.push(Bytes.toHex(input))),
    found: (failure) => failures.push(failure),
    isOver: ({ inputs }) => failures.length > 0 || inputs >= most
  })
  return { failures, progress, tried }
}

describe("the search", () => {
  it("goes on from inputs that reach new code, which finds what chance does not", async () => {
    const { failures } = await searched(1, true, 200_000)
    assert.deepStrictEqual(
      failures.map(({ input }) => input),
      [MAGIC]
    )
    assert.deepStrictEqual((await searched(1, false, 20_000)).failures, [])
  })

  it("tries the same inputs for the same seed, others for another", async () => {
    const first = await searched(7, true, 2_000)
    assert.deepStrictEqual(await searched(7, true, 2_000).then(({ tried }) => tried), first.tried)
    assert.notDeepEqual((await searched(8, true, 2_000)).tried, first.tried)
    assert.isAbove(first.progress.corpus, 0)
  })
})

describe("what fails", () => {
  const failing = (kind: Target["kind"], fails: (text: string) => boolean): Target => ({
    name: "failing",
    law: "",
    kind,
    inputs: fc.constant(Bytes.empty),
    check: (input) => {
      if (fails(Bytes.toUtf8(input) ?? "")) throw new Error(`fails at ${input.length}`)
      return true
    }
  })
  const smallest = async (target: Target, text: string) =>
    Bytes.toUtf8(await minimise(target, Bytes.utf8(text), kindOf(new Error("fails at 0"))))

  it("is made small, byte by byte", async () => {
    assert.strictEqual(
      await smallest(
        failing("bytes", (text) => text.includes("xy")),
        `${"a".repeat(500)}xybc`
      ),
      "xy"
    )
  })

  it("is made small as JSON where it is JSON", async () => {
    const target = failing("text", (text) => {
      try {
        return (JSON.parse(text) as { readonly b?: ReadonlyArray<{ readonly c?: number }> }).b?.[0]?.c === 1
      } catch {
        return false
      }
    })
    assert.strictEqual(await smallest(target, '{"a":{"x":[1,2]},"b":[{"c":1,"d":2},{"e":3}]}'), '{"b":[{"c":1}]}')
  })

  it("is one kind of failure whatever the numbers and texts in it", () => {
    assert.strictEqual(kindOf(new Error('key "a" at 17')), kindOf(new Error('key "bc" at 4')))
    assert.notStrictEqual(kindOf(new Error("key")), kindOf(new TypeError("key")))
  })
})

it("blocks that ran in several threads count once", () => {
  const code = (ran: ReadonlyArray<number>, begins: ReadonlyArray<number>) => ({
    name: "f",
    ran: Uint8Array.from(ran),
    begins: new Set(begins)
  })
  const left = code([1, 1, 0, 0], [0, 2, 4])
  const right = code([1, 0, 0, 1], [0, 1, 3, 4])
  assert.deepStrictEqual(
    [left, right].map((one) => blocks([one])),
    [1, 2]
  )
  assert.strictEqual(blocks(union([left, right])), 3)
  assert.strictEqual(blocks(union([left, { ...right, name: "g" }])), 3)
})
