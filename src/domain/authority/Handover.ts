/** The subject of a vote: from now on another key holds the role of the control node. */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { CommunityId } from "../community/PublicKey.ts"
import * as PublicKey from "../community/PublicKey.ts"
import * as Roles from "../wire/Roles.ts"

/** `charter`: SHA-256 of the envelope of the charter that names the voters. */
export interface Handover {
  readonly community: CommunityId
  readonly epoch: bigint
  readonly successor: PublicKey.PublicKey
  readonly charter: Uint8Array
}

export const encode = ({ charter, community, epoch, successor }: Handover): Uint8Array =>
  Roles.encodeHandover({
    community: PublicKey.compress(PublicKey.ofCommunity(community)),
    epoch,
    successor: PublicKey.compress(successor),
    charter
  })

/** Whether the subject of a vote is a hand-over, in whichever community. */
export const isOne = (subject: Uint8Array): boolean => Result.isSuccess(Roles.decodeHandover(subject))

/** `undefined` for anything but the one encoding of a hand-over in this community. */
export const decode = (subject: Uint8Array, community: CommunityId): Handover | undefined => {
  const wire = Roles.decodeHandover(subject)
  if (Result.isFailure(wire)) return undefined
  const successor = PublicKey.fromBytes(wire.success.successor)
  if (successor === undefined) return undefined
  const handover = { community, epoch: wire.success.epoch, successor, charter: wire.success.charter }
  return Bytes.equals(encode(handover), subject) ? handover : undefined
}
