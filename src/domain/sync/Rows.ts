/** A state as rows: one of the channel, one of each message, and one of each thing to be done. */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Time from "../Time.ts"
import * as Decode from "../wire/Decode.ts"
import * as Encode from "../wire/Encode.ts"
import * as Fields from "../wire/Fields.ts"
import * as SyncMessage from "../wire/SyncMessage.ts"
import type { Delivered, Missing, Outgoing, Pending, Settled, State, Waiting } from "./State.ts"

/** Which table of the state: messages, missing ones, settled ones, outgoing ones, promised repairs. */
export type Kind = "m" | "d" | "s" | "o" | "r"

export const CHANNEL = "c"

const PLAIN = /^[0-9a-f]{64}$/u

/** Ids are text of anybody's choice; keys are printable. */
export const key = (kind: Kind, id: string): string =>
  PLAIN.test(id) ? `${kind}/${id}` : `${kind}/~${Bytes.toHex(Bytes.utf8(id))}`

/** The id of a key; `undefined` where it is no such key. */
export const idOf = (key: string): string | undefined => {
  const rest = key.slice(2)
  if (PLAIN.test(rest)) return rest
  const bytes = rest.startsWith("~") ? Bytes.fromHex(rest.slice(1)) : undefined
  return bytes === undefined ? undefined : Bytes.toUtf8(bytes)
}

const STAGES = ["Delivered", "Waiting", "Pending"] as const
type Stage = (typeof STAGES)[number]
type Held = Delivered | Waiting | Pending

/** The message first: what follows is ours. */
export const held = (known: Held): Uint8Array =>
  Encode.message(
    Encode.nested(1, ...SyncMessage.fields(known.entry.message)),
    Encode.bytes(2, known.entry.hint),
    Encode.integer(3, known.entry.arrival),
    Encode.integer(4, STAGES.indexOf(known._tag)),
    Encode.texts(5, known._tag === "Waiting" ? known.unmet : [])
  )

export const missing = ({ entry, isAsked, lookUpAt, requestAt, since }: Missing): Uint8Array =>
  Encode.message(
    Encode.bytes(1, entry.retrievalHint),
    Encode.text(2, entry.senderId),
    Encode.integer(3, since),
    Encode.integer(4, requestAt),
    Encode.integer(5, lookUpAt),
    Encode.bool(6, isAsked)
  )

export const settled = ({ _tag, arrival }: Settled): Uint8Array =>
  Encode.message(Encode.integer(1, _tag === "Lost" ? 0 : 1), Encode.integer(2, arrival))

export const outgoing = ({ holders, resendAt, resends }: Outgoing): Uint8Array =>
  Encode.message(Encode.integer(1, resends), Encode.texts(2, holders), Encode.optional(3, resendAt))

export const response = (at: Time.Nanos): Uint8Array => Encode.message(Encode.integer(1, at))

type Channel = Pick<State, "arrivals" | "clock" | "horizon" | "quiet">

export const channel = ({ arrivals, clock, horizon, quiet }: Channel): Uint8Array =>
  Encode.message(
    Encode.integer(1, clock),
    Encode.integer(2, arrivals),
    Encode.optional(3, quiet.syncAt),
    Encode.integer(4, quiet.syncs),
    Encode.integer(5, quiet.repairsFrom),
    Encode.integer(6, horizon?.lamport ?? 0n),
    Encode.text(7, horizon?.messageId ?? "")
  )

type Scanned = ReadonlyArray<Fields.Field>

const count = (fields: Scanned, number: number): number => {
  const value = Decode.uint64(fields, number)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Decode.Unfit("a count is out of range")
  return Number(value)
}

const instant = (fields: Scanned, number: number): Time.Nanos => {
  const value = Decode.uint64(fields, number)
  if (!Time.isNanos(value)) throw new Decode.Unfit("an instant is out of range")
  return value
}

const instantIfAny = (fields: Scanned, number: number): Time.Nanos | undefined =>
  Fields.last(fields, number, 0) === undefined ? undefined : instant(fields, number)

export const read = {
  held: (fields: Scanned): Held & { readonly _tag: Stage } => {
    const message = SyncMessage.decode(Decode.view(fields, 1))
    const stage = STAGES[count(fields, 4)]
    if (Result.isFailure(message) || message.success._tag !== "Content" || stage === undefined) {
      throw new Decode.Unfit("it holds no message")
    }
    const entry = { message: message.success, hint: Decode.bytes(fields, 2), arrival: count(fields, 3) }
    return stage === "Waiting" ? { _tag: stage, entry, unmet: Decode.texts(fields, 5) } : { _tag: stage, entry }
  },
  missing: (fields: Scanned, messageId: string): Missing => ({
    _tag: "Missing",
    entry: { messageId, retrievalHint: Decode.bytes(fields, 1), senderId: Decode.text(fields, 2) },
    since: instant(fields, 3),
    requestAt: instant(fields, 4),
    lookUpAt: instant(fields, 5),
    isAsked: Decode.bool(fields, 6)
  }),
  settled: (fields: Scanned): Settled => ({
    _tag: count(fields, 1) === 0 ? "Lost" : "Removed",
    arrival: count(fields, 2)
  }),
  outgoing: (fields: Scanned): Omit<Outgoing, "positions"> => ({
    resends: count(fields, 1),
    holders: Decode.texts(fields, 2),
    resendAt: instantIfAny(fields, 3)
  }),
  response: (fields: Scanned): Time.Nanos => instant(fields, 1),
  channel: (fields: Scanned): Channel => {
    const messageId = Decode.text(fields, 7)
    return {
      clock: Time.millis(Decode.uint64(fields, 1)),
      arrivals: count(fields, 2),
      horizon: messageId === "" ? undefined : { lamport: Time.millis(Decode.uint64(fields, 6)), messageId },
      quiet: {
        syncAt: instantIfAny(fields, 3),
        syncs: count(fields, 4),
        repairsFrom: instant(fields, 5)
      }
    }
  }
}
