/** What members and control nodes say: envelopes, their typed payloads, parts of large ones, and what a reader sees. */
import { assert } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Application from "../../../src/domain/community/Application.ts"
import * as Description from "../../../src/domain/community/Description.ts"
import * as Envelope from "../../../src/domain/community/Envelope.ts"
import * as Joining from "../../../src/domain/community/Joining.ts"
import * as PublicKey from "../../../src/domain/community/PublicKey.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import { assertTyped, roundTrip, type Target, textOf, texts } from "../Target.ts"

const { clock, community, digest, secretKey, spoken } = Generators.Communities
const OTHER = PublicKey.toCommunityId(Generators.Communities.publicKeyOf(new Uint8Array(32).fill(2)))
const name = fc.string({ maxLength: 12 })

export const signed = fc
  .tuple(spoken, secretKey)
  .map(([{ payload, type }, key]) => Envelope.assemble(type, payload, Envelope.sign(Envelope.digest(payload), key)))
export const channel = fc.record({ id: fc.nat(9).map((n) => Description.chatId(community, `${n}`)), name })
const description: fc.Arbitrary<Description.Description> = fc.record({
  clock,
  name,
  channels: fc.uniqueArray(channel, { selector: ({ id }) => id, maxLength: 3 }),
  archiveClock: clock
})
const response: fc.Arbitrary<Joining.Response> = fc.record({
  clock,
  accepted: fc.boolean(),
  cid: fc.option(Generators.Codex.cid, { nil: undefined }).map(Option.fromUndefinedOr),
  description: fc.option(description, { nil: undefined }).map(Option.fromUndefinedOr)
})

const checkEnvelope = (input: Uint8Array): boolean => {
  const content = Envelope.read(input)
  if (Result.isFailure(content)) {
    assertTyped(content.failure, "EnvelopeError")
    return false
  }
  const { payload, signature, type } = content.success
  assert.strictEqual(signature.length, Envelope.SIGNATURE)
  assert.deepStrictEqual(Envelope.read(Envelope.assemble(type, payload, signature)), content)
  const author = Envelope.recover(content.success.digest, signature)
  if (Option.isSome(author)) {
    assert.isDefined(PublicKey.fromBytes(author.value), "an author that is no key")
    // Whoever holds the content alone cannot make a second signature of it.
    const mirrored = Uint8Array.from(signature)
    mirrored[64]! ^= 1
    const other = Envelope.recover(content.success.digest, mirrored)
    assert.isFalse(Option.isSome(other) && Bytes.equals(other.value, author.value))
  }
  return Option.isSome(author)
}

const TYPES = [...Application.MATERIALISED]

const encode = (value: Application.Application): Uint8Array => {
  switch (value._tag) {
    case "Chat": {
      const { discord, ...chat } = value
      return Application.encodeChat(Option.isSome(discord) ? { ...chat, discord: discord.value } : chat)
    }
    case "Edit":
      return Application.encodeEdit(value)
    case "Delete":
      return Application.encodeDelete(value)
    case "Reaction":
      return Application.encodeReaction(value)
    case "Pin":
      return Application.encodePin(value)
  }
}

/** Every type that a signed payload may be read as, since the type itself is not signed. */
const checkApplication = (input: Uint8Array): boolean => {
  const takers = TYPES.filter((type) =>
    roundTrip((bytes) => Application.decode(type, bytes), encode, "ApplicationError")(input)
  )
  const others = [
    roundTrip((bytes) => Description.decode(bytes, community), Description.encode, "DescriptionError")(input),
    Result.isSuccess(Joining.decodeRequest(input, community)),
    Result.isSuccess(Joining.decodeResponse(input, community))
  ]
  assert.isAtMost(takers.length + others.filter(Boolean).length, 1, "one payload passes for two types")
  return takers.length > 0
}

const ids = fc.oneof(
  secretKey.map((key) => PublicKey.toText(Generators.Communities.publicKeyOf(key))),
  digest.map((bytes) => `0x02${Bytes.toHex(bytes)}`),
  fc.constantFrom("0x", "", `0x${"0".repeat(66)}`, `0x02${"f".repeat(64)}`)
)

export const targets: ReadonlyArray<Target> = [
  {
    name: "envelope",
    law: "an envelope is refused, or written and read again; its signature names one author or none",
    kind: "bytes",
    inputs: messages(signed),
    check: checkEnvelope
  },
  {
    name: "application",
    law: "a payload is refused, or passes for one type alone, and is written and read again as the same",
    kind: "bytes",
    inputs: messages(
      fc.oneof(
        { weight: 4, arbitrary: spoken.map(({ payload }) => payload) },
        { weight: 1, arbitrary: description.map(Description.encode) },
        { weight: 1, arbitrary: response.map((value) => Joining.encodeResponse(community, value)) }
      )
    ),
    check: checkApplication
  },
  {
    name: "description",
    law: "a description is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(description.map(Description.encode)),
    check: roundTrip((bytes) => Description.decode(bytes, community), Description.encode, "DescriptionError")
  },
  {
    name: "join-request",
    law: "a request to join is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(
      fc
        .record({ clock: clock.map((at) => Time.toMillis(Time.fromMillis(at))), displayName: name })
        .map((value) => Joining.encodeRequest(community, value))
    ),
    check: (input) => {
      const request = Joining.decodeRequest(input, community)
      if (Result.isSuccess(request)) {
        assert.isTrue(Result.isFailure(Joining.decodeRequest(input, OTHER)), "it is for two communities")
        assert.isAtMost(request.success.displayName.length, 200)
        assert.isTrue(request.success.clock * 1_000_000n <= Time.MAX_NANOS, "a clock that is no instant")
      }
      return roundTrip(
        (bytes) => Joining.decodeRequest(bytes, community),
        (value) => Joining.encodeRequest(community, value),
        "JoiningError"
      )(input)
    }
  },
  {
    name: "join-response",
    law: "an answer to one who asked to join is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(response.map((value) => Joining.encodeResponse(community, value))),
    check: (input) => {
      if (Result.isSuccess(Joining.decodeResponse(input, community)))
        assert.isTrue(Result.isFailure(Joining.decodeResponse(input, OTHER)), "it is of two communities")
      return roundTrip(
        (bytes) => Joining.decodeResponse(bytes, community),
        (value) => Joining.encodeResponse(community, value),
        "JoiningError"
      )(input)
    }
  },
  {
    name: "community-id",
    law: "a community id is refused, or is a key that is written as the same id",
    kind: "text",
    inputs: damaged(texts(ids)),
    check: (input) => {
      const text = textOf(input)
      const id = PublicKey.parseCommunityId(text)
      if (id === undefined) return false
      assert.strictEqual(id, text.toLowerCase())
      assert.strictEqual(PublicKey.toCommunityId(PublicKey.ofCommunity(id)), id)
      return true
    }
  }
]
