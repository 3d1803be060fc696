/** The bytes of what is said: published vectors, strict payloads, and no payload that passes for two types. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { clock, community, spoken } from "../../src/testing/generators/community.ts"
import { runs } from "../../src/testing/runs.ts"

const hex = (text: string) => Bytes.fromHex(text)!
const CID = "zDvZRwzm22eSYNdLBuNHVi7jSTR2a4n48yy4Ur9qws4vHV6madiz"

type Reader = (payload: Uint8Array) => Result.Result<unknown, unknown>

/** Every type that is signed, and how its readers read it. */
const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  ...[...Application.MATERIALISED].map((type): [number, Reader] => [
    type,
    (payload) => Application.decode(type, payload)
  ]),
  [Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX, Wire.decodeAnnouncement],
  [Application.Type.COMMUNITY_DESCRIPTION, (payload) => Description.decode(payload, community)]
])

const announced = fc.tuple(clock, fc.oneof(fc.constant(CID), fc.string())).map(([clock, cid]) => ({
  type: Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX,
  payload: Wire.encodeAnnouncement({ clock, cid })
}))

const described = fc
  .record({
    clock,
    name: fc.string({ maxLength: 20 }),
    channels: fc.array(
      fc.record({ id: fc.nat(9).map((n) => Description.chatId(community, `${n}`)), name: fc.string({ maxLength: 9 }) }),
      { maxLength: 3 }
    ),
    archiveClock: clock
  })
  .map((value) => ({ type: Application.Type.COMMUNITY_DESCRIPTION, payload: Description.encode(value) }))

const signed = fc.oneof(
  { weight: 5, arbitrary: spoken.map(({ payload, type }) => ({ payload, type })) },
  announced,
  described
)

describe("A-13: the type of an envelope is not signed", () => {
  it("so a payload is read as the type it was written for, and as no other", () => {
    fc.assert(
      fc.property(signed, ({ payload, type }) => {
        for (const [other, read] of readers)
          assert.strictEqual(Result.isSuccess(read(payload)), other === type, `${type} as ${other}`)
      }),
      { numRuns: runs }
    )
  })

  it("an edit whose text is a CID announces nothing, an announcement describes nothing, a reaction deletes nothing", () => {
    const target = {
      clock: Time.millis(5n),
      chatId: Description.chatId(community, "general"),
      messageId: `0x${"ab".repeat(32)}`
    }
    assert.isTrue(Result.isFailure(Wire.decodeAnnouncement(Application.encodeEdit({ ...target, text: CID }))))
    assert.isTrue(
      Result.isFailure(Description.decode(Wire.encodeAnnouncement({ clock: 5n, cid: CID }), community)),
      "it would empty the list of channels"
    )
    assert.isTrue(
      Result.isFailure(
        Application.decode(
          Application.Type.DELETE_MESSAGE,
          Application.encodeReaction({ ...target, emoji: 5, retracted: false })
        )
      )
    )
  })

  it("a field that the type does not have makes the payload none of that type", () => {
    fc.assert(
      fc.property(signed, fc.constantFrom(0x7d0 << 3, (0x7d0 << 3) | 2), ({ payload, type }, tag) => {
        const more = Bytes.concat([payload, Bytes.uvarint(tag), Uint8Array.of(0)])
        assert.isTrue(Result.isSuccess(readers.get(type)!(payload)))
        assert.isTrue(Result.isFailure(readers.get(type)!(more)))
      }),
      { numRuns: runs }
    )
  })

  it("A-48: the other types are refused, whatever they carry", () => {
    fc.assert(
      fc.property(spoken, fc.integer(), ({ payload }, type) => {
        if (!Application.MATERIALISED.has(type)) assert.isTrue(Result.isFailure(Application.decode(type, payload)))
      }),
      { numRuns: runs }
    )
  })
})

describe("what members say", () => {
  it("comes back as it was, and one value has one encoding", () => {
    fc.assert(
      fc.property(spoken, ({ payload, type, value }) => {
        assert.deepStrictEqual(Result.getOrThrow(Application.decode(type, payload)), value)
      }),
      { numRuns: runs }
    )
  })

  it("is text that everybody can read: a lone surrogate becomes U+FFFD on the wire, never bytes that are no UTF-8", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 12 }),
        fc.constantFrom("\ud800", "\udc00", ""),
        (head, tail) => {
          const text = head + tail
          const payload = Application.encodeEdit({
            clock: Time.millis(1n),
            chatId: Description.chatId(community, "x"),
            messageId: `0x${"00".repeat(32)}`,
            text
          })
          const read = Result.getOrThrow(Application.decode(Application.Type.EDIT_MESSAGE, payload))
          assert.strictEqual(read._tag === "Edit" ? read.text : undefined, text.toWellFormed())
          const description = { clock: Time.millis(1n), name: text, channels: [], archiveClock: Time.millis(0n) }
          assert.strictEqual(
            Result.getOrThrow(Description.decode(Description.encode(description), community)).name,
            text.toWellFormed()
          )
        }
      ),
      { numRuns: runs }
    )
  })

  it("names a channel of a community and a message by their whole ids", () => {
    const target = {
      clock: Time.millis(1n),
      chatId: Description.chatId(community, "x"),
      messageId: `0x${"00".repeat(32)}`
    }
    const read = (change: Partial<typeof target>) =>
      Result.isSuccess(
        Application.decode(Application.Type.DELETE_MESSAGE, Application.encodeDelete({ ...target, ...change }))
      )
    assert.isTrue(read({}))
    for (const chatId of ["", community, "general", `${community}${"x".repeat(101)}`, `${community}\n`])
      assert.isFalse(read({ chatId }), chatId)
    for (const messageId of ["", "0x", "00".repeat(32), `0x${"00".repeat(31)}`, `0x${"AB".repeat(32)}`])
      assert.isFalse(read({ messageId }), messageId)
  })

  it("bytes that are no UTF-8 are no text", () => {
    assert.isTrue(Result.isFailure(Wire.decodeAnnouncement(hex("08011202ff2f"))))
    assert.isTrue(Result.isFailure(Wire.decodeEdit(hex("08011202c328"))))
  })
})

