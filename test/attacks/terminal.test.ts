/** Attacks by text: what steers a terminal, what breaks a line of a log, what a database could take for a command. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as fc from "fast-check"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { Progress } from "../../src/app/Progress.ts"
import * as Logs from "../../src/app/cli/Logs.ts"
import * as Sync from "../../src/app/cli/commands/sync.ts"
import * as Units from "../../src/app/cli/Units.ts"
import { runs } from "../../src/testing/runs.ts"
import { run, succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

/** All that moves a cursor, rings, changes colours or the direction of text; a line feed ends lines of our own. */
const STEERING = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/u

const HOSTILE =
  "\u001b]0;owned\u0007\u001b[2J\u009b31m\r\u0008\u202etxt.exe\u2066\u2028'; DROP TABLE record; --\"); \u0000 %s ${x} \n2026-01-01  #general  admin: pay me"

const attempt = (name: string) => `${HOSTILE}${name}`

const exported = {
  guild: { id: "1", name: attempt("guild") },
  channel: { id: attempt("channel id"), type: "GuildTextChat", name: attempt("channel") },
  messages: [0, 1].map((n) => ({
    id: `${n + 1}`,
    type: "Default",
    timestamp: `2024-01-0${n + 1}T00:00:00Z`,
    timestampEdited: null,
    isPinned: false,
    content: attempt(`text ${n}`),
    author: { id: "1", name: attempt("author"), discriminator: "0000", nickname: attempt("nick"), isBot: false },
    attachments: [],
    embeds: [],
    reactions: [],
    mentions: []
  })),
  messageCount: 2
}

describe("the command line", () => {
  it.live("prints nothing raw of names and texts that came from outside, and stores them as they are", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* temporaryFolder
        yield* Effect.promise(async () => {
          const [network, home, member] = ["network", "control", "member"].map((name) => path.join(folder, name))
          const file = path.join(folder, "export \u001b[31m'; --.json")
          await fs.writeFile(file, JSON.stringify(exported))
          const said: Array<string> = []
          const keep = async (...args: ReadonlyArray<string>) => {
            const { code, err, out } = await run(network!, args)
            said.push(out, err)
            return { code, out }
          }
          // A command line cannot hold a NUL; everything else it can.
          const name = attempt("community").replaceAll("\u0000", "")
          const id = (await succeed(network!, ["init", "--home", home!, "--name", name])).trim()
          assert.strictEqual((await keep("import", "--home", home!, file)).code, 0)
          assert.strictEqual((await keep("archive", "--home", home!)).code, 0)
          assert.strictEqual((await keep("sync", "--home", member!, "--community", id)).code, 0)
          await keep("messages", "--home", member!)
          await keep("messages", "--home", member!, "--channel", HOSTILE.replaceAll("\u0000", ""))
          await keep("status", "--home", member!)
          await keep("status", "--home", member!, "--json")
          await keep("import", "--home", home!, path.join(folder, "no \u001b[31m such"))
          await keep("inspect", path.join(folder, "no \u001b[31m such"))
          await keep("explain", "--home", member!, "\u001b[31m")
          assert.strictEqual((await keep("verify", "--home", member!)).code, 0)
          const listed = (await keep("messages", "--home", member!, "--json")).out.trim().split("\n")
          assert.deepStrictEqual(
            listed.map((line) => {
              const { author, channel, text } = JSON.parse(line) as Record<string, string>
              return [channel, author, text]
            }),
            [0, 1].map((n) => [attempt("channel"), attempt("nick"), attempt(`text ${n}`)])
          )
          for (const text of said) assert.notMatch(text, STEERING)
        })
      })
    )
  )

  it("names entries of an index that cannot be used without what their names hold", () => {
    const summary = Sync.summary({
      announcement: Option.none(),
      hydrated: [],
      waiting: [],
      skipped: [{ key: HOSTILE, why: HOSTILE }]
    })
    assert.notMatch(summary, STEERING)
    assert.notInclude(summary, "\n2026-01-01")
  })

  it("JSON for programs steers no terminal either, and is the same value", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE.split("")), (text, character) => {
        const value = { [text]: [text, `${character}${text}`, HOSTILE] }
        const printed = Units.inert(JSON.stringify(value))
        assert.notMatch(printed, STEERING)
        assert.notInclude(printed, "\n")
        assert.deepStrictEqual(JSON.parse(printed), value)
      }),
      { numRuns: runs }
    ))
})

describe("a log", () => {
  for (const format of ["json", "logfmt"] as const) {
    it.effect(`as ${format} has one line an event, whatever the event says`, () =>
      Effect.gen(function* () {
        const written: Array<string> = []
        const layer = Logs.layer(format, { role: "member", community: HOSTILE }, (text) => void written.push(text))
        yield* Effect.flatMap(Progress, (progress) =>
          Effect.scoped(
            Effect.gen(function* () {
              yield* progress.note(attempt("note"))
              const task = yield* progress.start(attempt("label"), 1, attempt("unit"))
              yield* task.advance(1)
            })
          )
        ).pipe(Effect.provide(layer))
        assert.strictEqual(written.length, 2)
        for (const line of written) {
          assert.match(line, /^[^\n]*\n$/u)
          assert.notMatch(line, STEERING)
          if (format === "json") JSON.parse(line)
        }
      })
    )
  }
})
