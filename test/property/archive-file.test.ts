/** Archive files: written and read in pieces, read tolerantly, and never with more memory than allowed. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { Result } from "effect"
import Long from "long"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Archive from "../../src/domain/history/Archive.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Topic from "../../src/domain/waku/Topic.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { history, waku } from "../support/generated.js"
import * as generate from "../../src/testing/generators/archive.ts"
import { cut, cuts } from "../../src/testing/generators/codex.ts"
import { runs } from "../../src/testing/runs.ts"

const limits: ArchiveFile.Limits = { maxMessageBytes: 4_096, maxMessages: 1_000, maxTopics: 50, maxHeaderBytes: 8_192 }

/** All items of a file in pieces, or the error. */
const read = (pieces: ReadonlyArray<Uint8Array>, over: Partial<ArchiveFile.Limits> = {}) =>
  Result.gen(function* () {
    const decoder = ArchiveFile.decoder({ ...limits, ...over })
    const items: Array<ArchiveFile.Item> = []
    for (const piece of pieces) items.push(...(yield* decoder.push(piece)))
    items.push(...(yield* decoder.finish()))
    return items
  })
const readAll = (bytes: Uint8Array, over?: Partial<ArchiveFile.Limits>) => read([bytes], over)
const items = (bytes: Uint8Array) => Result.getOrThrow(readAll(bytes))

const write = ({ messages, topics, window }: generate.Sealed) =>
  Bytes.concat([ArchiveFile.header(window, topics), ArchiveFile.body(messages)])

const expected = ({ messages, topics, window }: generate.Sealed): ReadonlyArray<ArchiveFile.Item> => [
  { _tag: "Metadata", metadata: { window, topics } },
  ...messages.map((message): ArchiveFile.Item => ({ _tag: "Message", message }))
]

const lengthy = (number: number, content: Uint8Array) =>
  Bytes.concat([Bytes.uvarint(number * 8 + 2), Bytes.uvarint(content.length), content])

const sealed = generate.sealed(6)
const pieces = cuts(90)

describe("writing", () => {
  it("CHA-30…33: header and bodies are the canonical archive, as generated code writes it at once", () => {
    fc.assert(
      fc.property(sealed, (made) => {
        const whole = history.WakuMessageArchive.encode({
          version: 1,
          metadata: {
            version: 1,
            from: Long.fromBigInt(made.window.from, true),
            to: Long.fromBigInt(made.window.to, true),
            contentTopic: [...made.topics]
          },
          messages: made.messages.map((message) => waku.WakuMessage.decode(Wire.encodeMessage(message)))
        }).finish()
        assert.strictEqual(Bytes.toHex(write(made)), Bytes.toHex(whole))
      }),
      { numRuns: runs }
    )
  })

  it("A-33: batching never changes a byte", () => {
    fc.assert(
      fc.property(sealed, fc.array(fc.nat(6), { maxLength: 4 }), (made, bounds) => {
        const marks = [
          0,
          ...bounds.map((at) => Math.min(at, made.messages.length)).sort((a, b) => a - b),
          made.messages.length
        ]
        const bodies = marks.slice(1).map((to, n) => ArchiveFile.body(made.messages.slice(marks[n], to)))
        assert.deepStrictEqual(Bytes.concat([ArchiveFile.header(made.window, made.topics), ...bodies]), write(made))
      }),
      { numRuns: runs }
    )
  })
})

