/**
 * Which messages of the network a node takes in: those of the community's channels, dated, and not ephemeral.
 * CHA-23, CHA-28, CHA-76.
 */
import type { Nanos } from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { WakuMessage } from "../waku/WakuMessage.ts"

export type Refusal = "ForeignTopic" | "Ephemeral" | "Undated" | "Future"

/** What each refusal means, as a sentence about the message. */
export const MEANING: Readonly<Record<Refusal, string>> = {
  ForeignTopic: "it was sent on a content topic that is none of the community's channels",
  Ephemeral: "its sender marked it as ephemeral, so nobody keeps it",
  Undated: "it carries no timestamp, so it belongs to no window",
  Future: "it was dated too far in the future when it came"
}

/** Why a message is not taken in; `undefined` where it is. `latest`: the latest timestamp that is believed. */
export const refusal = (channel: ContentTopic, latest: Nanos, message: WakuMessage): Refusal | undefined => {
  if (message.contentTopic !== channel) return "ForeignTopic"
  if (message.ephemeral) return "Ephemeral"
  if (message.timestamp <= 0n) return "Undated"
  return message.timestamp > latest ? "Future" : undefined
}
