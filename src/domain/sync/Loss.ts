/** What is named and not here: waited for, looked up, and in the end lost. SDS-18, D-6, D-7. */
import * as Time from "../Time.ts"
import type * as SyncMessage from "../wire/SyncMessage.ts"
import * as Delay from "./Delay.ts"
import * as Delivery from "./Delivery.ts"
import * as Turn from "./Turn.ts"

/** Notes that the messages are missing, until so many are, and asks nobody yet. */
export const miss = (turn: Turn.Turn, entries: ReadonlyArray<SyncMessage.HistoryEntry>, most: number): void => {
  const { config, now } = turn
  const { participant, policy } = config
  for (const entry of entries) {
    const { messageId } = entry
    if (turn.state.counts.missing >= most) return
    if (Turn.known(turn, messageId) !== undefined) continue
    Turn.put(turn, messageId, {
      _tag: "Missing",
      entry,
      since: now,
      requestAt: Time.add(now, Delay.request(policy, participant, messageId)),
      lookUpAt: Time.add(now, Time.min(policy.lookUpAfter, policy.lostAfter)),
      isAsked: false
    })
    Turn.tell(turn, { _tag: "Missing", entry })
  }
}

/** Asks the archives and the stores. */
export const lookUp = (turn: Turn.Turn, id: string): void => {
  const known = Turn.known(turn, id)
  if (known?._tag !== "Missing") return
  Turn.put(turn, id, { ...known, isAsked: true, lookUpAt: Time.add(turn.now, turn.config.policy.lookUpAgain) })
  const { retrievalHint, senderId } = known.entry
  turn.out.push({ _tag: "Ask", request: { _tag: "LookUp", id, hint: retrievalHint, senderId } })
}

/** Neither archives nor stores have it: it may still come, until its time is over. */
export const unfound = (turn: Turn.Turn, id: string): void => {
  const known = Turn.known(turn, id)
  if (known?._tag !== "Missing") {
    Turn.tell(turn, { _tag: "Refused", id, reason: "NotAsked" })
    return
  }
  const end = Time.add(known.since, turn.config.policy.lostAfter)
  if (turn.now < end) {
    Turn.put(turn, id, { ...known, isAsked: false, lookUpAt: end })
    return
  }
  Turn.settle(turn, id, "Lost")
  Turn.tell(turn, { _tag: "Lost", entry: known.entry, since: known.since })
  Delivery.met(turn, id)
}

/** After a restart: asks again what was not answered. */
export const resume = (turn: Turn.Turn): void => {
  const asked: Array<string> = []
  for (const [id, known] of turn.state.known) {
    if (known._tag === "Missing" && known.isAsked) asked.push(id)
  }
  for (const id of asked.toSorted()) lookUp(turn, id)
}
