/**
 * Which messages of the network a node takes in: those of the community's channels, dated, not ephemeral, and of a size
 * that every reader of an archive accepts. CHA-23, CHA-28, CHA-76.
 */
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { WakuMessage } from "../waku/WakuMessage.ts"
import * as Message from "../waku/WakuMessage.ts"

export type Refusal = "ForeignTopic" | "Ephemeral" | "Undated" | "Future" | "Old" | "TooLarge" | "Full"

/** What each refusal means, as a sentence about the message. */
export const MEANING: Readonly<Record<Refusal, string>> = {
  ForeignTopic: "it was sent on a content topic that is none of the community's channels",
  Ephemeral: "its sender marked it as ephemeral, so nobody keeps it",
  Undated: "it carries no timestamp, so it belongs to no window",
  Future: "it was dated too far in the future when it came",
  Old: "it was dated longer ago than the network remembers when it came",
  TooLarge: "it is larger than a message of an archive may be",
  Full: "its window had taken all that it may take when it came"
}

export interface Bounds {
  /** The earliest timestamp that is believed. */
  readonly earliest?: Nanos
  /** Bytes of the message as an archive holds it. */
  readonly maxBytes?: number
}

/** Why a message is not taken in; `undefined` where it is. `latest`: the latest timestamp that is believed. */
export const refusal = (
  channel: ContentTopic,
  latest: Nanos,
  message: WakuMessage,
  { earliest = Time.nanos(0n), maxBytes = Number.POSITIVE_INFINITY }: Bounds = {}
): Refusal | undefined => {
  if (message.contentTopic !== channel) return "ForeignTopic"
  if (message.ephemeral) return "Ephemeral"
  if (message.timestamp <= 0n) return "Undated"
  if (message.timestamp > latest) return "Future"
  if (message.timestamp < earliest) return "Old"
  return Message.size(message) > maxBytes ? "TooLarge" : undefined
}
