/**
 * Who may commit in which epoch: an order that nobody chose, from a hash over epoch, attempt, member and group.
 * Source: ETH-MLS-OFFCHAIN; MLS-19, MLS-20, M-5, M-7; protocols B2.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Bytes from "../Bytes.ts"
import * as Addresses from "../community/Address.ts"
import type { Address } from "../community/Address.ts"
import type { Policy } from "./Policy.ts"
import * as Stored from "./Stored.ts"

/** `epoch`: the first one that the list serves. `retry`: which attempt of that epoch made it. */
export const StewardList = Schema.Struct({
  epoch: Stored.Epoch,
  retry: Stored.Count,
  stewards: Schema.Array(Stored.Address).check(Schema.isMinLength(1), Schema.isMaxLength(64))
})

export type StewardList = typeof StewardList.Type

/** What the place in the list is sorted by, 32 bytes: SHA-256(epoch u64 BE ‖ retry u32 BE ‖ member ‖ group) (M-5). */
export const key = (epoch: bigint, retry: number, member: Address, group: Uint8Array): Uint8Array => {
  const prefix = new Uint8Array(12)
  const view = new DataView(prefix.buffer)
  view.setBigUint64(0, epoch)
  view.setUint32(8, retry)
  return Bytes.hashed(sha256, [prefix, Addresses.toBytes(member), group])
}

/** All members in the order of their keys; ties by address. */
export const order = (
  epoch: bigint,
  retry: number,
  members: ReadonlyArray<Address>,
  group: Uint8Array
): ReadonlyArray<Address> =>
  [...new Set(members)]
    .map((member) => ({ member, key: key(epoch, retry, member, group) }))
    .sort((left, right) => Bytes.compare(left.key, right.key) || Stored.byAddress(left.member, right.member))
    .map(({ member }) => member)

/** The only legal list: as long as it may be, all members where they are fewer (MLS-19). None of nobody. */
export const make = (
  policy: Pick<Policy, "stewardsMax">,
  epoch: bigint,
  retry: number,
  members: ReadonlyArray<Address>,
  group: Uint8Array
): Option.Option<StewardList> => {
  const stewards = order(epoch, retry, members, group).slice(0, policy.stewardsMax)
  return stewards.length === 0 ? Option.none() : Option.some({ epoch, retry, stewards })
}

/**
 * Whether a proposed list is the one that follows from the whole membership. Checking its order alone would let a
 * proposer leave out whom it does not like.
 */
export const isExpected = (
  policy: Pick<Policy, "stewardsMax">,
  proposed: StewardList,
  members: ReadonlyArray<Address>,
  group: Uint8Array
): boolean =>
  Option.exists(
    make(policy, proposed.epoch, proposed.retry, members, group),
    ({ stewards }) =>
      stewards.length === proposed.stewards.length && stewards.every((member, at) => member === proposed.stewards[at])
  )

/** Whether the list does not serve the epoch: it comes later, or every slot had its turns. */
export const isExhausted = ({ tenure }: Pick<Policy, "tenure">, list: StewardList, epoch: bigint): boolean =>
  epoch < list.epoch || epoch >= list.epoch + BigInt(list.stewards.length) * BigInt(tenure)

/** The stewards in the order of the epoch: from its slot on, round the list, without those who may not (M-7). */
export const walk = (
  policy: Pick<Policy, "tenure">,
  list: StewardList,
  epoch: bigint,
  eligible: (member: Address) => boolean
): ReadonlyArray<Address> => {
  if (isExhausted(policy, list, epoch)) return []
  const slot = Number((epoch - list.epoch) % BigInt(list.stewards.length))
  return [...list.stewards.slice(slot), ...list.stewards.slice(0, slot)].filter(eligible)
}

/** The epoch steward; none where the list is used up or nobody on it may. */
export const stewardAt = (
  policy: Pick<Policy, "tenure">,
  list: StewardList,
  epoch: bigint,
  eligible: (member: Address) => boolean
): Option.Option<Address> => Option.fromUndefinedOr(walk(policy, list, epoch, eligible)[0])

/** Who stands in for the epoch steward; never the steward itself. */
export const backupAt = (
  policy: Pick<Policy, "tenure">,
  list: StewardList,
  epoch: bigint,
  eligible: (member: Address) => boolean
): Option.Option<Address> => Option.fromUndefinedOr(walk(policy, list, epoch, eligible)[1])
