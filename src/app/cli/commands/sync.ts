/** `sync` and `member`: the member node, once or for ever. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import { MemberNode } from "../../MemberNode.ts"
import { type Report, saved, spared } from "../../Restored.ts"
import * as Status from "../../Status.ts"
import * as Composition from "../Composition.ts"
import * as Daemon from "../Daemon.ts"
import * as Home from "../Home.ts"
import * as HomeLock from "../HomeLock.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { community, home, json, profile, select } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

/** What a run did, for people. */
export const summary = (report: Report): string => {
  const restored = report.hydrated.reduce((sum, { replaced }) => sum + replaced.inserted + replaced.kept, 0)
  const removed = report.hydrated.reduce((sum, { replaced }) => sum + replaced.deleted, 0)
  const unreadable = report.hydrated.reduce((sum, { replaced }) => sum + replaced.unreadable, 0)
  return [
    Option.match(report.announcement, {
      onNone: () => "no new announcement of an archive index",
      onSome: ({ cid, clock }) => `followed index ${cid} of ${Instant.local(BigInt(clock) * 1_000_000n)}`
    }),
    `restored ${Units.count(report.hydrated.length)} archives with ${Units.count(restored)} messages` +
      spared(report) +
      (removed > 0 ? `; ${Units.count(removed)} local messages are not in the canonical history and were removed` : ""),
    ...(unreadable > 0 ? [`${Units.count(unreadable)} messages could not be read and are kept aside`] : []),
    ...report.skipped.map(
      ({ key, why }) => `index entry ${Units.printable(key)} is not usable: ${Units.printable(why)}`
    ),
    ...report.waiting.map(
      ({ entry, waiting }) =>
        `missing: archive of ${Instant.local(entry.window.from)}; ${Units.printable(waiting.why)}; tried again after ${Units.dateTime(waiting.notBefore)}`
    )
  ].join("\n")
}

export const sync = Command.make(
  "sync",
  { home, community, select, profile, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openMember(flags.home, flags.community, flags.profile, Composition.createStores)
    yield* HomeLock.acquire(opened.folder)
    const report = yield* Effect.flatMap(MemberNode, (node) => node.sync(flags.select)).pipe(
      Effect.provide(Composition.member(opened, network))
    )
    yield* flags.json
      ? Output.json({
          index: Option.getOrNull(Option.map(report.announcement, ({ cid, clock }) => ({ cid, clock }))),
          restored: report.hydrated.map(({ bytes, entry, key, replaced, source }) => ({
            key,
            ...entry.window,
            cid: entry.cid,
            ...replaced,
            source,
            bytes
          })),
          saved: saved(report).bytes,
          waiting: report.waiting.map(({ entry, key, waiting }) => ({
            key,
            ...entry.window,
            cid: entry.cid,
            ...waiting
          })),
          skipped: report.skipped
        })
      : Output.print(summary(report))
    if (report.waiting.length > 0) {
      return yield* new Home.HomeFailure({
        home: opened.folder,
        detail: `${report.waiting.length} archives are still missing; run sync again`
      })
    }
  }, Effect.scoped)
).pipe(Command.withDescription("Restore the history once: announcement, index, archives"))

export const member = Command.make(
  "member",
  { home, community, select, profile, ...Daemon.flags },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openMember(flags.home, flags.community, flags.profile, Composition.createStores)
    yield* HomeLock.acquire(opened.folder)
    return yield* Daemon.node(
      flags,
      { role: "member", community: opened.community, status: Status.member },
      Composition.member(opened, network),
      Effect.flatMap(MemberNode, (node) => node.run(flags.select))
    )
  }, Effect.scoped)
).pipe(Command.withDescription("Run the member node until it is stopped (Ctrl-C)"))
