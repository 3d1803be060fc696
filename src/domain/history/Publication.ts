/**
 * The control node's publication: which window is next, which step of its archive is done, what is announced.
 * A state and the commands that follow from it; a crash between any two commands is a state like any other.
 * Source: 61; CHA-11…14, CHA-21, CHA-39…41, CHA-47; A-07…09, A-20, A-29…32, A-42, A-43, A-54, A-57.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Cid } from "../codex/Cid.ts"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { ContentTopic } from "../waku/Topic.ts"
import type { ArchiveIndex, ArchiveKey, Entry, Keyed } from "./ArchiveIndex.ts"
import * as Index from "./ArchiveIndex.ts"
import * as Stored from "./Stored.ts"
import type { Grid, Window } from "./Window.ts"
import * as Windows from "./Window.ts"

/** What is fixed for a community or a host. `length` never changes after the community is created. */
export interface Policy {
  readonly length: Nanos
  /** How long after its end a window waits for stragglers before it is sealed. */
  readonly settle: Nanos
  /** How long an announced index stays the newest message before it is announced again. */
  readonly reannounce: Nanos
  /** How long a replaced index stays on Codex. */
  readonly grace: Nanos
  /** How old a settled raw message must be before its body is dropped (CHA-16). */
  readonly retention: Nanos
}

/** The archive being made. `window` is its index on the grid. */
export type Sealing =
  | { readonly _tag: "Exporting"; readonly window: number }
  | {
      readonly _tag: "Exported"
      readonly window: number
      readonly topics: ReadonlyArray<ContentTopic>
      readonly messages: number
      readonly bytes: number
    }
  | {
      readonly _tag: "Stored"
      readonly window: number
      readonly key: ArchiveKey
      readonly entry: Entry
      readonly messages: number
      readonly bytes: number
    }

/** The index being published. */
export type Announcing =
  | { readonly _tag: "Writing"; readonly clock: Millis }
  | { readonly _tag: "Stored"; readonly clock: Millis; readonly cid: Cid; readonly entries: number }

/**
 * The index that this node announced last: when and under which clock. `entries`: of the index that was announced last, by
 * whoever holds the key.
 */
export interface Published {
  readonly cid: Cid
  readonly clock: Millis
  readonly at: Nanos
  readonly entries: number
}

export interface Retired {
  readonly cid: Cid
  readonly after: Nanos
}

/** What is known of an archive beyond its entry; absent for archives of another control node that were never read. */
export interface Facts {
  readonly messages: number
  readonly bytes: number
}

export interface State {
  /** The windows of this control node; none before the first one is due. */
  readonly grid: Option.Option<Grid>
  /** The first window of the grid that is neither sealed, nor found empty, nor given up as a gap. */
  readonly next: number
  /** When the community was created, as far as this node knows. */
  readonly createdAt: Nanos
  /** Every message before this instant that the network still had is here. */
  readonly syncedTo: Nanos
  /** Spans of which no complete record could be had. Ascending, disjoint. */
  readonly gaps: ReadonlyArray<Window>
  readonly index: ArchiveIndex
  readonly facts: HashMap.HashMap<ArchiveKey, Facts>
  readonly sealing: Option.Option<Sealing>
  readonly announcing: Option.Option<Announcing>
  readonly published: Option.Option<Published>
  /** Indexed windows whose archive is not announced yet, or announced but whose messages are not marked yet. */
  readonly unsettled: ReadonlyArray<number>
  readonly retired: ReadonlyArray<Retired>
  /** The greatest index clock used or seen. */
  readonly clock: Millis
}

/** The state of a community that was created just now. */
export const initial = (createdAt: Nanos): State => ({
  grid: Option.none(),
  next: 0,
  createdAt,
  syncedTo: createdAt,
  gaps: [],
  index: Index.empty,
  facts: HashMap.empty(),
  sealing: Option.none(),
  announcing: Option.none(),
  published: Option.none(),
  unsettled: [],
  retired: [],
  clock: Time.millis(0n)
})

