/** Asking to join, being answered, and the encryption for one recipient under both. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as fc from "fast-check"
import { createCipheriv, createDecipheriv, createECDH, createHash, createHmac } from "node:crypto"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Joining from "../../src/domain/community/Joining.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Ecies from "../../src/domain/waku/Ecies.ts"
import * as Payload from "../../src/domain/waku/Payload.ts"
import { cid } from "../../src/testing/generators/history.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"

const secret = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => secp256k1.utils.isValidSecretKey(bytes))
const entropy = fc.uint8Array({ minLength: 32, maxLength: 32 })
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 253, 254, 255, 256, 65_533, 65_536).map((size) => new Uint8Array(size).fill(7))
)
const publicOf = (key: Uint8Array) => secp256k1.getPublicKey(key, false)
const keysOf = (shared: Uint8Array) => {
  const derived = createHash("sha256")
    .update(Buffer.concat([Buffer.from([0, 0, 0, 1]), shared]))
    .digest()
  return {
    encryption: derived.subarray(0, 16),
    authentication: createHash("sha256").update(derived.subarray(16)).digest()
  }
}

/** Another implementation of the same layout, on Node's own cryptography. */
const oracle = {
  open: (sealed: Uint8Array, secretKey: Uint8Array): Uint8Array => {
    const ecdh = createECDH("secp256k1")
    ecdh.setPrivateKey(secretKey)
    const { authentication, encryption } = keysOf(ecdh.computeSecret(sealed.subarray(0, 65)))
    const body = sealed.subarray(65, -32)
    assert.isTrue(createHmac("sha256", authentication).update(body).digest().equals(sealed.subarray(-32)))
    const decipher = createDecipheriv("aes-128-ctr", encryption, body.subarray(0, 16))
    return new Uint8Array(Buffer.concat([decipher.update(body.subarray(16)), decipher.final()]))
  },
  seal: (plain: Uint8Array, publicKey: Uint8Array, ephemeral: Uint8Array, iv: Uint8Array): Uint8Array => {
    const ecdh = createECDH("secp256k1")
    ecdh.setPrivateKey(ephemeral)
    const { authentication, encryption } = keysOf(ecdh.computeSecret(publicKey))
    const cipher = createCipheriv("aes-128-ctr", encryption, iv)
    const body = Buffer.concat([iv, cipher.update(plain), cipher.final()])
    const mac = createHmac("sha256", authentication).update(body).digest()
    return new Uint8Array(Buffer.concat([ecdh.getPublicKey(), body, mac]))
  }
}

const opened = (sealed: Uint8Array, key: Uint8Array) => {
  const ephemeral = Ecies.ephemeralOf(sealed)
  return ephemeral === undefined ? undefined : Payload.openShared(sealed, Ecies.agree(key, ephemeral))
}

describe("26/WAKU2-PAYLOAD for one recipient", () => {
  it("CHA-96: opens to what was sealed, for its recipient alone; the padded plaintext is a multiple of 256", () =>
    fc.assert(
      fc.property(content, secret, secret, entropy, (payload, mine, other, random) => {
        const sealed = Payload.sealFor(payload, publicOf(mine), random)
        assert.deepStrictEqual(Result.getOrThrow(opened(sealed, mine)!), { payload, signature: undefined })
        assert.strictEqual((sealed.length - 65 - 16 - 32) % 256, 0)
        assert.deepStrictEqual(Payload.sealFor(payload, publicOf(mine), random), sealed)
        if (!Bytes.equals(mine, other)) assert.isTrue(Result.isFailure(opened(sealed, other)!))
      }),
      { numRuns: heavyRuns }
    ))

  it("CHA-96: another implementation opens what this one sealed, and this one what that one sealed", () =>
    fc.assert(
      fc.property(content, secret, secret, entropy, (plain, mine, ephemeral, random) => {
        assert.deepStrictEqual(oracle.open(Ecies.seal(plain, publicOf(mine), random), mine), plain)
        const sealed = oracle.seal(plain, publicOf(mine), ephemeral, random.slice(0, 16))
        assert.deepStrictEqual(Ecies.open(sealed, Ecies.agree(mine, Ecies.ephemeralOf(sealed)!)), plain)
      }),
      { numRuns: heavyRuns }
    ))

  it("CHA-96: one changed bit anywhere, or other bytes, open to nothing", () =>
    fc.assert(
      fc.property(secret, entropy, fc.nat(), fc.uint8Array({ maxLength: 400 }), (mine, random, at, noise) => {
        const sealed = Payload.sealFor(Uint8Array.of(1, 2, 3), publicOf(mine), random)
        const bit = at % (sealed.length * 8)
        const flipped = sealed.with(bit >> 3, sealed[bit >> 3]! ^ (1 << (bit & 7)))
        for (const bytes of [flipped, noise, sealed.subarray(0, at % sealed.length)]) {
          const answer = opened(bytes, mine)
          assert.isTrue(answer === undefined || Result.isFailure(answer))
        }
      }),
      { numRuns: heavyRuns }
    ))
})

