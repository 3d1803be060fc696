/**
 * The member node: follows the control node's announcements, fetches what it lacks, proves it, and makes it the
 * canonical history. CHA-55…71, A-17…19, A-25, A-33…38, A-52, A-55, A-58.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Description } from "../domain/community/Description.ts"
import * as Joining from "../domain/community/Joining.ts"
import type { Announcement } from "../domain/history/Announcement.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Collection from "../domain/history/Collection.ts"
import type { HistoryRecord, Origin } from "../domain/community/HistoryRecord.ts"
import * as Evidence from "../domain/history/Evidence.ts"
import * as Hydration from "../domain/history/Hydration.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import type { Selection } from "../domain/history/Selection.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder, type FolderFailure } from "../ports/ArchiveFolder.ts"
import { Codex, type CodexFailure } from "../ports/Codex.ts"
import { Digest } from "../ports/Digest.ts"
import { HistoryStore, type Replaced } from "../ports/HistoryStore.ts"
import { Inflate } from "../ports/Inflate.ts"
import { MemberKey } from "../ports/MemberKey.ts"
import type { MessageStore } from "../ports/MessageStore.ts"
import { Signatures } from "../ports/Signatures.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../ports/Waku.ts"
import * as Accusation from "./Accusation.ts"
import * as Announcements from "./Announcements.ts"
import * as ClockCheck from "./ClockCheck.ts"
import { Community } from "./Community.ts"
import * as Descriptions from "./Descriptions.ts"
import * as Heard from "./Heard.ts"
import * as Hydrate from "./Hydrate.ts"
import * as Inbox from "./Inbox.ts"
import * as Joins from "./Joins.ts"
import * as IndexFiles from "./IndexFiles.ts"
import * as Intake from "./Intake.ts"
import * as Kept from "./Kept.ts"
import * as Metrics from "./Metrics.ts"
import { now, sleepUntil } from "./Now.ts"
import { Progress } from "./Progress.ts"
import * as Pulse from "./Pulse.ts"
import * as Quota from "./Quota.ts"
import * as Rebuild from "./Rebuild.ts"
import type { Hydrated, Report } from "./Restored.ts"
import * as Restored from "./Restored.ts"
import { again, patiently, pauses, transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"
import * as Status from "./Status.ts"

/** New records as they become visible. A host raises notifications for `live` ones only. */
export interface Change {
  /** Ascending by one. Where one is missing the host was too slow for it, and reads the history anew. */
  readonly number: number
  readonly origin: Origin
  /** The new records; for an archive their number alone, in `replaced`. */
  readonly records: ReadonlyArray<HistoryRecord>
  readonly replaced: Option.Option<Replaced>
}

export type Failure =
  | ClockCheck.ClockBehind
  | StoreFailure
  | WakuFailure
  | CodexFailure
  | FolderFailure
  | IndexFiles.IndexRejected

type Needs =
  | ArchiveFolder
  | Codex
  | Community
  | Digest
  | HistoryStore
  | Inflate
  | MessageStore
  | Settings
  | Signatures
  | Waku

/** A member looks at the network's stores at least this often, in case what was pushed did not arrive. */
const HEARTBEAT = Time.hours(6)

export class MemberNode extends Context.Service<
  MemberNode,
  {
    readonly state: Effect.Effect<MemberState.MemberState>
    /** New records while the scope is open. */
    readonly changes: Stream.Stream<Change>
    /** Takes in messages that the network delivered, of any of the community's topics. */
    readonly observe: (
      batch: ReadonlyArray<Received>,
      origin: Exclude<Origin, "archive">
    ) => Effect.Effect<void, StoreFailure>
    /** Asks the network's stores for what was missed, at most 30 days back (CHA-58). */
    readonly catchUp: Effect.Effect<void, Failure>
    /** Downloads and applies every missing archive that the selection asks for and that does not wait, newest first. */
    readonly hydrate: (selection: Selection) => Effect.Effect<Report, Failure>
    /** One whole run: catch up, wait for the last announcement, fetch its index, hydrate. */
    readonly sync: (selection: Selection) => Effect.Effect<Report, Failure>
    /** For ever: listens, and syncs whenever something is due. Failures are reported and tried again. */
    readonly run: (selection: Selection) => Effect.Effect<never, WakuFailure>
  }
>()("community-history/app/MemberNode") {
  static readonly layer: Layer.Layer<MemberNode, StoreFailure, Needs> = Layer.effect(
    MemberNode,
    Effect.suspend(() => make())
  )
}

