/** Keys and messages of a community. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { Option } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../domain/Bytes.ts"
import * as Application from "../../domain/community/Application.ts"
import * as Description from "../../domain/community/Description.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import * as Time from "../../domain/Time.ts"

/** Keys in the full range, the ends of it among them. */
export const secretKey = fc
  .oneof(
    fc.bigInt({ min: 1n, max: secp256k1.Point.Fn.ORDER - 1n }),
    fc.constantFrom(1n, 2n, secp256k1.Point.Fn.ORDER - 1n)
  )
  .map((scalar) => secp256k1.Point.Fn.toBytes(scalar))

export const publicKeyOf = (secret: Uint8Array) => PublicKey.PublicKey(secp256k1.getPublicKey(secret, false))

const order = secp256k1.Point.Fn.ORDER

/** Any 32 bytes, those around the order of the curve among them. */
export const digest = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ minLength: 32, maxLength: 32 }) },
  fc
    .constantFrom(0n, 1n, order - 1n, order, order + 1n, 2n ** 256n - 1n)
    .map((scalar) => Bytes.fromHex(scalar.toString(16).padStart(64, "0"))!)
)

export const community = PublicKey.toCommunityId(publicKeyOf(new Uint8Array(32).fill(1)))

/** Clocks in the full range of `uint64`, its ends among them. */
export const clock: fc.Arbitrary<Time.Millis> = fc
  .oneof(fc.constantFrom(0n, 1n, 5n, 2n ** 53n + 1n, 2n ** 64n - 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
  .map(Time.millis)

const chatId = fc.nat(9).map((n) => Description.chatId(community, `${n}`))
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: "grapheme", maxLength: 8 }))
const target = {
  clock,
  chatId,
  messageId: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `0x${Bytes.toHex(bytes)}`)
}

const author = fc.record({ id: text, name: text, discriminator: text, nickname: text, avatarUrl: text })
const attachment = fc.record({ id: text, messageId: text, url: text, fileName: text, fileSizeBytes: clock })

const discord: fc.Arbitrary<Application.Discord> = fc.record({
  id: text,
  type: text,
  timestamp: text,
  timestampEdited: text,
  content: text,
  author,
  reference: fc.record({ messageId: text, channelId: text, guildId: text }),
  attachments: fc.array(attachment, { maxLength: 2 })
})

type Tagged<Tag extends Application.Application["_tag"]> = Extract<Application.Application, { readonly _tag: Tag }>

const chat: fc.Arbitrary<Tagged<"Chat">> = fc.record({
  _tag: fc.constant("Chat"),
  clock,
  timestamp: clock,
  text,
  responseTo: fc.oneof(fc.constant(""), target.messageId),
  chatId,
  displayName: text,
  contentType: fc.nat(20),
  discord: fc.option(discord, { nil: undefined }).map(Option.fromUndefinedOr)
})
const edit: fc.Arbitrary<Tagged<"Edit">> = fc.record({ _tag: fc.constant("Edit"), text, ...target })
const deletion: fc.Arbitrary<Tagged<"Delete">> = fc.record({ _tag: fc.constant("Delete"), ...target })
const reaction: fc.Arbitrary<Tagged<"Reaction">> = fc.record({
  _tag: fc.constant("Reaction"),
  emoji: fc.nat(6),
  retracted: fc.boolean(),
  ...target
})
const pin: fc.Arbitrary<Tagged<"Pin">> = fc.record({ _tag: fc.constant("Pin"), pinned: fc.boolean(), ...target })

/** What members say, with type and payload. */
export const spoken: fc.Arbitrary<{
  readonly value: Application.Application
  readonly type: number
  readonly payload: Uint8Array
}> = fc.oneof(
  chat.map((value) => {
    const { discord, ...plain } = value
    const payload = Option.match(discord, {
      onNone: () => Application.encodeChat(plain),
      onSome: (discord) => Application.encodeChat({ ...plain, discord })
    })
    return { value, type: Application.Type.CHAT_MESSAGE, payload }
  }),
  edit.map((value) => ({ value, type: Application.Type.EDIT_MESSAGE, payload: Application.encodeEdit(value) })),
  deletion.map((value) => ({ value, type: Application.Type.DELETE_MESSAGE, payload: Application.encodeDelete(value) })),
  reaction.map((value) => ({
    value,
    type: Application.Type.EMOJI_REACTION,
    payload: Application.encodeReaction(value)
  })),
  pin.map((value) => ({ value, type: Application.Type.PIN_MESSAGE, payload: Application.encodePin(value) }))
)
