/** What is imported. */
import { assert } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Application from "../../../src/domain/community/Application.ts"
import * as Description from "../../../src/domain/community/Description.ts"
import * as DiscordExport from "../../../src/domain/community/DiscordExport.ts"
import * as Time from "../../../src/domain/Time.ts"
import { community } from "../../../src/testing/generators/community.ts"
import { jsons } from "../generators/json.ts"
import { assertTyped, type Target, textOf } from "../Target.ts"

const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { freq: 3 })
const text = fc.string({ unit: "binary", maxLength: 6 })
const exported = fc.record({
  channel: fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    name: fc.string({ minLength: 1, maxLength: 4 })
  }),
  messages: fc.array(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      type: fc.constantFrom("Default", "Reply"),
      timestamp: fc.constantFrom("2024-01-31T12:00:00+00:00", "2024-01-31", "1970-01-01", "soon", "2262-04-12"),
      timestampEdited: maybe(fc.constantFrom("2024-01-31T12:00:00+00:00", "soon")),
      content: text,
      author: fc.record({ id: text, name: text, nickname: maybe(text), avatarUrl: maybe(text) }),
      attachments: maybe(
        fc.array(
          fc.record({
            id: text,
            url: maybe(text),
            fileSizeBytes: maybe(fc.oneof(fc.double({ noNaN: true }), fc.nat()))
          }),
          { maxLength: 2 }
        )
      ),
      reference: maybe(fc.record({ messageId: maybe(text), guildId: maybe(text) }))
    }),
    { maxLength: 3 }
  )
})

const CHAT = Description.chatId(community, "1")
const MAX_SIZE = 2n ** 64n - 1n

/** Every post is read again as what the export says. */
const checkExport: Target["check"] = (input) => {
  let json: unknown
  try {
    json = JSON.parse(textOf(input))
  } catch {
    return false
  }
  const source = DiscordExport.fromJson(json)
  const posts = Result.flatMap(source, (one) => DiscordExport.posts(one, CHAT))
  if (Result.isFailure(source) || Result.isFailure(posts)) {
    assertTyped(
      Result.isFailure(source) ? source.failure : Option.getOrThrow(Result.getFailure(posts)),
      "InvalidExport"
    )
    return false
  }
  assert.strictEqual(posts.success.posts.length, source.success.messages.length)
  assert.isAtMost(posts.success.repaired, posts.success.posts.length)
  for (const [at, { payload, timestamp }] of posts.success.posts.entries()) {
    const message = source.success.messages[at]!
    const read = Application.decode(Application.Type.CHAT_MESSAGE, payload)
    if (Result.isFailure(read) || read.success._tag !== "Chat") throw new Error("a post that nobody can read")
    const discord = Option.getOrThrow(read.success.discord)
    assert.strictEqual(read.success.clock, Time.toMillis(timestamp))
    assert.strictEqual(read.success.text, message.content.toWellFormed())
    assert.strictEqual(discord.id, message.id.toWellFormed())
    assert.strictEqual(discord.author.name, message.author.name.toWellFormed())
    const sizes = (message.attachments ?? []).map(({ fileSizeBytes }) => Math.max(0, Math.trunc(fileSizeBytes ?? 0)))
    assert.deepStrictEqual(
      discord.attachments.map(({ fileSizeBytes }) => fileSizeBytes),
      sizes.map((size) => (BigInt(size) > MAX_SIZE ? MAX_SIZE : BigInt(size)))
    )
  }
  return posts.success.posts.length > 0
}

export const targets: ReadonlyArray<Target> = [
  {
    name: "discord-export",
    law: "an export is refused, or every message of it becomes a post that says the same",
    kind: "text",
    inputs: jsons(exported.map((value) => JSON.stringify(value))),
    check: checkExport
  }
]
