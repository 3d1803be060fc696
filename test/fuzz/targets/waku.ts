/** What is on the wire of Waku: messages, their payloads, topics. */
import { assert } from "@effect/vitest"
import { gcm } from "@noble/ciphers/aes.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as Ecies from "../../../src/domain/waku/Ecies.ts"
import * as Payload from "../../../src/domain/waku/Payload.ts"
import * as Topic from "../../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../../src/domain/waku/WakuMessage.ts"
import * as Fields from "../../../src/domain/wire/Fields.ts"
import * as Wire from "../../../src/domain/wire/Wire.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import { assertTyped, roundTrip, type Target, textOf, texts } from "../Target.ts"

const message = Generators.Archives.sealed(1)
  .map(({ messages }) => messages)
  .filter((list) => list.length > 0)
  .map(([one]) => Wire.encodeMessage(one!))

const wire = roundTrip(Wire.decodeMessage, Wire.encodeMessage, "WireError")

const KEY = new Uint8Array(32).fill(7)
const NONCE = new Uint8Array(12).fill(9)
const SECRET = new Uint8Array(32).fill(3)
const PUBLIC = secp256k1.getPublicKey(SECRET, false)
const entropy = fc.uint8Array({ minLength: 32, maxLength: 32 })
const content = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.constantFrom(252, 253, 300).map((n) => new Uint8Array(n))
)

/** What stands before encryption: flags, length, content, padding, signature. */
const frame = fc
  .tuple(fc.nat(255), fc.uint8Array({ maxLength: 4 }), content, fc.constantFrom(0, 1, 64, 65, 256))
  .map(([flags, length, bytes, more]) => Bytes.concat([Uint8Array.of(flags), length, bytes, new Uint8Array(more)]))
const honest = fc
  .tuple(content, fc.boolean())
  .map(([bytes, signed]) =>
    Bytes.concat([
      Uint8Array.of(2 + (signed ? 4 : 0), bytes.length & 0xff, bytes.length >>> 8),
      bytes,
      new Uint8Array(signed ? 65 : 0)
    ])
  )

/** What was opened is no more than what came, and is opened again when it is sealed again. */
const openedWell = (opened: Result.Result<Payload.Opened, Payload.PayloadError>, size: number): boolean => {
  if (Result.isFailure(opened)) {
    assertTyped(opened.failure, "PayloadError")
    return false
  }
  const { payload, signature } = opened.success
  assert.isAtMost(payload.length + (signature?.length ?? 0), size)
  if (signature !== undefined) assert.strictEqual(signature.length, 65)
  const again = Payload.open(Payload.seal(payload, KEY, new Uint8Array(32)), KEY)
  assert.deepStrictEqual(again, Result.succeed({ payload, signature: undefined }))
  return true
}

const openDirect = (sealed: Uint8Array): boolean => {
  const ephemeral = Ecies.ephemeralOf(sealed)
  if (ephemeral === undefined) return false
  assert.strictEqual(ephemeral.length, 65)
  return openedWell(Payload.openShared(sealed, Ecies.agree(SECRET, ephemeral)), sealed.length)
}

const topic = fc.oneof(
  Generators.Archives.archiveTopic,
  fc
    .array(fc.constantFrom("/", "a", "é", "\n", "\u0000", " ", "~", "waku", "x".repeat(63)), { maxLength: 12 })
    .map((pieces) => pieces.join(""))
)

export const targets: ReadonlyArray<Target> = [
  {
    name: "waku-message",
    law: "a WakuMessage is refused, or kept within its limits, hashed, and written again as the same message",
    kind: "bytes",
    inputs: messages(message),
    check: (input) => {
      const taken = wire(input)
      const decoded = Wire.decodeMessage(input)
      if (Result.isFailure(decoded)) return taken
      const { contentTopic, meta, payload, rateLimitProof, timestamp, version } = decoded.success
      assert.isTrue(Topic.isContentTopic(contentTopic) && Time.isNanos(timestamp))
      assert.isAtMost(meta.length, WakuMessage.MAX_META)
      const written = Fields.last(Fields.scan(input) ?? [], 3, 0)?.value ?? 0n
      assert.strictEqual(BigInt(version), written, "a version that the field cannot hold passes for another one")
      assert.isAtMost(payload.length + meta.length + rateLimitProof.length + contentTopic.length, input.length)
      assert.match(WakuMessage.hash(Topic.specNetwork.content, decoded.success), /^[0-9a-f]{64}$/)
      return taken
    }
  },
  {
    name: "payload",
    law: "bytes that are not sealed under the key are refused",
    kind: "bytes",
    inputs: damaged(fc.tuple(content, entropy).map(([bytes, random]) => Payload.seal(bytes, KEY, random))),
    check: (input) => {
      const opened = Payload.open(input, KEY)
      assert.isTrue(Result.isFailure(Payload.open(input, KEY.subarray(1))))
      return openedWell(opened, input.length)
    }
  },
  {
    name: "payload-frame",
    law: "whatever a holder of the key sealed is refused, or opened within its own bytes",
    kind: "bytes",
    inputs: damaged(fc.oneof(frame, honest)),
    check: (input) => openedWell(Payload.open(Bytes.concat([gcm(KEY, NONCE).encrypt(input), NONCE]), KEY), input.length)
  },
  {
    name: "ecies",
    law: "bytes that are not sealed for the key are refused, points off the curve too",
    kind: "bytes",
    inputs: damaged(fc.tuple(content, entropy).map(([bytes, random]) => Payload.sealFor(bytes, PUBLIC, random))),
    check: openDirect
  },
  {
    name: "ecies-frame",
    law: "whatever anybody sealed for the key is refused, or opened within its own bytes",
    kind: "bytes",
    inputs: damaged(fc.oneof(frame, honest)),
    check: (input) => openDirect(Ecies.seal(input, PUBLIC, KEY))
  },
  {
    name: "topic",
    law: "a content topic has four parts of printable ASCII and at most 256 characters; every chat has one",
    kind: "text",
    inputs: damaged(texts(topic)),
    check: (input) => {
      const text = textOf(input)
      assert.isTrue(Topic.isContentTopic(Topic.ofChat(text)))
      const { cluster, shard } = Topic.shardOf(Topic.PubsubTopic(text))
      assert.isTrue(typeof cluster === "number" && typeof shard === "number")
      if (!Topic.isContentTopic(text)) return false
      assert.isAtMost(text.length, Topic.MAX_CONTENT_TOPIC)
      const [before, ...parts] = text.split("/")
      assert.strictEqual(before, "")
      assert.strictEqual(parts.length, 4)
      for (const part of parts) assert.match(part, /^[\u0021-\u007e]+$/)
      return true
    }
  }
]
