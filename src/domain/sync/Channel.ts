/**
 * A participant of a channel of Scalable Data Sync, as a machine: what is said reaches everybody, in causal order, although
 * messages get lost. Source: SDS and SDS-R; SDS-01…27, D-1…12; protocols C.
 */
import * as Option from "effect/Option"
import type * as Step from "../Step.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { SyncMessage } from "../wire/SyncMessage.ts"
import * as Archive from "./Archive.ts"
import type { Event, LookUp } from "./Event.ts"
import * as Loss from "./Loss.ts"
import * as Receive from "./Receive.ts"
import * as Restoring from "./Restoring.ts"
import * as Sending from "./Sending.ts"
import type { Snapshot } from "./Snapshot.ts"
import * as Sorted from "./Sorted.ts"
import type { Config, Due, State } from "./State.ts"
import * as Turn from "./Turn.ts"

export type Input =
  /** `content` is not empty. `clock`: where the content bears the clock itself; later than that of the channel. */
  | { readonly _tag: "Say"; readonly content: Uint8Array; readonly clock?: Time.Millis }
  | { readonly _tag: "SayEphemeral"; readonly content: Uint8Array }
  /** `hash`: of the Waku message that carried it, empty where unknown. */
  | { readonly _tag: "Heard"; readonly message: SyncMessage; readonly hash: Uint8Array }
  /** The message that was looked up. */
  | { readonly _tag: "Found"; readonly id: string; readonly message: SyncMessage; readonly hash: Uint8Array }
  /** Neither archives nor stores have it. */
  | { readonly _tag: "Unfound"; readonly id: string }
  /** The community's archive does not have these: they are neither kept nor asked for any more. */
  | { readonly _tag: "Replaced"; readonly ids: ReadonlyArray<string> }
  /** The log as another participant has it. */
  | { readonly _tag: "Restored"; readonly snapshot: Snapshot }

type Machine = Step.Machine<State, Input, Event, LookUp, "channel">

/** When requests for repair are the reason for a sync message (SDS-27). */
const requestsDue = ({ quiet, requests }: State): Nanos | undefined => {
  const first = Sorted.first(requests)
  return first === undefined ? undefined : Time.max(first.at, quiet.repairsFrom)
}

const due = (state: State): Option.Option<Nanos> => {
  const instants = [Sorted.first(state.agenda)?.at, state.quiet.syncAt, requestsDue(state)]
  const known = instants.filter((at) => at !== undefined)
  return known.length === 0 ? Option.none() : Option.some(known.reduce(Time.min))
}

/** What is due, each once; what nobody is known to have goes first (SDS-19). */
const dueNow = (turn: Turn.Turn): ReadonlyArray<Due> => {
  const { agenda } = turn.state
  const found: Array<Due> = []
  for (const block of agenda.blocks) {
    for (const one of block) if (one.at <= turn.now) found.push(one)
    if (block.at(-1)!.at > turn.now) break
  }
  const isHeld = ({ id, what }: Due): boolean => what === "Resend" && (Turn.outgoing(turn, id)?.holders.length ?? 0) > 0
  return [...found.filter((one) => !isHeld(one)), ...found.filter(isHeld)]
}

const tick = (turn: Turn.Turn): void => {
  for (const { id, what } of dueNow(turn)) {
    if (what === "LookUp") Loss.lookUp(turn, id)
    else if (what === "Resend") Sending.resend(turn, id)
    else Sending.respond(turn, id)
  }
  const sync = turn.state.quiet.syncAt
  const requests = requestsDue(turn.state)
  if ((sync !== undefined && sync <= turn.now) || (requests !== undefined && requests <= turn.now)) Sending.sync(turn)
}

const isFitting = (message: SyncMessage, id: string): boolean => message._tag === "Content" && message.messageId === id

const found = (turn: Turn.Turn, { hash, id, message }: Extract<Input, { readonly _tag: "Found" }>): void => {
  const wasMissing = Turn.known(turn, id)?._tag === "Missing"
  if (!wasMissing) return Turn.tell(turn, { _tag: "Refused", id, reason: "NotAsked" })
  if (isFitting(message, id)) Receive.hear(turn, message, hash)
  if (Turn.known(turn, id)?._tag === "Missing") Loss.unfound(turn, id)
}

const take = (turn: Turn.Turn, input: Input | Step.CommonInput): void => {
  switch (input._tag) {
    case "Tick":
      return tick(turn)
    case "Resumed":
      return Loss.resume(turn)
    case "Sent":
      return Sending.sent(turn, input.mark, input.hash)
    case "Say":
      return Sending.say(turn, input.content, input.clock)
    case "SayEphemeral":
      return Sending.sayEphemeral(turn, input.content)
    case "Heard":
      return Receive.hear(turn, input.message, input.hash)
    case "Found":
      return found(turn, input)
    case "Unfound":
      return Loss.unfound(turn, input.id)
    case "Replaced":
      return Archive.replaced(turn, input.ids)
    case "Restored":
      return Archive.restored(turn, input.snapshot)
  }
}

/** The machine of one participant of one channel. */
export const make = (config: Config): Machine => ({
  due,
  restore: (rows) => Restoring.restore(config, rows),
  step: (state, input, now) => {
    if (input._tag === "Tick" && Option.getOrElse(due(state), () => Time.nanos(Time.MAX_NANOS)) > now)
      return [state, []]
    const turn = Turn.begin(config, state, now)
    take(turn, input)
    return Turn.end(turn)
  }
})
