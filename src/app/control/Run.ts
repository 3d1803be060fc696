/** A control node as a daemon: listens, welcomes, audits, and steps whenever something is due. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Publication from "../../domain/history/Publication.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import type { CodexFailure } from "../../ports/Codex.ts"
import type { FolderFailure } from "../../ports/ArchiveFolder.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../../ports/Waku.ts"
import * as Announcements from "../Announcements.ts"
import type * as Audit from "../Audit.ts"
import { Community } from "../Community.ts"
import { now, sleepUntil } from "../Now.ts"
import { Progress } from "../Progress.ts"
import * as Pulse from "../Pulse.ts"
import { again, patiently, pauses, transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import { Turns } from "../Turns.ts"
import type { Machine } from "./Machine.ts"
import type { Report } from "./Publish.ts"

/** A control node looks at the network's stores at least this often, whatever the schedule of its windows. */
const HEARTBEAT = Time.hours(6)

/** What is overdue after a step is tried again, but not at once. */
const PAUSE = Time.minutes(1)

/** What a node does, as far as its daemon calls it. */
export interface Duties<E extends { readonly _tag: string; readonly message: string }, R> {
  readonly ingest: (batch: ReadonlyArray<Received>, origin: "live") => Effect.Effect<unknown, StoreFailure, R>
  readonly welcome: (batch: ReadonlyArray<Received>) => Effect.Effect<unknown, E, R>
  readonly archive: Effect.Effect<Report, E, R>
  readonly audit: (
    options: Audit.Options
  ) => Effect.Effect<Audit.Report, StoreFailure | CodexFailure | FolderFailure, R>
}

/** Another key has the role now: nobody would hear this node any more. */
const isLost = (failure: object): failure is Announcements.RoleLost => failure instanceof Announcements.RoleLost

/** Another process has the community now: this one is done with it. */
const isTakenOver = (failure: object): failure is StoreFailure =>
  failure instanceof StoreFailure && failure.reason === "TakenOver"

export const make = Effect.fnUntraced(function* <E extends { readonly _tag: string; readonly message: string }, R>(
  machine: Machine,
  { archive, audit, ingest, welcome }: Duties<E, R>
) {
  const community = yield* Community
  const settings = yield* Settings
  const waku = yield* Waku
  const { policy } = machine

  const nextWake = Effect.gen(function* () {
    const present = yield* now
    const beat = Time.add(present, HEARTBEAT)
    if (!settings.archiving) return beat
    const due = Publication.nextWake(policy, yield* machine.state)
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
    const asking = {
      pubsubTopic: community.description.pubsubTopic,
      contentTopics: [community.description.topic]
    }
    const listenAgain = ({ message }: { readonly message: string }) =>
      progress.note(`${message}; listening again for who asks to join`)
    const welcomeAll = (requests: Stream.Stream<ReadonlyArray<Received>, WakuFailure>) =>
      Stream.runForEach(requests, (batch) =>
        welcome(batch).pipe(Effect.catch(({ message }) => progress.note(`${message}; who asked to join asks again`)))
      ).pipe(Effect.catch(listenAgain))
    const first = yield* patiently(waku.subscribe(asking))
    // A flood of requests must neither end the sealing nor leave nobody to answer.
    const answering = Effect.sleep(Duration.nanos(PAUSE)).pipe(
      Effect.andThen(Effect.scoped(Effect.flatMap(patiently(waku.subscribe(asking)), welcomeAll))),
      Effect.catch(listenAgain),
      Effect.forever
    )
    yield* Effect.forkScoped(Effect.andThen(welcomeAll(first), answering))
    const listen = Stream.runForEach(live, (batch) =>
      Effect.gen(function* () {
        // What could not be kept is asked for again: the open window is queried whole at every step.
        yield* transient(ingest(batch, "live")).pipe(
          Effect.catch((failure) =>
            Effect.andThen(progress.note(`${failure.message}; asking the network again`), Queue.offer(wake, undefined))
          )
        )
        const { clock, ...state } = yield* machine.state
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
          if (isTakenOver(failure) || isLost(failure)) return yield* failure
          const minutes = yield* pause.next
          yield* progress.note(`${failure.message}; ${again(minutes)}`)
          return Time.add(yield* now, Time.minutes(minutes))
        })
      ),
      Effect.flatMap((due) => Effect.raceFirst(sleepUntil(due), Queue.take(wake))),
      Effect.forever
    )
    // Beside the steps: a Codex that is slow or gone must not hold up what listens and seals.
    const turns = yield* Turns
    const audits = turns.audit(audit({ deep: false })).pipe(
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

  return { run }
})
