/**
 * The control node: keeps every message of the community, cuts due windows into archives, stores and announces them.
 * The publication state machine decides; this module performs. CHA-09…22, CHA-39…49, A-08, A-09, A-29…32, A-42, A-43, A-54.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Ref from "effect/Ref"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Cid } from "../domain/codex/Cid.ts"
import type { Announcement } from "../domain/history/Announcement.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Evidence from "../domain/history/Evidence.ts"
import * as Publication from "../domain/history/Publication.ts"
import * as Retention from "../domain/history/Retention.ts"
import * as Window from "../domain/history/Window.ts"
import type { Origin } from "../domain/community/HistoryRecord.ts"
import type { Millis, Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder, type FolderFailure } from "../ports/ArchiveFolder.ts"
import { Codex, type CodexFailure } from "../ports/Codex.ts"
import { ControlKey } from "../ports/ControlKey.ts"
import { Digest } from "../ports/Digest.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { Inflate, type InflateFailure } from "../ports/Inflate.ts"
import { Ledger } from "../ports/Ledger.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import { Signatures } from "../ports/Signatures.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../ports/Waku.ts"
import * as Accusation from "./Accusation.ts"
import * as Audit from "./Audit.ts"
import * as Announcements from "./Announcements.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import * as ChannelBook from "./ChannelBook.ts"
import * as ClockCheck from "./ClockCheck.ts"
import { Community } from "./Community.ts"
import * as Inbox from "./Inbox.ts"
import * as IndexFiles from "./IndexFiles.ts"
import * as Joins from "./Joins.ts"
import * as Intake from "./Intake.ts"
import * as Metrics from "./Metrics.ts"
import { now, sleepUntil } from "./Now.ts"
import { Progress } from "./Progress.ts"
import * as Pulse from "./Pulse.ts"
import * as Quota from "./Quota.ts"
import { again, patiently, pauses, transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"
import * as Transfer from "./Transfer.ts"
import * as WindowRoom from "./WindowRoom.ts"

/** What a host fixes when it creates the community. */
export interface Options {
  readonly name: string
  readonly createdAt: Nanos
  /** Window length; never changes after the first archive. */
  readonly length: Nanos
}

/** Where each message of a batch went. Every message is counted once. */
export interface Ingested {
  readonly added: number
  readonly known: number
  /** Came after their window was sealed, kept aside. */
  readonly late: number
  /** Ephemeral, of another topic, too large, dated too far ahead or too long ago: not kept (CHA-23, CHA-28). */
  readonly ignored: number
  /** Their window had no room for them: not kept. */
  readonly surplus: number
}

export interface Sealed {
  readonly window: Window.Window
  readonly key: ArchiveIndex.ArchiveKey
  readonly cid: Cid
  readonly messages: number
  readonly bytes: number
}

export interface Report {
  readonly sealed: ReadonlyArray<Sealed>
  readonly announced: Option.Option<{ readonly cid: Cid; readonly clock: Millis }>
}

export type Failure =
  | ChannelBook.DescriptionRefused
  | ClockCheck.ClockBehind
  | StoreFailure
  | WakuFailure
  | CodexFailure
  | FolderFailure
  | InflateFailure
  | ArchiveFiles.ArchiveRejected
  | Quota.QuotaExceeded
  | IndexFiles.IndexRejected

type Needs =
  | ArchiveFolder
  | Codex
  | Community
  | ControlKey
  | Digest
  | HistoryStore
  | Inflate
  | Ledger
  | MessageStore
  | Settings
  | Signatures
  | Waku

/** A control node looks at the network's stores at least this often, whatever the schedule of its windows. */
const HEARTBEAT = Time.hours(6)

/** Indexes of other holders of the key that are tried, the newest first. */
const MAX_FOREIGN = 10

/** How long an index that cannot be fetched is waited for. */
const FOREIGN_PATIENCE = Time.days(1)

/** What is overdue after a step is tried again, but not at once. */
const PAUSE = Time.minutes(1)