const make = Effect.fnUntraced(function* () {
  const context = yield* Effect.context<Needs>()
  const community = yield* Community
  const folder = yield* ArchiveFolder
  const history = yield* HistoryStore
  const settings = yield* Settings
  const waku = yield* Waku

  const parts = yield* Inbox.liveParts
  const heard = yield* Heard.make
  const kept = yield* Kept.make
  const rebuild = yield* Rebuild.make
  // Without a key of its own a member reads and never asks.
  const key = yield* Effect.serviceOption(MemberKey)

  const changes = yield* PubSub.sliding<Change>(settings.limits.changes)
  let published = 0
  const publish = (change: Omit<Change, "number">) =>
    Effect.suspend(() => PubSub.publish(changes, { number: ++published, ...change }))
  const wake = yield* Queue.sliding<void>(1)
  const ref = yield* Ref.make(Option.getOrElse(yield* history.load, () => MemberState.initial))
  const gate = yield* Semaphore.make(1)

  /** Commits a change of memory before anybody sees it. */
  const update = <A>(change: (state: MemberState.MemberState) => readonly [A, MemberState.MemberState]) =>
    gate.withPermits(1)(
      Effect.gen(function* () {
        const before = yield* Ref.get(ref)
        const [answer, after] = change(before)
        if (after !== before) {
          yield* history.save(after)
          yield* Ref.set(ref, after)
        }
        return answer
      })
    )

  const collect = Effect.fn("MemberNode.collect")(function* (event: Collection.Event) {
    const present = yield* now
    return yield* update((state) => {
      const [collection, commands] = Collection.step(settings.announcementWait, state.collection, event, present)
      return [commands, collection === state.collection ? state : { ...state, collection }]
    })
  })

  /** Keeps evidence against the control key, and says what is new of it. */
  const accuse = Effect.fn("MemberNode.accuse")(function* (
    find: (state: MemberState.MemberState) => ReadonlyArray<Evidence.Evidence>
  ) {
    const fresh = yield* update((state) => {
      const { all, fresh } = Evidence.add(state.evidence, find(state))
      return [fresh, fresh.length === 0 ? state : { ...state, evidence: all }]
    })
    yield* Accusation.tell(fresh)
  })

  const observe = Effect.fn("MemberNode.observe")(function* (
    batch: ReadonlyArray<Received>,
    origin: Exclude<Origin, "archive">
  ) {
    const channel = yield* Intake.admit(batch)
    if (channel.length > 0) {
      const { read } = yield* Inbox.open(community.channel, channel, parts)
      const accepted = yield* heard.append(
        read.map(({ record }) => record),
        origin
      )
      if (accepted.added.length > 0) {
        yield* publish({ origin, records: accepted.added, replaced: Option.none() })
      }
      yield* kept.append((yield* Ref.get(ref)).index, channel)
    }
    const announcements = yield* Announcements.read(batch)
    const { best } = (yield* Ref.get(ref)).collection
    for (const announcement of announcements) {
      yield* accuse(({ collection }) => Evidence.ofAnnouncement(Evidence.spoken(collection), announcement))
      yield* collect({ _tag: "Heard", announcement })
    }
    // What stores tell is dealt with by the step that asks them: where their answers break off, nothing would ever pause.
    const isNews = (yield* Ref.get(ref)).collection.best !== best
    if (origin === "live" && isNews) yield* Queue.offer(wake, undefined)
    const before = (yield* Ref.get(ref)).description
    const description = yield* Descriptions.newest(before, batch)
    if (description !== before && Option.isSome(description)) yield* describe(description.value)
    if (Option.isSome(key)) {
      for (const answer of yield* Joins.answers(key.value, batch)) yield* answered(answer)
    }
  })

  const describe = Effect.fn("MemberNode.describe")(function* (description: Description) {
    yield* update((state) => [undefined, { ...state, description: Option.some(description) }])
    yield* collect({ _tag: "ClockStated", clock: description.archiveClock })
  })

  /** An answer brings the description and the newest index, whose clock is the one stated there. */
  const answered = Effect.fn("MemberNode.answered")(function* ({ response, timestamp }: Joins.Answer) {
    const latest = Time.toMillis(Time.add(yield* now, settings.futureSkew))
    if (!Joining.isNews((yield* Ref.get(ref)).joining, response, latest)) return
    yield* update((state) => [undefined, { ...state, joining: Joining.answered(state.joining, response, latest) }])
    const { cid, description } = response
    const known = (yield* Ref.get(ref)).description
    const newer = Option.filter(description, ({ clock }) => !Option.exists(known, (held) => held.clock >= clock))
    if (Option.isSome(newer)) yield* describe(newer.value)
    if (Option.isNone(cid)) return
    const clock = Option.match(description, {
      onNone: () => Time.millis(0n),
      onSome: ({ archiveClock }) => archiveClock
    })
    const announcement = { clock, timestamp, cid: cid.value }
    if (!(yield* Announcements.isAdmissible(announcement))) return
    yield* collect({ _tag: "Heard", announcement })
    yield* Queue.offer(wake, undefined)
  })

  const join = Effect.gen(function* () {
    const present = yield* now
    if (Option.isNone(key) || !Joining.isDue((yield* Ref.get(ref)).joining, present)) return false
    // Remembered first: a request that may have been sent is not sent again at once.
    yield* update((state) => [undefined, { ...state, joining: Joining.asked(state.joining, present) }])
    // Reading needs no membership, so asking must not stand in its way.
    return yield* transient(Joins.ask(key.value, "")).pipe(
      Effect.as(true),
      Effect.catch(({ message }) =>
        Effect.as(
          Effect.flatMap(Progress, (progress) => progress.note(`${message}; asking to join again later`)),
          false
        )
      )
    )
  }).pipe(Effect.withSpan("MemberNode.join"))

  const query = (
    pubsubTopic: typeof community.channel.pubsubTopic,
    contentTopics: ReadonlyArray<typeof community.channel.topic>,
    from: Nanos,
    to: Nanos
  ) =>
    Stream.runForEach(waku.query({ pubsubTopic, contentTopics, window: { from, to } }), (batch) =>
      observe(batch, "store")
    )

  const catchUp = Effect.gen(function* () {
    const present = yield* ClockCheck.present((yield* Ref.get(ref)).syncedTo)
    const horizon = Time.subtract(present, settings.horizon)
    const to = Time.add(present, settings.futureSkew)
    const { syncedTo } = yield* Ref.get(ref)
    const from = Time.max(horizon, Time.subtract(syncedTo, settings.overlap))
    yield* collect({ _tag: "QueryStarted" })
    yield* Effect.gen(function* () {
      yield* query(community.description.pubsubTopic, [community.description.topic], horizon, to)
      yield* query(community.archives.pubsubTopic, [community.archives.topic], horizon, to)
      yield* query(community.channel.pubsubTopic, [community.channel.topic], from, to)
    }).pipe(transient, Effect.ensuring(Effect.ignore(collect({ _tag: "QueryEnded" }))))
    yield* update((state) => [undefined, { ...state, syncedTo: Time.max(state.syncedTo, present) }])
    const { collection } = yield* Ref.get(ref)
    const heard = Option.isSome(collection.best)
    const silent = Collection.silentSince(collection, present, Status.patience(settings.reannounce))
    if (!heard && Option.isSome(silent)) yield* (yield* Progress).note(Status.silence(silent.value))
  }).pipe(Effect.withSpan("MemberNode.catchUp"))

  /** Fetches the index of an announcement and adds its entries to those known; entries never disappear. */
  const take = Effect.fnUntraced(function* (announcement: Announcement) {
    const { cid } = announcement
    const fetched = yield* transient(IndexFiles.fetch(cid))
    const united = yield* update((state) => {
      const union = IndexFiles.union(settings.limits, cid, state.index, fetched.index)
      return [union, Result.isSuccess(union) ? { ...state, index: union.success } : state]
    })
    const index = yield* Effect.fromResult(united)
    yield* accuse(() => Evidence.ofIndex(index, announcement, fetched.index))
    yield* folder.writeIndex(fetched.bytes)
    return fetched.skipped
  })

  const follow = Effect.fn("MemberNode.follow")(function* (announcement: Announcement) {
    const { processed } = (yield* Ref.get(ref)).collection
    const unchanged = Option.exists(processed, ({ cid }) => cid === announcement.cid)
    const skipped = unchanged ? [] : yield* take(announcement).pipe(Effect.tapError(() => collect({ _tag: "Failed" })))
    yield* collect({ _tag: "Processed", announcement })
    return skipped
  })

  /** Waits until the last announcement is old enough, then fetches its index. None where nothing was announced. */
  const settle = Effect.gen(function* () {
    const progress = yield* Progress
    for (;;) {
      const [command] = yield* collect({ _tag: "Tick" })
      if (command === undefined) return undefined
      if (command._tag === "Fetch") {
        return { announcement: command.announcement, skipped: yield* follow(command.announcement) }
      }
      const left = Number((command.until - (yield* now)) / 1_000_000_000n)
      yield* progress.note(`heard an announcement; waiting ${left} s for a newer one`)
      yield* sleepUntil(command.until)
    }
  })

  /** The entries of the index that may become history now. */
  const plausible = Effect.gen(function* () {
    const { index } = yield* Ref.get(ref)
    return ArchiveIndex.plausible(index, Time.add(yield* now, settings.futureSkew))
  })

  /** Downloads nothing that is on this disk: as a file, or as the messages that make it. */
  const obtain = Effect.fnUntraced(function* (
    key: ArchiveIndex.ArchiveKey,
    entry: ArchiveIndex.Entry,
    again: boolean,
    quota: Quota.Quota
  ) {
    const file = { window: entry.window, key }
    const isHeld = !again && Option.isSome(yield* folder.size(file))
    const isRebuilt = !isHeld && (yield* rebuild.archive(kept, (yield* Ref.get(ref)).index, [key, entry], quota))
    const replaced = yield* Hydrate.archive(key, entry, again && !isRebuilt, quota)
    const bytes = Option.getOrElse(yield* folder.size(file), () => 0)
    const source = isHeld ? "held" : isRebuilt ? "rebuilt" : "downloaded"
    return { key, entry, replaced, source, bytes } satisfies Hydrated
  })

  const hydrateOne = Effect.fn("MemberNode.hydrateOne")(function* (
    key: ArchiveIndex.ArchiveKey,
    entry: ArchiveIndex.Entry,
    again: boolean,
    quota: Quota.Quota
  ) {
    const outcome = yield* Effect.result(obtain(key, entry, again, quota))
    yield* Metrics.restore(outcome._tag === "Success" ? "restored" : "failed")
    if (outcome._tag === "Success") {
      const { bytes, replaced, source } = outcome.success
      const spared = source === "rebuilt" ? bytes : 0
      yield* update((state) => [
        undefined,
        { ...state, hydration: Hydration.succeeded(state.hydration, key), saved: state.saved + spared }
      ])
      yield* heard.confirmed
      yield* publish({ origin: "archive", records: [], replaced: Option.some(replaced) })
      yield* Metrics.save(spared)
      if (source === "rebuilt") yield* rebuild.serve([key, entry], bytes)
      return Option.some(outcome.success)
    }
    yield* Metrics.failure(outcome.failure)
    yield* history.discard(key)
    const present = yield* now
    yield* update((state) => [
      undefined,
      { ...state, hydration: Hydration.failed(state.hydration, key, outcome.failure.message, present) }
    ])
    return Option.none<Hydrated>()
  })

  const hydrate = Effect.fn("MemberNode.hydrate")(function* (selection: Selection) {
    const progress = yield* Progress
    const hydrated: Array<Hydrated> = []
    const applied = new Set((yield* history.applied).map(({ key }) => key))
    const todo = Hydration.missing(yield* plausible, applied, selection)
    const quota = yield* Effect.cached(Quota.make)
    const task = yield* progress.start("restoring", todo.length, "archives")
    for (;;) {
      const { hydration } = yield* Ref.get(ref)
      const ready = Hydration.next(
        yield* plausible,
        applied,
        selection,
        hydration,
        yield* now,
        settings.limits.downloads * 4
      )
      if (ready.length === 0) break
      const done = yield* Effect.forEach(
        ready,
        ([key, entry]) =>
          quota.pipe(
            Effect.flatMap((room) => hydrateOne(key, entry, HashMap.has(hydration, key), room)),
            Effect.tap(task.advance(1))
          ),
        { concurrency: settings.limits.downloads }
      )
      for (const one of done) {
        if (Option.isNone(one)) continue
        hydrated.push(one.value)
        applied.add(one.value.key)
      }
    }
    yield* kept.sweep(yield* plausible, applied)
    const { hydration } = yield* Ref.get(ref)
    const waiting = Hydration.missing(yield* plausible, applied, selection).flatMap(([key, entry]) =>
      Option.match(HashMap.get(hydration, key), {
        onNone: () => [],
        onSome: (waiting) => [{ key, entry, waiting }]
      })
    )
    return { announcement: Option.none(), hydrated, waiting, skipped: [] } satisfies Report
  }, Effect.scoped)

  /** Where nothing was ever announced, the answer to a request is the only way to the index. */
  const awaitAnswer = Effect.gen(function* () {
    const { collection } = yield* Ref.get(ref)
    if (Option.isSome(collection.best) || Option.isSome(collection.processed)) return
    const present = yield* now
    const until = Time.add(present, settings.announcementWait)
    yield* (yield* Progress).note("asked to join; waiting for the answer of the control node")
    yield* sleepUntil(until)
    const { pubsubTopic, topic } = community.description
    yield* query(pubsubTopic, [topic], Time.subtract(present, settings.overlap), Time.add(until, settings.futureSkew))
  })

  /** An index that cannot be had, or is refused, holds up no archive that is known already. */
  const restore = Effect.fn("MemberNode.restore")(function* (selection: Selection) {
    const followed = yield* Effect.result(settle)
    const report = yield* hydrate(selection)
    return [yield* Effect.fromResult(followed), report] as const
  })

  const sync = Effect.fn("MemberNode.sync")(function* (selection: Selection) {
    yield* catchUp
    if (yield* join) yield* awaitAnswer
    const [followed, report] = yield* restore(selection)
    return followed === undefined
      ? report
      : { ...report, announcement: Option.some(followed.announcement), skipped: followed.skipped }
  })

  const nextWake = (selection: Selection) =>
    Effect.gen(function* () {
      const state = yield* Ref.get(ref)
      const applied = new Set((yield* history.applied).map(({ key }) => key))
      const times = [
        ...(Option.isSome(key) && Option.isNone(state.joining.answer) ? [state.joining.notBefore] : []),
        ...Option.toArray(state.collection.deadline),
        ...Option.toArray(Hydration.nextWake(yield* plausible, applied, selection, state.hydration))
      ]
      return times.length === 0 ? Option.none<Nanos>() : Option.some(times.reduce(Time.min))
    })

  const run = Effect.fn("MemberNode.run")(function* (selection: Selection) {
    const progress = yield* Progress
    /** When the stores are to be asked next. */
    const asking = yield* Ref.make(Time.nanos(0n))
    const listen = (
      pubsubTopic: typeof community.channel.pubsubTopic,
      contentTopics: ReadonlyArray<typeof community.channel.topic>
    ) =>
      Effect.map(patiently(waku.subscribe({ pubsubTopic, contentTopics })), (live) =>
        Stream.runForEach(live, (batch) =>
          transient(observe(batch, "live")).pipe(
            Effect.catch((failure) =>
              progress
                .note(`${failure.message}; asking the network again`)
                .pipe(Effect.andThen(Ref.set(asking, Time.nanos(0n))), Effect.andThen(Queue.offer(wake, undefined)))
            )
          )
        )
      )
    const content = yield* listen(community.channel.pubsubTopic, [community.channel.topic, community.archives.topic])
    const control = yield* listen(community.description.pubsubTopic, [community.description.topic])
    const ask = Effect.gen(function* () {
      const present = yield* now
      if (present < (yield* Ref.get(asking))) return
      yield* catchUp
      yield* Ref.set(asking, Time.add(present, HEARTBEAT))
    })
    const step = Effect.gen(function* () {
      yield* ask
      yield* join
      if ((yield* Ref.get(ref)).collection.attempts > 0) yield* hydrate(selection)
      const [, report] = yield* restore(selection)
      const { length } = report.hydrated
      if (length > 0) yield* progress.note(`restored ${length} archives${Restored.spared(report)}`)
      const due = Option.toArray(yield* nextWake(selection))
      return [...due, yield* Ref.get(asking)].reduce(Time.min)
    })
    const pause = yield* pauses
    const loop = Pulse.beat(step).pipe(
      Effect.tap(pause.reset),
      Effect.catch((failure) =>
        Effect.gen(function* () {
          const minutes = yield* pause.next
          yield* progress.note(`${failure.message}; ${again(minutes)}`)
          return Time.add(yield* now, Time.minutes(minutes))
        })
      ),
      Effect.flatMap((due) => Effect.raceFirst(sleepUntil(due), Queue.take(wake))),
      Effect.forever
    )
    return yield* Effect.raceFirst(
      loop,
      Effect.andThen(Effect.all([content, control], { concurrency: 2 }), Effect.never)
    )
  }, Effect.scoped)

  return MemberNode.of({
    state: Ref.get(ref),
    changes: Stream.fromPubSub(changes),
    observe: (batch, origin) => Effect.provideContext(observe(batch, origin), context),
    catchUp: Effect.provideContext(catchUp, context),
    hydrate: (selection) => Effect.provideContext(hydrate(selection), context),
    sync: (selection) => Effect.provideContext(sync(selection), context),
    run: (selection) => Effect.provideContext(run(selection), context)
  })
})
