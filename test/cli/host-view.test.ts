/** What a host shows to people and to programs. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as HostView from "../../src/app/cli/HostView.ts"
import * as Units from "../../src/app/cli/Units.ts"
import type { Sight } from "../../src/app/host/Host.ts"
import type { CommunityId } from "../../src/domain/community/PublicKey.ts"

const number = fc.nat(1_000_000)
const row = fc.record({
  id: fc.constant("0x02" as CommunityId),
  since: number,
  state: fc.constantFrom("waiting", "ok", "failing"),
  archives: number,
  error: fc.string({ unit: "binary", maxLength: 300 }),
  at: number
})
const line = fc.record({
  runner: fc.oneof(fc.constant(""), fc.string({ unit: "binary", maxLength: 80 })),
  alive: fc.boolean(),
  held: number,
  waiting: number,
  failing: number,
  archives: number
})
const sight: fc.Arbitrary<Sight> = fc.record({
  runner: fc.string({ maxLength: 80 }),
  here: fc.array(row, { maxLength: 5 }),
  runners: fc.array(line, { maxLength: 5 })
})

const view = (mode: HostView.Options["mode"]) => {
  const written: Array<string> = []
  const printed: Array<string> = []
  const made = HostView.make({
    mode,
    columns: 80,
    unicode: true,
    write: (text) => void written.push(text),
    print: (text) => void printed.push(text)
  })
  return { ...made, written, printed }
}

describe("the view of a host", () => {
  it("never is wider than the terminal, whatever runners are called and errors say", () =>
    fc.assert(
      fc.property(sight, fc.integer({ min: 40, max: 200 }), (seen, columns) => {
        for (const text of HostView.picture(seen, columns, true).split("\n")) {
          assert.isAtMost(Units.width(text), columns)
          assert.strictEqual(Units.printable(text), text)
        }
      })
    ))

  it("for programs is one JSON object a line, and only where something changed", () =>
    fc.assert(
      fc.property(sight, fc.string({ unit: "binary" }), (seen, note) => {
        const { printed, reporter, show, written } = view("json")
        Effect.runSync(show(seen))
        Effect.runSync(show(seen))
        Effect.runSync(reporter.note(note))
        assert.deepStrictEqual(written, [])
        assert.deepStrictEqual(
          printed.map((text) => (JSON.parse(text) as { readonly event: string }).event),
          ["communities", "note"]
        )
      })
    ))

  it("on a terminal takes away what it drew before it draws again, or says anything", () => {
    const seen: Sight = { runner: "here", here: [], runners: [] }
    const { reporter, show, written } = view("live")
    Effect.runSync(show(seen))
    const lines = written.join("").split("\n").length - 1
    Effect.runSync(reporter.note("a word"))
    assert.strictEqual(written[1], `\u001b[${lines}A\r\u001b[J`)
    assert.strictEqual(written[2], "a word\n")
    assert.strictEqual(written[3], written[0])
  })
})