export class ControlNode extends Context.Service<
  ControlNode,
  {
    readonly state: Effect.Effect<Publication.State>
    /** The policy in force: what is fixed for the community, and the host's settings. */
    readonly policy: Publication.Policy
    /** Keeps messages that the network delivered. Durable when it returns. */
    readonly ingest: (
      batch: ReadonlyArray<Received>,
      origin: Exclude<Origin, "archive">
    ) => Effect.Effect<Ingested, StoreFailure>
    /** Asks the network's stores for all that was missed, and for indexes of other control nodes (CHA-18…20, A-29). */
    readonly catchUp: Effect.Effect<Ingested, Failure>
    /** Keeps an import from being lost: to be called before its first message is stored, and after its last. */
    readonly importing: (span: Window.Window) => Effect.Effect<void, StoreFailure>
    readonly imported: (span: Window.Window) => Effect.Effect<void, StoreFailure>
    /** Seals every due window, publishes the index, settles, removes replaced indexes (CHA-11…14). Resumes what a crash left. */
    readonly publish: Effect.Effect<Report, Failure>
    /** One whole step: catch up, publish, describe, prune. */
    readonly archive: Effect.Effect<Report, Failure>
    /** Stores again what Codex lost or will soon forget (CHA-45). */
    readonly audit: (options: Audit.Options) => Effect.Effect<Audit.Report, StoreFailure | CodexFailure | FolderFailure>
    /** For ever: listens, and steps whenever something is due. Failures are reported and tried again. */
    readonly run: Effect.Effect<never, WakuFailure>
  }
>()("community-history/app/ControlNode") {
  static layer(options: Options): Layer.Layer<ControlNode, StoreFailure, Needs> {
    return Layer.effect(ControlNode, make(options))
  }
}

const nothing: Ingested = { added: 0, known: 0, late: 0, ignored: 0, surplus: 0 }

const sum = (left: Ingested, right: Ingested): Ingested => ({
  added: left.added + right.added,
  known: left.known + right.known,
  late: left.late + right.late,
  ignored: left.ignored + right.ignored,
  surplus: left.surplus + right.surplus
})

