/**
 * One channel as DiscordChatExporter writes it in JSON, the format that Status imports. Read tolerantly: what is not
 * needed may be absent or of any shape, what is needed is checked.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Application from "./Application.ts"

const text = Schema.optionalKey(Schema.NullOr(Schema.String))

const Author = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  nickname: text,
  discriminator: text,
  avatarUrl: text
})

const Attachment = Schema.Struct({
  id: Schema.String,
  url: text,
  fileName: text,
  fileSizeBytes: Schema.optionalKey(Schema.NullOr(Schema.Finite))
})

const Reference = Schema.Struct({ messageId: text, channelId: text, guildId: text })

const Message = Schema.Struct({
  id: Schema.NonEmptyString,
  type: Schema.String,
  timestamp: Schema.String,
  timestampEdited: text,
  content: Schema.String,
  author: Author,
  attachments: Schema.optionalKey(Schema.NullOr(Schema.Array(Attachment))),
  reference: Schema.optionalKey(Schema.NullOr(Reference))
})

export const DiscordExport = Schema.Struct({
  channel: Schema.Struct({ id: Schema.NonEmptyString, name: Schema.NonEmptyString }),
  messages: Schema.Array(Message)
})
export type DiscordExport = typeof DiscordExport.Type
type Message = typeof Message.Type

/** Why a file is no export, or which message of it cannot be kept. */
export interface InvalidExport {
  readonly _tag: "InvalidExport"
  readonly why: string
}

const invalid = (why: string): InvalidExport => ({ _tag: "InvalidExport", why })

const decode = Schema.decodeUnknownResult(DiscordExport)

/** From parsed JSON. */
export const fromJson = (json: unknown): Result.Result<DiscordExport, InvalidExport> =>
  Result.mapError(decode(json), (error) =>
    invalid(`it is not an export of DiscordChatExporter (${error.message.split("\n", 1)[0]})`)
  )

/** A message ready to be signed: the bytes of its ChatMessage and the instant it was written. */
export interface Post {
  readonly id: string
  readonly timestamp: Nanos
  readonly payload: Uint8Array
}

/** Text with lone surrogates has no UTF-8 form; they become U+FFFD, and `repaired` counts the messages. */
export interface Posts {
  readonly posts: ReadonlyArray<Post>
  readonly repaired: number
}

/** Nickname, else name: how Status shows the author of an imported message. */
export const authorName = (author: { readonly name: string; readonly nickname?: string | null | undefined }): string =>
  author.nickname ? author.nickname : author.name

const MAX_UINT64 = 2n ** 64n - 1n

/** As the wire can say it: whole, not negative, and no more than 64 bits. */
const sizeOf = (bytes: number): bigint => {
  const whole = BigInt(Math.max(0, Math.trunc(bytes)))
  return whole > MAX_UINT64 ? MAX_UINT64 : whole
}

const post = (message: Message, timestamp: Nanos, chatId: string): Uint8Array => {
  const clock = Time.toMillis(timestamp)
  const { author } = message
  return Application.encodeChat({
    clock,
    timestamp: clock,
    text: message.content.toWellFormed(),
    responseTo: "",
    chatId,
    displayName: "",
    contentType: Application.ContentType.DISCORD_MESSAGE,
    discord: {
      id: message.id.toWellFormed(),
      type: message.type.toWellFormed(),
      timestamp: (timestamp / 1_000_000_000n).toString(),
      timestampEdited: edited(message.timestampEdited),
      content: message.content.toWellFormed(),
      author: {
        id: author.id.toWellFormed(),
        name: author.name.toWellFormed(),
        discriminator: (author.discriminator ?? "").toWellFormed(),
        nickname: (author.nickname ?? "").toWellFormed(),
        avatarUrl: (author.avatarUrl ?? "").toWellFormed()
      },
      reference: {
        messageId: (message.reference?.messageId ?? "").toWellFormed(),
        channelId: (message.reference?.channelId ?? "").toWellFormed(),
        guildId: (message.reference?.guildId ?? "").toWellFormed()
      },
      attachments: (message.attachments ?? []).map((attachment) => ({
        id: attachment.id.toWellFormed(),
        messageId: message.id.toWellFormed(),
        url: (attachment.url ?? "").toWellFormed(),
        fileName: (attachment.fileName ?? "").toWellFormed(),
        fileSizeBytes: sizeOf(attachment.fileSizeBytes ?? 0)
      }))
    }
  })
}

const edited = (at: string | null | undefined): string => {
  const instant = at ? Time.fromIso(at) : undefined
  return instant === undefined ? "" : (instant / 1_000_000_000n).toString()
}

/** Every message of the export as a post of the channel `chatId`, in the order of the file; one without a date is refused. */
export const posts = (source: DiscordExport, chatId: string): Result.Result<Posts, InvalidExport> => {
  const list: Array<Post> = []
  let repaired = 0
  for (const message of source.messages) {
    const timestamp = Time.fromIso(message.timestamp)
    if (timestamp === undefined || timestamp === 0n) {
      return Result.fail(
        invalid(`message ${message.id} is dated ${JSON.stringify(message.timestamp)}, which is no date`)
      )
    }
    if (!message.content.isWellFormed() || !authorName(message.author).isWellFormed()) repaired++
    list.push({ id: message.id, timestamp, payload: post(message, timestamp, chatId) })
  }
  return Result.succeed({ posts: list, repaired })
}