describe("reading", () => {
  it("CHA-35: gives what was written, in its order, however the file is cut", () => {
    fc.assert(
      fc.property(sealed, pieces, (made, sizes) => {
        assert.deepStrictEqual(Result.getOrThrow(read(cut(write(made), sizes))), expected(made))
      }),
      { numRuns: runs }
    )
  })

  it("keeps no view into the pieces it was given", () => {
    fc.assert(
      fc.property(sealed, (made) => {
        const bytes = write(made)
        const found = items(bytes)
        bytes.fill(0xff)
        assert.deepStrictEqual(found, expected(made))
      }),
      { numRuns: runs }
    )
  })

  const content = fc.uint8Array({ maxLength: 30 })
  const number = fc.oneof(fc.integer({ min: 4, max: 20 }), fc.constantFrom(2 ** 28, 2 ** 29 - 1))
  const scalar = fc.oneof(
    fc.tuple(number, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(([field, value]) => {
      const digits: Array<number> = []
      let rest = value
      for (; rest > 0x7fn; rest >>= 7n) digits.push(Number(rest & 0x7fn) | 0x80)
      return Bytes.concat([Bytes.uvarint(field * 8), Uint8Array.from([...digits, Number(rest)])])
    }),
    fc.tuple(number, content).map(([field, bytes]) => lengthy(field, bytes)),
    fc
      .tuple(number, fc.uint8Array({ minLength: 8, maxLength: 8 }))
      .map(([field, bytes]) => Bytes.concat([Bytes.uvarint(field * 8 + 1), bytes])),
    fc
      .tuple(number, fc.uint8Array({ minLength: 4, maxLength: 4 }))
      .map(([field, bytes]) => Bytes.concat([Bytes.uvarint(field * 8 + 5), bytes])),
    fc.constantFrom(
      Bytes.concat([Bytes.uvarint(81), new Uint8Array(8).fill(0xff)]),
      Bytes.concat([Bytes.uvarint(85), new Uint8Array(4).fill(0xff)])
    )
  )
  const group = fc
    .tuple(
      number,
      fc.array(
        fc.oneof(
          scalar,
          content.map((bytes) => lengthy(3, bytes)),
          content.map((bytes) => lengthy(2, bytes))
        ),
        { maxLength: 3 }
      )
    )
    .map(([field, inner]) => Bytes.concat([Bytes.uvarint(field * 8 + 3), ...inner, Bytes.uvarint(field * 8 + 4)]))
  const unknown = fc.oneof({ weight: 4, arbitrary: scalar }, group)

  it("A-44 A-45: passes over padding and unknown fields of every wire type, wherever they stand", () => {
    fc.assert(
      fc.property(
        sealed,
        fc.array(fc.tuple(fc.nat(), unknown), { maxLength: 4 }),
        content,
        pieces,
        (made, strangers, padding, sizes) => {
          const parts = [
            ArchiveFile.header(made.window, made.topics),
            ...made.messages.map((message) => ArchiveFile.body([message]))
          ]
          for (const [at, stranger] of strangers) parts.splice(at % (parts.length + 1), 0, stranger)
          parts.push(lengthy(4, padding))
          assert.deepStrictEqual(Result.getOrThrow(read(cut(Bytes.concat(parts), sizes))), expected(made))
        }
      ),
      { numRuns: runs }
    )
  })

  it("gives items in the order of the file, also where metadata comes last", () => {
    fc.assert(
      fc.property(sealed, (made) => {
        const [metadata, ...messages] = expected(made)
        const bytes = Bytes.concat([ArchiveFile.body(made.messages), ArchiveFile.header(made.window, made.topics)])
        assert.deepStrictEqual(items(bytes), [...messages, metadata])
      }),
      { numRuns: runs }
    )
  })

  it("A-36: a message that does not decode costs itself alone", () => {
    fc.assert(
      fc.property(
        sealed,
        fc.nat(),
        fc.constantFrom([0xff], [0x0a, 9, 1], [0x12, 1, 0x78], [0x0f]),
        (made, at, damage) => {
          const parts = made.messages.map((message) => ArchiveFile.body([message]))
          const place = at % (parts.length + 1)
          parts.splice(place, 0, lengthy(3, Uint8Array.from(damage)))
          const found = items(Bytes.concat([ArchiveFile.header(made.window, made.topics), ...parts]))
          assert.strictEqual(found[place + 1]?._tag, "Damaged")
          assert.deepStrictEqual(found.toSpliced(place + 1, 1), expected(made))
        }
      ),
      { numRuns: runs }
    )
  })

  it("a file that is cut off is an error, or ends after a whole field; it never gives what was not there", () => {
    fc.assert(
      fc.property(sealed, fc.nat(), pieces, (made, at, sizes) => {
        const bytes = write(made)
        const whole = expected(made)
        const ends = new Set([0, 2])
        ends.add(ArchiveFile.header(made.window, made.topics).length)
        for (let n = 1; n <= made.messages.length; n++)
          ends.add(write({ ...made, messages: made.messages.slice(0, n) }).length)
        const length = at % bytes.length
        const found = read(cut(bytes.subarray(0, length), sizes))
        assert.strictEqual(Result.isSuccess(found), ends.has(length))
        if (Result.isSuccess(found)) assert.deepStrictEqual(found.success, whole.slice(0, found.success.length))
      }),
      { numRuns: runs }
    )
  })

  it("hostile bytes never throw, and are read alike however they are cut", () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.tuple(sealed, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })).map(([made, changes]) => {
        const bytes = write(made).slice()
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        return bytes
      })
    )
    fc.assert(
      fc.property(hostile, pieces, (bytes, sizes) => {
        assert.deepStrictEqual(read(cut(bytes, sizes)), readAll(bytes))
      }),
      { numRuns: runs }
    )
  })
})

