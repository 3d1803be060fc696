/** What an operator writes of many communities, and what he is told where it is wrong. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as CommunityList from "../../src/app/cli/CommunityList.ts"
import * as Home from "../../src/app/cli/Home.ts"
import { Progress } from "../../src/app/Progress.ts"
import * as Time from "../../src/domain/Time.ts"
import { temporaryFolder } from "../support/temporary.ts"

const KEY = "11".repeat(32)
const OTHER = "22".repeat(32)
const entry = { name: "One", createdAt: "2026-01-01T00:00:00Z", key: "one.key" }

const write = (file: string, text: string, mode = 0o600) =>
  Effect.promise(async () => {
    await fs.mkdir(path.dirname(file), { recursive: true })
    await fs.writeFile(file, text, { mode })
  })

/** A folder with two keys, and the list beside them. */
const place = Effect.fnUntraced(function* (list: string) {
  const folder = yield* temporaryFolder
  yield* write(path.join(folder, "one.key"), KEY)
  yield* write(path.join(folder, "two.key"), OTHER)
  const file = path.join(folder, "communities.json")
  yield* write(file, list)
  return { folder, file }
})

const refusal = (list: string) =>
  Effect.gen(function* () {
    const { file } = yield* place(list)
    const { message } = yield* Effect.flip(CommunityList.read([file]))
    assert.notInclude(message, "\n")
    assert.include(message, file)
    return message
  })

describe("the list of communities", () => {
  it.effect("is one document, an array, or one object a line; paths are meant from its folder", () =>
    Effect.gen(function* () {
      const two = { ...entry, name: "Two", key: "two.key", window: "1 day", profile: "status" }
      const forms = [
        JSON.stringify({ communities: [entry, two] }),
        JSON.stringify([entry, two], undefined, 2),
        `${JSON.stringify(entry)}\n\n${JSON.stringify(two)}\n`
      ]
      for (const form of forms) {
        const { file, folder } = yield* place(form)
        const found = yield* CommunityList.read([file])
        assert.deepStrictEqual(
          found.map(({ createdAt, keyFile, name, profile, window }) => ({ createdAt, keyFile, name, profile, window })),
          [
            {
              createdAt: Time.fromIso("2026-01-01T00:00:00Z")!,
              keyFile: path.join(folder, "one.key"),
              name: "One",
              profile: "spec",
              window: Time.days(7)
            },
            {
              createdAt: Time.fromIso("2026-01-01T00:00:00Z")!,
              keyFile: path.join(folder, "two.key"),
              name: "Two",
              profile: "status",
              window: Time.days(1)
            }
          ]
        )
        assert.strictEqual(new Set(found.map(({ id }) => id)).size, 2)
      }
    })
  )

  it.effect("is a folder of homes as well, of which those of members are left out, or names homes one by one", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const homes = path.join(folder, "homes")
      const { file } = yield* place(JSON.stringify([entry]))
      const [{ id } = assert.fail()] = yield* CommunityList.read([file])
      const home = { community: id, createdAt: 5n, window: 7n, profile: "spec", name: "Home" } as const
      const nothing = () => Effect.void
      yield* Home.create({ ...home, role: "control", folder: path.join(homes, "a") }, nothing)
      yield* Home.create({ ...home, role: "member", folder: path.join(homes, "b") }, nothing)
      const expected = [
        {
          id,
          name: "Home",
          createdAt: Time.nanos(5n),
          window: Time.nanos(7n),
          profile: "spec" as const,
          keyFile: path.join(homes, "a", "key"),
          home: path.join(homes, "a")
        }
      ]
      assert.deepStrictEqual(yield* CommunityList.read([homes]), expected)
      assert.deepStrictEqual(yield* CommunityList.read([path.join(homes, "a")]), expected)
      yield* write(path.join(folder, "list.jsonl"), JSON.stringify({ home: "homes/a" }))
      assert.deepStrictEqual(yield* CommunityList.read([path.join(folder, "list.jsonl"), homes]), expected)
      yield* write(path.join(folder, "member.jsonl"), JSON.stringify({ home: "homes/b" }))
      assert.include(
        (yield* Effect.flip(CommunityList.read([path.join(folder, "member.jsonl")]))).message,
        "member's home"
      )
    })
  )

  it.effect("says in one line where it is wrong and what is expected", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, RegExp]> = [
        [JSON.stringify({ communities: [entry, { ...entry, name: " " }] }), /community 2: .*1 to 200 characters/],
        [`${JSON.stringify(entry)}\nnonsense`, /line 2: this is no JSON/],
        [JSON.stringify([{ ...entry, createdAt: "yesterday" }]), /community 1: .*2024-01-31/],
        [JSON.stringify([{ ...entry, window: "0 seconds" }]), /community 1: .*"7 days"/],
        [JSON.stringify([{ ...entry, id: "0x12" }]), /community 1: .*66 hexadecimal digits/],
        [JSON.stringify([{ ...entry, colour: "red" }]), /community 1: /],
        ["[]", /there is no community/]
      ]
      for (const [list, expected] of cases) assert.match(yield* refusal(list), expected)
    })
  )

  it.effect("names a community that is listed under two keys files", () =>
    Effect.gen(function* () {
      const { file, folder } = yield* place(JSON.stringify([entry, { ...entry, name: "Copy", key: "copy.key" }]))
      yield* write(path.join(folder, "copy.key"), KEY)
      assert.match(
        (yield* Effect.flip(CommunityList.read([file]))).message,
        /"One" and "Copy" are the same community 0x/
      )
    })
  )

  it.effect("a key that others may read, or that is none, leaves its community out, with a word; the others run", () =>
    Effect.gen(function* () {
      const { file, folder } = yield* place(
        JSON.stringify([
          entry,
          { ...entry, key: "open.key" },
          { ...entry, key: "empty.key" },
          { ...entry, key: "none" }
        ])
      )
      yield* write(path.join(folder, "open.key"), OTHER, 0o644)
      yield* write(path.join(folder, "empty.key"), "")
      const said: Array<string> = []
      const found = yield* CommunityList.read([file]).pipe(
        Effect.provideService(Progress, {
          start: () => Effect.succeed({ advance: () => Effect.void }),
          note: (text) => Effect.sync(() => void said.push(text))
        })
      )
      assert.deepStrictEqual(
        found.map(({ name }) => name),
        ["One"]
      )
      assert.strictEqual(said.length, 3)
      assert.isTrue(said.some((text) => text.includes("chmod 600")))
    })
  )
})
