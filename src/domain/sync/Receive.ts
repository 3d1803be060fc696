/**
 * A message that was heard. Channel, sender and clock are looked at first; then what it tells beside its content, also where
 * the content is known (D-3: repairs and acknowledgements); then the content is delivered, or waits. SDS-10…15, SDS-20,
 * SDS-21, SDS-25; protocols C3.
 */
import * as Time from "../Time.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Acknowledgement from "./Acknowledgement.ts"
import * as Delivery from "./Delivery.ts"
import type { Refusal } from "./Event.ts"
import * as Loss from "./Loss.ts"
import * as MessageId from "./MessageId.ts"
import * as Quiet from "./Quiet.ts"
import * as Repair from "./Repair.ts"
import { type Config, positionOrder } from "./State.ts"
import * as Tips from "./Tips.ts"
import * as Turn from "./Turn.ts"

/** What the message names and has to wait for, each once. */
const unmetBy = (turn: Turn.Turn, message: SyncMessage.Content): ReadonlyArray<SyncMessage.HistoryEntry> => {
  const { causalHistory, messageId: own } = message
  const unmet = causalHistory.filter(
    ({ messageId }) => messageId !== own && Delivery.isUnmet(Turn.known(turn, messageId), message)
  )
  return unmet.length < 2 ? unmet : [...new Map(unmet.map((entry) => [entry.messageId, entry])).values()]
}

const isBound = (
  { channelId, content, lamport, messageId, senderId }: SyncMessage.Content,
  sha256: Config["sha256"]
): boolean => messageId === MessageId.derive(senderId, channelId, lamport, content, sha256)

/** Why nothing of the message is taken in, whatever is known of it. */
export const unfit = (
  { channel, policy, sha256 }: Config,
  message: SyncMessage.SyncMessage,
  now: Time.Nanos
): Refusal | undefined => {
  if (message.channelId !== channel) return "OtherChannel"
  if (message._tag !== "Sync" && message.content.length > policy.content) return "TooLarge"
  if (message._tag !== "Ephemeral" && Time.fromMillis(message.lamport) > Time.add(now, policy.tolerance)) {
    return "TooFarInFuture"
  }
  return message._tag === "Content" && policy.ids === "bound" && !isBound(message, sha256) ? "ForeignId" : undefined
}

/** Whether it belongs before what the log still holds. */
export const isTooOld = ({ state: { horizon } }: Turn.Turn, message: SyncMessage.Content): boolean =>
  horizon !== undefined && positionOrder(message, horizon) <= 0

/** Why the content is not taken in. */
const refused = (turn: Turn.Turn, message: SyncMessage.Content): Refusal | undefined => {
  const known = Turn.known(turn, message.messageId)
  switch (known?._tag) {
    case "Delivered":
    case "Waiting":
    case "Pending":
      return "Duplicate"
    case "Removed":
      return "Removed"
    case "Lost":
    case "Missing":
    case undefined:
      return isTooOld(turn, message) ? "TooOld" : undefined
  }
}

const take = (turn: Turn.Turn, message: SyncMessage.Content, hint: Uint8Array): Refusal | undefined => {
  const { counts } = turn.state
  const { policy } = turn.config
  const unmet = unmetBy(turn, message)
  const isHistory = Time.fromMillis(message.lamport) < Time.subtract(turn.now, policy.reach)
  if (unmet.length === 0 || isHistory) {
    Delivery.deliver(turn, message, hint)
    return undefined
  }
  const strangers = unmet.filter(({ messageId }) => Turn.known(turn, messageId) === undefined)
  const isFull =
    counts.waiting >= policy.waiting ||
    counts.waitingBytes + message.content.length > policy.waitingBytes ||
    counts.missing + strangers.length > policy.missing
  if (isFull) return "Full"
  Loss.miss(turn, strangers, policy.missing)
  Delivery.wait(
    turn,
    message,
    hint,
    unmet.map(({ messageId }) => messageId)
  )
  return undefined
}

const hearContent = (turn: Turn.Turn, message: SyncMessage.Content, hint: Uint8Array): Refusal | undefined => {
  const refusal = refused(turn, message)
  if (refusal === "TooOld" && Turn.known(turn, message.messageId)?._tag === "Missing") {
    // It was in the log of whoever names it: there is nothing to wait for.
    Turn.settle(turn, message.messageId, "Removed")
    Delivery.met(turn, message.messageId)
  }
  if (refusal !== undefined) return refusal
  const full = take(turn, message, hint)
  if (full === undefined) Quiet.stir(turn, message.messageId)
  return full
}

/** A sync message shows what is missing; it is kept by nobody (D-7). */
const hearSync = (turn: Turn.Turn, message: SyncMessage.Sync): void => {
  Loss.miss(turn, message.causalHistory, Math.floor(turn.config.policy.missing / 2))
  if (Tips.areNamed(turn.state, message.causalHistory)) Quiet.rest(turn, message.messageId)
}

/** `hash`: of the Waku message that carried it; the hint for others. */
export const hear = (turn: Turn.Turn, message: SyncMessage.SyncMessage, hash: Uint8Array): void => {
  const { config } = turn
  const refuse = (reason: Refusal): void => Turn.tell(turn, { _tag: "Refused", id: message.messageId, reason })
  const reason = unfit(config, message, turn.now)
  if (reason !== undefined) return refuse(reason)
  // Who lost its own messages takes those back that others name.
  const isOwn = message.senderId === config.participant && Turn.known(turn, message.messageId)?._tag !== "Missing"
  if (isOwn) return refuse("Own")
  if (message._tag === "Ephemeral") return Turn.tell(turn, { _tag: "Ephemeral", message })
  Turn.putResponse(turn, message.messageId, undefined)
  Repair.requested(turn, message.repairRequest)
  Acknowledgement.review(turn, message)
  if (message._tag === "Sync") return hearSync(turn, message)
  const refusal = hearContent(turn, message, hash)
  if (refusal !== undefined) refuse(refusal)
}
