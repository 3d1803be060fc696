/**
 * What the holder of the control key said against his own word. Nothing is lost by it: entries never disappear, archives of one
 * window are united (A-19, A-29, A-33, CHA-41). But it is for people to know, with what they need to prove it.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Cid } from "../codex/Cid.ts"
import type { Millis } from "../Time.ts"
import * as Time from "../Time.ts"
import type { Announcement } from "./Announcement.ts"
import * as Announcements from "./Announcement.ts"
import type { ArchiveIndex, ArchiveKey } from "./ArchiveIndex.ts"
import * as Index from "./ArchiveIndex.ts"
import * as Stored from "./Stored.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

export type Evidence =
  /** Two indexes were announced under one clock (A-19). */
  | { readonly _tag: "TwoIndexes"; readonly clock: Millis; readonly cids: readonly [Cid, Cid] }
  /** An index that was announced later lacks an archive (CHA-41); `instead` are its own archives of that window (A-33). */
  | {
      readonly _tag: "Withdrawn"
      readonly index: Cid
      readonly clock: Millis
      readonly window: Window
      readonly key: ArchiveKey
      readonly cid: Cid
      readonly instead: ReadonlyArray<{ readonly key: ArchiveKey; readonly cid: Cid }>
    }
  /** Of a control node: somebody else announced an index under its key (A-29). */
  | { readonly _tag: "OtherHolder"; readonly index: Cid; readonly clock: Millis; readonly archives: number }

/** Of each kind: what the first ones prove, thousands more do not prove better. Of other holders the last ones are kept. */
export const MAX = 100
const MAX_HOLDERS = 10

/** Announcements are compared with those followed and waited for. */
export const ofAnnouncement = (known: ReadonlyArray<Announcement>, heard: Announcement): ReadonlyArray<Evidence> =>
  known
    .filter((other) => Announcements.equivocates(other, heard))
    .map(({ cid, clock }) => ({ _tag: "TwoIndexes", clock, cids: [cid, heard.cid] }))

/** What an index withdraws of all that was ever announced. */
export const ofIndex = (
  known: ArchiveIndex,
  { cid: index, clock }: Pick<Announcement, "cid" | "clock">,
  fetched: ArchiveIndex
): ReadonlyArray<Evidence> =>
  Index.ascending(HashMap.filter(known, (_, key) => !HashMap.has(fetched, key)))
    .slice(0, MAX)
    .map(([key, { cid, window }]) => ({
      _tag: "Withdrawn",
      index,
      clock,
      window,
      key,
      cid,
      instead: Index.siblings(fetched, window)
        .slice(0, 4)
        .map(([key, { cid }]) => ({ key, cid }))
    }))

/** What makes two of them one: the same pair in either order, the same archive, the same foreign index. */
const identity = (evidence: Evidence): string => {
  switch (evidence._tag) {
    case "TwoIndexes":
      return [evidence.clock, ...[...evidence.cids].sort()].join(" ")
    case "Withdrawn":
      return evidence.key
    case "OtherHolder":
      return evidence.index
  }
}

/** What is new of some evidence, and the whole; the first ones stay. */
export const add = (
  held: ReadonlyArray<Evidence>,
  found: ReadonlyArray<Evidence>
): { readonly all: ReadonlyArray<Evidence>; readonly fresh: ReadonlyArray<Evidence> } => {
  const known = new Set(held.map(identity))
  const fresh: Array<Evidence> = []
  const like =
    ({ _tag }: Evidence) =>
    (other: Evidence) =>
      other._tag === _tag
  for (const one of found) {
    const isFull = one._tag !== "OtherHolder" && [...held, ...fresh].filter(like(one)).length >= MAX
    if (isFull || known.has(identity(one))) continue
    known.add(identity(one))
    fresh.push(one)
  }
  if (fresh.length === 0) return { all: held, fresh }
  const all = [...held, ...fresh]
  const surplus = new Set(all.filter(({ _tag }) => _tag === "OtherHolder").slice(0, -MAX_HOLDERS))
  return { all: all.filter((one) => !surplus.has(one)), fresh }
}

const day = (at: Windows.Window["from"]): string => Time.toIso(at).slice(0, 10)

/** One sentence for people. */
export const describe = (evidence: Evidence): string => {
  switch (evidence._tag) {
    case "TwoIndexes":
      return `the control key announced two indexes under the clock ${evidence.clock}: ${evidence.cids.join(" and ")}; the archives of either stay`
    case "Withdrawn": {
      const { cid, clock, index, instead, key, window } = evidence
      const others =
        instead.length === 0 ? "" : `, but instead ${instead.map((one) => `${one.key} (${one.cid})`).join(", ")}`
      return `the index ${index} of clock ${clock} no longer lists the archive ${key} (${cid}) of ${day(window.from)} to ${day(window.to)}${others}; it stays in the history here`
    }
    case "OtherHolder":
      return `the index ${evidence.index} of clock ${evidence.clock} was announced under the community key, with ${evidence.archives} archives new to this home; where no other control node of yours did it, the key is in other hands`
  }
}

const Stated = { clock: Stored.Millis }

export const Schematic = Schema.Union([
  Schema.TaggedStruct("TwoIndexes", { ...Stated, cids: Schema.Tuple([Stored.Cid, Stored.Cid]) }),
  Schema.TaggedStruct("Withdrawn", {
    ...Stated,
    index: Stored.Cid,
    window: Stored.Window,
    key: Stored.ArchiveKey,
    cid: Stored.Cid,
    instead: Schema.Array(Schema.Struct({ key: Stored.ArchiveKey, cid: Stored.Cid }))
  }),
  Schema.TaggedStruct("OtherHolder", { ...Stated, index: Stored.Cid, archives: Schema.Int })
])

/** Those followed and waited for, as far as there are any. */
export const spoken = (state: {
  readonly processed: Option.Option<Announcement>
  readonly best: Option.Option<Announcement>
}): ReadonlyArray<Announcement> => [...Option.toArray(state.processed), ...Option.toArray(state.best)]
