/**
 * What a participant says: content, which is sent again until others have it or it is given up; ephemeral content; sync
 * messages; repairs. SDS-07…09, SDS-19…21, SDS-24, SDS-27.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import * as SyncMessage from "../wire/SyncMessage.ts"
import * as Acknowledgement from "./Acknowledgement.ts"
import * as Bloom from "./Bloom.ts"
import * as Delay from "./Delay.ts"
import type { Refusal } from "./Event.ts"
import * as Filter from "./Filter.ts"
import * as MessageId from "./MessageId.ts"
import * as Quiet from "./Quiet.ts"
import * as Repair from "./Repair.ts"
import { next, type Outgoing } from "./State.ts"
import * as Tips from "./Tips.ts"
import * as Turn from "./Turn.ts"

/** Sync and ephemeral messages are for those who are there: stores need not keep them. */
const send = (turn: Turn.Turn, message: SyncMessage.SyncMessage): void =>
  void turn.out.push({
    _tag: "Send",
    lane: "channel",
    mark: message.messageId,
    payload: SyncMessage.encode(message),
    ephemeral: message._tag !== "Content"
  })

/** The bytes of the filter. Each id is hashed once in its life. */
const filterBytes = (turn: Turn.Turn): Uint8Array => {
  const { policy } = turn.config
  const fifths = Filter.made(policy, turn.state)
  turn.state.filter = fifths
  return Filter.toBytes(policy, fifths, turn.state.arrivals)
}

/** What every message with a clock tells; the clock ticks (SDS-07). */
const clocked = (
  turn: Turn.Turn,
  content: Uint8Array,
  history = Tips.history,
  lamport = next(turn.state, turn.now)
): Omit<SyncMessage.Sync, "_tag"> => {
  const { config, state } = turn
  const { channel, participant, policy } = config
  state.clock = lamport
  return {
    senderId: participant,
    messageId: MessageId.derive(participant, channel, lamport, content),
    channelId: channel,
    lamport,
    causalHistory: history(state, policy.history),
    bloomFilter: filterBytes(turn),
    repairRequest: Repair.due(turn)
  }
}

const unsayable = (turn: Turn.Turn, content: Uint8Array): Refusal | undefined => {
  if (content.length === 0) return "Empty"
  return content.length > turn.config.policy.content ? "TooLarge" : undefined
}

const refuse = (turn: Turn.Turn, reason: Refusal): void => Turn.tell(turn, { _tag: "Refused", id: "", reason })

export const say = (turn: Turn.Turn, content: Uint8Array, clock?: Time.Millis): void => {
  const { policy } = turn.config
  const isTooMuch = HashMap.size(turn.state.outgoing) >= policy.unacknowledged
  const reason = unsayable(turn, content) ?? (isTooMuch ? "Unacknowledged" : undefined)
  if (reason !== undefined) return refuse(turn, reason)
  if (clock !== undefined && clock <= turn.state.clock) return refuse(turn, "Outrun")
  const message: SyncMessage.Content = { _tag: "Content", ...clocked(turn, content, Tips.history, clock), content }
  const { messageId: id } = message
  const entry = {
    message: { ...message, bloomFilter: Bytes.empty, repairRequest: [] },
    hint: Bytes.empty,
    arrival: turn.state.arrivals
  }
  Turn.put(turn, id, { _tag: "Pending", entry })
  const positions = Bloom.positions(policy.filter, id)
  Turn.putOutgoing(turn, id, { resends: 0, holders: [], resendAt: undefined, positions })
  Quiet.stir(turn, id)
  send(turn, message)
}

export const sayEphemeral = (turn: Turn.Turn, content: Uint8Array): void => {
  const reason = unsayable(turn, content)
  if (reason !== undefined) return refuse(turn, reason)
  const { channel: channelId, participant: senderId } = turn.config
  const messageId = MessageId.derive(senderId, channelId, turn.now, content)
  send(turn, { _tag: "Ephemeral", senderId, messageId, channelId, content })
}

/** A sync message, if there is anything to tell. */
export const sync = (turn: Turn.Turn): void => {
  const { clock } = turn.state
  const told = clocked(turn, Bytes.empty, Tips.all)
  if (told.causalHistory.length === 0 && told.repairRequest.length === 0) {
    turn.state.clock = clock
    turn.state.quiet = { ...turn.state.quiet, syncAt: undefined }
    return
  }
  Quiet.told(turn, told.messageId)
  send(turn, { _tag: "Sync", ...told })
}

/** Those that others may have wait twice as long (SDS-19). */
const nextResend = (turn: Turn.Turn, id: string, { holders, resends }: Outgoing): Time.Nanos => {
  const { participant, policy } = turn.config
  const wait = Delay.doubled(policy.resendAfter, resends + (holders.length > 0 ? 1 : 0), policy.resendAtMost)
  return Time.add(turn.now, Delay.around(wait, participant, `${id} ${resends}`))
}

/** The transport has the message, under this hash. */
export const sent = (turn: Turn.Turn, id: string, hash: Uint8Array): void => {
  Acknowledgement.sent(turn, id, hash)
  const outgoing = Turn.outgoing(turn, id)
  if (outgoing === undefined || outgoing.resendAt !== undefined) return
  Turn.putOutgoing(turn, id, { ...outgoing, resendAt: nextResend(turn, id, outgoing) })
}

/** The same message with the same clock, and what we know today. */
export const resend = (turn: Turn.Turn, id: string): void => {
  const outgoing = Turn.outgoing(turn, id)
  const known = Turn.known(turn, id)
  if (outgoing === undefined) return
  if (known?._tag !== "Delivered" || outgoing.resends >= turn.config.policy.resends) {
    Turn.putOutgoing(turn, id, undefined)
    Turn.tell(turn, { _tag: "GivenUp", id })
    return
  }
  Turn.putOutgoing(turn, id, { ...outgoing, resends: outgoing.resends + 1, resendAt: undefined })
  send(turn, { ...known.entry.message, bloomFilter: filterBytes(turn) })
}

/** Gives a repair that was promised. */
export const respond = (turn: Turn.Turn, id: string): void => {
  const message = Repair.response(turn, id)
  if (Option.isSome(message)) send(turn, message.value)
}
