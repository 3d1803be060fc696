/** Where the log meets the archives: messages that these removed, and logs that others left there. protocols D3. */
import * as Bytes from "../Bytes.ts"
import * as Delivery from "./Delivery.ts"
import * as Receive from "./Receive.ts"
import type { Snapshot } from "./Snapshot.ts"
import * as Turn from "./Turn.ts"

/** Counts as met from now on; it is neither asked for nor given, nor taken in again. */
const remove = (turn: Turn.Turn, id: string): void => {
  const known = Turn.known(turn, id)
  if (known?._tag === "Removed") return
  if (known?._tag === "Delivered" || known?._tag === "Waiting") turn.state.filter = undefined
  if (known?._tag === "Waiting") Delivery.unwait(turn, known)
  Turn.putResponse(turn, id, undefined)
  Turn.putOutgoing(turn, id, undefined)
  Turn.settle(turn, id, "Removed")
  Delivery.met(turn, id)
}

/** The archive of the community does not have these messages (CHA-70). */
export const replaced = (turn: Turn.Turn, ids: ReadonlyArray<string>): void => {
  for (const id of ids) remove(turn, id)
}

/**
 * Adds what the snapshot has and this log has not. Nothing of it waits for anything: whoever wrote it had all it names, or
 * knew it to be lost. What was removed here stays away.
 */
export const restored = (turn: Turn.Turn, { messages }: Snapshot): void => {
  let added = 0
  for (const message of messages) {
    const { messageId: id } = message
    const known = Turn.known(turn, id)
    if (known?._tag === "Delivered" || known?._tag === "Removed") continue
    if (Receive.unfit(turn.config, message, turn.now) !== undefined || Receive.isTooOld(turn, message)) continue
    const hint = known?._tag === "Waiting" || known?._tag === "Pending" ? known.entry.hint : Bytes.empty
    if (known?._tag === "Waiting") Delivery.unwait(turn, known)
    if (known !== undefined) Turn.put(turn, id, undefined)
    Delivery.admit(turn, message, hint)
    added++
  }
  Turn.tell(turn, { _tag: "Restored", added })
}
