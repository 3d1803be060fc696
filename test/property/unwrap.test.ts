/** What a message may be inside, and what is said of one that cannot be read. */
import { gcm } from "@noble/ciphers/aes.js"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Unwrap from "../../src/domain/community/Unwrap.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Payload from "../../src/domain/waku/Payload.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { ContentTopic, specNetwork } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { publicKeyOf, secretKey, spoken } from "../../src/testing/generators/community.ts"
import { runs } from "../../src/testing/runs.ts"

const key = new Uint8Array(32).fill(4)
const nonce = new Uint8Array(12).fill(6)
const entropy = new Uint8Array(32).fill(7)

/** Encrypts bytes as they are, whether they are a well-formed plaintext or not. */
const encrypt = (plain: Uint8Array) => Bytes.concat([gcm(key, nonce).encrypt(plain), nonce])

const message = (payload: Uint8Array, version: number) =>
  WakuMessage.make({ payload, version, contentTopic: ContentTopic("/a/b/c/d"), timestamp: Time.nanos(5n) })

const signature = fc.uint8Array({ minLength: 65, maxLength: 65 })

describe("CHA-96: 26/WAKU2-PAYLOAD of other senders", () => {
  it("is opened whatever the size of its length field, padded or not, signed or not", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(300),
        fc.option(signature, { nil: undefined }),
        (content, size, padding, signature) => {
          const length = [content.length, 0, 0].slice(0, size)
          const plain = Bytes.concat([
            Uint8Array.of(size | (signature === undefined ? 0 : 4), ...length),
            content,
            new Uint8Array(padding).fill(0xee),
            signature ?? Bytes.empty
          ])
          assert.deepStrictEqual(Result.getOrThrow(Payload.open(encrypt(plain), key)), { payload: content, signature })
        }
      ),
      { numRuns: runs }
    )
  })

  it("is written with the smallest length field, unsigned, and padded to the next multiple of 256, never by a whole one", () => {
    for (const [length, size, total] of [
      [0, 1, 256],
      [254, 1, 256],
      [255, 1, 512],
      [256, 2, 512],
      [509, 2, 512],
      [510, 2, 768],
      [65_535, 2, 65_792],
      [65_536, 3, 65_792]
    ] as const) {
      const sealed = Payload.seal(new Uint8Array(length), key, entropy)
      const plain = gcm(key, sealed.subarray(-12)).decrypt(sealed.subarray(0, -12))
      assert.deepStrictEqual([plain[0], plain.length], [size, total], `${length}`)
      const field = [...plain.subarray(1, 1 + size)].reduce((sum, byte, n) => sum + byte * 2 ** (8 * n), 0)
      assert.strictEqual(field, length)
    }
  })

  it("other entropy gives another nonce, so that no nonce meets two contents", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (left, right) => {
          const nonces = [left, right].map((one) => Bytes.toHex(Payload.seal(key, key, one).subarray(-12)))
          assert.strictEqual(nonces[0] === nonces[1], Bytes.equals(left, right))
        }
      ),
      { numRuns: runs }
    )
  })

  it("a length that does not fit is refused, in front of the signature as well", () => {
    for (const plain of [[1, 2, 9], [2, 1], [3, 255, 255, 255], [5, 1, ...new Uint8Array(65)], [4]])
      assert.isTrue(Result.isFailure(Payload.open(encrypt(Uint8Array.from(plain)), key)), plain.join())
  })
})