describe("limits", () => {
  const from = Time.nanos(1756684800000000000n)
  const window = { from, to: Time.nanos(from + 10n) }
  const topics = [Topic.ContentTopic("/a/b/c/d"), Topic.ContentTopic("/a/b/c/e")]
  const header = ArchiveFile.header(window, topics)
  const refusesAt = (bytes: Uint8Array, over: Partial<ArchiveFile.Limits> = {}) =>
    Result.isFailure(ArchiveFile.decoder({ ...limits, ...over }).push(bytes))

  it("a field longer than allowed is refused by its length alone, before any of it is there", () => {
    for (const number of [2, 3]) {
      for (const length of [8_193, 2 ** 31, 2 ** 40, 2 ** 53, 2 ** 56, 2 ** 63]) {
        const tag = Bytes.concat([Bytes.uvarint(number * 8 + 2), Bytes.uvarint(length)])
        assert.isTrue(refusesAt(tag), `${number} ${length}`)
        assert.isTrue(Result.isFailure(read(cut(tag, [1]))), `${number} ${length}`)
      }
    }
    assert.isFalse(refusesAt(Bytes.concat([Bytes.uvarint(26), Bytes.uvarint(4_096)])))
  })

  it("an unknown field of any length is passed over without being kept, and its missing end is an error", () => {
    const decoder = ArchiveFile.decoder({ ...limits, maxMessageBytes: 10, maxHeaderBytes: 10 })
    assert.isTrue(Result.isSuccess(decoder.push(Bytes.concat([Bytes.uvarint(34), Bytes.uvarint(2 ** 40)]))))
    for (let n = 0; n < 10; n++) assert.deepStrictEqual(decoder.push(new Uint8Array(100_000)), Result.succeed([]))
    assert.isTrue(Result.isFailure(decoder.finish()))
  })

  it("more messages, topics or header bytes than allowed are refused, exactly as many are not", () => {
    const message = generate.sealed(1)
    fc.assert(
      fc.property(message, fc.integer({ min: 1, max: 5 }), ({ messages: [one] }, count) => {
        fc.pre(one !== undefined)
        const bytes = Bytes.concat([header, ArchiveFile.body(Array.from({ length: count }, () => one))])
        assert.isTrue(Result.isSuccess(readAll(bytes, { maxMessages: count })))
        assert.isTrue(Result.isFailure(readAll(bytes, { maxMessages: count - 1 })))
      }),
      { numRuns: 50 }
    )
    assert.isTrue(Result.isSuccess(readAll(header, { maxTopics: 2, maxHeaderBytes: header.length - 4 })))
    assert.isTrue(Result.isFailure(readAll(header, { maxTopics: 1 })))
    assert.isTrue(Result.isFailure(readAll(header, { maxHeaderBytes: header.length - 5 })))
  })

  it("groups nest no deeper than allowed, and end as they began", () => {
    const nested = (depth: number) => Bytes.concat([new Uint8Array(depth).fill(0x53), new Uint8Array(depth).fill(0x54)])
    assert.isTrue(Result.isSuccess(readAll(nested(32))))
    assert.isTrue(Result.isFailure(readAll(nested(33))))
    assert.isTrue(Result.isFailure(readAll(Uint8Array.of(0x53, 0x5c))))
    assert.isTrue(Result.isFailure(readAll(Uint8Array.of(0x54))))
    assert.isTrue(Result.isFailure(readAll(Uint8Array.of(0x53))))
  })

  it("metadata twice is refused", () => {
    assert.isTrue(Result.isFailure(readAll(Bytes.concat([header, header]))))
  })
})

