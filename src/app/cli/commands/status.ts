/** `status` and `verify`: what a home holds, and whether it is what it should be. */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import type * as Joining from "../../../domain/community/Joining.ts"
import * as ArchiveIndex from "../../../domain/history/ArchiveIndex.ts"
import * as Evidence from "../../../domain/history/Evidence.ts"
import * as MemberState from "../../../domain/history/MemberState.ts"
import * as Publication from "../../../domain/history/Publication.ts"
import * as Time from "../../../domain/Time.ts"
import { HistoryStore } from "../../../ports/HistoryStore.ts"
import { Ledger } from "../../../ports/Ledger.ts"
import type { Taken } from "../../../ports/MessageStore.ts"
import { Settings } from "../../Settings.ts"
import * as Status from "../../Status.ts"
import * as Verify from "../../Verify.ts"
import * as Composition from "../Composition.ts"
import * as Coverage from "../Coverage.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

const read = (opened: Home.Home) =>
  Effect.gen(function* () {
    if (opened.role === "member") return yield* Status.member
    const { grace, reannounce, retention, settle } = yield* Settings
    const policy = { length: Time.nanos(opened.window), settle, reannounce, grace, retention }
    return yield* Status.control(policy, Publication.initial(Time.nanos(opened.createdAt)))
  })

const WORDS = { accepted: "accepted by the control node", rejected: "rejected by the control node" } as const

/** A member that never asked has nothing to say about it. */
const joining = ({ answer, attempts, notBefore }: Joining.State): ReadonlyArray<string> =>
  Option.match(answer, {
    onSome: (said) => [`joining    ${WORDS[said]}`],
    onNone: () =>
      attempts === 0
        ? []
        : [
            `joining    asked ${attempts === 1 ? "once" : `${attempts} times`}, not answered yet; again after ${Instant.local(notBefore)}`
          ]
  })

/** A member that keeps nothing, and never did, has nothing to say about it. */
const kept = ({ bytes, messages }: Taken, saved: number): ReadonlyArray<string> => {
  const parts = [
    ...(messages > 0 ? [`${Units.count(messages)} messages, ${Units.bytes(bytes)}, for the next archives`] : []),
    ...(saved > 0 ? [`${Units.bytes(saved)} not downloaded so far`] : [])
  ]
  return parts.length === 0 ? [] : [`kept       ${parts.join("; ")}`]
}

const show = (opened: Home.Home, status: Status.Status, terminal: Output.Terminal): string => {
  const messages = status.archives.reduce((sum, archive) => sum + archive.messages, 0)
  const bytes = status.archives.reduce((sum, archive) => sum + archive.bytes, 0)
  const facts = [
    `community  ${status.community}${status.name === "" ? "" : `  ${Units.printable(status.name)}`}`,
    `role       ${opened.role}`,
    `archives   ${Units.count(status.archives.length)} with ${Units.count(messages)} messages, ${Units.bytes(bytes)}`,
    `history    ${Units.count(status.records)} records${status.unreadable > 0 ? `, ${Units.count(status.unreadable)} unreadable kept aside` : ""}${
      status.late > 0 ? `, ${Units.count(status.late)} came too late for an archive` : ""
    }`,
    ...Option.toArray(status.kept).flatMap((held) => kept(held, status.saved)),
    Option.match(status.index, {
      onNone: () => "index      none announced yet",
      onSome: ({ cid, clock }) => `index      ${cid}\nclock      ${clock}  ${Instant.local(clock * 1_000_000n)}`
    }),
    ...Option.toArray(status.joining).flatMap(joining),
    ...Option.toArray(status.silentSince).map((since) => `warning    ${Units.printable(Status.silence(since))}`),
    ...status.evidence.map((one) => `evidence   ${Units.printable(Evidence.describe(one))}`)
  ].join("\n")
  return [facts, Coverage.picture(status, terminal), Coverage.table(status.archives, terminal), Coverage.gaps(status)]
    .filter((part) => part !== "")
    .join("\n\n")
}

export const status = Command.make(
  "status",
  { home, json },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const found = yield* read(opened).pipe(Effect.provide(Composition.local(opened)))
    yield* flags.json ? Output.json(Coverage.json(found)) : Output.print(show(opened, found, yield* Output.terminal))
  })
).pipe(Command.withDescription("Show the coverage by week, the archives, the gaps, the index"))

const subject = (opened: Home.Home) =>
  Effect.gen(function* () {
    const history = yield* HistoryStore
    if (opened.role === "member") {
      const state = Option.getOrElse(yield* history.load, () => MemberState.initial)
      return {
        index: state.index,
        announced: Option.map(state.collection.processed, ({ cid }) => cid),
        held: new Set((yield* history.applied).map(({ key }) => key))
      } satisfies Verify.Subject
    }
    const state = Option.getOrElse(yield* (yield* Ledger).load, () => Publication.initial(Time.nanos(opened.createdAt)))
    return {
      index: state.index,
      announced: Option.map(state.published, ({ cid }) => cid),
      held: new Set(
        ArchiveIndex.ascending(state.index)
          .map(([key]) => key)
          .filter((key) => HashMap.has(state.facts, key))
      )
    } satisfies Verify.Subject
  })

export const verify = Command.make(
  "verify",
  { home, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.open(flags.home)
    const report = yield* Effect.flatMap(subject(opened), Verify.run).pipe(
      Effect.provide(Composition.base(opened, network))
    )
    const { problems } = report
    const { evidence } = yield* read(opened).pipe(Effect.provide(Composition.local(opened)))
    yield* flags.json
      ? Output.json({ ...report, evidence: evidence.map(({ _tag, ...facts }) => ({ kind: _tag, ...facts })) })
      : Output.print(
          [
            ...evidence.map((one) => `evidence: ${Units.printable(Evidence.describe(one))}`),
            ...problems.map(({ what, where }) => `${where}: ${Units.printable(what)}`),
            `checked ${Units.count(report.archives)} archives, ${Units.bytes(report.bytes)}, ${Units.count(report.messages)} messages, ${Units.count(report.signatures)} signatures`,
            ...(report.unreadable > 0
              ? [`${Units.count(report.unreadable)} messages cannot be read by anybody and are kept as they came`]
              : [])
          ].join("\n")
        )
    if (problems.length > 0) {
      return yield* new Home.HomeFailure({ home: opened.folder, detail: `${problems.length} things are wrong` })
    }
    if (!flags.json) yield* Output.print("every key, CID and signature is right")
  })
).pipe(Command.withDescription("Compute every key, CID and signature again, and list what is wrong"))
