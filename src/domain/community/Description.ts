/**
 * A community's name and channels, as its control node publishes them. A-58, CHA-95.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Millis } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Wire from "../wire/Wire.ts"
import type { CommunityId } from "./PublicKey.ts"

/** `id` is the chat id: community id ‖ UUID. */
export interface Channel {
  readonly id: string
  readonly name: string
}

export interface Description {
  /** Milliseconds; the greatest clock is the newest description. */
  readonly clock: Millis
  readonly name: string
  /** Ascending by id. */
  readonly channels: ReadonlyArray<Channel>
  /** The clock of the newest index announcement, 0 where there is none. */
  readonly archiveClock: Millis
}

export interface DescriptionError {
  readonly _tag: "DescriptionError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<DescriptionError>({ _tag: "DescriptionError", why })

/** Nobody needs to join before reading: membership without approval. */
const NO_MEMBERSHIP = 1

const MAX_ID = 200

/** How many channels a description may list, and how many characters a name in it may have. */
export interface Limits {
  readonly channels: number
  readonly nameLength: number
}

const ROOMY: Limits = { channels: 10_000, nameLength: 1_000 }

/** What stands in the way of these channels and names; `undefined` where nothing does. */
export const excess = (
  { channels, name }: Pick<Description, "name" | "channels">,
  limits: Limits = ROOMY
): string | undefined => {
  if (channels.length > limits.channels) return `it lists more than ${limits.channels} channels`
  return [name, ...channels.map((channel) => channel.name)].some(({ length }) => length > limits.nameLength)
    ? `a name in it is longer than ${limits.nameLength} characters`
    : undefined
}

/** The bytes of a CommunityDescription; the channels ascend by id. */
export const encode = (description: Description): Uint8Array =>
  Wire.encodeDescription({
    clock: description.clock,
    access: NO_MEMBERSHIP,
    displayName: description.name,
    chats: description.channels,
    archiveClock: description.archiveClock
  })

/** Reads a description of this community; channels of other communities and over-long names are refused. */
export const decode = (
  bytes: Uint8Array,
  id: CommunityId,
  limits?: Limits
): Result.Result<Description, DescriptionError> => {
  const value = Wire.decodeDescription(bytes)
  if (Result.isFailure(value)) return refuse(value.failure.why)
  const { archiveClock, chats, clock, displayName } = value.success
  const tooMuch = excess({ name: displayName, channels: chats }, limits)
  if (tooMuch !== undefined) return refuse(tooMuch)
  if (chats.some((chat) => chat.id.length > MAX_ID)) return refuse("an id in it is too long")
  if (!chats.every((chat) => chat.id.startsWith(id))) return refuse("it lists a channel of another community")
  return Result.succeed({
    clock: Time.millis(clock),
    name: displayName,
    channels: [...chats].sort((left, right) => (left.id < right.id ? -1 : 1)),
    archiveClock: Time.millis(archiveClock)
  })
}

/** The channel that there is before anybody describes one: where members talk over sync. */
export const GENERAL = "general"

/**
 * The id of a channel: community id ‖ UUID, the UUID (version 8, RFC 9562) derived from a seed, which is the channel's
 * id in an export, or the name of a new channel.
 */
export const chatId = (id: CommunityId, seed: string): string => {
  const bytes = sha256(Bytes.utf8(`community-history/channel/1/${id}/${seed}`)).slice(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Bytes.toHex(bytes)
  return `${id}${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
