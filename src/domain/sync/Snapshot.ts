/**
 * The log of a channel as bytes, for those who join later. Participants with equal logs write equal bytes: hashes of Waku
 * messages are left out, since a message that was sent twice has two.
 *
 *     1 channel · 2 the greatest clock · 3 the messages, each an SDS message, in the order of the log
 */
import * as Result from "effect/Result"
import * as Time from "../Time.ts"
import * as Decode from "../wire/Decode.ts"
import * as Encode from "../wire/Encode.ts"
import * as SyncMessage from "../wire/SyncMessage.ts"
import { failure, type WireError } from "../wire/Reading.ts"
import { log, positionOrder, type State } from "./State.ts"

export interface Snapshot {
  readonly channel: string
  /** The clock of the newest message; 0 where there is none. */
  readonly frontier: Time.Millis
  /** In the order of the log, each once. */
  readonly messages: ReadonlyArray<SyncMessage.Content>
}

/** Bytes of a snapshot. */
export const MAX_BYTES = 256 * 1024 * 1024
/** Messages of a snapshot. */
export const MAX_MESSAGES = 1_000_000

export const of = (channel: string, state: State): Snapshot => {
  const messages = log(state).map(({ message }) => message)
  return { channel, frontier: messages.at(-1)?.lamport ?? Time.millis(0n), messages }
}

export const encode = ({ channel, frontier, messages }: Snapshot): Uint8Array =>
  Encode.message(
    Encode.text(1, channel),
    Encode.integer(2, frontier),
    ...messages.map((message) => Encode.nested(3, ...SyncMessage.fields(message)))
  )

const messageOf = (bytes: Uint8Array, channel: string): SyncMessage.Content => {
  const message = SyncMessage.decode(bytes)
  if (Result.isFailure(message)) throw new Decode.Unfit(`a message in it does not decode: ${message.failure.why}`)
  if (message.success._tag !== "Content") throw new Decode.Unfit("a message in it has no content or no clock")
  if (message.success.channelId !== channel) throw new Decode.Unfit("a message in it is of another channel")
  return message.success
}

const read = (bytes: Uint8Array): Snapshot => {
  if (bytes.length > MAX_BYTES) throw new Decode.Unfit("it is too large")
  const fields = Decode.scanned(bytes)
  const channel = Decode.text(fields, 1)
  const pieces = fields.filter(({ number, type }) => number === 3 && type === 2)
  if (pieces.length > MAX_MESSAGES) throw new Decode.Unfit("it has too many messages")
  const messages = pieces.map((piece) => messageOf(piece.bytes, channel))
  const isAscending = messages.every((message, n) => n === 0 || positionOrder(messages[n - 1]!, message) < 0)
  if (!isAscending) throw new Decode.Unfit("its messages are not in order")
  const frontier = Time.millis(Decode.uint64(fields, 2))
  if (frontier !== (messages.at(-1)?.lamport ?? 0n)) throw new Decode.Unfit("its frontier is not that of its messages")
  return { channel, frontier, messages }
}

/** Bounded; never throws. */
export const decode = (bytes: Uint8Array): Result.Result<Snapshot, WireError> =>
  Decode.attempt(
    () => read(bytes),
    (why) => failure("Snapshot", why)
  )
