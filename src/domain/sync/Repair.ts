/**
 * Asking others for what is missing, and giving them what they miss, at instants that spread over the participants.
 * SDS-22…27 (SDS-R).
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Time from "../Time.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Delay from "./Delay.ts"
import * as Sorted from "./Sorted.ts"
import * as Turn from "./Turn.ts"

/** Puts off asking for it: somebody has asked just now. */
const postpone = (turn: Turn.Turn, id: string): void => {
  const known = Turn.known(turn, id)
  if (known?._tag !== "Missing") return
  Turn.put(turn, id, { ...known, requestAt: Time.add(turn.now, turn.config.policy.repairBefore) })
}

/** The requests that are due, the longest due first; they are asked for again if nothing comes of it. */
export const due = (turn: Turn.Turn): ReadonlyArray<SyncMessage.HistoryEntry> => {
  const requests: Array<SyncMessage.HistoryEntry> = []
  while (requests.length < turn.config.policy.repairs) {
    const next = Sorted.first(turn.state.requests)
    if (next === undefined || next.at > turn.now) break
    const known = Turn.known(turn, next.id)
    if (known?._tag === "Missing") requests.push(known.entry)
    postpone(turn, next.id)
  }
  return requests
}

const promise = (turn: Turn.Turn, id: string, senderId: string): void => {
  const { config, now, state } = turn
  const { participant, policy } = config
  if (HashMap.has(state.responses, id) || HashMap.size(state.responses) >= policy.responses) return
  if (!Delay.responds(policy, participant, senderId, id)) return
  Turn.putResponse(turn, id, Time.add(now, Delay.response(policy, participant, senderId, id)))
}

/** What others ask for need not be asked for by us; what is here may be given by us. */
export const requested = (turn: Turn.Turn, requests: ReadonlyArray<SyncMessage.HistoryEntry>): void => {
  for (const { messageId } of requests) {
    const known = Turn.known(turn, messageId)
    if (known?._tag === "Missing") postpone(turn, messageId)
    if (known?._tag === "Delivered" || known?._tag === "Waiting") {
      promise(turn, messageId, known.entry.message.senderId)
    }
  }
}

/** The message as it was said first; nothing if it is no longer here. */
export const response = (turn: Turn.Turn, id: string): Option.Option<SyncMessage.Content> => {
  Turn.putResponse(turn, id, undefined)
  const known = Turn.known(turn, id)
  return known?._tag === "Delivered" || known?._tag === "Waiting" ? Option.some(known.entry.message) : Option.none()
}