const make = Effect.fnUntraced(function* (options: Options) {
  const context = yield* Effect.context<Needs>()
  const codex = yield* Codex
  const community = yield* Community
  const folder = yield* ArchiveFolder
  const history = yield* HistoryStore
  const ledger = yield* Ledger
  const messages = yield* MessageStore
  const settings = yield* Settings
  const waku = yield* Waku

  const policy: Publication.Policy = {
    length: Time.max(Window.SHORTEST, options.length),
    settle: settings.settle,
    reannounce: settings.reannounce,
    grace: settings.grace,
    retention: settings.retention
  }
  const loaded = yield* ledger.load
  const ref = yield* Ref.make(Option.getOrElse(loaded, () => Publication.initial(options.createdAt)))
  const parts = yield* Inbox.liveParts
  const room = yield* WindowRoom.make
  // Deciding whether a message is late and sealing its window must not interleave.
  const gate = yield* Semaphore.make(1)
  const exclusively = gate.withPermits(1)

  /** Decides, commits, and only then lets anybody see the new state. */
  const transition = Effect.fn("ControlNode.transition")(function* (event: Publication.Event) {
    const present = yield* now
    const before = yield* Ref.get(ref)
    const [after, commands] = Publication.step(policy, before, event, present)
    if (after !== before) {
      yield* ledger.commit(after)
      yield* Ref.set(ref, after)
    }
    return commands
  })

  const ingest = Effect.fn("ControlNode.ingest")(function* (
    batch: ReadonlyArray<Received>,
    origin: Exclude<Origin, "archive">
  ) {
    const eligible = yield* Intake.admit(batch)
    const state = yield* Ref.get(ref)
    // No store keeps what is older. Who dates a message so far back could choose where the first window begins.
    const horizon = Time.subtract(yield* now, settings.horizon)
    const late: Array<Received> = []
    const timely: Array<Received> = []
    for (const received of eligible) {
      const { timestamp } = received.message
      const list = timestamp < horizon || Publication.isLate(state, timestamp) ? late : timely
      list.push(received)
    }
    const kept = yield* room.append(WindowRoom.gridOf(state, policy.length), timely)
    const aside =
      late.length === 0
        ? { added: 0, known: 0 }
        : yield* messages.appendLate(late, { messages: settings.limits.late, bytes: settings.limits.lateBytes })
    const surplus = new Set(kept.surplus)
    const inside = surplus.size === 0 ? timely : timely.filter((received) => !surplus.has(received))
    if (inside.length > 0) {
      const { read } = yield* Inbox.open(community.channel, inside, parts)
      yield* history.append(
        read.map(({ record }) => record),
        origin
      )
    }
    const outcomes = {
      added: kept.added,
      known: kept.known + aside.known,
      late: aside.added,
      ignored: batch.length - eligible.length,
      surplus: surplus.size
    } satisfies Ingested
    yield* Metrics.ingest(outcomes)
    yield* Metrics.surplus(surplus.size)
    return outcomes
  }, exclusively)

  const missed = Effect.fn("ControlNode.missed")(function* (present: Nanos, horizon: Nanos) {
    const state = yield* Ref.get(ref)
    const open = Option.match(state.grid, {
      onNone: () => state.createdAt,
      onSome: (grid) => Window.at(grid, state.next).from
    })
    const from = Time.max(horizon, Time.min(open, Time.subtract(state.syncedTo, settings.overlap)))
    const query = {
      pubsubTopic: community.channel.pubsubTopic,
      contentTopics: [community.channel.topic],
      window: { from, to: Time.add(present, settings.futureSkew) }
    }
    const total = yield* Ref.make(nothing)
    yield* Stream.runForEach(waku.query(query), (batch) =>
      Effect.flatMap(ingest(batch, "store"), (ingested) => Ref.update(total, (so) => sum(so, ingested)))
    )
    yield* exclusively(transition({ _tag: "Synced", from, to: present }))
    return yield* Ref.get(total)
  })

  const unite = Effect.fn("ControlNode.unite")(function* (
    announcement: Announcement,
    fetched: ArchiveIndex.ArchiveIndex,
    present: Nanos
  ) {
    const state = yield* Ref.get(ref)
    const { cid, clock } = announcement
    // An entry that no archive can be behind would be announced for ever under our name, and could fix our grid.
    const index = ArchiveIndex.plausible(fetched, Time.add(present, settings.futureSkew))
    const archives = ArchiveIndex.size(ArchiveIndex.merge(state.index, index)) - ArchiveIndex.size(state.index)
    yield* Accusation.keep([
      { _tag: "OtherHolder", index: cid, clock, archives },
      ...Evidence.ofIndex(state.index, announcement, fetched)
    ])
    yield* exclusively(transition({ _tag: "Merged", index, clock }))
  })

  /**
   * A newer index that this node did not write is merged before anything is published. One that is no index,
   * or that nobody holds, holds nothing up: the next one counts.
   */
  const mergeForeign = Effect.fn("ControlNode.mergeForeign")(function* (present: Nanos, horizon: Nanos) {
    const query = {
      pubsubTopic: community.archives.pubsubTopic,
      contentTopics: [community.archives.topic],
      window: { from: horizon, to: Time.add(present, settings.futureSkew) }
    }
    const own = Option.toArray((yield* Ref.get(ref)).published).map(({ cid, clock }) => ({
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
      const state = yield* Ref.get(ref)
      const { cid, clock } = announcement
      if (clock < state.clock || Publication.isOurs(state, cid)) break
      const fetched = yield* transient(IndexFiles.fetch(cid)).pipe(
        Effect.tap(({ index }) => IndexFiles.merge(cid, state.index, index)),
        Effect.result
      )
      if (fetched._tag === "Success") {
        yield* unite(announcement, fetched.success.index, present)
        break
      }
      const { failure } = fetched
      const isHopeless =
        failure._tag === "IndexRejected" ||
        failure.reason === "NotFound" ||
        Time.add(Time.fromMillis(clock), FOREIGN_PATIENCE) < present
      if (!isHopeless || (failure._tag === "CodexFailure" && ArchiveIndex.size(state.index) === 0))
        return yield* failure
      yield* progress.note(
        `${failure.message}; it was announced under the community key as the newest index; going on without it`
      )
      refused = true
    }
    // Members wait for a newer index than the one that nobody can have.
    const [newest] = heard
    if (refused && newest !== undefined)
      yield* exclusively(transition({ _tag: "Merged", index: ArchiveIndex.empty, clock: newest.clock }))
  })

  const catchUp = Effect.gen(function* () {
    const present = yield* ClockCheck.present((yield* Ref.get(ref)).syncedTo)
    const horizon = Time.subtract(present, settings.horizon)
    yield* transient(mergeForeign(present, horizon))
    return yield* transient(missed(present, horizon))
  }).pipe(Effect.withSpan("ControlNode.catchUp"))

  const importing = (span: Window.Window) => Effect.asVoid(exclusively(transition({ _tag: "Importing", ...span })))

  const imported = (span: Window.Window) => Effect.asVoid(exclusively(transition({ _tag: "Imported", ...span })))

  const exportWindow = Effect.fn("ControlNode.export")(function* (
    window: Window.Window,
    siblings: ReadonlyArray<ArchiveIndex.Keyed>,
    quota: Quota.Quota
  ) {
    const pending = yield* messages.topics(window)
    const topics = [...new Set([community.channel.topic, ...pending])].sort()
    const held =
      siblings.length === 0 ? undefined : yield* ArchiveFiles.hashesOf(community.channel.pubsubTopic, siblings)
    const fresh = Stream.map(messages.scan(window, "pending"), (batch) =>
      held === undefined ? batch : batch.filter(({ hash }) => !held.has(hash))
    )
    const written = yield* ArchiveFiles.write(window, topics, fresh, quota)
    return Option.match(written, {
      onNone: (): Publication.Event => ({ _tag: "Empty" }),
      onSome: ({ bytes, messages }): Publication.Event => ({ _tag: "Exported", topics, messages, bytes })
    })
  })

  const storeArchive = Effect.fn("ControlNode.storeArchive")(function* (window: Window.Window, quota: Quota.Quota) {
    const name = ArchiveFiles.draftName(window)
    // Nobody should have touched the draft; if it is gone, the same messages make the same bytes again.
    if (!(yield* folder.hasDraft(name))) {
      yield* exportWindow(window, Publication.siblings(yield* Ref.get(ref), window), quota)
    }
    const { sealing } = yield* Ref.get(ref)
    const size = Option.isSome(sealing) && "bytes" in sealing.value ? sealing.value.bytes : 0
    const { cid } = yield* transient(codex.put(Transfer.shown("uploading", size, folder.readDraft(name))))
    yield* ledger.markStored(cid, yield* now)
    return { _tag: "ArchiveStored", cid } satisfies Publication.Event
  })

  const storeIndex = Effect.gen(function* () {
    const bytes = ArchiveIndex.encode((yield* Ref.get(ref)).index)
    yield* folder.writeIndex(bytes)
    const { cid } = yield* transient(codex.put(Stream.succeed(bytes)))
    yield* ledger.markStored(cid, yield* now)
    return { _tag: "IndexStored", cid } satisfies Publication.Event
  }).pipe(Effect.withSpan("ControlNode.storeIndex"))

  const perform = (
    command: Publication.Command,
    quota: Quota.Quota
  ): Effect.Effect<Publication.Event, Failure, Needs> => {
    switch (command._tag) {
      case "Export":
        return exportWindow(command.window, command.siblings, quota)
      case "StoreArchive":
        return storeArchive(command.window, quota)
      case "KeepFile":
        return Effect.as(
          folder.keep(ArchiveFiles.draftName(command.window), { window: command.window, key: command.key }),
          { _tag: "FileKept" }
        )
      case "StoreIndex":
        return storeIndex
      case "Announce":
        return Effect.as(transient(Announcements.announce(command.cid, command.clock)), { _tag: "Announced" })
      case "Settle":
        return Effect.as(Effect.andThen(messages.settle(command.window), room.settled), {
          _tag: "Settled",
          window: command.index
        })
      case "RemoveIndex":
        return Effect.as(codex.remove(command.cid), { _tag: "IndexRemoved", cid: command.cid })
    }
  }

  const survey = Effect.gen(function* () {
    const { grid } = yield* Ref.get(ref)
    const oldest = yield* messages.oldest
    const pending = Option.isSome(grid) ? yield* messages.pendingWindows(grid.value) : []
    return { _tag: "Surveyed", oldest, pending } satisfies Publication.Event
  })

  /** The next command, after a survey where nothing is in progress. */
  const nextCommands = exclusively(
    Effect.gen(function* () {
      const present = yield* now
      const inProgress = Publication.commands(yield* Ref.get(ref), present)
      if (inProgress.length > 0) return inProgress
      const before = yield* Ref.get(ref)
      const commands = yield* transition(yield* survey)
      // The first survey only fixes the grid; with it the store can say which windows have something.
      return Option.isNone(before.grid) && commands.length === 0 && Option.isSome((yield* Ref.get(ref)).grid)
        ? yield* transition(yield* survey)
        : commands
    })
  )

  const dueWindows = Effect.fn("ControlNode.dueWindows")(function* (grid: Window.Grid) {
    const due = Window.dueUntil(grid, yield* now, policy.settle)
    return (yield* messages.pendingWindows(grid)).filter((index) => index < due).length
  })

  const publish = Effect.gen(function* () {
    const sealed: Array<Sealed> = []
    let announced: Report["announced"] = Option.none()
    if (!settings.archiving) return { sealed, announced }
    const progress = yield* Progress
    const quota = yield* Quota.make
    // The survey inside fixes the grid of a new community, without which nobody can say how much there is to do.
    yield* nextCommands
    const { grid } = yield* Ref.get(ref)
    const task = yield* progress.start("sealing", Option.isSome(grid) ? yield* dueWindows(grid.value) : 0, "windows")
    for (;;) {
      const [command] = yield* nextCommands
      if (command === undefined) return { sealed, announced }
      if (command._tag === "RemoveIndex") {
        const removed = yield* Effect.result(perform(command, quota))
        // An index that cannot be removed now is removed by a later step; it must not hold anything up.
        if (removed._tag === "Failure") {
          yield* progress.note(`the replaced index ${command.cid} is still on Codex: ${removed.failure.message}`)
          return { sealed, announced }
        }
        yield* exclusively(transition(removed.success))
        continue
      }
      const { sealing } = yield* Ref.get(ref)
      const event = yield* perform(command, quota)
      yield* exclusively(transition(event))
      if (event._tag === "FileKept" && Option.isSome(sealing) && sealing.value._tag === "Stored") {
        const { bytes, entry, key, messages } = sealing.value
        sealed.push({ window: entry.window, key, cid: entry.cid, messages, bytes })
        yield* task.advance(1)
        yield* Metrics.seal
      }
      if (command._tag === "Announce") {
        announced = Option.some({ cid: command.cid, clock: command.clock })
        yield* Metrics.announce
      }
    }
  }).pipe(Effect.scoped, Effect.withSpan("ControlNode.publish"))

  /** Answers who asks to join, with the newest index (CHA-94). */
  const welcome = Effect.fn("ControlNode.welcome")(function* (batch: ReadonlyArray<Received>) {
    const { published } = yield* Ref.get(ref)
    const description = yield* ChannelBook.current(options.name)
    return yield* Joins.answer(batch, {
      cid: Option.map(published, ({ cid }) => cid),
      description: {
        ...description,
        archiveClock: Option.match(published, { onNone: () => description.archiveClock, onSome: ({ clock }) => clock })
      }
    })
  })

  const welcomeMissed = Effect.fn("ControlNode.welcomeMissed")(function* (from: Nanos, to: Nanos) {
    const query = {
      pubsubTopic: community.description.pubsubTopic,
      contentTopics: [community.description.topic],
      window: { from, to: Time.add(to, settings.futureSkew) }
    }
    yield* Stream.runForEach(waku.query(query), welcome)
  })

  const describe = Effect.gen(function* () {
    const { clock } = yield* Ref.get(ref)
    yield* transient(ChannelBook.refresh(options.name, clock, settings.reannounce))
  })

  const prune = Effect.flatMap(now, (present) => messages.prune(Retention.horizon(present, settings.retention)))

  const archive = Effect.gen(function* () {
    const { syncedTo } = yield* Ref.get(ref)
    const present = yield* now
    yield* catchUp
    const report = yield* publish
    yield* describe
    const horizon = Time.subtract(present, settings.horizon)
    yield* transient(welcomeMissed(Time.max(horizon, Time.subtract(syncedTo, settings.overlap)), present))
    yield* prune
    return report
  }).pipe(Effect.withSpan("ControlNode.archive"))

  const audit = Effect.fn("ControlNode.audit")(function* (how: Audit.Options) {
    const report = yield* Audit.run(yield* Ref.get(ref), how)
    yield* Effect.forEach(report.findings, ({ outcome }) => Metrics.audit(outcome._tag), { discard: true })
    return report
  })

  const nextWake = Effect.gen(function* () {
    const present = yield* now
    const beat = Time.add(present, HEARTBEAT)
    if (!settings.archiving) return beat
    const due = Publication.nextWake(policy, yield* Ref.get(ref))
    return due > present ? Time.min(beat, due) : Time.add(present, PAUSE)
  })

  const run = Effect.gen(function* () {
    const progress = yield* Progress
    const wake = yield* Queue.sliding<void>(1)
    const live = yield* patiently(
      waku.subscribe({
        pubsubTopic: community.channel.pubsubTopic,
        contentTopics: [community.channel.topic, community.archives.topic]
      })
    )
    const requests = yield* patiently(
      waku.subscribe({
        pubsubTopic: community.description.pubsubTopic,
        contentTopics: [community.description.topic]
      })
    )
    yield* Effect.forkScoped(
      Stream.runForEach(requests, (batch) =>
        welcome(batch).pipe(Effect.catch(({ message }) => progress.note(`${message}; who asked to join asks again`)))
      )
    )
    const listen = Stream.runForEach(live, (batch) =>
      Effect.gen(function* () {
        // What could not be kept is asked for again: the open window is queried whole at every step.
        yield* transient(ingest(batch, "live")).pipe(
          Effect.catch((failure) =>
            Effect.andThen(progress.note(`${failure.message}; asking the network again`), Queue.offer(wake, undefined))
          )
        )
        const { clock, ...state } = yield* Ref.get(ref)
        const foreign = (yield* Announcements.read(batch)).some(
          (heard) => heard.clock >= clock && !Publication.isOurs({ clock, ...state }, heard.cid)
        )
        if (foreign) yield* Queue.offer(wake, undefined)
      })
    )
    const pause = yield* pauses
    const step = Pulse.beat(archive).pipe(
      Effect.tap(pause.reset),
      Effect.flatMap((report) =>
        report.sealed.length === 0 && Option.isNone(report.announced)
          ? Effect.void
          : progress.note(
              `sealed ${report.sealed.length} archives${Option.isSome(report.announced) ? ", announced the index" : ""}`
            )
      ),
      Effect.andThen(nextWake),
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
    // Beside the steps: a Codex that is slow or gone must not hold up what listens and seals.
    const audits = audit({ deep: false }).pipe(
      Effect.flatMap((report) => {
        const again = report.findings.filter(({ outcome }) => outcome._tag !== "Lost").length
        const lost = report.findings.filter(({ outcome }) => outcome._tag === "Lost")
        return Effect.andThen(
          again === 0 ? Effect.void : progress.note(`audit: ${again} of ${report.checked} datasets stored again`),
          Effect.forEach(lost, ({ outcome, where }) =>
            outcome._tag === "Lost" ? progress.note(`audit: ${where} is lost: ${outcome.why}`) : Effect.void
          )
        )
      }),
      Effect.catch(({ message }) => progress.note(`audit: ${message}; going on at the next audit`)),
      Effect.andThen(Effect.suspend(() => Effect.sleep(Duration.nanos(settings.auditEvery)))),
      Effect.forever
    )
    yield* Effect.forkScoped(audits)
    return yield* Effect.raceFirst(step, Effect.andThen(listen, Effect.never))
  }).pipe(Effect.scoped)

  return ControlNode.of({
    state: Ref.get(ref),
    policy,
    ingest: (batch, origin) => Effect.provideContext(ingest(batch, origin), context),
    catchUp: Effect.provideContext(catchUp, context),
    importing,
    imported,
    publish: Effect.provideContext(publish, context),
    archive: Effect.provideContext(archive, context),
    audit: (how) => Effect.provideContext(audit(how), context),
    run: Effect.provideContext(run, context)
  })
})