export type Event =
  /** The network's stores were asked completely for `[from, to)`. What lies between is lost to us. */
  | { readonly _tag: "Synced"; readonly from: Nanos; readonly to: Nanos }
  /** An import is about to add messages within the span: what is under way there is not all that is to be archived. */
  | { readonly _tag: "Importing"; readonly from: Nanos; readonly to: Nanos }
  /** An import holds every message of the span. */
  | { readonly _tag: "Imported"; readonly from: Nanos; readonly to: Nanos }
  /** The index of another control node, fetched. */
  | { readonly _tag: "Merged"; readonly index: ArchiveIndex; readonly clock: Millis }
  /** What the message store says: its oldest message, and the windows that hold pending ones, ascending. */
  | { readonly _tag: "Surveyed"; readonly oldest: Option.Option<Nanos>; readonly pending: ReadonlyArray<number> }
  | {
      readonly _tag: "Exported"
      readonly topics: ReadonlyArray<ContentTopic>
      readonly messages: number
      readonly bytes: number
    }
  /** Every pending message of the window is in an archive already. */
  | { readonly _tag: "Empty" }
  | { readonly _tag: "ArchiveStored"; readonly cid: Cid }
  | { readonly _tag: "FileKept" }
  | { readonly _tag: "IndexStored"; readonly cid: Cid }
  | { readonly _tag: "Announced" }
  | { readonly _tag: "Settled"; readonly window: number }
  | { readonly _tag: "IndexRemoved"; readonly cid: Cid }

export type Command =
  /** Write the archive of the pending messages of the window that no sibling (an archive of the same window) holds. */
  | { readonly _tag: "Export"; readonly window: Window; readonly siblings: ReadonlyArray<Keyed> }
  | { readonly _tag: "StoreArchive"; readonly window: Window }
  | { readonly _tag: "KeepFile"; readonly window: Window; readonly key: ArchiveKey }
  | { readonly _tag: "StoreIndex" }
  | { readonly _tag: "Announce"; readonly cid: Cid; readonly clock: Millis }
  | { readonly _tag: "Settle"; readonly window: Window; readonly index: number }
  | { readonly _tag: "RemoveIndex"; readonly cid: Cid }

/** The archives with exactly the bounds of the window. */
export const siblings = (state: State, window: Window): ReadonlyArray<Keyed> => Index.siblings(state.index, window)

const sealingCommand = (state: State, grid: Grid, sealing: Sealing): Command => {
  const window = Windows.at(grid, sealing.window)
  switch (sealing._tag) {
    case "Exporting":
      return { _tag: "Export", window, siblings: siblings(state, window) }
    case "Exported":
      return { _tag: "StoreArchive", window }
    case "Stored":
      return { _tag: "KeepFile", window, key: sealing.key }
  }
}

/**
 * What is to be done next, from the state alone, so that a host that was killed just asks again. Sealing comes before
 * announcing, announcing before settling, settling before removing replaced indexes. Empty: nothing is in progress.
 */
export const commands = (state: State, now: Nanos): ReadonlyArray<Command> => {
  const { announcing, grid, sealing } = state
  if (Option.isSome(sealing) && Option.isSome(grid)) return [sealingCommand(state, grid.value, sealing.value)]
  if (Option.isSome(announcing)) {
    const { value } = announcing
    return value._tag === "Writing"
      ? [{ _tag: "StoreIndex" }]
      : [{ _tag: "Announce", cid: value.cid, clock: value.clock }]
  }
  const [unsettled] = state.unsettled
  if (unsettled !== undefined && Option.isSome(grid) && isAnnounced(state)) {
    return [{ _tag: "Settle", window: Windows.at(grid.value, unsettled), index: unsettled }]
  }
  return state.retired.filter(({ after }) => after <= now).map(({ cid }): Command => ({ _tag: "RemoveIndex", cid }))
}

