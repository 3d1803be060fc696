/** Steps of one participant, and what it told. */
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Time from "../../src/domain/Time.ts"
import { hashOf, messageIn, type Participant, START } from "./SyncBus.ts"

export const policy: Policy.Policy = { ...Policy.standard, ids: "any" }
export const after = (seconds: number) => Time.add(START, Time.seconds(seconds))
export const delivered = (participant: Participant) =>
  participant.told("Delivered").map(({ message }) => message.messageId)
export const reasons = (participant: Participant) => participant.told("Refused").map(({ reason }) => reason)
export const present = Time.toMillis(START)
export const say = (participant: Participant, text: string, now = START) => {
  participant.take({ _tag: "Say", content: new TextEncoder().encode(text) }, now)
  const sent = participant.outbox.at(-1)!
  participant.take({ _tag: "Sent", mark: sent.mark, hash: hashOf(participant.outbox.length) }, now)
  return messageIn(sent)
}
/** What it does at that instant, as messages. */
export const tick = (participant: Participant, now: Time.Nanos) => {
  participant.outbox.splice(0)
  participant.take({ _tag: "Tick" }, now)
  return participant.outbox.map(messageIn)
}

/** References to those ids, as others write them. */
export const heardOf = (...ids: ReadonlyArray<string>) =>
  ids.map((messageId) => ({ messageId, retrievalHint: hashOf(77), senderId: "carol" }))
