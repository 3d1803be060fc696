/**
 * Who has our messages: whoever names one in a causal history has it; whose filter holds it may have it. SDS-06, SDS-12,
 * SDS-17, D-12.
 */
import * as HashMap from "effect/HashMap"
import * as Bytes from "../Bytes.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Bloom from "./Bloom.ts"
import * as Delivery from "./Delivery.ts"
import * as Turn from "./Turn.ts"

const acknowledge = (turn: Turn.Turn, id: string): void => {
  Turn.putOutgoing(turn, id, undefined)
  Turn.tell(turn, { _tag: "Acknowledged", id })
}

/** The transport has it: it enters the log and the filter (D-2). */
export const sent = (turn: Turn.Turn, id: string, hint: Uint8Array): void => {
  const known = Turn.known(turn, id)
  if (known?._tag === "Pending") {
    Turn.put(turn, id, undefined)
    Delivery.admit(turn, known.entry.message, hint)
  } else if (known?._tag === "Delivered" && known.entry.hint.length === 0 && hint.length > 0) {
    Turn.put(turn, id, { ...known, entry: { ...known.entry, hint } })
  }
}

const named = (turn: Turn.Turn, history: ReadonlyArray<SyncMessage.HistoryEntry>): void => {
  for (const { messageId } of history) {
    if (Turn.outgoing(turn, messageId) === undefined) continue
    // Others have it already: what the transport says of it comes late.
    sent(turn, messageId, Bytes.empty)
    acknowledge(turn, messageId)
  }
}

const filtered = (turn: Turn.Turn, senderId: string, filter: Uint8Array): void => {
  const { acknowledgements, filter: parameters } = turn.config.policy
  if (filter.length !== parameters.bytes) return
  const ids: Array<string> = []
  for (const [id, { holders, positions }] of turn.state.outgoing) {
    if (!holders.includes(senderId) && Bloom.mayHold(parameters, filter, positions)) ids.push(id)
  }
  for (const id of ids.toSorted()) {
    const known = Turn.outgoing(turn, id)!
    const holders = [...known.holders, senderId]
    if (holders.length >= acknowledgements) {
      sent(turn, id, Bytes.empty)
      acknowledge(turn, id)
    } else {
      Turn.putOutgoing(turn, id, { ...known, holders })
      Turn.tell(turn, { _tag: "PossiblyAcknowledged", id, holders: holders.length })
    }
  }
}

/** Learns from what a message tells of its sender. Filters of one participant count once. */
export const review = (turn: Turn.Turn, message: SyncMessage.Content | SyncMessage.Sync): void => {
  if (HashMap.isEmpty(turn.state.outgoing)) return
  named(turn, message.causalHistory)
  filtered(turn, message.senderId, message.bloomFilter)
}
