/** `Wire` is written by hand; what protobuf.js makes of `proto/` reads and writes the same. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Application from "../../src/domain/community/Application.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { index } from "../../src/testing/generators/archive.ts"
import { spoken } from "../../src/testing/generators/community.ts"
import { received } from "../../src/testing/generators/messages.ts"
import { runs } from "../../src/testing/runs.ts"
import { history, status, waku } from "../support/generated.js"

interface Generated {
  readonly decode: (bytes: Uint8Array) => object
  readonly encode: (value: never) => { readonly finish: () => Uint8Array }
}

/** Field by field under the names of `proto/`, as far as both have it in one form. */
const sameFields = (ours: object, theirs: object) => {
  const values = new Map(Object.entries(ours))
  for (const [name, value] of Object.entries(theirs)) {
    const mine: unknown = values.get(name)
    if (mine instanceof Uint8Array) assert.deepStrictEqual(mine, Uint8Array.from(value as Uint8Array), name)
    else if (["string", "number", "bigint", "boolean"].includes(typeof mine)) {
      assert.strictEqual(String(mine), String(value), name)
    }
  }
}

const agree = (generated: Generated, bytes: Uint8Array, read: Result.Result<object, unknown>) => {
  const theirs = generated.decode(bytes)
  assert.isFalse(Object.hasOwn(theirs, "$unknowns"), "a field that the declaration does not have")
  assert.deepStrictEqual(Uint8Array.from(generated.encode(theirs as never).finish()), bytes)
  sameFields(Result.getOrThrow(read), theirs)
}

const said: ReadonlyMap<number, readonly [Generated, (bytes: Uint8Array) => Result.Result<object, unknown>]> = new Map<
  number,
  readonly [Generated, (bytes: Uint8Array) => Result.Result<object, unknown>]
>([
  [Application.Type.CHAT_MESSAGE, [status.ChatMessage, Wire.decodeChat]],
  [Application.Type.EDIT_MESSAGE, [status.EditMessage, Wire.decodeEdit]],
  [Application.Type.DELETE_MESSAGE, [status.DeleteMessage, Wire.decodeDelete]],
  [Application.Type.EMOJI_REACTION, [status.EmojiReaction, Wire.decodeReaction]],
  [Application.Type.PIN_MESSAGE, [status.PinMessage, Wire.decodePin]]
])

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const text = fc.string({ unit: "grapheme", maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 40 })

describe("the wire, held against generated code", () => {
  const check = <A>(arbitrary: fc.Arbitrary<A>, property: (value: A) => void) =>
    fc.assert(fc.property(arbitrary, property), { numRuns: runs })

  it("messages of the network", () =>
    check(received, ({ message }) => {
      const written = Wire.encodeMessage(message)
      agree(waku.WakuMessage, written, Wire.decodeMessage(written))
    }))

  it("what members say", () =>
    check(spoken, ({ payload, type }) => {
      const [generated, read] = said.get(type)!
      agree(generated, payload, read(payload))
    }))

  it("envelopes, whatever their type", () =>
    check(fc.record({ signature: bytes, payload: bytes, type: fc.integer() }), (value) => {
      const written = Wire.encodeEnvelope(value)
      agree(status.ApplicationMetadataMessage, written, Wire.decodeEnvelope(written))
    }))

  it("announcements, descriptions, requests and their answers, parts", () => {
    check(fc.record({ clock: uint64, cid: text }), (value) => {
      const written = Wire.encodeAnnouncement(value)
      agree(history.CommunityMessageArchive, written, Wire.decodeAnnouncement(written))
    })
    const chats = fc.uniqueArray(fc.record({ id: text, name: text }), { selector: ({ id }) => id, maxLength: 4 })
    const description = fc.record({
      clock: uint64,
      access: fc.integer(),
      displayName: text,
      chats,
      archiveClock: uint64
    })
    check(description, (value) => {
      const written = Wire.encodeDescription(value)
      const read = Wire.decodeDescription(written)
      assert.deepStrictEqual(
        new Map(Result.getOrThrow(read).chats.map(({ id, name }) => [id, name])),
        new Map(value.chats.map(({ id, name }) => [id, name]))
      )
      // Generated code writes the chats in the order of its object's keys: numbers first.
      const { chats } = status.CommunityDescription.decode(written)
      assert.sameMembers(
        Object.entries(chats ?? {}).map(([id, chat]) => `${id} ${chat.identity?.displayName}`),
        value.chats.map(({ id, name }) => `${id} ${name}`)
      )
      if (value.chats.length <= 1) agree(status.CommunityDescription, written, read)
      const response = {
        clock: value.clock,
        accepted: true,
        communityId: Uint8Array.of(2),
        cid: "z",
        description: written
      }
      const answer = Wire.encodeJoinResponse(response)
      assert.strictEqual(
        status.CommunityRequestToJoinResponse.decode(answer).community?.identity?.displayName ?? "",
        value.displayName
      )
    })
    check(fc.record({ clock: uint64, chatId: text, communityId: bytes, displayName: text }), (value) => {
      const written = Wire.encodeJoinRequest(value)
      agree(status.CommunityRequestToJoin, written, Wire.decodeJoinRequest(written))
    })
    const part = fc.nat({ max: 2 ** 31 - 1 })
    check(fc.record({ hash: bytes, index: part, count: part, payload: bytes }), (value) => {
      const written = Wire.encodeSegment(value)
      agree(status.SegmentMessage, written, Wire.decodeSegment(written))
    })
  })

  it("CHA-37 A-22: indexes and the metadata of archives", () =>
    check(index, (value) => {
      const written = ArchiveIndex.encode(value)
      const { archives } = history.WakuMessageArchiveIndex.decode(written)
      assert.sameMembers(
        Object.keys(archives ?? {}),
        [...value].map(([key]) => key)
      )
      for (const [key, { cid, topics, window }] of value) {
        const theirs = archives?.[key]
        assert.strictEqual(theirs?.cid, cid)
        const { contentTopic, from, to } = theirs?.metadata ?? {}
        assert.deepStrictEqual([String(from), String(to)], [`${window.from}`, `${window.to}`])
        assert.deepStrictEqual(contentTopic, [...topics])
      }
    }))

  it("where bytes were spoiled, what can be read still is what generated code reads", () =>
    check(fc.tuple(spoken, fc.nat(), fc.nat(255)), ([{ payload, type }, at, byte]) => {
      const spoiled = Uint8Array.from(payload)
      if (spoiled.length > 0) spoiled[at % spoiled.length] = byte
      const [generated, read] = said.get(type)!
      const ours = read(spoiled)
      if (Result.isSuccess(ours)) sameFields(ours.success, generated.decode(spoiled))
    }))
})