describe("A-25 CHA-67: unwrapping", () => {
  it("CHA-78: versions other than 1 are read as they are", () => {
    fc.assert(
      fc.property(spoken, signature, fc.constantFrom(0, 2, 3, 2 ** 32 - 1), ({ payload, type }, signature, version) => {
        const envelope = Envelope.assemble(type, payload, signature)
        const opened = Result.getOrThrow(Unwrap.open(message(envelope, version), key))
        assert.deepStrictEqual(opened, { envelope, type, payload, signature, digest: Envelope.digest(payload) })
      }),
      { numRuns: runs }
    )
  })

  it("A-27 A-28: a copy under another version, which the hash does not tell from the true message, reads the same", () => {
    fc.assert(
      fc.property(spoken, signature, fc.constantFrom(0, 2, 2 ** 32 - 1), ({ payload, type }, signature, version) => {
        const sealed = Payload.seal(Envelope.assemble(type, payload, signature), key, entropy)
        assert.deepStrictEqual(Unwrap.open(message(sealed, version), key), Unwrap.open(message(sealed, 1), key))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-98: what sync wraps is read as what it carries, whoever says so and whatever is said with it; a message without content is none", () => {
    const name = fc.string({ minLength: 1, maxLength: 70 })
    fc.assert(
      fc.property(
        spoken,
        signature,
        fc.record({ senderId: name, messageId: name, channelId: name }),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom("Content", "Ephemeral", "Sync"),
        ({ payload, type }, signature, names, bloomFilter, kind) => {
          const envelope = Envelope.assemble(type, payload, signature)
          const clocked = { ...names, lamport: Time.millis(5n), causalHistory: [], bloomFilter, repairRequest: [] }
          const wrapped = SyncMessage.encode(
            kind === "Ephemeral"
              ? { _tag: kind, ...names, content: envelope }
              : kind === "Sync"
                ? { _tag: kind, ...clocked }
                : { _tag: kind, ...clocked, content: envelope }
          )
          const read = Unwrap.open(message(Payload.seal(wrapped, key, entropy), 1), key)
          if (kind === "Sync") assert.isTrue(Result.isFailure(read))
          else assert.deepStrictEqual(read, Unwrap.open(message(Payload.seal(envelope, key, entropy), 1), key))
        }
      ),
      { numRuns: runs }
    )
  })

  it("a message that cannot be read says why", () => {
    const why = (payload: Uint8Array, version: number) =>
      Result.match(Unwrap.open(message(payload, version), key), {
        onFailure: ({ _tag, why }) => `${_tag}: ${why}`,
        onSuccess: () => "it was read"
      })
    const envelope = Envelope.assemble(1, Uint8Array.of(8, 1), new Uint8Array(65))
    assert.match(why(Payload.seal(envelope, new Uint8Array(32), entropy), 1), /^UnwrapError: .*cannot be decrypted/)
    assert.match(why(Bytes.empty, 1), /^UnwrapError: .*too short/)
    assert.match(why(Payload.seal(Uint8Array.of(0xff), key, entropy), 1), /^UnwrapError: .*no application message/)
    assert.match(why(Bytes.utf8("hello, world"), 0), /^UnwrapError: .*no .*application message/)
    assert.match(why(Bytes.empty, 0), /^UnwrapError: .*no signed application message/)
    assert.match(why(Envelope.assemble(1, Uint8Array.of(8, 1), new Uint8Array(64)), 0), /signature.*length/)
  })

  it("hostile bytes of any version never throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }).map(encrypt)),
        fc.nat(2),
        (bytes, version) => {
          const opened = Unwrap.open(message(bytes, version), key)
          if (Result.isSuccess(opened)) assert.strictEqual(opened.success.signature.length, 65)
        }
      ),
      { numRuns: runs }
    )
  })

  it("CHA-68 A-27 A-34: the record keeps the envelope and the time of its message, and is named by author and envelope", () => {
    fc.assert(
      fc.property(spoken, secretKey, ({ payload, type }, secret) => {
        const author = publicKeyOf(secret)
        const envelope = Envelope.assemble(type, payload, Envelope.sign(Envelope.digest(payload), secret))
        const received = WakuMessage.receive(specNetwork.content, message(Payload.seal(envelope, key, entropy), 1))
        const opened = Result.getOrThrow(Unwrap.open(received.message, key))
        const found = Envelope.recover(opened.digest, opened.signature)
        assert.deepStrictEqual(found, Option.some(author))
        const record = Unwrap.toRecord(received, opened, author)
        assert.deepStrictEqual(record, {
          id: Envelope.messageId(author, envelope),
          topic: received.message.contentTopic,
          timestamp: received.message.timestamp,
          hash: received.hash,
          type,
          author: PublicKey.toText(author),
          envelope
        })
      }),
      { numRuns: runs }
    )
  })
})
