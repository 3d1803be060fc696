/**
 * Who votes on what. The number of voters comes from the membership, never from the wire. MLS-13, MLS-25; protocols B6, D3.4.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import type { Address } from "../community/Address.ts"
import * as Addresses from "../community/Address.ts"
import type { Policy } from "./Policy.ts"
import { kindOf } from "./Priority.ts"
import type { StewardList } from "./StewardList.ts"
import type { Update } from "./Update.ts"

/** A member's own leave: sender, owner and target are one, and nobody else is asked (MLS-25). */
export const isFastPath = (update: Update, proposer: Address): boolean =>
  update._tag === "Remove" && update.member === proposer

/** The proposal id of a member's own leave, so that leaving twice is one vote: the first four bytes of SHA-256(member). */
export const leaveId = (member: Address): number => new DataView(sha256(Addresses.toBytes(member)).buffer).getUint32(0)

/** The same as text. */
export const leaveName = (member: Address): string => `leave-${leaveId(member).toString(16).padStart(8, "0")}`

/** The voters on an update that `proposer` brings, ascending by address. */
export const of = (
  policy: Pick<Policy, "commitVoters">,
  members: ReadonlyArray<Address>,
  list: StewardList,
  update: Update,
  proposer: Address
): ReadonlyArray<Address> => {
  if (isFastPath(update, proposer)) return [proposer]
  if (kindOf(update) !== "commit" || policy.commitVoters === "members") return members
  const stewards = members.filter((member) => list.stewards.includes(member))
  return stewards.length === 0 ? members : stewards
}
