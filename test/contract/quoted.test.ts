/** The text of a remote in messages to people. */
import { assert, it } from "@effect/vitest"
import { quoted } from "../../src/adapters/waku-sdk/quoted.ts"

it("a remote's text is shown in one line, without what moves a cursor or turns text around, and not whole", () => {
  assert.strictEqual(quoted('no "room"\r\nleft'), '"no \\"room\\" left"')
  for (const unsafe of ["\u001b[2J", "\u009b2J", "\u007f", "\u202e", "\u2028", "\u0000", "\ud800"])
    assert.strictEqual(quoted(`a${unsafe}b`), `"a ${unsafe.slice(1)}b"`)
  assert.strictEqual(quoted("é 你好 🎉"), '"é 你好 🎉"')
  assert.strictEqual(quoted(`${"x".repeat(199)}🎉`), `"${"x".repeat(199)}"`)
  assert.strictEqual(quoted("x".repeat(100_000)).length, 202)
})