/** Whether the announced index holds every entry. The index only grows, so its size tells. */
const isAnnounced = (state: State): boolean =>
  Option.match(state.published, {
    onNone: () => Index.size(state.index) === 0,
    onSome: ({ entries }) => entries === Index.size(state.index)
  })

const fixGrid = (policy: Policy, state: State, oldest: Option.Option<Nanos>, now: Nanos): State => {
  if (Option.isSome(state.grid)) return state
  const anchor = Time.min(
    state.createdAt,
    Option.getOrElse(oldest, () => state.createdAt)
  )
  const grid = { anchor, length: policy.length }
  return Windows.dueUntil(grid, now, policy.settle) > 0 ? { ...state, grid: Option.some(grid), next: 0 } : state
}

/** Whether a span of which no complete record could be had meets the window. */
export const inGap = (state: State, window: Window): boolean => state.gaps.some((gap) => Windows.overlaps(gap, window))

/** Starts the next archive, passes windows that give none, or starts an announcement. */
const survey = (
  policy: Policy,
  before: State,
  event: Extract<Event, { readonly _tag: "Surveyed" }>,
  now: Nanos
): State => {
  const state = fixGrid(policy, before, event.oldest, now)
  if (Option.isSome(state.grid)) {
    const grid = state.grid.value
    const due = Windows.dueUntil(grid, now, policy.settle)
    const window = event.pending.find(
      (index) => index < due && !state.unsettled.includes(index) && !inGap(state, Windows.at(grid, index))
    )
    if (window !== undefined) {
      return { ...state, next: Math.max(state.next, window), sealing: Option.some({ _tag: "Exporting", window }) }
    }
    // Windows without messages make no archive; those of a gap must not.
    const passed = Math.max(state.next, due)
    if (passed !== state.next) return announce(policy, { ...state, next: passed }, now)
  }
  return announce(policy, state, now)
}

const announce = (policy: Policy, state: State, now: Nanos): State => {
  if (Index.size(state.index) === 0) return state
  const due = Option.match(state.published, {
    onNone: () => true,
    onSome: ({ at }) => !isAnnounced(state) || Time.add(at, policy.reannounce) <= now
  })
  if (!due) return state
  const present = Time.toMillis(now)
  const clock = present > state.clock ? present : Time.millis(state.clock + 1n)
  return { ...state, clock, announcing: Option.some({ _tag: "Writing", clock }) }
}

const withGap = (state: State, gap: Window): State =>
  gap.from < gap.to ? { ...state, gaps: [...state.gaps, gap] } : state

const synced = (state: State, from: Nanos, to: Nanos): State =>
  to <= state.syncedTo ? state : { ...withGap(state, { from: state.syncedTo, to: from }), syncedTo: to }

/**
 * Settling marks every pending message of a window as archived. Windows that are about to get more messages are therefore
 * not settled as they are: they are exported once more, less what their archives hold already.
 */
const importing = (state: State, span: Window): State => {
  if (Option.isNone(state.grid)) return state
  const grid = state.grid.value
  const touched = (index: number) => Windows.overlaps(Windows.at(grid, index), span)
  return {
    ...state,
    unsettled: state.unsettled.filter((index) => !touched(index)),
    sealing: Option.map(state.sealing, (sealing) =>
      touched(sealing.window) ? { _tag: "Exporting", window: sealing.window } : sealing
    )
  }
}

/** An import covers every window it touches, whole. */
const imported = (state: State, span: Window): State => {
  if (state.gaps.length === 0) return state
  const covered = Option.match(state.grid, {
    onNone: () => span,
    onSome: (grid) => ({
      from: Windows.at(grid, Windows.indexOf(grid, span.from)).from,
      to: Windows.at(grid, Windows.indexOf(grid, Time.nanos(span.to - 1n))).to
    })
  })
  return { ...state, gaps: state.gaps.flatMap((gap) => Windows.without(gap, [covered])) }
}

