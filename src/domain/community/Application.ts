/**
 * What members say: the typed payloads of ApplicationMetadataMessage. Source: 62/STATUS-PAYLOADS; A-10…13, A-48.
 *
 * A signature does not cover the type, so a payload passes for a type only if it has no field of another type and
 * carries those that this type must have, in their own form: the kind of chat, a chat id, a message id. No payload
 * passes for two types.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Millis } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Wire from "../wire/Wire.ts"

/** The types of ApplicationMetadataMessage that this project reads or writes. */
export const Type = {
  CHAT_MESSAGE: 1,
  EMOJI_REACTION: 22,
  COMMUNITY_DESCRIPTION: 25,
  COMMUNITY_REQUEST_TO_JOIN: 27,
  PIN_MESSAGE: 28,
  EDIT_MESSAGE: 29,
  DELETE_MESSAGE: 31,
  COMMUNITY_MESSAGE_ARCHIVE_INDEX: 43,
  COMMUNITY_REQUEST_TO_JOIN_RESPONSE: 48,
  // Of this project alone, far from those that Status gives out.
  COMMUNITY_CHARTER: 48_001,
  COMMUNITY_SUCCESSION: 48_002,
  COMMUNITY_SNAPSHOT: 48_003
} as const

/** The types that an archive may bring into a history; nothing else in it is acted upon. */
export const MATERIALISED: ReadonlySet<number> = new Set([
  Type.CHAT_MESSAGE,
  Type.EMOJI_REACTION,
  Type.PIN_MESSAGE,
  Type.EDIT_MESSAGE,
  Type.DELETE_MESSAGE
])

export const ContentType = { TEXT_PLAIN: 1, DISCORD_MESSAGE: 12 } as const
const COMMUNITY_CHAT = 5
const NOT_OF_A_COMMUNITY = "it is no message of a community"

export type Discord = Wire.Discord

export interface Chat {
  readonly clock: Millis
  readonly timestamp: Millis
  readonly text: string
  readonly responseTo: string
  readonly chatId: string
  readonly displayName: string
  readonly contentType: number
  readonly discord: Option.Option<Discord>
}

interface Target {
  readonly clock: Millis
  readonly chatId: string
  /** The message that is meant. */
  readonly messageId: string
}

export type Application =
  | ({ readonly _tag: "Chat" } & Chat)
  | ({ readonly _tag: "Edit"; readonly text: string } & Target)
  | ({ readonly _tag: "Delete" } & Target)
  | ({ readonly _tag: "Reaction"; readonly emoji: number; readonly retracted: boolean } & Target)
  | ({ readonly _tag: "Pin"; readonly pinned: boolean } & Target)

