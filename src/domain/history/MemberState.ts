/**
 * What a member remembers besides its records. Pure data with one JSON form.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Joining from "../community/Joining.ts"
import type { Description } from "../community/Description.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { ArchiveIndex } from "./ArchiveIndex.ts"
import * as Index from "./ArchiveIndex.ts"
import * as Evidence from "./Evidence.ts"
import * as Collection from "./Collection.ts"
import * as Hydration from "./Hydration.ts"
import * as Stored from "./Stored.ts"

export interface MemberState {
  readonly collection: Collection.State
  /** The union of every index ever accepted: entries never disappear. */
  readonly index: ArchiveIndex
  readonly hydration: Hydration.State
  /** The newest description by clock. */
  readonly description: Option.Option<Description>
  /** Every message before this instant that the network still had is here. */
  readonly syncedTo: Nanos
  /** Its asking to join; nothing happens to it where a host gives the member no key. */
  readonly joining: Joining.State
  /** What the holder of the control key said against his own word; a control node keeps here what others said under its key. */
  readonly evidence: ReadonlyArray<Evidence.Evidence>
  /** Bytes of archives that it made of what it had kept instead of downloading them, so far. */
  readonly saved: number
}

export const initial: MemberState = {
  collection: Collection.initial,
  index: Index.empty,
  hydration: Hydration.initial,
  description: Option.none(),
  syncedTo: Time.nanos(0n),
  joining: Joining.initial,
  evidence: [],
  saved: 0
}

const Announcement = Schema.Struct({ clock: Stored.Millis, timestamp: Stored.Nanos, cid: Stored.Cid })

const Rest = {
  collection: Schema.Struct({
    floor: Stored.Millis,
    processed: Schema.Option(Announcement),
    best: Schema.Option(Announcement),
    deadline: Schema.Option(Stored.Nanos),
    latest: Schema.optionalKey(Schema.Option(Stored.Nanos)),
    querying: Schema.Boolean,
    attempts: Stored.Count
  }),
  hydration: Schema.HashMap(
    Stored.ArchiveKey,
    Schema.Struct({ attempts: Stored.Count, notBefore: Stored.Nanos, why: Schema.String })
  ),
  description: Schema.Option(
    Schema.Struct({
      clock: Stored.Millis,
      name: Schema.String,
      channels: Schema.Array(Schema.Struct({ id: Schema.String, name: Schema.String })),
      archiveClock: Stored.Millis
    })
  ),
  syncedTo: Stored.Nanos,
  joining: Schema.optionalKey(
    Schema.Struct({
      attempts: Stored.Count,
      notBefore: Stored.Nanos,
      answer: Schema.Option(Schema.Literals(["accepted", "rejected"])),
      clock: Schema.optionalKey(Stored.Millis)
    })
  ),
  evidence: Schema.optionalKey(Schema.Array(Evidence.Schematic)),
  saved: Schema.optionalKey(Stored.Count)
}

/** Everything but the index, which a store may keep as rows of its own. */
export type Rest = Omit<MemberState, "index">

/** What an earlier release wrote lacks the parts that were added since. */
type Written = Omit<Rest, "collection" | "joining" | "evidence" | "saved"> & {
  readonly collection: Omit<Collection.State, "latest"> & Partial<Pick<Collection.State, "latest">>
  readonly evidence?: MemberState["evidence"]
  readonly saved?: number
  readonly joining?: Omit<Joining.State, "clock"> & Partial<Pick<Joining.State, "clock">>
}

const whole = <A extends Written>(state: A) => ({
  ...state,
  collection: { ...Collection.initial, ...state.collection },
  evidence: state.evidence ?? [],
  joining: { ...Joining.initial, ...state.joining },
  saved: state.saved ?? 0
})

const rest = Stored.json<Written>(Schema.Struct(Rest))

export const restToJson = (state: Rest): string => rest.toJson(state)

export const restFromJson = (text: string): Result.Result<Rest, Stored.InvalidState> =>
  Result.map(rest.fromJson(text), whole)

const all = Stored.json<Written & Pick<MemberState, "index">>(
  Schema.Struct({ ...Rest, index: Schema.HashMap(Stored.ArchiveKey, Stored.Entry) })
)

export const toJson = (state: MemberState): string => all.toJson(state)

export const fromJson = (text: string): Result.Result<MemberState, Stored.InvalidState> =>
  Result.map(all.fromJson(text), whole)