/**
 * Union of the indexes. A node without windows of its own goes on where the other one's archives end. An index that lacks
 * entries is no longer the newest for long: who knows nothing else would miss them, so ours is announced again.
 */
const merged = (policy: Policy, state: State, index: ArchiveIndex, clock: Millis): State => {
  const union = Index.merge(state.index, index)
  const lacks = Index.size(index) < Index.size(union)
  const raised = {
    ...state,
    index: union,
    clock: clock > state.clock ? clock : state.clock,
    published: Option.map(state.published, (known) => (lacks ? { ...known, entries: Index.size(index) } : known))
  }
  const [newest] = Index.entries(union)
  if (Option.isSome(state.grid) || newest === undefined) return raised
  const anchor = newest[1].window.to
  return {
    ...raised,
    grid: Option.some({ anchor, length: policy.length }),
    next: 0,
    syncedTo: Time.min(state.syncedTo, anchor)
  }
}

const indexed = (state: State, sealing: Extract<Sealing, { readonly _tag: "Stored" }>): State => ({
  ...state,
  sealing: Option.none(),
  next: Math.max(state.next, sealing.window + 1),
  index: Index.add(state.index, sealing.entry),
  facts: HashMap.set(state.facts, sealing.key, { messages: sealing.messages, bytes: sealing.bytes }),
  unsettled: [...state.unsettled.filter((window) => window !== sealing.window), sealing.window]
})

const announced = (
  policy: Policy,
  state: State,
  announcing: Extract<Announcing, { readonly _tag: "Stored" }>,
  now: Nanos
): State => {
  const { cid, clock, entries } = announcing
  const replaced = Option.toArray(state.published).filter((published) => published.cid !== cid)
  return {
    ...state,
    announcing: Option.none(),
    published: Option.some({ cid, clock, at: now, entries }),
    retired: [
      ...state.retired.filter((retired) => retired.cid !== cid),
      ...replaced.map((published) => ({ cid: published.cid, after: Time.add(now, policy.grace) }))
    ]
  }
}

const apply = (policy: Policy, state: State, event: Event, now: Nanos): State => {
  const sealing = Option.getOrUndefined(state.sealing)
  const announcing = Option.getOrUndefined(state.announcing)
  switch (event._tag) {
    case "Synced":
      return synced(state, event.from, event.to)
    case "Importing":
      return importing(state, event)
    case "Imported":
      return imported(state, event)
    case "Merged":
      return merged(policy, state, event.index, event.clock)
    case "Surveyed":
      return commands(state, now).length === 0 ? survey(policy, state, event, now) : state
    case "Exported":
      if (sealing?._tag !== "Exporting") return state
      return {
        ...state,
        sealing: Option.some({
          _tag: "Exported",
          window: sealing.window,
          topics: event.topics,
          messages: event.messages,
          bytes: event.bytes
        })
      }
    case "Empty":
      if (sealing?._tag !== "Exporting") return state
      return {
        ...state,
        sealing: Option.none(),
        next: Math.max(state.next, sealing.window + 1),
        unsettled: [...state.unsettled.filter((window) => window !== sealing.window), sealing.window]
      }
    case "ArchiveStored": {
      if (sealing?._tag !== "Exported" || Option.isNone(state.grid)) return state
      const { bytes, messages, topics, window } = sealing
      const entry: Entry = { window: Windows.at(state.grid.value, window), topics, cid: event.cid }
      return {
        ...state,
        sealing: Option.some({ _tag: "Stored", window, key: Index.keyOf(entry), entry, messages, bytes })
      }
    }
    case "FileKept":
      return sealing?._tag === "Stored" ? indexed(state, sealing) : state
    case "IndexStored":
      if (announcing?._tag !== "Writing") return state
      return {
        ...state,
        announcing: Option.some({
          _tag: "Stored",
          clock: announcing.clock,
          cid: event.cid,
          entries: Index.size(state.index)
        })
      }
    case "Announced":
      return announcing?._tag === "Stored" ? announced(policy, state, announcing, now) : state
    case "Settled":
      return { ...state, unsettled: state.unsettled.filter((window) => window !== event.window) }
    case "IndexRemoved":
      return { ...state, retired: state.retired.filter(({ cid }) => cid !== event.cid) }
  }
}

