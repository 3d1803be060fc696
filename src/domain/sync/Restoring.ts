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
  const fields = Rows.fieldsOf(row)
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

/** Links those that wait to what they wait for. What is not known any more was settled, and forgotten. */
const link = (draft: Draft): void => {
  const waiting = [...HashMap.values(draft.known)]
    .filter((known): known is Waiting => known._tag === "Waiting")
    .sort((left, right) => left.entry.arrival - right.entry.arrival)
  for (const known of waiting) {
    const { causalHistory, messageId } = known.entry.message
    const ids = new Set(causalHistory.map((entry) => entry.messageId))
    ids.delete(messageId)
    const unmet = [...ids].filter((id) => {
      const on = Turn.of(draft.known, id)
      return on !== undefined && Delivery.isUnmet(on, known.entry.message)
    })
    draft.known = HashMap.set(draft.known, messageId, { ...known, unmet: unmet.length })
    draft.dependants = Delivery.depend(draft.dependants, messageId, unmet)
  }
}

export const restore = (config: Config, rows: ReadonlyArray<Step.Row>): Result.Result<State, Step.Damaged> => {
  const draft: Draft = { ...initial, filter: undefined }
  for (const row of rows) {
    try {
      enter(config, draft, row)
    } catch (cause) {
      if (!(cause instanceof Decode.Unfit)) throw cause
      return Result.fail({ _tag: "Damaged", why: `the row ${row.key} is not usable: ${cause.message}` })
    }
  }
  link(draft)
  return Result.succeed(draft)
}