describe("versions and older files", () => {
  const metadata = (version: number, from: bigint, to: bigint, contentTopic: ReadonlyArray<string> = ["/a/b/c/d"]) =>
    lengthy(2, Wire.encodeArchiveMetadata({ version, from, to, contentTopic }))
  const tagOf = (bytes: Uint8Array) =>
    Result.match(readAll(bytes), { onSuccess: () => "read", onFailure: ({ _tag }) => _tag })

  it("A-03: reads versions 0 and 1; a later one of the file or its metadata is unsupported", () => {
    for (const version of [0, 1]) {
      assert.strictEqual(tagOf(Bytes.concat([Uint8Array.of(8, version), metadata(version, 5n, 9n)])), "read")
    }
    for (const version of [2, 200, 0xff_ff_ff_ff]) {
      assert.strictEqual(
        tagOf(Bytes.concat([Uint8Array.of(8), Bytes.uvarint(version), metadata(1, 5n, 9n)])),
        "UnsupportedVersion"
      )
      assert.strictEqual(tagOf(metadata(version, 5n, 9n)), "UnsupportedVersion")
    }
    assert.strictEqual(tagOf(Uint8Array.of(0xff)), "ArchiveError")
  })

  it("A-05: a bound below 10^12 is seconds, any other nanoseconds", () => {
    const billion = 1_000_000_000n
    assert.strictEqual(ArchiveFile.boundOf(1_577_836_800n), 1_577_836_800n * billion)
    assert.strictEqual(ArchiveFile.boundOf(1_000_000_000_000n), 1_000_000_000_000n)
    assert.strictEqual(ArchiveFile.boundOf(999_999_999_999n), Time.MAX_NANOS)
    assert.strictEqual(ArchiveFile.boundOf(2n ** 64n - 1n), Time.MAX_NANOS)
    assert.strictEqual(ArchiveFile.boundOf(0n), 0n)
  })

  it("A-06: an empty or reversed range is refused", () => {
    assert.strictEqual(tagOf(metadata(1, 7n, 7n)), "ArchiveError")
    assert.strictEqual(tagOf(metadata(1, 8n, 7n)), "ArchiveError")
  })

  it("A-22: topics are given ascending and unique, as they are written", () => {
    const [found] = items(metadata(1, 5n, 9n, ["/b/b/b/b", "/a/a/a/a", "/b/b/b/b"]))
    assert.deepStrictEqual(
      found?._tag === "Metadata" ? found.metadata.topics : [],
      Archive.topics(["/a/a/a/a", "/b/b/b/b"].map((text) => Topic.ContentTopic(text)))
    )
  })

  it("A-05 A-24 A-26: of an archive of the implementation in Go the metadata is read, its messages are not Waku's", () => {
    const bytes = Bytes.fromHex(
      "12121080c2aff005188094cff0052204deadbeef1a180a01011090deaff0051a04deadbeef2201012a01013201011a180a010110a0faaff0051a04deadbeef2201012a0101320102"
    )!
    const [first, ...rest] = items(bytes)
    assert.deepStrictEqual(first, {
      _tag: "Metadata",
      metadata: {
        window: { from: Time.nanos(1577836800000000000n), to: Time.nanos(1578355200000000000n) },
        topics: [Topic.ContentTopic("/waku/1/0xdeadbeef/rfc26")]
      }
    })
    assert.deepStrictEqual(
      rest.map(({ _tag }) => _tag),
      ["Damaged", "Damaged"]
    )
  })
})
