/** An export becomes posts: every field that another reader may want is in the message. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as DiscordExport from "../../src/domain/community/DiscordExport.ts"
import * as Time from "../../src/domain/Time.ts"
import { community } from "../../src/testing/generators/community.ts"

const chatId = Description.chatId(community, "1")

const message = {
  id: "77",
  type: "Reply",
  timestamp: "2024-05-06T07:08:09.5+00:00",
  timestampEdited: "2024-05-06T08:00:00Z",
  isPinned: true,
  content: "hello",
  author: { id: "5", name: "ann", discriminator: "0042", nickname: "Ann", avatarUrl: "http://a/p.png", isBot: false },
  reference: { messageId: "70", channelId: "9", guildId: "1" },
  attachments: [{ id: "8", url: "http://a/f", fileName: "f.txt", fileSizeBytes: 12.7 }],
  embeds: [],
  reactions: [],
  mentions: []
}

const read = (changes: object) => {
  const json = {
    guild: { id: "1", name: "g" },
    channel: { id: "9", type: "GuildTextChat", name: "general" },
    messages: [{ ...message, ...changes }],
    messageCount: 1
  }
  return Result.flatMap(DiscordExport.fromJson(JSON.parse(JSON.stringify(json)) as unknown), (source) =>
    DiscordExport.posts(source, chatId)
  )
}

const chatOf = (changes: object) => {
  const [post] = Result.getOrThrow(read(changes)).posts
  const content = Result.getOrThrow(Application.decode(Application.Type.CHAT_MESSAGE, post!.payload))
  assert.isTrue(content._tag === "Chat")
  return content._tag === "Chat" ? content : assert.fail()
}

describe("an export", () => {
  it("A-57: keeps author, reply, edit and attachments of every message", () => {
    const chat = chatOf({})
    const at = Time.fromIso("2024-05-06T07:08:09.5Z")!
    assert.deepStrictEqual([chat.text, chat.chatId, chat.clock], ["hello", chatId, Time.toMillis(at)])
    assert.deepStrictEqual(Option.getOrThrow(chat.discord), {
      id: "77",
      type: "Reply",
      timestamp: `${at / 1_000_000_000n}`,
      timestampEdited: `${Time.fromIso("2024-05-06T08:00:00Z")! / 1_000_000_000n}`,
      content: "hello",
      author: { id: "5", name: "ann", discriminator: "0042", nickname: "Ann", avatarUrl: "http://a/p.png" },
      reference: { messageId: "70", channelId: "9", guildId: "1" },
      attachments: [{ id: "8", messageId: "77", url: "http://a/f", fileName: "f.txt", fileSizeBytes: 12n }]
    })
  })

  it("A-57: what is absent is empty, a size below nothing is nothing", () => {
    const bare = chatOf({
      timestampEdited: null,
      author: { id: "5", name: "ann" },
      reference: undefined,
      attachments: [{ id: "8", fileSizeBytes: -3 }]
    })
    assert.deepStrictEqual(Option.getOrThrow(bare.discord).author, {
      id: "5",
      name: "ann",
      discriminator: "",
      nickname: "",
      avatarUrl: ""
    })
    const { attachments, reference, timestampEdited } = Option.getOrThrow(bare.discord)
    assert.deepStrictEqual(reference, { messageId: "", channelId: "", guildId: "" })
    assert.deepStrictEqual(attachments, [{ id: "8", messageId: "77", url: "", fileName: "", fileSizeBytes: 0n }])
    assert.strictEqual(timestampEdited, "")
    assert.deepStrictEqual(Option.getOrThrow(chatOf({ attachments: undefined }).discord).attachments, [])
    assert.strictEqual(Option.getOrThrow(chatOf({ timestampEdited: "some day" }).discord).timestampEdited, "")
  })

  it("A-57: a size past 64 bits is the greatest that there is, not what is left of it", () => {
    const sizes = (fileSizeBytes: number) =>
      Option.getOrThrow(chatOf({ attachments: [{ id: "8", fileSizeBytes }] }).discord).attachments.map(
        (attachment) => attachment.fileSizeBytes
      )
    assert.deepStrictEqual(sizes(2 ** 63), [2n ** 63n])
    assert.deepStrictEqual(sizes(2 ** 64), [2n ** 64n - 1n])
    assert.deepStrictEqual(sizes(3e30), [2n ** 64n - 1n])
  })

  it("counts the messages whose text or author no UTF-8 can hold", () => {
    const repaired = (changes: object) => Result.getOrThrow(read(changes)).repaired
    const author = (nickname: string) => ({ author: { id: "5", name: "ann", nickname } })
    assert.deepStrictEqual(
      [{}, { content: "\uD800" }, author("\uDC00"), { content: "\uD800", ...author("\uDC00") }].map(repaired),
      [0, 1, 1, 1]
    )
    assert.strictEqual(chatOf({ content: "a\uD800" }).text, "a\uFFFD")
  })

  it("is refused in words that name what is wrong", () => {
    const why = (outcome: ReturnType<typeof read>) =>
      Result.isFailure(outcome) ? [outcome.failure._tag, outcome.failure.why] : []
    assert.deepStrictEqual(why(read({ timestamp: "1970-01-01T00:00:00Z" })), [
      "InvalidExport",
      'message 77 is dated "1970-01-01T00:00:00Z", which is no date'
    ])
    const [tag, text] = why(read({ content: 5 }))
    assert.strictEqual(tag, "InvalidExport")
    assert.match(text!, /^it is not an export of DiscordChatExporter \(.+\)$/u)
    assert.notInclude(text!, "\n")
  })
})
