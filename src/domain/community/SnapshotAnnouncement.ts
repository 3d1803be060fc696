/** "The log of this channel, as of then, is at this CID": what a joiner looks for. protocols D3.1. */
import * as Order from "effect/Order"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Cid } from "../codex/Cid.ts"
import * as Cids from "../codex/Cid.ts"
import type { Millis } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Decode from "../wire/Decode.ts"
import * as Encode from "../wire/Encode.ts"
import { shaped, type WireError } from "../wire/Reading.ts"
import * as Shapes from "../wire/Shapes.ts"

/** `frontier`: the clock of the newest message in it. `entries`: how many messages it holds. */
export interface SnapshotAnnouncement {
  readonly channel: string
  readonly frontier: Millis
  readonly entries: number
  readonly cid: Cid
}

/** Total: the newest log, then the longest, then by CID; the greatest is fetched. */
export const order: Order.Order<SnapshotAnnouncement> = Order.combineAll([
  Order.mapInput(Time.millisOrder, ({ frontier }: SnapshotAnnouncement) => frontier),
  Order.mapInput(Order.Number, ({ entries }: SnapshotAnnouncement) => entries),
  Order.mapInput(Cids.order, ({ cid }: SnapshotAnnouncement) => cid)
])

const MAX_CHANNEL = 256

/** The payload of its envelope. The numbers of its fields are nobody else's. */
export const encode = ({ channel, cid, entries, frontier }: SnapshotAnnouncement): Uint8Array =>
  Encode.message(
    Encode.text(231, channel),
    Encode.integer(232, frontier),
    Encode.integer(233, entries),
    Encode.text(234, cid)
  )

export const decode = (bytes: Uint8Array): Result.Result<SnapshotAnnouncement, WireError> =>
  shaped("SnapshotAnnouncement", Shapes.snapshot, bytes, (fields): SnapshotAnnouncement | string => {
    const text = (number: number): string | undefined => Bytes.toUtf8(Decode.view(fields, number))
    const [channel, cid] = [text(231), Cids.parse(text(234) ?? "")]
    if (channel === undefined || channel === "" || channel.length > MAX_CHANNEL) return "it names no channel"
    if (Result.isFailure(cid)) return "it names no dataset"
    return {
      channel,
      frontier: Time.millis(Decode.uint64(fields, 232)),
      entries: Decode.uint32(fields, 233),
      cid: cid.success
    }
  })
