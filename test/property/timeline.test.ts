/** What a reader sees of a log of records. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Application from "../../src/domain/community/Application.ts"
import * as DiscordExport from "../../src/domain/community/DiscordExport.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Timeline from "../../src/domain/community/Timeline.ts"
import { type HistoryRecord, MessageId } from "../../src/domain/community/HistoryRecord.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import { MessageHash } from "../../src/domain/waku/WakuMessage.ts"
import { runs } from "../../src/testing/runs.ts"

const keys = [1, 2, 3].map((byte) => PublicKey.PublicKey(secp256k1.getPublicKey(new Uint8Array(32).fill(byte), false)))
const community = PublicKey.toCommunityId(keys[0]!)
const chatId = `${community}-a-channel`
const topic = ContentTopic("/waku/1/0x00000000/rfc26")

const record = (author: number, type: number, payload: Uint8Array, at: bigint): HistoryRecord => {
  const envelope = Envelope.assemble(type, payload, new Uint8Array(65))
  return {
    id: Envelope.messageId(keys[author]!, envelope),
    topic,
    timestamp: Time.nanos(at),
    hash: MessageHash("00"),
    type,
    author: PublicKey.toText(keys[author]!),
    envelope
  }
}

const clock = (value: number) => Time.millis(BigInt(value))

const chat = (author: number, text: string) =>
  record(
    author,
    Application.Type.CHAT_MESSAGE,
    Application.encodeChat({
      clock: clock(5),
      timestamp: clock(5),
      text,
      responseTo: "",
      chatId,
      displayName: `person ${author}`,
      contentType: 1
    }),
    10n
  )

const edit = (author: number, messageId: string, text: string, at: number) =>
  record(
    author,
    Application.Type.EDIT_MESSAGE,
    Application.encodeEdit({ clock: clock(at), chatId, messageId, text }),
    BigInt(at)
  )

const erase = (author: number, messageId: string) =>
  record(author, Application.Type.DELETE_MESSAGE, Application.encodeDelete({ clock: clock(7), chatId, messageId }), 7n)

const person = fc.nat(2)
const show = (records: ReadonlyArray<HistoryRecord>, message: HistoryRecord) =>
  Timeline.line(community, Timeline.revisions(records), message)

describe("the timeline", () => {
  it("A-34: the newest edit by the author stands, whatever the order in which edits came", () => {
    const edits = fc.uniqueArray(fc.record({ by: person, at: fc.integer({ min: 6, max: 60 }), text: fc.string() }), {
      selector: ({ at }) => at,
      maxLength: 6
    })
    fc.assert(
      fc.property(person, fc.string(), edits, fc.nat(), (author, text, list, turn) => {
        const message = chat(author, text)
        const records = list.map(({ at, by, text }) => edit(by, message.id, text, at))
        const turned = [...records.slice(turn % (records.length + 1)), ...records.slice(0, turn % (records.length + 1))]
        const own = list.filter(({ by }) => by === author).sort((left, right) => right.at - left.at)
        const line = Option.getOrThrow(show(turned, message))
        assert.strictEqual(line.text, (own[0]?.text ?? text).toWellFormed())
        assert.strictEqual(line.edited, own.length > 0)
        assert.deepStrictEqual(show(records, message), show(turned, message))
      }),
      { numRuns: runs }
    )
  })

  it("a message goes with a deletion by its author or by the community, and by nobody else", () => {
    fc.assert(
      fc.property(person, person, (author, deleter) => {
        const message = chat(author, "text")
        const gone = Option.isNone(show([erase(deleter, message.id)], message))
        assert.strictEqual(gone, deleter === author || deleter === 0)
      }),
      { numRuns: 50 }
    )
  })

  it("A-13: a payload under another type is no revision of anything", () => {
    const types = [...Application.MATERIALISED]
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.string(), (type, text) => {
        const message = chat(1, "text")
        const payload = Application.encodeEdit({ clock: clock(9), chatId, messageId: message.id, text })
        const forged = record(1, type, payload, 9n)
        const line = show([forged], message)
        if (type !== Application.Type.EDIT_MESSAGE) assert.strictEqual(Option.getOrThrow(line).text, "text")
        else assert.strictEqual(Option.getOrThrow(line).text, text.toWellFormed())
      }),
      { numRuns: runs }
    )
  })

  it("hostile envelopes show nothing and never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(1, 22, 28, 29, 31, 43), (envelope, type) => {
        const hostile = { ...chat(1, ""), envelope, type, id: MessageId(`0x${"0".repeat(64)}`) }
        show([hostile], hostile)
      }),
      { numRuns: runs }
    )
  })
})

const author = fc.record({ id: fc.string(), name: fc.string({ minLength: 1 }), nickname: fc.option(fc.string()) })
const message = fc.record({
  id: fc.string({ minLength: 1 }),
  type: fc.constantFrom("Default", "Reply", "ThreadCreated"),
  timestamp: fc
    .date({ min: new Date("1971-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  timestampEdited: fc.constant(null),
  content: fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant("")),
  author
})

describe("exports", () => {
  it("A-57: every message comes back with its author, its text and its instant", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        const source = Result.getOrThrow(DiscordExport.fromJson({ channel: { id: "1", name: "general" }, messages }))
        const { posts } = Result.getOrThrow(DiscordExport.posts(source, chatId))
        const shown = posts.map((post) => {
          const line = Option.getOrThrow(
            show([], record(0, Application.Type.CHAT_MESSAGE, post.payload, post.timestamp))
          )
          return [line.author, line.text, Time.toIso(line.timestamp)]
        })
        assert.deepStrictEqual(
          shown,
          messages.map((one) => [
            (one.author.nickname || one.author.name).toWellFormed(),
            one.content.toWellFormed(),
            one.timestamp
          ])
        )
      }),
      { numRuns: runs }
    )
  })

  it("the authors that an import names are believed under the community's signature alone", () => {
    const source = {
      channel: { id: "1", name: "general" },
      messages: [{ id: "1", type: "Default", timestamp: "2024-01-01", content: "x", author: { id: "1", name: "ada" } }]
    }
    const { posts } = Result.getOrThrow(DiscordExport.posts(source, chatId))
    const line = show([], record(1, Application.Type.CHAT_MESSAGE, posts[0]!.payload, posts[0]!.timestamp))
    assert.strictEqual(Option.getOrThrow(line).author, PublicKey.toText(keys[1]!))
  })

  it("what is no export, or has no date, is refused as a whole", () => {
    for (const json of [null, [], {}, { channel: { id: 1 } }, { channel: { id: "", name: "x" }, messages: [] }]) {
      assert.isTrue(Result.isFailure(DiscordExport.fromJson(json)))
    }
    const source = {
      channel: { id: "1", name: "general" },
      messages: [{ id: "7", type: "Default", timestamp: "yesterday", content: "", author: { id: "1", name: "a" } }]
    }
    const refused = DiscordExport.posts(source, chatId)
    assert.isTrue(Result.isFailure(refused) && refused.failure.why.includes("message 7"))
  })
})

describe("instants", () => {
  it("ISO 8601 to the nanosecond and back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: Time.MAX_NANOS }), (value) => {
        assert.strictEqual(Time.fromIso(Time.toIso(Time.nanos(value))), value)
      }),
      { numRuns: runs }
    )
    assert.strictEqual(Time.fromIso("2024-03-10T12:00:00.1234567+02:30"), Time.fromIso("2024-03-10T09:30:00.1234567Z"))
    for (const text of ["", "today", "2024-13-01", "1969-12-31T23:59:59Z", "2024-01-01T00:00:00+99"])
      assert.isUndefined(Time.fromIso(text))
  })
})
