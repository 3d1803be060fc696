/** Whole nodes in memory under limits of a test's choice, and a community key that has gone bad. */
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Announcements from "../../src/app/Announcements.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Limits from "../../src/app/Limits.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import { now } from "../../src/app/Now.ts"
import { Progress } from "../../src/app/Progress.ts"
import type { Values } from "../../src/app/Settings.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import type { Window } from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import type { WakuMessage } from "../../src/domain/waku/WakuMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { at, local, START } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"

export const settings = (limits: Partial<Limits.Limits>): Partial<Values> => ({
  limits: { ...Limits.defaults, ...limits }
})

/** What a person is told, beside everything else. */
export const listening = () => {
  const told: Array<string> = []
  const layer = Layer.succeed(Progress, {
    start: () => Effect.succeed({ advance: () => Effect.void }),
    note: (text) => Effect.sync(() => void told.push(text))
  })
  return { told, layer }
}

export const onControl = <A, E>(
  network: World.World,
  home: World.Home,
  limits: Partial<Limits.Limits>,
  use: (node: ControlNode["Service"]) => Effect.Effect<A, E, Layer.Success<ReturnType<typeof World.control>>>
) =>
  Effect.flatMap(ControlNode, use).pipe(
    Effect.provide(World.control(network, home, { createdAt: START, settings: settings(limits) }), local)
  )

export const archive = (network: World.World, home: World.Home, limits: Partial<Limits.Limits> = {}) =>
  onControl(network, home, limits, (node) => node.archive)

export const onMember = <A, E>(
  network: World.World,
  home: World.Home,
  limits: Partial<Limits.Limits>,
  use: (node: MemberNode["Service"]) => Effect.Effect<A, E, Layer.Success<ReturnType<typeof World.member>>>
) => Effect.flatMap(MemberNode, use).pipe(Effect.provide(World.member(network, home, settings(limits)), local))

export const sync = (network: World.World, home: World.Home, limits: Partial<Limits.Limits> = {}) =>
  onMember(network, home, limits, (node) =>
    Effect.gen(function* () {
      const running = yield* Effect.forkChild(node.sync(Selection.all))
      yield* TestClock.adjust("2 minutes")
      return yield* Fiber.join(running)
    })
  )

/** With the community key, outside of any node. */
export const asCommunity = <A, E>(
  network: World.World,
  work: Effect.Effect<A, E, Layer.Success<ReturnType<typeof World.base>> | Layer.Success<typeof World.communityKey>>
) => Effect.provide(work, Layer.merge(World.base(network, World.home()), World.communityKey), local)

const put = (bytes: Uint8Array) =>
  Effect.flatMap(Codex, (codex) => Effect.map(codex.put(Stream.succeed(bytes)), ({ cid }) => cid))

export const week = (n: number): Window => ({ from: at(7 * n), to: at(7 * (n + 1)) })

/** Messages of one window that nobody can read; each payload has so many bytes. */
export const noise = (window: Window, count: number, size = 40): ReadonlyArray<WakuMessage> =>
  Array.from({ length: count }, (_, n) => ({
    payload: new Uint8Array(size).fill(n % 251),
    contentTopic: World.channelTopic,
    version: 1,
    timestamp: Time.add(window.from, Time.nanos(BigInt(n))),
    meta: Bytes.empty,
    rateLimitProof: Bytes.empty,
    ephemeral: false
  }))

/** Stores an archive as it is, whatever is wrong with it. */
export const planted = (
  network: World.World,
  window: Window,
  contents: {
    readonly messages?: ReadonlyArray<WakuMessage>
    readonly topics?: ReadonlyArray<string>
    readonly pack?: (bytes: Uint8Array) => Uint8Array
  }
) =>
  asCommunity(
    network,
    Effect.gen(function* () {
      const topics = (contents.topics ?? [World.channelTopic]).map(ContentTopic)
      const plain = Bytes.concat([ArchiveFile.header(window, topics), ArchiveFile.body(contents.messages ?? [])])
      const bytes = (contents.pack ?? ((same) => same))(plain)
      const entry: ArchiveIndex.Entry = { window, topics, cid: yield* put(bytes) }
      return { entry, key: ArchiveIndex.keyOf(entry), bytes }
    })
  )

/** Announces an index of these entries. */
export const announced = (network: World.World, entries: ReadonlyArray<ArchiveIndex.Entry>) =>
  asCommunity(
    network,
    Effect.gen(function* () {
      const bytes = ArchiveIndex.encode(ArchiveIndex.make(entries))
      const cid = yield* put(bytes)
      yield* Announcements.announce(cid, Time.toMillis(yield* now))
      return { cid, bytes }
    })
  )

/** The failures that an archive waits for, by its key. */
export const reasons = (report: Effect.Success<ReturnType<typeof sync>>) =>
  new Map(report.waiting.map(({ key, waiting }) => [key, waiting.why]))

export const tagOf = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(work), (outcome) => (outcome._tag === "Failure" ? outcome.failure._tag : "ok"))