const id = PublicKey.toCommunityId(PublicKey.PublicKey(publicOf(new Uint8Array(32).fill(0x11))))
const elsewhere = PublicKey.toCommunityId(PublicKey.PublicKey(publicOf(new Uint8Array(32).fill(0x22))))
const MAX_CLOCK = Time.MAX_NANOS / 1_000_000n
const clock = fc.bigInt({ min: 0n, max: MAX_CLOCK }).map(Time.millis)
const response = fc.record({
  clock,
  accepted: fc.boolean(),
  cid: fc.option(cid, { nil: undefined }).map(Option.fromUndefinedOr),
  description: fc
    .option(
      fc.record({
        clock,
        name: fc.string({ unit: "grapheme", maxLength: 20 }),
        channels: fc.constant([]),
        archiveClock: clock
      }),
      { nil: undefined }
    )
    .map(Option.fromUndefinedOr)
})

describe("Joining", () => {
  it("CHA-94 A-46: requests and answers are read as they were written, and by their own community alone", () =>
    fc.assert(
      fc.property(clock, fc.string({ unit: "grapheme", maxLength: 30 }), response, (at, displayName, answer) => {
        const request = { clock: at, displayName }
        const asked = Joining.encodeRequest(id, request)
        const said = Joining.encodeResponse(id, answer)
        assert.deepStrictEqual(Joining.decodeRequest(asked, id), Result.succeed(request))
        assert.deepStrictEqual(Joining.decodeResponse(said, id), Result.succeed(answer))
        assert.isTrue(Result.isFailure(Joining.decodeRequest(asked, elsewhere)))
        assert.isTrue(Result.isFailure(Joining.decodeResponse(said, elsewhere)))
        // A signature does not cover the type: neither passes for the other.
        assert.isTrue(Result.isFailure(Joining.decodeResponse(asked, id)))
        assert.isTrue(Result.isFailure(Joining.decodeRequest(said, id)))
      }),
      { numRuns: runs }
    ))

  it("a request dated beyond all time is refused: no store could remember it", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: MAX_CLOCK + 1n, max: 2n ** 64n - 1n }), (late) => {
        const asked = Joining.encodeRequest(id, { clock: Time.millis(late), displayName: "" })
        assert.isTrue(Result.isFailure(Joining.decodeRequest(asked, id)))
      }),
      { numRuns: heavyRuns }
    ))

  it("no bytes make a decoder throw", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.isTrue(Result.isResult(Joining.decodeRequest(bytes, id)))
        assert.isTrue(Result.isResult(Joining.decodeResponse(bytes, id)))
      }),
      { numRuns: runs }
    ))

  it("an answer sent again, an older one, or one from the future changes nothing, in whichever order they come", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ clock: fc.bigInt({ min: 1n, max: 9n }).map(Time.millis), accepted: fc.boolean() }), {
          minLength: 1,
          maxLength: 8
        }),
        fc.bigInt({ min: 1n, max: 9n }).map(Time.millis),
        (answers, latest) => {
          const heard = answers.reduce((state, one) => Joining.answered(state, one, latest), Joining.initial)
          const believed = answers.filter(({ clock }) => clock <= latest)
          const newest = believed.find(({ clock }) => believed.every((other) => other.clock <= clock))
          assert.strictEqual(heard.clock, newest?.clock ?? 0n)
          assert.strictEqual(
            Option.getOrUndefined(heard.answer),
            newest === undefined ? undefined : newest.accepted ? "accepted" : "rejected"
          )
          for (const again of answers) assert.strictEqual(Joining.answered(heard, again, latest), heard)
        }
      ),
      { numRuns: runs }
    ))

  it("a member asks ever more rarely, at least weekly, and never again once it is answered", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.boolean(), (times, accepted) => {
        let state = Joining.initial
        let now = Time.days(20_000)
        let pause = 0n
        for (let n = 0; n < times; n++) {
          assert.isTrue(Joining.isDue(state, now))
          state = Joining.asked(state, now)
          assert.isFalse(Joining.isDue(state, Time.nanos(state.notBefore - 1n)))
          assert.isTrue(state.notBefore - now >= pause)
          assert.isTrue(state.notBefore - now <= Time.days(7))
          pause = state.notBefore - now
          now = state.notBefore
        }
        const clock = Time.toMillis(now)
        const done = Joining.answered(state, { accepted, clock }, clock)
        assert.isFalse(Joining.isDue(done, Time.add(now, Time.days(4_000))))
        assert.deepStrictEqual(done.answer, Option.some(accepted ? "accepted" : "rejected"))
      }),
      { numRuns: runs }
    ))
})