describe("A-58: a description is bounded", () => {
  const description = { clock: Time.millis(1n), name: "n", channels: [], archiveClock: Time.millis(0n) }
  const read = (change: Partial<Description.Description>) =>
    Result.isSuccess(Description.decode(Description.encode({ ...description, ...change }), community))
  const channel = (id: string, name: string) => ({ channels: [{ id, name }] })

  it("over-long names and ids are refused", () => {
    assert.isTrue(read(channel(`${community}x`, "x".repeat(1_000))))
    assert.isFalse(read(channel(`${community}x`, "x".repeat(1_001))))
    assert.isFalse(read(channel(`${community}${"x".repeat(200)}`, "x")))
    assert.isFalse(read({ name: "x".repeat(1_001) }))
  })

  it("the order in which channels are listed changes no byte", () => {
    const ids = fc.uniqueArray(fc.nat(50), { maxLength: 6 })
    fc.assert(
      fc.property(
        ids.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([left, right]) => {
          const encode = (list: ReadonlyArray<number>) =>
            Description.encode({
              ...description,
              channels: list.map((n) => ({ id: Description.chatId(community, `${n}`), name: `${n}` }))
            })
          assert.deepStrictEqual(encode(left), encode(right))
        }
      ),
      { numRuns: runs }
    )
  })
})

describe("published bytes", () => {
  it("A-10 A-11: an announcement is what status-go writes", () => {
    const bytes = `0880d095ffbc311234${Bytes.toHex(Bytes.utf8(CID))}`
    const value = { clock: 1_700_000_000_000n, cid: CID }
    assert.strictEqual(Bytes.toHex(Wire.encodeAnnouncement(value)), bytes)
    assert.deepStrictEqual(Result.getOrThrow(Wire.decodeAnnouncement(hex(bytes))), value)
    assert.strictEqual(Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX, 43)
  })

  it("CHA-75: a message has its fields ascending, its timestamp in zig-zag, its defaults left out", () => {
    const message = WakuMessage.make({
      payload: Uint8Array.of(1),
      contentTopic: ContentTopic("/a/b/c/d"),
      timestamp: Time.nanos(1n),
      version: 1,
      meta: Uint8Array.of(2),
      rateLimitProof: Uint8Array.of(3),
      ephemeral: true
    })
    assert.strictEqual(
      Bytes.toHex(Wire.encodeMessage(message)),
      ["0a0101", "12082f612f622f632f64", "1801", "5002", "5a0102", "aa010103", "f80101"].join("")
    )
    const plain = WakuMessage.make({
      payload: Bytes.empty,
      contentTopic: message.contentTopic,
      timestamp: Time.nanos(0n)
    })
    assert.strictEqual(Bytes.toHex(Wire.encodeMessage(plain)), "12082f612f622f632f64")
  })

  it("A-12: an envelope has signature, payload, type in the fields 1, 2, 3", () => {
    assert.strictEqual(
      Bytes.toHex(Wire.encodeEnvelope({ signature: Uint8Array.of(9), payload: Uint8Array.of(8), type: 43 })),
      ["0a0109", "120108", "182b"].join("")
    )
  })

  it("a version beyond 32 bits, a topic beyond its length are refused", () => {
    const read = (text: string) => Result.isSuccess(Wire.decodeMessage(hex(text)))
    const topic = "12082f612f622f632f64"
    assert.isTrue(read(`${topic}18ffffffff0f`), "2^32 - 1")
    assert.isFalse(read(`${topic}188080808010`), "2^32")
    assert.isFalse(read(`${topic}188180808020`), "2^33 + 1")
    const long = (length: number) => Bytes.toHex(Bytes.utf8(`/a/b/c/${"d".repeat(length - 7)}`))
    assert.isTrue(read(`128002${long(256)}`))
    assert.isFalse(read(`128102${long(257)}`))
  })
})
