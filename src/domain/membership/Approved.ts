/**
 * The changes that votes of this epoch decided and no commit has made yet. A failed round takes nothing away; the commit that
 * ends the epoch takes all. MLS-09, MLS-17, MLS-21; protocols B2, B5.
 *
 * Members learn of a decision at slightly different times, within Δ. So a decision of the last 2Δ before a candidate was
 * heard may be in it or not, and every older one must be.
 */
import * as Schema from "effect/Schema"
import type { Address } from "../community/Address.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Stored from "./Stored.ts"
import * as Updates from "./Update.ts"

/**
 * `keyPackage`: absent in a removal, as `keys`: of its MLS keys, of which the group has each once. `urgent`: a removal that an
 * emergency decided, which is committed alone.
 */
export const Item = Schema.Struct({
  member: Stored.Address,
  keyPackage: Schema.optionalKey(Stored.Bytes),
  keys: Schema.optionalKey(Schema.Array(Schema.String)),
  at: Stored.Nanos,
  urgent: Schema.Boolean
})

export type Item = typeof Item.Type

/** By kind, member and key package. */
export type Approved = ReadonlyMap<string, Item>

/** What a commit does, as its builder needs it. */
export type Change =
  | { readonly _tag: "Add"; readonly member: Address; readonly keyPackage: Uint8Array }
  | { readonly _tag: "Remove"; readonly member: Address }

/** What a commit does, as it was read from it: additions with the hash of their key package. */
export interface Changes {
  readonly adds: ReadonlyArray<{ readonly member: Address; readonly keyPackage: string }>
  readonly removes: ReadonlyArray<Address>
}

export const empty: Approved = new Map()

/** Votes bound what gets here; this bounds it should they not. */
export const CAPACITY = 512

const keyOf = (member: Address, keyPackage: Uint8Array | undefined): string =>
  keyPackage === undefined ? `remove/${member}` : `add/${member}/${Updates.hashOf(keyPackage)}`

/** The first decision about a change counts; a removal becomes urgent and never ceases to be. */
export const add = (approved: Approved, item: Item): Approved => {
  const key = keyOf(item.member, item.keyPackage)
  const known = approved.get(key)
  if (known === undefined) return approved.size >= CAPACITY ? approved : new Map(approved).set(key, item)
  return item.urgent && !known.urgent ? new Map(approved).set(key, { ...known, urgent: true }) : approved
}

export const removes = (approved: Approved, member: Address): boolean => approved.has(keyOf(member, undefined))

const byKey = ([left]: readonly [string, Item], [right]: readonly [string, Item]): number => (left < right ? -1 : 1)

const urgentOr = (approved: Approved): ReadonlyArray<readonly [string, Item]> => {
  const all = [...approved].sort(byKey)
  const urgent = all.filter(([, item]) => item.urgent)
  return urgent.length > 0 ? urgent : all
}

/** Whether one of the item's keys is among these. MLS refuses a commit of both, so who is left over is not owed. */
const isTaken = (keys: ReadonlySet<string>, item: Item | undefined): boolean =>
  item?.keys?.some((key) => keys.has(key)) ?? false

/**
 * One change of each member, removals last: what an honest steward commits. Of two key packages of a joiner, the smaller hash; of
 * two that share a key, the first.
 */
export const changes = (approved: Approved, batch: number): ReadonlyArray<Change> => {
  const seen = new Set<Address>()
  const taken = new Set<string>()
  const found: Array<Change> = []
  for (const [, item] of urgentOr(approved)) {
    const { keyPackage, keys = [], member } = item
    if (seen.has(member) || isTaken(taken, item) || found.length === batch) continue
    seen.add(member)
    for (const key of keys) taken.add(key)
    found.push(keyPackage === undefined ? { _tag: "Remove", member } : { _tag: "Add", member, keyPackage })
  }
  return found
}

export type Fault = "Unapproved" | "Incomplete" | "Twice" | "Empty"

/** Why the changes are not the approved ones; `undefined` where they are. `heard`: when they came. */
export const fault = (
  approved: Approved,
  { adds, removes }: Changes,
  heard: Nanos,
  delta: Nanos,
  batch: number
): Fault | undefined => {
  const members = new Set([...adds.map(({ member }) => member), ...removes])
  const count = adds.length + removes.length
  if (count === 0) return "Empty"
  if (members.size !== count) return "Twice"
  const keys = [
    ...adds.map(({ keyPackage, member }) => `add/${member}/${keyPackage}`),
    ...removes.map((member) => keyOf(member, undefined))
  ]
  const items = keys.map((key) => approved.get(key))
  if (count > batch || items.some((item) => item === undefined)) return "Unapproved"
  const taken = new Set<string>()
  for (const item of items) {
    if (isTaken(taken, item)) return "Twice"
    for (const key of item?.keys ?? []) taken.add(key)
  }
  const ripe = [...approved.values()].filter(({ at }) => Time.add(at, Time.nanos(2n * delta)) <= heard)
  const urgent = items.every((item) => item?.urgent)
  if (!urgent && ripe.some((item) => item.urgent)) return "Incomplete"
  const owed = urgent ? ripe.filter((item) => item.urgent) : ripe
  // A full commit cannot hold more; which ones it holds is then the steward's choice.
  const isOwed = (item: Item): boolean => !members.has(item.member) && !isTaken(taken, item)
  return count < batch && owed.some(isOwed) ? "Incomplete" : undefined
}
