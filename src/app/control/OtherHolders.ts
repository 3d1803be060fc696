/** The indexes of other holders of the community key.. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Announcement } from "../../domain/history/Announcement.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Evidence from "../../domain/history/Evidence.ts"
import * as Publication from "../../domain/history/Publication.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import { ControlKey } from "../../ports/ControlKey.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { Waku } from "../../ports/Waku.ts"
import * as Accusation from "../Accusation.ts"
import * as Announcements from "../Announcements.ts"
import * as Authority from "../Authority.ts"
import { Community } from "../Community.ts"
import * as IndexFiles from "../IndexFiles.ts"
import { Progress } from "../Progress.ts"
import { transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import type { Machine } from "./Machine.ts"

/** Indexes of other holders of the key that are tried, the newest first. */
const MAX_FOREIGN = 10

/** How long an index that cannot be fetched is waited for. */
const FOREIGN_PATIENCE = Time.days(1)

const unite = Effect.fn("ControlNode.unite")(function* (
  machine: Machine,
  announcement: Announcement,
  fetched: ArchiveIndex.ArchiveIndex,
  present: Nanos
) {
  const settings = yield* Settings
  const state = yield* machine.state
  const { cid, clock } = announcement
  // An entry that no archive can be behind would be announced for ever under our name, and could fix our grid.
  const index = ArchiveIndex.plausible(fetched, Time.add(present, settings.futureSkew))
  const archives = ArchiveIndex.size(ArchiveIndex.merge(state.index, index)) - ArchiveIndex.size(state.index)
  // Who had the role before us announced what we go on with, who has it now what we should have gone on with.
  const isRightful = (yield* Authority.isFormer(clock)) || (yield* Authority.isLost((yield* ControlKey).publicKey))
  yield* Accusation.keep([
    ...(isRightful ? [] : [{ _tag: "OtherHolder", index: cid, clock, archives } as const]),
    ...Evidence.ofIndex(state.index, announcement, fetched)
  ])
  yield* machine.exclusively(machine.transition({ _tag: "Merged", index, clock }))
})

/**
 * Whoever is given the role knows the archives as a member: his index may be all that is left of it, where the one before him
 * is long silent or took his Codex with him.
 */
const inherit = Effect.fn("ControlNode.inherit")(function* (machine: Machine, present: Nanos) {
  const remembered = yield* (yield* HistoryStore).load
  if (Option.isNone(remembered)) return
  const { futureSkew } = yield* Settings
  const { clock, index: known } = yield* machine.state
  const index = ArchiveIndex.plausible(remembered.value.index, Time.add(present, futureSkew))
  if (ArchiveIndex.news(index, known).length === 0) return
  yield* machine.exclusively(machine.transition({ _tag: "Merged", index, clock }))
})

/**
 * A newer index that this node did not write is merged before anything is published. One that is no index,
 * or that nobody holds, holds nothing up: the next one counts.
 */
export const merge = Effect.fn("ControlNode.mergeForeign")(function* (
  machine: Machine,
  present: Nanos,
  horizon: Nanos
) {
  const community = yield* Community
  const settings = yield* Settings
  const waku = yield* Waku
  const query = {
    pubsubTopic: community.archives.pubsubTopic,
    contentTopics: [community.archives.topic],
    window: { from: horizon, to: Time.add(present, settings.futureSkew) }
  }
  yield* inherit(machine, present)
  const own = Option.toArray((yield* machine.state).published).map(({ cid, clock }) => ({
    cid,
    clock,
    timestamp: Time.fromMillis(clock)
  }))
  const heard = yield* Stream.runFold(
    Stream.mapEffect(waku.query(query), Announcements.read).pipe(
      Stream.tap((batch) => Accusation.keep(batch.flatMap((one) => Evidence.ofAnnouncement(own, one))))
    ),
    (): ReadonlyArray<Announcement> => [],
    (best, batch) => Announcements.greatest([...best, ...batch], MAX_FOREIGN)
  )
  const progress = yield* Progress
  let refused = false
  for (const announcement of heard) {
    const state = yield* machine.state
    const { cid, clock } = announcement
    if (clock < state.clock || Publication.isOurs(state, cid)) break
    const fetched = yield* transient(IndexFiles.fetch(cid)).pipe(
      Effect.tap(({ index }) => IndexFiles.merge(cid, state.index, index)),
      Effect.result
    )
    if (fetched._tag === "Success") {
      yield* unite(machine, announcement, fetched.success.index, present)
      break
    }
    const { failure } = fetched
    const isHopeless =
      failure._tag === "IndexRejected" ||
      failure.reason === "NotFound" ||
      Time.add(Time.fromMillis(clock), FOREIGN_PATIENCE) < present
    if (!isHopeless || (failure._tag === "CodexFailure" && ArchiveIndex.size(state.index) === 0)) return yield* failure
    yield* progress.note(
      `${failure.message}; it was announced under the community key as the newest index; going on without it`
    )
    refused = true
  }
  // Members wait for a newer index than the one that nobody can have.
  const [newest] = heard
  if (refused && newest !== undefined)
    yield* machine.exclusively(machine.transition({ _tag: "Merged", index: ArchiveIndex.empty, clock: newest.clock }))
})
