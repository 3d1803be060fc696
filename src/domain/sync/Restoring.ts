/** From rows to the state that they were written for. */
import * as HashMap from "effect/HashMap"
import * as Result from "effect/Result"
import type * as Step from "../Step.ts"
import * as Decode from "../wire/Decode.ts"
import * as Bloom from "./Bloom.ts"
import * as Delivery from "./Delivery.ts"
import * as Rows from "./Rows.ts"
import * as Sorted from "./Sorted.ts"
import { type Config, type Due, initial, type Known, type State, type Waiting } from "./State.ts"
import * as Turn from "./Turn.ts"

type Draft = Turn.Turn["state"]

const enter = (config: Config, draft: Draft, row: Step.Row): void => {
  const { policy } = config
  const fields = Decode.scanned(row.value)
  if (row.key === Rows.CHANNEL) return void Object.assign(draft, Rows.read.channel(fields))
  const id = Rows.idOf(row.key)
  if (id === undefined) throw new Decode.Unfit("its key is none of ours")
  const know = (known: Known): void => {
    draft.known = HashMap.set(draft.known, id, known)
    Turn.index(draft, id, known, 1)
  }
  const plan = (due: Due): void => {
    draft.agenda = Sorted.insert(draft.agenda, due)
  }
  switch (row.key.slice(0, 2)) {
    case "m/": {
      const held = Rows.read.held(fields)
      if (held.entry.message.messageId !== id || held.entry.message.channelId !== config.channel) {
        throw new Decode.Unfit("it holds another message")
      }
      return know(held)
    }
    case "d/":
      return know(Rows.read.missing(fields, id))
    case "s/":
      return know(Rows.read.settled(fields))
    case "o/": {
      const outgoing = Rows.read.outgoing(fields)
      draft.outgoing = HashMap.set(draft.outgoing, id, { ...outgoing, positions: Bloom.positions(policy.filter, id) })
      if (outgoing.resendAt !== undefined) plan({ at: outgoing.resendAt, what: "Resend", id })
      return
    }
    case "r/": {
      const at = Rows.read.response(fields)
      draft.responses = HashMap.set(draft.responses, id, at)
      return plan({ at, what: "Respond", id })
    }
    default:
      throw new Decode.Unfit("its key is none of ours")
  }
}

/** Links those that wait to what they wait for. */
const link = (draft: Draft): void => {
  const waiting = [...HashMap.values(draft.known)]
    .filter((known): known is Waiting => known._tag === "Waiting")
    .sort((left, right) => left.entry.arrival - right.entry.arrival)
  for (const { entry, unmet } of waiting) {
    const isAwaited = (id: string): boolean => {
      const on = Turn.of(draft.known, id)?._tag
      return on === "Missing" || on === "Waiting"
    }
    if (unmet.length === 0 || !unmet.every(isAwaited)) throw new Decode.Unfit("it waits for nothing that may come")
    draft.dependants = Delivery.depend(draft.dependants, entry.message.messageId, unmet)
  }
}

export const restore = (config: Config, rows: ReadonlyArray<Step.Row>): Result.Result<State, Step.Damaged> => {
  const draft: Draft = { ...initial, filter: undefined }
  let at = "of a message"
  return Decode.attempt(
    () => {
      for (const row of rows) {
        at = row.key
        enter(config, draft, row)
      }
      at = "of a message"
      link(draft)
      return draft
    },
    (why) => ({ _tag: "Damaged", why: `the row ${at} is not usable: ${why}` })
  )
}
