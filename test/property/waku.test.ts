/** Messages, hashes, payloads, topics, envelopes: the laws and the published vectors. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import Long from "long"
import { pbkdf2Sync } from "node:crypto"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Description from "../../src/domain/community/Description.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Topics from "../../src/domain/community/Topics.ts"
import * as Unwrap from "../../src/domain/community/Unwrap.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Payload from "../../src/domain/waku/Payload.ts"
import * as Topic from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { waku } from "../support/generated.js"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { publicKeyOf, secretKey } from "../../src/testing/generators/community.ts"
import { runs } from "../../src/testing/runs.ts"

const hex = (text: string) => Bytes.fromHex(text)!
const pbkdf2 = (password: string, iterations: number, length: number) =>
  new Uint8Array(pbkdf2Sync(password, "", iterations, length, "sha256"))

describe("CHA-77 A-28: the hash of 14/WAKU2-MESSAGE", () => {
  const pubsub = Topic.PubsubTopic("/waku/2/default-waku/proto")
  const contentTopic = Topic.ContentTopic("/waku/2/default-content/proto")
  const timestamp = Time.nanos(0x175789bfa23f8400n)
  const meta = hex("73757065722d736563726574")
  const payload = hex("010203045445535405060708")
  const vectors = [
    [{ payload, meta }, "64cce733fed134e83da02b02c6f689814872b1a0ac97ea56b76095c3c72bfe05"],
    [
      { payload, meta: Uint8Array.from({ length: 64 }, (_, n) => n) },
      "7158b6498753313368b9af8f6e0a0a05104f68f972981da42a43bc53fb0c1b27"
    ],
    [{ payload }, "a2554498b31f5bcdfcbf7fa58ad1c2d45f0254f3f8110a85588ec3cf10720fd8"],
    [{ payload: new Uint8Array(0), meta }, "483ea950cb63f9b9d6926b262bb36194d3f40a0463ce8446228350bd44e96de4"],
    [
      { payload: new Uint8Array(0), meta, timestamp: Time.nanos(0n) },
      "e1a9596237dbe2cc8aaf4b838c46a7052df6bc0d42ba214b998a8bfdbe8487d6"
    ],
    [
      { payload: new Uint8Array(0), meta, timestamp: Time.fromIso("2024-04-30T10:54:14.978Z")! },
      "3f11bc950dce0e3ffdcf205ae6414c01130bb5d9f20644869bff80407fa52c8f"
    ]
  ] as const
  for (const [fields, expected] of vectors) {
    it(expected, () => {
      const hash: string = WakuMessage.hash(pubsub, WakuMessage.make({ contentTopic, timestamp, ...fields }))
      assert.strictEqual(hash, expected)
    })
  }
})

const PLAIN = WakuMessage.make({
  payload: Bytes.empty,
  contentTopic: Topic.ContentTopic("/a/b/c/d"),
  timestamp: Time.nanos(0n)
})

const message: fc.Arbitrary<WakuMessage.WakuMessage> = fc.record({
  payload: fc.uint8Array({ maxLength: 40 }),
  contentTopic: fc.constantFrom(Topic.ContentTopic("/waku/1/0x00000000/rfc26"), Topic.ContentTopic("/a/b/c/d")),
  version: fc.oneof(fc.constantFrom(0, 1, 2, 2 ** 32 - 1), fc.nat()),
  timestamp: fc
    .oneof(fc.constantFrom(0n, 1n, Time.MAX_NANOS), fc.bigInt({ min: 0n, max: Time.MAX_NANOS }))
    .map(Time.nanos),
  meta: fc.uint8Array({ maxLength: 64 }),
  rateLimitProof: fc.uint8Array({ maxLength: 10 }),
  ephemeral: fc.boolean()
})

describe("the wire", () => {
  it("CHA-75 CHA-76: a message comes back as it was, to the nanosecond, and one value has one encoding", () => {
    fc.assert(
      fc.property(message, (one) => {
        const bytes = Wire.encodeMessage(one)
        const back = Result.getOrThrow(Wire.decodeMessage(bytes))
        assert.deepStrictEqual(back, one)
        assert.deepStrictEqual(Wire.encodeMessage(back), bytes)
      }),
      { numRuns: runs }
    )
  })

  it("fields that nobody knows are ignored, and what is kept does not hold the buffer", () => {
    fc.assert(
      fc.property(message, fc.uint8Array({ maxLength: 9 }), (one, extra) => {
        const bytes = Bytes.concat([Wire.encodeMessage(one), Uint8Array.of(0xfa, 0x3f, extra.length), extra])
        const back = Result.getOrThrow(Wire.decodeMessage(bytes))
        assert.deepStrictEqual(back, one)
        assert.notStrictEqual(back.payload.buffer, bytes.buffer)
      }),
      { numRuns: runs }
    )
  })

  it("unknown groups are ignored as a whole; one that does not end, or a varint of eleven bytes, makes no message", () => {
    const group = (inner: Uint8Array) => Bytes.concat([hex("a31f"), inner, hex("a41f")])
    const overlong = Bytes.concat([hex("a01f"), new Uint8Array(10).fill(0xff), hex("01")])
    fc.assert(
      fc.property(message, message, fc.integer({ min: 1, max: 32 }), (one, other, depth) => {
        const bytes = Wire.encodeMessage(one)
        const decode = (extra: Uint8Array) => Wire.decodeMessage(Bytes.concat([bytes, extra]))
        let nested = Wire.encodeMessage(other)
        for (let n = 0; n < depth; n++) nested = group(nested)
        assert.deepStrictEqual(Result.getOrThrow(decode(nested)), one)
        assert.isTrue(Result.isFailure(decode(nested.subarray(0, -2))))
        assert.isTrue(Result.isFailure(decode(overlong)))
        assert.isTrue(Result.isFailure(decode(group(overlong))))
        // 2^32 in front of what only the generated code would read.
        assert.isTrue(Result.isFailure(decode(Bytes.concat([hex("188080808010"), nested]))))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-75: one message or many in one piece of memory, the bytes are those of the generated code", () => {
    const generated = (one: WakuMessage.WakuMessage) =>
      waku.WakuMessage.encode({
        payload: one.payload,
        contentTopic: one.contentTopic,
        version: one.version || null,
        timestamp: one.timestamp === 0n ? null : Long.fromBigInt(one.timestamp),
        meta: one.meta.length === 0 ? null : one.meta,
        rateLimitProof: one.rateLimitProof.length === 0 ? null : one.rateLimitProof,
        ephemeral: one.ephemeral || null
      }).finish()
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (list) => {
        const each = list.map(generated)
        assert.deepStrictEqual(
          list.map((one) => Bytes.toHex(Wire.encodeMessage(one))),
          each.map(Bytes.toHex)
        )
        assert.strictEqual(
          Bytes.toHex(Wire.encodeMessages(list, 3)),
          each.map((bytes) => `1a${Bytes.toHex(Bytes.uvarint(bytes.length))}${Bytes.toHex(bytes)}`).join("")
        )
      }),
      { numRuns: runs }
    )
  })

  it("whatever the order of the fields, twice or not, the last of each counts", () => {
    // Behind a field that nobody knows the general decoder reads; without it the quick one may.
    const unknown = hex("a01f00")
    const parts = fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Bytes.concat([Uint8Array.of(0x0a, bytes.length), bytes])),
      fc.constantFrom("12082f612f622f632f64", "12082f612f622f632f65", "12012f").map(hex),
      fc.constantFrom("1801", "188100", "18ffffffff0f", "188080808010", "0801", "1d00000000").map(hex),
      fc
        .constantFrom("5001", "5002", "508080808080808080808001", "50feffffffffffffffff01", "50ffffffffffffffffff01")
        .map(hex),
      fc.bigInt({ min: 0n, max: Time.MAX_NANOS }).map((at) => {
        const one = { ...PLAIN, timestamp: Time.nanos(at) }
        return Wire.encodeMessage(one).subarray(Wire.encodeMessage(PLAIN).length)
      }),
      fc.constantFrom("5a0102", "5a00", "aa010103", "aa0100", "f80101", "f80100", "f80102", "50", "aa").map(hex)
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 7 }), (fields) => {
        const bytes = Bytes.concat(fields)
        const quick = Wire.decodeMessage(bytes)
        const general = Wire.decodeMessage(Bytes.concat([unknown, bytes]))
        assert.deepStrictEqual(quick, general)
      }),
      { numRuns: runs }
    )
  })

  it("hostile bytes never throw", () => {
    const decoders = [
      Wire.decodeMessage,
      Wire.decodeArchiveMetadata,
      Wire.decodeEnvelope,
      Wire.decodeAnnouncement,
      Wire.decodeChat,
      Wire.decodeDescription,
      Wire.decodeEdit
    ]
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 60 }), message.map(Wire.encodeMessage)),
        fc.nat(),
        (bytes, at) => {
          const broken = Uint8Array.from(bytes)
          if (broken.length > 0) broken[at % broken.length]! ^= 0xff
          for (const decode of decoders) decode(broken)
          Wire.decodePublicMessage(broken)
          for (const type of Application.MATERIALISED) Application.decode(type, broken)
        }
      ),
      { numRuns: runs }
    )
  })

  it("A-05: a negative timestamp, an invalid topic, an over-long meta are refused", () => {
    const wire = (text: string) => Result.isFailure(Wire.decodeMessage(hex(text)))
    const topic = "12082f612f622f632f64"
    assert.isFalse(wire(topic))
    assert.isTrue(wire(`${topic}5001`), "timestamp -1")
    assert.isTrue(wire("1202ff2f"), "a topic that is no UTF-8")
    assert.isTrue(wire(`${topic}5a41${"00".repeat(65)}`), "65 bytes of meta")
  })
})

describe("CHA-96: 26/WAKU2-PAYLOAD", () => {
  const key = new Uint8Array(32).fill(3)
  const entropy = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const size = fc.oneof(
    fc.integer({ min: 0, max: 600 }),
    fc.constantFrom(0, 253, 254, 255, 256, 65_531, 65_532, 65_535, 65_536, 70_000)
  )

  it("opens what it sealed; the same arguments give the same bytes; the length tells only multiples of 256", () => {
    fc.assert(
      fc.property(size, entropy, (length, entropy) => {
        const content = new Uint8Array(length).fill(length & 255)
        const sealed = Payload.seal(content, key, entropy)
        assert.deepStrictEqual(Result.getOrThrow(Payload.open(sealed, key)), { payload: content, signature: undefined })
        assert.deepStrictEqual(Payload.seal(content, key, entropy), sealed)
        assert.strictEqual((sealed.length - 28) % 256, 0)
      }),
      { numRuns: runs }
    )
  })

  it("another key, a flipped bit or a missing byte open nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), entropy, fc.nat(), fc.nat(7), (content, entropy, at, bit) => {
        const sealed = Payload.seal(content, key, entropy)
        const flipped = Uint8Array.from(sealed)
        flipped[at % sealed.length]! ^= 1 << bit
        for (const [bytes, other] of [
          [flipped, key],
          [sealed.subarray(1), key],
          [sealed.subarray(0, -1), key],
          [sealed, new Uint8Array(32)]
        ] as const) {
          assert.isTrue(Result.isFailure(Payload.open(bytes, other)))
        }
      }),
      { numRuns: runs }
    )
  })

  it("hostile bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 40 }), (bytes, other) => {
        assert.isTrue(Result.isFailure(Payload.open(bytes, other.length === 32 ? other : key)))
      }),
      { numRuns: runs }
    )
  })
})

describe("CHA-50 CHA-89…93 A-15 A-16: topics and keys", () => {
  const id = PublicKey.toCommunityId(publicKeyOf(new Uint8Array(32).fill(0, 0, 31).fill(1, 31)))

  it("of the community of private key 1 are the published ones", () => {
    assert.strictEqual(id, "0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    const topics = Topics.of(id)
    assert.strictEqual(topics.advert.topic, "/waku/1/0x97e4158c/rfc26")
    assert.strictEqual(topics.description.topic, "/waku/1/0x1aacf568/rfc26")
    assert.strictEqual(topics.channel.topic, "/waku/1/0x8ddd3f34/rfc26")
    assert.strictEqual(topics.shardInfo.topic, "/waku/1/0x69b87714/rfc26")
    assert.strictEqual(topics.archives.topic, "/waku/1/0x48370e06/rfc26")
    assert.strictEqual(Topics.of(id, "-magnetlinks").archives.topic, "/waku/1/0xfd367d00/rfc26")
    assert.strictEqual(
      Bytes.toHex(Topics.symmetricKey(topics.channel.chatId, pbkdf2)),
      "22fb036ef2f6f6f353c2f5a4751f099a3c0a1c2d8a7e3c96ccdb13acaac08ddf"
    )
  })

  it("of other chats are the published ones", () => {
    assert.strictEqual(Topic.ofChat("test-chat"), "/waku/1/0xa4abdf64/rfc26")
    assert.strictEqual(
      Topic.ofChat("0x02a3669d92d8eb93a4e5a4a8d3b3a1a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4-magnetlinks"),
      "/waku/1/0xf869e666/rfc26"
    )
    assert.deepStrictEqual(
      [Topic.specNetwork.content, Topic.specNetwork.control],
      ["/waku/2/rs/16/256", "/waku/2/rs/16/128"]
    )
  })

  it("a community id is read in any case, and only where it is a key", () => {
    fc.assert(
      fc.property(secretKey, (secret) => {
        const key = publicKeyOf(secret)
        const own = PublicKey.toCommunityId(key)
        assert.strictEqual(PublicKey.parseCommunityId(own.toUpperCase().replace("0X", "0x")), own)
        assert.deepStrictEqual(PublicKey.ofCommunity(own), key)
        for (const wrong of [own.slice(2), `${own}00`, own.replace(/^0x0[23]/, "0x05"), ""])
          assert.isUndefined(PublicKey.parseCommunityId(wrong))
      }),
      { numRuns: runs }
    )
  })
})

describe("CHA-51 CHA-56 CHA-87: the signed envelope", () => {
  const key = new Uint8Array(32).fill(4)
  const chatId = `${PublicKey.toCommunityId(publicKeyOf(new Uint8Array(32).fill(1)))}-x`
  const chat = (text: string) =>
    Application.encodeChat({
      clock: Time.millis(1n),
      timestamp: Time.millis(1n),
      text,
      responseTo: "",
      chatId,
      displayName: "",
      contentType: 1
    })

  it("A-25 CHA-67: comes out of an encrypted message, a wrapped one and a plain one alike, with its author", () => {
    fc.assert(
      fc.property(secretKey, fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret, text, entropy) => {
        const payload = chat(text)
        const envelope = Envelope.assemble(1, payload, Envelope.sign(Envelope.digest(payload), secret))
        const wrapped = Bytes.concat([Uint8Array.of(0xb2, 0x06), Bytes.uvarint(envelope.length), envelope])
        const contentTopic = Topic.ContentTopic("/a/b/c/d")
        const timestamp = Time.nanos(5n)
        for (const [version, body] of [
          [1, Payload.seal(envelope, key, entropy)],
          [1, Payload.seal(wrapped, key, entropy)],
          [0, envelope],
          [2, wrapped]
        ] as const) {
          const opened = Result.getOrThrow(
            Unwrap.open(WakuMessage.make({ contentTopic, timestamp, version, payload: body }), key)
          )
          assert.deepStrictEqual(opened.envelope, envelope)
          assert.deepStrictEqual(Envelope.recover(opened.digest, opened.signature), Option.some(publicKeyOf(secret)))
        }
      }),
      { numRuns: runs }
    )
  })

  it("A-27: the id of a message changes with its author and with every byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), (envelope, at) => {
        const author = publicKeyOf(new Uint8Array(32).fill(1))
        const other = Uint8Array.from(envelope)
        other[at % other.length]! ^= 1
        const ids = [
          Envelope.messageId(author, envelope),
          Envelope.messageId(author, other),
          Envelope.messageId(publicKeyOf(new Uint8Array(32).fill(2)), envelope)
        ]
        assert.strictEqual(new Set(ids).size, 3)
      }),
      { numRuns: runs }
    )
  })

  it("without a signature, or with one of another length, it is none", () => {
    for (const length of [0, 64, 66]) {
      assert.isTrue(Result.isFailure(Envelope.read(Envelope.assemble(1, chat("x"), new Uint8Array(length)))))
    }
  })
})

describe("A-58: the description", () => {
  const id = PublicKey.toCommunityId(publicKeyOf(new Uint8Array(32).fill(1)))
  const description = fc.record({
    clock: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(Time.millis),
    name: fc.string({ maxLength: 30 }).map((text) => text.toWellFormed()),
    channels: fc
      .uniqueArray(
        fc.record({
          id: fc.nat().map((n) => Description.chatId(id, `${n}`)),
          name: fc.string({ maxLength: 20 }).map((text) => text.toWellFormed())
        }),
        { selector: (one) => one.id, maxLength: 5 }
      )
      .map((list) => list.toSorted((left, right) => (left.id < right.id ? -1 : 1))),
    archiveClock: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(Time.millis)
  })

  it("comes back as it was; channels of another community are refused", () => {
    const other = PublicKey.toCommunityId(publicKeyOf(new Uint8Array(32).fill(2)))
    fc.assert(
      fc.property(description, (one) => {
        assert.deepStrictEqual(Result.getOrThrow(Description.decode(Description.encode(one), id)), one)
        assert.strictEqual(
          Result.isSuccess(Description.decode(Description.encode(one), other)),
          one.channels.length === 0
        )
      }),
      { numRuns: runs }
    )
  })

  it("a chat id is community id and a UUID of version 8, the same for the same seed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        assert.match(
          Description.chatId(id, left).slice(id.length),
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
        )
        assert.strictEqual(
          Description.chatId(id, left) === Description.chatId(id, right),
          left.toWellFormed() === right.toWellFormed()
        )
      }),
      { numRuns: runs }
    )
  })
})
