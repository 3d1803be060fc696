/** The protocols together, as a user sees them at the first try. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import { succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

describe("demo community", () => {
  it.live(
    "CHA-27 CHA-98 SDS-14 HGC-12 MLS-09 MLS-10: five members end with equal histories and equal logs, the one who left is out",
    () =>
      Effect.gen(function* () {
        const network = yield* temporaryFolder
        const out = yield* Effect.promise(() => succeed(network, ["demo", "community", "--json"]))
        const ending = JSON.parse(out) as {
          readonly folder: string
          readonly people: ReadonlyArray<{ readonly held: { readonly history: string; readonly log: string } }>
          readonly archives: number
          readonly equalHistories: boolean
          readonly equalLogs: boolean
          readonly left: boolean
        }
        yield* Effect.promise(() => fs.rm(ending.folder, { recursive: true }))
        assert.strictEqual(ending.people.length, 3)
        assert.strictEqual(new Set(ending.people.map(({ held }) => held.history)).size, 1)
        assert.strictEqual(new Set(ending.people.map(({ held }) => held.log)).size, 1)
        assert.isTrue(ending.equalHistories && ending.equalLogs && ending.left)
        assert.strictEqual(ending.archives, 7)
      })
  )
})
