/**
 * The control node: keeps every message of the community, cuts due windows into archives, stores and announces them.
 * The publication state machine decides; this module performs. CHA-09…22, CHA-39…49, A-08, A-09, A-29…32, A-42, A-43, A-54.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Publication from "../domain/history/Publication.ts"
import * as Retention from "../domain/history/Retention.ts"
import type * as Window from "../domain/history/Window.ts"
import type { Origin } from "../domain/community/HistoryRecord.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import type { FolderFailure } from "../ports/ArchiveFolder.ts"
import type { CodexFailure } from "../ports/Codex.ts"
import type { HistoryStore } from "../ports/HistoryStore.ts"
import type { Ledger } from "../ports/Ledger.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import type { Signatures } from "../ports/Signatures.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import type { WakuFailure } from "../ports/Waku.ts"
import * as Audit from "./Audit.ts"
import type { RoleLost } from "./Announcements.ts"
import * as ChannelBook from "./ChannelBook.ts"
import type * as ClockCheck from "./ClockCheck.ts"
import * as CatchUp from "./control/CatchUp.ts"
import type * as Commands from "./control/Commands.ts"
import * as Ingest from "./control/Ingest.ts"
import * as Machine from "./control/Machine.ts"
import * as Publish from "./control/Publish.ts"
import * as Run from "./control/Run.ts"
import * as Welcome from "./control/Welcome.ts"
import type * as IndexFiles from "./IndexFiles.ts"
import * as Metrics from "./Metrics.ts"
import { now } from "./Now.ts"
import { transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"
import * as WindowRoom from "./WindowRoom.ts"

export type Failure =
  | ChannelBook.DescriptionRefused
  | ClockCheck.ClockBehind
  | Commands.Failure
  | IndexFiles.IndexRejected

type Needs = Commands.Needs | HistoryStore | Ledger | Signatures

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
    ) => Effect.Effect<Ingest.Ingested, StoreFailure>
    /** Asks the network's stores for all that was missed, and for indexes of other control nodes (CHA-18…20, A-29). */
    readonly catchUp: Effect.Effect<Ingest.Ingested, Failure>
    /** Keeps an import from being lost: to be called before its first message is stored, and after its last. */
    readonly importing: (span: Window.Window) => Effect.Effect<void, StoreFailure>
    readonly imported: (span: Window.Window) => Effect.Effect<void, StoreFailure>
    /** Seals every due window, publishes the index, settles, removes replaced indexes (CHA-11…14). Resumes what a crash left. */
    readonly publish: Effect.Effect<Publish.Report, Failure>
    /** One whole step: catch up, publish, describe, prune. */
    readonly archive: Effect.Effect<Publish.Report, Failure>
    /** Stores again what Codex lost or will soon forget (CHA-45). */
    readonly audit: (options: Audit.Options) => Effect.Effect<Audit.Report, StoreFailure | CodexFailure | FolderFailure>
    /**
     * For ever: listens, and steps whenever something is due. Failures are reported and tried again, but for two: where
     * another process has taken the community over, or another key the role, this one is done with it.
     */
    readonly run: Effect.Effect<never, WakuFailure | StoreFailure | RoleLost>
  }
>()("community-history/app/ControlNode") {
  static layer(options: Machine.Options): Layer.Layer<ControlNode, StoreFailure, Needs> {
    return Layer.effect(ControlNode, make(options))
  }
}

const make = Effect.fnUntraced(function* (options: Machine.Options) {
  const context = yield* Effect.context<Needs>()
  const messages = yield* MessageStore
  const settings = yield* Settings

  const machine = yield* Machine.make(options)
  const { exclusively, state, transition } = machine
  const room = yield* WindowRoom.make
  const ingest = yield* Ingest.make(machine, room)
  const { catchUp } = yield* CatchUp.make(machine, ingest)
  const { publish } = yield* Publish.make(machine, room)
  const { missed, welcome } = yield* Welcome.make(machine, options.name)

  const importing = (span: Window.Window) => Effect.asVoid(exclusively(transition({ _tag: "Importing", ...span })))

  const imported = (span: Window.Window) => Effect.asVoid(exclusively(transition({ _tag: "Imported", ...span })))

  const describe = Effect.gen(function* () {
    const { clock } = yield* state
    yield* transient(ChannelBook.refresh(options.name, clock, settings.reannounce))
  })

  const prune = Effect.flatMap(now, (present) => messages.prune(Retention.horizon(present, settings.retention)))

  const archive = Effect.gen(function* () {
    const { syncedTo } = yield* state
    const present = yield* now
    yield* catchUp
    const report = yield* publish
    yield* describe
    const horizon = Time.subtract(present, settings.horizon)
    yield* transient(missed(Time.max(horizon, Time.subtract(syncedTo, settings.overlap)), present))
    yield* prune
    return report
  }).pipe(Effect.withSpan("ControlNode.archive"))

  const audit = Effect.fn("ControlNode.audit")(function* (how: Audit.Options) {
    const report = yield* Audit.run(yield* state, how)
    yield* Effect.forEach(report.findings, ({ outcome }) => Metrics.audit(outcome._tag), { discard: true })
    return report
  })

  const { run } = yield* Run.make(machine, { ingest, welcome, archive, audit })

  return ControlNode.of({
    state,
    policy: machine.policy,
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