export interface ApplicationError {
  readonly _tag: "ApplicationError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<ApplicationError>({ _tag: "ApplicationError", why })

/** Characters of what is said, and of names and ids. */
export interface Limits {
  readonly textLength: number
  readonly nameLength: number
}

const UNLIMITED: Limits = { textLength: Number.POSITIVE_INFINITY, nameLength: Number.POSITIVE_INFINITY }

const tooLong = (texts: ReadonlyArray<string>, names: ReadonlyArray<string>, limits: Limits): string | undefined => {
  if (texts.some(({ length }) => length > limits.textLength)) {
    return `its text is longer than ${limits.textLength} characters`
  }
  return names.some(({ length }) => length > limits.nameLength)
    ? `a name in it is longer than ${limits.nameLength} characters`
    : undefined
}

const CHAT_ID = /^0x[0-9a-f]{66}.{1,100}$/u
const MESSAGE_ID = /^0x[0-9a-f]{64}$/

const target = <A extends Wire.Delete>(
  value: Result.Result<A, Wire.WireError>,
  build: (value: A, target: Target) => Application
): Result.Result<Application, ApplicationError> => {
  if (Result.isFailure(value)) return refuse(value.failure.why)
  const { chatId, clock, messageId, messageType } = value.success
  if (messageType !== COMMUNITY_CHAT) return refuse(NOT_OF_A_COMMUNITY)
  if (!CHAT_ID.test(chatId)) return refuse("it names no chat")
  if (!MESSAGE_ID.test(messageId)) return refuse("it names no message")
  return Result.succeed(build(value.success, { clock: Time.millis(clock), chatId, messageId }))
}

const namesOf = ({ author, id, reference, timestampEdited }: Discord): ReadonlyArray<string> => [
  id,
  author.name,
  author.nickname,
  reference.messageId,
  timestampEdited
]

const chat = (payload: Uint8Array, limits: Limits): Result.Result<Application, ApplicationError> => {
  const value = Wire.decodeChat(payload)
  if (Result.isFailure(value)) return refuse(value.failure.why)
  const { chatId, clock, contentType, discord, displayName, messageType, responseTo, text, timestamp } = value.success
  if (messageType !== COMMUNITY_CHAT) return refuse(NOT_OF_A_COMMUNITY)
  if (!CHAT_ID.test(chatId)) return refuse("it names no chat")
  const imported = discord === undefined ? [] : namesOf(discord)
  const excess = tooLong([text, discord?.content ?? ""], [displayName, responseTo, ...imported], limits)
  if (excess !== undefined) return refuse(excess)
  return Result.succeed({
    _tag: "Chat",
    clock: Time.millis(clock),
    timestamp: Time.millis(timestamp),
    text,
    responseTo,
    chatId,
    displayName,
    contentType,
    discord: Option.fromUndefinedOr(discord)
  })
}

/** Reads a payload strictly as what its type says; types that are not materialised are refused. */
export const decode = (
  type: number,
  payload: Uint8Array,
  limits: Limits = UNLIMITED
): Result.Result<Application, ApplicationError> => {
  switch (type) {
    case Type.CHAT_MESSAGE:
      return chat(payload, limits)
    case Type.EDIT_MESSAGE:
      return Result.flatMap(
        target(Wire.decodeEdit(payload), ({ text }, common) => ({ _tag: "Edit", text, ...common })),
        (edit) => {
          const excess = edit._tag === "Edit" ? tooLong([edit.text], [], limits) : undefined
          return excess === undefined ? Result.succeed(edit) : refuse(excess)
        }
      )
    case Type.DELETE_MESSAGE:
      return target(Wire.decodeDelete(payload), (_, common) => ({ _tag: "Delete", ...common }))
    case Type.EMOJI_REACTION:
      return target(Wire.decodeReaction(payload), ({ retracted, type }, common) => ({
        _tag: "Reaction",
        emoji: type,
        retracted,
        ...common
      }))
    case Type.PIN_MESSAGE:
      return target(Wire.decodePin(payload), ({ pinned }, common) => ({ _tag: "Pin", pinned, ...common }))
    default:
      return refuse(`type ${type} is no message of a channel`)
  }
}

/** A ChatMessage of a community channel. */
export const encodeChat = (value: Omit<Chat, "discord"> & { readonly discord?: Discord }): Uint8Array =>
  Wire.encodeChat({ ...value, messageType: COMMUNITY_CHAT, discord: value.discord })

export const encodeEdit = (value: Target & { readonly text: string }): Uint8Array =>
  Wire.encodeEdit({ ...value, messageType: COMMUNITY_CHAT })

export const encodeDelete = (value: Target): Uint8Array => Wire.encodeDelete({ ...value, messageType: COMMUNITY_CHAT })

export const encodeReaction = (value: Target & { readonly emoji: number; readonly retracted: boolean }): Uint8Array =>
  Wire.encodeReaction({ ...value, type: value.emoji, messageType: COMMUNITY_CHAT })

export const encodePin = (value: Target & { readonly pinned: boolean }): Uint8Array =>
  Wire.encodePin({ ...value, messageType: COMMUNITY_CHAT })
