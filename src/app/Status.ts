/**
 * What a home holds and what it lacks: archives, coverage by window, gaps and what each waits for.
 */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type * as Joining from "../domain/community/Joining.ts"
import type { Cid } from "../domain/codex/Cid.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Collection from "../domain/history/Collection.ts"
import type * as Evidence from "../domain/history/Evidence.ts"
import * as Coverage from "../domain/history/Coverage.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import type * as Publication from "../domain/history/Publication.ts"
import type { Window } from "../domain/history/Window.ts"
import * as Windows from "../domain/history/Window.ts"
import type { Millis, Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { ArchiveFolder } from "../ports/ArchiveFolder.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { Ledger } from "../ports/Ledger.ts"
import { MessageStore, type Taken } from "../ports/MessageStore.ts"
import { Community } from "./Community.ts"
import { now } from "./Now.ts"
import { Settings } from "./Settings.ts"

/** `messages` and `bytes` of an archive that was announced by another control node and never read are 0. */
export interface ArchiveStatus {
  readonly key: ArchiveIndex.ArchiveKey
  readonly window: Window
  readonly cid: Cid
  readonly messages: number
  readonly bytes: number
}

export interface Gap {
  readonly window: Window
  readonly reason: string
}

export interface Status {
  readonly community: string
  readonly name: string
  readonly index: Option.Option<{ readonly cid: Cid; readonly clock: Millis }>
  /** Ascending in time. */
  readonly archives: ReadonlyArray<ArchiveStatus>
  readonly gaps: ReadonlyArray<Gap>
  /** Spans that were looked at and held nothing. */
  readonly empty: ReadonlyArray<Window>
  /** The window that is not due yet, and how many messages wait in it. */
  readonly open: Option.Option<{ readonly window: Window; readonly messages: number }>
  readonly records: number
  readonly unreadable: number
  readonly late: number
  /** Of a member: raw messages of windows that no archive holds yet. */
  readonly kept: Option.Option<Taken>
  /** Of a member: bytes of archives that it made of such messages instead of downloading them, so far. */
  readonly saved: number
  /** Of a member: its asking to join. */
  readonly joining: Option.Option<Joining.State>
  /** Of a member: since when nothing was announced, where that is suspiciously long. */
  readonly silentSince: Option.Option<Nanos>
  /** What was said under the control key that speaks against its holder. */
  readonly evidence: ReadonlyArray<Evidence.Evidence>
}

/** A control node that misses one announcement may be busy; one that misses two is silent. */
export const patience = (reannounce: Nanos): Nanos => Time.nanos(reannounce * 2n)

/** What a silence means, for people. */
export const silence = (since: Nanos): string =>
  `nothing was announced since ${Time.toIso(since)}, though a control node speaks every week; it has stopped, or somebody withholds its word`

const sizes = Effect.gen(function* () {
  const folder = yield* ArchiveFolder
  return new Map((yield* folder.list).map(({ key, size }) => [key, size]))
})

/** Of a control node. */
export const control = Effect.fn("Status.control")(function* (policy: Publication.Policy, fallback: Publication.State) {
  const community = yield* Community
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  const state = Option.getOrElse(yield* (yield* Ledger).load, () => fallback)
  const present = yield* now
  const files = yield* sizes
  const pending = Option.isSome(state.grid) ? yield* messages.pendingWindows(state.grid.value) : []
  const counts = yield* messages.counts
  const held = yield* history.counts
  const member = Option.getOrElse(yield* history.load, () => MemberState.initial)
  const archives = ArchiveIndex.ascending(state.index).map(([key, entry]): ArchiveStatus => {
    const facts = HashMap.get(state.facts, key)
    return {
      key,
      window: entry.window,
      cid: entry.cid,
      messages: Option.match(facts, { onNone: () => 0, onSome: ({ messages }) => messages }),
      bytes: Option.match(facts, { onNone: () => files.get(key) ?? 0, onSome: ({ bytes }) => bytes })
    }
  })
  const coverage = Coverage.of(policy, state, pending, present)
  return {
    community: community.id,
    name: Option.match(member.description, { onNone: () => "", onSome: ({ name }) => name }),
    index: Option.map(state.published, ({ cid, clock }) => ({ cid, clock })),
    archives,
    gaps: coverage.gaps,
    empty: coverage.empty,
    open: Option.map(coverage.open, (window) => ({ window, messages: counts.pending })),
    records: held.records,
    unreadable: held.unreadable,
    late: counts.late + counts.lateDropped,
    kept: Option.none(),
    saved: 0,
    joining: Option.none(),
    silentSince: Option.none(),
    evidence: member.evidence
  } satisfies Status
})

/** Of a member. */
export const member = Effect.gen(function* () {
  const community = yield* Community
  const history = yield* HistoryStore
  const files = yield* sizes
  const state = Option.getOrElse(yield* history.load, () => MemberState.initial)
  const applied = new Map((yield* history.applied).map((archive) => [archive.key, archive]))
  const held = yield* history.counts
  const kept = yield* (yield* MessageStore).counts
  const present = yield* now
  const { futureSkew, reannounce } = yield* Settings
  const archives: Array<ArchiveStatus> = []
  const gaps: Array<Gap> = []
  for (const [key, entry] of ArchiveIndex.ascending(state.index)) {
    const archive = applied.get(key)
    if (archive !== undefined) {
      archives.push({
        key,
        window: entry.window,
        cid: entry.cid,
        messages: archive.messages,
        bytes: files.get(key) ?? 0
      })
      continue
    }
    const reason = Option.match(HashMap.get(state.hydration, key), {
      onNone: () => {
        const odd = Windows.implausible(entry.window, Time.add(present, futureSkew))
        return odd === undefined ? "not downloaded yet; run sync" : `not taken for an archive: ${odd}`
      },
      onSome: ({ attempts, notBefore, why }) =>
        `failed ${attempts === 1 ? "once" : `${attempts} times`}: ${why}; ${
          notBefore > present ? `tried again from ${Time.toIso(notBefore)}` : "tried again at the next sync"
        }`
    })
    gaps.push({ window: entry.window, reason })
  }
  return {
    community: community.id,
    name: Option.match(state.description, { onNone: () => "", onSome: ({ name }) => name }),
    index: Option.map(state.collection.processed, ({ cid, clock }) => ({ cid, clock })),
    archives,
    gaps,
    empty: [],
    open: Option.none(),
    records: held.records,
    unreadable: held.unreadable,
    late: 0,
    kept: Option.some({ messages: kept.pending, bytes: kept.bytes }),
    saved: state.saved,
    joining: Option.some(state.joining),
    silentSince: Collection.silentSince(state.collection, present, patience(reannounce)),
    evidence: state.evidence
  } satisfies Status
}).pipe(Effect.withSpan("Status.member"))
