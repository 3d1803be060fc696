/** The payloads of envelopes as JSON, under the field names of `proto/`. */
import * as Option from "effect/Option"
import { Application, Description, Wire } from "../../src/index.ts"
import { type Codec, codec, shown } from "./codec.ts"
import { COMMUNITY } from "./fixed.ts"

interface Target {
  readonly clock: string
  readonly chat_id: string
  readonly message_id: string
  readonly message_type: number
}

const wireTarget = (fields: Target) => ({
  clock: BigInt(fields.clock),
  chatId: fields.chat_id,
  messageId: fields.message_id,
  messageType: fields.message_type
})

interface Chat {
  readonly clock: string
  readonly timestamp: string
  readonly text: string
  readonly response_to: string
  readonly chat_id: string
  readonly message_type: number
  readonly content_type: number
  readonly display_name: string
  readonly discord_message?: Omit<Wire.Discord, "attachments"> & {
    readonly attachments: ReadonlyArray<
      Omit<Wire.DiscordAttachment, "fileSizeBytes"> & { readonly fileSizeBytes: string }
    >
  }
}

const COMMUNITY_CHAT = 5

/** What a payload says, under the names of `proto/`. */
const application = (type: number) => (payload: Uint8Array) =>
  shown(Application.decode(type, payload), (value) => {
    const common = { clock: `${value.clock}`, chat_id: value.chatId, message_type: COMMUNITY_CHAT }
    if (value._tag !== "Chat") {
      const target = { ...common, message_id: value.messageId }
      switch (value._tag) {
        case "Edit":
          return { ...target, text: value.text }
        case "Delete":
          return target
        case "Reaction":
          return { ...target, type: value.emoji, retracted: value.retracted }
        case "Pin":
          return { ...target, pinned: value.pinned }
      }
    }
    return {
      ...common,
      timestamp: `${value.timestamp}`,
      text: value.text,
      response_to: value.responseTo,
      content_type: value.contentType,
      display_name: value.displayName,
      ...Option.match(value.discord, {
        onNone: () => ({}),
        onSome: (discord) => ({
          discord_message: {
            ...discord,
            attachments: discord.attachments.map((one) => ({ ...one, fileSizeBytes: `${one.fileSizeBytes}` }))
          }
        })
      })
    }
  })

interface Described {
  readonly clock: string
  readonly access: number
  readonly display_name: string
  readonly chats: ReadonlyArray<{ readonly id: string; readonly name: string }>
  readonly archive_clock: string
}

export const payloads: Readonly<Record<string, Codec>> = {
  ChatMessage: codec(
    ({ discord_message: discord, ...fields }: Chat) =>
      Wire.encodeChat({
        clock: BigInt(fields.clock),
        timestamp: BigInt(fields.timestamp),
        text: fields.text,
        responseTo: fields.response_to,
        chatId: fields.chat_id,
        messageType: fields.message_type,
        contentType: fields.content_type,
        displayName: fields.display_name,
        discord:
          discord === undefined
            ? undefined
            : {
                ...discord,
                attachments: discord.attachments.map((one) => ({ ...one, fileSizeBytes: BigInt(one.fileSizeBytes) }))
              }
      }),
    application(Application.Type.CHAT_MESSAGE)
  ),
  EditMessage: codec(
    (fields: Target & { readonly text: string }) => Wire.encodeEdit({ ...wireTarget(fields), text: fields.text }),
    application(Application.Type.EDIT_MESSAGE)
  ),
  DeleteMessage: codec(
    (fields: Target) => Wire.encodeDelete(wireTarget(fields)),
    application(Application.Type.DELETE_MESSAGE)
  ),
  EmojiReaction: codec(
    (fields: Target & { readonly type: number; readonly retracted: boolean }) =>
      Wire.encodeReaction({ ...wireTarget(fields), type: fields.type, retracted: fields.retracted }),
    application(Application.Type.EMOJI_REACTION)
  ),
  PinMessage: codec(
    (fields: Target & { readonly pinned: boolean }) => Wire.encodePin({ ...wireTarget(fields), pinned: fields.pinned }),
    application(Application.Type.PIN_MESSAGE)
  ),
  CommunityDescription: codec(
    (fields: Described) =>
      Wire.encodeDescription({
        clock: BigInt(fields.clock),
        access: fields.access,
        displayName: fields.display_name,
        chats: fields.chats,
        archiveClock: BigInt(fields.archive_clock)
      }),
    (bytes) =>
      shown(Description.decode(bytes, COMMUNITY), (value) => ({
        clock: `${value.clock}`,
        access: 1,
        display_name: value.name,
        chats: value.channels,
        archive_clock: `${value.archiveClock}`
      }))
  )
}