/** Total: an event that does not fit the state changes nothing. The same state, not a copy, tells that nothing changed. */
export const step = (
  policy: Policy,
  state: State,
  event: Event,
  now: Nanos
): readonly [State, ReadonlyArray<Command>] => {
  const after = apply(policy, state, event, now)
  return [after, commands(after, now)]
}

/** Whether a live message comes too late: its window is sealed, passed, or being exported. */
export const isLate = (state: State, timestamp: Nanos): boolean =>
  Option.exists(state.grid, (grid) => {
    const exporting = Option.match(state.sealing, { onNone: () => -1, onSome: ({ window }) => window })
    return Windows.indexOf(grid, timestamp) < Math.max(state.next, exporting + 1)
  })

/** Whether this node published the index, or is about to. */
export const isOurs = (state: State, cid: Cid): boolean =>
  Option.exists(state.published, (published) => published.cid === cid) ||
  Option.exists(state.announcing, (announcing) => announcing._tag === "Stored" && announcing.cid === cid) ||
  state.retired.some((retired) => retired.cid === cid)

/** When time alone makes something due: the end of a window, a re-announcement, the end of a grace. */
export const nextWake = (policy: Policy, state: State): Nanos => {
  const instants = [
    Option.match(state.grid, {
      onNone: () => Time.add(Time.add(state.createdAt, policy.length), policy.settle),
      onSome: (grid) => Time.add(Windows.at(grid, state.next).to, policy.settle)
    }),
    ...Option.toArray(Option.map(state.published, ({ at }) => Time.add(at, policy.reannounce))),
    ...state.retired.map(({ after }) => after)
  ]
  return instants.reduce(Time.min)
}

/** Everything but the index and the facts, which a ledger keeps as rows of their own. */
export type Progress = Omit<State, "index" | "facts">

/** Of no length shorter than this has an instant an index. */
const Length = Stored.Nanos.check(Schema.makeFilter((length) => length >= Windows.SHORTEST))

const Schematic = Schema.Struct({
  grid: Schema.Option(Schema.Struct({ anchor: Stored.Nanos, length: Length })),
  next: Stored.Int,
  createdAt: Stored.Nanos,
  syncedTo: Stored.Nanos,
  gaps: Schema.Array(Stored.Window),
  sealing: Schema.Option(
    Schema.Union([
      Schema.TaggedStruct("Exporting", { window: Stored.Int }),
      Schema.TaggedStruct("Exported", {
        window: Stored.Int,
        topics: Schema.Array(Stored.ContentTopic),
        messages: Stored.Count,
        bytes: Stored.Count
      }),
      Schema.TaggedStruct("Stored", {
        window: Stored.Int,
        key: Stored.ArchiveKey,
        entry: Stored.Entry,
        messages: Stored.Count,
        bytes: Stored.Count
      })
    ])
  ),
  announcing: Schema.Option(
    Schema.Union([
      Schema.TaggedStruct("Writing", { clock: Stored.Millis }),
      Schema.TaggedStruct("Stored", { clock: Stored.Millis, cid: Stored.Cid, entries: Stored.Count })
    ])
  ),
  published: Schema.Option(
    Schema.Struct({ cid: Stored.Cid, clock: Stored.Millis, at: Stored.Nanos, entries: Stored.Count })
  ),
  unsettled: Schema.Array(Stored.Int),
  retired: Schema.Array(Schema.Struct({ cid: Stored.Cid, after: Stored.Nanos })),
  clock: Stored.Millis
})

export const { fromJson, toJson } = Stored.json<Progress>(Schematic)
