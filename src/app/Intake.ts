/**
 * The door of a node: what it takes in of a batch. What it refuses is remembered for a while, so that somebody who misses
 * a message can be told why. CHA-23, CHA-28.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Intake from "../domain/history/Intake.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { Community } from "./Community.ts"
import * as Dates from "./Dates.ts"
import * as Inbox from "./Inbox.ts"
import { Settings } from "./Settings.ts"

export interface Refused {
  readonly received: Received
  readonly refusal: Intake.Refusal
}

/** So that somebody who misses a message can be told why. */
export const remember = Effect.fn("Intake.remember")(function* (refused: ReadonlyArray<Refused>) {
  if (refused.length === 0) return
  const { channel } = yield* Community
  const { limits } = yield* Settings
  const ours = refused
    .filter(({ refusal }) => refusal !== "ForeignTopic" && refusal !== "TooLarge")
    .map(({ received }) => received)
  const { read } = yield* Inbox.open(channel, ours)
  const ids = new Map(read.map(({ received, record }) => [received.hash, record.id]))
  yield* (yield* HistoryStore).refuse(
    refused.map(({ received: { hash, message }, refusal }) => ({
      hash,
      id: Option.fromUndefinedOr(ids.get(hash)),
      topic: message.contentTopic,
      timestamp: message.timestamp,
      why: Intake.MEANING[refusal]
    })),
    limits.refused
  )
})

/** The messages of the batch that belong into the history, in its order. Announcements and descriptions are nobody's loss. */
export const admit = Effect.fn("Intake.admit")(function* (batch: ReadonlyArray<Received>) {
  const { archives, channel, description } = yield* Community
  const { limits } = yield* Settings
  const { earliest, latest } = yield* Dates.believed
  const bounds = { earliest, maxBytes: limits.messageBytes }
  const admitted: Array<Received> = []
  const refused: Array<Refused> = []
  for (const received of batch) {
    const refusal = Intake.refusal(channel.topic, latest, received.message, bounds)
    if (refusal === undefined) admitted.push(received)
    else if (![archives.topic, description.topic].includes(received.message.contentTopic))
      refused.push({ received, refusal })
  }
  yield* remember(refused)
  return admitted
})
